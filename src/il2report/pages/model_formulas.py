"""Formulas of tests of several groups and of regression models, with their numbers."""

from collections.abc import Iterable, Sequence
from functools import singledispatch

from il2report.analysis.derivations import Enumerated
from il2report.analysis.derivations.descriptive import InterpolatedQuantile
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
from il2report.analysis.derivations.tests import (
    ChiSquare,
    DiscordantPairs,
    ExactTable,
    HolmAdjusted,
    KruskalWallis,
    LogRank,
    PairedDifference,
    SignedRanks,
    VarianceRatio,
)
from il2report.document.formats import NumberStyle
from il2report.document.grammar import plural

MINUS, TIMES, OVER = " \N{MINUS SIGN} ", " × ", " / "
COEFFICIENT_DECIMALS, STATISTIC_DECIMALS, VALUE_DECIMALS = 4, 3, 2

Lines = tuple[str, ...]


@singledispatch
def formula_lines(derivation: object, _style: NumberStyle, _gives: str) -> Lines:
    """Write the formula of a derivation; `gives` is the result as it follows an expression: "= 0.04"."""
    raise AssertionError(f"no formula for {derivation!r}")  # a test checks that none is missing


def _table(table: Iterable[Sequence[int]], style: NumberStyle) -> str:
    return "; ".join(", ".join(map(style.count, group)) for group in table)


def _freedom(n: int, style: NumberStyle) -> str:
    return f"{style.count(n)} {plural(n, 'degree')} of freedom"


@formula_lines.register
def _exact_table(of: ExactTable, style: NumberStyle, gives: str) -> Lines:
    return (
        f"counts by group: {_table(of.table, style)}",
        f"tables no likelier{OVER}all tables with these margins, each by its ways: p {gives}",
    )


@formula_lines.register
def _chi_square(of: ChiSquare, style: NumberStyle, gives: str) -> Lines:
    statistic = style.number(of.statistic, STATISTIC_DECIMALS)
    least = style.number(of.least_expected, 1)
    return (
        f"counts by group: {_table(of.table, style)}",
        (
            f"least expected count {least}; chi-square = {statistic},"
            f" with {_freedom(of.degrees_of_freedom, style)}: p {gives}"
        ),
    )


@formula_lines.register
def _paired_difference(of: PairedDifference, style: NumberStyle, gives: str) -> Lines:
    mean, sd, t = (style.number(value, STATISTIC_DECIMALS) for value in (of.mean, of.sd, of.t))
    n = style.count(of.n)
    return (
        f"differences of {n} patients: mean {mean}, SD {sd}",
        f"t = {mean}{OVER}({sd}{OVER}√{n}) = {t}, with {_freedom(of.n - 1, style)}: p {gives}",
    )


@formula_lines.register
def _signed_ranks(of: SignedRanks, style: NumberStyle, gives: str) -> Lines:
    dropped = f"; {style.count(of.dropped)} without a difference left out" if of.dropped else ""
    how = "exact distribution"
    if of.sd is not None:
        how = f"normal approximation with SD {style.number(of.sd, STATISTIC_DECIMALS)}"
    positive = style.number(of.positive, 1)
    return (
        f"{style.count(of.n)} differences{dropped}",
        f"rank sum of the positive ones {positive}, {how}: p {gives}",
    )


@formula_lines.register
def _discordant_pairs(of: DiscordantPairs, style: NumberStyle, gives: str) -> Lines:
    n, gained, lost = (style.count(value) for value in (of.n, of.gained, of.lost))
    counted = f"of {n} patients {gained} changed from no to yes and {lost} from yes to no"
    if of.is_exact:
        return (counted, f"twice the smaller binomial tail: p {gives}")
    statistic = style.number(of.statistic, STATISTIC_DECIMALS)
    return (counted, f"chi-square = {statistic}, with {_freedom(1, style)}: p {gives}")


@formula_lines.register
def _variance_ratio(of: VarianceRatio, style: NumberStyle, gives: str) -> Lines:
    groups = "; ".join(
        f"n = {style.count(group.n)}, mean {style.number(group.mean, VALUE_DECIMALS)},"
        f" SD {style.number(group.sd, VALUE_DECIMALS)}"
        for group in of.groups
    )
    between, within = (style.number(value, VALUE_DECIMALS) for value in (of.between, of.within))
    first, second = (style.count(value) for value in of.degrees_of_freedom)
    statistic = style.number(of.statistic, STATISTIC_DECIMALS)
    return (
        groups,
        f"F = ({between}{OVER}{first}){OVER}({within}{OVER}{second}) = {statistic}: p {gives}",
    )


