"""From value objects to results: the families of entries that ids end in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from il2report.analysis import methods
from il2report.analysis.derivations import (
    Counted,
    Derivation,
    GradedCount,
    Limits,
    Outcome,
    Recorded,
    ReportedGrades,
    Share,
)
from il2report.analysis.description import (
    Measured,
    maximum,
    mean,
    median,
    minimum,
    standard_deviation,
)
from il2report.analysis.methods import Method
from il2report.results.catalogue import Result, Statistic, Topic, Unit
from il2report.values import (
    AGE_GROUPED_FROM,
    Exclusion,
    NotEstimable,
    Patients,
    Proportion,
    without_noise,
)

Where = tuple[tuple[str, tuple[object, ...]], ...]


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
    n, of = proportion.n, len(proportion.of)
    for statistic, value, unit, counted in (
        (Statistic.N, n, Unit.COUNT, "patients"),
        (Statistic.PERCENT, proportion.percent, Unit.PERCENT, "percent of patients"),
    ):
        is_share = statistic is Statistic.PERCENT
        method, derivation = _counting(proportion, reported, is_share=is_share)
        # Most results of a study are made here, and `replace` takes twice as long as making one anew.
        yield Result(
            id=f"{prefix}.{statistic}",
            value=value,
            unit=unit,
            label=f"{label}, {counted}",
            statistic=statistic,
            topic=topic,
            method=method,
            derivation=derivation if of or not is_share else None,
            n=of,
            patients=proportion.having,
            denominator=proportion.of,
            excluded=proportion.excluded,
            sources=sources,
            where=where,
        )


def _counting(
    proportion: Proportion, reported: ReportedGrades | None, *, is_share: bool
) -> tuple[Method, Derivation]:
    n, of = proportion.n, len(proportion.of)
    if reported is not None:
        return methods.WORST_GRADE, GradedCount(proportion.having, reported, of, is_share)
    return (methods.PERCENT, Share(n, of)) if is_share else (methods.COUNT, Counted(n, of))


def entries_of_limits(of: Result, limits: Limits, prefix: str = "") -> Iterator[Result]:
    """Give the two confidence limits of a result, in its unit and from its patients."""
    for statistic, name, outcome in (
        (Statistic.CI_LOW, "lower", limits.low),
        (Statistic.CI_HIGH, "upper", limits.high),
    ):
        yield of.with_outcome(
            outcome,
            id=f"{prefix or of.id}.{statistic}",
            label=f"{of.label}, {name} limit of the {limits.level}% confidence interval",
            statistic=statistic,
            limits_of=of.id,
        )


SUMMARY_STATISTICS: Mapping[Statistic, tuple[Callable[[Measured], Outcome], str]] = (
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
    prefix: str,
    measured: Measured,
    topic: Topic,
    label: str,
    unit: Unit,
    sources: tuple[str, ...],
) -> Iterator[Result]:
    """Give PREFIX.n and every statistic of a measurement."""
    everyone = measured.patients + tuple(out.patient_id for out in measured.excluded)
    count = Result(
        id=f"{prefix}.n",
        value=measured.n,
        unit=Unit.COUNT,
        label=f"{label}, patients with a value",
        statistic=Statistic.N,
        topic=topic,
        method=methods.COUNT,
        derivation=Counted(measured.n, len(everyone)),
        n=len(everyone),
        patients=measured.patients,
        denominator=everyone,
        excluded=measured.excluded,
        sources=sources,
    )
    yield count
    for statistic, (computed, name) in SUMMARY_STATISTICS.items():
        yield count.with_outcome(
            computed(measured),
            id=f"{prefix}.{statistic}",
            unit=unit,
            label=f"{label}, {name}",
            statistic=statistic,
            n=measured.n,
            denominator=measured.patients,
        )


def entry_of_test(
    result_id: str,
    outcome: Outcome,
    topic: Topic,
    label: str,
    patients: Patients,
    excluded: tuple[Exclusion, ...],
    sources: tuple[str, ...],
) -> Result:
    """Give one p-value, to the digits that are true, so that whatever compares it with a level agrees."""
    p = outcome.value
    if not isinstance(p, NotEstimable):
        if not 0 <= p <= 1:
            raise ValueError(f"a p-value of {p}")
        p = without_noise(p)
    return Result(
        id=result_id,
        value=p,
        unit=Unit.P_VALUE,
        label=label,
        statistic=Statistic.P,
        topic=topic,
        method=outcome.method,
        derivation=outcome.derivation,
        n=len(patients),
        patients=patients,
        denominator=patients,
        excluded=excluded,
        sources=sources,
    )


def entry_of_patient(
    result_id: str,
    outcome: Outcome | float,
    topic: Topic,
    unit: Unit,
    label: str,
    sources: tuple[str, ...],
    *,
    where: Where = (),
) -> Result:
    """Give one value of the patient of the topic, as recorded or as computed; `where` restricts the rows read."""
    if not isinstance(outcome, Outcome):
        outcome = Outcome(outcome, methods.OBSERVED, Recorded(outcome))
    who: Patients = (topic.patient,)
    return Result(
        id=result_id,
        value=outcome.value,
        unit=unit,
        label=label,
        statistic=Statistic.VALUE,
        topic=topic,
        method=outcome.method,
        derivation=outcome.derivation,
        n=1,
        patients=who,
        denominator=who,
        sources=sources,
        where=where,
    )


def with_age_grouped(result: Result) -> Result:
    """Tell an age that identifies, alone or as the end of a range, as 90 or older."""
    value = result.value
    if result.unit is not Unit.YEARS or isinstance(value, NotEstimable):
        return result
    if value < AGE_GROUPED_FROM:
        return result
    return replace(result, value=AGE_GROUPED_FROM, decimals=0, is_at_least=True)
