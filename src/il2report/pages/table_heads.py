"""Finds which cells of a printed table head which, from the structure of the document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from il2report.pages.structure import Node


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell where it is: its first row and column, and how many of each it takes."""

    node: Node
    row: int
    column: int
    rows: int
    columns: int
    group: int
    """Which group of rows it is in, from 0."""

    def places(self) -> tuple[range, range]:
        """Give its rows and its columns."""
        return range(self.row, self.row + self.rows), range(self.column, self.column + self.columns)


def cells_of(table: Node) -> tuple[Cell, ...]:
    """Place the cells of a table on its grid."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    groups = [kid for kid in table.kids if isinstance(kid, Node) and kid.tag != "Caption"]
    row = 0
    for number, group in enumerate(groups):
        for line in group.inner("TR"):
            column = 0
            for node in line.kids:
                if not isinstance(node, Node):
                    continue
                while (row, column) in taken:
                    column += 1
                cell = Cell(node, row, column, span(node, "rowspan"), span(node, "colspan"), number)
                rows, columns = cell.places()
                taken |= {(i, j) for i in rows[1:] for j in columns}
                cells.append(cell)
                column += cell.columns
            row += 1
    return tuple(cells)


def span(node: Node, name: str) -> int:
    """How many rows or columns a cell takes."""
    return int(node.element.get(name, "1")) if node.element is not None else 1


def heads_of(cells: tuple[Cell, ...]) -> Mapping[Node, tuple[Node, ...]]:
    """Give the cells that head each cell with data: those of its columns, of its group of rows, of its row."""
    over: dict[int, list[Cell]] = defaultdict(list)
    beside: dict[int, list[Cell]] = defaultdict(list)
    of_group: dict[int, list[Cell]] = defaultdict(list)
    found: dict[Node, tuple[Node, ...]] = {}
    # A head of columns or of a group is before its cells, a head of a row may follow them.
    for cell in cells:
        if cell.node.tag == "TH" and _scope(cell) == "row":
            for row in cell.places()[0]:
                beside[row].append(cell)
    for cell in cells:
        rows, columns = cell.places()
        if cell.node.tag == "TD":
            heads = [head for column in columns for head in over[column] if head.row < cell.row]
            heads += of_group[cell.group]
            heads += [head for row in rows for head in beside[row]]
            found[cell.node] = tuple(dict.fromkeys(head.node for head in heads))
        elif _scope(cell) == "rowgroup":
            of_group[cell.group].append(cell)
        elif _scope(cell) != "row":
            for column in columns:
                over[column].append(cell)
    return found


def _scope(cell: Cell) -> str:
    """Say what a head heads, as HTML says it."""
    element = cell.node.element
    return element.get("scope", "col") if element is not None else "col"
