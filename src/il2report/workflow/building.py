"""A build, from the data folder to the files: what is done when, and in which process.

Two worker processes work beside the main one, which reads, computes and sets the text. The first
starts at once, imports WeasyPrint and later measures and prints the page. The second imports
matplotlib and draws; it starts when the results are there, if they show in another figure than in the last build.
"""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from il2report.errors import BuildFailed, Finding, StudyRefused, WrongUse
from il2report.revisions.drafts import WORD, WORD_FLOATS
from il2report.workflow.build_checks import BuildChecks
from il2report.workflow.drawing import DrawingProcess, nothing
from il2report.workflow.output_places import require_folder_of_its_own
from il2report.workflow.outputs import undo_interrupted, write_outputs
from il2report.workflow.printing import (
    PDF,
    import_printing,
    manuscript_pdf,
    measure_page,
    print_page,
    unprintable,
)
from il2report.workflow.remembering import LastBuild
from il2report.workflow.worker import Worker

if TYPE_CHECKING:
    from il2report.document.document import Document
    from il2report.figures.drawn import Picture
    from il2report.pages.manuscript import Manuscript, Typesetter
    from il2report.results import StudyResults
    from il2report.revisions import Draft, Identity
    from il2report.study import Study
    from il2report.templating.claims import Claims
    from il2report.word.flow import Slot
    from il2report.workflow.word_output import WordOutput

FORMATS = ("html", "pdf", "docx")
USUAL = ("html", "pdf")
"""What is written where nothing else is asked for; with `[word]` in study.toml, docx as well."""

GENERATED = frozenset(
    {
        "report/tables/*.html",
        "report/manuscript.html",
        "report/manuscript.pdf",
        f"report/{WORD}",
        f"report/{WORD_FLOATS}",
        "report/listing.csv",
    }
)
"""What a build removes where it did not write it: no file of an older draft beside a newer one."""

