"""Reads a redline as its reader would: without what was struck, or without what was added.

Knows nothing of how a redline is made. A page becomes the list of its blocks of text, each with
its tag; cells of tables count even when they are empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
CELLS = frozenset({"td", "th"})
BLOCKS = CELLS | {
    *("article", "aside", "blockquote", "caption", "details", "div", "figcaption", "figure"),
    *("h1", "h2", "h3", "h4", "header", "li", "nav", "ol", "p", "section", "summary"),
    *("table", "tbody", "thead", "tr", "ul"),
}

Text = list[tuple[str, str]]
Mark = tuple[str, str, str, str]


@dataclass(slots=True)
class Open:
    """An element that is not closed yet."""

    tag: str
    is_dropped: bool
    is_label: bool = False


@dataclass(slots=True)
class Reading:
    """What was read: blocks of text, every marked number, and the titles of the places they stand in.

    A mark is its place, its id with the part of the result, its value and its text.
    """

    blocks: Text = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, drop_tag: str, drop_side: str) -> None:
        super().__init__()
        self.drop_tag, self.drop_side = drop_tag, drop_side
        self.open: list[Open] = []
        self.blocks: list[list[str]] = []
        self.reading = Reading()
        self.section = self.heading = "title"
        self.figure = ""
        self.mark: tuple[str, str] | None = None

    @property
    def is_within(self) -> bool:
        return any(each.tag == "article" for each in self.open)

    @property
    def is_dropped(self) -> bool:
        return bool(self.open) and self.open[-1].is_dropped

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        note = attributes.get("data-redline")
        dropped = self.is_dropped or tag == self.drop_tag or note in {"note", self.drop_side}
        if tag in VOID:
            return
        self.open.append(Open(tag, dropped, attributes.get("class") == "label"))
        if dropped or not self.is_within:
            return
        if tag in BLOCKS:
            self._flush()
            self.blocks.append([tag])
        if tag in {"h2", "h3"}:
            self.heading = attributes.get("id", "")
            self.section = self.heading if tag == "h2" else self.section
        if tag == "figure":
            self.figure = attributes.get("id", "")
        if "data-result" in attributes:
            part = attributes.get("data-part", "")
            self.mark = (f"{attributes['data-result']}/{part}", attributes["value"])

    def handle_endtag(self, tag):
        closed = self.open.pop()
        assert closed.tag == tag, f"</{tag}> closes <{closed.tag}>"
        if closed.is_dropped:
            return
        if tag in {"h2", "h3"} and self.blocks:
            before = f"{self.reading.titles[self.section]}: " if tag == "h3" else ""
            self.reading.titles[self.heading] = before + shown("".join(self.blocks[-1][1:]))
        if tag in BLOCKS and self.blocks:
            self._flush(at_end=True)
            self.blocks.pop()
        if tag == "figure":
            self.figure = ""
        if tag == "data":
            self.mark = None

    def handle_data(self, data):
        if self.blocks and not self.is_dropped:
            self.blocks[-1].append(data)
            if self.open[-1].is_label and self.figure:
                self.reading.titles[self.figure] = data.rstrip(".")
            if self.mark:
                result, value = self.mark
                self.reading.marks.append((self.figure or self.heading, result, value, data))

    def _flush(self, *, at_end: bool = False) -> None:
        if self.blocks:
            tag, *texts = self.blocks[-1]
            text = shown("".join(texts))
            if text or (at_end and tag in CELLS):
                self.reading.blocks.append((tag, text))
            self.blocks[-1] = [tag]


def shown(text: str) -> str:
    """White space as a browser shows it; no-break spaces are kept."""
    return " ".join(part for part in text.replace("\n", " ").split(" ") if part)


def read(page: str, *, drop: Sequence[str] = ("", "")) -> Reading:
    """Read the article of a page."""
    reader = _Reader(*drop)
    reader.feed(page)
    reader.close()
    return reader.reading


def accepted(redline: str) -> Reading:
    """Read a redline with every change accepted."""
    return read(redline, drop=("del", "deleted"))


def rejected(redline: str) -> Reading:
    """Read a redline with every change rejected."""
    return read(redline, drop=("ins", "inserted"))
