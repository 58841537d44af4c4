"""Lists the changes of a merged page in reading order, and gives each an anchor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from il2report.redline.edits import Branch, Edit, Fate, Flag, Passage, text_of
from il2report.redline.moves import mark_moves
from il2report.redline.units import Nature, Unit
from il2report.redline.wording import has_new_value


class Kind(StrEnum):
    """What kind of change it is."""

    VALUE = "value"
    """A result that both manuscripts print in this place, differently."""
    WORDS = "words"
    MOVED = "moved"
    """The same words in another place."""
    NUMBERING = "numbering"
    """A citation of the same works, or a mention of the same table, under another number."""
    TABLE = "table"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the manuscript.

    `result` is the id of the result for a value. `old` and `new` are what was printed; for a
    figure the words in place of it, and for a table nothing, since its cells are changes of their
    own. `place` is the title of the section or the label of the table or figure; `anchor` the id
    of the element of the redline that a link leads to.
    """

    kind: Kind
    old: str
    new: str
    place: str
    anchor: str = ""
    result: str = ""


Carrier = Passage | Flag | tuple[Edit, Unit]
Found = tuple[Change, Carrier]
"""A change that has no anchor yet, with the part of the page that will have it."""


def listed_changes(merged: Branch) -> tuple[Change, ...]:
    """Mark what moved, find all changes of a merged page, and give each an anchor where it is."""
    marks = list(merged.marks())
    edits = [each for each in marks if isinstance(each, Edit) and _is_listed(each)]
    mark_moves(edits)
    partners = _partners(edits)
    found: list[Found] = []
    for mark in marks:
        if isinstance(mark, Flag):
            place = mark.place.title
            found.append((Change(Kind(mark.kind), mark.old, mark.new, place), mark))
        elif mark.is_change and _is_listed(mark):
            found += _of_edit(mark, partners)
    return tuple(_anchored(*each, f"change-{n}") for n, each in enumerate(found, start=1))


def _is_listed(edit: Edit) -> bool:
    return edit.new_place is not None and edit.new_place.is_listed


def _partners(edits: list[Edit]) -> dict[Unit, Unit]:
    """Pair every value that was added with the same result that was struck in the same place."""
    struck: dict[Hashable, list[Unit]] = defaultdict(list)
    rewritten = [edit for edit in edits if edit.fate is Fate.REWRITTEN]
    for edit in rewritten:
        for unit in _values(edit.removed):
            struck[edit.old_place and edit.old_place.key, unit.identity].append(unit)
    partners = {}
    for edit in rewritten:
        for unit in _values(edit.added):
            if waiting := struck[edit.new_place and edit.new_place.key, unit.identity]:
                old = waiting.pop(0)
                if has_new_value(old, unit):
                    partners[unit] = old
    return partners


def _values(passages: list[Passage]) -> Iterator[Unit]:
    for passage in passages:
        if not passage.elsewhere:
            yield from (unit for unit in passage.units if unit.nature is Nature.VALUE)


def _of_edit(edit: Edit, partners: dict[Unit, Unit]) -> Iterator[Found]:
    """Give the change of wording of an edit, then what moved here, then the values that changed."""
    place = edit.new_place.title if edit.new_place else ""
    if edit.fate is Fate.REPRINTED:
        [passage], [unit] = edit.added, edit.added[0].units
        kind = Kind.VALUE if unit.nature is Nature.VALUE else Kind.NUMBERING
        old = text_of(edit.removed)
        yield Change(kind, old, unit.text, place, result=unit.result), passage
        return
    removed, added = ([p for p in side if not p.elsewhere] for side in (edit.removed, edit.added))
    spoken = {u for passage in (*removed, *added) for u in passage.units if u.is_spoken}
    paired = {*partners, *partners.values()} & spoken
    are_all_paired = bool(paired) and paired == spoken  # then all that changed is values
    if (removed or added) and not are_all_paired and edit.listed_as != "":
        old, new = (text_of(s) and (edit.listed_as or text_of(s)) for s in (removed, added))
        origin = edit.old_place if edit.old_place and not edit.added else edit.new_place
        title = origin.title if origin else ""
        yield Change(Kind.WORDS, old, new, title), (added or removed)[0]
    for passage in edit.added:
        if passage.elsewhere:
            old, new = text_of([passage.elsewhere]), text_of([passage])
            yield Change(Kind.MOVED, old, new, place), passage
    for unit in (unit for passage in edit.added for unit in passage.units):
        if unit in partners:
            old = partners[unit].text
            yield Change(Kind.VALUE, old, unit.text, place, result=unit.result), (edit, unit)


def _anchored(change: Change, carrier: Carrier, name: str) -> Change:
    if isinstance(carrier, tuple):
        edit, unit = carrier
        edit.anchors[unit] = name
    else:
        carrier.anchor = name
        if isinstance(carrier, Passage) and carrier.elsewhere:
            carrier.elsewhere.anchor = f"{name}-from"
    return replace(change, anchor=name)
