"""The layout of tables in a Word file: widths, decimals under each other, rows that stay together."""

from __future__ import annotations

import pytest

from il2report.word.flow import Grid, GridCell, GridRow, Paragraph, Run
from il2report.word.grids import grid_layout, is_wide, parted, placed_cells, text_width

WIDTH, HEIGHT = 9070, 14002


def cell(text: str, style: str = "Table Text", columns: int = 1, rows: int = 1) -> GridCell:
    return GridCell((Paragraph(style, (Run(text),) if text else ()),), columns, rows)


def row(*cells: GridCell, is_head: bool = False) -> GridRow:
    return GridRow(cells, is_head)


def table(*bodies: GridRow, heads: int = 1, notes: int = 0) -> Grid:
    head = row(cell("Head", "Table Head"), cell("Value", "Table Head"), is_head=True)
    note = row(cell("A note.", "Table Note", columns=2))
    return Grid((*(head,) * heads, *bodies, *(note,) * notes))


def of_values(*texts: str) -> Grid:
    return table(*(row(cell("Age"), cell(text, "Table Number")) for text in texts))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("48.8 (8.6)", ("48", ".8 (8.6)")),
        ("<0.001", ("<0", ".001")),
        (".04", ("", ".04")),
        ("847", ("847", "")),
        ("1,234.5", ("1,234", ".5")),
        ("14+", ("14", "+")),
        ("7 (n)", ("7", " (n)")),
        ("7 (46.7)", None),
        ("2\N{MIDDLE DOT}9", None),
        ("not reached", None),
        ("228/165", None),
        ("\N{EN DASH}", None),
        ("", None),
    ],
)
def test_a_number_is_parted_where_programs_align_it(
    text: str, parts: tuple[str, str] | None
) -> None:
    assert parts == parted(text)


def test_a_cell_over_rows_is_placed_in_each_of_them() -> None:
    rows = [
        row(cell("Sex", rows=2), cell("Male")),
        row(cell("Female")),
        row(cell("Age", columns=2)),
    ]

    places = [[(each.column, each.is_continued) for each in cells] for cells in placed_cells(rows)]

    assert [[(0, False), (1, False)], [(0, True), (1, False)], [(0, False)]] == places


def test_a_row_that_is_too_short_is_filled_up_to_a_cell_from_above() -> None:
    rows = [row(cell("a"), cell("b"), cell("c", rows=2)), row(cell("d"))]

    _, second = placed_cells(rows)

    assert [(0, False), (1, False), (2, True)] == [
        (each.column, each.is_continued) for each in second
    ]


def test_columns_fill_the_page_and_none_is_narrower_than_its_number() -> None:
    layout = grid_layout([of_values("975.0 (635.0-1150.0)", "1")], WIDTH, HEIGHT)

    assert WIDTH - 2 <= sum(layout.widths) <= WIDTH
    assert layout.widths[1] > text_width("975.0 (635.0-1150.0)", 10)
    assert 10.0 == layout.points


def test_the_parts_of_a_table_have_the_same_columns() -> None:
    short, long = of_values("1"), of_values("1234567.8")

    assert (
        grid_layout([short, long], WIDTH, HEIGHT).widths
        == grid_layout([long, short], WIDTH, HEIGHT).widths
    )


def test_decimals_are_under_each_other_in_the_middle_of_their_column() -> None:
    layout = grid_layout([of_values("5.25", "1234.5")], WIDTH, HEIGHT)
    at = layout.points_at[1]

    assert at is not None
    assert text_width("1234", 10) < at < layout.widths[1] - text_width(".25", 10)


def words_across(count: int) -> Grid:
    return Grid((row(*(cell("m" * 10) for _ in range(count))),))


def test_a_table_gets_a_page_on_its_side_when_nine_points_do_not_fit() -> None:
    needed = 200 + text_width("m" * 10, 9)
    fitting = WIDTH // needed

    assert not is_wide([words_across(fitting)], WIDTH)
    assert is_wide([words_across(fitting + 1)], WIDTH)


def test_a_table_that_fits_a_page_stays_whole_and_a_longer_one_keeps_three_rows_at_its_ends() -> (
    None
):
    short, long = (table(*(row(cell("x"), cell("y")),) * rows, notes=1) for rows in (20, 120))

    kept = [
        [
            grid_layout([grid], WIDTH, HEIGHT).keeps(number, grid.rows)
            for number in range(len(grid.rows))
        ]
        for grid in (short, long)
    ]

    assert [True] * 21 + [False] == kept[0]
    assert [True] * 3 + [False] * 115 + [True] * 3 + [False] == kept[1]


@pytest.mark.parametrize("grid", [Grid(()), table(), table(heads=0, notes=1), Grid((row(),))])
def test_a_table_without_rows_or_cells_is_laid_out_as_well(grid: Grid) -> None:
    layout = grid_layout([grid], WIDTH, HEIGHT)

    assert sum(layout.widths) <= WIDTH


def test_spare_width_goes_to_numbers_first_so_that_wider_letters_fit() -> None:
    number = "8.8 (2.2)"
    numbers = (cell(number, "Table Number"),) * 4
    grid = Grid(
        (row(cell("A long name of a characteristic of the patients at the start"), *numbers),)
    )

    layout = grid_layout([grid], WIDTH, HEIGHT)

    assert layout.points == 10
    assert min(layout.widths[1:]) >= text_width(number, 13.5) + 120
