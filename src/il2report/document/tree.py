"""What the reader of a manuscript sees, as frozen nodes: text, elements, and all that comes from data.

A piece of text is a `str`. What a call of a template printed from the data is a node of its own, which
names its result, label, work or float and the line of the template that
called for it. HTML (`document/html.py`), plain text (`words`), places, the panel and document.json are
functions of these nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from markupsafe import Markup

INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i"),
        *("img", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup"),
        *("time", "u", "var", "wbr"),
    }
)
"""Elements that are part of a line of text; any other is a block."""
UNREAD = frozenset({"script", "style", "template"})
"""Elements whose content is no text of the page."""
BLANKS = re.compile(r"[ \t\n\r\f]+")
"""White space that a browser shows as one space; a no-break space is not part of it."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Origin:
    """The line of a template that called for a node."""

    template: str
    line: int

    def __str__(self) -> str:
        return f"{self.template}:{self.line}"


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number, or the words in place of it.

    `result` is the id that it was looked up by: that of a result, `literature.ID` or `constant.PATH`.
    `part` is "n" for the denominator of the result; `value` is in full precision, and None where the data
    give none. `italic` is how the text begins if that is set in italics, such as the "P" of a p-value.
    """

    result: str
    text: str
    value: float | str | None = None
    part: str = ""
    italic: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """The codebook's label of a code, or with `part` "group" the group that the code belongs to."""

    table: str
    column: str
    code: str
    text: str
    part: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """Any other text from the data: `source` is the value that was asked for.

    That is a value of study.toml ("study.site.city"), a column ("patients.patient_id"), or the id of
    the result that has no value, where the text is the reason.
    """

    source: str
    text: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """The end of a claim: its name, what became of it ("holds", "alternative", "broken"), its words."""

    name: str
    outcome: str
    sentence: str
    origin: Origin | None = None

    @property
    def text(self) -> str:
        """Nothing: the words of the claim precede it, with the nodes among them."""
        return ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Works cited in one place: their keys and their numbers as printed, the least of which is `first`."""

    keys: tuple[str, ...]
    numbers: str
    first: int
    is_raised: bool = False
    origin: Origin | None = None
    brackets: str = "()"

    @property
    def around(self) -> str:
        """The signs around the numbers; none around a superscript."""
        return "" if self.is_raised else self.brackets

    @property
    def text(self) -> str:
        """The numbers, in their brackets."""
        return f"{self.around[:1]}{self.numbers}{self.around[1:]}"


@dataclass(frozen=True, slots=True)
class Mention:
    """The number of a table or figure in running text, which leads there."""

    key: str
    text: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class FloatPlace:
    """Where a table or figure is anchored in the text."""

    key: str
    origin: Origin | None = None

    @property
    def text(self) -> str:
        """Nothing: the table or figure has its own text."""
        return ""


def is_supplementary(key: str) -> bool:
    """Whether a table or figure belongs to the supplement."""
    return key.partition(".")[2].startswith("s_")


def is_figure(key: str) -> bool:
    """Whether a key is that of a figure, rather than of a table."""
    return key.startswith("figure.")


def element_id(key: str) -> str:
    """Give the id that a table or figure has in the page."""
    return key.replace(".", "-")


Attributes: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element of HTML with what is inside: a paragraph, a heading, a list, emphasis, a link."""

    tag: str
    children: tuple[Node, ...] = ()
    attributes: Attributes = ()

    @property
    def is_inline(self) -> bool:
        """Whether it is part of a line of text."""
        return self.tag in INLINE

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of any level."""
        return self.tag in HEADINGS

    @property
    def id(self) -> str:
        """Its id, or nothing."""
        return self.get("id")

    @property
    def classes(self) -> tuple[str, ...]:
        """The names in its class attribute."""
        return tuple(self.get("class").split())

    def get(self, name: str) -> str:
        """The value of an attribute, or nothing."""
        return next((value for known, value in self.attributes if known == name), "")

    def has(self, name: str) -> bool:
        """Whether it has an attribute."""
        return any(known == name for known, _ in self.attributes)

    def elements(self) -> Iterator[Element]:
        """Itself and all elements inside it, in reading order."""
        yield self
        for child in self.parts():
            yield from child.elements()

    def find(self, tag: str = "", name: str = "") -> Element | None:
        """The first element in it with a tag, a class, or both."""
        for element in self.elements():
            if (not tag or element.tag == tag) and (not name or name in element.classes):
                return element
        return None

    def parts(self, *tags: str) -> list[Element]:
        """The elements right inside it, all or those with one of the tags."""
        inside = (child for child in self.children if isinstance(child, Element))
        return [child for child in inside if not tags or child.tag in tags]

    def text(self) -> str:
        """The text inside, with white space as a browser shows it."""
        return BLANKS.sub(" ", "".join(_raw_texts(self.children))).strip(" ")

    def altered(self, **attributes: str | None) -> Element:
        """The same element with other or further attributes; None takes one away."""
        altered = dict(self.attributes) | attributes
        kept = ((name, value) for name, value in altered.items() if value is not None)
        return replace(self, attributes=tuple(kept))


def _raw_texts(nodes: Iterable[Node]) -> Iterator[str]:
    # Unlike `plain_text`, which separates blocks, this is what a page that was read holds, without scripts.
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif not isinstance(node, Element):
            yield node.text
        elif node.tag not in UNREAD:
            yield from _raw_texts(node.children)


FromData: TypeAlias = Number | Label | Word | Citation | Mention | FloatPlace | ClaimMark
Node: TypeAlias = str | FromData | Element


class Fragment(tuple[Node, ...]):
    """Nodes in a row, as a call of a template or the cell of a table prints them."""

    __slots__ = ()

    @classmethod
    def of(cls, *parts: Part) -> Fragment:
        """Join texts, nodes and fragments."""
        nodes: list[Node] = []
        for part in parts:
            for node in part if isinstance(part, Fragment) else (part,):
                if isinstance(node, Markup):
                    node = node.unescape()  # noqa: PLW2901 (words that a template has escaped)
                if isinstance(node, str) and nodes and isinstance(nodes[-1], str):
                    nodes[-1] += node
                elif node != "":
                    nodes.append(node)
        return cls(nodes)

    @property
    def text(self) -> str:
        """What it says, without any markup."""
        return plain_text(self)

    def __add__(self, other: object) -> Fragment:
        return Fragment.of(self, other)  # type: ignore[arg-type]

    def __radd__(self, other: str) -> Fragment:
        return Fragment.of(other, self)

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        """Refuse to become a part of other markup, which would forget where it comes from."""
        raise TypeError("a fragment is composed with `composed`, not with Markup.format")


EMPTY = Fragment()
Part: TypeAlias = "Fragment | Node"


def composed(text: str, *parts: Part) -> Fragment:
    """Put parts in the places {} of a text."""
    between = text.split("{}")
    pairs = zip(between, (*parts, ""), strict=True)
    return Fragment.of(*(each for pair in pairs for each in pair))


def joined(between: str, parts: Iterable[Part]) -> Fragment:
    """Join parts, of which empty ones are left out, with a text between them."""
    spaced = [each for part in parts if part for each in (between, part)]
    return Fragment.of(*spaced[1:])


def emphasis(text: Part) -> Fragment:
    """Set a text in italics."""
    return Fragment.of(Element("em", Fragment.of(text))) if text else Fragment()


# --- functions of nodes ---------------------------------------------------------------------------


def plain_text(nodes: Iterable[Node]) -> str:
    """Give the text of nodes without their markup, with its white space."""
    return "".join(_texts(nodes))


def words(nodes: Iterable[Node]) -> str:
    """Give the text of nodes as a reader sees it, with single spaces."""
    return " ".join(plain_text(nodes).split())


def _texts(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif not isinstance(node, Element):
            yield node.text
        elif node.is_inline:
            yield " " if node.tag == "br" else plain_text(node.children)
        else:
            yield f" {plain_text(node.children)} "


def from_data(nodes: Iterable[Node]) -> Iterator[FromData]:
    """Give every node that comes from data, in reading order."""
    for node in nodes:
        if isinstance(node, Element):
            yield from from_data(node.children)
        elif not isinstance(node, str):
            yield node


def changed(nodes: Iterable[Node], change: Callable[[str | FromData], Part]) -> Fragment:
    """Put something else in place of each text and each node from data."""
    return Fragment.of(
        *(
            replace(node, children=changed(node.children, change))
            if isinstance(node, Element)
            else change(node)
            for node in nodes
        )
    )


def capitalised_first(nodes: Fragment, raised: Callable[[str], str]) -> Fragment:
    """Raise the first letter of the text of nodes."""
    if not nodes:
        return nodes
    first, *rest = nodes
    if isinstance(first, str):
        return Fragment.of(raised(first), *rest)
    if isinstance(first, Element):
        first = replace(first, children=capitalised_first(Fragment(first.children), raised))
    elif not isinstance(first, Citation | FloatPlace | ClaimMark):
        first = replace(first, text=raised(first.text))
    return Fragment.of(first, *rest)
