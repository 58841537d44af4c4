"""audit: whether published figures can be true, whether the data give them, and our own manuscript."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from il2report.audit import FILE, PublishedPaper, read_paper
from il2report.audit.examination import examine
from il2report.audit.received import ReceivedPaper, received_paper
from il2report.audit.sources.limits import MOST_OF_FILE
from il2report.errors import Finding, Place, StudyRefused, WrongUse
from il2report.reports.audit.report import Audit, ManuscriptPart, audit_report
from il2report.reports.audit.understanding import understood_report
from il2report.reports.blocks import ReportTree
from il2report.study.configuration import FILE as CHOICES
from il2report.study.configuration import read_configuration
from il2report.study.files import (
    MOST_OF_TEXT,
    FileMissing,
    FileRefused,
    read_file,
    read_named_file,
)
from il2report.workflow.outputs import undo_interrupted, write_outputs
from il2report.workflow.worker import Worker

REPORT = "report/audit"
MANUSCRIPT = "report/manuscript.html"
NOT_BUILT = "not built yet, so it could not be checked; run `il2report build` first"
NOTHING_PUBLISHED = (
    "there is no such file, so no published figures can be audited; if the data reproduce a paper,"
    " type its figures there (docs/how-to/audit-a-paper.md), or name the FILE of any other paper"
)


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """What to audit, a file or a study, and whether to write the report, and where."""

    file: Path | None
    study: Path
    output: Path | None = None
    no_report: bool = False

    @property
    def writes(self) -> bool:
        """Whether a report is written: on a study unless refused, on a file where a folder is named."""
        return not self.no_report and (self.file is None or self.output is not None)

    @property
    def stem(self) -> str:
        """What the report is called; that of a file by its name, so that several can lie together."""
        return f"{REPORT}-{self.file.stem}" if self.file else REPORT


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit found, and the files of its report."""

    audit: Audit
    is_of_file: bool
    files: tuple[Path, ...]

    @property
    def has_findings(self) -> bool:
        """Whether it should be looked at; what a study has published stays as it is."""
        if self.is_of_file:
            return self.audit.has_proof
        return self.audit.manuscript is not None and self.audit.manuscript.has_errors


def audit(
    request: AuditRequest, found: Callable[[Audit, ReportTree], None] = lambda *_: None
) -> Audited:
    """Audit a paper or a study, and write the report, of both its files or none.

    `found` is called with what was found before the report is printed, which takes longer.

    Raises
    ------
    WrongUse
        When there is no such file.
    StudyRefused
        When the figures, the study or its template of the report have errors, or there is nothing
        to audit.
    BuildFailed
        When the report could not be printed or written.
    """
    folder = request.output or request.study
    if request.file is None:
        undo_interrupted(folder)
    with ExitStack() as stack:
        printing = None
        if request.writes:
            from il2report.workflow.printing import import_printing  # noqa: PLC0415

            printing = stack.enter_context(Worker(import_printing))
        audited = (
            audit_of_file(request.file)
            if request.file
            else audit_of_study(request.study, request.output)
        )
        report = audit_report(audited)
        found(audited, report)
        files = _written(report, request, folder, printing) if printing else ()
    return Audited(audited, request.file is not None, files)


def _written(
    report: ReportTree, request: AuditRequest, folder: Path, printing: Worker
) -> tuple[Path, ...]:
    from il2report.reports.page import frame_of, report_page  # noqa: PLC0415
    from il2report.verification.proof import refusing_failures  # noqa: PLC0415
    from il2report.workflow.printing import print_document, printed_pdf  # noqa: PLC0415

    with refusing_failures(frame_of("audit")):
        page = report_page(report, "audit", request.study)
    pdf = printed_pdf(printing.submit(print_document, page, request.study))
    return write_outputs(
        folder, {f"{request.stem}.html": page.encode(), f"{request.stem}.pdf": pdf}, frozenset()
    )


def audit_of_file(file: Path) -> Audit:
    """Audit the figures of any paper, without a study."""
    received = received_file(file)
    how = "read from" if received.understood else "as typed in"
    return Audit(
        examine(received.paper), basis=f"Figures {how} {file}.", understood=received.understood
    )


def received_file(file: Path) -> ReceivedPaper:
    """Read a paper of any form, with what was understood of it."""
    return received_paper(read_named_file(file, MOST_OF_FILE), str(file))


def reading_of_file(file: Path) -> ReportTree:
    """Show what is read of a paper, without auditing it.

    Raises
    ------
    WrongUse
        When its figures were typed, so that there is nothing to confirm.
    """
    understood = received_file(file).understood
    if understood is None:
        raise WrongUse(f"{file} has typed figures; --show is for a paper as it is printed")
    return understood_report(understood, str(file))


def write_typed(file: Path, target: Path) -> None:
    """Write what is read of a paper as a file of typed figures, to be corrected.

    Raises
    ------
    WrongUse
        When its figures were typed already, or the target exists.
    """
    typed = received_file(file).typed
    if not typed:
        raise WrongUse(f"{file} has typed figures already")
    try:
        with target.open("x", encoding="utf-8") as opened:
            opened.write(typed)
    except FileExistsError:
        raise WrongUse(f"{target} exists; it may have corrections, so it is not replaced") from None
    except OSError as error:
        raise WrongUse(f"{target} cannot be written: {error.strerror}") from None


def audit_of_study(folder: Path, output: Path | None = None) -> Audit:
    """Audit what a study has published, and what it printed itself, there or in the output folder."""
    try:
        paper = read_paper(read_file(folder, FILE, MOST_OF_TEXT))
    except FileMissing:
        paper = None
    except FileRefused as error:
        raise StudyRefused([error.finding]) from None
    built = next((at for at in (output, folder) if at and (at / MANUSCRIPT).is_file()), None)
    if paper is None and built is None:
        raise StudyRefused([Finding("missing-file", Place(FILE), NOTHING_PUBLISHED)])
    manuscript = ManuscriptPart(note=NOT_BUILT)
    if built:
        from il2report.verification import audit_manuscript  # noqa: PLC0415

        read = audit_manuscript(built, folder)
        manuscript = ManuscriptPart(read.counts, read.findings)
    audit = (
        Audit(None, notes=(f"{FILE}: {NOTHING_PUBLISHED}",))
        if paper is None
        else _published(paper, folder)
    )
    choices = read_configuration(read_file(folder, CHOICES, MOST_OF_TEXT), lambda _: None)
    return replace(audit, manuscript=manuscript, study=choices.title if choices else "")


def _published(paper: PublishedPaper, folder: Path) -> Audit:
    """Audit published figures, for consistency with each other and with the data."""
    from il2report.document.csl import printed_reference  # noqa: PLC0415
    from il2report.document.formats import number_style  # noqa: PLC0415
    from il2report.document.tree import words  # noqa: PLC0415
    from il2report.reproduction.comparison import reproduction  # noqa: PLC0415
    from il2report.reproduction.counterparts import Counterparts  # noqa: PLC0415
    from il2report.results import compute_results  # noqa: PLC0415
    from il2report.revisions.fingerprints import SHOWN  # noqa: PLC0415
    from il2report.study import read_study  # noqa: PLC0415

    study = read_study(folder)
    results, journal = compute_results(study), study.journal()
    reference = study.references.get(paper.source)
    return Audit(
        examine(paper),
        reproduction(paper, Counterparts(study, results.catalogue)),
        source=words(printed_reference(reference, study.reference_style(journal.references)))
        if reference
        else "",
        basis=f"Figures as typed in {FILE}, compared with the data {study.fingerprint[:SHOWN]}.",
        style=number_style(journal),
    )
