"""The XML of a part as it was received, and written again with every element as it was in which nothing changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape

from lxml import etree

from il2report.word.opening import XmlElement, parsed

OPENING = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
XMLNS = re.compile(r' xmlns(?::([^\s=]+))?="([^"]*)"')


@dataclass(frozen=True, slots=True)
class _Record:
    """An element as it was: where it is in the bytes, and what it had."""

    start: int
    inside: int
    closing: int
    end: int
    tag: str
    attributes: dict[str, str]
    text: str | None
    tail: str | None
    children: tuple[XmlElement, ...]


class Source:
    """A part of a file: its elements may be changed, and `content` gives its bytes then."""

    def __init__(self, content: bytes, part: str, name: str) -> None:
        self.root = parsed(content, part, name)
        if self.root.getroottree().docinfo.encoding.upper() not in ("UTF-8", "ASCII", "US-ASCII"):
            content = etree.tostring(self.root, encoding="UTF-8", standalone=True)
            self.root = parsed(content, part, name)
        self._raw = content
        elements = list(self.root.iter(etree.Element))
        self._records = {
            element: _Record(
                *span,
                element.tag,
                dict(element.attrib),
                element.text,
                element.tail,
                tuple(element),
            )
            for element, span in zip(elements, _spans(content), strict=True)
        }

    @property
    def content(self) -> bytes:
        """The bytes of the part as it is now."""
        root = self._records[self.root]
        return self._raw[: root.start] + self._written(self.root) + self._raw[root.end :]

    def _is_as_it_was(self, element: XmlElement) -> bool:
        record = self._records.get(element)
        if record is None or not self._has_same_opening(element, record):
            return False
        children = list(element)
        return (
            element.text == record.text
            and len(children) == len(record.children)
            and all(map(_is, children, record.children))
            and all(
                child.tail == self._records[child].tail and self._is_as_it_was(child)
                for child in children
            )
        )

    @staticmethod
    def _has_same_opening(element: XmlElement, record: _Record) -> bool:
        return bool(element.tag == record.tag) and dict(element.attrib) == record.attributes

    def _written(self, element: XmlElement) -> bytes:
        record = self._records.get(element)
        if record is None:
            return self._new(element)
        if self._is_as_it_was(element):
            return self._raw[record.start : record.end]
        opening = (
            self._raw[record.start : record.inside]
            if self._has_same_opening(element, record)
            else self._opening(element)
        )
        name = re.split(rb"[\s/>]", opening[1:], maxsplit=1)[0]
        if opening.endswith(b"/>"):
            opening = opening[:-2].rstrip() + b">"
        return opening + self._inside(element, record) + b"</" + name + b">"

    def _inside(self, element: XmlElement, record: _Record) -> bytes:
        """Write what is within an element: its text, its children, and the text behind each of them."""
        first = self._records[record.children[0]].start if record.children else record.closing
        written = (
            self._raw[record.inside : first] if element.text == record.text else _text(element.text)
        )
        following = dict(zip(record.children, (*record.children[1:], None), strict=False))
        for child in element:
            written += self._written(child)
            own = self._records.get(child)
            if own is not None and child in following and child.tail == own.tail:
                behind = following[child]
                end = record.closing if behind is None else self._records[behind].start
                written += self._raw[own.end : end]
            else:
                written += _text(child.tail)
        return written

    def _opening(self, element: XmlElement) -> bytes:
        """Write the tag with which an element begins, whose attributes changed."""
        alone = etree.Element(element.tag, dict(element.attrib), nsmap=element.nsmap)
        return self._without_known(etree.tostring(alone, encoding="unicode"))

    def _new(self, element: XmlElement) -> bytes:
        """Write an element that was not there, with the elements that were moved into it."""
        return self._without_known(etree.tostring(element, encoding="unicode", with_tail=False))

    def _without_known(self, text: str) -> bytes:
        """Leave out the namespaces that the outermost element declares."""
        known = self.root.nsmap
        opening, bracket, rest = text.partition(">")
        kept = XMLNS.sub(lambda of: "" if known.get(of[1]) == of[2] else of[0], opening)
        return f"{kept}{bracket}{rest}".encode()


def _is(one: XmlElement, other: XmlElement) -> bool:
    return one is other


def _text(text: str | None) -> bytes:
    return escape(text or "").encode()


def _spans(content: bytes) -> list[tuple[int, int, int, int]]:
    """Give for each element in document order where it, and what is within it, begins and ends."""
    parser = expat.ParserCreate()
    spans: list[list[int]] = []
    within: list[int] = []

    def begin(_name: str, _attributes: object) -> None:
        start = parser.CurrentByteIndex
        found = OPENING.match(content, start)
        inside = found.end() if found else start
        spans.append([start, inside, inside, inside])
        within.append(len(spans) - 1)

    def end(_name: str) -> None:
        span, at = spans[within.pop()], parser.CurrentByteIndex
        if not content[span[0] : span[1]].endswith(b"/>"):
            span[2], span[3] = at, content.index(b">", at) + 1

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.Parse(content, True)  # noqa: FBT003
    return [(start, inside, closing, last) for start, inside, closing, last in spans]
