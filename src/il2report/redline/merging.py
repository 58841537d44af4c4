"""Merges two pages into one tree in which every change stands in its place.

The tree is that of the new page with what the old one had besides. A block that stands on one side
only says so by ``data-redline``, "deleted" or "inserted"; what changed in a block is an `Edit`.
"""

from __future__ import annotations

from collections.abc import Sequence

from il2report.redline.alignment import Block, aligned
from il2report.redline.edits import Edit, edits_in, tell_together
from il2report.redline.flags import (
    Flag,
    earlier_picture,
    flagged,
    marked,
    words_of_picture,
)
from il2report.redline.places import Whereabouts
from il2report.redline.tables import merged_table
from il2report.redline.units import Unit, Works, reference_number
from il2report.redline.wording import compared
from il2report.templating.page_tree import UNREAD, Element, Node, Verbatim

DELETED, INSERTED = "deleted", "inserted"
STRUCTURE = frozenset({"figure", "ol", "table", "tbody", "thead", "tr", "ul"})
"""Elements that are no text even when they are empty."""
UNLISTED = frozenset({"contents", "provenance"})
"""Classes of what follows from other parts of the page, or from the day: marked, not listed."""


class PageMerger:
    """Merges the articles of two pages; `since` names the old one."""

    def __init__(self, old: Element, new: Element, since: str) -> None:
        self.since = since
        self.works = {DELETED: Works.of(old), INSERTED: Works.of(new)}
        self.figures = [
            {element.id for element in page.elements() if element.tag == "figure"}
            for page in (old, new)
        ]
        self.where = Whereabouts(old, new)
        self._taken_apart: dict[Element, tuple[Unit, ...]] = {}

    def page(self, old: Element, new: Element) -> Element:
        """Merge two versions of the whole."""
        return new.copy().holding(*self.pairs(old.children, new.children))

    def pairs(self, old: Sequence[Node], new: Sequence[Node]) -> list[Node]:
        """Merge the blocks right inside two elements."""
        ours, theirs = self._blocks(old, DELETED), self._blocks(new, INSERTED)
        merged: list[Node] = []
        for one, other in aligned(ours, theirs):
            merged += ["\n", *self._pair(one, other)]
        return [*merged, "\n"] if merged else []

    def _pair(self, old: Block | None, new: Block | None) -> list[Node]:
        if old is None or new is None:
            block, side = (new, INSERTED) if new else (old, DELETED)
            if block is None:
                raise AssertionError("a block stands on one side at least")
            return [self.one_sided_block(block, side)]
        if old.element is None or new.element is None:
            return list(self._edits(old.units, new.units))
        return self.both(old.element, new.element)

    def both(self, old: Element, new: Element) -> list[Node]:
        """Merge two versions of an element; a table may come out as two."""
        if new.tag in UNREAD:
            return [new]
        with self.where.in_element(old, new, is_listed=not UNLISTED & {*new.classes}):
            if new.tag == "figure":
                return [self._figure(old, new)]
            if new.tag == "table":
                return merged_table(self, old, new)
            if is_leaf(new):
                return [self.leaf(old, new)]
            return [new.copy().holding(*self.pairs(old.children, new.children))]

    def leaf(self, old: Element, new: Element) -> Element:
        """Merge two versions of a block of text."""
        if not (is_leaf(old) and is_leaf(new)):
            return new.copy().holding(*self.pairs(old.children, new.children))
        edits = self._edits(self._units_of(old, DELETED), self._units_of(new, INSERTED))
        return numbered(new, new.copy()).holding(*edits)

    def one_sided(self, element: Element, side: str) -> Element:
        """Strike or add a block with all in it; what is struck loses its id to what is not."""
        before, behind = (element, None) if side == DELETED else (None, element)
        with self.where.in_element(before, behind, is_listed=not UNLISTED & {*element.classes}):
            kept = numbered(element, element.without("id") if side == DELETED else element.copy())
            if is_leaf(element):
                edits = self._one_sided_edits(self._units_of(element, side), side)
                return marked(kept, side).holding(*edits)
            blocks = self._blocks(element.children, side)
            inside = [self.one_sided_block(block, side) for block in blocks]
            whole = kept.holding(*(node for block in inside for node in ("\n", block)))
            return self._one_sided_figure(element, whole, side)

    def one_sided_block(self, block: Block, side: str) -> Node:
        """Strike or add a block, or a run of text beside blocks."""
        if block.element is not None:
            return self.one_sided(block.element, side)
        run = marked(Element("span"), side)
        return run.holding(*self._one_sided_edits(block.units, side))

    def _edits(self, old: Sequence[Unit], new: Sequence[Unit]) -> list[Edit]:
        return [self.where.placed(edit) for edit in compared(old, new, self.where.lasting)]

    def _one_sided_edits(self, units: Sequence[Unit], side: str) -> list[Edit]:
        return self._edits(units, ()) if side == DELETED else self._edits((), units)

    def _units_of(self, element: Element, side: str) -> tuple[Unit, ...]:
        """Take the text of a block apart, once."""
        if element not in self._taken_apart:
            self._taken_apart[element] = self._units(element.children, side)
        return self._taken_apart[element]

    def _units(self, nodes: Sequence[Node], side: str) -> tuple[Unit, ...]:
        return self.works[side].units(nodes)

    def _blocks(self, nodes: Sequence[Node], side: str) -> list[Block]:
        return [self._block(run, side) for run in _runs(nodes)]

    def _block(self, run: list[Node], side: str) -> Block:
        first = run[0]
        if not isinstance(first, Element) or first.is_inline:
            return Block(None, tuple(run), self._units(run, side), is_leaf=True)
        leaf = is_leaf(first)
        return Block(first, (), self._units_of(first, side) if leaf else (), leaf)

    def _figure(self, old: Element, new: Element) -> Element:
        before, behind = old.find("img"), new.find("img")
        if before and behind:
            return self._picture_figure(old, new, before, behind)
        merged = new.copy().holding(*self.pairs(old.children, new.children))
        return self._flag(merged, "table", "changed") if _has_changed(merged) else merged

    def _picture_figure(
        self, old: Element, new: Element, before: Element, behind: Element
    ) -> Element:
        """Merge the captions of a figure; show its new picture, and keep the old one at hand."""
        for element in old.elements():
            element.children = [behind if child is before else child for child in element.children]
        merged = new.copy().holding(*self.pairs(old.children, new.children))
        if before.attributes.get("src") == behind.attributes.get("src"):
            return merged
        words = [picture.attributes.get("alt") or "" for picture in (before, behind)]
        if words[0] != words[1]:
            before_in_words, behind_in_words = (self._units([text], DELETED) for text in words)
            merged.holding(words_of_picture(compared(before_in_words, behind_in_words)))
        merged.holding(earlier_picture(before, self.since))
        return self._flag(merged, "figure", "changed", *words)

    def _one_sided_figure(self, element: Element, whole: Element, side: str) -> Element:
        if element.tag != "figure":
            return whole
        kind = "figure" if element.find("img") else "table"
        has_moved = all(element.id in ids for ids in self.figures)
        tell_together(edits_in(whole), "")
        verbs = ("moved away", "moved here") if has_moved else ("removed", "added")
        return self._flag(whole, kind, verbs[side == INSERTED])

    def _flag(self, figure: Element, kind: str, verb: str, old: str = "", new: str = "") -> Element:
        return flagged(figure, Flag(kind, verb, self.where.now, old, new))


