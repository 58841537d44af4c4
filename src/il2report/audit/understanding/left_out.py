"""Percentages of fewer patients than a column has: those with no value may be left out, unsaid."""

import re
from collections.abc import Iterator, Mapping, Sequence

from il2report.audit.understanding.denominators import less_than
from il2report.audit.understanding.draft import Draft
from il2report.audit.understanding.grid import MOST_MISPRINTS, Cell, Grid

OF_THOSE_KNOWN = re.compile(
    r"\b(?:non-?missing|available (?:data|cases|patients)|complete (?:data|cases)|with(?:out)? (?:missing )?data"
    r"|missing (?:data|values) (?:were |are )?(?:excluded|omitted|not included))\b",
    re.IGNORECASE,
)
"""How notes say that percentages are of those with a value."""
OfFewer = tuple[Cell, str]
"""A cell, and what is in doubt about its percentage."""


def percentages_of_fewer(
    cells: Sequence[Cell], sizes: Mapping[int, int | None]
) -> Iterator[OfFewer]:
    """Find percentages of one section that fit a smaller number of patients than their column has.

    A misprint looks the same. Where the counts of the section make up the column, it is one.
    """
    for cell in cells:
        n = sizes.get(cell.column)
        percent = cell.texts.get("percent", ("",))[0]
        if not percent or n is None or "n" in cell.texts:
            continue
        counts = [each.count for each in cells if each.column == cell.column and each.share]
        is_complete = len(counts) > 1 and sum(count or 0 for count in counts) == n
        if not is_complete and (fewer := less_than(n, cell.count, percent)):
            yield cell, f"does not fit {n} patients; it may be of {fewer} with a value"


def doubt_percentages(found: Sequence[OfFewer], grid: Grid, draft: Draft) -> set[tuple[int, int]]:
    """Doubt percentages of fewer patients, and give their rows and columns.

    Where they are many, or the notes say so, they are left unread: of how many they are is not said.
    """
    notes = grid.table.notes
    if len(found) > MOST_MISPRINTS or any(OF_THOSE_KNOWN.search(note) for note in notes):
        for cell, message in found:
            del cell.texts["percent"]
            draft.unread.append(grid.unread(cell, f"its percentage {message}"))
        return set()
    for cell, message in found:
        head = grid.heads.columns[cell.column].head
        draft.doubt(grid.table.place, f"{cell.printed} {message}", cell.line.printed, head)
    return {(cell.line.number, cell.column) for cell, _ in found}
