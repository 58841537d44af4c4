"""From the tree of a document to HTML, the only place where that is written."""

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from il2report.document.tree import (
    Citation,
    ClaimMark,
    Element,
    FloatPlace,
    Label,
    Mention,
    Node,
    Number,
    Word,
    element_id,
)

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
"""Elements without content, which have no end tag."""

BETWEEN_LIMITS = re.compile(r"%?(?:[-\N{EN DASH}]|\sto\s)")
"""What is between the two limits of an interval, which no line divides."""


def html(nodes: Iterable[Node], floats: Mapping[str, str] | None = None) -> Markup:
    """Write nodes as HTML.

    `floats` has the HTML of each table and figure by its key; one that is missing is left out. Without
    `floats` a comment marks each place.
    """
    pieces: list[str] = []
    _write(nodes, floats, pieces)
    return Markup("".join(pieces))


def _write(nodes: Iterable[Node], floats: Mapping[str, str] | None, pieces: list[str]) -> None:
    parts = list(nodes)
    wholes = {at for at in range(len(parts) - 2) if _is_interval(*parts[at : at + 3])}
    for at, node in enumerate(parts):
        if at in wholes:
            pieces.append('<span class="whole">')
        _write_node(node, floats, pieces)
        if at - 2 in wholes:
            pieces.append("</span>")


def _write_node(node: Node, floats: Mapping[str, str] | None, pieces: list[str]) -> None:
    match node:
        case str():
            pieces.append(_text(node))
        case Number():
            value = "" if node.value is None else node.value
            part = f' data-part="{_value(node.part)}"' if node.part else ""
            mark = f'value="{_value(str(value))}" data-result="{_value(node.result)}"{part}'
            italic = f"<em>{_text(node.italic)}</em>" if node.italic else ""
            text = italic + _text(node.text.removeprefix(node.italic))
            pieces.append(f"<data {mark}>{text}</data>")
        case Label() | Word():
            pieces.append(_text(node.text))
        case Citation():
            link = f'<a class="citation" href="#reference-{node.first}">{node.numbers}</a>'
            text = f"{_text(node.around[:1])}{link}{_text(node.around[1:])}"
            pieces.append(f"<sup>{text}</sup>" if node.is_raised else text)
        case Mention():
            link = f'<a class="mention" href="#{_value(element_id(node.key))}">'
            pieces.append(f"{link}{_text(node.text)}</a>")
        case FloatPlace():
            mark = f"<!-- float:{node.key} -->"
            pieces.append(mark if floats is None else f"{floats.get(node.key, '')}\n")
        case ClaimMark():
            pass
        case Element():
            _element(node, floats, pieces)


def _is_interval(low: Node, between: Node, high: Node) -> bool:
    """Whether nodes are two numbers with a dash or "to" between them."""
    return (
        isinstance(low, Number)
        and isinstance(between, str)
        and BETWEEN_LIMITS.fullmatch(between) is not None
        and isinstance(high, Number)
    )


def _element(element: Element, floats: Mapping[str, str] | None, pieces: list[str]) -> None:
    attributes = "".join(f' {name}="{_value(value)}"' for name, value in element.attributes)
    pieces.append(f"<{element.tag}{attributes}>")
    if element.tag not in VOID:
        if element.children and is_block(element.children[0]):
            pieces.append("\n")
        _write(element.children, floats, pieces)
        pieces.append(f"</{element.tag}>")
    if not element.is_inline:
        pieces.append("\n")


def is_block(node: Node) -> bool:
    """Whether a node begins a line of its own."""
    return isinstance(node, FloatPlace) or (isinstance(node, Element) and not node.is_inline)


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _value(text: str) -> str:
    return _text(text).replace('"', "&quot;")
