"""The letters of a paragraph of a Word file as a reader sees them, and how they are deleted and inserted there.

Text that the co-author inserted is read, text that was deleted is not. What is deleted is marked, in the run that it was in;
what is inserted has the look of what it is instead of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from il2report.word.lines import LINE_BREAK, SIGNS
from il2report.word.opening import XmlElement
from il2report.word.resolution import INSERTIONS, MARKS, PARAGRAPH, w
from il2report.word.symbols import symbol
from il2report.word.writing import slot_bookmark

LETTER = "letter"
"""An attribute that elements with text have while a copy of them is read."""
KEEPS_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
WRAPPERS = INSERTIONS | frozenset(
    {w(name) for name in ("hyperlink", "sdtContent", "sdt", "smartTag", "fldSimple")}
)
"""What is around runs and gives what is within it a meaning that text beside it does not have."""


def letters_in(element: XmlElement) -> str:
    """Give the letters that an element of a run adds to the text."""
    if element.tag == w("t"):
        return element.text or ""
    if element.tag in SIGNS:
        return SIGNS[element.tag] if element.getparent().tag == w("r") else ""
    if element.tag == w("br"):
        return "\n" if element.get(w("type"), LINE_BREAK) == LINE_BREAK else ""
    if element.tag == w("sym"):
        return symbol(element.get(w("font"), ""), element.get(w("char"), ""))
    return ""


def numbered_letters(root: XmlElement) -> dict[str, XmlElement]:
    """Give the elements that have text a number, by which a copy of them is found again."""
    found: dict[str, XmlElement] = {}
    for element in root.iter(w("t"), w("br"), w("sym"), *SIGNS):
        found[str(len(found))] = element
        element.set(LETTER, str(len(found) - 1))
    return found


@dataclass(slots=True)
class Letters:
    """The letters of one or several paragraphs, each with the element that has it and its place in that.

    `paragraphs` are those that they are in. A place without an element is the end of a paragraph.
    """

    paragraphs: list[XmlElement]
    text: str = ""
    elements: list[XmlElement | None] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        paragraphs: Sequence[XmlElement],
        copies: Sequence[XmlElement],
        known: Mapping[str, XmlElement],
    ) -> Letters:
        """Read the letters of copies of paragraphs; `known` are the elements by the numbers that the copies have."""
        found = cls(list(paragraphs))
        for number, copy in enumerate(copies):
            if number:
                found._add(None, "\n")
            for element in _of_paragraph(copy):
                found._add(known[element.get(LETTER)], letters_in(element))
        return found

    def _add(self, element: XmlElement | None, text: str) -> None:
        self.text += text
        self.elements += [element] * len(text)
        self.offsets += range(len(text))

    # --- runs -------------------------------------------------------------------------------------

    def part(self, at: int) -> None:
        """Have a run begin with a letter."""
        element = self.elements[at] if at < len(self.elements) else None
        if element is None:
            return
        offset, run = self.offsets[at], element.getparent()
        if offset:
            behind = deepcopy(element)
            element.text, behind.text = element.text[:offset], element.text[offset:]
            for each in (element, behind):
                each.set(KEEPS_SPACE, "preserve")
            element.addnext(behind)
            behind.tail, element.tail = element.tail, None
            for place in range(at, len(self.elements)):
                if self.elements[place] is not element:
                    break
                self.elements[place], self.offsets[place] = behind, self.offsets[place] - offset
            element = behind
        before = [each for each in element.itersiblings(preceding=True) if each.tag != w("rPr")]
        if not before:
            return
        made = run.makeelement(run.tag, dict(run.attrib))
        properties = run.find(w("rPr"))
        if properties is not None:
            made.append(deepcopy(properties))
        for each in (element, *element.itersiblings()):
            made.append(each)
        run.addnext(made)

    def delete(self, start: int, end: int, mark: XmlElement) -> list[XmlElement]:
        """Mark letters as deleted, each run by a copy of a mark with an id of its own; give the marks."""
        self.part(end)
        self.part(start)
        found: list[XmlElement] = []
        runs = dict.fromkeys(
            element.getparent() for element in self.elements[start:end] if element is not None
        )
        for run in runs:
            own = mark.makeelement(mark.tag, dict(mark.attrib))
            own.set(w("id"), str(int(mark.get(w("id"))) + len(found)))
            run.addprevious(own)
            own.tail, run.tail = run.tail, None
            own.append(run)
            for text in run.iter(w("t")):
                text.tag = w("delText")
                text.set(KEEPS_SPACE, "preserve")
            found.append(own)
        return found

    def properties_at(self, at: int) -> XmlElement | None:
        """Give the properties of the run that a letter is in."""
        element = self.elements[at] if 0 <= at < len(self.elements) else None
        found = element.getparent().find(w("rPr")) if element is not None else None
        return found if found is not None and len(found) else None

    def insert(self, at: int, parts: Sequence[XmlElement]) -> bool:
        """Insert before a letter, or at the end, beside any slot, link or insertion that is there."""
        self.part(at)
        before = self.elements[at - 1] if at else None
        behind = self.elements[at] if at < len(self.elements) else None
        if before is not None:
            insert_behind(before.getparent(), parts)
        elif behind is not None:
            place = outermost(behind.getparent())
            while (mark := place.getprevious()) is not None and mark.tag == w("bookmarkStart"):
                place = mark
            for each in parts:
                place.addprevious(each)
        elif self.paragraphs:
            self.paragraphs[-1].extend(parts)
        else:
            return False
        return True


def insert_behind(
    element: XmlElement, parts: Sequence[XmlElement], *, within: int | None = None
) -> None:
    """Insert behind a run or mark; within the slot that it is in, if that is the one."""
    place = (
        element
        if within is not None and _is_in_slot(element, within)
        else outermost(element, at_end=True)
    )
    if place is not element or within is None:
        while (mark := place.getnext()) is not None and mark.tag == w("bookmarkEnd"):
            place = mark
    for each in reversed(parts):
        place.addnext(each)


def outermost(element: XmlElement, *, at_end: bool = False) -> XmlElement:
    """Give an element, or the slot, link or insertion that it begins, or that it ends.

    An insertion that it is in the middle of is parted, since what is put there has another author.
    """
    while (around := element.getparent()).tag in WRAPPERS:
        beyond = list(element.itersiblings(preceding=not at_end))
        if around.tag == w("sdt"):
            beyond = []
        if beyond and around.tag in INSERTIONS:
            parted = around.makeelement(around.tag, dict(around.attrib))
            parted.extend(beyond if at_end else reversed(beyond))
            (around.addnext if at_end else around.addprevious)(parted)
        elif any(each.tag not in MARKS for each in beyond):
            break
        element = around
    return element


def _is_in_slot(element: XmlElement, number: int) -> bool:
    """Whether an element is in the control of a slot, or in its bookmark."""
    for above in element.iterancestors(w("sdt"), PARAGRAPH):
        tag = above.find(f"{w('sdtPr')}/{w('tag')}")
        if tag is not None and tag.get(w("val")) == str(number):
            return True
        if above.tag == PARAGRAPH:
            break
    open_marks: dict[str, str] = {}
    for each in above.iter():
        if each is element:
            return slot_bookmark(number) in open_marks.values()
        if each.tag == w("bookmarkStart"):
            open_marks[each.get(w("id"), "")] = each.get(w("name"), "")
        elif each.tag == w("bookmarkEnd"):
            open_marks.pop(each.get(w("id"), ""), None)
    return False


def _of_paragraph(paragraph: XmlElement) -> Iterator[XmlElement]:
    """Give the elements with text of a paragraph, but not of one within it."""
    for element in paragraph.iter(w("t"), w("br"), w("sym"), *SIGNS):
        if next(element.iterancestors(PARAGRAPH)) is paragraph and element.get(LETTER) is not None:
            yield element
