"""The numbers put into each formula give the result: evaluated here, by the formula alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from functools import reduce
from itertools import count, takewhile
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats
from test_results_agree_with_r import EXPECTED, study_of

from il2report.results import Result, compute_results
from il2report.results.ledger import Ledger
from il2report.results.methods import METHODS
from il2report.results.worked import WORKINGS, Worked
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
    Products,
    Ranked,
    RankSum,
    Recorded,
    Rectangles,
    Share,
    Span,
    TRatio,
    Working,
)
from il2report.study import read_study
from il2report.values import NotEstimable

TOLERANCE = 1e-9
Case = tuple[Result, Working | None]


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Case]]:
    """Give all results of a cohort with the numbers in their formulas, each found once."""
    found: dict[str, list[Case]] = {}

    def cases(name: str) -> list[Case]:
        if name not in found:
            study = read_study(study_of(name, Path(tmp_path_factory.mktemp(name))))
            results = compute_results(study)
            by = Worked(Ledger(study), results)
            found[name] = [(result, by.working(result)) for result in results.catalogue.values()]
        return found[name]

    return cases


def of_ranked(ranked: Ranked, result: Result) -> float:
    values, middle = sorted(ranked.values), len(ranked.values) // 2
    match result.method:
        case "minimum":
            return values[0]
        case "maximum":
            return values[-1]
        case _:
            return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def of_crossing(crossing: Crossing) -> float:
    assert crossing.before >= 0.5 - 1e-8 >= crossing.level - 2e-8
    return crossing.time if crossing.until is None else (crossing.time + crossing.until) / 2


def of_limit(limit: LogLogLimit) -> float:
    error = math.sqrt(limit.variance) / abs(math.log(limit.survival))
    return 100 * math.exp(
        -math.exp(math.log(-math.log(limit.survival)) + limit.sign * limit.z * error)
    )


def of_quantile(quantile: BetaQuantile) -> float:
    if not quantile.first or not quantile.second:
        return 100.0 * (quantile.first != 0 or quantile.k == quantile.n)
    return 100 * stats.beta.ppf(quantile.probability, quantile.first, quantile.second)


def of_graded(graded: Graded, result: Result) -> float:
    grade = result.id.split(".")[2].removeprefix("grade_")
    for each in graded.counted:
        assert each.worst == max(each.reported)
        assert grade == "all_grades" or each.worst == int(grade)
    return 100 * len(graded.counted) / graded.n if graded.is_share else len(graded.counted)


def of_ratio(ratio: TRatio) -> float:
    first, second = ratio.first, ratio.second
    if ratio.pooled_sd is not None:
        spread = ratio.pooled_sd * math.sqrt(1 / first.n + 1 / second.n)
    else:
        spread = math.sqrt(first.sd**2 / first.n + second.sd**2 / second.n)
    assert math.isclose(spread, ratio.standard_error, rel_tol=TOLERANCE)
    return 2 * stats.t.sf(abs((first.mean - second.mean) / spread), ratio.freedom)


def of_rank_sum(ranks: RankSum) -> float:
    if ranks.deviation is None:
        extreme = min(ranks.wins, ranks.n * ranks.m - ranks.wins)
        exact = stats.mannwhitneyu(*orders_with(extreme, ranks.n, ranks.m), method="exact")
        return float(exact.pvalue)
    distance = abs(ranks.wins - ranks.n * ranks.m / 2)
    return min(1.0, 2 * stats.norm.sf(max(0.0, distance - 0.5) / ranks.deviation))


def orders_with(wins: float, n: int, m: int) -> tuple[list[float], list[float]]:
    """Two groups without ties in which the first wins so often."""
    second = [float(i) for i in range(m)]
    first, left = [], round(wins)
    for i in range(n):
        beaten = min(m, left)
        left -= beaten
        first.append(beaten - 0.5 + i / (10 * n))
    return first, second


def of_span(span: Span) -> float:
    if not span.is_completed:
        return (span.end - span.start).days / 30.4375
    start, end = pd.Timestamp(span.start), pd.Timestamp(span.end)
    passed = takewhile(lambda months: start + pd.DateOffset(months=months) <= end, count(1))
    return max(passed, default=0)


def evaluated(working: Working, result: Result) -> float:  # noqa: C901, PLR0911, PLR0912
    """Compute a result from the numbers in its formula alone."""
    match working:
        case Counted(k=k):
            return k
        case Share(k=k, n=n):
            return 100 * k / n
        case Graded():
            return of_graded(working, result)
        case Mean(values=values):
            return sum(values) / len(values)
        case Deviation(squares=squares, n=n):
            return math.sqrt(squares / (n - 1))
        case Ranked():
            return of_ranked(working, result)
        case BetaQuantile():
            return of_quantile(working)
        case Products(factors=factors):
            return 100 * reduce(lambda s, f: s * (1 - f[0] / f[1]), factors, 1.0)
        case Crossing():
            return of_crossing(working)
        case LogLogLimit():
            return of_limit(working)
        case Rectangles(parts=parts):
            return sum(width * height for width, height in parts)
        case FourFold(observed=observed, extreme=extreme):
            assert observed in extreme
            return float(sum(extreme))
        case TRatio():
            return of_ratio(working)
        case RankSum():
            return of_rank_sum(working)
        case Recorded(values=values, is_tally=is_tally):
            return len(values) if is_tally else values[0]
        case Span():
            return of_span(working)
        case Course(recurred_on=recurred_on):
            return int(recurred_on is None)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_formula_gives_its_result_from_the_numbers_put_in(
    worked: Callable[[str], list[Case]], name: str
) -> None:
    wrong = {
        result.id: (result.value, evaluated(working, result))
        for result, working in worked(name)
        if working is not None
        and not math.isclose(
            result.value, evaluated(working, result), rel_tol=TOLERANCE, abs_tol=1e-12
        )
    }

    assert {} == wrong


def test_only_what_cannot_be_estimated_has_no_numbers(
    worked: Callable[[str], list[Case]],
) -> None:
    for name in EXPECTED:
        for result, working in worked(name):
            assert isinstance(result.value, NotEstimable) is (working is None), result.id


def test_every_method_has_numbers_to_put_in_and_is_tried(
    worked: Callable[[str], list[Case]],
) -> None:
    tried = Counter(
        result.method
        for name in EXPECTED
        for result, working in worked(name)
        if working is not None
    )

    assert METHODS.keys() == WORKINGS.keys() == tried.keys()
