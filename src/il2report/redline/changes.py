"""Lists the changes of a merged page in reading order, and gives each an anchor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from il2report.redline.edits import Anchor, Edit, Fate, Passage, Place, text_of
from il2report.redline.flags import Flag
from il2report.redline.moves import mark_moves
from il2report.redline.units import Nature, Unit
from il2report.redline.wording import has_new_value
from il2report.templating.page_tree import Element


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
    anchor: str
    result: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A change that has no anchor yet, with what will carry it."""

    kind: Kind
    old: str
    new: str
    place: Place
    carrier: Passage | Flag | tuple[Edit, Unit]
    result: str = ""


def listed_changes(merged: Element) -> tuple[Change, ...]:
    """Mark what moved, find all changes of a merged page, and anchor each where it stands."""
    written = list(_written(merged))
    edits = [each for each in written if isinstance(each, Edit) and each.new_place]
    mark_moves(edits)
    partners = _partners(edits)
    found = [
        change
        for each in written
        for change in (_of_flag(each) if isinstance(each, Flag) else _of_edit(each, partners))
    ]
    return tuple(_anchored(each, n, len(found)) for n, each in enumerate(found, start=1))


def _written(element: Element) -> Iterator[Edit | Flag]:
    for child in element.children:
        if isinstance(child, Edit | Flag):
            yield child
        elif isinstance(child, Element) and child.attributes.get("data-redline") != "note":
            yield from _written(child)


def _partners(edits: list[Edit]) -> dict[Unit, Unit]:
    """Pair every value that came in with the same result that went in the same place."""
    gone: dict[Hashable, list[Unit]] = defaultdict(list)
    for edit in edits:
        if edit.fate is Fate.REWRITTEN and edit.old_place:
            for unit in _values(edit.removed):
                gone[edit.old_place.key, unit.identity].append(unit)
    partners = {}
    for edit in edits:
        if edit.fate is Fate.REWRITTEN and edit.new_place:
            for unit in _values(edit.added):
                if waiting := gone[edit.new_place.key, unit.identity]:
                    partners[unit] = waiting.pop(0)
    return {new: old for new, old in partners.items() if has_new_value(old, new)}


def _values(passages: list[Passage]) -> list[Unit]:
    return [
        unit
        for passage in passages
        for unit in passage.units
        if unit.nature is Nature.VALUE and not passage.elsewhere
    ]


def _of_flag(flag: Flag) -> Iterator[Found]:
    yield Found(Kind(flag.kind), flag.old, flag.new, flag.place, flag)


def _of_edit(edit: Edit, partners: dict[Unit, Unit]) -> Iterator[Found]:
    place = edit.new_place
    if place is None or not edit.is_change:
        return
    if edit.fate is Fate.PRINTED_OTHERWISE:
        unit = edit.new[0]
        kind = Kind.VALUE if unit.nature is Nature.VALUE else Kind.NUMBERING
        yield Found(kind, edit.old[0].text, unit.text, place, edit.added[0], unit.result)
        return
    stands_at = place if edit.added else edit.old_place or place
    yield from _of_words(edit, partners, stands_at)
    for passage in edit.added:
        if passage.elsewhere:
            yield Found(
                Kind.MOVED, text_of([passage.elsewhere]), text_of([passage]), place, passage
            )
    for unit in edit.new:
        if unit in partners:
            old = partners[unit].text
            yield Found(Kind.VALUE, old, unit.text, place, (edit, unit), unit.result)


def _of_words(edit: Edit, partners: dict[Unit, Unit], place: Place) -> Iterator[Found]:
    """Give the change of wording of an edit, unless all that changed is values or moved."""
    removed, added = ([p for p in side if not p.elsewhere] for side in (edit.removed, edit.added))
    units = {unit for passage in (*removed, *added) for unit in passage.units if unit.is_spoken}
    paired = {*partners, *partners.values()} & units
    if not (removed or added) or (paired and paired == units) or edit.told == "":
        return
    old, new = text_of(removed), text_of(added)
    if edit.told:
        old, new = old and edit.told, new and edit.told
    yield Found(Kind.WORDS, old, new, place, (added or removed)[0])


def _anchored(found: Found, number: int, count: int) -> Change:
    name = f"change-{number}"
    anchor = Anchor(name, _steps(number, count))
    if isinstance(found.carrier, tuple):
        edit, unit = found.carrier
        edit.anchors[unit] = anchor
    else:
        found.carrier.anchor = anchor
        origin = found.carrier.elsewhere if isinstance(found.carrier, Passage) else None
        if origin:
            origin.anchor = Anchor(f"{name}-from")
    return Change(found.kind, found.old, found.new, found.place.title, name, found.result)


def _steps(number: int, count: int) -> str:
    """Write the links to the changes around one; the style sheet shows them when it is open."""
    before = f'<a href="#change-{number - 1}">previous</a> ' if number > 1 else ""
    behind = f' <a href="#change-{number + 1}">next</a>' if number < count else ""
    listed = f'<a href="#redline-changes">{number} of {count}</a>'
    return f'<span class="redline-step" data-redline="note">{before}{listed}{behind}</span>'
