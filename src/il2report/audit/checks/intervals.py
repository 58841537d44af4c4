"""Confidence intervals against their estimates."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from il2report.analysis import inference, proportion_intervals
from il2report.analysis.summary_tests import student_quantile
from il2report.audit.bounds import Bounds
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, bounds_text, proved, suspicious
from il2report.audit.paper import FeatureFacts, Figure, FigureKind, MeasureFacts
from il2report.audit.samples import sample
from il2report.values import Interval

Ways = list[tuple[Bounds, Bounds]]
"""The two limits of an interval, once for each estimate that the printed figures allow."""
INPUTS = (FigureKind.COUNT, FigureKind.PERCENT, FigureKind.MEAN, FigureKind.SD)
ESTIMATES = (
    FigureKind.PERCENT,
    FigureKind.MEAN,
    FigureKind.MEDIAN,
    FigureKind.ESTIMATE,
    FigureKind.VALUE,
)
SLACK = 1e-9
MOST_COUNTS = 50
"""How many counts that print as a percentage are tried; beyond, any interval would do."""
MANY = 3
"""From how many intervals of a place on, most of no known method, their method is unknown."""
APPROXIMATE = 1e-4
"""How much farther an interval reaches, relative to its width, where 1.96 is taken for the quantile."""


PROPORTION_METHODS: Mapping[str, Callable[[int, int, int], Interval]] = {
    "clopper_pearson": lambda k, n, level: inference.exact_limits(k, n, level).interval,
    "wilson": proportion_intervals.wilson,
    "wilson_corrected": proportion_intervals.wilson_corrected,
    "wald": proportion_intervals.wald,
    "wald_corrected": proportion_intervals.wald_corrected,
    "agresti_coull": proportion_intervals.agresti_coull,
    "jeffreys": proportion_intervals.jeffreys,
    "logit": proportion_intervals.logit,
    "mid_p": proportion_intervals.mid_p,
}
CALLED = {
    "clopper_pearson": "Clopper-Pearson",
    "wilson": "Wilson",
    "wilson_corrected": "Wilson with correction",
    "wald": "Wald",
    "wald_corrected": "Wald with correction",
    "agresti_coull": "Agresti-Coull",
    "jeffreys": "Jeffreys",
    "logit": "logit",
    "mid_p": "mid-P",
    "t": "Student's t",
    "normal": "normal",
}


def intervals_without_their_estimate(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find confidence intervals that do not contain their estimate, or run backward.

    An interval belongs to one estimate. Where mean and median are printed and the file does not
    say of which it is, it is wrong only if it contains neither.

    References
    ----------
    The definition: every interval here is built around its estimate.
    """
    for low, high in _pairs(evidence):
        if low.bounds.low > high.bounds.high:
            outside, estimates = "runs from high to low", []
        else:
            of_any = _own_estimates(evidence, low)
            within = Bounds(low.bounds.low, high.bounds.high)
            apart = [f for f in of_any if not f.bounds.meets(within)]
            kinds = [kind for kind in ESTIMATES if any(f.statistic is kind for f in of_any)]
            named = [kind for kind in kinds if any(f.statistic is kind for f in apart)]
            if not apart or named != kinds:
                continue
            estimates = [next(f for f in apart if f.statistic is kind) for kind in kinds]
            outside = f"does not contain its {' or '.join(kinds)}"
        around = "".join(f" around {bounds_text(f.bounds)}" for f in estimates)
        yield proved(
            "intervals-without-their-estimate",
            f"The confidence interval of {low.label} {outside}.",
            (low, high, *estimates),
            f"{bounds_text(low.bounds)} and {bounds_text(high.bounds)}{around}",
        )


def _own_estimates(evidence: Evidence, limit: Figure) -> tuple[Figure, ...]:
    """Find the figures of the estimate that an interval can belong to."""
    facts = evidence.paper.measures.get(limit.quantity)
    kinds = (facts.interval_of,) if facts and facts.interval_of else ESTIMATES
    return evidence.paper.of(limit.quantity, limit.group, *kinds)


def _pairs(evidence: Evidence) -> Iterator[tuple[Figure, Figure]]:
    """List the intervals, each by its two limits; one that is not reached leaves no interval."""
    for low, high in pairwise(evidence.paper.figures):
        are_limits = (low.statistic, high.statistic) == (FigureKind.CI_LOW, FigureKind.CI_HIGH)
        if are_limits and low.key[:2] == high.key[:2]:
            yield low, high


