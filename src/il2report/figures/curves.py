"""Kaplan-Meier curves: of everybody with a confidence band, or of several groups.

Groups differ by colour, dash and a label at the end of each curve. Below are the numbers at risk.
A curve is paler from where fewer than five patients are at risk.
"""

from collections.abc import Callable, Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from il2report.figures.sheet import (
    FULL_WIDTH_MM,
    KEY_ROW_MM,
    PAGE_HEIGHT_MM,
    FigureSheet,
    KeyEntry,
    draw_key,
    key_rows,
    notice_figure,
)
from il2report.figures.shown import Curves, GroupCurve
from il2report.figures.typeface import (
    BAND_TINT,
    CURVE_INK,
    INK,
    QUIET_INK,
    SMALL_POINTS,
    TEXT_POINTS,
    Looks,
    fitted,
    house_style,
    paler,
    text_width_mm,
)
from il2report.values import RiskTableColumn, SurvivalStep

_LEFT_MM, _RIGHT_MM = 22.0, 5.0
_PLOT_MM, _PLOT_OF_GROUPS_MM = 46.0, 52.0
_AXIS_MM = 9.5
_ROW_MM = 3.7
_GAP_MM, _NOTE_MM = 2.0, 5.5
_LABEL_MM = 3.6
_SAMPLE_MM = 9.0
"""Of a curve beside its label below, with the gap after it."""
_MOST_LABEL_MM, _MOST_END_LABEL_MM = 52.0, 38.0
_MOST_LINES = 3
_TOP = 104.0
"""The axis goes past 100% so that marks there stay whole."""
_RISK_ROWS = ("At risk", "Censored", "Events")
FEW_LEFT = "Fewer than five at risk"
CENSORED_SHARED = "Censored (near times share a mark)"

# Hues after Okabe and Ito that are dark enough for a line; no two groups share colour and dash.
_INKS = ("#0b4f8a", "#c2410c", "#1b7a4b", "#7b3f98", "#1a1a1a", "#8a6d00", "#a3195b", "#0f6f78")
_DASHES: tuple[object, ...] = (
    "solid",
    (0, (5, 1.6)),
    (0, (1.2, 1.2)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (9, 2)),
    (0, (3, 1.2, 1.2, 1.2, 1.2, 1.2)),
    (0, (2.4, 2.4)),
    (0, (9, 1.5, 3, 1.5)),
)

_CURVE: Looks = {"color": CURVE_INK, "linewidth": 1.3, "solid_capstyle": "butt"}
_CENSORING_MARK: Looks = {
    "color": CURVE_INK,
    "marker": "|",
    "markersize": 6.5,
    "markeredgewidth": 1.0,
    "linestyle": "none",
}
MOST_MARKS = 60
"""Censoring times of a curve that are all marked; of more, those closer than `MARK_DISTANCE_MM` share a mark."""
MARK_DISTANCE_MM = 2.5

_NO_CURVE: Looks = {"color": INK}
_GUIDELINE: Looks = {"color": INK, "linewidth": 0.7, "dashes": (4, 2.5)}
_BAND: Looks = {"facecolor": BAND_TINT, "linewidth": 0}

Corner = tuple[float, float, float]
"""Of the confidence band: months, lower and upper limit in percent."""


def draw_curves(shown: Curves, count: Callable[[int], str] = str) -> Figure:
    """Draw times to an event above the numbers at risk.

    Parameters
    ----------
    shown : Curves
        Of one group without a label, drawn with its band and an extended risk table, or of several,
        of which one without patients has a row and no curve.
    count : function of an int
        Prints a number of patients as the text does: "1,000".

    Returns
    -------
    Figure
        180 mm wide.
    """
    if not shown.by:
        return _draw_one(shown, shown.groups[0], count)
    if not any(group.curve.steps for group in shown.groups):
        return notice_figure("No patient of any group has a time to this end point.")
    return _draw_groups(shown, count)


