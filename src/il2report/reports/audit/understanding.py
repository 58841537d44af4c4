"""What was read of a printed paper, to be confirmed: cells, doubts, and what was not read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from il2report.audit.understanding.understood import Understood, UnderstoodCell, UnreadCell
from il2report.document.grammar import plural
from il2report.reports.blocks import (
    FigureRow,
    FigureTable,
    Item,
    ItemList,
    Quoted,
    Remark,
    ReportPart,
    ReportTree,
    Role,
)

CONFIRM = "Compare each cell with the paper. What was inferred is marked; nothing that depends on it is proved."
DOUBTS = (
    "Inferred, because the paper does not say it. Confirm each, or correct it in the typed file."
)
UNREAD = "Printed, and not audited."


def understood_report(understood: Understood, file: str) -> ReportTree:
    """Show what was read of a paper, cell by cell, without auditing it."""
    n, m = len(understood.cells), len(understood.passages)
    read = f"{n} {plural(n, 'cell')} and {m} {plural(m, 'passage')} of text read from {file}."
    opening = (Remark(Role.SOURCE, f"{read} {CONFIRM}"),)
    parts = (
        _cells(understood),
        *_passages(understood),
        *inferred_part(understood),
        *unread_part(understood),
    )
    return ReportTree(f"What was read of {file}", "What was read", opening, parts, is_foreign=True)


def inferred_part(understood: Understood) -> Iterator[ReportPart]:
    """List what was inferred, if anything was."""
    named = understood.typed.places
    items = tuple(
        Item(f"{_where(named, each.place, each.row, each.column)}: {each.message}")
        for each in understood.doubts
    )
    if items:
        blocks = (Remark(Role.EXPLANATION, DOUBTS), ItemList(items, kind="notes"))
        yield ReportPart("doubts", "Inferred, to be confirmed", blocks, str(len(items)))


def unread_part(understood: Understood) -> Iterator[ReportPart]:
    """List what was not read, if anything was left."""
    items = tuple(_unread(understood.typed.places, each) for each in understood.unread)
    if items:
        blocks = (Remark(Role.EXPLANATION, UNREAD), ItemList(items, kind="notes"))
        yield ReportPart("unread", "Not read", blocks, str(len(items)))


def _cells(understood: Understood) -> ReportPart:
    named = understood.typed.places
    rows = defaultdict[str, list[FigureRow]](list)
    for cell in understood.cells:
        place = named.get(cell.place, cell.place)
        what = ", ".join(filter(None, (cell.row, cell.column)))
        rows[place].append(FigureRow(Quoted(place, what, cell.printed), _meaning(cell)))
    table = FigureTable({place: tuple(of) for place, of in rows.items()}, "Read as")
    return ReportPart("cells", "Cells as they were read", (table,), str(len(understood.cells)))


def _passages(understood: Understood) -> Iterator[ReportPart]:
    named = understood.typed.places
    items = tuple(Item(f"{named.get(p.place, p.place)}: {p.printed}") for p in understood.passages)
    if items:
        yield ReportPart("passages", "Passages that were read", (ItemList(items),), str(len(items)))


def _meaning(cell: UnderstoodCell) -> str:
    size = f" (n = {cell.n})" if cell.n else ""
    whom = f" of {cell.of_whom}{size}" if cell.of_whom else ""
    inferred = ", inferred" if cell.proposed else ""
    return f"{cell.label}: {cell.statistics}{whom}{inferred}"


def _unread(named: Mapping[str, str], each: UnreadCell) -> Item:
    where = _where(named, each.place, each.row, each.column)
    return Item(f"{where}: {each.printed} ({each.reason})")


def _where(named: Mapping[str, str], place: str, *within: str) -> str:
    return ", ".join(filter(None, (named.get(place, place), *within)))
