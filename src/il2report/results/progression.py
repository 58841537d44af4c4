"""progression.*: time to disease progression."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import compress

from il2report.analysis.description import patients_with, share
from il2report.analysis.lanes import FollowUpSpread, follow_up_spread
from il2report.analysis.months import months_between
from il2report.analysis.progression import ProgressionTimes, curve_of, median_follow_up, naive_mean
from il2report.analysis.survival import median, median_interval, restricted_mean, survival_at
from il2report.results.catalogue import Catalogue, Result, Statistic, Topic
from il2report.results.entries import entries_of_limits, entries_of_proportion, entry
from il2report.results.response import with_response
from il2report.study import Study
from il2report.values import Proportion, SurvivalCurve, Unit

FAMILY = "progression"
BY_RESPONSE = "by response"
SOURCES = ("patients.entry_date", "patients.progression_date", "patients.last_contact_date")
MEDIAN = (Unit.MONTHS, Statistic.MEDIAN)
DIED = ("DOD", "DOC")
LANDMARKS = (6, 12)
HORIZON = 12
CATEGORIES = {
    "CR": "Complete response",
    "PR": "Partial response",
    "MR": "Mixed response",
    "SD": "Stable disease",
    "PD": "Progressive disease",
    "NE": "Not evaluable",
}
CATEGORIES_WITH_MEDIAN = tuple(CATEGORIES)
NAIVE_MEAN_DECIMALS = 2


def progression_results(
    study: Study, times: ProgressionTimes, curve: SurvivalCurve
) -> Iterator[Result]:
    """Give every id that starts with progression."""
    yield from _counts(study, times)
    base = entry(
        "progression.median",
        median(curve),
        MEDIAN,
        Topic(FAMILY, "progression"),
        "Time to progression, median",
        times.patients,
        SOURCES,
    )
    yield replace(
        base,
        derived=naive_mean(times),
        id="progression.mean_naive",
        label="Time to progression, mean with censored times counted as complete",
        statistic=Statistic.MEAN,
        topic=Topic(FAMILY, "progression", heading="naive mean"),
        decimals=NAIVE_MEAN_DECIMALS,
    )
    yield base
    yield from entries_of_limits(base, median_interval(curve))
    yield from _landmarks(base, curve)
    yield replace(
        base,
        derived=restricted_mean(curve, HORIZON),
        id=f"progression.rmst_{HORIZON}",
        label=f"Mean time free of progression within the first {HORIZON} months",
        statistic=Statistic.RESTRICTED_MEAN,
        topic=Topic(FAMILY, "progression", months=HORIZON, heading="rmst"),
    )
    yield replace(
        base,
        derived=median_follow_up(times),
        id="progression.follow_up.median",
        label="Follow-up, median",
        topic=Topic(FAMILY, "follow_up"),
    )
    if study.tables.has("patients.best_response"):
        yield from _by_response(study, times)


def _counts(study: Study, times: ProgressionTimes) -> Iterator[Result]:
    """Count who progressed, who was censored, and who of these had died.

    To Kaplan and Meier the dead without progression are as those still alive.
    """
    source = "patients.progression_date"
    progressed = tuple(compress(times.patients, times.progressed))
    censored = tuple(compress(times.patients, (not each for each in times.progressed)))
    for name, label, having in (
        ("events", "Progressed", progressed),
        ("censored", "Not progressed at last contact", censored),
    ):
        topic, of = Topic(FAMILY, "progression", name, heading=name), times.patients
        count, percent = entries_of_proportion(
            f"progression.{name}", Proportion(having, of), topic, label, (source,)
        )
        yield from (replace(count, id=f"progression.{name}"), percent)
    if study.tables.has("patients.status"):
        yield from entries_of_proportion(
            "progression.censored_dead",
            share(censored, patients_with(study.tables.patients, "status", DIED)),
            Topic(FAMILY, "progression", "censored_dead", heading="censored_dead"),
            "Died without progression, of those censored",
            ("patients.status", source),
        )


def _landmarks(base: Result, curve: SurvivalCurve) -> Iterator[Result]:
    for landmark in LANDMARKS:
        estimate, limits = survival_at(curve, landmark)
        percent = replace(
            base,
            derived=estimate,
            id=f"progression.at_{landmark}_months",
            unit=Unit.PERCENT,
            label=f"Free of progression at {landmark} months, percent",
            statistic=Statistic.SURVIVAL,
            topic=Topic(FAMILY, "progression", months=landmark, heading=f"{landmark} months"),
        )
        yield percent
        yield from entries_of_limits(percent, limits)


def _by_response(study: Study, times: ProgressionTimes) -> Iterator[Result]:
    for code in CATEGORIES_WITH_MEDIAN:
        group = times.among(frozenset(with_response(study, (code,)).having))
        topic = Topic(FAMILY, "progression", by="best_response", group=code, heading=BY_RESPONSE)
        label = f"Time to progression, median, {CATEGORIES[code].lower()}"
        of = median(curve_of(group))
        yield entry(_median_of(code), of, MEDIAN, topic, label, group.patients, SOURCES)


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
