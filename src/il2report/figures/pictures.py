"""What the figures show, how they are drawn in a process of their own, and what they say in words.

matplotlib is imported inside the functions that draw, so that only the process that draws pays;
and that process pays for no reading and computing.
"""

import warnings
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from il2report.document.formats import number_style
from il2report.figures.alternative_texts import (
    alternative_text_adverse_events,
    alternative_text_flow,
    alternative_text_swimmer,
    alternative_text_swimmer_summary,
    alternative_text_time_to_progression,
)
from il2report.values import (
    FlowBox,
    GradeCounts,
    GradePart,
    NotEstimable,
    Number,
    PatientLane,
    RiskTableColumn,
    SurvivalCurve,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from il2report.analysis.lanes import FollowUpSpread
    from il2report.document.printer import Printer
    from il2report.results import StudyResults
    from il2report.study import Study

DATES = ("patients.entry_date", "patients.progression_date", "patients.last_contact_date")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "figure.ttdp": DATES,
    "figure.swimmer": (*DATES, "patients.best_response"),
    "figure.adverse_events": ("adverse_events",),
}
"""The figures, each with the tables and columns that it is drawn from."""
FLOW = "figure.flow"
FIGURES = (*NEEDS, FLOW)
MEDIAN = "progression.median"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn figure: its SVG, and its height over its width."""

    svg: bytes
    aspect: float


@dataclass(frozen=True, slots=True)
class Drawables:
    """Everything that the figures show: series, labels and printed numbers."""

    curve: SurvivalCurve
    spreads: "tuple[FollowUpSpread, ...]"
    risk_table: tuple[RiskTableColumn, ...]
    median: Number
    median_text: str
    lanes: tuple[PatientLane, ...]
    responses: Mapping[str, str]
    grades: tuple[GradeCounts, ...]
    terms: Mapping[str, str]
    systems: Mapping[str, str]
    parts: tuple[GradePart, ...]
    severe_events: str
    n_with_events: int
    n: int
    flow: tuple[FlowBox, ...]
    style: str
    keys: tuple[str, ...]


def figures_of(study: "Study") -> tuple[str, ...]:
    """Name the figures for which a study has the data."""
    found = tuple(key for key, needs in NEEDS.items() if study.tables.has(*needs))
    return (*found, FLOW) if study.configuration.flow else found


def drawables(study: "Study", results: "StudyResults", printer: "Printer") -> Drawables:
    """Collect what the figures show."""
    from il2report.document.grade_names import grade_heading, grade_in_sentence  # noqa: PLC0415
    from il2report.document.printer import UNIT_NOUNS  # noqa: PLC0415
    from il2report.results.toxicity import drawn_columns  # noqa: PLC0415
    from il2report.study.declarations.flow import flow_of  # noqa: PLC0415

    codebook = study.codebook
    median = results.catalogue[MEDIAN] if MEDIAN in results.catalogue else None
    text = printer.text(MEDIAN) if median else ""
    terms = codebook.codes("adverse_events", "term")
    events = results.declared.adverse_events
    parts, severe = [], ""
    if events is not None:
        scale = events.scale
        parts = [
            GradePart(
                str(grade_heading(scale, column, printer.style)),
                is_severe=column.first >= scale.severe,
                is_recorded=column.last > 0,
            )
            for column in drawn_columns(events)
        ]
        named = str(grade_in_sentence(scale, scale.severe_or_worse, printer.style))
        severe = named if scale.are_words else f"of {named}"
    return Drawables(
        curve=results.drawn_curve,
        spreads=results.spreads,
        risk_table=results.risk_table,
        median=median.value if median else NotEstimable("the data have no such time"),
        median_text=f"{text} {UNIT_NOUNS[median.unit]}s"
        if median and median.is_estimable
        else text,
        lanes=results.lanes,
        responses={
            code: codebook.label("patients", "best_response", code)
            for code in codebook.codes("patients", "best_response")
        },
        grades=results.grades,
        terms={term: codebook.label("adverse_events", "term", term) for term in terms},
        systems={term: codebook.group("adverse_events", "term", term) for term in terms},
        parts=tuple(parts),
        severe_events=severe,
        n_with_events=0 if events is None else len(events.of),
        n=len(study.tables["patients"]),
        flow=tuple(
            FlowBox(step.label, printer.text(f"flow.{key}.n"), step.reason or "")
            for key, step in flow_of(study.configuration.flow).steps
        ),
        style=printer.style.name,
        keys=figures_of(study),
    )


def import_drawing() -> None:
    """Import what drawing needs, while others compute what is to be drawn."""
    from il2report.figures import drawing  # noqa: F401, PLC0415


@contextmanager
def _figures(shown: Drawables) -> "Iterator[Mapping[str, Figure]]":
    """Draw all figures, and fail where a letter would be a box, of which matplotlib only warns."""
    from il2report.figures import drawing  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=r"Glyph \d+ .*missing")
        draw: Mapping[str, Callable[[], Figure]] = {
            "figure.ttdp": lambda: drawing.draw_time_to_progression(
                shown.curve,
                shown.risk_table,
                median=shown.median,
                median_text=f"Median {shown.median_text}",
            ),
            "figure.swimmer": lambda: (
                drawing.draw_swimmer_summary(shown.spreads, shown.responses)
                if shown.spreads
                else drawing.draw_swimmer(shown.lanes, shown.responses)
            ),
            "figure.adverse_events": lambda: drawing.draw_adverse_events(
                shown.grades,
                shown.terms,
                shown.n_with_events,
                parts=shown.parts,
                systems=shown.systems,
            ),
            FLOW: lambda: drawing.draw_flow(shown.flow),
        }
        yield {key: draw[key]() for key in shown.keys}


def draw(shown: Drawables) -> dict[str, Picture]:
    """Draw all figures as SVG, by their keys."""
    from il2report.figures.drawing import figure_bytes  # noqa: PLC0415

    pictures = {}
    with _figures(shown) as figures:
        for key, figure in figures.items():
            width, height = figure.get_size_inches()
            pictures[key] = Picture(figure_bytes(figure, "svg"), float(height / width))
    return pictures


def draw_for_submission(shown: Drawables) -> dict[str, bytes]:
    """Draw all figures as PDF and PNG; their bytes by file name, such as "ttdp.pdf"."""
    from il2report.figures.drawing import figure_bytes  # noqa: PLC0415

    with _figures(shown) as figures:
        return {
            f"{file_stem(key)}.{ending}": figure_bytes(figure, ending)
            for key, figure in figures.items()
            for ending in ("pdf", "png")
        }


def in_words(shown: Drawables) -> dict[str, str]:
    """Give the words in place of each figure, by their keys."""
    style = number_style(shown.style)
    words: Mapping[str, Callable[[], str]] = {
        "figure.ttdp": lambda: alternative_text_time_to_progression(
            shown.curve, shown.risk_table, style, median_text=f"Median {shown.median_text}"
        ),
        "figure.swimmer": lambda: (
            alternative_text_swimmer_summary(shown.spreads, shown.responses, style)
            if shown.spreads
            else alternative_text_swimmer(shown.lanes, shown.responses, style)
        ),
        "figure.adverse_events": lambda: alternative_text_adverse_events(
            shown.grades,
            shown.terms,
            shown.n_with_events,
            style,
            parts=shown.parts,
            severe_events=shown.severe_events,
        ),
        FLOW: lambda: alternative_text_flow(shown.flow),
    }
    return {key: words[key]() for key in shown.keys}


def file_stem(key: str) -> str:
    """Give the name of the files of a figure or table: "ttdp" for "figure.ttdp"."""
    return key.partition(".")[2]


def data_url(svg: bytes) -> str:
    """Wrap an SVG so that the page carries it within itself."""
    return f"data:image/svg+xml;base64,{b64encode(svg).decode('ascii')}"
