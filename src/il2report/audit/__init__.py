"""Checks of published figures for consistency, and against the statistical methods that they name.

The names below are imported when they are first used, so that a verb that only reads a paper does not pay for the checks.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from il2report.audit.checks import CHECKS, purpose_of, source_of
    from il2report.audit.contradictions import audit, reading_of, reading_of_figure
    from il2report.audit.evidence import Evidence
    from il2report.audit.finding import AuditFinding, Certainty
    from il2report.audit.paper import AdoptedReading, Figure, PublishedPaper
    from il2report.audit.reading import read_paper
    from il2report.audit.samples import example_sample

FILE = "data/published.toml"
"""The published figures of a study, as they are typed."""

_HOMES = {
    "CHECKS": "checks",
    "AdoptedReading": "paper",
    "AuditFinding": "finding",
    "Certainty": "finding",
    "Evidence": "evidence",
    "Figure": "paper",
    "PublishedPaper": "paper",
    "audit": "contradictions",
    "example_sample": "samples",
    "purpose_of": "checks",
    "read_paper": "reading",
    "reading_of": "contradictions",
    "reading_of_figure": "contradictions",
    "source_of": "checks",
}

__all__ = [
    "CHECKS",
    "FILE",
    "AdoptedReading",
    "AuditFinding",
    "Certainty",
    "Evidence",
    "Figure",
    "PublishedPaper",
    "audit",
    "example_sample",
    "purpose_of",
    "read_paper",
    "reading_of",
    "reading_of_figure",
    "source_of",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
