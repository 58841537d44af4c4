"""A build, from the data folder to the files: what is done when, and in which process.

Two helping processes start at once: one imports WeasyPrint and later prints the PDF, one imports
matplotlib and later draws. Meanwhile the main process reads, computes and sets the text.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from il2report.cli.outputs import write_outputs
from il2report.cli.worker import Worker
from il2report.errors import BuildFailed, Finding, Il2ReportError, StudyRefused

if TYPE_CHECKING:
    from il2report.rendering.pictures import Picture
    from il2report.results import StudyResults
    from il2report.study import Study

FORMATS = ("html", "pdf")
AGREEMENT = 1e-9
"""Largest distance allowed between our survival curve and that of lifelines."""

STALE = frozenset({"report/tables/*.html"})


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build, from where, and to where."""

    study: Path
    output: Path
    formats: tuple[str, ...] = FORMATS
    style: str | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build wrote, what it noticed, and how long each step took, in seconds."""

    files: tuple[Path, ...]
    notices: tuple[Finding, ...]
    seconds: float
    steps: Mapping[str, float]


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


def import_printing() -> None:
    """Import WeasyPrint in the process that prints."""
    from il2report.rendering import pdf  # noqa: F401, PLC0415


def import_drawing() -> None:
    """Import matplotlib in the process that draws."""
    from il2report.rendering import figures  # noqa: F401, PLC0415


def print_manuscript(html: str, study: Path) -> tuple[bytes, tuple[str, ...]]:
    """Print in the process that has WeasyPrint."""
    from il2report.rendering.pdf import print_pdf  # noqa: PLC0415

    return print_pdf(html, study)


def nothing() -> None:
    """Prepare a process that will not be needed."""


def build(request: BuildRequest, announce: Callable[[str], None]) -> BuildReport:
    """Build the manuscript of a study.

    Raises
    ------
    StudyRefused
        When the study has errors, or notices under `strict`.
    BuildFailed
        When something could not be drawn, printed or written; the last good output stays.
    """
    start = time.perf_counter()
    clock = Clock(announce)
    with_pdf = "pdf" in request.formats
    with (
        Worker(import_printing if with_pdf else nothing) as printing,
        Worker(import_drawing) as drawing,
    ):
        files, notices = _produced(request, clock, printing if with_pdf else None, drawing)
    with clock.step("Writing files"):
        written = write_outputs(request.output, files, STALE)
    return BuildReport(written, notices, time.perf_counter() - start, clock.steps)


def _produced(
    request: BuildRequest, clock: Clock, printing: Worker | None, drawing: Worker
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    with clock.step("Reading the study"):
        from il2report.study import read_study  # noqa: PLC0415 (while the helpers start)

        study = read_study(request.study)
        if request.strict and study.notices:
            raise StudyRefused(study.notices)
    with clock.step("Computing the results"):
        from il2report.results import compute_results  # noqa: PLC0415

        results = compute_results(study)
    from il2report.rendering.manuscript import Typesetter  # noqa: PLC0415
    from il2report.rendering.pictures import draw, draw_for_submission, drawables  # noqa: PLC0415
    from il2report.rendering.proof import TEMPLATE_FAILURES, lint_findings  # noqa: PLC0415
    from il2report.rendering.results_json import results_json  # noqa: PLC0415

    typesetter = Typesetter(study, results, request.study, request.style)
    shown = drawables(study, results, typesetter.printer)
    pictures = drawing.submit(draw, shown)
    drawn: dict[str, bytes] = {}

    def fetch_pictures() -> "Mapping[str, Picture]":
        if slips := lint_findings(request.study):  # read while the figures are drawn
            raise StudyRefused(slips)
        with clock.step("Drawing the figures"):
            answer: Mapping[str, Picture] = pictures()
        drawn.update({f"figures/{key.partition('.')[2]}.svg": p.svg for key, p in answer.items()})
        return answer

    with clock.step("Setting the text"):
        try:
            manuscript = typesetter.manuscript(fetch_pictures)
        except TEMPLATE_FAILURES as error:
            raise _told(error, study, results, request.study) from error
    pdf = printing.submit(print_manuscript, manuscript.html, request.study) if printing else None
    submission = drawing.submit(draw_for_submission, shown)
    opinion = drawing.submit(_second_opinion, results.curve, results.times)
    files = {
        "report/results.json": results_json(typesetter.printer, study.fingerprint).encode(),
        **{f"report/tables/{name}.html": t.encode() for name, t in manuscript.tables.items()},
        **drawn,
    }
    if "html" in request.formats:
        files["report/manuscript.html"] = manuscript.html.encode()
    files |= {f"figures/{name}": content for name, content in submission().items()}
    with clock.step("Comparing the survival curve with lifelines"):
        _require_agreement(opinion())
    if pdf:
        with clock.step("Laying out the pages"):
            content, complaints = pdf()
        if complaints:
            raise BuildFailed("WeasyPrint could not lay out: " + "; ".join(complaints))
        files["report/manuscript.pdf"] = content
    return files, study.notices


def _told(
    error: Exception, study: "Study", results: "StudyResults", folder: Path
) -> Il2ReportError:
    """Say what a failure to set the text means to the author of the templates."""
    from il2report.rendering.proof import failure, template_findings  # noqa: PLC0415

    if isinstance(error, BuildFailed):
        return error
    return StudyRefused(template_findings(study, results, folder) or (failure(error),))


def _second_opinion(curve: object, times: object) -> float:
    from il2report.analysis.second_opinion import largest_disagreement  # noqa: PLC0415

    return largest_disagreement(curve, times.months, times.progressed)  # type: ignore[arg-type,attr-defined]


def _require_agreement(distance: float) -> None:
    if distance > AGREEMENT:
        raise BuildFailed(
            f"the Kaplan-Meier estimate differs from that of lifelines by {distance:.2g};"
            " this is a fault of il2report, please report it"
        )
