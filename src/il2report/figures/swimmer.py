"""The swimmer plot: treatment, response, progression and follow-up, one lane for each patient.

Of a cohort too large for that it shows the spread of follow-up by response.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from il2report.study.running_text import in_running_text
from il2report.figures.alternative_texts import longest_first
from il2report.figures.sheet import (
    FULL_WIDTH_MM,
    KEY_ROW_MM,
    PAGE_HEIGHT_MM,
    KeyEntry,
    FigureSheet,
    draw_boxes,
    draw_key,
    key_rows,
    month_ticks,
    notice_figure,
)
from il2report.figures.shown import SwimmerWords
from il2report.figures.typeface import (
    INK,
    POINTS_PER_MM,
    QUIET_INK,
    RESPONSE_TINTS,
    SMALL_POINTS,
    TEXT_POINTS,
    Looks,
    fitted,
    house_style,
    text_width_mm,
)
from il2report.values import PatientLane

if TYPE_CHECKING:
    from il2report.analysis.lanes import FollowUpSpread

_AXIS_MM = 10.0
_LANE_MM = 3.9
_LEAST_LABELED_LANE_MM = 2.7
_LONGEST_ID_MM = 30.0
_ID_TO_LANE_MM = 5.0
_LEAST_CYCLE_MM = 1.1
_BAR_SHARE, _CYCLE_SHARE = 0.5, 0.82
_MARK_POINTS = 5.0
_LEAST_SCALE = 0.4
_TICK_IN_REACH = 1.05
_ROW_MM = 7.0
_LABEL_TO_BOX_MM = 5.0
_LONGEST_LABEL_MM = 60.0
_RIGHT_MM = 6.0
_BOX_SHARE = 0.6

_BOX_EDGE: Looks = {"edgecolor": INK, "linewidth": 0.5}
_CYCLE: Looks = {"facecolor": INK, "edgecolor": "white", "linewidth": 0.5}
_AFTERWARDS: Looks = {"color": QUIET_INK, "linewidth": 0.9}
_PROGRESSION: Looks = {
    "color": INK,
    "marker": "D",
    "markersize": 4.2,
    "markeredgecolor": "white",
    "markeredgewidth": 0.5,
    "linestyle": "none",
}
_ONGOING: Looks = {"color": INK, "marker": ">", "markersize": _MARK_POINTS, "linestyle": "none"}
_WHISKER: Looks = {"color": INK, "linewidth": 0.8}
_MEDIAN: Looks = {"color": INK, "linewidth": 1.8}
_MEDIAN_PROGRESSION: Looks = {**_PROGRESSION, "markersize": 4.6}


def _tints(response_labels: Mapping[str, str]) -> Mapping[str, str]:
    """Give each response a tint: its own, or, where a study has other codes, one by its place."""
    if RESPONSE_TINTS.keys() >= response_labels.keys():
        return RESPONSE_TINTS
    return dict(zip(response_labels, cycle(RESPONSE_TINTS.values()), strict=False))


def _tint(code: str, tints: Mapping[str, str]) -> str:
    return tints.get(code, RESPONSE_TINTS["NE"])


# --- a lane for each patient ----------------------------------------------------------------------


def draw_swimmer(
    lanes: Sequence[PatientLane],
    response_labels: Mapping[str, str],
    words: SwimmerWords = SwimmerWords(),
) -> Figure:
    """Draw one lane per patient, the longest follow-up on top.

    Parameters
    ----------
    lanes : sequence of PatientLane
        Times in months from entry, in any order; may be empty.
    response_labels : mapping of str to str
        Label of each response code, in the order of the key.

    Returns
    -------
    Figure
        180 mm wide; as high as the lanes need, within one page.
    """
    if not lanes:
        return notice_figure("There is no patient to show.")
    ordered = longest_first(lanes)
    tints = _tints(response_labels)
    key = (_response_entries(ordered, response_labels), _mark_entries(ordered, words))
    with house_style():
        rows = [row for part in key for row in key_rows(part, FULL_WIDTH_MM - 4)]
        above = KEY_ROW_MM * len(rows) + 1.5
        lane_mm = min(_LANE_MM, (PAGE_HEIGHT_MM - _AXIS_MM - above) / len(ordered))
        top = _AXIS_MM + lane_mm * len(ordered)
        sheet = FigureSheet(FULL_WIDTH_MM, top + above)
        widest = max(text_width_mm(lane.patient_id) for lane in ordered)
        left = _ID_TO_LANE_MM + min(max(widest, 4), _LONGEST_ID_MM)
        # Beyond the longest lane there is place for its mark and its code.
        code_mm = max(text_width_mm(lane.response, SMALL_POINTS) for lane in ordered)
        right = FULL_WIDTH_MM - 6 - code_mm
        axes = sheet.axes(left, _AXIS_MM, right, top)
        _set_lane_axes(axes, ordered, lane_mm, left - _ID_TO_LANE_MM, words)
        scale = max(_LEAST_SCALE, lane_mm / _LANE_MM)
        _draw_bars(axes, ordered, scale, axes.get_xlim()[1] / (right - left), tints)
        _draw_ends(axes, ordered, scale)
        if lane_mm >= _LEAST_LABELED_LANE_MM:
            _write_codes(axes, ordered)
        draw_key(sheet, 2, rows)
    return sheet.figure


def _response_entries(
    lanes: Sequence[PatientLane], response_labels: Mapping[str, str]
) -> list[KeyEntry]:
    present, tints = {lane.response for lane in lanes}, _tints(response_labels)
    return [
        KeyEntry(f"{label} ({code})", fill={"facecolor": _tint(code, tints), **_BOX_EDGE})
        for code, label in response_labels.items()
        if code in present
    ]


def _mark_entries(lanes: Sequence[PatientLane], words: SwimmerWords) -> list[KeyEntry]:
    progressed = [lane for lane in lanes if lane.progression is not None]
    entries = []
    if any(lane.periods for lane in lanes):
        entries.append(KeyEntry("Cycle of therapy", fill=_CYCLE))
    if progressed:
        entries.append(KeyEntry(words.event, line=_PROGRESSION))
    if any(_followed_after_progression(lane) for lane in progressed):
        entries.append(KeyEntry(f"Follow-up after {in_running_text(words.event)}", line=_AFTERWARDS))
    if len(progressed) < len(lanes):
        entries.append(KeyEntry(words.without, line=_ONGOING))
    return entries


def _followed_after_progression(lane: PatientLane) -> bool:
    return lane.progression is not None and lane.last_contact > lane.progression


def _bar_end(lane: PatientLane) -> float:
    return lane.last_contact if lane.progression is None else lane.progression


def _set_lane_axes(
    axes: Axes, lanes: Sequence[PatientLane], lane_mm: float, id_mm: float, words: SwimmerWords
) -> None:
    longest = max(1.0, *(lane.last_contact for lane in lanes))
    ticks = [tick for tick in month_ticks(longest) if tick <= _TICK_IN_REACH * longest]
    axes.set(xlabel=words.axis, xlim=(0, max(longest, ticks[-1])), ylim=(len(lanes) - 0.5, -0.5))
    axes.set_xticks(ticks)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if lane_mm >= _LEAST_LABELED_LANE_MM:
        labels = [fitted(lane.patient_id, id_mm) for lane in lanes]
        size = min(TEXT_POINTS, 0.9 * lane_mm * POINTS_PER_MM)
        axes.set_yticks(range(len(lanes)), labels, size=size)
    else:
        axes.set_yticks([])
        axes.set_ylabel("Patients, longest follow-up on top")


def _scaled(looks: Looks, scale: float) -> Looks:
    sizes = {"linewidth", "markersize", "markeredgewidth"}
    return {name: scale * it if name in sizes else it for name, it in looks.items()}


def _draw_bars(
    axes: Axes,
    lanes: Sequence[PatientLane],
    scale: float,
    months_per_mm: float,
    tints: Mapping[str, str],
) -> None:
    edge = _scaled(_BOX_EDGE, scale)
    for code in dict.fromkeys(lane.response for lane in lanes):
        bars = [
            (0.0, _bar_end(lane), row, _BAR_SHARE)
            for row, lane in enumerate(lanes)
            if lane.response == code
        ]
        draw_boxes(axes, bars, facecolor=_tint(code, tints), zorder=2, gid=f"response-{code}", **edge)
    cycles = []
    for row, lane in enumerate(lanes):
        # A cycle is widened to what the eye can see, but never into the next one.
        limits = [*(following.start for following in lane.periods[1:]), math.inf]
        for period, limit in zip(lane.periods, limits, strict=False):
            least = min(period.start + _LEAST_CYCLE_MM * months_per_mm, limit)
            cycles.append((period.start, max(period.end, least), row, _CYCLE_SHARE))
    draw_boxes(axes, cycles, zorder=3, gid="cycles", **_scaled(_CYCLE, scale))


def _draw_ends(axes: Axes, lanes: Sequence[PatientLane], scale: float) -> None:
    followed = [row for row, lane in enumerate(lanes) if _followed_after_progression(lane)]
    starts = [_bar_end(lanes[row]) for row in followed]
    ends = [lanes[row].last_contact for row in followed]
    line = _scaled(_AFTERWARDS, scale)
    axes.hlines(followed, starts, ends, zorder=1, gid="follow-up", clip_on=False, **line)
    progressed = [row for row, lane in enumerate(lanes) if lane.progression is not None]
    ongoing = [row for row, lane in enumerate(lanes) if lane.progression is None]
    # An arrow begins where its bar ends; a diamond sits on the moment itself.
    beyond = ScaledTranslation(scale * _MARK_POINTS / 2 / 72, 0, axes.figure.dpi_scale_trans)
    for rows, gid, mark, transform in (
        (progressed, "progression", _PROGRESSION, axes.transData),
        (ongoing, "ongoing", _ONGOING, axes.transData + beyond),
    ):
        ends = [_bar_end(lanes[row]) for row in rows]
        looks = _scaled(mark, scale)
        axes.plot(ends, rows, gid=gid, zorder=4, clip_on=False, transform=transform, **looks)


def _write_codes(axes: Axes, lanes: Sequence[PatientLane]) -> None:
    """Name the response at the end of each lane, so that no reader depends on its tint."""
    for row, lane in enumerate(lanes):
        gap = 3 + (_MARK_POINTS + 2 if lane.progression is None else _MARK_POINTS / 2)
        axes.annotate(
            lane.response,
            (lane.last_contact, row),
            (gap, 0),
            textcoords="offset points",
            va="center_baseline",
            size=SMALL_POINTS,
            annotation_clip=False,
        )


# --- a box for each response ----------------------------------------------------------------------


def draw_swimmer_summary(
    spreads: "Sequence[FollowUpSpread]",
    response_labels: Mapping[str, str],
    words: SwimmerWords = SwimmerWords(),
    count: Callable[[int], str] = str,
) -> Figure:
    """Draw one box per best response: quartiles and range of follow-up, and median progression.

    Parameters
    ----------
    spreads : sequence of FollowUpSpread
        In the order of the figure, from top to bottom; at least one.
    response_labels : mapping of str to str
        Label of each response code.
    count : function of an int
        Prints a number of patients as the text does.

    Returns
    -------
    Figure
        180 mm wide.
    """
    labels = [
        f"{_named(each.response, response_labels)}, n = {count(each.patients)}"
        for each in spreads
    ]
    medians = [
        (spread.progression, row)
        for row, spread in enumerate(spreads)
        if isinstance(spread.progression, int | float)
    ]
    entries = [
        KeyEntry("Middle half of follow-up", fill={"facecolor": RESPONSE_TINTS["NE"], **_BOX_EDGE}),
        KeyEntry("Median follow-up", line=_MEDIAN),
        KeyEntry("Range of follow-up", line=_WHISKER),
    ]
    if medians:
        entries.append(KeyEntry(f"Median time to {in_running_text(words.event)}", line=_MEDIAN_PROGRESSION))
    with house_style():
        rows = key_rows(entries, FULL_WIDTH_MM - 4)
        top = _AXIS_MM + _ROW_MM * len(spreads)
        sheet = FigureSheet(FULL_WIDTH_MM, top + KEY_ROW_MM * len(rows) + 1.5)
        room = min(max(text_width_mm(label) for label in labels), _LONGEST_LABEL_MM)
        axes = sheet.axes(room + _LABEL_TO_BOX_MM, _AXIS_MM, FULL_WIDTH_MM - _RIGHT_MM, top)
        longest = max(1.0, *(spread.longest for spread in spreads))
        ticks = month_ticks(longest)
        limits = (0, max(longest, ticks[-1]))
        axes.set(xlabel=words.axis, xlim=limits, ylim=(len(spreads) - 0.5, -0.5))
        axes.set_xticks(ticks)
        axes.set_yticks(range(len(spreads)), [fitted(label, room) for label in labels])
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        _draw_spreads(axes, spreads, _tints(response_labels))
        for months, row in medians:
            gid = f"progression-{row}"
            axes.plot([months], [row], gid=gid, zorder=4, **_MEDIAN_PROGRESSION)
        draw_key(sheet, 2, rows)
    return sheet.figure


def _named(code: str, response_labels: Mapping[str, str]) -> str:
    return f"{response_labels.get(code, code)} ({code})" if code else "All patients"


def _draw_spreads(
    axes: Axes, spreads: "Sequence[FollowUpSpread]", tints: Mapping[str, str]
) -> None:
    rows = range(len(spreads))
    shortest, longest = zip(*((each.shortest, each.longest) for each in spreads), strict=True)
    axes.hlines(rows, shortest, longest, zorder=1, gid="range", clip_on=False, **_WHISKER)
    for row, spread in enumerate(spreads):
        box = (spread.quarter, spread.three_quarters, row, _BOX_SHARE)
        gid = f"response-{spread.response}"
        tint = _tint(spread.response, tints)
        draw_boxes(axes, [box], facecolor=tint, zorder=2, gid=gid, **_BOX_EDGE)
    low, high = zip(*((row - _BOX_SHARE / 2, row + _BOX_SHARE / 2) for row in rows), strict=True)
    axes.vlines([each.half for each in spreads], low, high, zorder=3, gid="medians", **_MEDIAN)
