"""Where floats go: planned on lengths alone, whatever the text and however many floats."""

import math

from hypothesis import given
from hypothesis import strategies as st

from il2report.pages.placement import Float, FloatPlan, Placement, TextFlow, float_plan

GAP = 18.0
PAGE = 1000.0


def _flow(length: float, step: float = 150.0) -> TextFlow:
    starts = tuple(step * number for number in range(int(length / step) + 1))
    return TextFlow(starts, end=length, first_page=1200.0, page_height=PAGE)


def _pages(plan: FloatPlan) -> dict[int, int]:
    return {placement.number: placement.page for placement in plan.placements}


def test_a_float_heads_the_page_that_cites_it():
    assert {0: 2} == _pages(float_plan(_flow(6000), [Float(300, cited_at=1900)], GAP))


def test_a_float_cited_on_the_first_page_heads_the_second():
    assert {0: 2} == _pages(float_plan(_flow(6000), [Float(300, cited_at=50)], GAP))


def test_a_float_that_would_push_its_citation_off_the_page_waits_for_the_next():
    assert {0: 3} == _pages(float_plan(_flow(6000), [Float(300, cited_at=3100)], GAP))


def test_floats_that_fit_together_share_a_page_in_their_order():
    plan = float_plan(_flow(6000), [Float(300, 1300), Float(200, 1400)], GAP)
    assert [(0, 2, 0.0), (1, 2, 318.0)] == [(p.number, p.page, p.below) for p in plan.placements]
    assert {2: 536.0} == plan.reserved


def test_a_page_keeps_room_for_text_below_its_floats():
    plan = float_plan(_flow(9000), [Float(500, 1300), Float(400, 1300)], GAP)
    assert {0: 2, 1: 3} == _pages(plan)


def test_a_float_too_tall_for_any_page_of_text_follows_the_text():
    plan = float_plan(_flow(6000), [Float(900, 1300)], GAP)
    assert (FloatPlan((), {}, (0,))) == plan


def test_floats_cited_at_the_very_end_follow_the_text():
    assert (0,) == float_plan(_flow(1100), [Float(300, 1000)], GAP).following


def test_a_page_without_a_place_to_anchor_is_passed_over():
    flow = TextFlow((0.0, 100.0, 4000.0), end=6000, first_page=1200.0, page_height=PAGE)
    assert {0: 3} == _pages(float_plan(flow, [Float(300, 100)], GAP))


def test_a_plan_cut_short_keeps_the_order_of_the_rest():
    placed = tuple(Placement(number, page, 5, 0.0) for number, page in ((0, 2), (1, 3), (2, 4)))
    plan = FloatPlan(placed, {2: 100.0, 3: 100.0, 4: 100.0}, (3,))
    assert FloatPlan(placed[:1], {2: 100.0}, (1, 2, 3)) == plan.up_to(1)


cited = st.floats(0, 8000)
some_floats = st.lists(st.builds(Float, st.floats(20, 1100), cited), max_size=8).map(
    lambda floats: sorted(floats, key=lambda each: each.cited_at)
)


@given(floats=some_floats, length=st.floats(200, 9000), step=st.floats(20, 900))
def test_every_float_is_placed_once_and_in_order(floats, length, step):
    plan = float_plan(_flow(length, step), floats, GAP)
    placed = [placement.number for placement in plan.placements]
    assert list(range(len(floats))) == [*placed, *plan.following]
    assert sorted(_pages(plan).values()) == list(_pages(plan).values())


@given(floats=some_floats, length=st.floats(200, 9000), step=st.floats(20, 900))
def test_the_room_of_a_page_is_that_of_its_floats(floats, length, step):
    plan = float_plan(_flow(length, step), floats, GAP)
    room = dict.fromkeys(plan.reserved, 0.0)
    for placement in plan.placements:
        assert placement.below == room[placement.page]
        room[placement.page] += floats[placement.number].height + GAP
    assert plan.reserved == {page: math.ceil(height) for page, height in room.items()}
    assert all(height < PAGE for height in room.values())
