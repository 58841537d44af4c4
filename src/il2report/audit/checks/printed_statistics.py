"""Test statistics of the running text against the p-values beside them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from il2report.analysis.statistic_p_values import p_of_statistic
from il2report.analysis.summary_tests import Spread
from il2report.audit.bounds import Bounds, at_least
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, Certainty, as_text, proved
from il2report.audit.paper import Figure, FigureKind, PublishedPaper, StatisticFacts

SLACK = 1e-9
"""How far a p computed in floating point may lie beyond its bounds, relative to itself."""
LEAST_P = 1e-300
"""Below this a p in floating point has no digits left: it prints as anything that is small."""
DFS = {"t": 1, "f": 2, "chi_square": 1, "r": 1, "z": 0}
"""How many degrees of freedom a statistic has."""
PROVING = frozenset({"t", "f"})
"""Statistics whose printed p is that of their distribution; beside z, chi-square and r a paper may
print the p of an exact test."""


@dataclass(frozen=True, slots=True)
class RecomputedP:
    """The p-values that a printed statistic can have.

    `strict` takes the degrees of freedom as printed, `wide` as rounded, as those of Welch's test may
    be, or any where none are printed. `can_be_halved` says whether the test has two sides.
    """

    strict: Spread
    wide: Spread
    can_be_halved: bool

    def one_sided(self, of: Spread) -> tuple[Spread, ...]:
        """Give the p-values in and against the direction of the statistic, where there is one."""
        if not self.can_be_halved:
            return ()
        return Spread(of.low / 2, of.high / 2), Spread(1 - of.high / 2, 1 - of.low / 2)


def impossible_statistics(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find correlations beyond 1, negative variance ratios, and p-values outside of 0 to 1.

    References
    ----------
    The definitions.
    """
    check = "impossible-statistics"
    paper = evidence.paper
    for name, facts in paper.statistics.items():
        for figure in paper.of(name, None, FigureKind.STATISTIC, FigureKind.P):
            possible, said = _possible(facts, figure)
            if not figure.bounds.meets(possible):
                yield proved(check, said, (figure,), f"{figure.printed} is printed")
    for name in paper.estimates:
        for figure in paper.of(name, None, FigureKind.P):
            if not figure.bounds.meets(Bounds(0, 1)):
                yield proved(
                    check,
                    "A p-value is between 0 and 1.",
                    (figure,),
                    f"{figure.printed} is printed",
                )


def _possible(facts: StatisticFacts, figure: Figure) -> tuple[Bounds, str]:
    if figure.statistic is FigureKind.P:
        return Bounds(0, 1), "A p-value is between 0 and 1."
    if facts.test == "r":
        return Bounds(-1, 1), "A correlation is between -1 and 1."
    if facts.test in {"f", "chi_square"}:
        return at_least(0), f"{facts.label}: this statistic cannot be below 0."
    return Bounds(-math.inf, math.inf), ""


