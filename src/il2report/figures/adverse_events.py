"""Adverse events as stacked bars: patients by worst grade of each term."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from il2report.figures.sheet import (
    FULL_WIDTH_MM,
    KEY_ROW_MM,
    PAGE_HEIGHT_MM,
    KeyEntry,
    FigureSheet,
    draw_boxes,
    draw_key,
    key_rows,
    notice_figure,
)
from il2report.figures.typeface import (
    INK,
    POINTS_PER_MM,
    SMALL_POINTS,
    TEXT_POINTS,
    Looks,
    fitted,
    grade_tints,
    house_style,
    text_width_mm,
)
from il2report.values import GradeCounts, GradePart

_AXIS_MM = 10.0
_ROW_MM = 3.8
_MOST_ROWS_IN_ONE_PANEL = 10
_BETWEEN_PANELS_MM = 7.0
_INDENT_MM = 2.0
_LABEL_TO_BAR_MM = 2.0
_MOST_LABEL_SHARE = 0.55
_MOST_HEADING_SHARE = 0.9
_MARGIN_MM = 2.0
_TOTAL_MM = 6.5
_BAR_SHARE = 0.66
_PAPER: Looks = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
_BAR_EDGE: Looks = {"edgecolor": INK, "linewidth": 0.4}


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a panel: an organ system's heading, or a term with its counts."""

    label: str
    by_grade: tuple[int, ...] = ()

    @property
    def is_heading(self) -> bool:
        return not self.by_grade

    @property
    def weight(self) -> str:
        return "bold" if self.is_heading else "normal"

    @property
    def indent(self) -> float:
        return 0.0 if self.is_heading else _INDENT_MM


@dataclass(frozen=True, slots=True)
class _Panel:
    """Rows of the figure and their place in millimeters: labels from `left` to `bars`."""

    rows: Sequence[_Row]
    left: float
    bars: float
    right: float


def draw_adverse_events(
    grades: Sequence[GradeCounts],
    labels: Mapping[str, str],
    n_patients: int,
    *,
    parts: Sequence[GradePart],
    systems: Mapping[str, str] | None = None,
    nothing: str = "No adverse events were recorded.",
    count: Callable[[int], str] = str,
) -> Figure:
    """Draw one stacked bar per adverse-event term, patients by worst grade.

    Parameters
    ----------
    grades : sequence of GradeCounts
        In the order of the figure, terms of one organ system together; may be empty.
    labels : mapping of str to str
        Label of each term.
    n_patients : int
        Patients who could have had an event.
    parts : sequence of GradePart
        What the counts of each term are, from the lowest grade to the highest.
    systems : mapping of str to str, optional
        Organ system of each term, which then heads its terms; a term without one has no heading.
    nothing : str
        What is written where there is no term to draw.
    count : function of an int
        Prints a number of patients as the text does.

    Returns
    -------
    Figure
        180 mm wide; two panels side by side where there are many terms.
    """
    if not grades:
        return notice_figure(nothing)
    ticks = _ticks(max(sum(counts.by_grade) for counts in grades))
    panels = _panels(list(_rows(grades, labels, systems or {})))
    most_rows = max(len(panel.rows) for panel in panels)
    fills = _fills(parts)
    entries = [
        KeyEntry(part.name, fill=fill)
        for place, (part, fill) in enumerate(zip(parts, fills, strict=True))
        if any(counts.by_grade[place] for counts in grades)
    ]
    with house_style():
        key = key_rows(entries, FULL_WIDTH_MM - 2 * _MARGIN_MM)
        above = KEY_ROW_MM * len(key) + 1.5
        row_mm = min(_ROW_MM, (PAGE_HEIGHT_MM - _AXIS_MM - above) / most_rows)
        top = _AXIS_MM + row_mm * most_rows
        sheet = FigureSheet(FULL_WIDTH_MM, top + above)
        draw_key(sheet, _MARGIN_MM, key)
        for panel in panels:
            axes = sheet.axes(panel.bars, _AXIS_MM, panel.right, top)
            axes.set(xlim=(0, ticks[-1]), ylim=(most_rows - 0.5, -0.5))
            axes.set_xticks(ticks, map(count, ticks))
            axes.set_xlabel(f"Patients (of {count(n_patients)})")
            axes.set_yticks([])
            _draw_bars(axes, panel, parts, fills, count)
            _write_labels(sheet, panel, top, row_mm)
    return sheet.figure


