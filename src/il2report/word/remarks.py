"""Who changed and said what in a Word file: tracked changes and comments, with author, date and place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from lxml import etree

from il2report.word.anchors import anchored
from il2report.word.flow import FlowBlock, Paragraph, paragraphs_of
from il2report.word.lines import NOTES, SIGNS, SLOT_NAME, TAG
from il2report.word.media import pictures_of
from il2report.word.opening import WordFile, XmlElement
from il2report.word.reading import reading_of
from il2report.word.resolution import (
    DELETIONS,
    FORMER,
    INSERTIONS,
    PARAGRAPH,
    PLACE,
    Decision,
    resolved,
    w,
)
from il2report.word.writing import WordPicture

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"


class RevisionKind(StrEnum):
    """What kind of tracked change it is."""

    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_FROM = "moved from"
    MOVED_TO = "moved to"
    SPLIT = "end of paragraph inserted"
    JOINED = "end of paragraph deleted"
    ROW_INSERTED = "row inserted"
    ROW_DELETED = "row deleted"
    CELL_INSERTED = "cell inserted"
    CELL_DELETED = "cell deleted"
    FORMATTED = "formatted"


TEXT = {
    w("ins"): RevisionKind.INSERTED,
    w("del"): RevisionKind.DELETED,
    w("moveFrom"): RevisionKind.MOVED_FROM,
    w("moveTo"): RevisionKind.MOVED_TO,
}
ENDS = dict.fromkeys(INSERTIONS, RevisionKind.SPLIT) | dict.fromkeys(DELETIONS, RevisionKind.JOINED)
ROWS = {w("ins"): RevisionKind.ROW_INSERTED, w("del"): RevisionKind.ROW_DELETED}
MARKED_CELLS = {w("cellIns"): RevisionKind.CELL_INSERTED, w("cellDel"): RevisionKind.CELL_DELETED}
KINDS = {w("trPr"): ROWS, w("tcPr"): MARKED_CELLS, w("rPr"): ENDS, w("numPr"): {}}
"""The marks in the properties of a row, a cell, or the end of a paragraph; anywhere else they are of text."""
TRACKED = frozenset({*TEXT, *MARKED_CELLS, *FORMER})
BOUNDS = frozenset(
    w(name)
    for name in (
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
    )
)


NOWHERE = -1
"""The position of what is in no paragraph of the text itself, such as a comment on a footnote."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked change: its kind, who made it and when, the text, and where.

    `paragraph` is the position among the paragraphs of the flow as accepted, of what is no longer in it that of what
    follows; `slots` are the slots that it touches. `date` is as the file writes it, and may be missing.
    """

    kind: RevisionKind
    author: str
    date: str
    text: str
    paragraph: int
    slots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: who wrote it and when, what it says, the text that it is about, and where that is.

    `answers` is the number of the comment that it replies to. `paragraph` is NOWHERE where the text does not refer to
    the comment.
    """

    number: str
    author: str
    date: str
    text: str
    about: str
    paragraph: int
    slots: tuple[int, ...] = ()
    answers: str = ""
    is_resolved: bool = False