def p_values_beside_statistics(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find p-values that the statistic and the degrees of freedom beside them do not give.

    A larger p may have been adjusted for several tests, and half of it be one-sided, so that only a p
    too small for either is proof, and only for t and F.

    References
    ----------
    Nuijten MB et al. Behav Res Methods 2016;48:1205-1226 (statcheck), with decision errors at the level
    of the paper.
    """
    paper = evidence.paper
    for name, facts in paper.statistics.items():
        given = recomputed_p(paper, name)
        for figure in paper.of(name, None, FigureKind.P):
            if given is None or not figure.bounds.meets(Bounds(0, 1)):
                continue
            if objection := _objection(facts, figure, given):
                certainty, message = objection
                yield AuditFinding(
                    "p-values-beside-statistics",
                    certainty,
                    message + _decision(evidence, figure, given),
                    paper.of(name),
                    f"p {_text(given.strict)}, printed {figure.printed}: {paper.says[name]}",
                )


def recomputed_p(paper: PublishedPaper, name: str) -> RecomputedP | None:
    """Compute what a statistic gives, two-sided; None where its p cannot be computed."""
    facts = paper.statistics[name]
    statistics = paper.of(name, None, FigureKind.STATISTIC)
    if facts.test not in DFS or not statistics:
        return None
    size = _size(facts.test, statistics[0].bounds)
    if size is None:
        return None
    strict, wide = _freedom(paper, name, facts.test)
    return RecomputedP(
        strict=_spread(facts.test, size, strict or wide),
        wide=_spread(facts.test, size, wide),
        can_be_halved=facts.test in {"t", "z", "r"}
        or (strict[:1] == [(1.0, 1.0)] and facts.test in {"f", "chi_square"}),
    )


def _size(test: str, bounds: Bounds) -> Spread | None:
    """Give the sizes that a statistic can have; None where it is impossible."""
    possible = bounds & at_least(0) if test in {"f", "chi_square"} else bounds.distance()
    if bounds.low == -math.inf and bounds.high > 0 and test not in {"f", "chi_square"}:
        possible = Bounds(0, bounds.high)  # t < 1 is said of the size
    if test == "r":
        possible &= Bounds(0, 1)
    return None if possible.is_empty else Spread(float(possible.low), float(possible.high))


Freedom = list[tuple[float, float]]
"""The least and the greatest of each number of degrees of freedom."""


def _freedom(paper: PublishedPaper, name: str, test: str) -> tuple[Freedom, Freedom]:
    """Give the degrees of freedom as printed, empty where none are, and as they may have been rounded."""
    printed = paper.of(name, None, FigureKind.DF, FigureKind.DF_WITHIN)
    sizes = paper.of(name, None, FigureKind.N)
    if test == "r" and not printed and sizes:
        pairs = float(sizes[0].printed.value) - 2
        return [(pairs, pairs)], [(pairs, pairs)]
    if len(printed) < DFS[test] or any(figure.bounds.high <= 0 for figure in printed):
        return [], [(1.0, math.inf)] * DFS[test]
    strict, wide = [], []
    for figure in printed[: DFS[test]]:
        low, high = (
            float(max(figure.bounds.low, figure.printed.value / 2)),
            float(figure.bounds.high),
        )
        value = float(figure.printed.value)
        strict.append((low, high) if figure.printed.decimals else (value, value))
        is_whole = figure.printed.decimals == 0 and (
            test not in {"t", "f"} or _is_between(figure, test)
        )
        wide.append((value, value) if is_whole else (low, high))
    return strict, wide


def _is_between(figure: Figure, test: str) -> bool:
    """Whether degrees of freedom are those of the groups, which no method makes a fraction."""
    return test == "f" and figure.statistic is FigureKind.DF


def _spread(test: str, size: Spread, freedom: Freedom) -> Spread:
    # p is monotone in each number of degrees of freedom where the other is a single one.
    ends = [p_of_statistic(test, size, _finite(each)) for each in product(*freedom)]
    return Spread(min(each.low for each in ends), max(each.high for each in ends))


def _finite(freedom: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(min(each, 1e9) for each in freedom)


def _objection(
    facts: StatisticFacts, figure: Figure, given: RecomputedP
) -> tuple[Certainty, str] | None:
    """Say what is wrong with a p; None where it is what the statistic gives, or may be adjusted."""
    two, one = (
        (given.strict, given.wide),
        [each for of in (given.strict, given.wide) for each in given.one_sided(of)],
    )
    expected = {"two": two, "one": one or two, "either": (*two, *one)}[facts.tails]
    if any(_meets(figure.bounds, each) for each in expected):
        return None
    if facts.tails == "two" and any(_meets(figure.bounds, each) for each in one):
        return Certainty.SUSPICIOUS, f"The p of {facts.label} is one-sided, which is not stated."
    if facts.tails == "one" and any(_meets(figure.bounds, each) for each in two):
        message = f"The p of {facts.label} is two-sided, and a one-sided test is stated."
        return Certainty.SUSPICIOUS, message
    return _mismatch(facts, figure, given)


def _mismatch(
    facts: StatisticFacts, figure: Figure, given: RecomputedP
) -> tuple[Certainty, str] | None:
    """Say how a p differs from all that the statistic gives."""
    least = given.wide.low / (2 if given.can_be_halved else 1)
    if figure.bounds.high < least:
        is_proof = facts.test in PROVING and not facts.p_adjusted
        certainty = Certainty.PROVED if is_proof else Certainty.SUSPICIOUS
        message = f"{facts.label} gives a larger p than {figure.printed}, one- or two-sided."
        return certainty, message
    if facts.p_adjusted:
        return None
    if figure.bounds.low > given.wide.high:
        reason = "unless it was adjusted for several tests"
        if facts.test == "chi_square":
            reason += " or is that of another test, such as Fisher's or one with Yates' correction"
        message = f"{facts.label} gives a smaller p than {figure.printed}, {reason}."
        return Certainty.SUSPICIOUS, message
    message = f"{facts.label} does not give p {figure.printed}, one- or two-sided."
    return Certainty.SUSPICIOUS, message


def _meets(printed: Bounds, given: Spread) -> bool:
    if given.low < LEAST_P and printed.low <= given.high:
        return True
    return printed.low <= given.high * (1 + SLACK) and printed.high >= given.low * (1 - SLACK)


def _decision(evidence: Evidence, figure: Figure, given: RecomputedP) -> str:
    """Say that the error changes what is significant, where it does."""
    alpha, bounds = evidence.paper.alpha, figure.bounds
    level = as_text(alpha)
    if bounds.high <= alpha and bounds.low < alpha <= given.wide.low:
        return f" It is not below {level}, as the printed p is."
    if bounds.low >= alpha > given.wide.high:
        return f" It is below {level}, as the printed p is not."
    return ""


def _text(given: Spread) -> str:
    low, high = (f"{end:.4f}" if end >= 1e-4 else "<0.0001" for end in (given.low, given.high))
    return low if low == high else f"{low} to {high}"