def is_leaf(element: Element) -> bool:
    """Whether it holds text and inline elements alone."""
    return element.tag not in STRUCTURE and all(
        part.is_inline or part is element for part in element.elements()
    )


def numbered(entry: Element, shown: Element) -> Element:
    """Keep the number of a reference, which struck entries above it would move on.

    Browsers read `value`, WeasyPrint the style.
    """
    if number := reference_number(entry):
        style = f"counter-increment: list-item 0; counter-set: list-item {number}"
        shown.attributes |= {"value": number, "style": style}
    return shown


def _runs(nodes: Sequence[Node]) -> list[list[Node]]:
    """Part children into blocks, and runs of text between them; blank runs are left out."""
    runs: list[list[Node]] = []
    is_open = False
    for node in nodes:
        if isinstance(node, Verbatim):
            continue
        is_block = isinstance(node, Element) and not node.is_inline
        if is_block or not is_open:
            runs.append([])
        runs[-1].append(node)
        is_open = not is_block
    return [run for run in runs if not all(isinstance(n, str) and not n.strip() for n in run)]


def _has_changed(figure: Element) -> bool:
    is_one_sided = any(
        element.attributes.get("data-redline") in {DELETED, INSERTED}
        for element in figure.elements()
    )
    return is_one_sided or any(edit.is_change for edit in edits_in(figure))
