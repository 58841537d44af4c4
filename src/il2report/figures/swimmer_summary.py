"""The swimmer plot of a cohort too large for one lane each: the spread of follow-up by response."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from il2report.figures.boxes import draw_boxes
from il2report.figures.months import month_ticks
from il2report.figures.sheet import (
    FULL_WIDTH_MM,
    KEY_ROW_MM,
    KeyEntry,
    Sheet,
    draw_key,
    key_rows,
)
from il2report.figures.typeface import (
    INK,
    RESPONSE_TINTS,
    Looks,
    fitted,
    house_style,
    text_width_mm,
)

if TYPE_CHECKING:
    from il2report.analysis.spreads import FollowUpSpread

_AXIS_MM = 10.0
_ROW_MM = 7.0
_LABEL_TO_BOX_MM = 5.0
_LONGEST_LABEL_MM = 60.0
_RIGHT_MM = 6.0
_BOX_SHARE = 0.6

_BOX_EDGE: Looks = {"edgecolor": INK, "linewidth": 0.5}
_WHISKER: Looks = {"color": INK, "linewidth": 0.8}
_MEDIAN: Looks = {"color": INK, "linewidth": 1.8}
_PROGRESSION: Looks = {
    "color": INK,
    "marker": "D",
    "markersize": 4.6,
    "markeredgecolor": "white",
    "markeredgewidth": 0.5,
    "linestyle": "none",
}


def draw_swimmer_summary(
    spreads: "Sequence[FollowUpSpread]",
    response_labels: Mapping[str, str],
) -> Figure:
    """Draw one box per best response: quartiles and range of follow-up, and median progression.

    Parameters
    ----------
    spreads : sequence of FollowUpSpread
        In the order of the figure, from top to bottom; at least one.
    response_labels : mapping of str to str
        Label of each response code.

    Returns
    -------
    Figure
        180 mm wide.
    """
    labels = [_label(spread, response_labels) for spread in spreads]
    with house_style():
        rows = key_rows(_key(spreads), FULL_WIDTH_MM - 4)
        top = _AXIS_MM + _ROW_MM * len(spreads)
        sheet = Sheet(FULL_WIDTH_MM, top + KEY_ROW_MM * len(rows) + 1.5)
        room = min(max(text_width_mm(label) for label in labels), _LONGEST_LABEL_MM)
        axes = sheet.axes(room + _LABEL_TO_BOX_MM, _AXIS_MM, FULL_WIDTH_MM - _RIGHT_MM, top)
        _set_axes(axes, spreads, [fitted(label, room) for label in labels])
        axes.set_xlabel("Months from start of therapy")
        _draw_spreads(axes, spreads)
        draw_key(sheet, 2, rows)
    return sheet.figure


def _label(spread: "FollowUpSpread", response_labels: Mapping[str, str]) -> str:
    label = response_labels.get(spread.response, spread.response)
    return f"{label} ({spread.response}), n = {spread.patients}"


def _key(spreads: "Sequence[FollowUpSpread]") -> list[KeyEntry]:
    entries = [
        KeyEntry("Middle half of follow-up", fill={"facecolor": RESPONSE_TINTS["NE"], **_BOX_EDGE}),
        KeyEntry("Median follow-up", line=_MEDIAN),
        KeyEntry("Range of follow-up", line=_WHISKER),
    ]
    if any(_median_progression(spreads)):
        entries.append(KeyEntry("Median time to progression", line=_PROGRESSION))
    return entries


def _median_progression(spreads: "Sequence[FollowUpSpread]") -> list[tuple[float, int]]:
    """Give months and row of each median that can be estimated."""
    return [
        (spread.progression, row)
        for row, spread in enumerate(spreads)
        if isinstance(spread.progression, int | float)
    ]


def _set_axes(axes: Axes, spreads: "Sequence[FollowUpSpread]", labels: Sequence[str]) -> None:
    longest = max(1.0, *(spread.longest for spread in spreads))
    ticks = month_ticks(longest)
    axes.set_xlim(0, max(longest, ticks[-1]))
    axes.set_xticks(ticks)
    axes.set_ylim(len(spreads) - 0.5, -0.5)
    axes.set_yticks(range(len(spreads)), labels)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _draw_spreads(axes: Axes, spreads: "Sequence[FollowUpSpread]") -> None:
    rows = range(len(spreads))
    shortest, longest = zip(*((each.shortest, each.longest) for each in spreads), strict=True)
    axes.hlines(rows, shortest, longest, zorder=1, gid="range", clip_on=False, **_WHISKER)
    for row, spread in enumerate(spreads):
        box = (spread.quarter, spread.three_quarters, row, _BOX_SHARE)
        tint = RESPONSE_TINTS.get(spread.response, RESPONSE_TINTS["NE"])
        gid = f"response-{spread.response}"
        draw_boxes(axes, [box], facecolor=tint, zorder=2, gid=gid, **_BOX_EDGE)
    low, high = zip(*((row - _BOX_SHARE / 2, row + _BOX_SHARE / 2) for row in rows), strict=True)
    axes.vlines([each.half for each in spreads], low, high, zorder=3, gid="medians", **_MEDIAN)
    for months, row in _median_progression(spreads):
        axes.plot([months], [row], gid=f"progression-{row}", zorder=4, **_PROGRESSION)
