"""What differs between two states: results, claims, texts and where they are printed."""

import pytest

from il2report.results import Unit
from il2report.results.catalogue import Statistic, Topic
from il2report.revisions.comparison import (
    Crossing,
    Line,
    Value,
    ValueChange,
    crossings,
    denominators_of,
    value_changes,
    values_of,
)
from il2report.revisions.difference import (
    ClaimChange,
    ClaimState,
    Difference,
    Side,
    Turn,
    claim_changes,
)

DOCUMENT = {
    "results": {
        "a.percent": {"value": 20.0, "text": "20.0", "unit": "percent", "label": "A", "n": 15},
        "b.median": {
            "value": None,
            "text": "not reached",
            "unit": "months",
            "label": "B",
            "n": 15,
            "reason": "not reached within follow-up",
        },
    }
}
A = Value("a.percent", 20.0, "20.0", "percent", "A")
B = Value("b.median", None, "not reached", "months", "B", "not reached within follow-up")


def test_values_are_the_entries_of_results_json():
    assert {"a.percent": A, "b.median": B} == values_of(DOCUMENT, {})


def test_a_value_is_compared_by_its_number_or_reason_and_its_text():
    assert ((20.0, "20.0"), "20.0") == (A.reading, A.full)
    expected = ("not reached within follow-up", "not reached")
    assert (expected, "not reached within follow-up") == (B.reading, B.full)


def test_printed_denominators_of_known_results_are_values_of_their_own():
    expected = Value("a.percent[n]", 15, "15", Unit.COUNT, "A, denominator")
    values = values_of(DOCUMENT, {})
    printed = {"a.percent": "15", "no": "3"}
    assert {"a.percent[n]": expected} == denominators_of(DOCUMENT, values, printed)


def other(value, number, text):
    return Value(value.id, number, text, value.unit, value.label)


def test_changes_are_sorted_and_leave_out_what_is_the_same():
    old = {"a.percent": A, "b.median": B, "d": other(A, 1, "1")}
    new = {"a.percent": other(A, 20.04, "20.0"), "b.median": B, "c": A}
    c, a, d = ValueChange("c", None, A), ValueChange("a.percent", A, new["a.percent"]), ValueChange("d", old["d"], None)  # fmt: skip
    assert (a, c, d) == value_changes(old, new)
    assert [False, True, True] == [each.prints_differently for each in (a, c, d)]
    assert ["A", "A", "A"] == [each.label for each in (a, c, d)]
    assert (None, (20.0, "20.0")) == (c.old_reading, c.new_reading)
    assert ((1, "1"), None) == (d.old_reading, d.new_reading)


def groups(benefit, no_benefit):
    """Two groups of a correlate by what says which is higher."""
    return {
        key: Value(
            key,
            number,
            str(number),
            "years",
            key,
            statistic=Statistic.MEAN,
            topic=Topic("correlates", "age", by="benefit", group=key),
        )
        for key, number in (("benefit", benefit), ("no_benefit", no_benefit))
    }


@pytest.mark.parametrize(
    ("old", "new", "is_lower_now"),
    [
        ((40, 50), (50, 40), False),
        ((50, 40), (40, 50), True),
        ((50, 40), (50.5, 50), None),
        ((50, 40), (50, 50), None),
        ((50, 50), (40, 50), None),
        ((50, 49.5), (49, 49.5), True),
        ((40, 50), (50, 49.5), False),
        ((None, 50), (60, 50), None),
        ((None, 50), (40, 50), None),
        ((40, 50), (None, 50), None),
        ((50, 40), (40, None), None),
    ],
)
def test_a_direction_turns_when_the_other_group_is_higher_and_not_at_a_tie(old, new, is_lower_now):
    before, after = groups(*old), groups(*new)
    changes = tuple(ValueChange(key, before[key], after[key]) for key in before)
    expected = [] if is_lower_now is None else [Crossing(Line.DIRECTION, changes, is_lower_now)]
    assert expected == list(crossings(before, after, (0.05, 0.05)))


