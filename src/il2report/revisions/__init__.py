"""Issued drafts: what was frozen, whether it is still what was frozen, and how a study stands to it."""

from il2report.revisions.drafts import (
    Draft,
    DraftClaim,
    NoSuchDraft,
    find_draft,
    last_draft,
    read_drafts,
)
from il2report.revisions.fingerprints import Fingerprints
from il2report.revisions.identity import Identity, Issue

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
