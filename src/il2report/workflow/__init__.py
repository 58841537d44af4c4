"""What can be done with a study: build, issue, compare, review, refresh, audit and status. Nothing here prints.

A name is imported when it is first used, so that a worker process starts without the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from il2report.workflow.auditing import AuditRequest, audit
    from il2report.workflow.building import BuildRequest, build
    from il2report.workflow.comparing import CompareRequest, compare
    from il2report.workflow.issuing import IssueRequest, issue
    from il2report.workflow.refreshing import RefreshRequest, refresh
    from il2report.workflow.reviewing import ReviewRequest, review
    from il2report.workflow.statuses import StatusRequest, status
    from il2report.workflow.submitting import SubmitRequest, submit

_HOMES = {"audit": "auditing", "build": "building", "compare": "comparing", "issue": "issuing"}
_HOMES |= {"refresh": "refreshing", "review": "reviewing", "status": "statuses"}
_HOMES |= {"submit": "submitting"}
_HOMES |= {f"{name.capitalize()}Request": home for name, home in _HOMES.items()}

__all__ = [
    "AuditRequest",
    "BuildRequest",
    "CompareRequest",
    "IssueRequest",
    "RefreshRequest",
    "ReviewRequest",
    "StatusRequest",
    "SubmitRequest",
    "audit",
    "build",
    "compare",
    "issue",
    "refresh",
    "review",
    "status",
    "submit",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
