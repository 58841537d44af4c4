"""Means, standard deviations, medians and ranges against each other and against whole values."""

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

from il2report.audit.bounds import Bounds, Exact
from il2report.audit.evidence import Evidence
from il2report.audit.finding import (
    AuditFinding,
    as_text,
    bounds_text,
    proved,
    range_text,
    recording_text,
    suspicious,
)
from il2report.audit.paper import FigureKind
from il2report.audit.samples import Sample, samples
from il2report.audit.whole_values import exclude, totals_giving

FOUR = (FigureKind.SD, FigureKind.MEAN, FigureKind.MIN, FigureKind.MAX)
SPREAD = (FigureKind.MEAN, FigureKind.SD, FigureKind.MEDIAN, FigureKind.MIN, FigureKind.MAX)
NEAR = 10
"""How many values more or fewer are tried where a mean is not possible."""
IN_ORDER = (FigureKind.MIN, FigureKind.Q1, FigureKind.MEDIAN, FigureKind.Q3, FigureKind.MAX)


def impossible_means(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find means that no whole values can have.

    References
    ----------
    Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369 (GRIM).
    """
    for of in samples(evidence):
        for figure in of.printed(FigureKind.MEAN):
            if of.step is None or not of.n or not figure.bounds.is_finite:
                continue
            steps = figure.bounds.times(1 / of.step)
            if not any(totals_giving(steps, n) for n in of.n):
                n = of.n[-1]
                below = int(steps.low * n // 1)
                means = (
                    f"{as_text(k * of.step)}/{n} = {as_text(k * of.step / n)}"
                    for k in (below, below + 1)
                )
                yield proved(
                    "impossible-means",
                    f"{n} values recorded {recording_text(of.step)} cannot have the mean"
                    f" {figure.printed}.",
                    (figure, *evidence.figures(of.group)),
                    f"{', '.join(means)}, and {figure.printed} can be {bounds_text(figure.bounds)}"
                    f"{_other_sizes(steps, n)}",
                )


def _other_sizes(steps: Bounds, n: int) -> str:
    """Say of which numbers of values nearest to n a mean is possible."""
    sizes = range(max(1, n - NEAR), n + NEAR + 1)
    possible = sorted((m for m in sizes if totals_giving(steps, m)), key=lambda m: abs(m - n))
    return f"; it is possible of {' or '.join(map(str, sorted(possible[:2])))}" if possible else ""


def impossible_medians(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find medians that lie neither on a recorded value nor midway between two.

    References
    ----------
    The definition: the middle value of an odd number, the midpoint of the middle two of an even one.
    """
    for of in samples(evidence):
        for figure in of.printed(FigureKind.MEDIAN):
            if of.step is None or not figure.bounds.is_finite:
                continue
            odd = bool(of.n) and all(n % 2 for n in of.n)
            unit = of.step if odd else of.step / 2
            if not figure.bounds.times(1 / unit).whole_numbers():
                many = f"{of.n[-1]} values" if of.n else "Values"
                multiple = "a whole number" if unit == 1 else f"a multiple of {as_text(unit)}"
                yield proved(
                    "impossible-medians",
                    f"{many} recorded {recording_text(of.step)} cannot have the"
                    f" median {figure.printed}.",
                    (figure, *evidence.figures(of.group)),
                    f"the median is {multiple}, and {figure.printed} can"
                    f" be {bounds_text(figure.bounds)}",
                )


def means_of_censored_times(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find means of times of which some are censored: the mean is too small.

    References
    ----------
    Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481.
    """
    for of in samples(evidence):
        means = of.printed(FigureKind.MEAN)
        if means and evidence.paper.measures[of.quantity].censored:
            yield suspicious(
                "means-of-censored-times",
                f"{of.label} has a mean, although some times are censored.",
                means,
                "a censored time counts as if it were complete, so that the mean is too small",
            )


def disordered_figures(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find a minimum, quartile, median, mean or maximum on the wrong side of another.

    References
    ----------
    The definitions: minimum, lower quartile, median, upper quartile and maximum are in order, and
    the mean is between the first and the last.
    """
    for of in samples(evidence):
        pairs = [*combinations(IN_ORDER, 2), (FigureKind.MIN, FigureKind.MEAN)]
        for low, high in (*pairs, (FigureKind.MEAN, FigureKind.MAX)):
            for one, other in product(of.printed(low), of.printed(high)):
                if one.bounds.low > other.bounds.high:
                    yield proved(
                        "disordered-figures",
                        f"The {one.statistic} of {of.label} is greater than its {other.statistic}.",
                        (one, other),
                        f"{bounds_text(one.bounds)} against {bounds_text(other.bounds)}",
                    )


def values_out_of_bounds(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find a minimum, mean, median or maximum outside the range that the file permits.

    References
    ----------
    The bounds that the file gives for the measure, such as the lowest age of eligibility.
    """
    for of in samples(evidence):
        for figure in of.printed(*IN_ORDER, FigureKind.MEAN):
            if not figure.bounds.meets(of.possible):
                yield proved(
                    "values-out-of-bounds",
                    f"The {figure.statistic} of {of.label}, {figure.printed}, is outside the permitted"
                    f" range ({bounds_text(of.possible)}).",
                    (figure,),
                    f"{bounds_text(figure.bounds)} against {bounds_text(of.possible)}",
                )


def impossible_spreads(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find standard deviations that mean, range, median or whole values rule out.

    References
    ----------
    Bhatia R, Davis C. Am Math Mon 2000;107:353-357: the largest variance within a range. Hotelling H,
    Solomons LM. Ann Math Stat 1932;3:141-142: mean and median are at most one (population) standard
    deviation apart. Anaya J. PeerJ Preprints 2016;4:e2400v1 (GRIMMER) for whole values. Heathers JAJ,
    Brown NJL. OSF 2019 (DEBIT): of values of 0 and 1, the same bound on a scale of low to high.
    """
    for of in samples(evidence):
        sizes = [n for n in of.n if n > 1]
        if not sizes or len(sizes) < len(of.n):
            continue
        for reason in (
            _mean_beyond_range,
            _too_wide,
            _too_wide_for_scale,
            _too_narrow,
            _median_too_far,
            _median_beyond_mean,
            _no_whole_values,
        ):
            shown = [reason(of, n) for n in sizes]
            if all(shown):
                yield proved(
                    "impossible-spreads",
                    f"{sizes[-1]} values cannot have what is printed of {of.label}.",
                    (*of.printed(*SPREAD), *evidence.figures(of.group)),
                    shown[-1] or "",
                )
                break


# Each of these says why the printed figures exclude each other for n values, or gives None.


def _mean_beyond_range(of: Sample, n: int) -> str | None:
    mean, low, high = (of.bounds(s) for s in (FigureKind.MEAN, FigureKind.MIN, FigureKind.MAX))
    if mean is None or low is None or high is None:
        return None
    least = ((n - 1) * low.low + high.low) / n
    most = (low.high + (n - 1) * high.high) / n
    return _mean_outside("with one value at each end", mean, least, most)


def _mean_outside(given: str, mean: Bounds, least: Exact, most: Exact) -> str | None:
    if least <= mean.high and mean.low <= most:
        return None
    return (
        f"{given} the mean is between {as_text(least)} and {as_text(most)},"
        f" and the printed one is {bounds_text(mean)}"
    )


def _too_wide(of: Sample, n: int) -> str | None:
    sd, mean, low, high = (of.bounds(s) for s in FOUR)
    if sd is None or low is None or high is None:
        return None
    center = _center(mean, (low.low + high.high) / 2)
    most = n * (high.high - center) * (center - low.low)
    if (n - 1) * sd.low**2 <= most:
        return None
    largest = as_text(max(0.0, float(most) / (n - 1)) ** 0.5)
    return (
        f"within this range the SD is at most {largest}, and the printed one is {bounds_text(sd)}"
    )


def _too_wide_for_scale(of: Sample, n: int) -> str | None:
    """Compare an SD with the values that a patient can have, such as 0 and 1, or a scale of 1 to 5."""
    sd, mean, scale = of.bounds(FigureKind.SD), of.bounds(FigureKind.MEAN), of.possible
    if sd is None or not scale.is_finite or scale.low > scale.high:
        return None
    center = _center(mean, Fraction(scale.low + scale.high) / 2)
    most = n * (scale.high - center) * (center - scale.low)
    if most < 0 or (n - 1) * sd.low**2 <= most:
        return None
    largest = as_text((float(most) / (n - 1)) ** 0.5)
    return (
        f"of values from {as_text(scale.low)} to {as_text(scale.high)} the SD is at most {largest},"
        f" and the printed one is {bounds_text(sd)}"
    )


def _too_narrow(of: Sample, n: int) -> str | None:
    sd, mean, low, high = (of.bounds(s) for s in FOUR)
    if sd is None or low is None or high is None or low.high > high.low:
        return None
    center = _center(mean, (low.high + high.low) / 2)
    least = max(0, center - low.high) ** 2 + max(0, high.low - center) ** 2
    if (n - 1) * sd.high**2 >= least:
        return None
    smallest = as_text((float(least) / (n - 1)) ** 0.5)
    return f"the ends alone make an SD of at least {smallest}, and the printed one is {bounds_text(sd)}"


def _center(mean: Bounds | None, middle: Exact) -> Exact:
    """Give the possible mean that is nearest to the middle of the range."""
    return mean.nearest(middle) if mean and isinstance(middle, Fraction) else middle


def _median_too_far(of: Sample, n: int) -> str | None:
    kinds = (FigureKind.SD, FigureKind.MEAN, FigureKind.MEDIAN)
    sd, mean, median = (of.bounds(kind) for kind in kinds)
    if sd is None or mean is None or median is None:
        return None
    apart = (mean - median).distance()
    if apart.low**2 <= sd.high**2 * Fraction(n - 1, n):
        return None
    furthest = float(sd.high) * (1 - 1 / n) ** 0.5
    return f"mean and median are {bounds_text(apart)} apart, and can be {as_text(furthest)}"


def _median_beyond_mean(of: Sample, n: int) -> str | None:
    median = of.bounds(FigureKind.MEDIAN)
    _, mean, low, high = (of.bounds(s) for s in FOUR)
    if median is None or mean is None or low is None or high is None or n < 3:
        return None
    half = (n - 1) // 2  # on either side of the middle value or the middle two
    middle = n - half - 1
    least = (half * low.low + middle * median.low + high.low) / n
    most = (low.high + middle * median.high + half * high.high) / n
    return _mean_outside("with this median and range", mean, least, most)


def _no_whole_values(of: Sample, n: int) -> str | None:
    if of.bounds(FigureKind.SD) is None and not of.printed(FigureKind.MIN, FigureKind.MAX):
        return None
    low, high = of.extreme(FigureKind.MIN), of.extreme(FigureKind.MAX)
    within = Bounds(-math.inf if low is None else low, math.inf if high is None else high)
    found = of.described(n, within)
    ends = {end for end in (low, high) if end is not None}
    if not found or not all(exclude(values, *ends) for values in found):
        return None
    step, first, last = of.step or 1, found[0].total, found[-1].total
    totals = bounds_text(Bounds(first * step, last * step))
    if step == 1:
        totals = range_text(range(first, last + 1))
    return f"no {n} values in steps of {as_text(step)} with the sum {totals} have this SD and these ends"