def intervals_of_another_method(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find confidence intervals that the named method does not give, and say which does.

    It is proof where the method is named; without a name, an unknown method may explain it. Where that
    is so of most intervals of a place, as in a survey whose intervals allow for its design, their method
    is unknown and none of them is suspicious.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:857-872: methods for a proportion; each cites its own source. Of a
    mean: mean and standard error, with the quantiles of Student's t or of the normal distribution.
    """
    judged = list(_judged(evidence))
    strange = Counter(each.place for each in judged if each.is_strange)
    of_place = Counter(each.place for each in judged)
    for each in judged:
        is_of_unknown = (
            strange[each.place] >= MANY and 2 * strange[each.place] > of_place[each.place]
        )
        if each.finding and not (each.is_strange and is_of_unknown):
            yield each.finding


@dataclass(frozen=True, slots=True)
class JudgedInterval:
    """An interval of a place whose methods could be tried; `is_strange` if none gives it and none is named."""

    place: str
    is_strange: bool = False
    finding: AuditFinding | None = None


def _judged(evidence: Evidence) -> Iterator[JudgedInterval]:
    paper = evidence.paper
    for low, high in _pairs(evidence):
        facts = paper.features.get(low.quantity) or paper.measures.get(low.quantity)
        if facts is None or _is_of_median(evidence, facts, low):
            continue
        tried, named = _tried(evidence, low, facts), facts.interval
        matching = [
            name
            for name, ways in tried.items()
            if any(low.bounds.meets(first) and high.bounds.meets(last) for first, last in ways)
        ]
        is_explained = {named, f"{named}_corrected"} & set(matching) if named else matching
        if not tried or (named and named not in tried):
            continue
        if is_explained:
            yield JudgedInterval(low.place)
            continue
        found = " and ".join(CALLED[name] for name in matching) or "no method that was tried"
        claimed = f", not of {CALLED[named]}" if named else ""
        finding = (proved if named else suspicious)(
            "intervals-of-another-method",
            f"The interval of {low.label} is that of {found}{claimed}.",
            (low, high, *paper.of(low.quantity, low.group, *INPUTS)),
            "; ".join(f"{CALLED[name]} {_interval_text(ways)}" for name, ways in tried.items()),
        )
        yield JudgedInterval(low.place, is_strange=not named, finding=finding)


def _is_of_median(evidence: Evidence, facts: FeatureFacts | MeasureFacts, low: Figure) -> bool:
    """Whether an interval of a measure is of its median, or may be."""
    if isinstance(facts, FeatureFacts) or facts.interval_of is FigureKind.MEAN:
        return False
    medians = evidence.paper.of(low.quantity, low.group, FigureKind.MEDIAN)
    return bool(medians) or facts.interval_of is FigureKind.MEDIAN


def _tried(
    evidence: Evidence, low: Figure, facts: FeatureFacts | MeasureFacts
) -> Mapping[str, Ways]:
    """Compute the intervals that the printed estimate allows, by each method."""
    if isinstance(facts, MeasureFacts):
        return _around_mean(evidence, low, facts.level)
    counts, sizes = evidence.counts(low.quantity, low.group), evidence.size(low.group)
    if not counts or not sizes or len(sizes) != 1 or not sizes[0] or len(counts) > MOST_COUNTS:
        return {}
    if max(counts) > sizes[0]:  # an error of its own, for which no interval exists
        return {}
    return {
        name: [_as_bounds(method(k, sizes[0], facts.level)) for k in counts]
        for name, method in PROPORTION_METHODS.items()
    }


def _as_bounds(interval: Interval) -> tuple[Bounds, Bounds]:
    low, high = interval.low, interval.high
    if not isinstance(low, float) or not isinstance(high, float):
        raise AssertionError("an interval of at least one patient has limits")  # noqa: TRY004
    slack = SLACK + APPROXIMATE * (high - low)
    # An end beyond 0 or 100 may be printed as it is, or as 0 or 100.
    first = Bounds(low - slack, max(low, 0.0) + slack)
    return first, Bounds(min(high, 100.0) - slack, high + slack)


def _around_mean(evidence: Evidence, low: Figure, level: int) -> Mapping[str, Ways]:
    of = sample(evidence, low.quantity, low.group)
    mean, sd = of.bounds(FigureKind.MEAN), of.bounds(FigureKind.SD)
    if mean is None or sd is None or len(of.n) != 1 or of.n[0] < 2 or math.isinf(sd.high):
        return {}
    n, ways = of.n[0], {}
    least, most = (float(end) / math.sqrt(n) for end in (max(0, sd.low), sd.high))
    low_mean, high_mean = float(mean.low) - SLACK, float(mean.high) + SLACK
    for name, quantile in (
        ("t", student_quantile(level, n)),
        ("normal", proportion_intervals.normal_quantile(level)),
    ):
        near = quantile * least * (1 - APPROXIMATE)
        far = quantile * most * (1 + APPROXIMATE)
        limits = Bounds(low_mean - far, high_mean - near), Bounds(low_mean + near, high_mean + far)
        ways[name] = [limits]
    return ways


def _interval_text(ways: Ways) -> str:
    first, last = ways[0][0], ways[-1][1]
    return f"{float(first.low + first.high) / 2:.2f} to {float(last.low + last.high) / 2:.2f}"
