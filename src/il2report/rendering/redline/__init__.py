"""The manuscript with what changed since a draft marked in its place."""

from il2report.rendering.redline.changes import Change, Kind
from il2report.rendering.redline.document import NoManuscript, Redline, redline

__all__ = ["Change", "Kind", "NoManuscript", "Redline", "redline"]
