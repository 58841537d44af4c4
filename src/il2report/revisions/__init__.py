"""Two states of a study compared and each change led back to its correction; issued drafts and how a study stands to them."""

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
