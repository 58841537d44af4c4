"""ENDPOINT.*: events, medians, landmarks and follow-up of every declared end point."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from il2report.analysis.derivations import ConfidenceLimits, Derived
from il2report.analysis.endpoints import DEATH, STATUS, Times, naive_mean, patients_with_status
from il2report.analysis.survival import (
    median,
    median_interval,
    restricted_mean,
    survival_at,
)
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_limits, entries_of_proportion
from il2report.study.declarations import Endpoint
from il2report.values import NotEstimable, Proportion, Unit

NAIVE_MEAN_DECIMALS = 2
BEFORE_LANDMARK = NotEstimable("before the landmark of the analysis")


@dataclass(frozen=True, slots=True)
class Reported:
    """One set of times and how its results are named."""

    prefix: str
    label: str
    topic: Topic
    times: Times
    sources: tuple[str, ...]
    level: int


def endpoint_results(declared: Declared, endpoint: Endpoint) -> Iterator[Result]:
    """Give every id that starts with the name of an end point, of the cohort as a whole."""
    times = declared.times[endpoint.name]
    reported = Reported(
        endpoint.name,
        endpoint.label,
        Topic(endpoint.name, endpoint.name),
        times,
        sources_of(endpoint),
        declared.level,
    )
    yield from counts(reported)
    yield from median_and_landmarks(reported, endpoint)
    yield from _restricted_mean(reported, endpoint)
    yield from _naive_mean(reported, endpoint)
    yield from _dead_among_censored(declared, reported, endpoint)
    yield from _follow_up(reported)


def sources_of(endpoint: Endpoint) -> tuple[str, ...]:
    """The columns that the times are computed from, as "table.column"."""
    named = [
        endpoint.start,
        *(endpoint.event or ()),
        endpoint.censor,
        endpoint.time,
        endpoint.event_column,
    ]
    if DEATH in named and endpoint.dead_codes:
        named.append(STATUS)
    return tuple(f"patients.{name}" for name in dict.fromkeys(named) if name and name != DEATH)


def counts(reported: Reported) -> Iterator[Result]:
    """Give PREFIX.events and PREFIX.censored with their percentages."""
    times = reported.times
    for name, having, label in (
        ("events", times.with_event, "events"),
        ("censored", times.censored, "censored"),
    ):
        count, percent = entries_of_proportion(
            f"{reported.prefix}.{name}",
            Proportion(having, times.patients, times.excluded),
            replace(reported.topic, level=name),
            f"{reported.label}, {label}",
            reported.sources,
        )
        yield replace(count, id=f"{reported.prefix}.{name}")
        yield percent


def median_and_landmarks(
    reported: Reported, endpoint: Endpoint, from_months: float | None = None
) -> Iterator[Result]:
    """Give PREFIX.median and PREFIX.at_M_months of each landmark, with their limits.

    Where only patients at risk at `from_months` are included, nothing is known of earlier times.
    """
    yield from median_results(reported)
    for landmark in endpoint.landmarks_months:
        yield from landmark_results(
            reported, landmark, is_known=from_months is None or landmark >= from_months
        )


def median_results(reported: Reported) -> Iterator[Result]:
    """Give PREFIX.median with its limits."""
    curve = reported.times.curve(reported.level)
    entry = _in_months(reported, "median", median(curve), f"{reported.label}, median")
    yield entry
    yield from entries_of_limits(entry, median_interval(curve))


def landmark_results(
    reported: Reported, landmark: float, *, is_known: bool = True
) -> Iterator[Result]:
    """Give PREFIX.at_M_months, the percentage free of the event, with its limits."""
    estimate, limits = survival_at(reported.times.curve(reported.level), landmark)
    if not is_known:
        before = Derived(BEFORE_LANDMARK, estimate.method)
        estimate, limits = before, ConfidenceLimits(before, before, limits.level)
    label = f"{reported.label} at {landmark:g} months, percent free of the event"
    entry = replace(
        _in_months(reported, f"at_{months_name(landmark)}_months", estimate, label),
        unit=Unit.PERCENT,
        statistic=Statistic.SURVIVAL,
        topic=replace(reported.topic, months=landmark),
    )
    yield entry
    yield from entries_of_limits(entry, limits)


def _in_months(reported: Reported, name: str, derived: Derived, label: str) -> Result:
    """Give a time in months, as a median: what else it is the caller says."""
    times = reported.times
    return Result(
        id=f"{reported.prefix}.{name}",
        derived=derived,
        unit=Unit.MONTHS,
        label=label,
        statistic=Statistic.MEDIAN,
        topic=reported.topic,
        n=len(times.patients),
        patients=times.patients,
        denominator=times.patients,
        excluded=times.excluded,
        sources=reported.sources,
    )


def months_name(months: float) -> str:
    """Months as an id has them: 6, or 1_5 for one and a half."""
    return f"{months:g}".replace(".", "_")


def _restricted_mean(reported: Reported, endpoint: Endpoint) -> Iterator[Result]:
    horizon = endpoint.rmst_months
    if horizon is None:
        return
    mean = restricted_mean(reported.times.curve(reported.level), horizon)
    label = f"{reported.label}, restricted mean within {horizon:g} months"
    yield replace(
        _in_months(reported, f"rmst_{months_name(horizon)}", mean, label),
        statistic=Statistic.RESTRICTED_MEAN,
        topic=replace(reported.topic, months=horizon),
    )


def _naive_mean(reported: Reported, endpoint: Endpoint) -> Iterator[Result]:
    if not endpoint.naive_mean:
        return
    label = f"{reported.label}, mean with censored times counted as complete"
    yield replace(
        _in_months(reported, "mean_naive", naive_mean(reported.times.months), label),
        decimals=NAIVE_MEAN_DECIMALS,
        statistic=Statistic.MEAN,
        topic=replace(reported.topic, heading="naive mean"),
    )


def _dead_among_censored(
    declared: Declared, reported: Reported, endpoint: Endpoint
) -> Iterator[Result]:
    """Count who had died without the event: to Kaplan and Meier they are as those still alive."""
    if not endpoint.dead_codes or DEATH in (endpoint.event or ()):
        return
    dead = frozenset(patients_with_status(declared.tables["patients"], endpoint.dead_codes))
    censored = reported.times.censored
    yield from entries_of_proportion(
        f"{reported.prefix}.censored_dead",
        Proportion(tuple(p for p in censored if p in dead), censored),
        replace(reported.topic, level="censored_dead"),
        f"{reported.label}: died without the event, of those censored",
        (*reported.sources, f"patients.{STATUS}"),
    )


def _follow_up(reported: Reported) -> Iterator[Result]:
    estimate, limits = reported.times.follow_up(reported.level)
    label = f"Follow-up for {reported.label[0].lower()}{reported.label[1:]}, median"
    entry = replace(
        _in_months(reported, "follow_up.median", estimate, label),
        topic=replace(reported.topic, variable="follow_up"),
    )
    yield entry
    yield from entries_of_limits(entry, limits)
