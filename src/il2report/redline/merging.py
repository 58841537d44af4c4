"""Merges two pages into one tree in which every change is in its place.

The tree is that of the new page with what the old one had besides. A block that only one side has
says so by ``data-redline``, "deleted" or "inserted"; what changed in a block is an `Edit`. Of two
versions of a table, rows are merged by their headers, cells by their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from types import MappingProxyType
from typing import TypeVar

from il2report.document.tree import Element
from il2report.redline.blocks import Article, Block, aligned
from il2report.redline.edits import DELETED, INSERTED, MARK, NOTE, Branch, Edit, Flag, Part, note
from il2report.redline.table_heads import (
    CELLS,
    HeadCell,
    HeadColumn,
    Unlike,
    head_columns,
    head_rows,
    merged_heads,
    span,
)
from il2report.redline.units import reference_number
from il2report.redline.wording import compared

T = TypeVar("T")
Row = list[tuple[int, Element]]
"""The cells of a row, each with the number of the column of the grid that it starts in."""


class PageMerger:
    """Merges the articles of two pages; `since` names the old one.

    `figures` say by the label of a figure what has moved in it.
    """

    def __init__(
        self,
        old: Element,
        new: Element,
        since: str,
        figures: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.since, self.figures = since, figures
        self.old, self.new = Article(old), Article(new)
        self.merged = Branch(new, self.pairs(old, new))

    def pairs(self, old: Element, new: Element, *tags: str) -> list[Part]:
        """Merge the blocks right inside two elements, all or those with some tag."""
        merged: list[Part] = []
        for one, other in aligned(self.old.blocks(old, tags), self.new.blocks(new, tags)):
            if one and other:
                merged += self._both(one, other)
                continue
            for block, side in ((one, DELETED), (other, INSERTED)):
                if block:
                    between = ["\n"] if block.is_run else []  # two runs may follow each other
                    merged += [*between, self._one_sided(block, side)]
        return merged

    def either(self, old: Element | None, new: Element | None) -> Branch:
        """Merge two versions of an element, or strike or add the one that there is."""
        if old and new:
            return self._text(self.old.block(old), self.new.block(new))
        [only] = [
            self._one_sided(side.block(element), name)
            for side, element, name in ((self.old, old, DELETED), (self.new, new, INSERTED))
            if element
        ]
        return only

    def _both(self, old: Block, new: Block) -> Sequence[Part]:
        """Merge two versions of a block; a table may become two."""
        if new.is_run:
            return self._edits(old, new)
        if new.tag == "table":
            try:
                return [TableMerger(self, old.element, new.element).table()]
            except Unlike:
                return [self.either(old.element, None), self.either(None, new.element)]
        if new.tag == "figure":
            return [self._figure(old.element, new.element)]
        return [self._text(old, new)]

    def _text(self, old: Block, new: Block) -> Branch:
        """Merge two versions of a paragraph, a cell or the like, or of what holds such blocks."""
        if old.is_leaf and new.is_leaf:
            return Branch(_numbered(new.element), [*self._edits(old, new)])
        return Branch(new.element, self.pairs(old.element, new.element))

    def _edits(self, old: Block | None, new: Block | None) -> list[Edit]:
        """Compare two versions of a text, or strike or add the one that there is."""
        lasting: set[str] = set()
        if old and new:
            lasting = self.old.results[old.place.key] & self.new.results[new.place.key]
        edits = compared(old.units if old else (), new.units if new else (), frozenset(lasting))
        places = [block.place for block in (old, new) if block]
        for edit in edits:
            edit.old_place, edit.new_place = places[0], places[-1]
        return edits

    def _one_sided(self, block: Block, side: str) -> Branch:
        """Strike or add a block with all in it; what is struck loses its id to what is not."""
        is_new = side == INSERTED
        shown = _numbered(block.element)
        shown = shown if is_new else shown.altered(id=None)
        if block.is_leaf:
            edits = self._edits(None, block) if is_new else self._edits(block, None)
            return Branch(shown.altered(**{MARK: side}), [*edits])
        inside = (self.new if is_new else self.old).blocks(block.element)
        branch = Branch(shown, [self._one_sided(each, side) for each in inside])
        if block.tag == "figure":
            kind = "figure" if block.element.find("img") else "table"
            has_moved = block.element.id in self.old.figures & self.new.figures
            verbs = ("moved away", "moved here") if has_moved else ("removed", "added")
            branch.list_as("")
            _put_flag(branch, Flag(kind, verbs[is_new], block.place))
        return branch

    def _figure(self, old: Element, new: Element) -> Branch:
        """Merge two versions of a table or figure; of a figure the earlier picture is kept at hand."""
        merged = Branch(new, self.pairs(old, new))
        place = self.new.place(new)
        before, behind = old.find("img"), new.find("img")
        if before is None or behind is None:
            if merged.has_changed:
                _put_flag(merged, Flag("table", "changed", place))
        elif before.get("src") != behind.get("src"):
            old_words, new_words = before.get("alt"), behind.get("alt")
            if old_words != new_words:
                label = Element("span", ("In words:",), (("class", "redline-label"),))
                units = self.old.works.units
                edits = compared(units([old_words]), units([new_words]))
                merged.children.append(Branch(note("p", "redline-words"), [label, " ", *edits]))
            if words := self.figures.get(place.title):
                label = Element("span", ("What moved:",), (("class", "redline-label"),))
                merged.children.append(note("p", "redline-words", label, f" {words}."))
            summary = Element("summary", (f"As it was in {self.since}",))
            earlier = before.altered(loading="lazy")
            merged.children.append(note("details", "redline-earlier", summary, earlier))
            _put_flag(merged, Flag("figure", "changed", place, old_words, new_words))
        return merged


def _put_flag(figure: Branch, flag: Flag) -> None:
    """Put a flag behind the caption of a table or figure."""
    captions = [b for b in figure.branches() if b.element.tag in {"figcaption", "caption"}]
    numbered = [b for b in captions if "panel-caption" not in b.element.classes]
    (numbered or captions or [figure])[0].children.append(flag)


def _numbered(entry: Element) -> Element:
    """Keep the number of a reference, which struck entries above it would increase.

    Browsers read `value`, WeasyPrint the style.
    """
    number = reference_number(entry)
    if not number:
        return entry
    style = f"counter-increment: list-item 0; counter-set: list-item {number}"
    return entry.altered(value=number, style=style)


# --- tables ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AlignedColumn:
    """A column of the merged table: what it is on either side."""

    old: HeadColumn | None
    new: HeadColumn | None

    @property
    def grids(self) -> tuple[range, range]:
        """The grid columns under it on either side."""
        old, new = (side.grid if side else range(0) for side in (self.old, self.new))
        return old, new

    @property
    def span(self) -> int:
        """How many columns of the merged grid it takes."""
        return max(map(len, self.grids))


@dataclass(frozen=True, slots=True)
class Body:
    """A group of rows with their cells; the header that spans the group is no cell of the first."""

    element: Element
    heading: Element | None
    rows: tuple[tuple[Element, Row], ...]

    @classmethod
    def of(cls, element: Element) -> Body:
        """Take a `tbody` apart."""
        rows = element.parts("tr")
        firsts = rows[0].parts(*CELLS)[:1] if rows else []
        heading = next((cell for cell in firsts if cell.get("scope") == "rowgroup"), None)
        start = span(heading) if heading else 0
        cells = ([cell for cell in row.parts(*CELLS) if cell is not heading] for row in rows)
        placed = (_placed(each, start) for each in cells)
        return cls(element, heading, tuple(zip(rows, placed, strict=True)))

    @property
    def key(self) -> str:
        """What it is known by: its heading, or the header of its first row."""
        return self.heading.text() if self.heading else "".join(map(_row_key, self.rows[:1]))

    def is_version_of(self, other: Body) -> bool:
        """Whether two groups of rows under different headings share rows or results."""
        has_rows_in_common = not {*map(_row_key, self.rows)}.isdisjoint(map(_row_key, other.rows))
        return has_rows_in_common or _is_renamed(_results(self.element), _results(other.element))


class TableMerger:
    """Merges two versions of a table on one grid, whose columns are paired by their headers.

    Raises Unlike when a table has no head, or when the cells of a row fit no grid.
    """

    def __init__(self, merger: PageMerger, old: Element, new: Element) -> None:
        self.merger, self.old, self.new = merger, old, new
        self.height = max(len(head_rows(each)) for each in (old, new))
        ours, theirs = (head_columns(each, self.height) for each in (old, new))
        is_as_wide = len(ours) == len(theirs)
        pairs = _matched(
            ours,
            theirs,
            lambda column: column.text,
            lambda a, b: is_as_wide and ours.index(a) == theirs.index(b),
        )
        self.columns = [AlignedColumn(*pair) for pair in pairs]

    def table(self) -> Branch:
        """Merge captions, headers and all groups of rows."""
        captions = self.merger.pairs(self.old, self.new, "caption")
        head = self.new.parts("thead")[0]
        heads = [
            self._head(row, cells)
            for row, cells in zip(self._head_rows(), self._heads(), strict=True)
        ]
        ours, theirs = ([Body.of(part) for part in t.parts("tbody")] for t in (self.old, self.new))
        pairs = _matched(ours, theirs, lambda body: body.key, Body.is_version_of)
        bodies = [self._body(*pair) for pair in pairs]
        return Branch(self.new, [*captions, Branch(head, [*heads]), *bodies])

    def _heads(self) -> Iterator[list[HeadCell]]:
        return merged_heads([(each.old, each.new, each.span) for each in self.columns], self.height)

    def _head_rows(self) -> list[Element]:
        """Give the rows of the higher of the two heads, those of the new one if they are alike."""
        rows = head_rows(self.new)
        return rows if len(rows) == self.height else head_rows(self.old)

    def _head(self, row: Element, cells: Sequence[HeadCell]) -> Branch:
        merged = []
        for each in cells:
            cell = self._cell(each.old, each.new, each.columns)
            if each.rows != int(cell.element.get("rowspan") or 1):
                cell.element = cell.element.altered(rowspan=str(each.rows))
            merged.append(cell)
        return Branch(row, [*merged])

    def _body(self, old: Body | None, new: Body | None) -> Branch:
        """Merge a group of rows; its header spans all rows of both versions."""
        if old and new and (old.heading is None) != (new.heading is None):
            raise Unlike
        rows = self._rows(old, new)
        headings = (old.heading if old else None, new.heading if new else None)
        if rows and any(headings):
            cell = self._cell(*headings, max(span(each) for each in headings if each))
            cell.element = cell.element.altered(rowspan=str(len(rows)))
            rows[0].children.insert(0, cell)
        [shown, *_] = [body.element for body in (new, old) if body]
        return Branch(shown if new else shown.altered(id=None), [*rows])

    def _rows(self, old: Body | None, new: Body | None) -> list[Branch]:
        ours, theirs = (body.rows if body else () for body in (old, new))
        rows = []
        for struck, added in _matched(
            ours, theirs, _row_key, lambda a, b: _is_renamed(_results(a[0]), _results(b[0]))
        ):
            [shown, *counterpart] = [row for row in (added, struck) if row]
            cells = self._cells(struck[1] if struck else [], added[1] if added else [])
            row = Branch(shown[0], cells)
            if not counterpart:
                texts = (cell.text() for _, cell in shown[1])
                row.list_as(" · ".join(text for text in texts if text))
            rows.append(row)
        return rows

    def _cells(self, old: Row, new: Row) -> list[Part]:
        """Merge the cells of a row, column by column.

        A cell may reach over the next columns; those before the first cell are taken by the
        header of the group of rows; any other that is empty is one that this side does not have.
        """
        cells: list[Part] = []
        reach = 0
        for column in self.columns:
            ours, theirs = (
                [cell for at, cell in side if at in grid]
                for side, grid in zip((old, new), column.grids, strict=True)
            )
            if ours or theirs:
                width = max(column.span, *(sum(map(span, side)) for side in (ours, theirs)))
                count = max(len(ours), len(theirs))
                if reach or count > width:
                    raise Unlike
                # Where one version splits the column, the other's cell is narrower.
                spans = [1] * (count - 1) + [width - count + 1]
                pairs = zip(zip_longest(ours, theirs), spans, strict=True)
                cells += (self._cell(*pair, columns) for pair, columns in pairs)
                reach = width - column.span
            elif reach:
                reach = max(0, reach - column.span)
            elif cells:
                cells.append(Element("td", (), (("colspan", str(column.span)), (MARK, NOTE))))
        return cells

    def _cell(self, old: Element | None, new: Element | None, width: int) -> Branch:
        merged = self.merger.either(old, new)
        if width != span(merged.element):
            merged.element = merged.element.altered(colspan=str(width))
        return merged


def _placed(cells: Sequence[Element], start: int) -> Row:
    row = []
    for cell in cells:
        row.append((start, cell))
        start += span(cell)
    return row


def _results(element: Element) -> frozenset[str]:
    """The results that a body, or one of its rows, prints."""
    return frozenset(each.get("data-result") for each in element.elements()) - {""}


def _is_renamed(old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether two rows print mostly the same results."""
    return 2 * len(old & new) > min(len(old), len(new))


def _row_key(row: tuple[Element, Row]) -> str:
    """What a row is known by: its headers."""
    return " ".join(cell.text() for _, cell in row[1] if cell.tag == "th")


def _matched(
    old: Sequence[T], new: Sequence[T], key: Callable[[T], str], is_renamed: Callable[[T, T], bool]
) -> list[tuple[T | None, T | None]]:
    """Pair rows or columns by their keys, in order; one that was only renamed stays paired."""
    pairs: list[tuple[T | None, T | None]] = []
    matcher = SequenceMatcher(None, [*map(key, old)], [*map(key, new)], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        is_paired = b - a == d - c and (kind == "equal" or all(map(is_renamed, old[a:b], new[c:d])))
        if is_paired:
            pairs += zip(old[a:b], new[c:d], strict=True)
        else:
            pairs += [(each, None) for each in old[a:b]] + [(None, each) for each in new[c:d]]
    return pairs
