"""What of two versions is taken for one thing that changed, and what for one that went and one that came."""

from il2report.word.file import Placed
from il2report.word.flow import FlowBlock, Grid, GridCell, GridRow, Paragraph, Picture, Run
from il2report.word.tracking import Mark, TrackedParagraph, TrackedRow, tracked
from il2report.word.units import Edition


def compared(
    old: FlowBlock, new: FlowBlock, *digests: dict[str, str]
) -> list[TrackedParagraph | TrackedRow]:
    before, after = (Edition((), each) for each in digests or ({}, {}))
    found: list[TrackedParagraph | TrackedRow] = []
    for placed in tracked([Placed(old)], [Placed(new)], before, after):
        parts = placed.block.rows if isinstance(placed.block, Grid) else [placed.block]
        found += [each for each in parts if isinstance(each, TrackedParagraph | TrackedRow)]
    return found


def row(style: str, text: str) -> GridRow:
    stub, cell = Paragraph("Table Stub", (Run("P01"),)), Paragraph(style, (Run(text),))
    return GridRow((GridCell((stub,)), GridCell((cell,))))


def test_a_row_with_another_text_in_a_cell_is_kept() -> None:
    old, new = (Grid((row("Table Text", text),)) for text in ("Low", "High"))

    assert [Mark.KEPT] == [each.mark for each in compared(old, new)]


def test_a_row_with_another_kind_of_cell_is_deleted_and_inserted() -> None:
    old, new = Grid((row("Table Text", "Low"),)), Grid((row("Table Number", "5.0"),))

    assert [Mark.DELETED, Mark.INSERTED] == [each.mark for each in compared(old, new)]


def test_a_figure_with_another_picture_is_deleted_and_inserted_and_one_with_the_same_is_kept() -> (
    None
):
    figure = Paragraph("Figure", (Picture("figure.os", "Curve"),))
    one, other = {"figure.os": "one"}, {"figure.os": "other"}

    assert [Mark.KEPT] == [each.mark for each in compared(figure, figure, one, one)]
    marks = [each.mark for each in compared(figure, figure, one, other)]
    assert [Mark.DELETED, Mark.INSERTED] == marks
