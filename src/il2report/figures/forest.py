"""Forest plot: ratios with their confidence intervals on a log axis, beside the numbers as printed."""

import math
from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from il2report.figures.sheet import FULL_WIDTH_MM, PAGE_HEIGHT_MM, FigureSheet, notice_figure
from il2report.figures.shown import Forest, ForestRow
from il2report.figures.typeface import (
    CURVE_INK,
    INK,
    QUIET_INK,
    TEXT_POINTS,
    fitted,
    house_style,
    text_width_mm,
)

_ROW_MM = 4.6
_AXIS_MM = 11.0
_HEAD_MM = 6.0
_MARGIN_MM = 2.0
_INDENT_MM = 3.0
_GAP_MM = 5.0
_MOST_LABEL_SHARE = 0.3
_SMALLEST = 0.6
_NARROWEST = (0.5, 2.0)
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_WIDEST = 20.0
"""Ratios from 1/20 to 20 are on the axis; a limit beyond ends in an arrow."""


def draw_forest(shown: Forest) -> Figure:
    """Draw the ratios of a model with their intervals, one row each, from top to bottom.

    Returns
    -------
    Figure
        180 mm wide, and as high as a page at most: many rows are set smaller.
    """
    rows = shown.rows
    if all(row.ratio is None for row in rows):
        return notice_figure("No ratio can be estimated.")
    with house_style():
        row_mm = min(_ROW_MM, (PAGE_HEIGHT_MM - _AXIS_MM - _HEAD_MM) / len(rows))
        points = TEXT_POINTS * max(row_mm / _ROW_MM, _SMALLEST)

        def width(head: str, texts: Iterable[str]) -> float:
            widths = [text_width_mm(text, points) for text in texts if text]
            return max(text_width_mm(head, points), *widths, 0.0)

        indents = [_INDENT_MM * row.is_indented for row in rows]
        labels = (text_width_mm(r.label, points) + i for r, i in zip(rows, indents, strict=True))
        label_mm = min(max(labels), _MOST_LABEL_SHARE * FULL_WIDTH_MM)
        sizes_x = _MARGIN_MM + label_mm + _GAP_MM
        left = sizes_x + width(shown.sizes_label, (row.sizes for row in rows)) + _GAP_MM
        p_x = FULL_WIDTH_MM - _MARGIN_MM - width(shown.p_label, (row.p for row in rows))
        text_x = p_x - _GAP_MM - width(shown.ratio_label, (row.text for row in rows))
        top = _AXIS_MM + row_mm * len(rows)
        sheet = FigureSheet(FULL_WIDTH_MM, top + _HEAD_MM)
        axes = sheet.axes(left, _AXIS_MM, text_x - _GAP_MM, top)
        _set_axes(axes, shown)
        heads = ((sizes_x, shown.sizes_label), (text_x, shown.ratio_label), (p_x, shown.p_label))
        for x, head in heads:
            sheet.write(x, top + 1.6, head, color=QUIET_INK, size=points)
        for place, (row, indent) in enumerate(zip(rows, indents, strict=True)):
            middle = len(rows) - place - 0.5
            y = _AXIS_MM + row_mm * middle - 1.0
            label = fitted(row.label, label_mm - indent, points)
            sheet.write(_MARGIN_MM + indent, y, label, size=points)
            for x, text in ((sizes_x, row.sizes), (text_x, row.text), (p_x, row.p)):
                if text:
                    sheet.write(x, y, text, size=points)
            if row.ratio is not None:
                _draw_ratio(axes, row, middle)
    return sheet.figure


def _set_axes(axes: Axes, shown: Forest) -> None:
    n, fitted_rows = len(shown.rows), [row for row in shown.rows if row.ratio is not None]
    bounds = [each for row in fitted_rows for each in (row.ratio, row.low, row.high) if each]
    low = max(min(_NARROWEST[0], *bounds), 1 / _WIDEST) / 1.15
    high = min(max(_NARROWEST[1], *bounds), _WIDEST) * 1.15
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    axes.set(xscale="log", xlim=(low, high), ylim=(0, n), xlabel=shown.xlabel)
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
