"""Printed tables written in a test: cells between pipes, two blanks for each level of indent."""

from __future__ import annotations

from collections.abc import Sequence

from il2report.audit.sources.printed_table import PrintedPaper, PrintedRow, PrintedTable
from il2report.audit.understanding import Understood, understand


def table(
    text: str,
    *,
    place: str = "T1",
    heads: int = 1,
    notes: Sequence[str] = (),
    caption: str = "",
) -> PrintedTable:
    """Read a table as a test writes it."""
    lines = [line for line in text.splitlines() if line.strip()]
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    parted = [line[margin:].split("|") for line in lines]
    width = len(parted[0])
    rows = []
    for number, (label, *cells) in enumerate(parted[heads:], start=heads + 1):
        filled = (*(cell.strip() for cell in cells), *[""] * (width - 1 - len(cells)))
        indent = (len(label) - len(label.lstrip())) // 2
        rows.append(PrintedRow(label.strip(), indent, filled, number))
    return PrintedTable(
        place=place,
        heading=f"Table {place[1:]}",
        caption=caption,
        heads=tuple(tuple(cell.strip() for cell in head) for head in parted[:heads]),
        rows=tuple(rows),
        notes=tuple(notes),
    )


def read(*tables: PrintedTable) -> Understood:
    """Understand a paper that has these tables."""
    return understand(PrintedPaper("A paper", tables))


def figures(understood: Understood) -> dict[str, str]:
    """List what was understood, "quantity@group statistic" with the text of each."""
    paper = understood.paper()
    return {f"{f.quantity}@{f.group} {f.statistic}": f.printed.text for f in paper.figures}
