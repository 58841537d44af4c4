"""Finds in the study the numbers that go into the formula of each result."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from statistics import NormalDist
from types import MappingProxyType
from typing import Any

from il2report.analysis.brain import Resolution, measurements_by_patient, resolution
from il2report.analysis.hypergeometric import table_weights
from il2report.analysis.inference import EXACT_MANN_WHITNEY_BELOW
from il2report.analysis.measurements import Measurements
from il2report.analysis.progression import curve_of, follow_up_curve
from il2report.analysis.survival import half_crossing
from il2report.results.assemble import StudyResults
from il2report.results.catalogue import Result
from il2report.results.correlates import benefit_groups
from il2report.results.ledger import Ledger
from il2report.results.workings import (
    BetaQuantile,
    Counted,
    Course,
    Crossing,
    Deviation,
    FourFold,
    Graded,
    LogLogLimit,
    Mean,
    Number,
    Products,
    Ranked,
    RankSum,
    Recorded,
    Rectangles,
    Sample,
    Share,
    Span,
    TRatio,
    Working,
    WorstGrade,
)
from il2report.values import NotEstimable, Patients, SurvivalCurve, SurvivalStep

FEATURE_NAMES: Mapping[str, str] = MappingProxyType(
    {"sex": "female", "prior_systemic": "pretreated", "elevated_ldh": "elevated"}
)
"""What the groups of each Fisher test have, as ids name it."""


class Worked:
    """The formulas of one study's results with the numbers put in.

    Where patients are not told one by one (`by_patient`), those with an event are counted only.
    """

    def __init__(self, ledger: Ledger, results: StudyResults, *, by_patient: bool = True) -> None:
        self.ledger, self.results, self.by_patient = ledger, results, by_patient
        self.catalogue = results.catalogue

    def working(self, result: Result) -> Working | None:
        """Give the numbers behind a result; None where there is no value to compute."""
        if isinstance(result.value, NotEstimable):
            return None
        return WORKINGS[result.method](self, result)

    # --- counts -----------------------------------------------------------------------------------

    def counted(self, result: Result) -> Working:
        """Patients in the numerator, and all who could be in it."""
        return Counted(len(result.patients), len(result.denominator))

    def share(self, result: Result) -> Working:
        """Numerator and denominator of a percentage."""
        return Share(len(result.patients), len(result.denominator))

    def graded(self, result: Result) -> Working:
        """Each patient counted, with the grades reported and the worst of them."""
        is_share = result.id.endswith(".percent")
        if not self.by_patient:
            return self.share(result) if is_share else self.counted(result)
        rows = self.ledger.positions(result, "adverse_events")
        events = self.ledger.table("adverse_events")
        patients, grades = events.column("patient_id"), events.column("grade")
        reported: defaultdict[str, list[int]] = defaultdict(list)
        for row in rows:
            reported[patients[row]].append(int(grades[row]))
        counted = tuple(
            WorstGrade(patient, max(reported[patient]), tuple(sorted(reported[patient])))
            for patient in result.patients
        )
        return Graded(counted, result.n, is_share)

    # --- one measurement --------------------------------------------------------------------------

    def mean(self, result: Result) -> Working:
        """The values that a mean is taken of."""
        return Mean(self._measured(result))

    def naive_mean(self, result: Result) -> Working:
        """All times to progression or last contact, as if complete."""
        of = self.results.times.among(frozenset(result.patients))
        return Mean(of.months)

    def deviation(self, result: Result) -> Working:
        """The squared distances from the mean."""
        sample = _sample(self._measured(result))
        return Deviation(sample.mean, sample.sd**2 * (sample.n - 1), sample.n)

    def ranked(self, result: Result) -> Working:
        """The values in rising order."""
        if result.id == "dosing.cycles_max":
            given = Counter(self.ledger.values(result, "cycles.patient_id", result.denominator))
            return Ranked(tuple(sorted(given[patient] for patient in result.denominator)))
        return Ranked(tuple(sorted(self._measured(result))))

    def _measured(self, result: Result, patients: Patients | None = None) -> tuple[Number, ...]:
        source = "cycles.doses" if result.id.startswith("dosing") else result.sources[0]
        return tuple(_plain(value) for value in self.ledger.values(result, source, patients))

    def recorded(self, result: Result) -> Working:
        """The cells of one patient; a brain response that is ongoing is read off its dates."""
        if result.id.endswith(".ongoing"):
            found = self._resolution(result)
            return Course(found.last_clear, found.recurred_on)
        if result.id.endswith(".diameter"):
            return Recorded(self._diameters(result)[:1])
        return Recorded(self._measured_as_recorded(result), result.id.endswith(".cycles"))

    def _measured_as_recorded(self, result: Result) -> tuple[Number, ...]:
        return tuple(_plain(value) for value in self.ledger.values(result, result.sources[-1]))

    def _diameters(self, result: Result) -> tuple[Number, ...]:
        dates, diameters = (self.ledger.values(result, source) for source in result.sources)
        in_order = sorted(zip(dates, diameters, strict=True), key=lambda pair: pair[0])
        return tuple(_plain(diameter) for _, diameter in in_order)

    # --- one patient's dates ----------------------------------------------------------------------

    def months_between(self, result: Result) -> Working:
        """Entry, and progression or last contact."""
        entry, progression, last_contact = (
            self.ledger.values(result, source)[0] for source in result.sources
        )
        end = last_contact if progression != progression else progression  # noqa: PLR0124 (NaT)
        return Span(entry.date(), end.date(), is_completed=False)

    def completed_months(self, result: Result) -> Working:
        """First and last assessment without lesions, or last dose and relapse or last contact."""
        if result.id.endswith(".duration"):
            found = self._resolution(result)
            return Span(found.first_clear, found.last_clear, is_completed=True)
        last_doses, progression, last_contact = (
            self.ledger.values(result, source) for source in result.sources
        )
        end = last_contact[0] if result.is_ongoing else progression[0]
        return Span(max(last_doses).date(), end.date(), is_completed=True)

    def _resolution(self, result: Result) -> Resolution:
        found = resolution(self._measurements[result.patients[0]])
        assert found is not None, f"{result.id} has a value without a resolution"  # noqa: S101
        return found

    @cached_property
    def _measurements(self) -> Mapping[str, Any]:
        return measurements_by_patient(self.ledger.study.tables.brain_lesions)

    # --- intervals --------------------------------------------------------------------------------

    def beta_quantile(self, result: Result) -> Working:
        """Shapes and probability of an exact limit."""
        k, n = len(result.patients), len(result.denominator)
        tail = (1 - self.catalogue.level / 100) / 2
        if result.id.endswith(".ci_low"):
            return BetaQuantile(k, n, tail, k, n - k + 1 if k else 0)
        return BetaQuantile(k, n, 1 - tail, k + 1 if k < n else 0, n - k)

    def log_log_limit(self, result: Result) -> Working:
        """The estimate and its variance at a landmark, or where the band of a median crosses."""
        is_lower = result.id.endswith(".ci_low")
        if result.id.startswith("progression.median"):
            side = [(s, s.low if is_lower else s.high) for s in self.results.curve.steps]
            return _crossing([(step, level) for step, level in side if level is not None])
        passed = _until(self.results.curve, _landmark(result))
        variance = sum(
            s.events / (s.at_risk * (s.at_risk - s.events)) for s in passed if s.at_risk > s.events
        )
        z = NormalDist().inv_cdf(0.5 + self.catalogue.level / 200)
        return LogLogLimit(passed[-1].survival, variance, z, 1 if is_lower else -1)

    # --- the curve --------------------------------------------------------------------------------

    def products(self, result: Result) -> Working:
        """The factors of the product-limit estimate up to a landmark."""
        landmark = _landmark(result)
        passed = _until(self.results.curve, landmark)
        return Products(landmark, tuple((s.events, s.at_risk) for s in passed if s.events))

    def median(self, result: Result) -> Working:
        """The step in which the curve of the patients counted comes to one half."""
        times, everybody = self.results.times, result.n == len(self.results.times.patients)
        among = times.among(frozenset(result.patients))
        curve = self.results.curve if everybody else curve_of(among)
        return _crossing([(step, step.survival) for step in curve.steps])

    def follow_up_median(self, result: Result) -> Working:
        """The same with progression and censoring exchanged."""
        of = self.results.times.among(frozenset(result.patients))
        return _crossing([(step, step.survival) for step in follow_up_curve(of).steps])

    def rectangles(self, result: Result) -> Working:
        """The area below the curve up to the horizon, step by step."""
        horizon = int(result.id.rpartition("_")[2])
        parts, before, height = [], 0.0, 1.0
        for step in self.results.curve.steps:
            if step.events and step.time < horizon:
                parts.append((step.time - before, height))
                before, height = step.time, step.survival
        return Rectangles((*parts, (horizon - before, height)))

    # --- tests ------------------------------------------------------------------------------------

    def four_fold(self, result: Result) -> Working:
        """The table and all tables with its margins that are no likelier."""
        prefix = result.id.removesuffix(".p")
        having = FEATURE_NAMES[prefix.rpartition(".")[2]]
        groups = [self.catalogue[f"{prefix}.{g}.{having}.n"] for g in ("benefit", "no_benefit")]
        first, second = ((len(g.patients), g.n - len(g.patients)) for g in groups)
        observed, extreme = _extreme_tables(first, second)
        return FourFold(first, second, observed, extreme)

    def student(self, result: Result) -> Working:
        """Means, pooled deviation and degrees of freedom."""
        first, second = map(_sample, self._groups(result))
        freedom = first.n + second.n - 2
        squares = sum((s.n - 1) * s.sd**2 for s in (first, second))
        pooled = math.sqrt(squares / freedom)
        error = pooled * math.sqrt(1 / first.n + 1 / second.n)
        return TRatio(first, second, pooled, error, freedom)

    def welch(self, result: Result) -> Working:
        """Means, deviations and Satterthwaite's degrees of freedom."""
        first, second = map(_sample, self._groups(result))
        a, b = (s.sd**2 / s.n for s in (first, second))
        freedom = (a + b) ** 2 / (a**2 / (first.n - 1) + b**2 / (second.n - 1))
        return TRatio(first, second, None, math.sqrt(a + b), freedom)

    def rank_sum(self, result: Result) -> Working:
        """The wins of the first group, and the deviation of the normal approximation."""
        first, second = self._groups(result)
        ordered = sorted(second)
        wins = sum((bisect_left(ordered, x) + bisect_right(ordered, x)) / 2 for x in first)
        ties = Counter((*first, *second)).values()
        n, m = len(first), len(second)
        is_exact = max(ties) == 1 and max(n, m) < EXACT_MANN_WHITNEY_BELOW
        return RankSum(wins, n, m, None if is_exact else _rank_deviation(n, m, ties))

    def _groups(self, result: Result) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
        """The values of the patients with and without clinical benefit who have one."""
        known = frozenset(result.patients)
        groups = self._benefit_groups
        benefit, without = (
            self._measured(result, tuple(p for p in group if p in known))
            for group in (groups.benefit, groups.no_benefit)
        )
        return benefit, without

    @cached_property
    def _benefit_groups(self) -> Any:
        return benefit_groups(self.ledger.study)


