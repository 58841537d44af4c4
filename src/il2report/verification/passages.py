"""The tree of a manuscript as a reader goes through it: paragraph by paragraph, row by row."""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from il2report.document.document import (
    ABSTRACT,
    FRAME,
    TITLE,
    Document,
    NumberedFigure,
    NumberedTable,
    float_name,
)
from il2report.document.tables import Row, Table, Text, spans_of
from il2report.document.tree import (
    Citation,
    ClaimMark,
    Element,
    FloatPlace,
    Fragment,
    FromData,
    Label,
    Mention,
    Node,
    Number,
    Word,
    from_data,
    joined,
    words,
)
from il2report.document.typography import as_typed
from il2report.errors import Place
from il2report.pages.identity import printed_identity
from il2report.results.catalogue import Topic
from il2report.study.characters import HIDDEN
from il2report.verification.truth import Truth

PAGE = "report/manuscript.html"
BREAK, FROM_DATA = "\n", "#"
"""The end of a line, and a character that comes from data, in the typed text of a passage."""
OPEN_POINT = "open-point"
NAME = "name with a digit"
PICTURE = "picture-figure"
AROUND = 45
"""Characters quoted on either side of what a finding is about."""
SPOKEN = ("aria-label", "title", "data-running", "data-supplement")
"""Attributes that are read aloud, shown on touch or printed at the head of each page."""
BLANKS = re.compile(r"[ \t\n\r\f]+|\s{2,}")
NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
NO_FLOATS: Mapping[str, "list[Passage]"] = MappingProxyType({})
NEW_LINE = Element("br")
Kind = TypeVar("Kind", Number, Citation, Mention, Label, Word)


