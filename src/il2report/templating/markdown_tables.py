"""Tables that a section writes in Markdown: one with a caption is numbered, mentioned and placed as any other.

The caption is a line of its own above the table, `table.NAME: Caption`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from il2report.document.grammar import capitalised
from il2report.document.tables import Align, Cell, Column, Row, Table, one_panel
from il2report.document.tree import (
    Element,
    FloatPlace,
    Fragment,
    Origin,
    Part,
    capitalised_first,
)
from il2report.errors import Finding, Place, StudyRefused
from il2report.templating.template_files import template_texts

CAPTION = re.compile(r"(table\.[a-z][a-z0-9_]{0,39}):\s+(?=\S)")
LINE = re.compile(rf"^{CAPTION.pattern}", re.MULTILINE)
RIGHT = re.compile(r"text-align:\s*right")


def captioned_tables(folder: Path, taken: Collection[str] = ()) -> Mapping[str, Origin]:
    """Find the tables in Markdown with a caption in the sections of a study, each with its line.

    Raises
    ------
    StudyRefused
        Where one has a key that is `taken` by a table of the program or of study.toml.
    """
    found: dict[str, Origin] = {}
    for name, source in template_texts(folder):
        if name.startswith("sections/"):
            for match in LINE.finditer(source):
                line = source.count("\n", 0, match.start()) + 1
                found.setdefault(match[1], Origin(name, line))
    refused = tuple(_refused(key, found[key]) for key in found if key in taken)
    if refused:
        raise StudyRefused(refused)
    return found


def _refused(key: str, origin: Origin) -> Finding:
    message = f"{key} is the name of another table; give this one a name of its own"
    return Finding("table-name-taken", Place(f"templates/{origin.template}", origin.line), message)


def without_tables(
    nodes: Fragment, origins: Mapping[str, Origin]
) -> tuple[Fragment, dict[str, Table]]:
    """Put a place for each captioned table where it is written, and give the tables by key."""
    kept: list[Part] = []
    tables: dict[str, Table] = {}
    for node in nodes:
        caption = kept[-1] if kept else ""
        key = _key_in(caption)
        if (
            key in origins
            and isinstance(caption, Element)
            and isinstance(node, Element)
            and node.tag == "table"
        ):
            kept[-1] = FloatPlace(key, origins[key])
            tables[key] = _table(key, caption, node)
        else:
            kept.append(node)
    return Fragment.of(*kept), tables


def _key_in(node: Part) -> str:
    """Give the key that a paragraph begins with, or nothing."""
    is_paragraph = isinstance(node, Element) and node.tag == "p" and bool(node.children)
    first = node.children[0] if isinstance(node, Element) and is_paragraph else ""
    match = CAPTION.match(first) if isinstance(first, str) else None
    return match[1] if match else ""


def _table(key: str, caption: Element, written: Element) -> Table:
    first, *others = caption.children
    text = Fragment.of(CAPTION.sub("", str(first), count=1), *others)
    text = capitalised_first(text, capitalised)
    if not text.text.endswith((".", "?", "!")):
        text += "."
    head, *rows = _rows(written)
    stub, *headings = head
    columns = tuple(
        Column(
            Fragment(each.children), Align.NUMBER if RIGHT.search(each.get("style")) else Align.TEXT
        )
        for each in headings
    )
    lines = (
        Row(Fragment(first.children), tuple(Cell(Fragment(cell.children)) for cell in cells))
        for first, *cells in rows
    )
    return Table(key, text, (Fragment(stub.children),), columns, one_panel(lines))


def _rows(written: Element) -> Iterator[list[Element]]:
    for row in (each for each in written.elements() if each.tag == "tr"):
        yield row.parts("th", "td")