@dataclass(frozen=True, slots=True)
class WordText:
    """All that a Word file says: with its tracked changes accepted, and rejected, and who said what."""

    accepted: tuple[FlowBlock, ...]
    rejected: tuple[FlowBlock, ...]
    revisions: tuple[Revision, ...]
    comments: tuple[Comment, ...]
    notes: tuple[str, ...]
    properties: Mapping[str, str]
    pictures: Mapping[str, WordPicture] = field(default_factory=dict)

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs that revisions and comments count."""
        return tuple(paragraphs_of(self.accepted))


def word_text(file: WordFile) -> WordText:
    """Read a file: both views of its text, its tracked changes and its comments."""
    root = anchored(file)
    count = 0
    for count, each in enumerate(root.iter(PARAGRAPH), start=1):
        each.set(PLACE, str(count))
    accepted = reading_of(file, resolved(root, Decision.ACCEPT))
    rejected = reading_of(file, resolved(root, Decision.REJECT), Decision.REJECT)
    walk = _Walk(_completed(accepted.positions, count, len(list(paragraphs_of(accepted.flow)))))
    walk.through(root)
    for kind in NOTES.values():
        if part := file.related(kind):
            walk.through(file.xml(part))
    for each in root.iter(PARAGRAPH):
        del each.attrib[PLACE]
    return WordText(
        accepted.flow,
        rejected.flow,
        tuple(walk.revisions),
        tuple(_comments(file, walk)),
        file.notes,
        file.properties(),
        pictures_of(file),
    )


def _completed(positions: Mapping[str, int], count: int, end: int) -> Mapping[str, int]:
    """Give each paragraph that is gone the position of what follows it."""
    complete, following = {}, end
    for number in range(count, 0, -1):
        following = positions.get(str(number), following)
        complete[str(number)] = following
    return complete


@dataclass(slots=True)
class _Range:
    """What a comment is about: its first paragraph, its text and slots."""

    paragraph: int
    text: str = ""
    slots: dict[int, None] = field(default_factory=dict)


@dataclass(slots=True)
class _Walk:
    """One walk through the marked text in reading order."""

    positions: Mapping[str, int]
    revisions: list[Revision] = field(default_factory=list)
    ranges: dict[str, _Range] = field(default_factory=dict)
    _position: int = NOWHERE
    _open: set[str] = field(default_factory=set)
    _ended: set[str] = field(default_factory=set)
    _marks: list[XmlElement] = field(default_factory=list)
    _controls: list[int] = field(default_factory=list)
    _bookmarks: dict[str, int] = field(default_factory=dict)
    _goes_on: bool = False

    def through(self, root: XmlElement) -> None:
        """Walk."""
        self._position = NOWHERE
        self._open.clear()
        self._ended = {each.get(w("id"), "") for each in root.iter(w("commentRangeEnd"))}
        for event, element in etree.iterwalk(root, events=("start", "end")):
            (self._begin if event == "start" else self._end)(element)

    def _begin(self, element: XmlElement) -> None:
        parent = element.getparent()
        if element.tag == PARAGRAPH:
            self._position = self.positions.get(element.get(PLACE, ""), self._position)
            self._goes_on = False
            for number in self._open:
                self.ranges[number].text += " "
        elif element.tag in TRACKED and parent is not None:
            self._change(element, parent)
        elif element.tag == w("sdt"):
            value = element.find(f"{w('sdtPr')}/{w('tag')}")
            text = value.get(w("val"), "") if value is not None else ""
            self._controls.append(int(text) if TAG.fullmatch(text) else 0)
        elif element.tag in BOUNDS:
            self._bound(element)
        elif text := _letters(element):
            self._say(text)

    def _change(self, mark: XmlElement, parent: XmlElement) -> None:
        """Add a change of anything but text, and note where one of text begins.

        A mark in a place where Word never has it is none.
        """
        around, former = parent.getparent(), mark.tag in FORMER
        kind = RevisionKind.FORMATTED if former else KINDS.get(parent.tag, TEXT).get(mark.tag)
        if kind is None or around is None:
            return
        match parent.tag:
            case _ if former:
                self._add(kind, mark, _words(around))
            case of if of == w("trPr"):
                self._enter(around)
                self._add(kind, mark, " · ".join(_words(cell) for cell in around.iter(w("tc"))))
            case of if of == w("tcPr"):
                self._enter(around)
                self._add(kind, mark, _words(around))
            case of if of == w("rPr"):
                if around.tag == w("pPr"):
                    self._add(kind, mark)
            case _:
                self._marks.append(mark)

    def _bound(self, element: XmlElement) -> None:
        """Follow where bookmarks of slots, and what comments are about, begin and end."""
        number, tag = element.get(w("id"), ""), element.tag
        if tag == w("bookmarkStart"):
            if slot := SLOT_NAME.fullmatch(element.get(w("name"), "")):
                self._bookmarks[number] = int(slot[1])
        elif tag == w("bookmarkEnd"):
            self._bookmarks.pop(number, None)
        elif tag == w("commentRangeStart") and number in self._ended:
            self._open.add(number)
            self.ranges[number] = _Range(self._position)
        elif tag == w("commentRangeEnd"):
            self._open.discard(number)
        else:
            self.ranges.setdefault(number, _Range(self._position, "", dict.fromkeys(self._slots())))

    def _end(self, element: XmlElement) -> None:
        if self._marks and self._marks[-1] is element:
            self._marks.pop()
        elif element.tag == w("sdt"):
            self._controls.pop()

    def _enter(self, around: XmlElement) -> None:
        """Take the place of a row or cell from its first paragraph."""
        first = next(around.iter(PARAGRAPH), None)
        if first is not None:
            self._position = self.positions.get(first.get(PLACE, ""), self._position)

    def _slots(self) -> tuple[int, ...]:
        inner = next((each for each in reversed(self._controls) if each), 0)
        return (inner,) if inner else tuple(self._bookmarks.values())[-1:]

    def _say(self, text: str) -> None:
        slots = self._slots()
        for number in self._open:
            about = self.ranges[number]
            if not about.text.strip():  # the range may begin before the paragraph
                about.paragraph = self._position
            about.text += text
            about.slots |= dict.fromkeys(slots)
        if not self._marks:
            self._goes_on = False
            return
        mark = self._marks[-1]
        last = self.revisions[-1] if self.revisions else None
        is_same = last and (last.kind, last.author, last.date) == (TEXT[mark.tag], *_by(mark))
        if last and is_same and self._goes_on:
            more = tuple(each for each in slots if each not in last.slots)
            self.revisions[-1] = replace(last, text=last.text + text, slots=last.slots + more)
        else:
            self._add(TEXT[mark.tag], mark, text, slots)
        self._goes_on = True

    def _add(
        self, kind: RevisionKind, mark: XmlElement, text: str = "", slots: tuple[int, ...] = ()
    ) -> None:
        self.revisions.append(Revision(kind, *_by(mark), text, self._position, slots))
        self._goes_on = False


def _by(mark: XmlElement) -> tuple[str, str]:
    return mark.get(w("author"), ""), mark.get(w("date"), "")


def _letters(element: XmlElement) -> str:
    """Give what an element of a run adds to the text, deleted or not."""
    if element.tag in (w("t"), w("delText")):
        return element.text or ""
    if element.tag == w("br"):
        return "\n"
    if element.tag not in SIGNS or element.getparent().tag != w("r"):  # a stop of a tab is none
        return ""
    return SIGNS[element.tag]


def _words(element: XmlElement) -> str:
    return " ".join("".join(_letters(each) for each in element.iter(etree.Element)).split())


# --- comments -------------------------------------------------------------------------------------


def _comments(file: WordFile, walk: _Walk) -> Iterator[Comment]:
    part = file.related("comments")
    if part is None:
        return
    found = list(file.xml(part).iter(w("comment")))
    threads = _threads(file, found)
    for comment in found:
        number = comment.get(w("id"), "")
        about = walk.ranges.get(number, _Range(NOWHERE))
        answered, is_resolved = threads.get(number, ("", False))
        texts = (
            "".join(_letters(each) for each in paragraph.iter(etree.Element))
            for paragraph in comment.iter(PARAGRAPH)
        )
        yield Comment(
            number,
            *_by(comment),
            "\n".join(texts).strip(),
            about.text.strip(),
            about.paragraph,
            tuple(about.slots),
            "" if _is_circular(number, threads) else answered,
            is_resolved,
        )


def _threads(file: WordFile, comments: Iterable[XmlElement]) -> dict[str, tuple[str, bool]]:
    """Give by the number of a comment that of the comment it answers, and whether it is settled.

    The file says so by the ids of their last paragraphs, which a comment that LibreOffice saved may not have.
    """
    part = file.related("commentsExtended")
    of_paragraphs = {
        name: comment.get(w("id"), "")
        for comment in comments
        for each in comment.iter(PARAGRAPH)
        if (name := each.get(f"{W14}paraId", ""))
    }
    found = {}
    for each in file.xml(part).iter(f"{W15}commentEx") if part else ():
        number = of_paragraphs.get(each.get(f"{W15}paraId", ""))
        if number is not None:
            answered = of_paragraphs.get(each.get(f"{W15}paraIdParent", ""), "")
            found[number] = answered, each.get(f"{W15}done", "0") in ("1", "true")
    return found


def _is_circular(number: str, threads: Mapping[str, tuple[str, bool]]) -> bool:
    """Whether a comment answers itself, by way of others or not, so that none of them would be the first."""
    seen: set[str] = set()
    answered = threads.get(number, ("", False))[0]
    while answered not in ("", number, *seen):
        seen.add(answered)
        answered = threads.get(answered, ("", False))[0]
    return answered == number
