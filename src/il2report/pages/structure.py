"""Makes the structure of a printed document: which content belongs to which element of the page.

WeasyPrint's own tags follow the boxes of its layout, so that a paragraph, a list or a table that goes on in another column or
on another page becomes several. This structure follows the elements of the page: each is one, in the order of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element

from il2report.pages.page_boxes import boxes_within, page_box
from il2report.pages.print_tree import CONTINUED

GROUPS = {
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "blockquote": "BlockQuote",
    **dict.fromkeys(("header", "footer", "nav", "aside", "figure", "div", "details"), "Div"),
}
BLOCKS = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    **dict.fromkeys(("p", "summary", "pre", "address"), "P"),
    **dict.fromkeys(("caption", "figcaption"), "Caption"),
    **dict.fromkeys(("ul", "ol", "dl"), "L"),
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "img": "Figure",
}
INLINE = {"a": "Link", "code": "Code", "q": "Quote", "ins": "Span", "del": "Span"}
"""The elements within a paragraph that say something by themselves; the words of any other belong to the paragraph."""
HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
REPEATED = frozenset({"thead", "tfoot"})
"""What a table shows again where it goes on."""
HOLDS_BLOCKS = frozenset({"Document", *GROUPS.values()})


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of content: its page, from 0, and its number there."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Link:
    """The annotation of a page that makes a piece of a link sensitive."""

    page: int
    annotation: Any


@dataclass(slots=True, eq=False)
class Node:
    """An element of the structure."""

    tag: str
    element: Element | None = None
    order: float = 0
    kids: list[Node | Mark | Link] = field(default_factory=list)
    box: Any = None
    """The box of a picture, and `page` where it is."""
    page: int = 0

    def nodes(self) -> Iterator[Node]:
        """Give the elements in it, itself first."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.nodes()

    def inner(self, tag: str) -> Iterator[Node]:
        """Give the elements with a tag in it, in their order."""
        return (node for node in self.nodes() if node.tag == tag)


@dataclass(slots=True)
class PaintedPages:
    """What each page of a document contains: the number of each box that shows something."""

    pages: list[dict[Any, int]]

    @classmethod
    def of(cls, document: Any) -> PaintedPages:
        """Note the numbers of a document's boxes as soon as WeasyPrint has painted them."""
        found = cls([{} for _ in document.pages])
        for sheet, numbers in zip(document.pages, found.pages, strict=True):
            sheet.paint = _noting(sheet.paint, numbers)
        return found


def _noting(paint: Callable[..., None], numbers: dict[Any, int]) -> Callable[..., None]:
    def noting(stream: Any, *more: Any) -> None:
        paint(stream, *more)
        # There is no public way to them, and WeasyPrint's own tags use them up.
        marks = stream._tags or {}  # noqa: SLF001
        numbers.update({box: mark["mcid"] for box, mark in marks.items()})

    return noting


@dataclass(slots=True)
class Structure:
    """The structure of a document, and the content that is none: heads, feet and repeated heads of tables."""

    root: Node
    artifacts: list[set[int]]


def structure_of(document: Any, root: Element, painted: PaintedPages) -> Structure:
    """Give the structure of a laid-out document, whose pages have been painted."""
    tree = _Tree(root, painted.pages)
    for number, sheet in enumerate(document.pages):
        tree.visit(page_box(sheet), number)
    _arrange(tree.top)
    return Structure(tree.top, tree.artifacts)


