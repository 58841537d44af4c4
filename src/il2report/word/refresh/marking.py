"""Writes what is carried over into the XML of a file: tracked changes, rows, paragraphs, pictures and comments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import etree

from il2report.word.file import CLOSING
from il2report.word.flow import (
    Grid,
    Inline,
    Paragraph,
    Picture,
    Run,
    with_paragraphs,
)
from il2report.word.grids import grid_layout
from il2report.word.lines import TOGGLES, style_names
from il2report.word.opening import XmlElement
from il2report.word.refresh.letters import Letters, insert_behind, outermost
from il2report.word.refresh.merging import Place, TextChange
from il2report.word.refresh.numbering import Numbering
from il2report.word.refresh.received import Received
from il2report.word.resolution import INSERTIONS, PARAGRAPH, w
from il2report.word.styles import style_id
from il2report.word.tracked_writing import (
    AUTHOR,
    Cause,
    CommentedCause,
    TrackedWriter,
    comment,
    comment_marks,
)
from il2report.word.tracking import Mark, Piece, TrackedParagraph
from il2report.word.writing import NAMESPACES, WordPicture

ORDER = {
    w(name): rank
    for rank, name in enumerate(
        (
            *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike"),
            *("outline", "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish"),
            *("webHidden", "color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight"),
            *("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"),
            *("eastAsianLayout", "specVanish", "oMath"),
        )
    )
}
"""The properties of a run, in the order that Word asks for."""
LOOKS = frozenset({*TOGGLES, w("bCs"), w("iCs"), w("vertAlign"), w("rStyle")})
"""Those that are the look of the text and not of its place."""
SPACES = "".join(f' xmlns:{name}="{of}"' for name, of in NAMESPACES.items())
PROPERTIES_OF_ENDS = ("pStyle", "keepNext", "numPr", "tabs", "spacing", "ind", "jc")


@dataclass(slots=True)
class Marker:
    """Marks changes in one file."""

    received: Received
    writer: TrackedWriter
    numbering: Numbering
    styles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, received: Received, writer: TrackedWriter, numbering: Numbering) -> Marker:
        """Make one for a file, whose ids, pictures and bookmarks the writer then knows."""
        ids = [0]
        for each in received.body.iter(etree.Element):
            number = each.get(w("id"), "")
            if number.isdecimal() and number.isascii() and len(number) < 10:
                ids.append(int(number))
        writer.relations = received.relations()
        writer.media = received.media()
        marks = received.body.iter(w("bookmarkStart"))
        writer.go_on_from(max(ids), (each.get(w("name"), "") for each in marks))
        writer.leave_comments()
        names = style_names(received.file)
        found = {name: number for number, name in reversed(names.items())}
        return cls(received, writer, numbering, found)

    def keep(self) -> None:
        """Put the relations and pictures that were added into the file, and take out pictures that they replace."""
        self.received.keep_media(self.writer.media)
        self.received.keep_relations(self.writer.relations)
        self.received.drop_unused_pictures()

    # --- text -------------------------------------------------------------------------------------

    def change(self, letters: Letters, place: Place, change: TextChange) -> list[XmlElement]:
        """Carry a change over into a paragraph; give what now marks it."""
        causes = self.writer.caused(change.results)
        base = letters.properties_at(place.start if place.end > place.start else place.start - 1)
        parts = self.inserted(change.inlines, causes, base, same_look=change.same_look)
        if place.end == place.start:
            letters.insert(place.start, parts)
            return parts
        marks = letters.delete(
            place.start, place.end, self.mark("del", causes, place.end - place.start)
        )
        within = self.numbering.slot(change.slot) if change.slot else None
        insert_behind(marks[-1], parts, within=within)
        return [*marks, *parts]

    def mark(self, kind: str, causes: Sequence[Cause], ids: int = 1) -> XmlElement:
        """Make a mark, and keep as many ids for its copies."""
        [made] = self.parsed(f"<w:{kind} {self.writer.by(causes)}/>")
        for _ in range(ids - 1):
            self.writer.next_id()
        return made

    def inserted(
        self,
        inlines: Iterable[Inline],
        causes: Sequence[Cause],
        base: XmlElement | None = None,
        *,
        same_look: bool = True,
    ) -> list[XmlElement]:
        """Make inserted runs, with the properties of a run that is there where they look as it does."""
        own = [
            replace(each, slot=self.numbering.slot(each.slot))
            if isinstance(each, Run) and each.slot
            else each
            for each in inlines
        ]
        piece = Piece(Mark.INSERTED, tuple(own))
        made = self.parsed("".join(self.writer.marked(piece, causes, at_stop=True)))
        if base is not None:
            for run in [each for part in made for each in part.iter(w("r"))]:
                _dress(run, base, same_look=same_look)
        return made

    def parsed(self, text: str) -> list[XmlElement]:
        """Make elements of written XML, with the styles by the ids that the file has for them."""
        root = etree.fromstring(f"<x{SPACES}>{text}</x>")
        for each in root.iter(w("pStyle"), w("rStyle"), w("tblStyle")):
            name = next((of for of in self.styles if style_id(of) == each.get(w("val"))), None)
            if name is not None:
                each.set(w("val"), self.styles[name])
        known = set(self.styles.values())
        for each in list(root.iter(w("pStyle"), w("rStyle"))):
            if each.get(w("val")) not in known:
                each.getparent().remove(each)
        return list(root)

    # --- paragraphs -------------------------------------------------------------------------------

    def new_paragraph(self, paragraph: TrackedParagraph, *, in_new_row: bool = False) -> XmlElement:
        """Make an inserted paragraph, which looks as those of its style in the file do."""
        causes = self.writer.caused(result for each in paragraph.pieces for result in each.results)
        inlines = [each for piece in paragraph.pieces for each in piece.inlines]
        [made] = self.parsed("<w:p/>")
        properties = self._like(paragraph)
        if not in_new_row:
            end = properties.find(w("rPr"))
            if end is None:
                end = etree.SubElement(properties, w("rPr"))
            end.insert(0, self.mark("ins", causes))
        made.append(properties)
        names = [
            self.numbering.paragraph(each) for each in (paragraph.name, paragraph.target) if each
        ]
        [holder] = self.parsed(f"<w:p>{self.writer.bookmarked(names, '<w:r/>')}</w:p>")
        place = next(holder.iter(w("r")))
        for each in self.inserted(inlines, causes):
            place.addprevious(each)
        place.getparent().remove(place)
        made.extend(list(holder))
        return made

    def _like(self, paragraph: TrackedParagraph) -> XmlElement:
        """Give the properties of a paragraph of the same style in the file, or its style alone."""
        style = self.styles.get(paragraph.style)
        for each in self.received.body.iter(PARAGRAPH):
            properties = each.find(w("pPr"))
            of = properties.find(w("pStyle")) if properties is not None else None
            if style is not None and of is not None and of.get(w("val")) == style:
                copy = deepcopy(properties)
                for own in list(copy):
                    if own.tag not in {w(name) for name in PROPERTIES_OF_ENDS}:
                        copy.remove(own)
                return copy
        [made] = self.parsed(f'<w:pPr><w:pStyle w:val="{style_id(paragraph.style)}"/></w:pPr>')
        return made

    def delete_paragraph(
        self, letters: Letters, causes: Sequence[Cause], *, with_end: bool = True
    ) -> list[XmlElement]:
        """Mark a whole paragraph as deleted."""
        length = len(letters.text)
        marks = letters.delete(0, length, self.mark("del", causes, length)) if length else []
        for paragraph in letters.paragraphs if with_end else ():
            properties = paragraph.find(w("pPr"))
            if properties is None:
                properties = paragraph.makeelement(w("pPr"), {})
                paragraph.insert(0, properties)
            if properties.find(w("sectPr")) is not None:
                continue  # the section of pages must not go with it
            end = properties.find(w("rPr"))
            if end is None:
                end = properties.makeelement(w("rPr"), {})
                change = properties.find(w("pPrChange"))
                if change is None:
                    properties.append(end)
                else:
                    change.addprevious(end)
            if end.find(w("del")) is None:
                end.insert(len(end.findall(w("ins"))), self.mark("del", causes))
        return marks

    def new_block(self, block: TrackedParagraph | Grid) -> list[XmlElement]:
        """Make an inserted paragraph or table; a table has a paragraph of no height behind it."""
        if isinstance(block, TrackedParagraph):
            return [self.new_paragraph(block)]
        layout = grid_layout([block], self.writer.width, self.writer.height)
        written = self.writer.grid(with_names(block, self.numbering), layout)
        end = f"<w:rPr><w:ins {self.writer.by()}/></w:rPr>"
        return self.parsed(written + CLOSING.format(end))

    # --- pictures ---------------------------------------------------------------------------------

    def show(self, key: str, wanted: WordPicture, there: WordPicture) -> None:
        """Have the picture of a figure, as wide as the one that is there."""
        self.writer.pictures = {**self.writer.pictures, key: replace(wanted, width=there.width)}

    def replace_picture(self, drawing: XmlElement, picture: Picture) -> None:
        """Put the picture of the newer draft in the place of one."""
        [run] = self.parsed(self.writer.picture(picture))
        made = run.find(w("drawing"))
        made.tail = drawing.tail
        drawing.getparent().replace(drawing, made)

    # --- comments ---------------------------------------------------------------------------------

    def remark(self, about: Sequence[XmlElement], text: str, date: str = "") -> None:
        """Comment on what lies between the first and the last of some elements."""
        own = self.received.comments
        numbers = (each.get(w("id"), "") for each in own)
        number = max((int(each) for each in numbers if each.isdecimal()), default=-1) + 1
        begin, *end = self.parsed("".join(comment_marks(number)))
        outermost(about[0]).addprevious(begin)
        insert_behind(about[-1], end)
        [made] = self.parsed(comment(number, CommentedCause(text, date)))
        own.append(made)

    def remark_on(self, letters: Letters, start: int, end: int, text: str) -> None:
        """Comment on letters of a paragraph; on the whole of it, where there are none."""
        runs = [each.getparent() for each in letters.elements[start:end] if each is not None]
        if not runs:
            runs = [each for each in letters.paragraphs[-1] if each.tag != w("pPr")]
        if not runs:
            runs = self.parsed("<w:r/>")
            letters.paragraphs[-1].extend(runs)
        self.remark((runs[0], runs[-1]), text)


def _dress(run: XmlElement, base: XmlElement, *, same_look: bool) -> None:
    """Give a run the properties of another: all where both look the same, else those of its place alone."""
    own = run.find(w("rPr"))
    found = {
        each.tag: deepcopy(each)
        for each in base
        if each.tag in ORDER and (same_look or each.tag not in LOOKS)
    }
    if own is not None:
        found |= {each.tag: each for each in list(own)}
        run.remove(own)
    if found:
        properties = run.makeelement(w("rPr"), {})
        properties.extend(sorted(found.values(), key=lambda each: ORDER.get(each.tag, 99)))
        run.insert(0, properties)


def open_plain_controls(root: XmlElement) -> None:
    """Leave of a control of plain text with changes the bookmark alone: LibreOffice 7.4 loses marks in such a one."""
    for control in list(root.iter(w("sdt"))):
        content = control.find(w("sdtContent"))
        is_plain = control.find(f"{w('sdtPr')}/{w('text')}") is not None
        marks = content.iter(w("ins"), w("del")) if content is not None else iter(())
        if is_plain and any(each.get(w("author")) == AUTHOR for each in marks):
            for each in list(content):
                control.addprevious(each)
            control.getparent().remove(control)


def take_back(root: XmlElement) -> None:
    """Take out what an earlier update inserted and this one deleted: it was never in the file that was sent."""
    for mark in list(root.iter(w("del"))):
        above = mark.getparent()
        if above is None or above.tag != w("ins"):
            continue
        if {mark.get(w("author")), above.get(w("author"))} == {AUTHOR}:
            above.remove(mark)
            if not len(above):
                above.getparent().remove(above)


def with_names(grid: Grid, numbering: Numbering) -> Grid:
    """Give paragraphs and slots of an inserted table the numbers that the file has for them."""

    def renumbered(run: Run) -> Run:
        return replace(run, slot=numbering.slot(run.slot)) if run.slot else run

    def renamed(paragraph: Paragraph) -> Paragraph:
        pieces = (
            replace(
                piece,
                inlines=tuple(
                    renumbered(each) if isinstance(each, Run) else each for each in piece.inlines
                ),
            )
            for piece in (paragraph.pieces if isinstance(paragraph, TrackedParagraph) else ())
        )
        named = replace(paragraph, name=numbering.paragraph(paragraph.name))
        if isinstance(named, TrackedParagraph):
            return replace(named, pieces=tuple(pieces))
        return named

    named = with_paragraphs(grid, renamed)
    return named if isinstance(named, Grid) else grid


def number_marks(
    root: XmlElement, known: Collection[XmlElement], next_id: Callable[[], int]
) -> None:
    """Give the second part of an insertion that was parted an id of its own; `known` are as received, and stay."""
    seen = {mark.get(w("id")) for mark in known}
    for mark in root.iter(*INSERTIONS):
        if mark not in known and mark.get(w("id")) in seen:
            mark.set(w("id"), str(next_id()))