@dataclass(frozen=True, slots=True)
class Print:
    """A node from data: its characters in its passage, and whether it is a super- or subscript."""

    node: FromData
    start: int
    end: int
    is_raised: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, caption, row of a table or the like.

    `text` is what a reader sees, without hidden characters. `typed` has the same length: a "#" for each
    character of a number, citation or mention, and a line break where a line or cell ends, or for a
    citation that is a superscript. The first line may be one of `names`, which hold digits and are no
    numbers; `kind` says of what kind they are. `within` is the key of its table or figure, if any.
    """

    section: str
    text: str
    typed: str
    prints: tuple[Print, ...] = ()
    within: str = ""
    names: frozenset[str] = frozenset()
    kind: str = NAME

    @property
    def place(self) -> Place:
        """Where it is, for a finding."""
        return Place(PAGE, section=self.section)

    @property
    def end_of_name(self) -> int:
        """Where its text begins that is no name: behind its first line, if that is one."""
        return self._end_of_line if self.first_line in self.names else 0

    @property
    def first_line(self) -> str:
        """What a reader sees on its first line."""
        return self.text[: self._end_of_line].strip()

    @property
    def _end_of_line(self) -> int:
        return len(self.typed.partition(BREAK)[0])

    @property
    def numbers(self) -> Iterator[tuple[Number, Print]]:
        """The numbers from data in reading order."""
        return self.printed(Number)

    def printed(self, kind: type[Kind]) -> Iterator[tuple[Kind, Print]]:
        """The nodes of a kind in reading order, each with its characters."""
        return ((each.node, each) for each in self.prints if isinstance(each.node, kind))

    def quoted(self, start: int, end: int) -> str:
        """Quote some characters with the words before and behind them."""
        return quoted(self.text[:start], self.text[start:end], self.text[end:])


def quoted(before: str, words: str, behind: str) -> str:
    """Quote words between those before and behind, of which only the nearest are given."""
    before, behind = (" ".join(side.split()) for side in (f".{before}.", f".{behind}."))
    before, behind = before[1:-1].lstrip(), behind[1:-1].rstrip()
    if len(before) > AROUND:
        before = f"... {before[-AROUND:].partition(' ')[2]}"
    if len(behind) > AROUND:
        behind = f"{behind[:AROUND].rpartition(' ')[0]} ..."
    return f'"{before}{words}{behind}"'


@dataclass(slots=True)
class _Reader:
    """Collects passages: block elements end one, headings and figures name the section."""

    section: str
    floats: Mapping[str, list[Passage]]
    found: list[Passage] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    text: str = ""
    typed: str = ""
    prints: list[Print] = field(default_factory=list)

    def read(self, nodes: Iterable[Node], *, is_raised: bool = False) -> None:
        for node in nodes:
            match node:
                case str():
                    shown = BLANKS.sub(" ", HIDDEN.sub("", node))
                    self._add(shown, re.sub(r"\s", " ", as_typed(shown)))
                case Label() | Word():
                    start = len(self.text)
                    self._add(node.text, node.text)
                    self.prints.append(Print(node, start, len(self.text), is_raised))
                case ClaimMark():
                    pass
                case FloatPlace():
                    self.end()
                    self.found += self.floats.get(node.key, ())
                case Element() if node.is_inline:
                    self._inline(node, is_raised=is_raised)
                case Element():
                    self._block(node)
                case _:
                    start, text = len(self.text), BLANKS.sub(" ", node.text)
                    is_superscript = isinstance(node, Citation) and node.is_raised
                    self._add(text, (BREAK if is_superscript else FROM_DATA) * len(text))
                    self.prints.append(Print(node, start, len(self.text), is_raised))

    def _add(self, text: str, typed: str) -> None:
        self.text, self.typed = self.text + text, self.typed + typed

    def _inline(self, node: Element, *, is_raised: bool) -> None:
        self._attributes(node)
        if NOT_SHOWN.search(node.get("style")):
            self.found += passages_of(node.children, self.section)
        elif node.tag == "br":
            self._add(" ", BREAK)
        elif OPEN_POINT in node.classes:  # no part of the text, so no number of it
            text = words(node.children)
            self._add(text, FROM_DATA * len(text))
        else:
            self.read(node.children, is_raised=is_raised or node.tag in ("sub", "sup"))

    def _block(self, node: Element) -> None:
        self.end()
        self._attributes(node)
        if node.tag == "figure":
            self.found += passages_of(node.children, name_of_figure(node))
            return
        if node.tag in ("h2", "h3"):
            kept = self.headings[:1] if node.tag == "h3" else ()
            self.headings = (*kept, words(node.children))
            self.section = ", ".join(self.headings)
        self.read(node.children)
        self.end()

    def _attributes(self, node: Element) -> None:
        said = (value for name, value in node.attributes if name in SPOKEN)
        self.found += (Passage(self.section, value, value) for value in said)

    def end(self) -> None:
        """End the passage, if there is anything in it."""
        if self.text.strip():
            self.found.append(Passage(self.section, self.text, self.typed, tuple(self.prints)))
        self.text, self.typed, self.prints = "", "", []


def passages_of(
    nodes: Iterable[Node], section: str, floats: Mapping[str, list[Passage]] = NO_FLOATS
) -> list[Passage]:
    """Read nodes that begin in a section; tables and figures are read where they are placed."""
    reader = _Reader(section, floats)
    reader.read(nodes)
    reader.end()
    return reader.found


def name_of_figure(figure: Element) -> str:
    """Name a table or the caption of a picture by its label, or else by its id."""
    label = figure.find(name="label")
    name = float_name(words(label.children).rstrip(".:")) if label else figure.id
    return f"{name} caption" if PICTURE in figure.classes else name or "a figure"


# --- the parts of a manuscript --------------------------------------------------------------------


def passages(document: Document, truth: Truth) -> tuple[Passage, ...]:
    """Read a manuscript in the order of its page."""
    floats = {item.key: passages_of_float(item, truth) for item in document.floats}
    found = [*_front(document, truth), *passages_of(document.front.abstract, ABSTRACT)]
    texts = (*(each.nodes for each in document.sections), document.legends, document.supplement)
    for nodes in texts:
        found += passages_of(nodes, TITLE, floats)
    for entry in document.references:
        found += named(entry.nodes, "References", {truth.work(entry.key)}, "reference")
    return (*found, *passages_of(document.added, FRAME))


def named(
    text: Text,
    section: str,
    names: Iterable[str],
    kind: str = NAME,
    patients: AbstractSet[str] = frozenset(),
) -> Iterator[Passage]:
    """Read a text that may be one of some names, or one of the patients, of whom there may be many."""
    known = frozenset(names) - {""}
    for each in passages_of(Fragment.of(text), section):
        yield replace(each, names=known | ({each.first_line} & patients), kind=kind)


def _front(document: Document, truth: Truth) -> Iterator[Passage]:
    """Read the title page; what study.toml or the identity of the draft says may hold digits."""
    front, choices, identity = document.front, truth.study.configuration, truth.identity
    draft = printed_identity(identity) if identity else ""
    fingerprint = identity.fingerprint if identity else ""
    source = truth.work(choices.source or "")
    people = "authors and key words"
    yield from named(front.title, TITLE, ())
    if front.byline:
        for text in (*front.byline, *(line.nodes for line in front.lines)):
            yield from passages_of(text, TITLE)
    else:
        names = ", ".join(choices.author_names)
        yield from named(", ".join(front.authors), TITLE, {names}, people)
    yield from named(", ".join(front.keywords), TITLE, {", ".join(choices.keywords)}, people)
    yield from named(front.identity, TITLE, {draft}, "number and day of the draft")
    yield from named(front.fingerprint, TITLE, {fingerprint}, "fingerprint")
    yield from named(front.notice or "", TITLE, ())
    source_kind = "source of the reconstruction"
    yield from named(front.source_reference or "", TITLE, {source}, source_kind)


def passages_of_float(item: NumberedTable | NumberedFigure, truth: Truth) -> list[Passage]:
    """Read a table or figure: caption, rows and notes, and what its frame calls for."""
    given = (item, truth.terms)
    return truth.memory.made(f"read in {item.key}", given, lambda: _of_float(item, truth))


def _of_float(item: NumberedTable | NumberedFigure, truth: Truth) -> list[Passage]:
    if isinstance(item, NumberedFigure):
        found = passages_of(item.caption + item.added, f"{item.label} caption")
    else:
        notes = (note.text for note in item.table.notes)
        found = [*_of_table(item.table, float_name(item.label), truth)]
        for text in (*notes, item.added):
            found += passages_of(Fragment.of(text), float_name(item.label))
    return [replace(each, within=item.key) for each in found]


def _of_table(table: Table, section: str, truth: Truth) -> Iterator[Passage]:
    yield from named(table.caption, section, ())
    for part in table.parts:
        for text in (part.caption, *table.stub, *(over for over, _ in spans_of(part.columns))):
            yield from named(text, section, ())
        for n, column in enumerate(part.columns):
            cells = [row.cells[n] for row in part.rows]
            topics = _topics(
                truth, *(text for cell in cells for text in (cell.content, cell.share))
            )
            names = {f"Grade {topic.level}" for topic in topics}
            head = _lines(column.heading, column.subheading)
            yield from named(head, section, names, "name of a column")
        for group in part.groups:
            yield from named(group.heading, section, ())
            for row in group.rows:
                names, patients = _names_of(row, truth)
                yield from named(_lines(*row.texts()), section, names, "name of a row", patients)


def _lines(*texts: Text) -> Fragment:
    """Set texts on lines of their own."""
    return joined("", (Fragment.of(text, NEW_LINE) for text in texts if text))


def _topics(truth: Truth, *texts: Text) -> list[Topic]:
    """Say what the results printed in some texts are about."""
    nodes = (node for node in from_data(Fragment.of(*texts)) if isinstance(node, Number))
    return [truth.known[node.result].topic for node in nodes if node.result in truth.known]


def _names_of(row: Row, truth: Truth) -> tuple[set[str], AbstractSet[str]]:
    """Give the names that a row may have: what a result in it is about, and its patient, or else any."""
    topics = _topics(truth, *row.texts())
    about = {name for each in topics for name in (each.variable, each.level, each.group)}
    patients = {each.patient for each in topics} & truth.patients
    return about, patients or truth.patients
