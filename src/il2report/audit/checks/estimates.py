"""Estimates (ratios, differences) against their intervals and p-values."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from scipy import special

from il2report.analysis.summary_tests import Spread
from il2report.audit.bounds import Bounds
from il2report.audit.checks.ratios import (
    PrintedInterval,
    centers_of_difference,
    centers_of_ratio,
    disagrees_with_p,
    p_is_reproduced,
    p_of_difference,
    p_of_ratio,
)
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, implied, suspicious
from il2report.audit.paper import EstimateFacts, Figure, FigureKind

OFF_CENTER = 0.1
"""How far from the middle of its interval, relative to that, exact and bootstrap estimates may lie."""
OTHER_TEST = 0.3
"""How much the z of another test (score, likelihood ratio, exact) may differ from Wald's, at least."""
OTHER_TEST_SHARE = 0.15
"""The same, relative to z."""


@dataclass(frozen=True, slots=True)
class EstimateWithInterval:
    """An estimate with its interval, and its p where one is printed."""

    facts: EstimateFacts
    label: str
    says: str
    estimate: Figure
    limits: tuple[Figure, Figure]
    p: Figure | None
    printed: PrintedInterval

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Everything that is printed of it."""
        return (self.estimate, *self.limits, *((self.p,) if self.p else ()))


def estimates_with_intervals(evidence: Evidence) -> Iterator[EstimateWithInterval]:
    """List the ratios and differences that have an interval."""
    paper = evidence.paper
    for name, facts in paper.estimates.items():
        if not (facts.is_ratio or facts.is_difference):
            continue
        figures = {figure.statistic: figure for figure in paper.of(name)}
        estimate, low, high = (
            figures.get(kind) for kind in (FigureKind.VALUE, FigureKind.CI_LOW, FigureKind.CI_HIGH)
        )
        if estimate and low and high:
            printed = PrintedInterval(estimate.bounds, low.bounds, high.bounds, facts.level)
            yield EstimateWithInterval(
                facts=facts,
                label=f"{facts.label} {estimate.printed}",
                says=f": {paper.says[name]}" if name in paper.says else "",
                estimate=estimate,
                limits=(low, high),
                p=figures.get(FigureKind.P),
                printed=printed,
            )


def off_center_estimates(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find ratios far from the geometric mean of their limits, and differences far from their middle.

    Exact, profile likelihood and bootstrap intervals are not symmetric, so that it is no proof.

    References
    ----------
    Altman DG, Bland JM. BMJ 2011;343:d2090: limits of a ratio are symmetric about its logarithm.
    """
    for of in estimates_with_intervals(evidence):
        centers, scale = _centers(of), "geometric mean" if of.facts.is_ratio else "middle"
        if centers is None or not of.printed.contains_its_estimate:
            continue
        low, high = _widened(of, centers)
        if float(of.estimate.bounds.high) < low or float(of.estimate.bounds.low) > high:
            yield suspicious(
                "off-center-estimates",
                f"{of.label} is not the {scale} of its limits.",
                (of.estimate, *of.limits),
                f"the {scale} is {_text(centers)}, the estimate {of.estimate.printed}{of.says}",
            )


def _centers(of: EstimateWithInterval) -> Spread | None:
    return (centers_of_ratio if of.facts.is_ratio else centers_of_difference)(of.printed)


def _widened(of: EstimateWithInterval, centers: Spread) -> tuple[float, float]:
    """Move the ends of the centers outward by what a method without symmetry may add."""
    low, high = float(of.printed.low.low), float(of.printed.high.high)
    if of.facts.is_ratio:
        factor = math.exp(OFF_CENTER * math.log(high / low) / 2)
        return centers.low / factor, centers.high * factor
    width = OFF_CENTER * (high - low) / 2
    return centers.low - width, centers.high + width


def p_values_beside_intervals(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find p-values that the estimate and the interval beside them do not give.

    The p may be that of another test (log-rank, likelihood ratio, exact), which differs a little, so
    that it is no proof.

    References
    ----------
    Altman DG, Bland JM. BMJ 2011;343:d2304: a p-value from a confidence interval.
    """
    check = "p-values-beside-intervals"
    for of in estimates_with_intervals(evidence):
        p = of.p
        given = (p_of_ratio if of.facts.is_ratio else p_of_difference)(of.printed)
        if p is None or given is None or not p.bounds.meets(Bounds(0, 1)):
            continue
        null = 1 if of.facts.is_ratio else 0
        decides = _decides(of, p.bounds, null)
        arithmetic = f"p {_p_text(given)}, printed {p.printed}{of.says}"
        if p_is_reproduced(p.bounds, given):
            continue
        if _gap(p.bounds, given) <= _allowed(of, given):
            if decides:
                message = f"The p of {of.label} is that of another test than its interval.{decides}"
                yield implied(check, message, of.figures, arithmetic)
        elif p_is_reproduced(p.bounds, Spread(given.low / 2, given.high / 2)):
            if of.facts.p_of != "one-sided":
                message = f"The p of {of.label} is one-sided, or not that of its interval."
                yield suspicious(check, message + decides, of.figures, arithmetic)
        else:
            message = f"The interval of {of.label} does not give p {p.printed}.{decides}"
            yield suspicious(check, message, of.figures, arithmetic)


def _decides(of: EstimateWithInterval, p: Bounds, null: int) -> str:
    """Say that interval and p disagree on significance, where they do."""
    if not disagrees_with_p(of.printed, p, null):
        return ""
    excludes = of.printed.low.low > null or of.printed.high.high < null
    return f" The interval {'excludes' if excludes else 'includes'} {null}, which p contradicts."


def _allowed(of: EstimateWithInterval, given: Spread) -> float:
    allowed = max(OTHER_TEST, OTHER_TEST_SHARE * min(_z(given.high), 10.0))
    return 2 * allowed if of.facts.p_of else allowed


def _gap(p: Bounds, given: Spread) -> float:
    """Give the distance of the z of a printed p from those that the interval gives."""
    least, most = _z(float(p.high)), _z(float(p.low))
    return max(_z(given.high) - most, least - _z(given.low), 0.0)


def _z(p: float) -> float:
    if p <= 0:
        return math.inf
    return float(-special.ndtri(min(p, 1.0) / 2))


def _text(spread: Spread) -> str:
    low, high = f"{spread.low:.3g}", f"{spread.high:.3g}"
    return low if low == high else f"{low} to {high}"


def _p_text(given: Spread) -> str:
    low, high = (f"{end:.4f}" if end >= 1e-4 else "<0.0001" for end in (given.low, given.high))
    return low if low == high else f"{low} to {high}"
