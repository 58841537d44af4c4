"""The swimmer plot: every patient's treatment, response, progression and follow-up in one lane."""

import math
from collections.abc import Iterator, Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation

from il2report.figures.alternative_texts import longest_first
from il2report.figures.boxes import draw_boxes
from il2report.figures.months import month_ticks
from il2report.figures.sheet import (
    FULL_WIDTH_MM,
    KEY_ROW_MM,
    PAGE_HEIGHT_MM,
    KeyEntry,
    Sheet,
    draw_key,
    key_rows,
    notice_figure,
)
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

_BAR_EDGE: Looks = {"edgecolor": INK, "linewidth": 0.5}
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


def draw_swimmer(
    lanes: Sequence[PatientLane],
    response_labels: Mapping[str, str],
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
    responses, marks = _response_entries(ordered, response_labels), _mark_entries(ordered)
    with house_style():
        rows = [row for part in (responses, marks) for row in key_rows(part, FULL_WIDTH_MM - 4)]
        above = KEY_ROW_MM * len(rows) + 1.5
        lane_mm = min(_LANE_MM, (PAGE_HEIGHT_MM - _AXIS_MM - above) / len(ordered))
        top = _AXIS_MM + lane_mm * len(ordered)
        sheet = Sheet(FULL_WIDTH_MM, top + above)
        axes = sheet.axes(_left_margin(ordered), _AXIS_MM, _right_edge(ordered), top)
        axes.set_xlabel("Months from start of therapy")
        _set_month_axis(axes, ordered)
        _set_patient_axis(axes, ordered, lane_mm)
        _draw_lanes(axes, ordered, max(_LEAST_SCALE, lane_mm / _LANE_MM))
        if lane_mm >= _LEAST_LABELED_LANE_MM:
            _write_codes(axes, ordered)
        draw_key(sheet, 2, rows)
    return sheet.figure


def _response_entries(
    lanes: Sequence[PatientLane], response_labels: Mapping[str, str]
) -> list[KeyEntry]:
    present = {lane.response for lane in lanes}
    return [
        KeyEntry(f"{label} ({code})", fill={"facecolor": _tint(code), **_BAR_EDGE})
        for code, label in response_labels.items()
        if code in present
    ]


def _mark_entries(lanes: Sequence[PatientLane]) -> list[KeyEntry]:
    progressed = [lane for lane in lanes if lane.progression is not None]
    entries = []
    if any(lane.periods for lane in lanes):
        entries.append(KeyEntry("Cycle of therapy", fill=_CYCLE))
    if progressed:
        entries.append(KeyEntry("Progression", line=_PROGRESSION))
    if any(_followed_after_progression(lane) for lane in progressed):
        entries.append(KeyEntry("Follow-up after progression", line=_AFTERWARDS))
    if len(progressed) < len(lanes):
        entries.append(KeyEntry("Not progressed at last contact", line=_ONGOING))
    return entries


def _tint(code: str) -> str:
    return RESPONSE_TINTS.get(code, RESPONSE_TINTS["NE"])


def _followed_after_progression(lane: PatientLane) -> bool:
    return lane.progression is not None and lane.last_contact > lane.progression


def _left_margin(lanes: Sequence[PatientLane]) -> float:
    widest = max(text_width_mm(lane.patient_id) for lane in lanes)
    return _ID_TO_LANE_MM + min(max(widest, 4), _LONGEST_ID_MM)


def _right_edge(lanes: Sequence[PatientLane]) -> float:
    """Leave room beyond the longest lane for its mark and its code."""
    return FULL_WIDTH_MM - 6 - max(text_width_mm(lane.response, SMALL_POINTS) for lane in lanes)


def _set_month_axis(axes: Axes, lanes: Sequence[PatientLane]) -> None:
    longest = max(1.0, *(lane.last_contact for lane in lanes))
    ticks = [tick for tick in month_ticks(longest) if tick <= _TICK_IN_REACH * longest]
    axes.set_xlim(0, max(longest, ticks[-1]))
    axes.set_xticks(ticks)


def _set_patient_axis(axes: Axes, lanes: Sequence[PatientLane], lane_mm: float) -> None:
    axes.set_ylim(len(lanes) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if lane_mm >= _LEAST_LABELED_LANE_MM:
        room = _left_margin(lanes) - _ID_TO_LANE_MM
        labels = [fitted(lane.patient_id, room) for lane in lanes]
        size = min(TEXT_POINTS, 0.9 * lane_mm * POINTS_PER_MM)
        axes.set_yticks(range(len(lanes)), labels, size=size)
    else:
        axes.set_yticks([])
        axes.set_ylabel("Patients, longest follow-up on top")


def _scaled(looks: Looks, scale: float) -> Looks:
    sizes = {"linewidth", "markersize", "markeredgewidth"}
    return {name: scale * it if name in sizes else it for name, it in looks.items()}


def _draw_lanes(axes: Axes, lanes: Sequence[PatientLane], scale: float) -> None:
    _draw_bars(axes, lanes, _scaled(_BAR_EDGE, scale))
    _draw_cycles(axes, lanes, _scaled(_CYCLE, scale))
    _draw_follow_up(axes, lanes, _scaled(_AFTERWARDS, scale))
    _draw_ends(axes, lanes, scale)


def _draw_bars(axes: Axes, lanes: Sequence[PatientLane], edge: Looks) -> None:
    for code in dict.fromkeys(lane.response for lane in lanes):
        bars = [
            (0.0, _bar_end(lane), row, _BAR_SHARE)
            for row, lane in enumerate(lanes)
            if lane.response == code
        ]
        draw_boxes(axes, bars, facecolor=_tint(code), zorder=2, gid=f"response-{code}", **edge)


def _draw_cycles(axes: Axes, lanes: Sequence[PatientLane], looks: Looks) -> None:
    months_per_mm = axes.get_xlim()[1] / (_right_edge(lanes) - _left_margin(lanes))
    cycles = [
        (start, end, row, _CYCLE_SHARE)
        for row, lane in enumerate(lanes)
        for start, end in _visible_cycles(lane, _LEAST_CYCLE_MM * months_per_mm)
    ]
    draw_boxes(axes, cycles, zorder=3, gid="cycles", **looks)


def _bar_end(lane: PatientLane) -> float:
    return lane.last_contact if lane.progression is None else lane.progression


def _visible_cycles(lane: PatientLane, least: float) -> Iterator[tuple[float, float]]:
    """Start and end of each cycle, widened to what the eye can see but never into the next one."""
    limits = [*(following.start for following in lane.periods[1:]), math.inf]
    for period, limit in zip(lane.periods, limits, strict=False):
        widened = max(period.end, min(period.start + least, limit))
        yield period.start, widened


def _draw_follow_up(axes: Axes, lanes: Sequence[PatientLane], line: Looks) -> None:
    rows = [row for row, lane in enumerate(lanes) if _followed_after_progression(lane)]
    starts = [_bar_end(lanes[row]) for row in rows]
    ends = [lanes[row].last_contact for row in rows]
    axes.hlines(rows, starts, ends, zorder=1, gid="follow-up", clip_on=False, **line)


def _draw_ends(axes: Axes, lanes: Sequence[PatientLane], scale: float) -> None:
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
