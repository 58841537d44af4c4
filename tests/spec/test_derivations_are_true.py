"""The derivation of each result gives its value: evaluated here, by the formula alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from functools import reduce
from itertools import count, takewhile
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from declared_study import write_declared_study
from scipy import stats
from test_results_agree_with_r import EXPECTED, study_of

from il2report.analysis.derivations import (
    BetaQuantile,
    Counted,
    Derivation,
    Enumerated,
    Recorded,
    RowCount,
    Share,
)
from il2report.analysis.derivations.dates import Resolution, Span
from il2report.analysis.derivations.descriptive import (
    InterpolatedQuantile,
    Mean,
    Quantile,
    StandardDeviation,
)
from il2report.analysis.derivations.grades import GradedCount
from il2report.analysis.derivations.models import (
    Concordance,
    Inflation,
    LikelihoodRatio,
    PerParameter,
    RatioLimit,
    RatioOf,
    ScoreTest,
    WaldTest,
)
from il2report.analysis.derivations.survival import (
    HalfCrossing,
    LogLogLimit,
    ProductLimit,
    RestrictedMean,
)
from il2report.analysis.derivations.tests import (
    ChiSquare,
    DiscordantPairs,
    ExactTable,
    FisherTest,
    HolmAdjusted,
    KruskalWallis,
    LogRank,
    MannWhitney,
    PairedDifference,
    SignedRanks,
    TTest,
    VarianceRatio,
)
from il2report.results import Catalogue, Result, compute_results
from il2report.results.catalogue import Statistic
from il2report.study import read_study
from il2report.values import NotEstimable

TOLERANCE = 1e-9
DECLARED = "declared"
NAMES = (*EXPECTED, DECLARED)


@pytest.fixture(scope="session")
def catalogue_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Catalogue]:
    """Give the results of a cohort, computed once."""
    found: dict[str, Catalogue] = {}

    def catalogue(name: str) -> Catalogue:
        if name not in found:
            folder = Path(tmp_path_factory.mktemp(name))
            study = read_study(
                write_declared_study(folder) if name == DECLARED else study_of(name, folder)
            )
            found[name] = compute_results(study).catalogue
        return found[name]

    return catalogue


def of_quantile(quantile: Quantile) -> float:
    values, middle = list(quantile.values), len(quantile.values) // 2
    assert sorted(values) == values
    match float(quantile.probability):
        case 0.0:
            return values[0]
        case 1.0:
            return values[-1]
        case 0.5:
            return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    raise AssertionError(quantile.probability)


def of_crossing(crossing: HalfCrossing) -> float:
    assert crossing.before >= 0.5 - 1e-8 >= crossing.level - 2e-8
    return crossing.time if crossing.until is None else (crossing.time + crossing.until) / 2


def of_limit(limit: LogLogLimit) -> float:
    error = math.sqrt(limit.variance) / abs(math.log(limit.survival))
    return 100 * math.exp(
        -math.exp(
            math.log(-math.log(limit.survival)) + (1 if limit.is_lower else -1) * limit.z * error
        )
    )


def of_beta(limit: BetaQuantile) -> float:
    if not limit.first_shape or not limit.second_shape:
        return 0.0 if limit.second_shape else 100.0
    return 100 * stats.beta.ppf(limit.probability, limit.first_shape, limit.second_shape)


def of_graded(graded: GradedCount, result: Result) -> float:
    order = ("", *graded.reported.grades)
    low, _, high = result.topic.level.partition("-")
    for patient in graded.patients:
        worst = max(graded.grades(patient), key=order.index)
        assert graded.grades(patient)[-1] == worst
        if result.topic.level != "all_grades":
            assert order.index(low) <= order.index(worst) <= order.index(high or low)
    k = len(graded.patients)
    return 100 * k / graded.n if result.statistic is Statistic.PERCENT else k


def of_t_test(ratio: TTest) -> float:
    first, second = ratio.first, ratio.second
    if ratio.pooled_sd is not None:
        spread = ratio.pooled_sd * math.sqrt(1 / first.n + 1 / second.n)
    else:
        spread = math.sqrt(first.sd**2 / first.n + second.sd**2 / second.n)
    assert math.isclose(spread, ratio.standard_error, rel_tol=TOLERANCE)
    assert math.isclose((first.mean - second.mean) / spread, ratio.t, rel_tol=TOLERANCE)
    return 2 * stats.t.sf(abs(ratio.t), ratio.degrees_of_freedom)


def of_variance_ratio(ratio: VarianceRatio) -> float:
    first, second = ratio.degrees_of_freedom
    f = (ratio.between / first) / (ratio.within / second)
    assert math.isclose(f, ratio.statistic, rel_tol=TOLERANCE)
    return stats.f.sf(f, first, second)


def of_kruskal_wallis(ranks: KruskalWallis) -> float:
    n = sum(ranks.sizes)
    of_groups = sum(
        total**2 / size for total, size in zip(ranks.rank_sums, ranks.sizes, strict=True)
    )
    h = (12 / (n * (n + 1)) * of_groups - 3 * (n + 1)) / ranks.tie_correction
    assert math.isclose(h, ranks.statistic, rel_tol=TOLERANCE)
    return stats.chi2.sf(h, len(ranks.sizes) - 1)


def of_mann_whitney(ranks: MannWhitney) -> float:
    if ranks.sd is None:
        extreme = min(ranks.u_statistic, ranks.n * ranks.m - ranks.u_statistic)
        exact = stats.mannwhitneyu(*orders_with(extreme, ranks.n, ranks.m), method="exact")
        return float(exact.pvalue)
    distance = abs(ranks.u_statistic - ranks.n * ranks.m / 2)
    return min(1.0, 2 * stats.norm.sf(max(0.0, distance - 0.5) / ranks.sd))


def orders_with(u: float, n: int, m: int) -> tuple[list[float], list[float]]:
    """Two groups without ties that have this U."""
    second = [float(i) for i in range(m)]
    first, left = [], round(u)
    for i in range(n):
        beaten = min(m, left)
        left -= beaten
        first.append(beaten - 0.5 + i / (10 * n))
    return first, second


def of_signed_ranks(ranks: SignedRanks) -> float:
    n, positive = ranks.n, ranks.positive
    if ranks.sd is None:
        signs, left = [-1.0] * n, round(positive)
        for rank in range(n, 0, -1):  # from the highest rank, as many as fit into the sum
            if rank <= left:
                signs[rank - 1], left = 1.0, left - rank
        changes = [sign * rank for rank, sign in enumerate(signs, start=1)]
        return float(stats.wilcoxon(changes, method="exact").pvalue)
    distance = abs(positive - n * (n + 1) / 4)
    return min(1.0, 2 * stats.norm.sf((distance - 0.5) / ranks.sd)) if distance else 1.0


def of_discordant(pairs: DiscordantPairs) -> float:
    changed = pairs.gained + pairs.lost
    if pairs.is_exact:
        return float(stats.binomtest(pairs.gained, changed).pvalue)
    distance = max(0, abs(pairs.gained - pairs.lost) - 1)
    return stats.chi2.sf(distance**2 / changed, 1)


def of_span(span: Span) -> float:
    if not span.is_completed:
        return (span.end - span.start).days / 30.4375
    start, end = pd.Timestamp(span.start), pd.Timestamp(span.end)
    passed = takewhile(lambda months: start + pd.DateOffset(months=months) <= end, count(1))
    return max(passed, default=0)


def evaluated(derivation: Derivation, result: Result) -> float:  # noqa: C901, PLR0911, PLR0912
    """Compute a result from the numbers in its formula alone."""
    match derivation:
        case Counted(k=k):
            return k
        case Share(k=k, n=n):
            return 100 * k / n
        case GradedCount():
            return of_graded(derivation, result)
        case Mean(values=values, total=total):
            assert math.isclose(sum(values), total, rel_tol=TOLERANCE)
            return total / len(values)
        case StandardDeviation(squares=squares, n=n):
            return math.sqrt(squares / (n - 1))
        case Quantile():
            return of_quantile(derivation)
        case BetaQuantile():
            return of_beta(derivation)
        case ProductLimit(factors=factors):
            return 100 * reduce(lambda s, f: s * (1 - f[0] / f[1]), factors, 1.0)
        case HalfCrossing():
            return of_crossing(derivation)
        case LogLogLimit():
            return of_limit(derivation)
        case RestrictedMean(rectangles=rectangles):
            return sum(width * height for width, height in rectangles)
        case FisherTest():
            assert derivation.observed in derivation.no_likelier
            return float(sum(derivation.no_likelier))
        case TTest():
            return of_t_test(derivation)
        case MannWhitney():
            return of_mann_whitney(derivation)
        case Recorded(value=value):
            return value
        case RowCount(values=values):
            return len(values)
        case Span():
            return of_span(derivation)
        case Resolution(recurred_on=recurred_on):
            return int(recurred_on is None)
        case InterpolatedQuantile():
            kind = "linear" if derivation.definition == 7 else "weibull"
            return np.quantile(derivation.values, float(derivation.probability), method=kind)
        case ExactTable(no_likelier=ways, ways=total):
            return ways / total
        case VarianceRatio():
            return of_variance_ratio(derivation)
        case KruskalWallis():
            return of_kruskal_wallis(derivation)
        case HolmAdjusted(no_larger=values, tests=m):
            return min(1.0, max((m - place) * p for place, p in enumerate(values)))
        case RatioOf(coefficient=coefficient):
            return math.exp(coefficient)
        case RatioLimit(coefficient=coefficient, standard_error=error, z=z, is_lower=is_lower):
            return math.exp(coefficient + (-1 if is_lower else 1) * z * error)
        case WaldTest(coefficient=coefficient, standard_error=error):
            return 2 * stats.norm.sf(abs(coefficient / error))
        case LikelihoodRatio(full=full, reduced=reduced, degrees_of_freedom=degrees):
            return stats.chi2.sf(2 * (full - reduced), degrees)
        case ChiSquare() | LogRank() | ScoreTest():
            return stats.chi2.sf(derivation.statistic, derivation.degrees_of_freedom)
        case PairedDifference(n=n, mean=mean, sd=sd):
            return 2 * stats.t.sf(abs(mean) / (sd / math.sqrt(n)), n - 1)
        case SignedRanks():
            return of_signed_ranks(derivation)
        case DiscordantPairs():
            return of_discordant(derivation)
        case Enumerated(names=names):
            return len(names)
        case Inflation(own=own, rest=rest, whole=whole, columns=columns):
            return (own * rest / whole) ** (1 / columns)
        case PerParameter(events=events, parameters=parameters):
            return events / parameters
        case Concordance(concordant=concordant, pairs=pairs):
            return concordant / pairs
        case Enumerated(names=names):
            return len(names)


@pytest.mark.parametrize("name", NAMES)
def test_each_formula_gives_its_result_from_the_numbers_put_in(
    catalogue_of: Callable[[str], Catalogue], name: str
) -> None:
    wrong = {
        result.id: (result.value, evaluated(result.derivation, result))
        for result in catalogue_of(name).values()
        if result.derivation is not None
        and not math.isclose(
            result.value, evaluated(result.derivation, result), rel_tol=TOLERANCE, abs_tol=1e-12
        )
    }

    assert {} == wrong


def test_only_what_cannot_be_estimated_has_no_numbers(
    catalogue_of: Callable[[str], Catalogue],
) -> None:
    for name in NAMES:
        for result in catalogue_of(name).values():
            has_none = result.derivation is None
            assert isinstance(result.value, NotEstimable) is has_none, result.id


def test_every_kind_of_derivation_is_tried(catalogue_of: Callable[[str], Catalogue]) -> None:
    tried = Counter(
        type(result.derivation)
        for name in NAMES
        for result in catalogue_of(name).values()
        if result.derivation is not None
    )

    assert set(get_args(Derivation)) == set(tried)