def _ticks(most: int) -> list[int]:
    """Give whole numbers from 0 to the first tick at or past the longest bar, six at most."""
    locator = MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10])
    return [round(tick) for tick in locator.tick_values(0, max(1, most))]


def _rows(
    grades: Sequence[GradeCounts], labels: Mapping[str, str], systems: Mapping[str, str]
) -> Iterator[_Row]:
    for system, terms in groupby(grades, key=lambda counts: systems.get(counts.term, "")):
        if system:
            yield _Row(system)
        yield from (_Row(labels[counts.term], counts.by_grade) for counts in terms)


def _panels(rows: Sequence[_Row]) -> list[_Panel]:
    """Give few rows the whole width, and many two panels side by side with bars of one scale."""
    parts = [rows]
    if len(rows) > _MOST_ROWS_IN_ONE_PANEL:
        # Break the rows as evenly as whole organ systems allow; of two such places, at the later.
        headings = [index for index, row in enumerate(rows) if index and row.is_heading]
        breaks = headings or range(1, len(rows))
        middle = min(breaks, key=lambda index: (max(index, len(rows) - index), -index))
        parts = [rows[:middle], rows[middle:]]
    width = (FULL_WIDTH_MM - _BETWEEN_PANELS_MM * (len(parts) - 1)) / len(parts)
    # A heading has the width of the panel, as there is no bar beside it.
    widest = max(row.indent + text_width_mm(row.label) for row in rows if not row.is_heading)
    bars = _MARGIN_MM + min(widest, _MOST_LABEL_SHARE * width) + _LABEL_TO_BAR_MM
    starts = [index * (width + _BETWEEN_PANELS_MM) for index in range(len(parts))]
    return [
        _Panel(part, start + _MARGIN_MM, start + bars, start + width - _TOTAL_MM)
        for part, start in zip(parts, starts, strict=True)
    ]


def _fills(parts: Sequence[GradePart]) -> list[Looks]:
    """Tint the grades from light to black; those that are not recorded are hatched."""
    tints = iter(grade_tints(sum(part.is_recorded for part in parts)))
    return [
        {"facecolor": next(tints), **_BAR_EDGE}
        if part.is_recorded
        else {"facecolor": "white", "hatch": "//////", **_BAR_EDGE}
        for part in parts
    ]


def _draw_bars(
    axes: Axes,
    panel: _Panel,
    parts: Sequence[GradePart],
    fills: Sequence[Looks],
    count: Callable[[int], str],
) -> None:
    """Draw a bar for each term, with its total behind it."""
    first = 1 if all(part.is_recorded for part in parts) else 0
    for part, fill in enumerate(fills):
        boxes = [
            (sum(row.by_grade[:part]), sum(row.by_grade[: part + 1]), place, _BAR_SHARE)
            for place, row in enumerate(panel.rows)
            if any(row.by_grade[part : part + 1])
        ]
        draw_boxes(axes, boxes, gid=f"grade-{part + first}", **fill)
    for place, row in enumerate(panel.rows):
        if not row.is_heading:
            axes.annotate(
                count(sum(row.by_grade)),
                (sum(row.by_grade), place),
                (2.5, 0),
                textcoords="offset points",
                va="center_baseline",
                size=SMALL_POINTS,
                annotation_clip=False,
            )


def _write_labels(sheet: FigureSheet, panel: _Panel, top: float, row_mm: float) -> None:
    size = min(TEXT_POINTS, 0.9 * row_mm * POINTS_PER_MM)
    for place, row in enumerate(panel.rows):
        beside = panel.bars - _LABEL_TO_BAR_MM - panel.left - row.indent
        room = _MOST_HEADING_SHARE * (panel.right - panel.left) if row.is_heading else beside
        label = fitted(row.label, room, size, row.weight)
        # A heading that is longer than the labels interrupts the axis.
        crosses = text_width_mm(label, size, row.weight) > beside
        sheet.write(
            panel.left + row.indent,
            top - row_mm * (place + 0.5),
            label,
            va="center_baseline",
            weight=row.weight,
            size=size,
            **({"bbox": _PAPER} if crosses else {}),
        )
