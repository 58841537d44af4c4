"""A long curve is drawn with fewer steps, and no reader can tell."""

import random
from bisect import bisect_right

from il2report.analysis.survival import LARGEST_GAP, STEPS_KEPT_WHOLE, product_limit, thinned
from il2report.figures.drawing import draw_curves, figure_bytes
from il2report.figures.shown import Curves, GroupCurve
from il2report.values import SurvivalCurve

MOST_BYTES = 300_000


def long_curve(n: int) -> SurvivalCurve:
    drawn = random.Random(7)
    months = [drawn.expovariate(0.1) for _ in range(n)]
    progressed = [drawn.random() < 0.6 for _ in range(n)]
    return product_limit(tuple(map(str, range(n))), months, progressed)


def height(curve: SurvivalCurve, times: list[float], month: float) -> float:
    passed = bisect_right(times, month)
    return curve.steps[passed - 1].survival if passed else 1.0


def test_a_short_curve_is_drawn_as_it_is() -> None:
    curve = long_curve(STEPS_KEPT_WHOLE)
    assert curve is thinned(curve)


def test_a_thinned_curve_is_nowhere_visibly_apart_from_the_whole_one() -> None:
    whole = long_curve(20_000)
    drawn = thinned(whole)
    times = [step.time for step in drawn.steps]
    gap = max(abs(step.survival - height(drawn, times, step.time)) for step in whole.steps)
    assert 0 < gap < LARGEST_GAP


def test_a_thinned_curve_counts_every_event_and_censoring() -> None:
    whole = long_curve(20_000)
    drawn = thinned(whole)
    expected = tuple(sum(getattr(s, kind) for s in whole.steps) for kind in ("events", "censored"))
    actual = tuple(sum(getattr(s, kind) for s in drawn.steps) for kind in ("events", "censored"))
    assert expected == actual


def test_a_thinned_curve_ends_where_the_whole_one_does() -> None:
    whole = long_curve(2_000)
    last, drawn = whole.steps[-1], thinned(whole).steps[-1]
    assert (last.time, last.survival) == (drawn.time, drawn.survival)


def test_a_hundred_thousand_steps_make_a_small_picture() -> None:
    curve = long_curve(100_000)
    assert 100_000 == len(curve.steps)
    shown = Curves("survival", (GroupCurve("", thinned(curve), ()),), "Months", "Alive (%)")
    size = len(figure_bytes(draw_curves(shown), "svg"))
    assert min(size, MOST_BYTES) == size
