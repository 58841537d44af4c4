"""Survival curves at the times that are printed: estimates, numbers at risk, events and medians.

A percentage of a curve is an estimate and no share of patients: with censoring nearly every value is
possible. What holds of every curve is proof, what only some estimators give is suspicious.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from il2report.audit.bounds import Bounds
from il2report.audit.evidence import Evidence, agreed, counts_giving
from il2report.audit.finding import (
    AuditFinding,
    as_text,
    bounds_text,
    proved,
    range_text,
    suspicious,
)
from il2report.audit.paper import CurveFacts, Figure, FigureKind

HUNDRED = Bounds(Fraction(0), Fraction(100))
HALF = Fraction(50)


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve in one group: how many patients it can have, and the figures at each time, in order."""

    name: str
    group: str
    label: str
    facts: CurveFacts
    n: range | None
    points: tuple[tuple[Fraction, tuple[Figure, ...]], ...]

    def estimates(self) -> list[tuple[Fraction, Figure]]:
        """List the estimated percentages, in order of time."""
        return self._figures(FigureKind.ESTIMATE)

    def at_risk(self) -> list[tuple[Fraction, Figure]]:
        """List the numbers at risk, in order of time."""
        return self._figures(FigureKind.AT_RISK)

    def _figures(self, kind: FigureKind) -> list[tuple[Fraction, Figure]]:
        return [(time, f) for time, figures in self.points for f in figures if f.statistic is kind]

    def surviving(self, figure: Figure) -> Bounds:
        """Give the percentages without the event that an estimate allows."""
        bounds = figure.bounds & HUNDRED
        return Bounds(Fraction(100), Fraction(100)) - bounds if self.facts.rises else bounds


def curves(evidence: Evidence) -> Iterator[Curve]:
    """Gather each survival curve in each group of which something is printed."""
    paper = evidence.paper
    for name, facts in paper.curves.items():
        quantities = (name, *(quantity for quantity, _ in facts.points))
        groups = dict.fromkeys(f.group for quantity in quantities for f in paper.of(quantity))
        for group in groups:
            points = [(time, paper.of(quantity, group)) for quantity, time in facts.points]
            printed = paper.of(name, group, FigureKind.N)
            n = agreed(f.bounds.whole_numbers() for f in printed if f.bounds.is_finite)
            is_home = group == facts.of
            label = facts.label if is_home else f"{facts.label} ({evidence.label(group)})"
            size = n if printed and len(n) else evidence.size(group)
            yield Curve(name, group, label, facts, size or None, tuple(points))


def _sizes(evidence: Evidence, curve: Curve) -> tuple[Figure, ...]:
    return evidence.paper.of(curve.name, curve.group, FigureKind.N) or evidence.figures(curve.group)


def _number(evidence: Evidence, curve: Curve, kind: FigureKind) -> range | None:
    """Give how many patients had events, or were censored; None where it is not printed."""
    printed = evidence.paper.of(curve.name, curve.group, kind)
    known = agreed(f.bounds.whole_numbers() for f in printed if f.bounds.is_finite)
    return known if len(known) else None


