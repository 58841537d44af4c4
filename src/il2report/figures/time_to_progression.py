"""The Kaplan-Meier figure: curve, confidence band, censoring marks, and an extended risk table."""

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from il2report.figures.sheet import (
    FULL_WIDTH_MM,
    KEY_ROW_MM,
    KeyEntry,
    FigureSheet,
    draw_key,
    key_rows,
)
from il2report.figures.typeface import (
    BAND_TINT,
    CURVE_INK,
    INK,
    QUIET_INK,
    SMALL_POINTS,
    Looks,
    house_style,
)
from il2report.values import Number, RiskTableColumn, SurvivalCurve, SurvivalStep

_LEFT_MM, _RIGHT_MM = 22.0, 5.0
_PLOT_MM = 46.0
_AXIS_MM = 9.5
_ROW_MM = 3.7
_RISK_ROWS = ("At risk", "Censored", "Events")

_CURVE: Looks = {"color": CURVE_INK, "linewidth": 1.3, "solid_capstyle": "butt"}
_CENSORING_MARK: Looks = {
    "color": CURVE_INK,
    "marker": "|",
    "markersize": 6.5,
    "markeredgewidth": 1.0,
    "linestyle": "none",
}
_GUIDELINE: Looks = {"color": INK, "linewidth": 0.7, "dashes": (4, 2.5)}
_BAND: Looks = {"facecolor": BAND_TINT, "linewidth": 0}

Corner = tuple[float, float, float]
"""Of the confidence band: months, lower and upper limit in percent."""


def draw_time_to_progression(
    curve: SurvivalCurve,
    risk_table: Sequence[RiskTableColumn],
    *,
    median: Number | None = None,
    median_text: str | None = None,
) -> Figure:
    """Draw the product-limit curve of time to progression above its risk table.

    Parameters
    ----------
    curve : SurvivalCurve
        Steps in months; may be empty.
    risk_table : sequence of RiskTableColumn
        One column per tick of the time axis, in order of time.
    median : float or NotEstimable, optional
        Median in months, where the guideline goes down; none is drawn unless it is a number.
    median_text : str, optional
        The median as printed, for the key, such as "Median 3.0 months".

    Returns
    -------
    Figure
        180 mm wide.
    """
    entries = _key(curve, median, median_text)
    with house_style():
        rows = key_rows(entries, FULL_WIDTH_MM - _LEFT_MM)
        table_mm = _ROW_MM * (len(_RISK_ROWS) + 1) + 1.5
        bottom = table_mm + _AXIS_MM
        top = bottom + _PLOT_MM
        sheet = FigureSheet(FULL_WIDTH_MM, top + 2.5 + KEY_ROW_MM * len(rows))
        axes = sheet.axes(_LEFT_MM, bottom, FULL_WIDTH_MM - _RIGHT_MM, top)
        _set_axes(axes, curve, risk_table)
        _draw_curve(axes, curve, median)
        _write_risk_table(sheet, axes, risk_table)
        draw_key(sheet, _LEFT_MM, rows)
    return sheet.figure


def _key(curve: SurvivalCurve, median: Number | None, median_text: str | None) -> list[KeyEntry]:
    entries = [KeyEntry("Kaplan\N{EN DASH}Meier estimate", line=_CURVE)]
    if any(_banded_stretches(curve.steps)):
        entries.append(KeyEntry(f"{curve.level}% confidence band", fill=_BAND))
    if any(step.censored for step in curve.steps):
        entries.append(KeyEntry("Censored", line=_CENSORING_MARK))
    if median_text:
        line = _GUIDELINE if isinstance(median, int | float) else None
        entries.append(KeyEntry(median_text, line=line))
    return entries


def _set_axes(
    axes: Axes, curve: SurvivalCurve, risk_table: Sequence[RiskTableColumn]
) -> None:
    ticks = [column.time for column in risk_table]
    last = max([1.0, *ticks, *(step.time for step in curve.steps)])
    axes.set(xlabel="Months from start of therapy", ylabel="Free of progression (%)")
    # Room past 100% and past the last month keeps the marks there whole.
    axes.set(xlim=(0, 1.01 * last), ylim=(0, 104))
    axes.set_xticks(ticks)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.spines["left"].set_bounds(0, 100)
    axes.spines["bottom"].set_bounds(0, last)


def _draw_curve(axes: Axes, curve: SurvivalCurve, median: Number | None) -> None:
    for corners in _banded_stretches(curve.steps):
        months, low, high = zip(*corners, strict=True)
        axes.fill_between(months, low, high, step="post", gid="band", zorder=1, **_BAND)
    times = [0.0, *(step.time for step in curve.steps)]
    percent = [100.0, *(100 * step.survival for step in curve.steps)]
    axes.step(times, percent, where="post", gid="curve", zorder=3, clip_on=False, **_CURVE)
    censored = [step for step in curve.steps if step.censored]
    times = [step.time for step in censored]
    percent = [100 * step.survival for step in censored]
    axes.plot(times, percent, gid="censored", zorder=4, clip_on=False, **_CENSORING_MARK)
    if isinstance(median, int | float):
        axes.plot([0, median, median], [50, 50, 0], gid="median", zorder=2, **_GUIDELINE)


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


def _write_risk_table(sheet: FigureSheet, axes: Axes, risk_table: Sequence[RiskTableColumn]) -> None:
    table_top = _ROW_MM * len(_RISK_ROWS) + 1.5
    sheet.write(2, table_top, "Number of patients", size=SMALL_POINTS, color=QUIET_INK)
    transform = blended_transform_factory(axes.transData, sheet.millimeters)
    for index, label in enumerate(_RISK_ROWS):
        y = table_top - _ROW_MM * (index + 1)
        sheet.write(2, y, label)
        for column in risk_table:
            count = (column.at_risk, column.censored, column.events)[index]
            sheet.figure.text(column.time, y, str(count), transform=transform, ha="center")
