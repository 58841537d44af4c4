"""progression.*: time to disease progression."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import compress

from il2report.analysis.description import months_between, patients_with, share
from il2report.analysis.progression import (
    ProgressionTimes,
    curve_of,
    follow_up_curve,
    naive_mean,
)
from il2report.analysis.spreads import FollowUpSpread, follow_up_spread
from il2report.analysis.survival import median, median_interval, restricted_mean, survival_at
from il2report.results.catalogue import Catalogue, Result, Unit
from il2report.results.entries import entries_of_interval, entries_of_proportion
from il2report.results.response import CATEGORIES, with_response
from il2report.study import Study
from il2report.values import Proportion, SurvivalCurve

SOURCES = ("patients.entry_date", "patients.progression_date", "patients.last_contact_date")
DIED = ("DOD", "DOC")
LANDMARKS = (6, 12)
HORIZON = 12
CATEGORIES_WITH_MEDIAN = ("CR", "PR", "MR", "SD", "PD", "NE")
NAIVE_MEAN_DECIMALS = 2


def progression_results(
    study: Study, times: ProgressionTimes, curve: SurvivalCurve
) -> Iterator[Result]:
    """Give every id that starts with progression."""
    yield from _counts(times)
    yield from _dead_among_censored(study, times)
    base = _base(times)
    yield replace(
        base,
        id="progression.mean_naive",
        value=naive_mean(times),
        label="Time to progression, mean with censored times counted as complete",
        method="naive_mean",
        decimals=NAIVE_MEAN_DECIMALS,
    )
    middle = replace(base, value=median(curve))
    yield middle
    yield from entries_of_interval(middle, median_interval(curve), "log_log_interval")
    yield from _landmarks(base, curve)
    yield replace(
        base,
        id=f"progression.rmst_{HORIZON}",
        value=restricted_mean(curve, HORIZON),
        label=f"Mean time free of progression within the first {HORIZON} months",
        method="restricted_mean",
    )
    yield replace(
        base,
        id="progression.follow_up.median",
        value=median(follow_up_curve(times)),
        label="Follow-up, median",
        method="reverse_kaplan_meier",
    )
    yield from _by_response(study, times)


def _base(times: ProgressionTimes) -> Result:
    return Result(
        id="progression.median",
        value=0.0,
        unit=Unit.MONTHS,
        label="Time to progression, median",
        method="kaplan_meier_median",
        n=len(times.patients),
        patients=times.patients,
        denominator=times.patients,
        sources=SOURCES,
    )


def _counts(times: ProgressionTimes) -> Iterator[Result]:
    progressed, censored = (
        tuple(p for p, event in zip(times.patients, times.progressed, strict=True) if event is kind)
        for kind in (True, False)
    )
    for name, label, having in (
        ("events", "Progressed", progressed),
        ("censored", "Not progressed at last contact", censored),
    ):
        proportion = Proportion(having, times.patients)
        count, percent = entries_of_proportion(
            f"progression.{name}", proportion, label, ("patients.progression_date",)
        )
        yield replace(count, id=f"progression.{name}")
        yield percent


def _dead_among_censored(study: Study, times: ProgressionTimes) -> Iterator[Result]:
    """Count who had died without progression: to Kaplan and Meier they are as those still alive."""
    censored = tuple(compress(times.patients, (not each for each in times.progressed)))
    died = share(censored, patients_with(study.tables.patients, "status", DIED))
    yield from entries_of_proportion(
        "progression.censored_dead",
        died,
        "Died without progression, of those censored",
        ("patients.status", "patients.progression_date"),
    )


def _landmarks(base: Result, curve: SurvivalCurve) -> Iterator[Result]:
    for landmark in LANDMARKS:
        estimate, interval = survival_at(curve, landmark)
        entry = replace(
            base,
            id=f"progression.at_{landmark}_months",
            value=estimate,
            unit=Unit.PERCENT,
            label=f"Free of progression at {landmark} months, percent",
            method="kaplan_meier",
        )
        yield entry
        yield from entries_of_interval(entry, interval, "log_log_interval")


def _by_response(study: Study, times: ProgressionTimes) -> Iterator[Result]:
    for code in CATEGORIES_WITH_MEDIAN:
        group = times.among(frozenset(with_response(study, (code,)).having))
        yield replace(
            _base(group),
            id=_median_of(code),
            value=median(curve_of(group)),
            label=f"Time to progression, median, {CATEGORIES[code].lower()}",
        )


def follow_up_spreads(study: Study, catalogue: Catalogue) -> tuple[FollowUpSpread, ...]:
    """Describe the follow-up of each response that occurred, in the order of the codebook."""
    frame = study.tables.patients
    months = months_between(frame["entry_date"], frame["last_contact_date"])
    by_code: dict[str, list[float]] = {}
    for code, followed in zip(frame["best_response"].tolist(), months, strict=True):
        by_code.setdefault(code, []).append(followed)
    return tuple(
        follow_up_spread(code, by_code[code], catalogue[_median_of(code)].value)
        for code in study.codebook.codes("patients", "best_response")
        if code in by_code
    )


def _median_of(code: str) -> str:
    return f"progression.by_response.{code.lower()}.median"
