"""The study: a folder of choices and tables, read, typed and checked as a whole.

The names below are imported when they are first used, so that a verb that only reads a file through
this package (an audit of a paper) does not pay for pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from il2report.study.bibliography import Person, Reference
    from il2report.study.codebook import Codebook, UnknownCode
    from il2report.study.configuration import Configuration
    from il2report.study.literature import LiteratureFact
    from il2report.study.loading import (
        Inspection,
        Study,
        inspect_study,
        public_study,
        read_study,
    )
    from il2report.study.tables import Tables

_HOMES = {
    "Codebook": "codebook",
    "Configuration": "configuration",
    "Inspection": "loading",
    "LiteratureFact": "literature",
    "Person": "bibliography",
    "Reference": "bibliography",
    "Study": "loading",
    "Tables": "tables",
    "UnknownCode": "codebook",
    "inspect_study": "loading",
    "public_study": "loading",
    "read_study": "loading",
}

__all__ = [
    "Codebook",
    "Configuration",
    "Inspection",
    "LiteratureFact",
    "Person",
    "Reference",
    "Study",
    "Tables",
    "UnknownCode",
    "inspect_study",
    "public_study",
    "read_study",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
