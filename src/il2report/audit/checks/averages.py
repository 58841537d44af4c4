"""Means, standard deviations, medians and ranges against each other and against whole values."""

from collections.abc import Iterator
from fractions import Fraction

from il2report.audit.bounds import Bounds, Exact
from il2report.audit.evidence import Evidence
from il2report.audit.finding import (
    AuditFinding,
    Certainty,
    as_text,
    bounds_text,
    range_text,
    recording_text,
)
from il2report.audit.paper import Figure, Statistic
from il2report.audit.samples import Sample, samples
from il2report.audit.whole_values import exclude, totals_giving

IN_ORDER = (Statistic.MIN, Statistic.Q1, Statistic.MEDIAN, Statistic.Q3, Statistic.MAX)


def impossible_means(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find means that no whole values can have.

    References
    ----------
    Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369 (GRIM).
    """
    for of in samples(evidence):
        for figure in of.printed(Statistic.MEAN):
            if of.step is None or not of.n or not figure.bounds.is_finite:
                continue
            steps = figure.bounds.times(1 / of.step)
            if not any(totals_giving(steps, n) for n in of.n):
                n = of.n[-1]
                below = int(steps.low * n // 1)
                means = (
                    f"{_in_steps(k, of)}/{n} = {as_text(k * of.step / n)}"
                    for k in (below, below + 1)
                )
                yield AuditFinding(
                    check="impossible-means",
                    certainty=Certainty.PROVED,
                    message=f"{n} values recorded {recording_text(of.step)} cannot have the mean"
                    f" {figure.printed}.",
                    figures=(figure, *evidence.figures(of.group)),
                    arithmetic=f"{', '.join(means)}, and {figure.printed} stands for"
                    f" {bounds_text(figure.bounds)}",
                )


def impossible_medians(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find medians that lie neither on a recorded value nor midway between two.

    References
    ----------
    The definition: the middle value of an odd number, the midpoint of the middle two of an even one.
    """
    for of in samples(evidence):
        for figure in of.printed(Statistic.MEDIAN):
            if of.step is None or not figure.bounds.is_finite:
                continue
            odd = bool(of.n) and all(n % 2 for n in of.n)
            unit = of.step if odd else of.step / 2
            if not figure.bounds.times(1 / unit).whole_numbers():
                many = f"{of.n[-1]} values" if of.n else "values"
                yield AuditFinding(
                    check="impossible-medians",
                    certainty=Certainty.PROVED,
                    message=f"{many.capitalize()} recorded {recording_text(of.step)} cannot have the"
                    f" median {figure.printed}.",
                    figures=(figure, *evidence.figures(of.group)),
                    arithmetic=f"the median is {_multiple(unit)}, and {figure.printed} stands"
                    f" for {bounds_text(figure.bounds)}",
                )


def _multiple(unit: Fraction) -> str:
    return "a whole number" if unit == 1 else f"a multiple of {as_text(unit)}"


def means_of_censored_times(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find means of times of which some had not ended: the mean is too small by what is not known.

    References
    ----------
    Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481.
    """
    for of in samples(evidence):
        means = of.printed(Statistic.MEAN)
        if means and evidence.paper.measures[of.quantity].censored:
            yield AuditFinding(
                check="means-of-censored-times",
                certainty=Certainty.SUSPICIOUS,
                message=f"{of.label} has a mean, although some times had not ended.",
                figures=means,
                arithmetic="a censored time counts as if it were complete, so that the mean is too small",
            )


def disordered_figures(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find a minimum, quartile, median, mean or maximum on the wrong side of another.

    References
    ----------
    The definitions: minimum, lower quartile, median, upper quartile and maximum stand in order, and
    the mean lies between the first and the last.
    """
    for of in samples(evidence):
        order = list(IN_ORDER)
        pairs = [(low, high) for at, low in enumerate(order) for high in order[at + 1 :]]
        pairs += [(Statistic.MIN, Statistic.MEAN), (Statistic.MEAN, Statistic.MAX)]
        for low, high in pairs:
            for one in of.printed(low):
                for other in of.printed(high):
                    if one.bounds.low > other.bounds.high:
                        yield _disorder(of, one, other)


def _disorder(of: Sample, one: Figure, other: Figure) -> AuditFinding:
    return AuditFinding(
        check="disordered-figures",
        certainty=Certainty.PROVED,
        message=f"The {one.statistic} of {of.label} is greater than its {other.statistic}.",
        figures=(one, other),
        arithmetic=f"{bounds_text(one.bounds)} against {bounds_text(other.bounds)}",
    )


def values_out_of_bounds(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find a minimum, mean, median or maximum that no patient of the study can have.

    References
    ----------
    The bounds that the file gives for the measure, such as the lowest age of eligibility.
    """
    for of in samples(evidence):
        for figure in of.printed(*IN_ORDER, Statistic.MEAN):
            if not figure.bounds.meets(of.possible):
                yield AuditFinding(
                    check="values-out-of-bounds",
                    certainty=Certainty.PROVED,
                    message=f"The {figure.statistic} of {of.label} is none that it can have.",
                    figures=(figure,),
                    arithmetic=f"{bounds_text(figure.bounds)} against {bounds_text(of.possible)}",
                )


def impossible_spreads(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find standard deviations that mean, range, median or whole values rule out.

    References
    ----------
    Bhatia R, Davis C. Am Math Mon 2000;107:353-357: the largest variance within a range. Hotelling H,
    Solomons LM. Ann Math Stat 1932;3:141-142: mean and median are at most one (population) standard
    deviation apart. Anaya J. PeerJ Preprints 2016;4:e2400v1 (GRIMMER) for whole values.
    """
    for of in samples(evidence):
        sizes = [n for n in of.n if n > 1]
        if not sizes or len(sizes) < len(of.n):
            continue
        for reason in (
            _mean_beyond_range,
            _too_wide,
            _too_narrow,
            _median_too_far,
            _median_beyond_mean,
            _no_whole_values,
        ):
            shown = [reason(of, n) for n in sizes]
            if all(shown):
                yield AuditFinding(
                    check="impossible-spreads",
                    certainty=Certainty.PROVED,
                    message=f"{sizes[-1]} values cannot have what is printed of {of.label}.",
                    figures=(*of.printed(*SPREAD), *evidence.figures(of.group)),
                    arithmetic=shown[-1] or "",
                )
                break


SPREAD = (Statistic.MEAN, Statistic.SD, Statistic.MEDIAN, Statistic.MIN, Statistic.MAX)


def _mean_beyond_range(of: Sample, n: int) -> str | None:
    """Say why a mean cannot be, with one value at either end of the range."""
    mean, low, high = (of.bounds(s) for s in (Statistic.MEAN, Statistic.MIN, Statistic.MAX))
    if mean is None or low is None or high is None:
        return None
    least = ((n - 1) * low.low + high.low) / n
    most = (low.high + (n - 1) * high.high) / n
    if mean.high < least or mean.low > most:
        return (
            f"with one value at each end the mean lies within {as_text(least)} and {as_text(most)},"
            f" and it stands for {bounds_text(mean)}"
        )
    return None


def _too_wide(of: Sample, n: int) -> str | None:
    """Say why an SD is too large for its range."""
    sd, mean, low, high = _four(of)
    if sd is None or low is None or high is None:
        return None
    middle: Exact = (low.low + high.high) / 2
    center = mean.nearest(middle) if mean and isinstance(middle, Fraction) else middle
    most = n * (high.high - center) * (center - low.low)
    if (n - 1) * sd.low**2 > most:
        largest = max(0.0, float(most) / (n - 1)) ** 0.5
        return f"within this range the SD is at most {as_text(largest)}, and it stands for {bounds_text(sd)}"
    return None


def _too_narrow(of: Sample, n: int) -> str | None:
    """Say why an SD is too small for its range."""
    sd, mean, low, high = _four(of)
    if sd is None or low is None or high is None or low.high > high.low:
        return None
    middle: Exact = (low.high + high.low) / 2
    center = mean.nearest(middle) if mean and isinstance(middle, Fraction) else middle
    least = max(0, center - low.high) ** 2 + max(0, high.low - center) ** 2
    if (n - 1) * sd.high**2 < least:
        smallest = (float(least) / (n - 1)) ** 0.5
        return f"the ends alone make an SD of at least {as_text(smallest)}, and it stands for {bounds_text(sd)}"
    return None


def _median_too_far(of: Sample, n: int) -> str | None:
    """Say why mean and median cannot be as far apart as they are."""
    sd, mean, median = (
        of.bounds(Statistic.SD),
        of.bounds(Statistic.MEAN),
        of.bounds(Statistic.MEDIAN),
    )
    if sd is None or mean is None or median is None:
        return None
    apart = (mean - median).distance()
    if apart.low**2 > sd.high**2 * Fraction(n - 1, n):
        furthest = float(sd.high) * (1 - 1 / n) ** 0.5
        return f"mean and median are {bounds_text(apart)} apart, and can be {as_text(furthest)}"
    return None


def _median_beyond_mean(of: Sample, n: int) -> str | None:
    """Say why half of the values at or above the median cannot have the mean within the range."""
    median = of.bounds(Statistic.MEDIAN)
    _, mean, low, high = _four(of)
    if median is None or mean is None or low is None or high is None or n < 3:
        return None
    half = (n - 1) // 2  # on either side of the middle value or the middle two
    middle = n - half - 1
    least = (half * low.low + middle * median.low + high.low) / n
    most = (low.high + middle * median.high + half * high.high) / n
    if mean.high < least or mean.low > most:
        return (
            f"with this median and range the mean lies within {as_text(least)} and {as_text(most)},"
            f" and it stands for {bounds_text(mean)}"
        )
    return None


def _no_whole_values(of: Sample, n: int) -> str | None:
    """Say why no whole values have mean and SD, and the ends where they are printed."""
    if of.bounds(Statistic.SD) is None and not of.printed(Statistic.MIN, Statistic.MAX):
        return None
    low, high = of.extreme(Statistic.MIN), of.extreme(Statistic.MAX)
    within = Bounds(float("-inf") if low is None else low, float("inf") if high is None else high)
    found = of.described(n, within)
    if not found:
        return None
    ends = {end for end in (low, high) if end is not None}
    if all(exclude(values, *ends) for values in found):
        totals = range(found[0].total, found[-1].total + 1)
        return (
            f"no {n} values in steps of {as_text(of.step or 1)} with the sum {_in_steps_range(totals, of)}"
            " have this SD and these ends"
        )
    return None


def _four(of: Sample) -> tuple[Bounds | None, Bounds | None, Bounds | None, Bounds | None]:
    return (
        of.bounds(Statistic.SD),
        of.bounds(Statistic.MEAN),
        of.bounds(Statistic.MIN),
        of.bounds(Statistic.MAX),
    )


def _in_steps(number: int, of: Sample) -> str:
    return as_text(number * (of.step or 1))


def _in_steps_range(numbers: range, of: Sample) -> str:
    if of.step == 1:
        return range_text(numbers)
    return bounds_text(Bounds(numbers[0] * (of.step or 1), numbers[-1] * (of.step or 1)))
