"""The manuscript with what changed since a draft marked in its place."""

from il2report.redline.changes import Change, Kind
from il2report.redline.document import NoManuscript, Redline, redline

__all__ = ["Change", "Kind", "NoManuscript", "Redline", "redline"]