WORKINGS: Mapping[str, Callable[[Worked, Result], Working]] = MappingProxyType(
    {
        "count": Worked.counted,
        "percent": Worked.share,
        "observed": Worked.recorded,
        "mean": Worked.mean,
        "sd": Worked.deviation,
        "median": Worked.ranked,
        "minimum": Worked.ranked,
        "maximum": Worked.ranked,
        "clopper_pearson": Worked.beta_quantile,
        "kaplan_meier": Worked.products,
        "kaplan_meier_median": Worked.median,
        "log_log_interval": Worked.log_log_limit,
        "restricted_mean": Worked.rectangles,
        "reverse_kaplan_meier": Worked.follow_up_median,
        "naive_mean": Worked.naive_mean,
        "fisher": Worked.four_fold,
        "student": Worked.student,
        "welch": Worked.welch,
        "mann_whitney": Worked.rank_sum,
        "worst_grade": Worked.graded,
        "completed_months": Worked.completed_months,
        "months_between": Worked.months_between,
    }
)
"""How the numbers of each method of METHODS are found; a test holds the two equal."""


def _plain(value: float) -> Number:
    return int(value) if value == int(value) else float(value)


def _sample(values: Sequence[Number]) -> Sample:
    known = Measurements.of(values)
    return Sample(known.n, float(known.mean), known.sd if known.n > 1 else 0.0)


