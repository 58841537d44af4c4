"""From value objects to results: the families of entries that ids end in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from il2report.analysis import methods
from il2report.analysis.derivations import ConfidenceLimits, Counted, Derived, Recorded, Share
from il2report.analysis.derivations.grades import GradedCount, ReportedGrades
from il2report.analysis.description import (
    Measured,
    maximum,
    mean,
    median,
    minimum,
    standard_deviation,
)
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.values import (
    AGE_GROUPED_FROM,
    Exclusion,
    NotEstimable,
    Patients,
    Proportion,
    Unit,
    without_noise,
)

Where = tuple[tuple[str, tuple[object, ...]], ...]


def entry(
    result_id: str,
    derived: Derived,
    kind: tuple[Unit, Statistic],
    topic: Topic,
    label: str,
    patients: Patients,
    sources: tuple[str, ...],
) -> Result:
    """Give one value that was computed from all of some patients."""
    return Result(
        id=result_id,
        derived=derived,
        unit=kind[0],
        statistic=kind[1],
        topic=topic,
        label=label,
        patients=patients,
        sources=sources,
    )


def entry_of_count(
    result_id: str,
    topic: Topic,
    label: str,
    patients: Patients,
    sources: tuple[str, ...],
    *,
    of: Patients | None = None,
    excluded: tuple[Exclusion, ...] = (),
) -> Result:
    """Give the number of some patients; `of` are those who could have counted, where these are more."""
    of = patients if of is None else of
    return Result(
        id=result_id,
        derived=Derived(len(patients), methods.COUNT, Counted(len(patients), len(of))),
        unit=Unit.COUNT,
        label=label,
        statistic=Statistic.N,
        topic=topic,
        patients=patients,
        denominator=of,
        excluded=excluded,
        sources=sources,
    )


def entries_of_proportion(
    prefix: str,
    proportion: Proportion,
    topic: Topic,
    label: str,
    sources: tuple[str, ...],
    *,
    where: Where = (),
    reported: ReportedGrades | None = None,
) -> Iterator[Result]:
    """Give PREFIX.n and PREFIX.percent.

    Parameters
    ----------
    where : restricts the rows that were read
    reported : the grades of adverse events, of which the worst of each patient was counted
    """
    n, of, percent = proportion.n, len(proportion.of), proportion.percent
    if reported is None:
        count = Derived(n, methods.COUNT, Counted(n, of))
        share = Derived(percent, methods.PERCENT, Share(n, of) if of else None)
    else:
        graded = GradedCount(proportion.having, reported, of)
        count = Derived(n, methods.WORST_GRADE, graded)
        share = Derived(percent, methods.WORST_GRADE, graded if of else None)
    for statistic, derived, unit, counted in (
        (Statistic.N, count, Unit.COUNT, "patients"),
        (Statistic.PERCENT, share, Unit.PERCENT, "percent of patients"),
    ):
        # Most results of a study are made here, and `replace` takes twice as long as making one.
        yield Result(
            id=f"{prefix}.{statistic}",
            derived=derived,
            unit=unit,
            label=f"{label}, {counted}",
            statistic=statistic,
            topic=topic,
            patients=proportion.having,
            denominator=proportion.of,
            excluded=proportion.excluded,
            sources=sources,
            where=where,
        )


def entries_of_limits(of: Result, limits: ConfidenceLimits, prefix: str = "") -> Iterator[Result]:
    """Give the two confidence limits of a result, in its unit and from its patients."""
    for statistic, name, derived in (
        (Statistic.CI_LOW, "lower", limits.low),
        (Statistic.CI_HIGH, "upper", limits.high),
    ):
        yield replace(
            of,
            derived=derived,
            id=f"{prefix or of.id}.{statistic}",
            label=f"{of.label}, {name} limit of the {limits.level}% confidence interval",
            statistic=statistic,
            limits_of=of.id,
        )


SUMMARY_STATISTICS: Mapping[Statistic, tuple[Callable[[Measured], Derived], str]] = (
    MappingProxyType(
        {
            Statistic.MEAN: (mean, "mean"),
            Statistic.SD: (standard_deviation, "standard deviation"),
            Statistic.MEDIAN: (median, "median"),
            Statistic.MIN: (minimum, "minimum"),
            Statistic.MAX: (maximum, "maximum"),
        }
    )
)
"""How each statistic of a measurement is computed, and what its label calls it."""


def entries_of_measured(
    prefix: str, measured: Measured, topic: Topic, label: str, unit: Unit, sources: tuple[str, ...]
) -> Iterator[Result]:
    """Give PREFIX.n and every statistic of a measurement."""
    everyone = measured.patients + tuple(out.patient_id for out in measured.excluded)
    count = Result(
        id=f"{prefix}.n",
        derived=Derived(measured.n, methods.COUNT, Counted(measured.n, len(everyone))),
        unit=Unit.COUNT,
        label=f"{label}, patients with a value",
        statistic=Statistic.N,
        topic=topic,
        patients=measured.patients,
        denominator=everyone,
        excluded=measured.excluded,
        sources=sources,
    )
    yield count
    for statistic, (computed, name) in SUMMARY_STATISTICS.items():
        yield replace(
            count,
            derived=computed(measured),
            id=f"{prefix}.{statistic}",
            unit=unit,
            label=f"{label}, {name}",
            statistic=statistic,
            n=measured.n,
            denominator=measured.patients,
        )


def entry_of_test(
    result_id: str,
    derived: Derived,
    topic: Topic,
    label: str,
    patients: Patients,
    excluded: tuple[Exclusion, ...],
    sources: tuple[str, ...],
) -> Result:
    """Give one p-value, to the digits that are true, so that whatever compares it with a level agrees."""
    if not isinstance(p := derived.value, NotEstimable):
        if not 0 <= p <= 1:
            raise ValueError(f"a p-value of {p}")
        derived = replace(derived, value=without_noise(p))
    kind = (Unit.P_VALUE, Statistic.P)
    of = entry(result_id, derived, kind, topic, label, patients, sources)
    return replace(of, excluded=excluded)


def entry_of_patient(
    result_id: str,
    value: Derived | float,
    topic: Topic,
    unit: Unit,
    label: str,
    sources: tuple[str, ...],
    *,
    where: Where = (),
) -> Result:
    """Give one value of the patient of the topic, as recorded or as computed; `where` restricts the rows read."""
    if not isinstance(value, Derived):
        value = Derived(value, methods.OBSERVED, Recorded(value))
    kind, patients = (unit, Statistic.VALUE), (topic.patient,)
    of = entry(result_id, value, kind, topic, label, patients, sources)
    return replace(of, where=where) if where else of


def with_age_grouped(result: Result) -> Result:
    """Print an age that identifies a person, alone or as the end of a range, as 90 or older."""
    value = result.value
    if result.unit is not Unit.YEARS or isinstance(value, NotEstimable):
        return result
    if value < AGE_GROUPED_FROM:
        return result
    grouped = replace(result.derived, value=AGE_GROUPED_FROM)
    return replace(result, derived=grouped, decimals=0, is_at_least=True)
