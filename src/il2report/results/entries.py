"""From value objects to results: the families of entries that ids end in."""

from collections.abc import Iterator
from dataclasses import replace

from il2report.results.catalogue import Result, Unit
from il2report.values import (
    AGE_GROUPED_FROM,
    Interval,
    NotEstimable,
    Patients,
    Proportion,
    Summary,
    TestOutcome,
)

Where = tuple[tuple[str, tuple[object, ...]], ...]


def entries_of_proportion(
    prefix: str,
    proportion: Proportion,
    label: str,
    sources: tuple[str, ...],
    method: str = "count",
    where: Where = (),
) -> Iterator[Result]:
    """Give PREFIX.n and PREFIX.percent; `where` restricts the rows that were read."""
    share = "percent" if method == "count" else method
    # Most results of a study are made here, and `replace` takes twice as long as making one anew.
    for suffix, value, unit, counted, how in (
        ("n", proportion.n, Unit.COUNT, "patients", method),
        ("percent", proportion.percent, Unit.PERCENT, "percent of patients", share),
    ):
        yield Result(
            id=f"{prefix}.{suffix}",
            value=value,
            unit=unit,
            label=f"{label}, {counted}",
            method=how,
            n=len(proportion.of),
            patients=proportion.having,
            denominator=proportion.of,
            excluded=proportion.excluded,
            sources=sources,
            where=where,
        )


def entries_of_interval(
    of: Result, interval: Interval, method: str, prefix: str = ""
) -> Iterator[Result]:
    """Give the two confidence limits of a result, in its unit and from its patients."""
    stem = prefix or of.id
    for end, name, bound in (
        ("ci_low", "lower", interval.low),
        ("ci_high", "upper", interval.high),
    ):
        yield replace(
            of,
            id=f"{stem}.{end}",
            value=bound,
            label=f"{of.label}, {name} limit of the {interval.level}% confidence interval",
            method=method,
        )


SUMMARY_STATISTICS = (
    ("mean", "mean", "mean"),
    ("sd", "sd", "standard deviation"),
    ("median", "median", "median"),
    ("min", "minimum", "minimum"),
    ("max", "maximum", "maximum"),
)


def entries_of_summary(
    prefix: str,
    summary: Summary,
    label: str,
    unit: Unit,
    sources: tuple[str, ...],
    statistics: tuple[str, ...] = ("mean", "sd", "median", "min", "max"),
) -> Iterator[Result]:
    """Give PREFIX.n and the statistics asked for."""
    everyone = summary.patients + tuple(out.patient_id for out in summary.excluded)
    count = Result(
        id=f"{prefix}.n",
        value=summary.n,
        unit=Unit.COUNT,
        label=f"{label}, patients with a value",
        method="count",
        n=len(everyone),
        patients=summary.patients,
        denominator=everyone,
        excluded=summary.excluded,
        sources=sources,
    )
    yield count
    for suffix, field, name in SUMMARY_STATISTICS:
        if suffix in statistics:
            yield replace(
                count,
                id=f"{prefix}.{suffix}",
                value=getattr(summary, field),
                unit=unit,
                label=f"{label}, {name}",
                method=field,
                n=summary.n,
                denominator=summary.patients,
            )


def entry_of_test(
    result_id: str, outcome: TestOutcome, label: str, method: str, sources: tuple[str, ...]
) -> Result:
    """Give one p-value."""
    return Result(
        id=result_id,
        value=outcome.p,
        unit=Unit.P_VALUE,
        label=label,
        method=method,
        n=len(outcome.patients),
        patients=outcome.patients,
        denominator=outcome.patients,
        excluded=outcome.excluded,
        sources=sources,
    )


def entry_of_patient(
    result_id: str,
    value: float,
    unit: Unit,
    label: str,
    patient: str,
    sources: tuple[str, ...],
    where: Where = (),
) -> Result:
    """Give one recorded value of one patient; `where` restricts the rows that were read."""
    who: Patients = (patient,)
    return Result(
        id=result_id,
        value=value,
        unit=unit,
        label=label,
        method="observed",
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
