"""il2report: from a clinical data folder to a manuscript whose every number was computed.

What a notebook or another program calls stands here; docs/how-to/use-from-a-notebook.md shows it.
A name is imported when it is first used, so that no command pays for what it does not need.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from il2report.errors import BuildFailed, Il2ReportError, StudyRefused, WrongUse
    from il2report.interface import Changes, Results, build, compare, compute, read_study

__version__ = "0.1.0"

_HOMES = {
    "BuildFailed": "errors",
    "Changes": "interface",
    "Il2ReportError": "errors",
    "Results": "interface",
    "StudyRefused": "errors",
    "WrongUse": "errors",
    "build": "interface",
    "compare": "interface",
    "compute": "interface",
    "read_study": "interface",
}

__all__ = [
    "BuildFailed",
    "Changes",
    "Il2ReportError",
    "Results",
    "StudyRefused",
    "WrongUse",
    "__version__",
    "build",
    "compare",
    "compute",
    "read_study",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
