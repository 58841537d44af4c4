"""A web page, or a part of one, that was saved or copied."""

import re
from collections.abc import Iterator
from dataclasses import replace

from il2report.audit.sources.decoding import declared_charset, decoded
from il2report.audit.sources.flow import printed_paper
from il2report.audit.sources.grid import Block, Text, one_line
from il2report.audit.sources.limits import MOST_TABLES, CellCount, refused, too_large
from il2report.audit.sources.markup import inner_text, table_grid
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.received.xml import MOST_MARKS, XmlElement, local_name

NOT_SHOWN = frozenset(
    {
        *(
            "script",
            "style",
            "template",
            "noscript",
            "head",
            "nav",
            "svg",
            "button",
            "select",
            "textarea",
        ),
        *("iframe", "object", "embed", "annotation", "annotation-xml", "input", "form", "dialog"),
    }
)
INLINE = frozenset(
    {
        *(
            "a",
            "abbr",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "ins",
        ),
        *(
            "kbd",
            "label",
            "mark",
            "q",
            "s",
            "samp",
            "small",
            "span",
            "strong",
            "sub",
            "sup",
            "time",
            "tt",
            "u",
        ),
        *("var", "wbr", "math", "mi", "mn", "mo", "mrow", "msup", "msub", "img"),
    }
)
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE
)
HIDING_CLASSES = frozenset(
    {
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "d-none",
        "hidden",
        "is-hidden",
    }
)


def paper_of_page(content: bytes, name: str) -> PrintedPaper:
    """Read the tables of a page that have data, and its texts.

    Raises
    ------
    StudyRefused
        When the page is no text or larger than can be read.
    """
    from lxml import etree  # noqa: PLC0415 (paid only where there is such a file)

    text = decoded(content, name, declared_charset(content))
    if text.count("<") > MOST_MARKS:
        raise too_large(
            name, f"the page has more than {MOST_MARKS:,} marks of HTML, more than is read"
        )
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.LxmlError:
        root = None
    if root is None:
        raise refused(name, "the page has no text, or is damaged; save it again")
    title = next((inner_text(each, _is_hidden) for each in root.iter("title")), "")
    return printed_paper(list(_Page(name).blocks(root)), title)


def _is_hidden(element: XmlElement) -> bool:
    if local_name(element) in NOT_SHOWN or element.get("hidden") is not None:
        return True
    classes = (element.get("class") or "").split()
    return bool(HIDING.search(element.get("style") or "")) or not HIDING_CLASSES.isdisjoint(classes)


class _Page:
    """Goes through a page once, in its order."""

    def __init__(self, name: str) -> None:
        self._name, self._count, self._tables = name, CellCount(name), 0

    def blocks(self, element: XmlElement) -> Iterator[Block]:
        """Give the blocks of text and the tables below an element."""
        line = list[str]([element.text or ""])
        for child in element:
            name = local_name(child)
            if name in INLINE and not _has_block(child):
                if not _is_hidden(child):
                    inner = inner_text(child, _is_hidden)
                    line.append(
                        f"^{inner}" if name == "sup" and inner else f"{_edges(child, inner)}"
                    )
            elif name == "br":
                line.append(" ")
            elif name:
                yield from self._flushed(line)
                if not _is_hidden(child):
                    yield from self._table(child) if name == "table" else self.blocks(child)
            line.append(child.tail or "")
        yield from self._flushed(line)

    def _flushed(self, line: list[str]) -> Iterator[Block]:
        if text := one_line("".join(line)):
            yield Text(text)
        line.clear()

    def _table(self, table: XmlElement) -> Iterator[Block]:
        """Read a table of data; of one that only arranges a page read what is in its cells."""
        is_layout = (table.get("role") or "").lower() in {"presentation", "none"}
        if is_layout or any(each is not table for each in table.iter("table")):
            yield from self.blocks(table)
            return
        self._tables += 1
        if self._tables > MOST_TABLES:
            raise too_large(self._name, f"the page has more than {MOST_TABLES:,} tables")
        grid = table_grid(table, _is_hidden, self._count)
        captions = [inner_text(each, _is_hidden) for each in table if local_name(each) == "caption"]
        yield from (Text(text, "caption") for text in captions if text)
        yield replace(grid)


def _has_block(element: XmlElement) -> bool:
    return any(
        local_name(each) not in INLINE and local_name(each) != "br"
        for each in element.iter()
        if each is not element
    )


def _edges(element: XmlElement, inner: str) -> str:
    """Keep a blank at the ends of an inline text."""
    whole = "".join(element.itertext())
    before = " " if whole[:1].isspace() else ""
    after = " " if whole[-1:].isspace() else ""
    return f"{before}{inner}{after}"
