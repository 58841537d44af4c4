"""What `status` prints: the drafts of a study, or which draft a file is, in lines or as JSON."""

import json
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
        document, lines = _file_record(status), _file_lines(status)
    else:
        document, lines = _study_record(status), _study_lines(status)
    return json.dumps(document, indent=1, ensure_ascii=False) if as_json else "\n".join(lines)


def _study_lines(status: StudyStatus) -> list[str]:
    """List the drafts, say what has changed since the last, and how much is still to be written."""
    texts = "text is" if status.open_points == 1 else "texts are"
    left = f"{status.open_points} {texts} still to be written; `il2report check` lists them."
    to_write = [left] if status.open_points else []
    if not status.drafts:
        return ["No draft has been issued yet; `il2report issue NAME` makes the first.", *to_write]
    rows = []
    for draft in status.drafts:
        public = "  public" if draft.public else ""
        altered = f"  ALTERED: {', '.join(draft.altered)}" if draft.altered else ""
        what = f"{draft.issued}  {draft.fingerprints.draft}  {draft.name}{public}{altered}"
        rows.append(f"{draft.number:>3}  {what}")
    if status.notices:
        rows.append(printed_findings(status.notices))
    if status.standing:
        rows += _changed(status.standing, f"draft {status.drafts[-1].number}")
    return rows + to_write


def _file_lines(status: FileStatus) -> list[str]:
    """Say which draft a file is and what has changed since."""
    issue, draft = status.identity.issue, status.draft
    lines = [f"{status.file} is {_named(status.identity)}"]
    if status.study is None:
        return [*lines, "Give --study DIR to compare it with the study."]
    if draft is not None and status.is_as_issued:
        lines.append("This file is identical to the issued version.")
    elif draft is not None:
        lines.append(
            "This file differs from the issued version (checksum mismatch). The issued version is in"
            f" {DRAFTS}/{draft.folder.name}."
        )
    elif issue is not None:
        study = status.study.resolve()
        lines.append(f"{study} has no such draft; it was issued from another folder.")
    if draft is not None:
        lines += [f"Since then draft {last.number} was issued." for last in status.later[-1:]]
    if status.standing is not None:
        since = f"draft {issue.number}" if issue else "this working draft"
        lines += _changed(status.standing, since, has_numbers=draft is not None)
    return lines


def _named(identity: Identity) -> str:
    if identity.issue is None:
        return f"a working draft: {identity.fingerprint}"
    issue = identity.issue
    public = ", public" if issue.public else ""
    return (
        f"draft {issue.number} ({issue.name}), issued {issue.issued},"
        f" fingerprint {identity.fingerprint}{public}"
    )


def _changed(standing: Standing, since: str, *, has_numbers: bool = True) -> list[str]:
    """Say what has changed and what this does to the numbers."""
    moved, versions, numbers = standing.moved, standing.versions, standing.changed
    if numbers is not None and not (moved or versions or numbers):
        return [f"Nothing has changed since {since}."]
    lines = [f"Changed since {since}: {', '.join(moved)}."] if moved else []
    lines += [
        f"{name} is {new} now; {since} was made with {old}."
        for name, (old, new) in versions.items()
    ]
    if not has_numbers:
        return lines
    if not standing.readable:
        effect = "Its numbers cannot be compared: its files are damaged."
    elif numbers is None:
        effect = (
            "The numbers cannot be computed: the study has errors; `il2report check` lists them."
        )
    elif not numbers:
        effect = f"None of its {standing.printed} printed numbers changes."
    else:
        ending = "s" if len(numbers) == 1 else ""
        effect = f"{len(numbers)} of its {standing.printed} printed numbers change{ending}."
    return [*lines, effect]


def _study_record(status: StudyStatus) -> dict[str, Any]:
    return {
        "drafts": [_draft_record(draft) for draft in status.drafts],
        "since": _standing_record(status.standing),
        "open_points": status.open_points,
        "findings": records(status.notices),
    }


def _file_record(status: FileStatus) -> dict[str, Any]:
    return {
        "file": str(status.file),
        "identity": status.identity.metadata(),
        "draft": _draft_record(status.draft) if status.draft else None,
        "as_issued": status.is_as_issued,
        "later": [draft.number for draft in status.later],
        "since": _standing_record(status.standing),
    }


def _standing_record(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    changed = standing.changed
    return {
        "moved": list(standing.moved),
        "versions": {name: list(both) for name, both in standing.versions.items()},
        "printed_numbers": standing.printed,
        "changed_numbers": None if changed is None else [asdict(number) for number in changed],
    }


def _draft_record(draft: Draft) -> dict[str, Any]:
    return record_of_draft(draft) | {"altered": list(draft.altered)}
