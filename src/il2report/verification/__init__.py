"""Verifies a built manuscript: every number in its tree, its page and its PDF must be accounted for."""

from il2report.verification.audit import Background, audit_manuscript, manuscript_findings

__all__ = ["Background", "audit_manuscript", "manuscript_findings"]
