"""Horizontal bars of results side by side, each with its number as printed."""

from matplotlib.figure import Figure

from il2report.figures.sheet import FULL_WIDTH_MM, FigureSheet, draw_boxes, notice_figure
from il2report.figures.shown import Bars
from il2report.figures.typeface import CURVE_INK, fitted, house_style, text_width_mm

_ROW_MM = 6.0
_BAR_SHARE = 0.62
_AXIS_MM = 11.0
_MARGIN_MM = 2.0
_GAP_MM = 3.0
_MOST_LABEL_SHARE = 0.4
_BEHIND_MM = 1.2


def draw_bars(shown: Bars) -> Figure:
    """Draw a bar for each result, from top to bottom; one without a value has its text alone.

    Returns
    -------
    Figure
        180 mm wide.
    """
    values = [bar.value for bar in shown.bars if bar.value is not None]
    if not values:
        return notice_figure("None of these results can be given.")
    with house_style():
        widest = max(text_width_mm(bar.label) for bar in shown.bars)
        label_mm = min(widest, _MOST_LABEL_SHARE * FULL_WIDTH_MM)
        text_mm = max(text_width_mm(bar.text) for bar in shown.bars) + _BEHIND_MM
        left = _MARGIN_MM + label_mm + _GAP_MM
        right = FULL_WIDTH_MM - _MARGIN_MM - text_mm
        n = len(shown.bars)
        top = _AXIS_MM + _ROW_MM * n
        sheet = FigureSheet(FULL_WIDTH_MM, top + 1.5)
        axes = sheet.axes(left, _AXIS_MM, right, top)
        low, high = min(0.0, *values), max(0.0, *values)
        axes.set(xlim=(low, high if high > low else low + 1), ylim=(0, n), xlabel=shown.xlabel)
        axes.set_yticks([])
        boxes = []
        for place, bar in enumerate(shown.bars):
            middle = n - place - 0.5
            sheet.write(_MARGIN_MM, _AXIS_MM + _ROW_MM * middle - 1.0, fitted(bar.label, label_mm))
            value = bar.value or 0.0
            boxes.append((min(0.0, value), max(0.0, value), middle, _BAR_SHARE))
            at, behind = (max(0.0, value), middle), (_BEHIND_MM * 72 / 25.4, 0)
            axes.annotate(bar.text, at, behind, textcoords="offset points", va="center")
        draw_boxes(axes, boxes, facecolor=CURVE_INK, linewidth=0, gid="bars")
    return sheet.figure
