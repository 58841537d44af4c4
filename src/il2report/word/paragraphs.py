"""Lines of a Word file: the runs of a paragraph, and the slots that nodes from data fill in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType

from il2report.document.document import TITLE
from il2report.document.tree import (
    BLANKS,
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
    element_id,
    words,
)
from il2report.document.typography import without_breaks
from il2report.word.blinding import BLINDED, is_name, is_of_people
from il2report.word.flow import (
    PLAIN,
    ClaimSpan,
    Inline,
    Look,
    Paragraph,
    Picture,
    Run,
    Slot,
    append_inline,
)

LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        **dict.fromkeys(("em", "i", "cite", "dfn", "var"), Look.ITALIC),
        **dict.fromkeys(("strong", "b"), Look.BOLD),
        **dict.fromkeys(("code", "kbd", "samp"), Look.CODE),
        "sup": Look.RAISED,
        "sub": Look.LOWERED,
    }
)
LONGEST_BOOKMARK = 40
DIGEST = 8


def bookmark(element: str) -> str:
    """Name the bookmark of an element that links lead to: its id, which Word wants to be short."""
    if len(element) <= LONGEST_BOOKMARK:
        return element
    digest = sha256(element.encode()).hexdigest()[:DIGEST]
    return f"{element[: LONGEST_BOOKMARK - DIGEST - 1]}-{digest}"


@dataclass(slots=True)
class Place:
    """Where the walk is, as a reader names it."""

    section: str = TITLE
    table: str = ""
    row: str = ""
    column: str = ""


@dataclass(slots=True)
class Line:
    """A paragraph in the making."""

    name: str
    inlines: list[Inline] = field(default_factory=list)
    is_verbatim: bool = False

    @property
    def text(self) -> str:
        """What it says so far."""
        return "".join(each.text for each in self.inlines if isinstance(each, Run))

    def add(
        self,
        text: str,
        look: frozenset[Look] = PLAIN,
        slot: int | None = None,
        link: str = "",
    ) -> None:
        """Add text; white space is one space, and none at the start of a line."""
        if not self.is_verbatim:
            text = BLANKS.sub(" ", text)
            before = self.text
            if not before or before[-1] in " \n":
                text = text.removeprefix(" ")
        if text:
            append_inline(self.inlines, Run(text, look, slot, link))

    def finished(self, style: str, target: str = "", series: int = 0) -> Paragraph | None:
        """Give the paragraph, or nothing where it would be empty."""
        while not self.is_verbatim and self.inlines and isinstance(last := self.inlines[-1], Run):
            if kept := last.text.rstrip(" \n"):
                self.inlines[-1] = replace(last, text=kept)
                break
            self.inlines.pop()
        return (
            Paragraph(style, tuple(self.inlines), self.name, target and bookmark(target), series)
            if self.inlines
            else None
        )


class Lines:
    """Makes the lines of a manuscript, and counts its paragraphs and slots.

    Of a blinded manuscript the slots of names say nothing; `place` is where the next line is, `claims` has by the name of
    a paragraph the words of claims in it.
    """

    def __init__(self, *, is_blinded: bool = False) -> None:
        self.slots: list[Slot] = []
        self.claims: dict[str, list[ClaimSpan]] = {}
        self.place = Place()
        self.is_blinded = is_blinded
        self.paragraphs = 0

    def next_name(self) -> str:
        """Count a paragraph, and give the name of its bookmark."""
        self.paragraphs += 1
        return f"_p{self.paragraphs}"

    def line(self, nodes: Fragment, *, is_verbatim: bool = False) -> Line:
        """Make a line of nodes."""
        line = Line(self.next_name(), is_verbatim=is_verbatim)
        self._inline(line, nodes, PLAIN, "")
        if self.is_blinded and is_of_people(nodes):
            line.inlines[:] = [
                Run(BLINDED)
            ]  # its slots stay counted, as those behind it have numbers
        return line

    def _inline(self, line: Line, nodes: Iterable[Node], look: frozenset[Look], link: str) -> None:
        for node in nodes:
            match node:
                case str():
                    line.add(node, look, link=link)
                case ClaimMark():
                    self._claim(line, node)
                case Element(tag="br"):
                    append_inline(line.inlines, Run("\n", look))
                case Element(tag="q"):
                    self._inline(
                        line,
                        (
                            "\N{LEFT DOUBLE QUOTATION MARK}",
                            *node.children,
                            "\N{RIGHT DOUBLE QUOTATION MARK}",
                        ),
                        look,
                        link,
                    )
                case Element(tag="img"):
                    line.inlines.append(Picture(node.get("src"), node.get("alt")))
                case Element():
                    further = {LOOKS[node.tag]} if node.tag in LOOKS else set()
                    leads = node.get("href")
                    if leads.startswith("#"):
                        leads = f"#{bookmark(leads[1:])}"
                    self._inline(line, node.children, look | further, leads or link)
                case FloatPlace():
                    pass
                case _:
                    self._slot(line, node, look, link)

    def _slot(self, line: Line, node: FromData, look: frozenset[Look], link: str) -> None:
        """Fill a slot with what a node from data prints."""
        number = len(self.slots) + 1
        kind, result = _identity(node)
        text = BLINDED if self.is_blinded and kind == "word" and is_name(result) else node.text
        origin, place = node.origin, self.place
        self.slots.append(
            Slot(
                number,
                kind,
                result,
                text,
                line.name,
                place.section,
                origin.template if origin else "",
                origin.line if origin else 0,
                "",
                place.table,
                place.row,
                place.column,
            )
        )
        if isinstance(node, Number):
            text = without_breaks(text)  # as the style sheets of the page have it
        if isinstance(node, Number) and node.italic:
            line.add(node.italic, look | {Look.ITALIC}, number, link)
            text = text.removeprefix(node.italic)
        elif isinstance(node, Citation):
            look, link = (
                look | ({Look.RAISED} if node.is_raised else PLAIN),
                f"#reference-{node.first}",
            )
        elif isinstance(node, Mention):
            link = f"#{bookmark(element_id(node.key))}"
        line.add(text, look, number, link)

    def _claim(self, line: Line, claim: ClaimMark) -> None:
        """Name the claim in the slots of its words, which end here, and note where they are."""
        said, texts = words((claim.sentence,)), [words((line.text,))]
        if not said or not texts[0].endswith(said):
            return
        ends = len(line.text.rstrip())
        begins = ends - len(said)
        self.claims.setdefault(line.name, []).append(ClaimSpan(claim.name, begins, ends))
        at = 0
        for each in line.inlines:
            if isinstance(each, Run):
                if each.slot and at >= begins:
                    self.slots[each.slot - 1] = replace(self.slots[each.slot - 1], claim=claim.name)
                at += len(each.text)


def _identity(node: FromData) -> tuple[str, str]:
    """Say what kind of node it is, and what it shows."""
    match node:
        case Number(result=result, part=part):
            return "number", f"{result}.{part}" if part else result
        case Label(table=table, column=column, code=code, part=part):
            return "label", f"{table}.{column}={code}{f'.{part}' if part else ''}"
        case Word(source=source):
            return "word", source
        case Citation(keys=keys):
            return "citation", " ".join(keys)
        case Mention(key=key):
            return "mention", key
    raise TypeError(f"{type(node).__name__} fills no slot")
