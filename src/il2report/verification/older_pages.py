"""What a page says that has no document.json: of a draft of an older il2report, or the frame of ours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from il2report.document.document import TITLE
from il2report.document.html_reader import read_html
from il2report.document.tree import Element, Fragment, Node, Number
from il2report.pages.places import PrintedNumber
from il2report.verification.passages import name_of_figure, passages_of

UNSEEN = frozenset({"dialog", "head", "script", "style", "template"})
"""Elements whose text is not shown; a dialog is filled by the script of the panel."""


def nodes_of_page(html: str, *unread: str) -> Fragment:
    """Read a page, or a part of one, without the elements of some tags; a marked number is a node.

    Raises
    ------
    NestedTooDeep
        When its elements are nested too deep.
    """
    return Fragment.of(*_nodes(read_html(html).children, UNSEEN | {*unread}))


def _nodes(nodes: Iterable[Node], unread: frozenset[str]) -> Iterator[Node]:
    for node in nodes:
        if not isinstance(node, Element):
            yield node
        elif node.tag == "data" and node.has("data-result"):
            result, part = node.get("data-result"), node.get("data-part")
            yield Number(result, node.text(), node.get("value") or None, part)
        elif node.tag not in unread:
            yield replace(node, children=Fragment.of(*_nodes(node.children, unread)))


def numbers_of_page(html: str) -> tuple[PrintedNumber, ...]:
    """List every marked number of a page in reading order; a table of contents only repeats."""
    return tuple(
        PrintedNumber(number.result, " ".join(number.text.split()), passage.section, number.part)
        for passage in passages_of(nodes_of_page(html, "nav"), TITLE)
        for number, _ in passage.numbers
    )


def figure_labels_of_page(html: str) -> Mapping[str, str]:
    """Give the label of each picture of a page by its key: "figure.ttdp" is "Figure 1"."""
    return {
        element.id.replace("-", ".", 1): name_of_figure(element).removesuffix(" caption")
        for element in read_html(html).elements()
        if element.tag == "figure" and "picture-figure" in element.classes
    }