def curves_that_turn(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find survival estimates that rise with time, incidences that fall, and those beyond 0 to 100.

    References
    ----------
    Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481: the estimate falls at events alone.
    """
    for curve in curves(evidence):
        estimates = curve.estimates()
        for _, figure in estimates:
            if not figure.bounds.meets(HUNDRED):
                yield proved(
                    "curves-that-turn",
                    f"The estimate of {figure.label} is beyond 0 to 100 percent.",
                    (figure,),
                    bounds_text(figure.bounds),
                )
        for at, (time, earlier) in enumerate(estimates):
            for later_time, later in estimates[at + 1 :]:
                least, most = curve.surviving(later).low, curve.surviving(earlier).high
                if later_time > time and least > most:
                    verb = "falls" if curve.facts.rises else "rises"
                    yield proved(
                        "curves-that-turn",
                        f"{curve.label} {verb} between {as_text(time)} and {as_text(later_time)}"
                        f" {curve.facts.unit}".rstrip()
                        + ".",
                        (earlier, later),
                        f"{bounds_text(earlier.bounds)}, then {bounds_text(later.bounds)}",
                    )


def numbers_at_risk_that_rise(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find numbers at risk that rise, exceed the patients, or do not begin with all of them.

    Patients who were lost at once may be left out at time 0; a start with fewer is no proof.

    References
    ----------
    Pocock SJ, Clayton TC, Altman DG. Lancet 2002;359:1686-1689: numbers at risk below the curve.
    """
    check = "numbers-at-risk-that-rise"
    for curve in curves(evidence):
        if curve.facts.delayed_entry:
            continue
        counted = curve.at_risk()
        for (time, earlier), (later_time, later) in pairwise(counted):
            if later_time > time and later.bounds.low > earlier.bounds.high:
                yield proved(
                    check,
                    f"More patients are at risk of {curve.label} later than before.",
                    (earlier, later),
                    f"{earlier.printed} at {as_text(time)}, {later.printed} at {as_text(later_time)}",
                )
        for time, figure in counted[:1] if curve.n else ():
            sizes = curve.n or range(0)
            if figure.bounds.low > sizes[-1] or (not time and figure.bounds.high < sizes[0]):
                is_more = figure.bounds.low > sizes[-1]
                yield (proved if is_more else suspicious)(
                    check,
                    f"{'More' if is_more else 'Fewer'} patients are at risk of {curve.label}"
                    f" {'than there are' if is_more else 'at the start than there are'}.",
                    (figure, *_sizes(evidence, curve)),
                    f"{figure.printed} of {range_text(sizes)}",
                )


def events_and_censored(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find events and censored patients that together are not all patients.

    Fewer are no proof: some may have had a competing event, or no follow-up.

    References
    ----------
    The definition: the follow-up of each patient ends with the event or is censored.
    """
    for curve in curves(evidence):
        numbers = [
            _number(evidence, curve, kind) for kind in (FigureKind.EVENTS, FigureKind.CENSORED)
        ]
        known = [each for each in numbers if each is not None]
        if not known or curve.n is None:
            continue
        least, most = sum(each[0] for each in known), sum(each[-1] for each in known)
        is_more, is_less = least > curve.n[-1], len(known) == 2 and most < curve.n[0]
        if is_more or is_less:
            kinds = (FigureKind.EVENTS, FigureKind.CENSORED)
            shown = " + ".join(range_text(each) for each in known)
            yield (proved if is_more else suspicious)(
                "events-and-censored",
                f"Events and censored patients of {curve.label} are"
                f" {'more' if is_more else 'fewer'} than the patients.",
                (*evidence.paper.of(curve.name, curve.group, *kinds), *_sizes(evidence, curve)),
                f"{shown} {'exceed' if is_more else 'against'} {range_text(curve.n)}",
            )


def impossible_estimates(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find survival estimates that the numbers of patients rule out.

    Before the first censored time the estimate is a share of the patients. At any time it is at
    least what it would be if all events came as late as they can: r / (r + d), of r patients who
    are still at risk later and d with an event.

    References
    ----------
    Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481: the estimate without censoring is the
    share, and censoring does not lower it.
    """
    for curve in curves(evidence):
        if curve.n is None or curve.facts.delayed_entry:
            continue
        for time, figure in curve.estimates():
            reason = _no_share(evidence, curve, time, figure) or _too_low(
                evidence, curve, time, figure
            )
            if reason:
                said, others = reason
                yield proved(
                    "impossible-estimates",
                    f"The estimate of {figure.label}, {figure.printed} percent, is not possible.",
                    (figure, *others, *_sizes(evidence, curve)),
                    said,
                )


Reason = tuple[str, tuple[Figure, ...]]


def _no_share(evidence: Evidence, curve: Curve, time: Fraction, figure: Figure) -> Reason | None:
    censored = _number(evidence, curve, FigureKind.CENSORED)
    until, sizes = curve.facts.complete_until, curve.n or range(0)
    is_complete = (until is not None and time <= until) or (
        censored is not None and not censored[-1]
    )
    if not is_complete or any(len(counts_giving(figure.bounds, n)) for n in sizes):
        return None
    n = sizes[-1]
    below = int(figure.bounds.low * n / 100)
    shown = (f"{k}/{n} = {as_text(Fraction(100 * k, n))}" for k in (below, below + 1) if k <= n)
    others = evidence.paper.of(curve.name, curve.group, FigureKind.CENSORED)
    return f"none was censored before, and {', '.join(shown)}", others


def _too_low(evidence: Evidence, curve: Curve, time: Fraction, figure: Figure) -> Reason | None:
    most = curve.n[-1] if curve.n else 0
    events = _number(evidence, curve, FigureKind.EVENTS)
    for later, at_risk in curve.at_risk():
        left = int(at_risk.bounds.low)
        if later <= time or not 0 < left <= most:
            continue
        lost = most - left
        if events is not None and not curve.facts.rises:
            lost = min(lost, events[-1])
        least = Fraction(100 * left, left + lost)
        if curve.surviving(figure).high < least:
            bound = 100 - least if curve.facts.rises else least
            said = (
                f"with {left} still at risk at {as_text(later)} and at most {lost} events before,"
                f" it is at {'most' if curve.facts.rises else 'least'} {as_text(bound)}"
            )
            return said, (at_risk, *evidence.paper.of(curve.name, curve.group, FigureKind.EVENTS))
    return None


def medians_off_their_curve(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find median times on the wrong side of the estimates.

    An estimate below 50 percent before the median is proof. One above 50 percent after it can be
    true where the median was interpolated.

    References
    ----------
    Brookmeyer R, Crowley J. Biometrics 1982;38:29-41: the median is where the curve reaches 50 percent.
    """
    for curve in curves(evidence):
        for median in evidence.paper.of(curve.name, curve.group, FigureKind.MEDIAN):
            for time, figure in curve.estimates():
                surviving = curve.surviving(figure)
                is_below = time < median.bounds.low and surviving.high < HALF
                is_above = time > median.bounds.high and surviving.low > HALF
                if is_below or is_above:
                    yield (proved if is_below else suspicious)(
                        "medians-off-their-curve",
                        f"The median of {curve.label} is {'after' if is_below else 'before'} a time"
                        f" at which {'fewer' if is_below else 'more'} than half are free of the event.",
                        (median, figure),
                        f"{bounds_text(surviving)} percent at {as_text(time)}, and the median is"
                        f" {bounds_text(median.bounds)}",
                    )
