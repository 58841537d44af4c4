"""A build, from the data folder to the files: what is done when, and in which process.

Two worker processes work beside the main one, which reads, computes and sets the text. The first
starts at once, imports WeasyPrint and later measures and prints the page. The second imports
matplotlib and draws; it starts when the study has been read.
"""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from il2report.errors import BuildFailed, Finding, StudyRefused, WrongUse
from il2report.workflow.build_checks import BuildChecks, require_agreement, second_opinion
from il2report.workflow.output_places import require_folder_of_its_own
from il2report.workflow.outputs import undo_interrupted, write_outputs
from il2report.workflow.printing import (
    import_printing,
    manuscript_pdf,
    measure_page,
    print_page,
    unprintable,
)
from il2report.workflow.worker import Worker

if TYPE_CHECKING:
    from il2report.figures.pictures import Picture
    from il2report.pages.arrangement import Galley
    from il2report.pages.manuscript import Manuscript, Typesetter
    from il2report.results import StudyResults
    from il2report.revisions import Draft, Identity
    from il2report.study import Study
    from il2report.templating.claims import Claims

FORMATS = ("html", "pdf")

GENERATED = frozenset(
    {
        "report/tables/*.html",
        "report/manuscript.html",
        "report/manuscript.pdf",
        "report/listing.csv",
    }
)
"""What a build removes where it did not write it: no file of an older draft beside a newer one."""


FOLDERS = ("report/", "report/tables/", "figures/")
"""Where a build writes."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build, from where, and to where.

    `identity` is that of a draft being issued, `fingerprint` that of the data that are expected.
    """

    study: Path
    output: Path
    formats: tuple[str, ...] = FORMATS
    style: str | None = None
    strict: bool = False
    public: bool = False
    claims_must_hold: bool = False
    identity: "Identity | None" = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build wrote, what it noticed, and how long each step took, in seconds."""

    files: tuple[Path, ...]
    notices: tuple[Finding, ...]
    seconds: float
    steps: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Product:
    """What a build made: its files by path, what was odd about the study, its claims and style."""

    files: Mapping[str, bytes]
    study_notices: tuple[Finding, ...]
    claims: "Claims"
    style: str

    @property
    def notices(self) -> tuple[Finding, ...]:
        """All that a user should know of: notices of the study, and claims that broke."""
        return self.study_notices + self.claims.findings()


@dataclass(slots=True)
class Clock:
    """Announces each step and measures it."""

    announce: Callable[[str], None]
    steps: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Announce and time one step."""
        self.announce(name)
        start = time.perf_counter()
        yield
        self.steps[name] = time.perf_counter() - start


def build(request: BuildRequest, announce: Callable[[str], None]) -> BuildReport:
    """Build the manuscript of a study.

    Raises
    ------
    StudyRefused
        When the study has errors, or under `strict` notices or a claim that no longer holds.
    BuildFailed
        When something could not be drawn, printed or written; the last good output stays.
    """
    start = time.perf_counter()
    clock = Clock(announce)
    require_folder_of_its_own(request.study, request.output)
    leftovers = undo_interrupted(request.output, FOLDERS)
    if request.strict and leftovers:
        raise StudyRefused(leftovers)
    product = produce(request, clock)
    with clock.step("Writing files"):
        written = write_outputs(request.output, product.files, GENERATED)
    return BuildReport(
        written, leftovers + product.notices, time.perf_counter() - start, clock.steps
    )


def produce(request: BuildRequest, clock: Clock) -> Product:
    """Make every file of a build, and write none.

    Raises
    ------
    StudyRefused
        When the study has errors, or a public file would name a patient.
    """
    with Worker(import_printing if "pdf" in request.formats else nothing) as printing:
        study = read(request, clock)
        patients = study.tables.patients["patient_id"].tolist()
        if request.public:
            from il2report.study import public_study

            study = public_study(study)
        with Worker(import_drawing) as drawing:
            production = Production(request, clock, study, printing, drawing)
            files = production.files()
    if request.public:
        with clock.step("Searching the files for patients"):
            from il2report.workflow.patient_guard import refuse_patients

            refuse_patients(patients, files)
    typesetter = production.typesetter
    notices = study.notices + production.checks.notices
    return Product(files, notices, typesetter.claims, typesetter.style)


def read(request: BuildRequest, clock: Clock) -> "Study":
    """Read and check the study; under `strict` a notice is as bad as an error."""
    with clock.step("Reading the study"), without_collector():
        from il2report.study import read_study

        study = read_study(request.study)
    if request.fingerprint not in (None, study.fingerprint):
        raise BuildFailed(
            f"the study in {request.study} was edited since it was read; read it again"
        )
    if request.strict and study.notices:
        raise StudyRefused(study.notices)
    return study