def _draw_one(shown: Curves, group: GroupCurve, count: Callable[[int], str]) -> Figure:
    entries = _key(shown, group)
    with house_style():
        rows = key_rows(entries, FULL_WIDTH_MM - _LEFT_MM)
        table_mm = _ROW_MM * (len(_RISK_ROWS) + 1) + 1.5
        bottom = table_mm + _AXIS_MM
        top = bottom + _PLOT_MM
        sheet = FigureSheet(FULL_WIDTH_MM, top + 2.5 + KEY_ROW_MM * len(rows))
        axes = sheet.axes(_LEFT_MM, bottom, FULL_WIDTH_MM - _RIGHT_MM, top)
        _set_axes(axes, shown)
        for corners in _banded_stretches(group.curve.steps):
            months = [month for month, _, _ in corners]
            low, high = ([shown.height(c[of] / 100) for c in corners] for of in (1, 2))
            axes.fill_between(months, low, high, step="post", gid="band", zorder=1, **_BAND)
        _draw_curve(axes, shown, group, "", _CURVE, _CENSORING_MARK)
        if isinstance(shown.median, int | float):
            corner = [shown.median, shown.median]
            axes.plot([0, *corner], [50, 50, 0], gid="median", zorder=2, **_GUIDELINE)
        counts = [(c.at_risk, c.censored, c.events) for c in group.risk_table]
        lines = [
            (name, None, [count(each[at]) for each in counts]) for at, name in enumerate(_RISK_ROWS)
        ]
        _write_risk_table(sheet, axes, "Number of patients", group.risk_table, lines)
        draw_key(sheet, _LEFT_MM, rows)
    return sheet.figure


def _key(shown: Curves, group: GroupCurve) -> list[KeyEntry]:
    entries = [KeyEntry("Kaplan\N{EN DASH}Meier estimate", line=_CURVE)]
    if any(_banded_stretches(group.curve.steps)):
        entries.append(KeyEntry(f"Pointwise {group.curve.level}% confidence interval", fill=_BAND))
    if any(step.censored for step in group.curve.steps):
        label = CENSORED_SHARED if _shares_marks(group) else "Censored"
        entries.append(KeyEntry(label, line=_CENSORING_MARK))
    if group.has_tail:
        entries.append(KeyEntry(FEW_LEFT, line=_paler_looks(_CURVE)))
    if shown.median_text:
        line = _GUIDELINE if isinstance(shown.median, int | float) else None
        entries.append(KeyEntry(shown.median_text, line=line))
    return entries


def _key_of_groups(shown: Curves) -> list[KeyEntry]:
    """Explain what the rows below do not: paler tails, and marks that stand for several times."""
    grey = _CURVE | {"color": QUIET_INK}
    entries = []
    if any(group.has_tail for group in shown.groups):
        entries.append(KeyEntry(FEW_LEFT, line=_paler_looks(grey)))
    if any(map(_shares_marks, shown.groups)):
        entries.append(KeyEntry(CENSORED_SHARED, line=_CENSORING_MARK | {"color": QUIET_INK}))
    return entries


