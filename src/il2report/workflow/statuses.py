"""status: which draft this is, and whether the study has moved since."""

from dataclasses import dataclass
from pathlib import Path

from il2report.document.printer import Printer
from il2report.errors import Finding, StudyRefused
from il2report.pages.identity import present_fingerprints
from il2report.revisions import Draft, Identity, read_drafts
from il2report.revisions.documents import identity_of
from il2report.revisions.drafts import digest
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
from il2report.workflow.computing import study_printer
from il2report.workflow.editions import printed_in


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
    """Which draft a file is and, compared with a study, the draft it was issued as, and the rest.

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
        """Whether the file is the last word, as far as a study was there to compare it with."""
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
    """Compare a study with one of its drafts; the numbers are computed again."""
    now = present_fingerprints(study)
    what = moved(draft.fingerprints, now) if draft.has_record else ()
    versions = other_versions(draft.program, program_versions())
    if not draft.has_record or not draft.results or not draft.page:
        return Standing(what, versions, 0, None, readable=False)
    try:
        printer = study_printer(read_study(study), str(draft.results["style"]))
    except StudyRefused:
        return Standing(what, versions, 0, None)
    numbers = ((each.result_id, each.part) for each in printed_in(draft)[0])
    printed, changed = changed_numbers(draft, numbers, lambda mark: _text(printer, mark))
    return Standing(what, versions, printed, changed)


def _text(printer: Printer, mark: Mark) -> str | None:
    result_id, part = mark
    if result_id not in printer.catalogue:
        return None
    if part == DENOMINATOR:
        return str(printer.catalogue[result_id].n)
    return printer.text(result_id)
