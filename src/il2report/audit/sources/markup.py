"""What HTML and JATS have in common: rows and cells with spans, texts with raised marks."""

import re
from collections.abc import Callable, Iterator, Sequence

from il2report.audit.sources.grid import Grid, GridCell
from il2report.audit.sources.limits import CellCount
from il2report.audit.sources.spans import SpanCell, SpanRow, expanded
from il2report.received.xml import XmlElement, local_name

BLANKS = re.compile(r"[ \t\r\n\f]+")
LINE_BREAKS = frozenset({"br", "break"})
BLOCKS = frozenset({"p", "div", "li", "list-item", "tr", "hr", "title", "label"})
EDGE = "\x1e"
"""Where a paragraph begins or ends; several are one break of a line, and none at the ends of a text."""
EDGES = re.compile(rf" *{EDGE}[ {EDGE}]*")
LENGTH = re.compile(
    r"(?:padding-left|padding-inline-start|margin-left|text-indent)\s*:\s*(-?[\d.]+)\s*(px|pt|em|rem|ex|ch|cm|mm|%|)",
    re.IGNORECASE,
)
PADDING = re.compile(r"\bpadding\s*:\s*\S+\s+\S+\s+\S+\s+(-?[\d.]+)(px|pt|em|rem|)", re.IGNORECASE)
BLANKS_PER = {"px": 1 / 4, "pt": 1 / 3, "em": 4, "rem": 4, "ex": 2, "ch": 1, "cm": 10, "mm": 1}
INDENTED = re.compile(
    r"(?:^|[\s_-])indent(?:ed)?(?:[_-]?(?:level)?[_-]?(\d))?(?=$|[\s_-])", re.IGNORECASE
)
LEVEL = 4
"""Blanks of one level of a class such as `indent-2`."""
WHOLE = re.compile(r"\d{1,6}")
CELLS = frozenset({"td", "th"})
Skips = Callable[[XmlElement], bool]


def inner_text(element: XmlElement, skips: Skips, *, is_raised: Skips | None = None) -> str:
    r"""Give the text of an element: "\n" for breaks, "^a" for what is raised, blanks as one.

    `skips` says which elements are left out, `is_raised` which are raised besides `sup`.
    """
    parts = list[str]()
    _collect(element, skips, is_raised or (lambda _: False), parts)
    text = re.sub(r" *\n *", "\n", re.sub(r" +", " ", "".join(parts)))
    return EDGES.sub("\n", text.strip(f" {EDGE}")).rstrip(" \n")


def _collect(element: XmlElement, skips: Skips, is_raised: Skips, parts: list[str]) -> None:
    parts.append(BLANKS.sub(" ", element.text or ""))
    for child in element:
        name = local_name(child)
        if name and not skips(child):
            edge = "\n" if name in LINE_BREAKS else EDGE if name in BLOCKS else ""
            parts.append(edge)
            if name == "sup" or is_raised(child):
                inner = list[str]()
                _collect(child, skips, lambda _: False, inner)
                raised = "".join(inner).strip().removeprefix("^")
                parts.append(f"^{raised}" if raised else "")
            else:
                _collect(child, skips, is_raised, parts)
            parts.append("" if name in LINE_BREAKS else edge)
        parts.append(BLANKS.sub(" ", child.tail or ""))


def table_grid(
    table: XmlElement, skips: Skips, count: CellCount, is_raised: Skips | None = None
) -> Grid:
    """Read the rows of a table: heads first, a foot last.

    Raises
    ------
    StudyRefused
        When there are more cells than are read of a file.
    """
    sections = _sections(table, skips)
    rows = [
        SpanRow(tuple(_cells(row, skips, is_raised)), number, row.sourceline)
        for number, (_, own) in enumerate(sections)
        for row in own
    ]
    heads = sum(len(own) for name, own in sections if name == "thead")
    return Grid(expanded(rows, count), head_rows=heads or None, has_spans=True)


def _sections(table: XmlElement, skips: Skips) -> list[tuple[str, list[XmlElement]]]:
    """Give the parts of a table with their rows, those outside of a part too."""
    sections: list[tuple[str, list[XmlElement]]] = []
    for child in table:
        name = local_name(child)
        if not name or skips(child):
            continue
        if name == "tr":
            if not sections or sections[-1][0]:
                sections.append(("", []))
            sections[-1][1].append(child)
        elif name in {"thead", "tbody", "tfoot"}:
            own = [row for row in child if local_name(row) == "tr" and not skips(row)]
            sections.append((name, own))
    order = {"thead": 0, "tfoot": 2}
    return sorted(sections, key=lambda section: order.get(section[0], 1))


def _cells(row: XmlElement, skips: Skips, is_raised: Skips | None) -> Iterator[SpanCell]:
    for cell in row:
        name = local_name(cell)
        if name in CELLS and not skips(cell):
            text = inner_text(cell, skips, is_raised=is_raised)
            shown = GridCell(text, indent=_indent(cell), is_head=name == "th")
            rows = _number(cell.get("rowspan"), whole=True)
            yield SpanCell(shown, rows, _number(cell.get("colspan")))


def _number(text: str | None, *, whole: bool = False) -> int:
    """Read how many rows or columns are covered; 0 rows are all that follow."""
    found = WHOLE.fullmatch((text or "").strip())
    number = int(found[0]) if found else 1
    return 1_000_000 if whole and number == 0 else number


def _indent(cell: XmlElement) -> float:
    """Say how far a cell, or the first element in it, is moved to the right."""
    first: Sequence[XmlElement] = [each for each in cell if local_name(each)][:1]
    inner = first if first and not (cell.text or "").strip() else []
    return sum(map(_own_indent, (cell, *inner)))


def _own_indent(element: XmlElement) -> float:
    style = element.get("style") or ""
    lengths = [*LENGTH.findall(style), *PADDING.findall(style)]
    indent = sum(float(n) * BLANKS_PER.get(unit.lower(), 0) for n, unit in lengths if _is_number(n))
    names = " ".join(
        filter(None, (element.get(key) for key in ("class", "content-type", "specific-use")))
    )
    if found := INDENTED.search(names):
        indent += LEVEL * int(found[1] or 1)
    return indent


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d*)?|-?\.\d+", text) is not None
