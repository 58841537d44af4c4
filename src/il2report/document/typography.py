"""Typographic signs in a text: apostrophes, spaces at which no line ends, italic symbols.

Every sign is put in place of one other sign, so that a text keeps its length and its nodes.
"""

import re
from collections.abc import Iterable, Iterator

from il2report.document.tree import Element, Fragment, FromData, Node, Part, changed

NO_BREAK_SPACE, APOSTROPHE = "\N{NO-BREAK SPACE}", "\N{RIGHT SINGLE QUOTATION MARK}"
VERBATIM = frozenset({"code", "kbd", "pre", "samp", "script", "style", "var"})
"""Elements whose text stays as it is."""
UNIT = (
    r"(?:percent|months?|years?|weeks?|days?|hours?|minutes?|seconds?|points?"
    r"|[kMmµnc]?(?:g|m|l|L|mol|Gy|U|IU|Hz)(?:[²³]|\b)|°C?|%)"
)
NAMED = (
    r"[Gg]rades?|[Ss]tages?|[Pp]hases?|[Vv]ersions?|[Cc]ycles?|[Tt]ypes?|[Cc]lass|[Cc]hapters?|[Ll]evels?|[Nn]o\.|[Nn]os\."
    r"|[Ii]tems?|[Pp]ages?|[Tt]ables?|[Ff]igures?|HR|OR|SD|IQR|[PpNn]"
)
"""Words that belong to the number or numeral behind them."""
NO_BREAK = re.compile(
    rf"""(?:(?<=\d)|(?<=\d\)))[ ](?={UNIT}(?![\w-]))  # 15 minutes, 5.1 (SD 2.1) U/L
    | (?<=%)[ ](?=CI\b)                         # 95% CI
    | \b(?:{NAMED}),?(?P<named>[ ])(?=[\d(]*\d|[IVX]+\b)  # grade 3, stage IV
    | (?<=[=<>≤≥±≈])[ ](?=[-\N{{MINUS SIGN}}]?[.·]?\d) | [ ](?=[=<>≤≥±≈][ ]?[-\N{{MINUS SIGN}}]?[.·]?\d)
    | \bet(?P<et>[ ])(?=al\b)
    """,
    re.VERBOSE,
)
A_SYMBOL = re.compile(rf"(?<![\w-])t(?=[- ]tests?\b)|(?<={APOSTROPHE}s )t(?![\w{APOSTROPHE}])")
"""The symbol of Student's and Welch's test."""
AN_APOSTROPHE = re.compile(r"(?<=\w)'")
AS_TYPED = str.maketrans({APOSTROPHE: "'", "\N{LEFT SINGLE QUOTATION MARK}": "'"})


def as_typed(text: str) -> str:
    """Give a text with the apostrophes of the keyboard, by which texts are compared."""
    return text.translate(AS_TYPED)


def without_breaks(text: str) -> str:
    """Put a no-break space in place of each space of a text at which no line ends."""
    signs = list(text)
    for match in NO_BREAK.finditer(text):
        group = match.lastgroup
        signs[match.start(group) if group else match.start()] = NO_BREAK_SPACE
    return "".join(signs)


def typeset(nodes: Iterable[Node], *, has_italic_symbols: bool = False) -> Fragment:
    """Set the apostrophes and no-break spaces of a text, block by block, and t in italics where a style has it."""
    done = _spaced(nodes)
    return changed(done, _italic_symbols) if has_italic_symbols else done


def _italic_symbols(node: str | FromData) -> Part:
    if not isinstance(node, str):
        return node
    parts: list[Part] = []
    at = 0
    for match in A_SYMBOL.finditer(node):
        parts += [node[at : match.start()], Element("em", (match[0],))]
        at = match.end()
    return Fragment.of(*parts, node[at:])


def _spaced(nodes: Iterable[Node]) -> Fragment:
    done: list[Node] = []
    line: list[Node] = []
    for node in nodes:
        if not isinstance(node, Element) or node.is_inline:
            line.append(node)
            continue
        done.extend(_line(line))
        line = []
        done.append(node if node.tag in VERBATIM else _within(node, _spaced(node.children)))
    return Fragment.of(*done, *_line(line))


def _within(element: Element, children: Fragment) -> Element:
    return Element(element.tag, children, element.attributes)


def _line(nodes: list[Node]) -> Fragment:
    if not nodes:
        return Fragment()
    text = "".join(_texts(nodes))
    signs = list(without_breaks(text))
    for match in AN_APOSTROPHE.finditer(text):
        signs[match.start()] = APOSTROPHE
    return _replaced(nodes, iter(signs))


def _texts(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Element):
            yield from _texts(node.children)
        else:
            yield node if isinstance(node, str) else node.text


def _replaced(
    nodes: Iterable[Node], signs: Iterator[str], *, is_verbatim: bool = False
) -> Fragment:
    """Take the signs of each text; what comes from data, and what is verbatim, stays."""
    done: list[Node] = []
    for node in nodes:
        if isinstance(node, Element):
            inside = is_verbatim or node.tag in VERBATIM
            done.append(_within(node, _replaced(node.children, signs, is_verbatim=inside)))
        else:
            text = node if isinstance(node, str) else node.text
            taken = "".join(next(signs) for _ in text)
            done.append(taken if isinstance(node, str) and not is_verbatim else node)
    return Fragment.of(*done)
