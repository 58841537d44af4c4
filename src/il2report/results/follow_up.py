"""follow_up.*: how long the patients were followed, overall and by group."""

from collections.abc import Iterator
from dataclasses import replace

from il2report.analysis.derivations import ConfidenceLimits, Derived
from il2report.analysis.description import measured
from il2report.analysis.endpoints import DEATH, Times, observed_months
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.declared import Declared
from il2report.results.endpoints import sources_of
from il2report.results.entries import entries_of_limits, entries_of_measured, entry_of_count
from il2report.study.declarations import Declarations, Endpoint, FollowUp
from il2report.values import Patients, Unit

FAMILY = "follow_up"
STATISTICS = {
    "observed_median_range": {Statistic.MEDIAN, Statistic.MIN, Statistic.MAX},
    "observed_mean_sd": {Statistic.MEAN, Statistic.SD},
}
"""The results of each measure of the observed follow-up, beside the number of patients."""


def endpoint_followed(declarations: Declarations) -> Endpoint | None:
    """The end point whose follow-up is reported: the one named, else the first of deaths, else the first."""
    follow_up = declarations.follow_up
    if follow_up is None or not declarations.endpoint:
        return None
    if follow_up.endpoint:
        return declarations.endpoints[follow_up.endpoint]
    of_death = (each for each in declarations.endpoint if DEATH in (each.event or ()))
    return next(of_death, declarations.endpoint[0])


def follow_up_results(declared: Declared) -> Iterator[Result]:
    """Give the declared measures of follow-up, of all patients and of each group."""
    follow_up = declared.declarations.follow_up
    endpoint = endpoint_followed(declared.declarations)
    if follow_up is None or endpoint is None:
        return
    times = declared.times[endpoint.name]
    yield from _of_patients(declared, follow_up, endpoint, times, ("", "", Topic(FAMILY, FAMILY)))
    if follow_up.by:
        column = declared.columns[follow_up.by]
        for level in column.levels:
            members = column.having((level.code,), declared.patients)
            topic = Topic(FAMILY, FAMILY, by=follow_up.by, group=level.code)
            named = f".{follow_up.by}.{level.key}", f", {level.label}", topic
            yield from _of_patients(declared, follow_up, endpoint, times.among(members), named)


def _of_patients(
    declared: Declared,
    follow_up: FollowUp,
    endpoint: Endpoint,
    times: Times,
    named: tuple[str, str, Topic],
) -> Iterator[Result]:
    suffix, whose, topic = named
    prefix, sources = f"{FAMILY}{suffix}", sources_of(endpoint)
    label = f"Patients followed for {endpoint.label[0].lower()}{endpoint.label[1:]}{whose}"
    yield entry_of_count(
        f"{prefix}.n", topic, label, times.patients, sources, excluded=times.excluded
    )
    if "reverse_km" in follow_up.measures:
        estimate, limits = times.follow_up(declared.level)
        yield from _reverse(
            f"{prefix}.reverse_km", (estimate, limits), times, topic, whose, sources
        )
    wanted = set().union(*(STATISTICS.get(measure, set()) for measure in follow_up.measures))
    if not wanted:
        return
    months = observed_months(declared.tables["patients"], endpoint)
    values = [months.get(p, float("nan")) for p in times.patients]
    observed = measured(times.patients, values, "last contact not recorded")
    observed = replace(observed, excluded=(*observed.excluded, *times.excluded))
    label = f"Observed follow-up{whose}"
    entries = entries_of_measured(
        f"{prefix}.observed", observed, topic, label, Unit.MONTHS, sources
    )
    yield from (each for each in entries if each.statistic in {Statistic.N, *wanted})


def _reverse(
    prefix: str,
    estimates: tuple[Derived, ConfidenceLimits],
    times: Times,
    topic: Topic,
    whose: str,
    sources: tuple[str, ...],
) -> Iterator[Result]:
    patients: Patients = times.patients
    entry = Result(
        id=f"{prefix}.median",
        derived=estimates[0],
        unit=Unit.MONTHS,
        label=f"Follow-up by the reverse Kaplan-Meier method{whose}, median",
        statistic=Statistic.MEDIAN,
        topic=topic,
        patients=patients,
        excluded=times.excluded,
        sources=sources,
    )
    yield entry
    yield from entries_of_limits(entry, estimates[1])