def _draw_groups(shown: Curves, count: Callable[[int], str]) -> Figure:
    with house_style():
        widest = max(text_width_mm(group.label) for group in shown.groups)
        beside = 9 + _SAMPLE_MM
        room = min(max(_LEFT_MM - beside, widest), _MOST_LABEL_MM)
        left = room + beside
        labels = [_wrapped(group.label, room) for group in shown.groups]
        # The rows below name the curves too; no label at their end is cut, or beside no curve.
        drawn = sum(bool(group.curve.steps) for group in shown.groups)
        has_end_labels = drawn * _LABEL_MM <= _PLOT_OF_GROUPS_MM
        has_end_labels &= widest + 4 <= _MOST_END_LABEL_MM
        right = max(_RIGHT_MM, widest + 4) if has_end_labels else _RIGHT_MM
        note_mm = text_width_mm(shown.note) + 4 if shown.note else 0.0
        key = _key_of_groups(shown)
        rows = key_rows(key, FULL_WIDTH_MM - left - right - note_mm) if key else []
        above = max(_NOTE_MM if shown.note else _GAP_MM, 1.5 + KEY_ROW_MM * len(rows))
        most = PAGE_HEIGHT_MM - _PLOT_OF_GROUPS_MM - above - _AXIS_MM - 1.5
        lines_of_labels = sum(label.count("\n") + 1 for label in labels) + 1
        row_mm = min(_ROW_MM, most / lines_of_labels)
        bottom = row_mm * lines_of_labels + 1.5 + _AXIS_MM
        sheet = FigureSheet(FULL_WIDTH_MM, bottom + _PLOT_OF_GROUPS_MM + above)
        top = bottom + _PLOT_OF_GROUPS_MM
        axes = sheet.axes(left, bottom, FULL_WIDTH_MM - right, top)
        _set_axes(axes, shown)
        for place, group in enumerate(shown.groups):
            if group.curve.steps:
                looks = _looks(place)
                mark = _CENSORING_MARK | {"color": looks["color"], "markersize": 5.5}
                _draw_curve(axes, shown, group, f": {group.label}", looks, mark)
        if has_end_labels:
            _write_end_labels(axes, shown, right)
        if shown.note:
            sheet.write(FULL_WIDTH_MM - right, sheet.height - KEY_ROW_MM + 1.4, shown.note, ha="right")
        draw_key(sheet, left, rows)
        lines = [
            (
                label,
                _looks(place) if group.curve.steps else _NO_CURVE,
                [count(column.at_risk) for column in group.risk_table],
            )
            for place, (label, group) in enumerate(zip(labels, shown.groups, strict=True))
        ]
        columns = shown.groups[0].risk_table
        _write_risk_table(sheet, axes, "Number at risk", columns, lines, row_mm)
    return sheet.figure


