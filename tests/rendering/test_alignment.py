"""Decimal points of a column are under each other, whatever is behind them."""

import pytest

from il2report.document.alignment import MOST, rooms_behind
from il2report.document.tables import Align, Cell, Column, Row, Table, TableNote, one_panel


def rooms(*cells: str | Cell, align: Align = Align.NUMBER) -> list[int]:
    """Half digits of room behind each cell of one column."""
    rows = [Row("", (each if isinstance(each, Cell) else Cell(each),)) for each in cells]
    notes = (TableNote("A note.", "a"),)
    table = Table("table.t", "T.", ("Row",), (Column("C", align),), one_panel(rows), notes)
    (part,) = table.parts
    return [room for group in rooms_behind(part) for row in group for room in row]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1.5", "10.25"), [2, 0]),
        (("12", "0.5"), [3, 0]),
        (("3.0", "35.5+"), [3, 0]),
        (("21+", "34"), [0, 3]),
        (("<.001", ".04"), [0, 2]),
        (("0·5", "1·25"), [2, 0]),
        (("1,200", "3.5"), [3, 0]),
        (("9.10 (1.22-67.94)", "0.59 (0.42-0.82)"), [0, 2]),
        (("138/112", "1/1"), [0, 4]),
        (("−1.5", "2"), [0, 3]),
    ],
)
def test_what_a_number_lacks_behind_its_point_is_room(cells, expected):
    assert expected == rooms(*cells)


def test_a_mark_of_a_note_hangs():
    assert [0, 1] == rooms(Cell("0.5", marker="a"), "0.7")


@pytest.mark.parametrize("text", ["–", "Reference", "not reached", "", "9, 6", "."])
def test_what_is_no_single_number_gets_none(text):
    assert [0, 0] == rooms("1.25", text)


def test_one_odd_cell_does_not_push_the_others_aside():
    assert [0, 0] == rooms("1 " + "(x" * MOST, "2.5")


@pytest.mark.parametrize("align", [Align.TEXT, Align.COUNT_AND_SHARE])
def test_other_columns_have_none(align):
    assert [0, 0] == rooms("1.5", "10.25", align=align)