@formula_lines.register
def _kruskal_wallis(of: KruskalWallis, style: NumberStyle, gives: str) -> Lines:
    ranks = "; ".join(
        f"n = {style.count(size)}, rank sum {style.number(total, 1)}"
        for size, total in zip(of.sizes, of.rank_sums, strict=True)
    )
    statistic = style.number(of.statistic, STATISTIC_DECIMALS)
    freedom = _freedom(len(of.sizes) - 1, style)
    return (ranks, f"H, corrected for ties, = {statistic}, with {freedom}: p {gives}")


@formula_lines.register
def _log_rank(of: LogRank, style: NumberStyle, gives: str) -> Lines:
    groups = "; ".join(
        f"{style.count(observed)} events of {style.count(size)} patients,"
        f" {style.number(expected, VALUE_DECIMALS)} expected"
        for size, observed, expected in zip(of.sizes, of.observed, of.expected, strict=True)
    )
    statistic = style.number(of.statistic, STATISTIC_DECIMALS)
    return (
        groups,
        f"chi-square = {statistic}, with {_freedom(of.degrees_of_freedom, style)}: p {gives}",
    )


@formula_lines.register
def _quantile(of: InterpolatedQuantile, style: NumberStyle, gives: str) -> Lines:
    n = len(of.values)
    rank = style.number(float(of.rank), VALUE_DECIMALS)
    return (f"the value of rank {rank} of {style.count(n)}, interpolated {gives}",)


@formula_lines.register
def _holm(of: HolmAdjusted, style: NumberStyle, gives: str) -> Lines:
    shown = [
        (of.tests - place, style.number(p, COEFFICIENT_DECIMALS))
        for place, p in enumerate(of.no_larger)
    ]
    products = ", ".join(f"{style.count(times)}{TIMES}{p}" for times, p in shown)
    return (f"{of.of}, the largest of {products}, at most 1 {gives}",)


@formula_lines.register
def _ratio(of: RatioOf, style: NumberStyle, gives: str) -> Lines:
    return (f"exp({style.number(of.coefficient, COEFFICIENT_DECIMALS)}) {gives}",)


@formula_lines.register
def _ratio_limit(of: RatioLimit, style: NumberStyle, gives: str) -> Lines:
    coefficient, error, z = (
        style.number(value, COEFFICIENT_DECIMALS)
        for value in (of.coefficient, of.standard_error, of.z)
    )
    sign = MINUS if of.is_lower else " + "
    return (f"exp({coefficient}{sign}{z}{TIMES}{error}) {gives}",)


@formula_lines.register
def _wald(of: WaldTest, style: NumberStyle, gives: str) -> Lines:
    coefficient, error = (
        style.number(value, COEFFICIENT_DECIMALS) for value in (of.coefficient, of.standard_error)
    )
    z = style.number(of.coefficient / of.standard_error, STATISTIC_DECIMALS)
    return (f"z = {coefficient}{OVER}{error} = {z}, with p = 2{TIMES}P(Z > |z|) {gives}",)


@formula_lines.register
def _likelihood_ratio(of: LikelihoodRatio, style: NumberStyle, gives: str) -> Lines:
    full, reduced = (style.number(value, STATISTIC_DECIMALS) for value in (of.full, of.reduced))
    statistic = style.number(2 * (of.full - of.reduced), STATISTIC_DECIMALS)
    freedom = _freedom(of.degrees_of_freedom, style)
    return (f"2{TIMES}({full}{MINUS}({reduced})) = {statistic}, with {freedom}: p {gives}",)


@formula_lines.register
def _score(of: ScoreTest, style: NumberStyle, gives: str) -> Lines:
    statistic = style.number(of.statistic, STATISTIC_DECIMALS)
    return (f"chi-square = {statistic}, with {_freedom(of.degrees_of_freedom, style)}: p {gives}",)


@formula_lines.register
def _concordance(of: Concordance, style: NumberStyle, gives: str) -> Lines:
    concordant = style.number(of.concordant, 0 if of.concordant.is_integer() else 1)
    return (
        (
            f"pairs of patients in the order that the model predicts{OVER}all pairs whose order is known"
            f" = {concordant}{OVER}{style.count(of.pairs)} {gives}"
        ),
    )


@formula_lines.register
def _inflation(of: Inflation, style: NumberStyle, gives: str) -> Lines:
    own, rest, whole = (
        style.number(value, COEFFICIENT_DECIMALS) for value in (of.own, of.rest, of.whole)
    )
    product = f"{own}{TIMES}{rest}{OVER}{whole}"
    root = "" if of.columns == 1 else f", root of degree {style.count(of.columns)}"
    return (f"determinants of correlations: {product}{root} {gives}",)


@formula_lines.register
def _per_parameter(of: PerParameter, style: NumberStyle, gives: str) -> Lines:
    return (f"{style.count(of.events)}{OVER}{style.count(of.parameters)} {gives}",)


@formula_lines.register
def _enumerated(of: Enumerated, _style: NumberStyle, gives: str) -> Lines:
    return (f"{'; '.join(of.names) or 'none'} {gives}",)
