"""status: which draft this is, and whether the study has moved since."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from il2report.cli.findings import printed_findings, records
from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.errors import Finding, StudyRefused
from il2report.pages.identity import present_fingerprints
from il2report.results import compute_results
from il2report.revisions import Draft, Identity, read_drafts
from il2report.revisions.documents import identity_of
from il2report.revisions.drafts import DRAFTS, digest
from il2report.revisions.history import draft_findings, moved_folders
from il2report.revisions.standing import (
    DENOMINATOR,
    Mark,
    Standing,
    changed_numbers,
    moved,
    other_versions,
)
from il2report.revisions.versions import program_versions
from il2report.study import read_study
from il2report.study.configuration import FILE as CHOICES
from il2report.study.files import MOST_OF_DOCUMENT, read_named_file


@dataclass(frozen=True, slots=True)
class StudyStatus:
    """The issued drafts of a study, and how it stands to the last of them, if there is one."""

    drafts: tuple[Draft, ...]
    standing: Standing | None
    study: Path

    @property
    def is_settled(self) -> bool:
        """Whether nothing has moved and every draft is what was issued, where it was issued."""
        at_rest = self.standing is None or not needs_attention(self.standing)
        is_tidy = not moved_folders(self.drafts, self.study)
        return at_rest and is_tidy and all(draft.is_intact for draft in self.drafts)

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What is odd about the drafts as a whole."""
        return draft_findings(self.drafts, self.study)


@dataclass(frozen=True, slots=True)
class FileStatus:
    """Which draft a file is and, held against a study: the draft it was issued as, and the rest.

    `is_as_issued` is whether the file is the issued one byte for byte, `standing` how the study
    stands to it; both are None where there is nothing to hold it against. `later` are the drafts
    issued since.
    """

    file: Path
    identity: Identity
    study: Path | None = None
    draft: Draft | None = None
    is_as_issued: bool | None = None
    standing: Standing | None = None
    later: tuple[Draft, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether the file is the last word, as far as it could be held against a study."""
        if self.study is None:
            return True
        at_rest = self.standing is not None and not needs_attention(self.standing)
        return at_rest and self.is_as_issued is not False and not self.later


def needs_attention(standing: Standing) -> bool:
    """Whether something has moved, or the study no longer holds together."""
    return standing.has_moved or standing.changed is None


def study_status(study: Path) -> StudyStatus:
    """Read the drafts of a study and hold the study against the last."""
    if not (study / CHOICES).is_file():
        read_study(study)
    drafts = read_drafts(study)
    return StudyStatus(drafts, standing_to(drafts[-1], study) if drafts else None, study)


def file_status(file: Path, study: Path | None) -> FileStatus:
    """Read from a file which draft it is and, where a study is given, hold the two together.

    Raises
    ------
    WrongUse
        When the file is none of ours.
    """
    identity = identity_of(file)
    if study is None:
        return FileStatus(file, identity)
    drafts = read_drafts(study)
    draft = next((each for each in drafts if _is_of(identity, each)), None)
    if draft is None:
        before = identity.fingerprints
        standing = Standing(moved(before, present_fingerprints(study)), {}, 0, ())
        return FileStatus(file, identity, study, standing=standing)
    is_as_issued = digest(read_named_file(file, MOST_OF_DOCUMENT)) in draft.files.values()
    standing, later = standing_to(draft, study), drafts[drafts.index(draft) + 1 :]
    return FileStatus(file, identity, study, draft, is_as_issued, standing, later)


def _is_of(identity: Identity, draft: Draft) -> bool:
    """Whether a document is of a draft; it knows less than draft.json, but all that matters."""
    return draft.identity.metadata() == identity.metadata()


def standing_to(draft: Draft, study: Path) -> Standing:
    """Hold a study against one of its drafts; the numbers are computed anew."""
    now = present_fingerprints(study)
    what = moved(draft.fingerprints, now) if draft.has_record else ()
    versions = other_versions(draft.program, program_versions())
    if not draft.has_record or not draft.results or not draft.page:
        return Standing(what, versions, 0, None, readable=False)
    try:
        printer = _printer(study, str(draft.results["style"]))
    except StudyRefused:
        return Standing(what, versions, 0, None)
    printed, changed = changed_numbers(draft, lambda mark: _text(printer, mark))
    return Standing(what, versions, printed, changed)


def _printer(study: Path, style: str) -> Printer:
    read = read_study(study)
    alpha = read.configuration.definitions.alpha
    return Printer(compute_results(read).catalogue, number_style(style, alpha))


def _text(printer: Printer, mark: Mark) -> str | None:
    result_id, part = mark
    if result_id not in printer.catalogue:
        return None
    if part == DENOMINATOR:
        return str(printer.catalogue[result_id].n)
    return printer.text(result_id)


def printed_study_status(status: StudyStatus, *, as_json: bool) -> str:
    """List the drafts and say what has moved, or give both as JSON."""
    if as_json:
        document = {
            "drafts": [_draft_record(draft) for draft in status.drafts],
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


def printed_file_status(status: FileStatus, *, as_json: bool) -> str:
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


def _draft_record(draft: Draft) -> dict[str, Any]:
    return {
        "number": draft.number,
        "name": draft.name,
        "issued": draft.issued,
        "fingerprint": draft.fingerprints.draft,
        "public": draft.public,
        "folder": str(draft.folder),
        "altered": list(draft.altered),
    }


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
        "draft": _draft_record(status.draft) if status.draft else None,
        "as_issued": status.is_as_issued,
        "later": [draft.number for draft in status.later],
        "since": _standing_record(status.standing) if status.standing else None,
    }
