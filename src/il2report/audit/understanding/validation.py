"""Entries that a file of typed figures does not accept are left out, and their cells are unread."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from il2report.audit.sources.printed_table import PrintedPaper, PrintedTable
from il2report.audit.understanding.understood import Understood, UnderstoodCell, UnreadCell
from il2report.audit.vocabulary import NO_ENTRY
from il2report.errors import StudyRefused

NO_TABLE = "the table is not understood as a whole"
SECTIONS = ("groups", "measures", "survival", "estimates", "tests")
FAULTS = (ValueError, LookupError, TypeError, ArithmeticError, AttributeError, StopIteration)
"""What a table of an unforeseen form may raise; one table must not end the reading of a paper."""


def understood_of(paper: PrintedPaper, read: Callable[[PrintedPaper], Understood]) -> Understood:
    """Read a paper; a table with which it could not be audited is left out, all cells unread.

    Tables are added one by one, so that of two that fail together the first is read.
    """
    if (whole := _tried(paper, read)) is not None:
        return whole
    kept, understood = list[PrintedTable](), read(replace(paper, tables=()))
    for table in paper.tables:
        some = _tried(replace(paper, tables=(*kept, table)), read)
        if some is not None:
            kept, understood = [*kept, table], some
    failed = [table for table in paper.tables if table not in kept]
    unread = tuple(cell for table in failed for cell in _cells(table))
    return replace(understood, unread=(*understood.unread, *unread))


def _tried(paper: PrintedPaper, read: Callable[[PrintedPaper], Understood]) -> Understood | None:
    try:
        understood = with_valid_entries(read(paper))
    except FAULTS:
        return None
    return understood if is_paper(understood) else None


def is_paper(understood: Understood) -> bool:
    """Whether what was understood can be audited."""
    try:
        understood.paper()
    except (*FAULTS, StudyRefused):
        return False
    return True


def _cells(table: PrintedTable) -> Iterator[UnreadCell]:
    for row in table.rows:
        for number, cell in enumerate(row.cells, start=1):
            if cell.strip():
                heads = (head[number] for head in table.heads if number < len(head))
                head = ", ".join(dict.fromkeys(filter(None, heads)))
                yield UnreadCell(table.place, row.label, head, cell, NO_TABLE, row.line)


def _unread(cell: UnderstoodCell, reason: str) -> UnreadCell:
    return UnreadCell(cell.place, cell.row, cell.column, cell.printed, reason, cell.line)


# --- entries ---


def with_valid_entries(understood: Understood) -> Understood:
    """Leave out the entries that the layout of a file of typed figures refuses."""
    try:
        _ = understood.typed
    except ValidationError as error:
        locations = [details["loc"] for details in error.errors()]
    else:
        return understood
    document = dict(understood.document)
    removed = _remove_rows(document, locations) | _remove_entries(document, locations)
    if not removed:
        raise ValueError(NO_ENTRY)
    _remove_what_refers(document)
    gone = [cell for cell in understood.cells if cell.quantity.partition(".")[0] in removed]
    return with_valid_entries(
        replace(
            understood,
            document=document,
            cells=tuple(cell for cell in understood.cells if cell not in gone),
            unread=(*understood.unread, *(_unread(cell, NO_ENTRY) for cell in gone)),
            lines={},
        )
    )


def _remove_rows(document: dict[str, Any], locations: Sequence[tuple[Any, ...]]) -> set[str]:
    """Remove rows of typed tables, or whole tables."""
    removed = set[str]()
    kept = list[Mapping[str, Any]]()
    for number, table in enumerate(document.get("tables", ())):
        refused = [loc[2:] for loc in locations if loc[:2] == ("tables", number)]
        are_rows = all(len(loc) > 1 and loc[0] in {"rows", "labels"} for loc in refused)
        names = {str(loc[1]) for loc in refused} if are_rows else set(table["rows"])
        removed |= names
        left = {key: value for key, value in table["rows"].items() if key not in names}
        if left:
            labels = {key: of for key, of in table["labels"].items() if key in left}
            kept.append({**table, "labels": labels, "rows": left})
    document["tables"] = kept
    return removed


def _remove_entries(document: dict[str, Any], locations: Sequence[tuple[Any, ...]]) -> set[str]:
    removed = set[str]()
    for section in SECTIONS:
        names = {str(loc[1]) for loc in locations if len(loc) > 1 and loc[0] == section}
        entries = document.get(section, {})
        document[section] = {name: of for name, of in entries.items() if name not in names}
        removed |= names
    return removed


def _remove_what_refers(document: dict[str, Any]) -> None:
    """Remove tests and relations of what is no longer there."""
    known = {"all", *document.get("groups", {}), *document.get("measures", {})}
    for table in document["tables"]:
        known |= set(table["rows"])
        known |= {f"{row}.{grade}" for row in table["rows"] for grade in table.get("grades", ())}
    document["tests"] = {
        name: test
        for name, test in document.get("tests", {}).items()
        if {*test.get("features", ()), *test["groups"]} <= known
        and test.get("feature", "all") in known
        and test.get("measure", "all") in known
    }
    document["relations"] = [
        each for each in document.get("relations", ()) if {each["whole"], *each["members"]} <= known
    ]
