"""Makes rows of a table of a received file: rows that come, marks of rows, cells over several rows."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from il2report.word.flow import Grid
from il2report.word.grids import PlacedCell
from il2report.word.opening import XmlElement
from il2report.word.refresh.marking import Marker
from il2report.word.refresh.merging import results_of
from il2report.word.resolution import TABLE, w
from il2report.word.tracked_writing import Cause
from il2report.word.tracking import TrackedParagraph, TrackedRow


def new_row(
    marker: Marker,
    row: TrackedRow,
    cells: Sequence[PlacedCell],
    beside: XmlElement,
    like: XmlElement | None,
) -> XmlElement:
    """Make an inserted row: with the widths and rules of another, or else the widths of the table of a row beside it."""
    made = deepcopy(like) if like is not None else _by_columns(marker, cells, beside)
    for cell, placed in zip(made.findall(w("tc")), cells, strict=True):
        for each in list(cell):
            if each.tag != w("tcPr"):
                cell.remove(each)
        properties = cell.find(w("tcPr"))
        for merge in list(properties.iter(w("vMerge"))) if properties is not None else ():
            merge.getparent().remove(merge)
        if placed.is_continued:
            _merge(marker, cell, "")
            cell.extend(marker.parsed("<w:p/>"))
            continue
        if placed.cell.rows > 1:
            _merge(marker, cell, "restart")
        for paragraph in placed.cell.paragraphs:
            if isinstance(paragraph, TrackedParagraph):
                cell.append(marker.new_paragraph(paragraph, in_new_row=True))
    mark_row(marker, made, "ins", marker.writer.caused(results_of((Grid((row,)),))))
    return made


def _by_columns(marker: Marker, cells: Sequence[PlacedCell], beside: XmlElement) -> XmlElement:
    """Make an empty row with cells as wide as the columns of the table."""
    table = next(beside.iterancestors(TABLE))
    columns = [each.get(w("w"), "") for each in table.iterfind(f"{w('tblGrid')}/{w('gridCol')}")]
    inside = ""
    for placed in cells:
        span = placed.cell.columns
        widths = [of for of in columns[placed.column : placed.column + span] if of.isdecimal()]
        width = f'<w:tcW w:w="{sum(map(int, widths))}" w:type="dxa"/>' if widths else ""
        spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        inside += f"<w:tc><w:tcPr>{width}{spans}</w:tcPr></w:tc>"
    [made] = marker.parsed(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inside}</w:tr>")
    return made


def span(marker: Marker, row: XmlElement, cells: Sequence[PlacedCell]) -> None:
    """Let cells of a row reach into rows that come; without these they are as they were."""
    own = row.findall(w("tc"))
    for cell, placed in zip(own, cells, strict=False) if len(own) == len(cells) else ():
        begins = placed.cell.rows > 1 and not placed.is_continued
        if begins and next(cell.iterfind(f"{w('tcPr')}/{w('vMerge')}"), None) is None:
            _merge(marker, cell, "restart")


def _merge(marker: Marker, cell: XmlElement, value: str) -> None:
    """Have a cell begin, or go on with, one over several rows."""
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = cell.makeelement(w("tcPr"), {})
        cell.insert(0, properties)
    [merge] = marker.parsed(f'<w:vMerge w:val="{value}"/>' if value else "<w:vMerge/>")
    before = [each for each in properties if each.tag in (w("tcW"), w("gridSpan"), w("cnfStyle"))]
    properties.insert(len(before), merge)


def mark_row(marker: Marker, row: XmlElement, kind: str, causes: Sequence[Cause]) -> None:
    """Mark a row as inserted or deleted."""
    properties = row.find(w("trPr"))
    if properties is None:
        properties = row.makeelement(w("trPr"), {})
        row.insert(1 if len(row) and row[0].tag == w("tblPrEx") else 0, properties)
    for each in [*properties.findall(w("ins")), *properties.findall(w("del"))]:
        properties.remove(each)
    mark, change = marker.mark(kind, causes), properties.find(w("trPrChange"))
    if change is None:
        properties.append(mark)
    else:
        change.addprevious(mark)
