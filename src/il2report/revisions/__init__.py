"""Compares two states of a study, attributes each change to a correction, and reads issued drafts.

The names below are imported when they are first used: the process that prints needs the names of metadata only.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from il2report.revisions.drafts import (
        Draft,
        NoSuchDraft,
        find_draft,
        last_draft,
        read_drafts,
    )
    from il2report.revisions.fingerprints import Fingerprints
    from il2report.revisions.identity import Identity, Issue
    from il2report.revisions.records import DraftClaim

_HOMES = {
    "Draft": "drafts",
    "DraftClaim": "records",
    "Fingerprints": "fingerprints",
    "Identity": "identity",
    "Issue": "identity",
    "NoSuchDraft": "drafts",
    "find_draft": "drafts",
    "last_draft": "drafts",
    "read_drafts": "drafts",
}

__all__ = [
    "Draft",
    "DraftClaim",
    "Fingerprints",
    "Identity",
    "Issue",
    "NoSuchDraft",
    "find_draft",
    "last_draft",
    "read_drafts",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