def _looks(place: int) -> Looks:
    # Where the colours are used up, each goes on with another dash.
    dash = (place + place // len(_INKS)) % len(_DASHES)
    return {"color": _INKS[place % len(_INKS)], "linestyle": _DASHES[dash], "linewidth": 1.3}


def _set_axes(axes: Axes, shown: Curves) -> None:
    ticks = [column.time for column in shown.groups[0].risk_table]
    times = (step.time for group in shown.groups for step in group.curve.steps)
    start = shown.since_months
    last = max([start + 1.0, *ticks, *times])
    axes.set(xlabel=shown.xlabel, ylabel=shown.ylabel)
    axes.set_xticks(ticks)
    # Room past 100% and past the last month keeps the marks there whole.
    axes.set(xlim=(start, last + 0.01 * (last - start)) if start else (0, 1.01 * last))
    axes.set(ylim=(0, _TOP))
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.spines["left"].set_bounds(0, 100)
    axes.spines["bottom"].set_bounds(start, last)


def _draw_curve(
    axes: Axes, shown: Curves, group: GroupCurve, suffix: str, looks: Looks, mark: Looks
) -> None:
    steps = group.curve.steps
    points = [(shown.since_months, shown.height(1.0))]
    points += [(step.time, shown.height(step.survival)) for step in steps]
    at = group.steps_before_tail
    for name, part, look in (
        ("curve", points[: at + 1], looks),
        ("tail", points[at:], _paler_looks(looks)),
    ):
        if len(part) > 1:
            times, percent = zip(*part, strict=True)
            gid = f"{name}{suffix}"
            axes.step(times, percent, where="post", gid=gid, zorder=3, clip_on=False, **look)
    marks = [(step.time, shown.height(step.survival)) for step in steps if step.censored]
    if _shares_marks(group):
        marks = list(_apart_in_time(marks, _months_of(axes, MARK_DISTANCE_MM)))
    times, percent = zip(*marks, strict=True) if marks else ((), ())
    axes.plot(times, percent, gid=f"censored{suffix}", zorder=4, clip_on=False, **mark)


def _paler_looks(looks: Looks) -> Looks:
    return looks | {"color": paler(looks["color"])}


def _shares_marks(group: GroupCurve) -> bool:
    return sum(1 for step in group.curve.steps if step.censored) > MOST_MARKS


def _months_of(axes: Axes, millimeters: float) -> float:
    start, end = axes.get_xlim()
    width_mm = 25.4 * axes.bbox.width / axes.figure.dpi
    return float(millimeters * (end - start) / width_mm)


def _apart_in_time(
    marks: Sequence[tuple[float, float]], months: float
) -> Iterator[tuple[float, float]]:
    """Keep the first mark and each that is far enough from the one kept before it."""
    last = -float("inf")
    for time, height in marks:
        if time - last >= months:
            last = time
            yield time, height


def _banded_stretches(steps: Sequence[SurvivalStep]) -> Iterator[list[Corner]]:
    """Find runs of steps that have a band; each reaches to where the next step takes over."""
    stretches: list[list[Corner]] = []
    corners: list[Corner] = []
    for step in steps:
        if corners:
            corners.append((step.time, *corners[-1][1:]))
        if step.low is None or step.high is None:
            stretches.append(corners)
            corners = []
        else:
            corners[-1:] = [(step.time, 100 * step.low, 100 * step.high)]
    for stretch in (*stretches, corners):
        if len(stretch) > 1 and any(high > low for _, low, high in stretch):
            yield stretch


def _write_end_labels(axes: Axes, shown: Curves, room: float) -> None:
    """Name each curve at its end, moved apart where two end at about the same height."""
    drawn = [(place, group) for place, group in enumerate(shown.groups) if group.curve.steps]
    heights = [shown.height(group.curve.steps[-1].survival) for _, group in drawn]
    transform = blended_transform_factory(axes.transAxes, axes.transData)
    distance = _TOP * _LABEL_MM / _PLOT_OF_GROUPS_MM
    for (place, group), y in zip(drawn, _apart(heights, distance), strict=True):
        text = fitted(group.label, room - 2.5)
        look: Looks = {"transform": transform, "va": "center", "color": _looks(place)["color"]}
        axes.text(1.012, y, text, **look)


def _apart(heights: Sequence[float], distance: float) -> list[float]:
    """Move heights as little as it takes to be a distance from each other, from the lowest up."""
    # Of curves that end at one height the first has its label on top.
    order = sorted(range(len(heights)), key=lambda place: (heights[place], -place))
    placed = [0.0] * len(heights)
    highest = -distance
    for position in order:
        placed[position] = highest = max(heights[position], highest + distance)
    beyond = max(0.0, highest - (_TOP - 2))
    lowest_above = _TOP - 2 + distance
    for position in reversed(order) if beyond else ():
        placed[position] = lowest_above = min(placed[position], lowest_above - distance)
    return placed


def _wrapped(label: str, room: float) -> str:
    """Break a label into lines, the last of them cut short where it still does not fit."""
    lines, words = [""], label.split()
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width_mm(longer) > room and len(lines) < _MOST_LINES:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(fitted(line, room) for line in lines)


def _write_risk_table(
    sheet: FigureSheet,
    axes: Axes,
    heading: str,
    columns: Sequence[RiskTableColumn],
    rows: Sequence[tuple[str, Looks | None, Sequence[str]]],
    row_mm: float = _ROW_MM,
) -> None:
    """Write counts under their ticks: the label, the looks of its curve if it has one, and the counts of each row.

    A row of a curve begins with a piece of it, so that the table is the key of the curves as well.
    """
    points = TEXT_POINTS * min(1.0, row_mm / _ROW_MM)
    top = row_mm * sum(label.count("\n") + 1 for label, _, _ in rows) + 1.5
    sheet.write(2, top, heading, size=SMALL_POINTS, color=QUIET_INK)
    transform = blended_transform_factory(axes.transData, sheet.millimeters)
    y = top
    for label, looks, counts in rows:
        first = y - row_mm
        color, x = (looks["color"], 2 + _SAMPLE_MM) if looks else (INK, 2.0)
        if looks and looks is not _NO_CURVE:
            ends = [2.0, x - 1.5], [first + 0.3 * row_mm] * 2
            sheet.figure.add_artist(Line2D(*ends, transform=sheet.millimeters, **looks))
        for line in label.split("\n"):
            y -= row_mm
            sheet.write(x, y, line, color=color, size=points)
        for column, count in zip(columns, counts, strict=True):
            sheet.figure.text(
                column.time, first, count, transform=transform, ha="center", size=points
            )
