"""Compares two states of a study, attributes each change to a correction, and reads issued drafts."""

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
