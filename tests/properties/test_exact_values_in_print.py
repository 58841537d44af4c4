"""Every statistic prints as its exact value rounded once, whatever floats made of it on the way."""

import math
from fractions import Fraction
from itertools import groupby

from hypothesis import assume, example, given
from hypothesis import strategies as st

from il2report.analysis.description import Measured, mean, median
from il2report.analysis.endpoints import naive_mean
from il2report.analysis.survival import product_limit, restricted_mean, survival_at
from il2report.document.formats import number_style
from il2report.values import NotEstimable, Number

STYLE = number_style("anticancer-research")
MONTH = Fraction(487, 16)
"""Days of a month: 30.4375."""

times = st.lists(
    st.tuples(st.integers(1, 60).map(lambda k: 7 * k), st.booleans()), min_size=1, max_size=40
)
# Months after which a whole number of days has passed, where halves can occur.
whole_months = st.lists(st.sampled_from([0, 487, 974, 1461]), min_size=1, max_size=64)


def printed(exact: Fraction, decimals: int) -> str:
    """Round by hand, halves away from zero."""
    units = str(math.floor(exact * 10**decimals + Fraction(1, 2))).rjust(decimals + 1, "0")
    return f"{units[:-decimals]}.{units[-decimals:]}"


def exact_steps(observed: list[tuple[int, bool]]) -> list[tuple[int, Fraction]]:
    """The product-limit estimate in fractions: days, and survival from then on."""
    survival, at_risk, steps = Fraction(1), len(observed), []
    for day, leaving in groupby(sorted(observed), key=lambda each: each[0]):
        events = [event for _, event in leaving]
        survival *= 1 - Fraction(sum(events), at_risk)
        at_risk -= len(events)
        steps.append((day, survival))
    return steps


def number(value: Number) -> float:
    assert not isinstance(value, NotEstimable)
    return value


@given(times, st.sampled_from([3, 6, 12]))
@example([(7, True)] * 2 + [(14, False)] * 6 + [(21, True)] * 5 + [(420, False)] * 3, 12)
def test_survival_in_percent(observed: list[tuple[int, bool]], months: int) -> None:
    assume(any(day >= months * MONTH for day, _ in observed))
    curve = product_limit(
        tuple(f"Q{n}" for n in range(len(observed))),
        [float(day / MONTH) for day, _ in observed],
        [event for _, event in observed],
    )
    passed = [s for day, s in exact_steps(observed) if day <= months * MONTH]
    exact = 100 * (passed[-1] if passed else Fraction(1))
    estimate = number(survival_at(curve, months)[0].value)
    assert printed(exact, 1) == STYLE.text(estimate, "percent", len(observed)).lstrip("<>")


@given(times, st.sampled_from([3, 6, 12]))
def test_the_restricted_mean(observed: list[tuple[int, bool]], months: int) -> None:
    assume(any(day >= months * MONTH for day, _ in observed))
    curve = product_limit(
        tuple(f"Q{n}" for n in range(len(observed))),
        [float(day / MONTH) for day, _ in observed],
        [event for _, event in observed],
    )
    area, before, height = Fraction(0), Fraction(0), Fraction(1)
    for day, survival in exact_steps(observed):
        until = min(day / MONTH, Fraction(months))
        area += (until - before) * height
        before, height = until, survival
    area += (months - before) * height
    assert printed(area, 1) == STYLE.number(number(restricted_mean(curve, months).value), 1)


@given(whole_months)
@example([487] + [0] * 63)
def test_the_mean_of_all_times(days: list[int]) -> None:
    months = tuple(float(day / MONTH) for day in days)
    exact = sum(days) / MONTH / len(days)
    assert printed(exact, 2) == STYLE.number(number(naive_mean(months).value), 2)


@given(st.lists(st.integers(1, 99_999), min_size=1, max_size=60))
@example([9509, 9308])
@example([1, 2])
def test_mean_and_median_of_a_measure_with_one_decimal(tenths: list[int]) -> None:
    of = Measured(tuple(map(str, tenths)), tuple(unit / 10 for unit in tenths))
    exact, n = sorted(Fraction(unit, 10) for unit in tenths), len(tenths)
    assert printed(sum(exact) / n, 1) == _plain(number(mean(of).value))
    assert printed((exact[(n - 1) // 2] + exact[n // 2]) / 2, 1) == _plain(number(median(of).value))


def _plain(value: float) -> str:
    return STYLE.number(value, 1).replace(",", "")
