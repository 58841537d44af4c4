"""A manuscript as one frozen tree: front, sections, tables, figures, references and supplement."""

from collections.abc import Iterator
from dataclasses import dataclass

from il2report.document.tables import Table
from il2report.document.tree import (
    EMPTY,
    Element,
    FloatPlace,
    Fragment,
    FromData,
    from_data,
    joined,
    words,
)

TITLE, ABSTRACT, FRAME = "Title", "Abstract", "Page frame"


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line below the authors: an affiliation, a note on equal contribution, the correspondence, ORCID iDs."""

    kind: str
    nodes: Fragment


@dataclass(frozen=True, slots=True)
class Front:
    """What comes before the text: who wrote what, which draft this is, and of which data.

    `authors` are names. `byline` has each as printed, with degrees and marks, where more is declared of them;
    `separator` is between two.
    """

    title: Fragment
    short_title: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    identity: str
    fingerprint: str
    notice: str | None
    source_reference: Fragment | None
    abstract: Fragment
    byline: tuple[Fragment, ...] = ()
    lines: tuple[TitleLine, ...] = ()
    separator: str = ", "

    @property
    def printed_authors(self) -> tuple[Fragment, ...]:
        """Each author as printed."""
        return self.byline or tuple(map(Fragment.of, self.authors))

    @property
    def people(self) -> Fragment:
        """The line of the authors."""
        return joined(self.separator, self.printed_authors)


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A section of the body: the name of its template, the id and text of its heading, its blocks."""

    name: str
    id: str
    title: str
    nodes: Fragment


@dataclass(frozen=True, slots=True)
class NumberedTable:
    """A table under its number; `added` is what the frame of tables prints of its own from data."""

    label: str
    table: Table
    added: Fragment = EMPTY

    @property
    def key(self) -> str:
        """What the text refers to it by."""
        return self.table.id


@dataclass(frozen=True, slots=True)
class NumberedFigure:
    """A figure under its number: its caption, the words in place of its picture, the digest of that."""

    key: str
    label: str
    caption: Fragment
    alternative: str = ""
    svg_sha256: str = ""
    added: Fragment = EMPTY


@dataclass(frozen=True, slots=True)
class ListedReference:
    """An entry of the reference list: the key of the work and how it is printed."""

    key: str
    nodes: Fragment


@dataclass(frozen=True, slots=True)
class Document:
    """A manuscript; `added` is what the frame of the page prints of its own from data."""

    front: Front
    sections: tuple[DocumentSection, ...]
    references: tuple[ListedReference, ...] = ()
    legends: Fragment = EMPTY
    """A second list of the legends, which drafts of earlier versions have behind their references."""
    supplement: Fragment = EMPTY
    tables: tuple[NumberedTable, ...] = ()
    figures: tuple[NumberedFigure, ...] = ()
    added: Fragment = EMPTY

    @property
    def floats(self) -> tuple[NumberedTable | NumberedFigure, ...]:
        """Every table, then every figure."""
        return (*self.tables, *self.figures)


# --- where something is printed -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """A node from data and the part of the manuscript that it is printed in, as a reader names it.

    That is "Abstract", "Results, Response and progression", "Table II", "Figure 1 caption" or
    "Supplementary Table S1".
    """

    node: FromData
    section: str


def placed_nodes(document: Document) -> Iterator[Placed]:
    """Give every node from data in reading order, with its place."""
    front = document.front
    people = (*front.byline, *(line.nodes for line in front.lines))
    yield from _within(Fragment.of(front.title, *people, front.source_reference or ""), TITLE)
    yield from _within(front.abstract, ABSTRACT)
    texts = (each.nodes for each in document.sections)
    listed = Fragment.of(*(each.nodes for each in document.references))
    for nodes in (*texts, listed, document.legends, document.supplement):
        yield from _of_text(nodes, document)
    yield from _within(document.added, FRAME)


def _of_text(nodes: Fragment, document: Document) -> Iterator[Placed]:
    """Give the nodes of a section, each under its headings; floats where they are anchored."""
    headings: tuple[str, ...] = ()
    floats = {each.key: each for each in document.floats}

    def through(nodes: Fragment) -> Iterator[Placed]:
        nonlocal headings
        for node in nodes:
            if isinstance(node, FloatPlace) and node.key in floats:
                yield from placed_in_float(floats[node.key])
            elif isinstance(node, Element):
                yield from through(Fragment(node.children))
                if node.tag in ("h2", "h3"):
                    kept = headings[:1] if node.tag == "h3" else ()
                    headings = (*kept, words(node.children))
            elif not isinstance(node, str):
                yield Placed(node, ", ".join(headings) or TITLE)

    yield from through(nodes)


def placed_in_float(item: NumberedTable | NumberedFigure) -> Iterator[Placed]:
    """Give the nodes from data of a table or figure, in the order in which it is read."""
    if isinstance(item, NumberedFigure):
        yield from _within(item.caption + item.added, f"{item.label} caption")
    else:
        yield from _within(Fragment.of(*item.table.texts(), item.added), float_name(item.label))


def float_name(label: str) -> str:
    """Name a table as a reader does: "Table II", "Supplementary Table S1"."""
    is_of_supplement = label.partition(" ")[2].startswith("S")
    return f"Supplementary {label}" if is_of_supplement else label


def _within(nodes: Fragment, section: str) -> Iterator[Placed]:
    for node in from_data(nodes):
        yield Placed(node, section)
