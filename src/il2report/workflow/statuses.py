"""status: which draft this is, and what has changed in the study since."""

from dataclasses import dataclass
from pathlib import Path

from il2report.document.printer import Printer
from il2report.errors import Finding, StudyRefused, WrongUse
from il2report.pages.identity import present_fingerprints
from il2report.received.pdf import open_pdf
from il2report.revisions import Draft, Identity, read_drafts
from il2report.revisions.drafts import digest
from il2report.revisions.history import draft_findings, moved_folders
from il2report.revisions.identity import identity_of_page
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
from il2report.study.journal_files import UnknownJournal
from il2report.verification.mentions import typed_open_points
from il2report.workflow.computing import study_printer
from il2report.workflow.editions import printed_in, tree_of

PDF_STARTS_WITHIN = 1024
"""A mail program may put something before the %PDF."""


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """Whose status: that of the drafts of a study or, where a file is given, that of the file.

    A file may be without a study; then it only says which draft it is.
    """

    study: Path | None
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class StudyStatus:
    """The issued drafts of a study, and what has changed since the last of them, if there is one.

    `open_points` is how many texts are still to be written.
    """

    drafts: tuple[Draft, ...]
    standing: Standing | None
    study: Path
    open_points: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether nothing has changed, and every draft is as and where it was issued."""
        if self.standing is not None and needs_attention(self.standing):
            return False
        is_tidy = not moved_folders(self.drafts, self.study)
        return is_tidy and all(draft.is_intact for draft in self.drafts)

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What is odd about the drafts as a whole."""
        return draft_findings(self.drafts, self.study)


@dataclass(frozen=True, slots=True)
class FileStatus:
    """Which draft a file is and, compared with a study, what has changed since and was issued later.

    `is_as_issued` is whether the file is the issued one byte for byte, `standing` what has changed
    in the study; both are None where there is nothing to compare with.
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
        """Whether the file is up to date, as far as there was a study to compare it with."""
        if self.study is None:
            return True
        is_current = self.standing is not None and not needs_attention(self.standing)
        return is_current and self.is_as_issued is not False and not self.later


def needs_attention(standing: Standing) -> bool:
    """Whether something has changed, or the study has errors now."""
    return standing.has_moved or standing.changed is None


def status(request: StatusRequest) -> StudyStatus | FileStatus:
    """Read the drafts of a study and compare it with the last; or read which draft a file is.

    Raises
    ------
    WrongUse
        When the file was not made by il2report, or neither study nor file is given.
    StudyRefused
        When there is no study in the folder.
    """
    if request.file is not None:
        return _file_status(request.file, request.study)
    study = request.study
    if study is None:
        raise WrongUse("name a study folder or a file")
    if not (study / CHOICES).is_file():
        read_study(study)  # says what is missing there
    drafts = read_drafts(study)
    standing = _standing(drafts[-1], study) if drafts else None
    return StudyStatus(drafts, standing, study, sum(1 for _ in typed_open_points(study)))


def _file_status(file: Path, study: Path | None) -> FileStatus:
    identity = identity_of(file)
    if study is None:
        return FileStatus(file, identity)
    drafts = read_drafts(study)
    # A document knows less of its draft than draft.json, but all that matters.
    same = (each for each in drafts if each.identity.metadata() == identity.metadata())
    draft = next(same, None)
    if draft is None:
        what = moved(identity.fingerprints, present_fingerprints(study))
        return FileStatus(file, identity, study, standing=Standing(what, {}, 0, ()))
    is_as_issued = digest(read_named_file(file, MOST_OF_DOCUMENT)) in draft.files.values()
    standing, later = _standing(draft, study), drafts[drafts.index(draft) + 1 :]
    return FileStatus(file, identity, study, draft, is_as_issued, standing, later)


def identity_of(file: Path) -> Identity:
    """Read from a PDF, HTML or Word file, also one that a reader annotated and saved, which draft it is.

    Raises WrongUse when the file cannot be read, or says nothing of il2report.
    """
    content = read_named_file(file, MOST_OF_DOCUMENT)
    if b"%PDF" in content[:PDF_STARTS_WITHIN]:
        try:
            information = (open_pdf(content).metadata or {}).items()
            found = {str(name).removeprefix("/"): str(value) for name, value in information}
        except Exception as error:  # noqa: BLE001 (a damaged PDF fails in many ways)
            raise WrongUse(f"{file} cannot be read as a PDF: {error}") from None
        identity = Identity.of_metadata(found)
    elif content.startswith(b"PK"):
        from il2report.word.opening import word_file_of  # noqa: PLC0415 (it imports lxml)

        identity = Identity.of_metadata(word_file_of(content, str(file)).properties())
    else:
        identity = identity_of_page(content.decode("utf-8", errors="replace"))
    if identity is None:
        raise WrongUse(
            f"{file} does not say which draft it is: it has no mark of an il2report build. Export by"
            " another program and printing remove the mark; the foot of the pages may still name the"
            " draft"
        )
    return identity


def _standing(draft: Draft, study: Path) -> Standing:
    """Compare a study with one of its drafts; the numbers are computed again."""
    now = present_fingerprints(study)
    what = moved(draft.fingerprints, now) if draft.has_record else ()
    versions = other_versions(draft.program, program_versions())
    if not draft.has_record or not draft.results or not draft.page:
        return Standing(what, versions, 0, None, readable=False)
    try:
        printer = study_printer(read_study(study), str(draft.results["style"]))
    except (StudyRefused, UnknownJournal):
        return Standing(what, versions, 0, None)
    numbers = ((each.result_id, each.part) for each in printed_in(draft, tree_of(draft))[0])
    printed, changed = changed_numbers(draft, numbers, lambda mark: _text(printer, mark))
    return Standing(what, versions, printed, changed)


def _text(printer: Printer, mark: Mark) -> str | None:
    result_id, part = mark
    if result_id not in printer.catalogue:
        return None
    if part == DENOMINATOR:
        return str(printer.catalogue[result_id].n)
    return printer.text(result_id)
