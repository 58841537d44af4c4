"""Draws figures in a process of their own, and says in words what they show.

matplotlib is imported inside the functions that draw, so that only the process that draws pays;
and that process pays for no reading and computing.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from il2report.document.formats import NumberStyle
from il2report.figures.alternative_texts import in_words_of
from il2report.figures.drawn import Picture
from il2report.figures.shown import Bars, Curves, Flow, Forest, Grades, Shown, Swimmer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Drawables: TypeAlias = Mapping[str, Shown]
"""What the figures of a study show, by their keys."""


SUBMITTED = ("pdf", "png")
"""The files of a figure for submission, by their endings."""
NO_EVENTS = "No adverse events were recorded."


def import_drawing() -> None:
    """Import what drawing needs, while others compute what is to be drawn."""
    from il2report.figures import drawing  # noqa: F401, PLC0415


def _figure(shown: Shown, count: Callable[[int], str]) -> "Figure":
    from il2report.figures import drawing  # noqa: PLC0415

    match shown:
        case Curves():
            return drawing.draw_curves(shown, count)
        case Forest():
            return drawing.draw_forest(shown)
        case Bars():
            return drawing.draw_bars(shown)
        case Swimmer() if shown.spreads:
            return drawing.draw_swimmer_summary(
                shown.spreads, shown.responses, shown.words, count
            )
        case Swimmer():
            return drawing.draw_swimmer(shown.lanes, shown.responses, shown.words)
        case Grades():
            return drawing.draw_adverse_events(
                shown.grades,
                shown.terms,
                shown.n,
                parts=shown.parts,
                systems=shown.systems,
                nothing=shown.nothing or NO_EVENTS,
                count=count,
            )
        case Flow():
            return drawing.draw_flow(shown.boxes)


@contextmanager
def _figures(shown: Drawables, style: NumberStyle) -> "Iterator[Mapping[str, Figure]]":
    """Draw all figures, and fail where a letter would be a box, of which matplotlib only warns."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=r"Glyph \d+ .*missing")
        count = style.count
        yield {key: _figure(each, count) for key, each in shown.items()}


def draw(shown: Drawables, style: NumberStyle) -> dict[str, Picture]:
    """Draw all figures as SVG, by their keys; `style` prints the counts."""
    from il2report.figures.drawing import figure_bytes  # noqa: PLC0415

    pictures = {}
    with _figures(shown, style) as figures:
        for key, figure in figures.items():
            width, height = figure.get_size_inches()
            pictures[key] = Picture(figure_bytes(figure, "svg"), float(height / width))
    return pictures


def draw_for_submission(shown: Drawables, style: NumberStyle) -> dict[str, bytes]:
    """Draw all figures as PDF and PNG; their bytes by file name, such as "ttdp.pdf"."""
    from il2report.figures.drawing import figure_bytes  # noqa: PLC0415

    with _figures(shown, style) as figures:
        return {
            f"{file_stem(key)}.{ending}": figure_bytes(figure, ending)
            for key, figure in figures.items()
            for ending in SUBMITTED
        }


def in_words(shown: Drawables, style: NumberStyle) -> dict[str, str]:
    """Give the words in place of each figure, by their keys; `style` prints the counts."""
    return {key: in_words_of(each, style) for key, each in shown.items()}


def file_stem(key: str) -> str:
    """Give the name of the files of a figure or table: "ttdp" for "figure.ttdp"."""
    return key.partition(".")[2]