FOLDERS = ("report/", "report/tables/", "figures/")
"""Where a build writes."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build, from where, and to where.

    `identity` is that of a draft being issued, `fingerprint` that of the data that are expected. Where
    `formats` is None the usual documents are written, and where it is empty no document but the tree.
    """

    study: Path
    output: Path
    formats: tuple[str, ...] | None = None
    style: str | None = None
    strict: bool = False
    public: bool = False
    claims_must_hold: bool = False
    must_be_complete: bool = False
    identity: "Identity | None" = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build wrote, its notices, and how long each step took, in seconds."""

    files: tuple[Path, ...]
    notices: tuple[Finding, ...]
    seconds: float
    steps: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Product:
    """What a build made: its files by path, the notices on the study, its claims and style."""

    files: Mapping[str, bytes]
    study_notices: tuple[Finding, ...]
    claims: "Claims"
    style: str
    pictures: "Mapping[str, Picture]" = field(default_factory=dict)

    @property
    def notices(self) -> tuple[Finding, ...]:
        """The notices on the study, and claims that no longer hold."""
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
    last = LastBuild.of(request.output)
    product = produce(request, clock, last)
    with clock.step("Writing files"):
        written = write_outputs(request.output, product.files, GENERATED)
    last.keep(product.pictures, product.files)
    seconds = time.perf_counter() - start
    return BuildReport(written, leftovers + product.notices, seconds, clock.steps)


def produce(request: BuildRequest, clock: Clock, last: LastBuild | None = None) -> Product:
    """Make every file of a build, and write none; raises as `build` does.

    What has not changed since the `last` build is not drawn again; without it everything is drawn.
    """
    prints = request.formats is None or "pdf" in request.formats
    with Worker(import_printing if prints else nothing) as printing:
        study = read(request, clock)
        patients = study.tables.patients["patient_id"].tolist()
        if request.public:
            from il2report.study import public_study

            study = public_study(study)
        with DrawingProcess(last) as drawing:
            production = Production(request, clock, study, printing, drawing)
            files = production.files()
    if request.public:
        with clock.step("Searching the files for patients"):
            from il2report.workflow.patient_guard import refuse_patients

            refuse_patients(patients, files, study.configuration.families_of_patients)
    typesetter = production.typesetter
    notices = study.notices + production.checks.notices
    return Product(files, notices, typesetter.claims, typesetter.style, production.drawn)


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
        self,
        request: BuildRequest,
        clock: Clock,
        study: "Study",
        printing: Worker,
        drawing: DrawingProcess,
    ) -> None:
        self.request, self.clock, self.study = request, clock, study
        self.printing, self.drawing = printing, drawing
        self.drawn: Mapping[str, Picture] = {}
        asked = (*USUAL, "docx") if study.configuration.word else USUAL
        self.formats = asked if request.formats is None else request.formats
        with without_collector():
            self.results, self.typesetter = self._computed()
        self.checks = BuildChecks(
            request.study,
            study,
            self.typesetter,
            strict=request.strict,
            claims_must_hold=request.claims_must_hold,
            must_be_complete=request.must_be_complete,
        )

    def files(self) -> dict[str, bytes]:
        """Produce every file, by its path within the output folder."""
        from il2report.pages.own_pictures import own_files, own_pictures

        checks, study = self.checks, self.request.study
        prints = "pdf" in self.formats
        shown = self.typesetter.shown
        checks.letters_of_figures(shown)
        self.drawing.begin(shown, self.typesetter.printer.style, self.results.declared)
        with self.clock.step("Setting the text"):
            manuscript = self._set_text()
        marks, measured = manuscript.marks, None
        if prints:  # first of all, since nothing takes longer than what follows from it
            measured = self.printing.submit(measure_page, manuscript.page, study, marks)
        checks.templates()
        checks.floats()
        own = own_pictures(self.study, study)
        slots, in_word = self._in_word(manuscript.document, own)
        shown = {key: shown[key] for key in manuscript.pictures if key in shown}
        self.drawing.draw(shown)
        if prints:  # only a PDF depends on the fonts of this machine
            checks.letters_of_page(
                manuscript.page, lambda signs: self.printing.submit(unprintable, signs)()
            )
        checks.claims()
        checks.models(self.results.catalogue)
        checks.whole_text(manuscript)
        with self.clock.step("Checking the printed numbers"):
            checks.printed_numbers(manuscript, self._results_json)
        with self.clock.step("Drawing the figures"):
            self.drawn = self.drawing.pictures()
        pictures: Mapping[str, Picture] = {**own, **self.drawn}
        html = manuscript.with_pictures(pictures)
        printed = None
        if prints:
            placed = dict(zip(marks, (pictures[key] for key in manuscript.pictures), strict=True))
            printed = self.printing.submit(
                print_page, manuscript.page, study, placed, self._results_json
            )
        files = self._documents(manuscript, html, pictures, slots)
        for_submission = self.drawing.submission() | own_files(self.study, study)
        files |= {f"figures/{name}": content for name, content in for_submission.items()}
        if in_word:
            with self.clock.step("Writing the Word file"):
                files |= in_word.files(
                    manuscript.document, self.typesetter.identity, pictures, for_submission
                )
        with self.clock.step("Comparing the survival curve with lifelines"):
            self.drawing.require_agreement()
        if measured and printed:
            from il2report.verification import in_print  # noqa: F401 (while the pages are laid out)

            with self.clock.step("Laying out the pages"):
                measured()
                files[PDF] = manuscript_pdf(printed)
            with self.clock.step("Comparing the PDF with the page"):
                checks.print(html, files[PDF], self._results_json)
        return files

    def _set_text(self) -> "Manuscript":
        try:
            return self.typesetter.manuscript()
        except Exception as error:
            from il2report.verification.proof import refuse_templates

            refuse_templates(error, self.study, self.results, self.request.study)
            raise

    def _computed(self) -> "tuple[StudyResults, Typesetter]":
        with self.clock.step("Computing the results"):
            from il2report.results import compute_results

            results = compute_results(self.study)
        from il2report.clock import build_time
        from il2report.pages.manuscript import Typesetter

        build_time()  # refuses a date that cannot be, before anything is drawn with it
        request = self.request
        return results, Typesetter(
            self.study, results, request.study, request.style, request.identity
        )

    @cached_property
    def _results_json(self) -> str:
        from il2report.document.results_json import results_json

        return results_json(
            self.typesetter.printer,
            self.study.fingerprint,
            self.typesetter.identity.record(),
            public=self.request.public,
        )

    def _in_word(
        self, document: "Document", own: "Mapping[str, Picture]"
    ) -> "tuple[tuple[Slot, ...], WordOutput | None]":
        """List the slots of the manuscript, and prepare its Word file where one is asked for."""
        from il2report.word.manuscript import word_manuscript

        manuscript = word_manuscript(document)
        if "docx" not in self.formats:
            return manuscript.slots, None
        from il2report.word.draft import word_layout
        from il2report.workflow.word_output import word_output

        self.checks.columns_in_word(manuscript.flow)
        slots, study, folder = manuscript.slots, self.study, self.request.study
        if word_layout(study).blinded:
            manuscript = word_manuscript(document, is_blinded=True)
            self.checks.blinding(manuscript.flow)
        return slots, word_output(study, folder, manuscript, own, self.printing)

    def _documents(
        self,
        manuscript: "Manuscript",
        html: str,
        pictures: "Mapping[str, Picture]",
        slots: "tuple[Slot, ...]",
    ) -> dict[str, bytes]:
        from il2report.document.document_json import document_json
        from il2report.figures.pictures import file_stem
        from il2report.pages.panel import explained_page
        from il2report.revisions import read_drafts
        from il2report.tables.listing_file import has_listing_file, listing_csv

        files = {
            "report/results.json": self._results_json,
            "report/document.json": document_json(manuscript.drawn(pictures), slots),
            **{f"report/tables/{name}.html": table for name, table in manuscript.tables.items()},
        }
        if has_listing_file(self.study):
            files["report/listing.csv"] = listing_csv(self.results)
        if "html" in self.formats:
            drafts: tuple[Draft, ...] = ()
            with suppress(WrongUse):  # `status` says why drafts cannot be read
                drafts = read_drafts(self.request.study)
            with self.clock.step("Explaining the numbers"):
                files["report/manuscript.html"] = explained_page(
                    html,
                    manuscript.document,
                    self.study,
                    self.results,
                    self.typesetter.printer,
                    drafts,
                )
        documents = {name: text.encode() for name, text in files.items()}
        placed = ((key, pictures[key]) for key in manuscript.pictures)
        drawn = {f"figures/{file_stem(key)}.svg": each.svg for key, each in placed}
        return documents | drawn


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the garbage collector while much is imported and little becomes garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