def _landmark(result: Result) -> int:
    """The months of "progression.at_6_months"."""
    return int(result.id.split(".")[1].split("_")[1])


def _until(curve: SurvivalCurve, time: float) -> list[SurvivalStep]:
    return [step for step in curve.steps if step.time <= time]


def _crossing(points: Sequence[tuple[SurvivalStep, float]]) -> Crossing:
    found = half_crossing([(step.time, level) for step, level in points])
    assert found is not None, "a median was given that the curve does not reach"  # noqa: S101
    step = points[found.position][0]
    return Crossing(found.time, found.before, found.level, step.events, step.at_risk, found.until)


@cache
def _extreme_tables(
    first: tuple[int, int], second: tuple[int, int]
) -> tuple[float, tuple[float, ...]]:
    """The probability of a table given its margins, and of each table no likelier, itself included."""
    tables = table_weights(first, second)
    total = tables.total
    extreme = tuple(ways / total for ways in tables.no_likelier)
    return tables.ways[tables.observed] / total, extreme


def _rank_deviation(n: int, m: int, ties: Any) -> float:
    """The standard deviation of the wins, corrected for ties."""
    total = n + m
    lost = sum(t**3 - t for t in ties) / (total * (total - 1))
    return math.sqrt(n * m / 12 * (total + 1 - lost))
