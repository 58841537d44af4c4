"""Whether published figures can be true, whether the data give them, and our own manuscript."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from il2report.audit import PublishedPaper, read_paper
from il2report.audit import audit as findings_of
from il2report.audit.reading import FILE
from il2report.errors import Finding, Place, StudyRefused
from il2report.reports.audit.report import Audit, AuditReport, ManuscriptPart, audit_report
from il2report.study.files import (
    MOST_OF_TEXT,
    FileMissing,
    FileRefused,
    read_file,
    read_named_file,
)
from il2report.workflow.outputs import undo_interrupted
from il2report.workflow.worker import Worker

REPORT = "report/audit"
MANUSCRIPT = "report/manuscript.html"
NOT_BUILT = "not built yet, so that it could not be read back; run `il2report build` first"
NOTHING_PUBLISHED = (
    "there is no such file, so that nothing published can be audited; if the data reproduce a paper,"
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
        """Whether a report is written: of a study unless refused, of a file where it is told where."""
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
        """Whether it should be looked at; what was published before is as it is."""
        if self.is_of_file:
            return self.audit.has_proof
        return self.audit.manuscript is not None and self.audit.manuscript.has_errors


def audit(
    request: AuditRequest, found: Callable[[Audit, AuditReport], None] = lambda *_: None
) -> Audited:
    """Audit a paper or a study, and write the report.

    Parameters
    ----------
    request : what to audit
    found : called with what was found before the report is printed, which takes longer

    Raises
    ------
    WrongUse
        When there is no such file.
    StudyRefused
        When the figures or the study have errors, or there is nothing to audit.
    BuildFailed
        When the report could not be printed or written; `found` was called before.
    """
    if request.file is None:
        undo_interrupted(request.output or request.study)
    with ExitStack() as helping:
        printing = helping.enter_context(Worker(_printing())) if request.writes else None
        audited = _audited(request)
        report = audit_report(audited)
        found(audited, report)
        files = _written(report, request, printing) if printing else ()
    return Audited(audited, request.file is not None, files)


def _audited(request: AuditRequest) -> Audit:
    if request.file:
        return audit_of_file(request.file)
    return audit_of_study(request.study, request.output)


def _printing() -> Callable[[], None]:
    from il2report.workflow.printing import import_printing  # noqa: PLC0415

    return import_printing


def _written(report: AuditReport, request: AuditRequest, printing: Worker) -> tuple[Path, ...]:
    from il2report.workflow.audit_files import write_audit_files  # noqa: PLC0415

    folder = request.output or request.study
    return write_audit_files(folder, request.stem, report, request.study, printing)


def audit_of_file(file: Path) -> Audit:
    """Audit the figures of any paper, without a study."""
    paper = paper_of_file(file)
    return Audit(paper, findings_of(paper), basis=f"Figures as typed in {file}.")


def audit_of_study(folder: Path, output: Path | None = None) -> Audit:
    """Audit what a study has published and what it prints itself.

    Parameters
    ----------
    folder : the study
    output : where it was built, if elsewhere

    Raises
    ------
    StudyRefused
        When the study or its published figures have errors, or there is neither those nor a build.
    """
    paper = paper_of_study(folder)
    built = next((at for at in (output, folder) if at and (at / MANUSCRIPT).is_file()), None)
    if paper is None and built is None:
        raise StudyRefused([Finding("missing-file", Place(FILE), NOTHING_PUBLISHED)])
    manuscript = _manuscript(built, folder) if built else ManuscriptPart(note=NOT_BUILT)
    if paper is None:
        return Audit(None, manuscript=manuscript, notes=(f"{FILE}: {NOTHING_PUBLISHED}",))
    return replace(_published(paper, folder), manuscript=manuscript)


def _published(paper: PublishedPaper, folder: Path) -> Audit:
    """Audit published figures, against each other and against the data."""
    from il2report.audit.counterparts import Counterparts  # noqa: PLC0415
    from il2report.audit.reproduction import reproduction  # noqa: PLC0415
    from il2report.document.references import printed_reference  # noqa: PLC0415
    from il2report.document.tree import words  # noqa: PLC0415
    from il2report.results import compute_results  # noqa: PLC0415
    from il2report.revisions.fingerprints import SHOWN  # noqa: PLC0415
    from il2report.study import read_study  # noqa: PLC0415

    study = read_study(folder)
    results, style = compute_results(study), study.configuration.journal.style
    reference = study.references.get(paper.source)
    return Audit(
        paper,
        findings_of(paper),
        reproduction(paper, Counterparts(study, results.catalogue)),
        source=words(printed_reference(reference, style)) if reference else "",
        basis=f"Figures as typed in {FILE}, held against the data {study.fingerprint[:SHOWN]}.",
        style=style,
    )


def _manuscript(built: Path, study: Path) -> ManuscriptPart:
    """Read the study's own manuscript back."""
    from il2report.verification import audit_manuscript  # noqa: PLC0415

    read = audit_manuscript(built, study)
    return ManuscriptPart(read.counts, read.findings)


def paper_of_file(file: Path) -> PublishedPaper:
    """Read the figures of any paper.

    Raises
    ------
    WrongUse
        When there is no such file, or it cannot be read.
    StudyRefused
        With everything that is wrong in it.
    """
    return read_paper(read_named_file(file, MOST_OF_TEXT), file)


def paper_of_study(study: Path) -> PublishedPaper | None:
    """Read the published figures of a study; None where it has none.

    Raises
    ------
    StudyRefused
        With everything that is wrong in them.
    """
    try:
        return read_paper(read_file(study, FILE, MOST_OF_TEXT))
    except FileMissing:
        return None
    except FileRefused as error:
        raise StudyRefused([error.finding]) from None
