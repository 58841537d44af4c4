"""What `status` prints: the drafts of a study, or which draft a file is, in lines or as JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from il2report.cli.findings import printed_findings, records
from il2report.cli.summaries import record_of_draft
from il2report.revisions import Draft, Identity
from il2report.revisions.drafts import DRAFTS
from il2report.revisions.standing import Standing
from il2report.workflow.statuses import FileStatus, StudyStatus


def printed_status(status: StudyStatus | FileStatus, *, as_json: bool) -> str:
    """Say what `status` found, in lines or as JSON."""
    if isinstance(status, FileStatus):
        return _printed_file_status(status, as_json=as_json)
    return _printed_study_status(status, as_json=as_json)


def _printed_study_status(status: StudyStatus, *, as_json: bool) -> str:
    """List the drafts and say what has moved, or give both as JSON."""
    if as_json:
        document = {
            "drafts": [_record(draft) for draft in status.drafts],
            "since": _standing_record(status.standing) if status.standing else None,
            "findings": records(status.notices),
        }
        return json.dumps(document, indent=1, ensure_ascii=False)
    if not status.drafts:
        return "No draft has been issued yet; `il2report issue NAME` makes the first."
    rows = [_row(draft) for draft in status.drafts]
    last = status.drafts[-1]
    since = _said(status.standing, f"draft {last.number}") if status.standing else []
    notices = [printed_findings(status.notices)] if status.notices else []
    return "\n".join([*rows, *notices, *since])


def _printed_file_status(status: FileStatus, *, as_json: bool) -> str:
    """Say which draft a file is and how the study stands to it, or give both as JSON."""
    if as_json:
        return json.dumps(_file_record(status), indent=1, ensure_ascii=False)
    issue = status.identity.issue
    lines = [f"{status.file} is {_named(status.identity)}"]
    if status.study is None:
        return "\n".join([*lines, "Give --study DIR to hold it against the study."])
    if status.draft is not None:
        lines.append(_as_issued(status))
        lines += [f"Since then draft {last.number} was issued." for last in status.later[-1:]]
    elif issue is not None:
        lines.append(
            f"{status.study.resolve()} has no such draft; it was issued from another folder."
        )
    if status.standing is not None:
        since = f"draft {issue.number}" if issue else "this working draft"
        lines += _said(status.standing, since, has_numbers=status.draft is not None)
    return "\n".join(lines)


def _named(identity: Identity) -> str:
    if identity.issue is None:
        return f"a working draft: {identity.fingerprint}"
    issue = identity.issue
    public = ", public" if issue.public else ""
    return (
        f"draft {issue.number} ({issue.name}), issued {issue.issued},"
        f" fingerprint {identity.fingerprint}{public}"
    )


def _as_issued(status: FileStatus) -> str:
    if status.is_as_issued:
        return "It is the issued file, byte for byte."
    return (
        f"It is not the issued file any more: somebody saved it anew. What was issued is in"
        f" {DRAFTS}/{status.draft.folder.name if status.draft else ''}."
    )


def _row(draft: Draft) -> str:
    public = "  public" if draft.public else ""
    altered = f"  ALTERED: {', '.join(draft.altered)}" if draft.altered else ""
    short = draft.fingerprints.draft
    return f"{draft.number:>3}  {draft.issued}  {short}  {draft.name}{public}{altered}"


def _said(standing: Standing, since: str, *, has_numbers: bool = True) -> list[str]:
    """Say what moved and what it does to the numbers."""
    is_known = standing.changed is not None
    if is_known and not standing.moved and not standing.versions and not standing.changed:
        return [f"Nothing has moved since {since}."]
    lines = []
    if standing.moved:
        lines.append(f"Moved since {since}: {', '.join(standing.moved)}.")
    lines += [
        f"{name} is {new} now; {since} was made with {old}."
        for name, (old, new) in standing.versions.items()
    ]
    return [*lines, *(_numbers(standing) if has_numbers else ())]


def _numbers(standing: Standing) -> Iterable[str]:
    if not standing.readable:
        return ("Its numbers cannot be compared: its files are damaged.",)
    if standing.changed is None:
        return (
            "The numbers cannot be computed: the study has errors; `il2report check` lists them.",
        )
    if not standing.changed:
        return (f"None of its {standing.printed} printed numbers changes.",)
    n = len(standing.changed)
    return (f"{n} of its {standing.printed} printed numbers change{'s' if n == 1 else ''}.",)


def _standing_record(standing: Standing) -> dict[str, Any]:
    changed = standing.changed
    return {
        "moved": list(standing.moved),
        "versions": {name: list(both) for name, both in standing.versions.items()},
        "printed_numbers": standing.printed,
        "changed_numbers": None if changed is None else [asdict(number) for number in changed],
    }


def _file_record(status: FileStatus) -> dict[str, Any]:
    return {
        "file": str(status.file),
        "identity": status.identity.metadata(),
        "draft": _record(status.draft) if status.draft else None,
        "as_issued": status.is_as_issued,
        "later": [draft.number for draft in status.later],
        "since": _standing_record(status.standing) if status.standing else None,
    }


def _record(draft: Draft) -> dict[str, Any]:
    return record_of_draft(draft) | {"altered": list(draft.altered)}
