"""A page as a tree of elements, read and written without a change to its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from html.parser import HTMLParser
from typing import TypeAlias

from il2report.document.tree import INLINE
from il2report.templating.markup import refuse_nesting

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
UNREAD = frozenset({"script", "style", "template"})
"""Elements whose content is no text of the page."""

BLANKS = re.compile(r"[ \t\n\r\f]+")
"""White space that a browser shows as one space; a no-break space is none of it."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """What is copied as it stands: the doctype, a comment, a style sheet."""

    source: str


@dataclass(eq=False, slots=True)
class Element:
    """An element with its attributes and, in reading order, what is inside."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its id, or nothing."""
        return self.attributes.get("id") or ""

    @property
    def classes(self) -> tuple[str, ...]:
        """The names in its class attribute."""
        return tuple((self.attributes.get("class") or "").split())

    @property
    def is_inline(self) -> bool:
        """Whether it stands within a line of text."""
        return self.tag in INLINE

    def elements(self) -> Iterator[Element]:
        """Itself and all inside it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.elements()

    def find(self, tag: str = "", name: str = "") -> Element | None:
        """The first element in it with a tag, a class, or both."""
        found = (
            element
            for element in self.elements()
            if (not tag or element.tag == tag) and (not name or name in element.classes)
        )
        return next(found, None)

    def parts(self, *tags: str) -> list[Element]:
        """The elements right inside it, all or those with one of the tags."""
        return [
            child
            for child in self.children
            if isinstance(child, Element) and (not tags or child.tag in tags)
        ]

    def text(self) -> str:
        """The text inside, with white space as a browser shows it."""
        return BLANKS.sub(" ", "".join(self._texts())).strip(" ")

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif isinstance(child, Element):
                yield from child._texts()  # noqa: SLF001 (its own)

    def copy(self, **attributes: str | None) -> Element:
        """The same element without what is inside, with other or further attributes."""
        return replace(self, attributes=self.attributes | attributes, children=[])

    def without(self, *names: str) -> Element:
        """The same element, without what is inside and without some attributes."""
        kept = {name: value for name, value in self.attributes.items() if name not in names}
        return replace(self, attributes=kept, children=[])

    def holding(self, *children: Node) -> Element:
        """Itself, with more inside."""
        self.children.extend(children)
        return self

    def opening(self) -> str:
        """Its start tag."""
        return f"<{self.tag}{''.join(_attribute(*each) for each in self.attributes.items())}>"

    def closing(self) -> str:
        """Its end tag, if it has one."""
        return "" if self.tag in VOID else f"</{self.tag}>"


class Written:
    """What puts itself into the page: each kind of change knows how."""

    __slots__ = ()

    def html(self) -> str:
        """Write it as HTML."""
        raise NotImplementedError


Node: TypeAlias = str | Element | Verbatim | Written


def _attribute(name: str, value: str | None) -> str:
    return f" {name}" if value is None else f' {name}="{escape(value)}"'


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)
            refuse_nesting(len(self.open))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of that tag; an end without a start closes nothing."""
        at = next((n for n in range(len(self.open) - 1, 0, -1) if self.open[n].tag == tag), None)
        del self.open[at or len(self.open) :]

    def handle_data(self, data: str) -> None:
        within = self.open[-1]
        within.children.append(Verbatim(data) if within.tag in UNREAD else data)

    def handle_decl(self, decl: str) -> None:
        self.open[-1].children.append(Verbatim(f"<!{decl}>"))

    def handle_comment(self, data: str) -> None:
        self.open[-1].children.append(Verbatim(f"<!--{data}-->"))


def read_page(html: str) -> Element:
    """Read a page; the element returned has no tag and holds doctype and `html`.

    Raises
    ------
    RefusedMarkup
        When its elements are nested too deep.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def written_page(node: Node) -> str:
    """Write a page, or a part of one."""
    pieces: list[str] = []
    _write(node, pieces)
    return "".join(pieces)


def _write(node: Node, pieces: list[str]) -> None:
    if isinstance(node, str):
        pieces.append(escape(node, quote=False))
    elif isinstance(node, Verbatim):
        pieces.append(node.source)
    elif isinstance(node, Written):
        pieces.append(node.html())
    else:
        pieces.append(node.opening() if node.tag else "")
        for child in node.children:
            _write(child, pieces)
        pieces.append(node.closing() if node.tag else "")
