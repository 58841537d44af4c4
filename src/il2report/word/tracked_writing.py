"""Writes tracked changes: insertions, deletions, moves, rows, and one comment for each cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from il2report.word.file import CLOSING
from il2report.word.flow import FlowBlock, GridRow, Inline, Paragraph, Run, paragraphs_of
from il2report.word.package import RELATIONS, XML
from il2report.word.styles import style_id
from il2report.word.tracking import Mark, Piece, TrackedParagraph, TrackedRow
from il2report.word.writing import (
    NAMESPACES,
    PLAIN_SETTING,
    BodyWriter,
    Setting,
    WordPicture,
    run,
    slot_and_link,
    slot_bookmark,
)

AUTHOR = "il2report"
SOME_DAY = "1980-01-01"
"""The day of a move of which none is known: the format wants one. Files in the package are of that day."""
REFERENCE = style_id("annotation reference")
CONTROLS = {Mark.INSERTED: "customXmlIns", Mark.MOVED_TO: "customXmlMoveTo"}
"""What marks that a control came with the text in it; one whose text is gone is not written."""


Cause: TypeAlias = int | str
"""The number of a correction, or the key of a claim that has another wording."""


@dataclass(frozen=True, slots=True)
class CommentedCause:
    """A cause of changes: the comment that explains it, and its date as "2026-03-01", where that is known."""

    comment: str
    date: str = ""


@dataclass(slots=True)
class TrackedWriter(BodyWriter):
    """Writes blocks with their changes.

    `causes` are known by their numbers, or the keys of claims; `of_result` has those of each result that changed. `former`
    are the pictures of the older version, `lasting` the causes of a change in a paragraph that the newer version has.
    """

    causes: Mapping[Cause, CommentedCause] = field(default_factory=dict)
    of_result: Mapping[str, Sequence[Cause]] = field(default_factory=dict)
    former: Mapping[str, WordPicture] = field(default_factory=dict)
    lasting: frozenset[Cause] = frozenset()
    _comments: list[Cause] = field(default_factory=list)
    _waiting: dict[Cause, None] = field(default_factory=dict)

    def leave_comments(self) -> None:
        """Write no comments: who writes into a file that is there puts them beside those that it has."""
        self._comments = list(self.causes)

    # --- marks ------------------------------------------------------------------------------------

    def by(self, causes: Iterable[Cause] = ()) -> str:
        """Write an id, and who made a change when."""
        return f'w:id="{self.next_id()}" {self.author(causes)}'

    def author(self, causes: Iterable[Cause], otherwise: str = "") -> str:
        """Write who made a change, and when: the day of the latest correction that caused it."""
        dates = [self.causes[each].date for each in causes if each in self.causes]
        day = max(dates, default="") or otherwise
        date = f' w:date="{day}T00:00:00Z"' if day else ""
        return f'w:author="{AUTHOR}"{date}'

    def caused(self, results: Iterable[str]) -> list[Cause]:
        """Give the causes of changes of results."""
        found = {cause for each in results for cause in self.of_result.get(each, ())}
        return sorted(found, key=lambda each: (isinstance(each, str), each))

    def read_ahead(self, blocks: Iterable[FlowBlock]) -> None:
        """Find the causes of changes in what is not deleted as a whole."""
        results = (
            result
            for each in paragraphs_of(list(blocks))
            if isinstance(each, TrackedParagraph) and not each.mark.is_gone
            for piece in each.pieces
            for result in piece.results
        )
        self.lasting = frozenset(self.caused(results))

    def row_mark(self, row: GridRow) -> str:
        """Say whether a row was inserted or deleted."""
        if not isinstance(row, TrackedRow) or row.mark is Mark.KEPT:
            return ""
        pieces = (
            piece
            for cell in row.cells
            for each in cell.paragraphs
            if isinstance(each, TrackedParagraph)
            for piece in each.pieces
        )
        causes = self.caused(result for piece in pieces for result in piece.results)
        return f"<w:{row.mark} {self.by(causes)}/>"

    # --- paragraphs -------------------------------------------------------------------------------

    def paragraph(self, paragraph: Paragraph, setting: Setting = PLAIN_SETTING) -> str:
        """Write a paragraph with its changes."""
        if not isinstance(paragraph, TrackedParagraph):
            return BodyWriter.paragraph(self, paragraph, setting)
        causes = self.caused(result for each in paragraph.pieces for result in each.results)
        closing, mark = "", ""
        if paragraph.mark is not Mark.KEPT:
            mark = f"<w:{paragraph.mark} {self.by(causes)}/>"
            # A section of pages must not go with the paragraph.
            closing = CLOSING.format(setting.section) if setting.section else ""
        section = "" if closing else setting.section
        properties = self.properties(paragraph, replace(setting, section=section, mark=mark))
        if paragraph.former is not None:
            former = f'<w:pStyle w:val="{style_id(paragraph.former.style)}"/>{self.numbered(paragraph.former)}'
            change = f"<w:pPrChange {self.by(causes)}><w:pPr>{former}</w:pPr></w:pPrChange>"
            properties = properties.replace("</w:pPr>", f"{change}</w:pPr>")
        names = [name for name in (paragraph.name, paragraph.target) if name]
        at_stop = setting.stop is not None
        written = "".join(self.pieces(paragraph.pieces, paragraph.mark, at_stop=at_stop))
        if written:
            written = self.commented(written, tuple(self._waiting), paragraph.mark)
        inside = self.bookmarked(names, written)
        return f"<w:p>{properties}{inside}</w:p>{closing}"

    def pieces(self, pieces: Sequence[Piece], mark: Mark, *, at_stop: bool) -> Iterator[str]:
        """Write the parts of a paragraph whose end became `mark`; old and new text of one slot are in its control."""
        for (slot, _), group in groupby(pieces, lambda each: (each.slot, each.mark is Mark.KEPT)):
            inside = list(group)
            causes = self.caused(result for each in inside for result in each.results)
            written = "".join(self.piece(each, causes, at_stop=at_stop) for each in inside)
            if slot:
                is_link = any(slot_and_link(each)[1] for part in inside for each in part.inlines)
                written = self.changed_slot(slot, written, is_link=is_link, at_stop=at_stop)
            yield self.commented(written, causes, mark)

    def changed_slot(self, number: int, inside: str, *, is_link: bool, at_stop: bool) -> str:
        """Write a slot whose text changed as its control; at the tab stop of a decimal point as a bookmark alone.

        LibreOffice 7.4 fails there with any other control than one of plain text, and loses the marks in that.
        """
        if at_stop:
            return self.bookmarked([slot_bookmark(number)], inside)
        return self.control(number, inside, is_link=is_link)

    def piece(self, piece: Piece, causes: Sequence[Cause], *, at_stop: bool) -> str:
        """Write a part that was kept, inserted, deleted or moved."""
        if piece.mark is Mark.KEPT:
            return "".join(self.inlines(piece.inlines, at_stop=at_stop))
        written = "".join(self.marked(piece, causes, at_stop=at_stop))
        if not piece.move:
            return written
        number, name = self.next_id(), f"move{piece.move}"
        return (
            f'<w:{piece.mark}RangeStart w:id="{number}" w:name="{name}" {self.author(causes, SOME_DAY)}/>{written}'
            f'<w:{piece.mark}RangeEnd w:id="{number}"/>'
        )

    def marked(self, piece: Piece, causes: Sequence[Cause], *, at_stop: bool) -> Iterator[str]:
        """Write runs within marks; a link or a control is around the mark, and the control is marked as well."""
        tag = "w:delText" if piece.mark.is_gone else "w:t"
        for (slot, link), group in groupby(piece.inlines, slot_and_link):
            inside = "".join(self.part(each, tag) for each in group)
            if not inside:
                continue
            marked = f"<w:{piece.mark} {self.by(causes)}>{inside}</w:{piece.mark}>"
            marked = self.linked(marked, link) if link else marked
            if not slot:
                yield marked
                continue
            filled = self.changed_slot(slot, marked, is_link=bool(link), at_stop=at_stop)
            number, kind = self.next_id(), CONTROLS[piece.mark]
            yield (
                filled
                if at_stop
                else (
                    f'<w:{kind}RangeStart w:id="{number}" {self.author(causes)}/>{filled}'
                    f'<w:{kind}RangeEnd w:id="{number}"/>'
                )
            )

    def part(self, inline: Inline, tag: str) -> str:
        """Write a run or a picture; one that was deleted is the picture of the older version."""
        if isinstance(inline, Run):
            return run(inline, tag, self.points)
        if tag == "w:t":
            return self.picture(inline)
        shown, self.pictures = self.pictures, self.former
        try:
            return self.picture(inline)
        finally:
            self.pictures = shown

    # --- comments ---------------------------------------------------------------------------------

    def commented(self, inside: str, causes: Iterable[Cause], mark: Mark) -> str:
        """Put around the first change of each cause the comment that explains it, or around the next text that stays.

        LibreOffice 7.4 takes a deleted row with a comment for one of which only the text was deleted.
        """
        for cause in causes:
            if cause in self._comments or cause not in self.causes:
                continue
            if mark is Mark.DELETED:
                self._waiting |= {} if cause in self.lasting else {cause: None}
                continue
            self._waiting.pop(cause, None)
            begin, end = comment_marks(len(self._comments))
            self._comments.append(cause)
            inside = f"{begin}{inside}{end}"
        return inside

    def further_parts(self) -> dict[str, str]:
        """Give the comments."""
        if not self._comments:
            return {}
        self.relations.id(f"{RELATIONS}/comments", "comments.xml")
        written = "".join(
            comment(number, self.causes[cause]) for number, cause in enumerate(self._comments)
        )
        space = f'xmlns:w="{NAMESPACES["w"]}"'
        return {"comments": f"{XML}<w:comments {space}>{written}</w:comments>"}


def comment(number: int, cause: CommentedCause) -> str:
    """Write the comment that explains a cause, a paragraph a line."""
    date = f' w:date="{cause.date}T00:00:00Z"' if cause.date else ""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in cause.comment.split("\n")
    )
    return (
        f'<w:comment w:id="{number}" w:author={quoteattr(AUTHOR)}{date} w:initials="il2">'
        f"{paragraphs}</w:comment>"
    )


def comment_marks(number: int) -> tuple[str, str]:
    """Write where what a comment is about begins and ends."""
    return (
        f'<w:commentRangeStart w:id="{number}"/>',
        (
            f'<w:commentRangeEnd w:id="{number}"/><w:r><w:rPr><w:rStyle w:val="{REFERENCE}"/></w:rPr>'
            f'<w:commentReference w:id="{number}"/></w:r>'
        ),
    )
