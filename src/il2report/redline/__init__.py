"""The manuscript in which what changed since a draft is marked."""

from il2report.redline.changes import Change, Kind
from il2report.redline.document import NoManuscript, Redline, redline

__all__ = ["Change", "Kind", "NoManuscript", "Redline", "redline"]
