"""Merges two pages into one tree in which every change is in its place.

The tree is that of the new page with what the old one had besides. A block that only one side has
says so by ``data-redline``, "deleted" or "inserted"; what changed in a block is an `Edit`.
"""

from __future__ import annotations

from collections.abc import Sequence

from il2report.document.tree import Element
from il2report.redline.blocks import Block, Side, aligned
from il2report.redline.edits import DELETED, INSERTED, MARK, Branch, Edit, Flag, Part, note
from il2report.redline.tables import merged_table
from il2report.redline.units import reference_number
from il2report.redline.wording import compared


class PageMerger:
    """Merges the articles of two pages; `since` names the old one."""

    def __init__(self, old: Element, new: Element, since: str) -> None:
        self.since = since
        self.sides = {DELETED: Side(old), INSERTED: Side(new)}
        self.merged = Branch(new, self.pairs(old, new))

    def pairs(self, old: Element, new: Element, *tags: str) -> list[Part]:
        """Merge the blocks right inside two elements, all or those with some tag."""
        ours, theirs = (
            side.blocks(element, tags)
            for side, element in zip(self.sides.values(), (old, new), strict=True)
        )
        merged: list[Part] = []
        for one, other in aligned(ours, theirs):
            if one and other:
                merged += self._both(one, other)
            else:
                for block, side in ((one, DELETED), (other, INSERTED)):
                    if block:
                        between = [] if block.element else ["\n"]  # runs of text in a row
                        merged += [*between, self._one_sided(block, side)]
        return merged

    def either(self, old: Element | None, new: Element | None) -> Branch:
        """Merge two versions of an element, or strike or add the one that there is."""
        found = {
            name: side.block(element)
            for (name, side), element in zip(self.sides.items(), (old, new), strict=True)
            if element
        }
        if old and new:
            return self._text(old, new, *found.values())
        [(name, only)] = found.items()
        return self._one_sided(only, name)

    def _both(self, old: Block, new: Block) -> Sequence[Part]:
        """Merge two versions of a block; a table may become two."""
        if old.element is None or new.element is None:
            return self._edits(old, new)
        if new.tag == "table":
            return merged_table(self, old.element, new.element)
        if new.tag == "figure":
            return [self._figure(old.element, new.element)]
        return [self._text(old.element, new.element, old, new)]

    def _text(self, old: Element, new: Element, ours: Block, theirs: Block) -> Branch:
        """Merge two versions of a paragraph, a cell or the like, or of what holds such blocks."""
        if ours.is_leaf and theirs.is_leaf:
            return Branch(_numbered(new), [*self._edits(ours, theirs)])
        return Branch(new, self.pairs(old, new))

    def _edits(self, old: Block, new: Block) -> list[Edit]:
        results = (
            side.results[block.place.key]
            for side, block in zip(self.sides.values(), (old, new), strict=True)
        )
        edits = compared(old.units, new.units, frozenset(set.intersection(*results)))
        for edit in edits:
            edit.old_place, edit.new_place = old.place, new.place
        return edits

    def _one_sided(self, block: Block, side: str) -> Branch:
        """Strike or add a block with all in it; what is struck loses its id to what is not."""
        shown = _numbered(block.element) if block.element else Element("span")
        shown = shown.altered(id=None) if side == DELETED else shown
        if block.is_leaf:
            texts = (block.units, ()) if side == DELETED else ((), block.units)
            edits = compared(*texts)
            for edit in edits:
                edit.old_place = edit.new_place = block.place
            return Branch(shown.altered(**{MARK: side}), [*edits])
        inside = self.sides[side].blocks(block.element or shown)
        branch = Branch(shown, [self._one_sided(each, side) for each in inside])
        if block.element and block.tag == "figure":
            kind = "figure" if block.element.find("img") else "table"
            has_moved = all(block.element.id in each.figures for each in self.sides.values())
            verbs = ("moved away", "moved here") if has_moved else ("removed", "added")
            branch.list_as("")
            _put_flag(branch, Flag(kind, verbs[side == INSERTED], block.place))
        return branch

    def _figure(self, old: Element, new: Element) -> Branch:
        """Merge two versions of a table or figure; of a figure the earlier picture is kept at hand."""
        merged = Branch(new, self.pairs(old, new))
        place = self.sides[INSERTED].place(new)
        before, behind = old.find("img"), new.find("img")
        if before is None or behind is None:
            if merged.has_changed:
                _put_flag(merged, Flag("table", "changed", place))
        elif before.get("src") != behind.get("src"):
            old_words, new_words = before.get("alt"), behind.get("alt")
            if old_words != new_words:
                label = Element("span", ("In words:",), (("class", "redline-label"),))
                units = self.sides[DELETED].works.units
                edits = compared(units([old_words]), units([new_words]))
                merged.children.append(Branch(note("p", "redline-words"), [label, " ", *edits]))
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
