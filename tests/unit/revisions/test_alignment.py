"""Rows of two tables are paired as a person would pair them."""

from il2report.revisions.alignment import Pair, aligned

CYCLES = ("patient_id", "cycle", "start", "end", "doses")
KEY = ("patient_id", "cycle")
FIRST = ("A", 1, "may", "june", 9)
SECOND = ("A", 2, "july", "august", 7)
OTHER = ("B", 1, "may", "may", 14)


def test_rows_that_are_alike_are_the_same_wherever_they_stand() -> None:
    pairs = aligned([FIRST, SECOND], [SECOND, FIRST], CYCLES, KEY)
    assert (Pair(1, 0), Pair(0, 1)) == pairs


def test_a_row_with_another_cell_keeps_its_key() -> None:
    assert (Pair(0, 0), Pair(1, 1)) == aligned(
        [FIRST, SECOND], [(*FIRST[:4], 10), SECOND], CYCLES, KEY
    )


def test_a_row_that_is_gone_stands_behind_the_row_that_stood_before_it() -> None:
    assert (Pair(0, 0), Pair(1, None), Pair(2, 1)) == aligned(
        [FIRST, SECOND, OTHER], [FIRST, OTHER], CYCLES, KEY
    )
    assert (Pair(0, None), Pair(1, 0)) == aligned([FIRST, OTHER], [OTHER], CYCLES, KEY)


def test_rows_that_are_gone_one_after_the_other_keep_their_order() -> None:
    assert (Pair(0, 0), Pair(1, None), Pair(2, None)) == aligned(
        [FIRST, SECOND, OTHER], [FIRST], CYCLES, KEY
    )


def test_a_row_that_came_stands_where_it_came() -> None:
    assert (Pair(None, 0), Pair(0, 1)) == aligned([SECOND], [FIRST, SECOND], CYCLES, KEY)


def test_the_one_row_left_of_a_patient_is_the_same_with_another_key() -> None:
    assert (Pair(0, 0, is_renamed=True),) == aligned([FIRST], [("A", 3, *FIRST[2:])], CYCLES, KEY)


def test_a_row_of_which_most_differs_is_another_row() -> None:
    pairs = aligned([FIRST], [("A", 3, "march", "april", 2)], CYCLES, KEY)
    assert {Pair(0, None), Pair(None, 0)} == set(pairs)


def test_where_two_rows_of_a_patient_are_left_nothing_is_guessed() -> None:
    new = [("A", 3, *FIRST[2:]), ("A", 4, *SECOND[2:])]
    pairs = aligned([FIRST, SECOND], new, CYCLES, KEY)
    assert 4 == len(pairs)
    assert not any(pair.is_renamed for pair in pairs)


def test_a_table_of_one_column_beside_the_patient_tells_one_site_become_another() -> None:
    sites = ("patient_id", "site")
    assert (Pair(0, 0, is_renamed=True),) == aligned(
        [("A", "lung")], [("A", "liver")], sites, sites
    )


def test_equal_rows_are_counted() -> None:
    event = ("A", 1, "fever", 2)
    columns = ("patient_id", "cycle", "term", "grade")
    pairs = aligned([event, event], [event], columns, columns[:3])
    assert (Pair(0, 0), Pair(1, None)) == pairs


def test_rows_that_share_a_key_are_not_paired_by_it() -> None:
    columns = ("patient_id", "cycle", "term", "grade")
    old = [("A", 1, "fever", 1), ("A", 1, "fever", 2)]
    new = [("A", 1, "fever", 3), ("A", 1, "fever", 4)]
    pairs = aligned(old, new, columns, columns[:3])
    assert 4 == len(pairs)


def test_a_key_that_two_rows_share_on_one_side_alone_pairs_none_of_them() -> None:
    columns = ("patient_id", "cycle", "term", "grade")
    one, two, third = (("A", 1, "fever", grade) for grade in (1, 2, 3))
    for old, new in (([one], [two, third]), ([two, third], [one])):
        pairs = aligned(old, new, columns, columns[:3])
        assert {None} == {pair.old if pair.new is not None else pair.new for pair in pairs}