class Production:
    """One study on its way from data to files; each step keeps the worker processes busy.

    Imports are in the steps that need them, so that the worker processes start first.
    """

    def __init__(
        self, request: BuildRequest, clock: Clock, study: "Study", printing: Worker, drawing: Worker
    ) -> None:
        self.request, self.clock, self.study = request, clock, study
        self.printing, self.drawing = printing, drawing
        with without_collector():
            self.results = self._results()
            self.typesetter = self._typesetter()
        self.checks = BuildChecks(
            request.study,
            study,
            self.typesetter,
            strict=request.strict,
            claims_must_hold=request.claims_must_hold,
        )

    def files(self) -> dict[str, bytes]:
        """Produce every file, by its path within the output folder."""
        from il2report.figures.pictures import draw, draw_for_submission, drawables

        checks = self.checks
        shown = drawables(self.study, self.results, self.typesetter.printer)
        checks.letters_of_figures(shown)
        drawn = self.drawing.submit(draw, shown)
        checks.templates()
        manuscript = self._manuscript()
        checks.floats()
        if "pdf" in self.request.formats:  # only a PDF depends on the fonts of this machine
            checks.letters_of_page(manuscript.page, self._unprintable)
        galley = self._asked_to_measure(manuscript)
        checks.claims()
        with self.clock.step("Checking the printed numbers"):
            checks.printed_numbers(manuscript.page, self._results_json)
        with self.clock.step("Drawing the figures"):
            pictures: Mapping[str, Picture] = drawn()
        html = manuscript.with_pictures(pictures)
        pdf = self._asked_to_print(html, galley, [pictures[k].aspect for k in manuscript.pictures])
        submission = self.drawing.submit(draw_for_submission, shown)
        opinion = self.drawing.submit(second_opinion, self.results.curve, self.results.times)
        files = self._documents(manuscript, html, pictures)
        files |= {f"figures/{name}": content for name, content in submission().items()}
        with self.clock.step("Comparing the survival curve with lifelines"):
            require_agreement(opinion())
        if pdf is not None:
            files["report/manuscript.pdf"] = content = pdf()
            with self.clock.step("Comparing the PDF with the page"):
                checks.print(html, content, self._results_json)
        return files

    def _unprintable(self, characters: str) -> str:
        """Ask the process that prints which characters no font has."""
        asked: Callable[[], str] = self.printing.submit(unprintable, characters)
        return asked()

    def _results(self) -> "StudyResults":
        with self.clock.step("Computing the results"):
            from il2report.results import compute_results

            return compute_results(self.study)

    def _typesetter(self) -> "Typesetter":
        from il2report.clock import build_time
        from il2report.pages.manuscript import Typesetter

        build_time()  # refuses a date that cannot be, before anything is drawn with it
        request = self.request
        return Typesetter(self.study, self.results, request.study, request.style, request.identity)

    def _manuscript(self) -> "Manuscript":
        from il2report.verification.proof import TEMPLATE_FAILURES, findings_of

        with self.clock.step("Setting the text"):
            try:
                return self.typesetter.manuscript()
            except TEMPLATE_FAILURES as error:
                findings = findings_of(error, self.study, self.results, self.request.study)
                if findings:
                    raise StudyRefused(findings) from error
                raise

    def _asked_to_measure(self, manuscript: "Manuscript") -> "Callable[[], Galley] | None":
        if "pdf" not in self.request.formats:
            return None
        return self.printing.submit(measure_page, manuscript.blank(), self.request.study)

    def _asked_to_print(
        self, html: str, galley: "Callable[[], Galley] | None", aspects: list[float]
    ) -> Callable[[], bytes] | None:
        if galley is None:
            return None
        with self.clock.step("Measuring text and tables"):
            measured = galley()
        printed = self.printing.submit(
            print_page, html, self.request.study, measured, aspects, self._results_json
        )

        def pdf() -> bytes:
            with self.clock.step("Laying out the pages"):
                return manuscript_pdf(printed)

        return pdf

    @cached_property
    def _results_json(self) -> str:
        from il2report.document.results_json import results_json

        return results_json(
            self.typesetter.printer,
            self.study.fingerprint,
            self.typesetter.identity.record(),
            public=self.request.public,
        )

    def _documents(
        self, manuscript: "Manuscript", html: str, pictures: "Mapping[str, Picture]"
    ) -> dict[str, bytes]:
        from il2report.document.document_json import document_json
        from il2report.figures.pictures import file_stem
        from il2report.tables.listing_file import has_listing_file, listing_csv

        files = {
            "report/results.json": self._results_json,
            "report/document.json": document_json(manuscript.drawn(pictures)),
            **{f"report/tables/{name}.html": table for name, table in manuscript.tables.items()},
        }
        if has_listing_file(self.study):
            files["report/listing.csv"] = listing_csv(self.study, self.results)
        if "html" in self.request.formats:
            files["report/manuscript.html"] = self._explained(manuscript, html)
        documents = {name: text.encode() for name, text in files.items()}
        drawn = {f"figures/{file_stem(key)}.svg": each.svg for key, each in pictures.items()}
        return documents | drawn

    def _explained(self, manuscript: "Manuscript", html: str) -> str:
        """Give the page in which each number opens where it comes from."""
        from il2report.pages.panel import explained_page

        with self.clock.step("Explaining the numbers"):
            return explained_page(
                html,
                manuscript.document,
                self.study,
                self.results,
                self.typesetter.printer,
                self._drafts(),
            )

    def _drafts(self) -> "tuple[Draft, ...]":
        """Read the issued drafts; a history that cannot be read is left out, and `status` says why."""
        from il2report.revisions import read_drafts

        try:
            return read_drafts(self.request.study)
        except WrongUse:
            return ()


@contextmanager
def without_collector() -> Iterator[None]:
    """Hold the garbage collector while much is imported and little becomes garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def import_drawing() -> None:
    """Import matplotlib in the process that draws."""
    from il2report.figures import drawing  # noqa: F401


def nothing() -> None:
    """Prepare a process that will not be needed."""