@pytest.mark.parametrize(
    ("name", "old", "new", "unit", "crosses"),
    [
        ("median", 3.0, None, "months", True),
        ("median", None, 3.0, "months", True),
        ("median", 3.0, 4.0, "months", False),
        ("median", 3.0, None, "years", False),
        ("mean", 3.0, None, "months", False),
    ],
)
def test_a_median_crosses_when_it_is_reached_on_one_side_only(name, old, new, unit, crosses):
    states = [
        {name: Value(name, number, "text", unit, "X", str(number), statistic=Statistic(name))}
        for number in (old, new)
    ]
    change = ValueChange(name, states[0][name], states[1][name])
    expected = (Crossing(Line.MEDIAN, (change,)),) if crosses else ()
    assert expected == crossings(*states, (0.05, 0.05))


def test_a_median_that_only_one_state_has_crosses_nothing():
    assert () == crossings({"b.median": B}, {}, (0.05, 0.05))


def claim(outcome, wording=None):
    return ClaimState("c", "a.md, line 1", outcome, "It is so.", (), wording)


@pytest.mark.parametrize(
    ("old", "new", "turn"),
    [
        (None, claim("holds"), Turn.CAME),
        (claim("holds"), None, Turn.WENT),
        (claim("holds"), claim("holds"), None),
        (claim("other", 1), claim("other", 2), Turn.GAVE_WAY),
        (claim("other", 1), claim("other", 1), None),
        (claim("other", 1), claim("other"), None),
        (claim("holds"), claim("broken"), Turn.BROKE),
        (claim("broken"), claim("holds"), Turn.HOLDS_AGAIN),
        (claim("holds"), claim("other"), Turn.GAVE_WAY),
    ],
)
def test_a_claim_turns(old, new, turn):
    states = [{"c": state} if state else {} for state in (old, new)]
    expected = () if turn is None else (ClaimChange("c", turn, old, new),)
    assert expected == claim_changes(*states)


def test_claims_that_broke_come_first():
    old = {"a": claim("holds"), "b": claim("holds"), "c": claim("broken")}
    new = {"c": claim("holds"), "d": claim("holds"), "b": claim("broken")}
    turns = [(each.name, each.turn) for each in claim_changes(old, new)]
    expected = [("b", Turn.BROKE), ("c", Turn.HOLDS_AGAIN), ("d", Turn.CAME), ("a", Turn.WENT)]
    assert expected == turns


def difference(old_places, new_places, changes=(), templates=({}, {})):
    values = {key: Value(key, 1, "1", "count", key) for key in "abcdef"}
    old, new = (
        Side(title, "", values, {"fact": A}, places, {}, texts)
        for title, places, texts in (
            ("old", old_places, templates[0]),
            ("new", new_places, templates[1]),
        )
    )
    return Difference(old, new, tuple(changes), (), ())


def changed(key, *, in_print=True):
    return ValueChange(
        key, Value(key, 1, "1", "count", key), Value(key, 2, "2" if in_print else "1", "count", key)
    )


def test_printed_changes_stand_in_the_order_of_the_newer_text():
    changes = [changed("a"), changed("b"), changed("c"), changed("d", in_print=False)]
    found = difference({"a": ("Table I",)}, {"b": ("Abstract", "Table I"), "a": ("Results",), "d": ("Results",)}, changes)  # fmt: skip
    assert ["b", "a"] == [each.id for each in found.printed]
    assert ["c"] == [each.id for each in found.beside]
    assert ["d"] == [each.id for each in found.beyond_print]
    assert ("Results", "Table I") == found.places("a")
    assert () == found.places("c")
    assert not found.is_nothing_printed


def test_numbers_that_are_printed_on_one_side_only_are_told_unless_they_changed():
    found = difference({"a": ("1",), "b": ("1",), "c": ("1",)}, {"b": ("1",), "d": ("1",), "fact": ("1",), "unknown": ("1",)}, [changed("c")])  # fmt: skip
    assert ["d", "a.percent"] == [each.id for each in found.newly_printed]
    assert ["a"] == [each.id for each in found.no_longer_printed]
    assert not found.is_nothing_printed
    assert difference({"a": ("1",)}, {"a": ("2",)}).is_nothing_printed


def test_texts_that_came_went_or_differ_are_named_where_both_sides_have_theirs():
    texts = ({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"})
    assert ("b", "c", "d") == difference({}, {}, templates=texts).texts
    assert () == difference({}, {}, templates=({}, texts[1])).texts
    assert () == difference({}, {}, templates=(texts[0], {})).texts
