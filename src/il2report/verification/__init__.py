"""Reads a built manuscript back: every number on the page and in print must be accounted for."""

from il2report.verification.audit import (
    Background,
    ManuscriptAudit,
    audit_manuscript,
    manuscript_findings,
    page_findings,
)

__all__ = [
    "Background",
    "ManuscriptAudit",
    "audit_manuscript",
    "manuscript_findings",
    "page_findings",
]
