"""Kaplan-Meier curves of several groups, told apart by colour, dash and a label at their end."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from il2report.figures.sheet import FULL_WIDTH_MM, FigureSheet, notice_figure
from il2report.figures.typeface import (
    INK,
    QUIET_INK,
    SMALL_POINTS,
    TEXT_POINTS,
    Looks,
    fitted,
    house_style,
    text_width_mm,
)
from il2report.values import SurvivalCurve

_LEFT_MIN_MM, _RIGHT_MAX_MM, _RIGHT_MIN_MM = 22.0, 38.0, 5.0
_LABEL_SHARE = 0.3
_PLOT_MM = 52.0
_AXIS_MM = 9.5
_ROW_MM = 3.8
_GAP_MM = 2.0
_LABEL_MM = 3.6

# Okabe and Ito's hues that are dark enough for a line; with the dashes, each pair differs twice.
_INKS = ("#0b4f8a", "#c2410c", "#1b7a4b", "#7b3f98", "#1a1a1a", "#8a6d00")
_DASHES: tuple[object, ...] = (
    "solid",
    (0, (5, 1.6)),
    (0, (1.2, 1.2)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (9, 2)),
    (0, (3, 1.2, 1.2, 1.2, 1.2, 1.2)),
)


@dataclass(frozen=True, slots=True)
class GroupCurve:
    """One group: its label, its curve, and how many are at risk at each tick."""

    label: str
    curve: SurvivalCurve
    at_risk: tuple[int, ...]

    def height_at_end(self, *, is_failure: bool) -> float:
        """The last level of the curve in percent."""
        survival = self.curve.steps[-1].survival if self.curve.steps else 1.0
        return 100 * (1 - survival if is_failure else survival)


def draw_curves(
    groups: Sequence[GroupCurve],
    ticks: Sequence[int],
    *,
    xlabel: str,
    ylabel: str,
    is_failure: bool = False,
    note: str = "",
) -> Figure:
    """Draw the curves of several groups above their numbers at risk.

    Parameters
    ----------
    groups : sequence of GroupCurve
        In the order of the codebook; a group without patients has a row and no curve.
    ticks : sequence of int
        Months at which the numbers at risk are given.
    xlabel, ylabel : str
        What the axes are called.
    is_failure : bool
        Whether 1 − survival is drawn, which rises.
    note : str
        Printed within the axes, such as the p-value of the log-rank test.

    Returns
    -------
    Figure
        180 mm wide.
    """
    if not any(group.curve.steps for group in groups):
        return notice_figure("No patient has a time to this end point.")
    with house_style():
        widest = max(text_width_mm(group.label) for group in groups)
        left = min(max(_LEFT_MIN_MM, widest + 9), _LABEL_SHARE * FULL_WIDTH_MM)
        right = min(max(_RIGHT_MIN_MM, widest + 4), _RIGHT_MAX_MM)
        bottom = _ROW_MM * (len(groups) + 1) + 1.5 + _AXIS_MM
        sheet = FigureSheet(FULL_WIDTH_MM, bottom + _PLOT_MM + _GAP_MM)
        axes = sheet.axes(left, bottom, FULL_WIDTH_MM - right, bottom + _PLOT_MM)
        last = max(1.0, *ticks, *(step.time for group in groups for step in group.curve.steps))
        axes.set(xlim=(0, 1.01 * last), ylim=(0, 104), xlabel=xlabel, ylabel=ylabel)
        axes.set_xticks(list(ticks))
        axes.set_yticks([0, 25, 50, 75, 100])
        axes.spines["left"].set_bounds(0, 100)
        axes.spines["bottom"].set_bounds(0, last)
        for place, group in enumerate(groups):
            _draw_curve(axes, group, _looks(place), is_failure=is_failure)
        _write_labels(axes, groups, last, right, is_failure=is_failure)
        if note:
            corner = (0.985, 0.04, "bottom") if is_failure else (0.985, 0.97, "top")
            axes.text(*corner[:2], note, transform=axes.transAxes, ha="right", va=corner[2], size=TEXT_POINTS)
        _write_at_risk(sheet, axes, groups, ticks, left)
    return sheet.figure


def _looks(place: int) -> Looks:
    return {
        "color": _INKS[place % len(_INKS)],
        "linestyle": _DASHES[place % len(_DASHES)],
        "linewidth": 1.3,
    }


def _draw_curve(axes: Axes, group: GroupCurve, looks: Looks, *, is_failure: bool) -> None:
    if not group.curve.steps:
        return
    start = 0.0 if is_failure else 100.0
    heights = [100 * (1 - s.survival if is_failure else s.survival) for s in group.curve.steps]
    times = [step.time for step in group.curve.steps]
    axes.step(
        [0.0, *times], [start, *heights], where="post", gid=f"curve: {group.label}", zorder=3,
        clip_on=False, dash_capstyle="butt", solid_capstyle="butt", **looks,
    )
    censored = [(t, h) for t, h, s in zip(times, heights, group.curve.steps, strict=True) if s.censored]
    if censored:
        axes.plot(
            *zip(*censored, strict=True), gid=f"censored: {group.label}", zorder=4, clip_on=False,
            color=looks["color"], marker="|", markersize=5.5, markeredgewidth=0.9, linestyle="none",
        )


def _write_labels(
    axes: Axes, groups: Sequence[GroupCurve], last: float, room: float, *, is_failure: bool
) -> None:
    """Name each curve at its end, moved apart where two end at about the same height."""
    drawn = [(place, group) for place, group in enumerate(groups) if group.curve.steps]
    heights = [group.height_at_end(is_failure=is_failure) for _, group in drawn]
    transform = blended_transform_factory(axes.transAxes, axes.transData)
    for (place, group), y in zip(drawn, _apart(heights, 104 * _LABEL_MM / _PLOT_MM), strict=True):
        text = fitted(group.label, room - 2.5)
        axes.text(1.012, y, text, transform=transform, va="center", color=_looks(place)["color"])


def _apart(heights: Sequence[float], distance: float) -> list[float]:
    """Move heights as little as it takes to be a distance from each other, from the lowest up."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = [0.0] * len(heights)
    highest = -distance
    for position in order:
        placed[position] = highest = max(heights[position], highest + distance)
    beyond = max(0.0, highest - 102)
    lowest_above = 102 + distance
    for position in reversed(order) if beyond else ():
        placed[position] = lowest_above = min(placed[position], lowest_above - distance)
    return placed


def _write_at_risk(
    sheet: FigureSheet, axes: Axes, groups: Sequence[GroupCurve], ticks: Sequence[int], left: float
) -> None:
    top = _ROW_MM * len(groups) + 1.5
    sheet.write(2, top, "Number at risk", size=SMALL_POINTS, color=QUIET_INK)
    transform = blended_transform_factory(axes.transData, sheet.millimeters)
    for place, group in enumerate(groups):
        y = top - _ROW_MM * (place + 1)
        sheet.write(2, y, fitted(group.label, left - 6), color=_looks(place)["color"])
        for tick, count in zip(ticks, group.at_risk, strict=True):
            sheet.figure.text(tick, y, str(count), transform=transform, ha="center", color=INK)
