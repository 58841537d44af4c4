"""il2report: from a clinical data folder to a manuscript whose every number was computed.

These names are for a notebook or another program; docs/how-to/use-from-a-notebook.md shows them.
A name is imported when it is first used, so that no command pays for what it does not need.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from il2report.audit.received import audit_table
    from il2report.errors import BuildFailed, Il2ReportError, StudyRefused, WrongUse
    from il2report.interface import Changes, Results, build, compare, compute, read_study

__version__ = "0.1.0"

__all__ = [
    "BuildFailed",
    "Changes",
    "Il2ReportError",
    "Results",
    "StudyRefused",
    "WrongUse",
    "__version__",
    "audit_table",
    "build",
    "compare",
    "compute",
    "read_study",
]
_ERRORS = ("BuildFailed", "Il2ReportError", "StudyRefused", "WrongUse")
_HOMES = {"audit_table": "audit.received"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "errors" if name in _ERRORS else _HOMES.get(name, "interface")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