class _Tree:
    """A structure in the making."""

    def __init__(self, root: Element, painted: Sequence[Mapping[Any, int]]) -> None:
        self._painted = painted
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._order = dict(zip(root.iter(), count(), strict=False))
        self.top = Node("Document")
        self._nodes: dict[Element, Node] = {}
        self._entries: dict[Element, Node] = {}
        self._repeated: set[Element] = set()
        self.artifacts: list[set[int]] = [set() for _ in painted]

    def visit(self, box: Any, page: int, marker: Node | None = None) -> None:
        """Take in a box of a page and what is in it."""
        if hasattr(box, "at_keyword") or self._is_silent(box):
            self._leave_out(box, page)
            return
        element = box.element
        if element is not None and box.element_tag.endswith("::marker"):
            marker = marker or self._label(element)
        holder = marker or self._holder(element)
        if (number := self._painted[page].get(box)) is not None:
            holder.kids.append(Mark(page, number))
            if holder.tag == "Figure":
                holder.box, holder.page = box, page
        if (annotation := getattr(box, "link_annotation", None)) is not None:
            holder.kids.append(Link(page, annotation))
        for child in boxes_within(box):
            self.visit(child, page, marker)

    def _is_silent(self, box: Any) -> bool:
        """Whether a box repeats what has been said, or only decorates."""
        element = box.element
        if element is None:
            return False
        if element.get("aria-hidden") == "true":
            return True
        if box.element_tag not in REPEATED:
            return False
        if element in self._repeated:
            return True
        self._repeated.add(element)
        return False

    def _leave_out(self, box: Any, page: int) -> None:
        if (number := self._painted[page].get(box)) is not None:
            self.artifacts[page].add(number)
        for child in boxes_within(box):
            self._leave_out(child, page)

    def _holder(self, element: Element | None) -> Node:
        """Give the node that holds the content of an element."""
        if element is None:
            return self.top
        if element not in self._nodes:
            self._nodes[element] = self._made(element)
        return self._nodes[element]

    def _made(self, element: Element) -> Node:
        tag, parent = str(element.tag), self._parents.get(element)
        if tag in {"li", "dd", "dt"}:
            return self._within_entry(element, tag)
        within = self._holder(parent)
        order: float = self._order[element]
        if tag == "tr" and element.get("class") == CONTINUED and within.tag == "THead":
            # The title of a long table, which print_tree put into its head to be repeated.
            within = self._holder(self._parents[self._parents[element]])
            order = within.order + 0.5
            return self._add(within, "Caption", element, order)
        if within.tag == "Caption" and tag in {"th", "td"}:
            return within
        name = GROUPS.get(tag) or BLOCKS.get(tag) or INLINE.get(tag)
        if name in HEADINGS and self._is_aside(element):
            # The title of a remark on the document, which may be before the title of the document itself.
            name = "P"
        if name is None and element.get("lang") and within is not self.top:
            name = "Span"
        return within if name is None else self._add(within, name, element, order)

    def _add(self, within: Node, tag: str, element: Element | None, order: float) -> Node:
        node = Node(tag, element, order)
        within.kids.append(node)
        return node

    def _is_aside(self, element: Element) -> bool:
        outer: Element | None = element
        while outer is not None and outer.tag != "aside":
            outer = self._parents.get(outer)
        return outer is not None

    def _within_entry(self, element: Element, tag: str) -> Node:
        entry = self._entry(element)
        if tag == "dt":
            return self._add(entry, "Lbl", element, self._order[element])
        known = [kid for kid in entry.kids if isinstance(kid, Node) and kid.tag == "LBody"]
        return known[0] if known else self._add(entry, "LBody", element, self._order[element])

    def _entry(self, element: Element) -> Node:
        """Give the entry of a list that an element is in: a term and its descriptions are one."""
        first = element
        if element.tag == "dd":
            before = list(self._parents[element])
            before = before[: before.index(element)]
            first = next((each for each in reversed(before) if each.tag == "dt"), element)
        if first not in self._entries:
            within = self._holder(self._parents.get(element))
            self._entries[first] = self._add(within, "LI", first, self._order[first])
        return self._entries[first]

    def _label(self, element: Element) -> Node:
        entry = self._entry(element)
        for kid in entry.kids:
            if isinstance(kid, Node) and kid.tag == "Lbl":
                return kid
        return self._add(entry, "Lbl", element, self._order[element] - 0.5)


def _arrange(node: Node) -> None:
    """Bring the elements into the order of the page, leave out empty ones, and put loose words into paragraphs."""
    for kid in node.kids:
        if isinstance(kid, Node):
            _arrange(kid)
    node.kids = [kid for kid in node.kids if not isinstance(kid, Node) or _says_something(kid)]
    if all(isinstance(kid, Node) for kid in node.kids):
        node.kids.sort(key=lambda kid: kid.order if isinstance(kid, Node) else 0)
    if node.tag in HOLDS_BLOCKS:
        node.kids = list(_with_paragraphs(node))


def _says_something(node: Node) -> bool:
    return bool(node.kids) or node.tag in {"TD", "TH"}


def _with_paragraphs(node: Node) -> Iterator[Node | Mark | Link]:
    paragraph: Node | None = None
    for kid in node.kids:
        if isinstance(kid, Node) and kid.tag not in INLINE.values():
            paragraph = None
            yield kid
        else:
            if paragraph is None:
                paragraph = Node("P", node.element, node.order)
                yield paragraph
            paragraph.kids.append(kid)
