"""ENDPOINT.COMPARISON.*: the times to an event by group, with the log-rank test."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from il2report.analysis.derivations import Derived
from il2report.analysis.endpoints import Times
from il2report.analysis.landmark import known_by, tables_until
from il2report.analysis.methods import LOG_RANK, LOG_RANK_TREND
from il2report.analysis.several_groups import log_rank
from il2report.analysis.variables import Columns
from il2report.results.catalogue import Result, Topic
from il2report.results.declared import Declared
from il2report.results.endpoints import Reported, counts, median_and_landmarks, sources_of
from il2report.results.entries import entry_of_count, entry_of_test
from il2report.results.groups import Groups, formed_later, groups_of
from il2report.study.declarations import Endpoint
from il2report.values import Exclusion, NotEstimable, Patients

NO_PATIENT = NotEstimable("no patient in any group")
ENDED_BEFORE = "event or end of follow-up by the landmark"


@dataclass(frozen=True, slots=True)
class GroupedTimes:
    """The times of an end point, and the groups that they are compared by.

    In a landmark analysis both are those of the patients still at risk: `ended` had the event or were
    censored by the landmark, `unknown` were in no group yet.
    """

    endpoint: Endpoint
    groups: Groups
    times: Times
    ended: tuple[Exclusion, ...] = ()
    unknown: tuple[Exclusion, ...] = ()

    @property
    def is_tested(self) -> bool:
        """Whether a log-rank test is declared."""
        return self.groups.comparison.tests_time(self.endpoint.name)


def grouped_times(declared: Declared, groups: Groups, endpoint: Endpoint) -> GroupedTimes:
    """Give times and groups of a comparison, from the landmark on where it declares one."""
    times, months = declared.times[endpoint.name], groups.comparison.from_months
    if months is None:
        return GroupedTimes(endpoint, groups, times)
    known, unknown = groups, tuple[Exclusion, ...]()
    if endpoint.start:
        tables = tables_until(declared.tables, endpoint.start, months)
        columns = Columns(tables, declared.declarations, declared.codebook)
        column, unknown = known_by(
            columns[groups.comparison.by], tables["patients"], endpoint.start, months
        )
        known = groups_of(declared, groups.comparison, column)
    at_risk = times.after(months)
    inside = frozenset(at_risk.patients)
    ended = tuple(
        Exclusion(p, ENDED_BEFORE) for p in times.among(groups.everyone).patients if p not in inside
    )
    unknown = tuple(out for out in unknown if out.patient_id in inside)
    at_risk = replace(at_risk, excluded=(*at_risk.excluded, *ended, *unknown))
    return GroupedTimes(endpoint, known, at_risk, ended, unknown)


def results_of_times(declared: Declared, groups: Groups, endpoint: Endpoint) -> Iterator[Result]:
    """Give the results of each group and, last but for a trend, the log-rank p-value if it is declared."""
    of = grouped_times(declared, groups, endpoint)
    prefix = f"{endpoint.name}.{groups.comparison.name}"
    for level, patients in zip(of.groups.levels, of.groups.patients, strict=True):
        own = Reported(
            f"{prefix}.{level.key}",
            f"{endpoint.label}, {level.label}",
            Topic(endpoint.name, endpoint.name, by=groups.comparison.by, group=level.code),
            of.times.among(patients),
            tuple(dict.fromkeys((*sources_of(endpoint), *of.groups.column.sources))),
            declared.level,
        )
        yield entry_of_count(
            *(f"{own.prefix}.n", own.topic, f"{own.label}, patients"),
            *(own.times.patients, own.sources),
        )
        yield from counts(own)
        yield from median_and_landmarks(own, endpoint, groups.comparison.from_months)
    if groups.comparison.from_months is not None:
        yield from _left_out(of, prefix)


def _left_out(of: GroupedTimes, prefix: str) -> Iterator[Result]:
    """Count who is not in the landmark analysis, by reason."""
    endpoint = of.endpoint
    everyone: Patients = tuple(
        dict.fromkeys(
            chain(of.times.patients, (out.patient_id for out in (*of.ended, *of.unknown)))
        )
    )
    for name, label, left in (
        ("before_landmark", ENDED_BEFORE, of.ended),
        ("without_group", "group not known by the landmark", of.unknown),
    ):
        patients = tuple(out.patient_id for out in left)
        yield entry_of_count(
            f"{prefix}.{name}",
            Topic(endpoint.name, endpoint.name, level=name, by=of.groups.comparison.by),
            f"{endpoint.label}: {label}, not in the landmark analysis",
            patients,
            sources_of(endpoint),
            of=everyone,
        )


def log_rank_results(declared: Declared, groups: Groups, endpoint: Endpoint) -> Iterator[Result]:
    """Give the log-rank p-value and, for the groups of an ordered variable, that of a trend over them."""
    of = grouped_times(declared, groups, endpoint)
    if not of.is_tested:
        return
    yield _log_rank(declared, of, trend=False)
    is_ordered = groups.column.variable.of_kind == "ordered"
    if is_ordered and sum(1 for group in of.groups.tested if group) > 2:
        yield _log_rank(declared, of, trend=True)


def _log_rank(declared: Declared, of: GroupedTimes, *, trend: bool) -> Result:
    comparison, endpoint = of.groups.comparison, of.endpoint
    places = of.groups.place_of()
    times = of.times.among(places)
    untested = formed_later(declared, comparison)
    method = LOG_RANK_TREND if trend else LOG_RANK
    if untested and comparison.from_months is None:
        derived = Derived(untested, method)
    elif not times.patients:
        derived = Derived(NO_PATIENT, method)
    else:
        in_groups = [places[p] for p in times.patients]
        derived = log_rank(in_groups, times.months, times.happened, trend=trend)
    return entry_of_test(
        f"{endpoint.name}.{comparison.name}.logrank_{'trend_p' if trend else 'p'}",
        derived,
        Topic(endpoint.name, endpoint.name, by=comparison.by),
        of.groups.label_of_test(endpoint.label, derived),
        times.patients,
        times.excluded,
        tuple(dict.fromkeys((*sources_of(endpoint), *of.groups.column.sources))),
    )
