"""Reads HTML into nodes: pages that were written earlier or elsewhere, and the HTML of a section."""

from html.parser import HTMLParser

from il2report.document.html import VOID
from il2report.document.tree import Attributes, Element, Node
from il2report.errors import Il2ReportError

MOST_NESTED = 150
"""How deep the elements of a page may be nested; a table in a section needs some twenty."""


class NestedTooDeep(Il2ReportError, ValueError):
    """A page whose elements are nested so deep that reading it would take long, or fail."""

    def __init__(self) -> None:
        super().__init__(f"elements are nested more than {MOST_NESTED} deep, or are not closed")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, Attributes, list[Node]]] = [("", (), [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = tuple((name, value or "") for name, value in dict(attrs).items())
        self.open.append((tag, attributes, []))
        if tag in VOID:
            self.close_innermost()
        elif len(self.open) > MOST_NESTED:
            raise NestedTooDeep

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element of that tag; an end without a start closes nothing."""
        if any(tag == name for name, _, _ in self.open[1:]):
            while self.close_innermost() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1][2].append(data)

    def close_innermost(self) -> str:
        tag, attributes, children = self.open.pop()
        self.open[-1][2].append(Element(tag, tuple(children), attributes))
        return tag


def read_html(html: str) -> Element:
    """Read a page, or a part of one, without comments; the element returned has no tag.

    Raises
    ------
    NestedTooDeep
        When more than MOST_NESTED elements are open at once.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    while len(reader.open) > 1:
        reader.close_innermost()
    return Element("", tuple(reader.open[0][2]))
