"""A table with more columns than Word has is refused before a file is written."""

import pytest

from il2report.errors import Place
from il2report.word.flow import Grid, GridCell, GridRow, Paragraph, Run
from il2report.workflow.word_output import column_findings


@pytest.mark.parametrize(
    ("widths", "places"),
    [
        ([1] * 63, []),
        ([1] * 64, [Place("report/manuscript.docx", section="Table 2")]),
        ([60, 4], [Place("report/manuscript.docx", section="Table 2")]),
    ],
    ids=["as many as Word has", "one more", "one more in a cell over several"],
)
def test_a_table_of_more_columns_than_word_has_is_an_error(
    widths: list[int], places: list[Place]
) -> None:
    cells = tuple(GridCell((Paragraph("Table Text"),), columns) for columns in widths)
    caption = Paragraph("Caption", (Run("Table 2. Patients of each center."),))

    found = list(column_findings((caption, Grid((GridRow(cells),)))))

    assert places == [each.place for each in found]
    assert all(each.is_error and "has 64 columns" in each.message for each in found)
