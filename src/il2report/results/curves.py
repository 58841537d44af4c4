"""The Kaplan-Meier curves that figures show: of each end point, and of its groups."""

from collections.abc import Iterator
from dataclasses import dataclass

from il2report.analysis.endpoints import Times
from il2report.analysis.survival import risk_table, thinned, ticks_until
from il2report.analysis.variables import Level
from il2report.results.comparison_times import grouped_times
from il2report.results.declared import Declared
from il2report.results.groups import groups_of
from il2report.study.declarations import Comparison, Endpoint
from il2report.values import RiskTableColumn, SurvivalCurve

LEAST_DISTANCE = 0.5
"""Of the ticks of a landmark analysis from its start, in steps of the axis."""


@dataclass(frozen=True, slots=True)
class DrawnCurve:
    """The curve of a group, or of everybody where `level` is None, without steps too small to be seen."""

    level: Level | None
    curve: SurvivalCurve
    risk_table: tuple[RiskTableColumn, ...]


def endpoint_curve(declared: Declared, endpoint: Endpoint, among: str | None = None) -> DrawnCurve:
    """Give the curve of an end point, of all its patients or those of a subset."""
    times = declared.times[endpoint.name].among(declared.subset(among))
    ticks = ticks_until(max(times.months, default=0.0))
    return _drawn(None, times, ticks, declared.level)


def grouped_curves(
    declared: Declared, endpoint: Endpoint, comparison: Comparison, among: str | None = None
) -> tuple[DrawnCurve, ...]:
    """Give the curve of each group of a comparison, in the order of the codebook."""
    of = grouped_times(declared, groups_of(declared, comparison), endpoint)
    inside = of.times.among(declared.subset(among))
    everyone = inside.among(of.groups.everyone)
    ticks = tuple(_ticks(max(everyone.months, default=0.0), comparison.from_months))
    return tuple(
        _drawn(level, inside.among(patients), ticks, declared.level)
        for level, patients in zip(of.groups.levels, of.groups.patients, strict=True)
    )


def _drawn(level: Level | None, times: Times, ticks: tuple[int, ...], percent: int) -> DrawnCurve:
    table = risk_table(times.months, times.happened, ticks)
    return DrawnCurve(level, thinned(times.curve(percent)), table)


def _ticks(longest: float, landmark: float | None) -> Iterator[int]:
    """Ticks from the start, or from a landmark before which everybody is at risk."""
    ticks = ticks_until(longest)
    if landmark is None:
        yield from ticks
        return
    if landmark == int(landmark):
        yield int(landmark)
    yield from (t for t in ticks if t - landmark > LEAST_DISTANCE * (ticks[1] - ticks[0]))
