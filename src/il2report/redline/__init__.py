"""The manuscript in which what changed since a draft is marked."""

from il2report.redline.changes import Change, ChangeKind
from il2report.redline.document import NoManuscript, Redline, redline

__all__ = ["Change", "ChangeKind", "NoManuscript", "Redline", "redline"]
