"""What verbs print when they have written files: which, and what to do next."""

import json
from typing import TYPE_CHECKING, Any

from il2report.cli.findings import records
from il2report.errors import finding_counts
from il2report.revisions.drafts import PAGE, PRINT, RECORD, WORD
from il2report.study.workbook import FILE

if TYPE_CHECKING:  # what each verb returns; no verb imports the others
    from il2report.revisions import Draft
    from il2report.workflow.building import BuildReport
    from il2report.workflow.issuing import Issued
    from il2report.workflow.workbook_template import WrittenTemplate


def printed_build(report: "BuildReport", *, as_json: bool) -> str:
    """List the files written, the number of findings and the seconds."""
    if as_json:
        document = {
            "files": [str(path) for path in report.files],
            "findings": records(report.notices),
            "seconds": round(report.seconds, 3),
            "steps": {name: round(seconds, 3) for name, seconds in report.steps.items()},
        }
        return json.dumps(document, indent=1)
    # The documents before their parts.
    files = sorted(
        report.files, key=lambda path: (path.suffix != ".pdf", len(path.parts), str(path))
    )
    lines = [f"  {path.as_posix()}" for path in files]
    summary = f"{len(report.files)} files, {finding_counts(report.notices)}, {report.seconds:.1f} s"
    return "\n".join([*lines, summary])


def record_of_draft(draft: "Draft") -> dict[str, Any]:
    """Give what a program reads of an issued draft."""
    return {
        "number": draft.number,
        "name": draft.name,
        "issued": draft.issued,
        "fingerprint": draft.fingerprints.draft,
        "public": draft.public,
        "folder": str(draft.folder),
    }


def printed_issue(issued: "Issued", *, as_json: bool) -> str:
    """Say which draft was issued, and its folder."""
    draft = issued.draft
    if as_json:
        document = record_of_draft(draft) | {
            "files": [str(draft.folder / name) for name in (RECORD, *draft.files)],
            "findings": records(issued.notices),
            "seconds": round(issued.seconds, 3),
        }
        return json.dumps(document, indent=1)
    kept = "without anything at patient level" if draft.public else "with the inputs it came from"
    summary = (
        f"Draft {draft.number} ({draft.name}), {draft.issued}, fingerprint"
        f" {draft.fingerprints.draft}, {kept}; {issued.seconds:.1f} s"
    )
    return "\n".join([*(f"  {draft.folder / name}" for name in (PRINT, PAGE, WORD)), summary])


def printed_template(written: "WrittenTemplate") -> str:
    """Say what was written, and what comes next."""
    home = written.study / FILE
    is_home = written.file.resolve() == home.resolve()
    lines = [
        f"{written.sheets} sheets, {written.codes} codes: {written.file}",
        "Next: fill it in" if is_home else f"Next: fill it in, and move it to {home}",
    ]
    if written.csv_files:
        files = ", ".join(written.csv_files)
        lines.append(f"Its sheets take the place of these files, which must then go: {files}")
    return "\n".join([*lines, f"  il2report check --study {written.study}"])
