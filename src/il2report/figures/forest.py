"""Forest plot: ratios with their confidence intervals on a log axis, beside the numbers as printed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from il2report.figures.sheet import FULL_WIDTH_MM, FigureSheet, notice_figure
from il2report.figures.typeface import CURVE_INK, INK, QUIET_INK, TEXT_POINTS, fitted, house_style, text_width_mm

_ROW_MM = 4.6
_AXIS_MM = 11.0
_HEAD_MM = 6.0
_MARGIN_MM = 2.0
_INDENT_MM = 3.0
_GAP_MM = 5.0
_MOST_LABEL_SHARE = 0.4
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_WIDEST = 20.0
"""Ratios from 1/20 to 20 are on the axis; a limit beyond ends in an arrow."""


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One line: its label, whether it is indented, the texts beside it, and its ratio with limits.

    `ratio` is None for a heading, a reference level, and a ratio that cannot be estimated, of which
    `text` gives the reason.
    """

    label: str
    is_indented: bool = False
    text: str = ""
    p: str = ""
    ratio: float | None = None
    low: float | None = None
    high: float | None = None


def draw_forest(rows: Sequence[ForestRow], *, ratio_label: str, p_label: str, xlabel: str) -> Figure:
    """Draw ratios with their intervals, one row each, from top to bottom.

    Parameters
    ----------
    rows : sequence of ForestRow
        In the order of the table.
    ratio_label, p_label : str
        What heads the columns of numbers, such as "HR (95% CI)" and "p".
    xlabel : str
        What the axis is called.

    Returns
    -------
    Figure
        180 mm wide.
    """
    shown = [row for row in rows if row.ratio is not None]
    if not shown:
        return notice_figure("No ratio can be estimated.")
    with house_style():
        label_mm = min(
            max(text_width_mm(row.label) + _INDENT_MM * row.is_indented for row in rows),
            _MOST_LABEL_SHARE * FULL_WIDTH_MM,
        )
        text_mm = max(text_width_mm(text) for text in (ratio_label, *(row.text for row in rows)))
        p_mm = max(text_width_mm(text) for text in (p_label, *(row.p for row in rows)))
        left = _MARGIN_MM + label_mm + _GAP_MM
        right = FULL_WIDTH_MM - _MARGIN_MM - p_mm - _GAP_MM - text_mm - _GAP_MM
        height = _AXIS_MM + _ROW_MM * len(rows) + _HEAD_MM
        sheet = FigureSheet(FULL_WIDTH_MM, height)
        axes = sheet.axes(left, _AXIS_MM, right, _AXIS_MM + _ROW_MM * len(rows))
        _set_axes(axes, shown, len(rows), xlabel)
        text_x, p_x = right + _GAP_MM, FULL_WIDTH_MM - _MARGIN_MM - p_mm
        head = height - _HEAD_MM + 1.6
        sheet.write(text_x, head, ratio_label, color=QUIET_INK)
        sheet.write(p_x, head, p_label, color=QUIET_INK)
        for place, row in enumerate(rows):
            middle = len(rows) - place - 0.5
            y = _AXIS_MM + _ROW_MM * middle - 1.0
            indent = _INDENT_MM if row.is_indented else 0.0
            sheet.write(_MARGIN_MM + indent, y, fitted(row.label, label_mm - indent))
            sheet.write(text_x, y, row.text)
            sheet.write(p_x, y, row.p)
            if row.ratio is not None:
                _draw_ratio(axes, row, middle)
    return sheet.figure


def _set_axes(axes: Axes, shown: Sequence[ForestRow], n: int, xlabel: str) -> None:
    bounds = [bound for row in shown for bound in (row.ratio, row.low, row.high) if bound]
    low = max(min(0.8, *bounds), 1 / _WIDEST) / 1.15
    high = min(max(1.25, *bounds), _WIDEST) * 1.15
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    axes.set(xscale="log", xlim=(low, high), ylim=(0, n), xlabel=xlabel)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.plot([1, 1], [0, n], color=QUIET_INK, linewidth=0.6, zorder=1, gid="no difference")


def _draw_ratio(axes: Axes, row: ForestRow, y: float) -> None:
    """Draw one interval with its estimate; an end beyond the axis is an arrow."""
    left, right = axes.get_xlim()
    low = left if not row.low or row.low < left else row.low
    high = right if row.high is None or row.high > right else row.high
    axes.plot([low, high], [y, y], color=CURVE_INK, linewidth=1.1, zorder=2, gid=f"interval: {row.label}")
    for end, beyond, marker in ((low, low == left, "<"), (high, high == right, ">")):
        if beyond:
            axes.plot([end], [y], color=CURVE_INK, marker=marker, markersize=4, clip_on=False, zorder=3)
        else:
            axes.plot([end, end], [y - 0.16, y + 0.16], color=CURVE_INK, linewidth=1.1, zorder=2)
    if row.ratio is not None and left <= row.ratio <= right and math.isfinite(row.ratio):
        axes.plot(
            [row.ratio], [y], color=CURVE_INK, marker="s", markersize=4.6, zorder=4,
            markeredgecolor=INK, markeredgewidth=0.3, gid=f"ratio: {row.label}",
        )
