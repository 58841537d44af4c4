"""The Word files of a submission: manuscript, blinded manuscript, title page, tables, legends, supplement, checklist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from il2report.document.document import Document
from il2report.document.length import Count
from il2report.document.tree import Fragment, is_supplementary, words
from il2report.study import Study
from il2report.study.declarations.word import WordLayout
from il2report.study.journals import JournalProfile
from il2report.word.blinding import names_left
from il2report.word.file import Imprint, Placed, arranged, word_file
from il2report.word.flow import FlowBlock, Grid, GridCell, GridRow, Look, Paragraph, Run
from il2report.word.manuscript import BODY, TABLE_HEAD, WordManuscript, word_manuscript
from il2report.word.stationery import Stationery
from il2report.word.writing import WordPicture

STATEMENTS = "declarations"
"""The section that names who did and paid what; a blinded manuscript has none."""
TEXT = "Table Text"
TEXT_LAYOUT = WordLayout(spacing=2, floats="separate")
PLAIN_LAYOUT = WordLayout(spacing=1, line_numbers=False)


@dataclass(frozen=True, slots=True)
class SubmissionWriter:
    """Writes the Word files of one manuscript; none says which draft it is of, or when it was written."""

    study: Study
    document: Document
    journal: JournalProfile
    pictures: Mapping[str, WordPicture]
    stationery: Stationery

    def manuscript(self) -> bytes:
        """Write title, abstract, text, references and legends."""
        return self._text(word_manuscript(self.document), is_blinded=False)

    def blinded(self) -> bytes:
        """Write the same without authors, institutions, funding and acknowledgments."""
        return self._text(self._blinded(), is_blinded=True)

    def names_left(self) -> Iterator[str]:
        """Give each declared name that a template has typed, so that the blinded manuscript still has it."""
        found = names_left(self._blinded().flow, self.study.configuration)
        return (name for name, _ in found)

    def _blinded(self) -> WordManuscript:
        sections = tuple(each for each in self.document.sections if each.name != STATEMENTS)
        return word_manuscript(replace(self.document, sections=sections), is_blinded=True)

    def title_page(self, counts: Sequence[Count]) -> bytes:
        """Write title, authors, short title, counts, key words, and the statements at the end."""
        front = self.document.front
        whole = word_manuscript(self.document)
        people = [each for each in whole.front if _style(each) in ("Title", "Author")]
        lines = [("Short title", self.study.configuration.short_title)]
        lines += [(count.name.capitalize(), f"{count.number:,}") for count in counts[:6]]
        lines.append(("Key words", ", ".join(front.keywords)))
        blocks: list[FlowBlock] = [*people, *(_line(name, text) for name, text in lines if text)]
        kept = tuple(each for each in self.document.sections if each.name == STATEMENTS)
        alone = replace(self.document, sections=kept, references=(), legends=Fragment())
        at_end = [each for each in word_manuscript(alone).body if isinstance(each, Paragraph)]
        return self._file([Placed(each) for each in (*blocks, *at_end)], whole)

    def tables(self) -> Iterator[tuple[str, bytes]]:
        """Write the tables of the text, each under its number or all in one file, as the journal wants them."""
        whole = word_manuscript(self.document)
        of_text = [each for each in self.document.tables if not is_supplementary(each.key)]
        if self.journal.submission.tables.form == "apart":
            for each in of_text:
                blocks = [Placed(block, each.key) for block in whole.floats[each.key]]
                yield each.label, self._file(blocks, whole)
        elif of_text:
            blocks = [
                Placed(block, each.key, on_new_page=bool(number) and not position)
                for number, each in enumerate(of_text)
                for position, block in enumerate(whole.floats[each.key])
            ]
            yield "", self._file(blocks, whole)

    def legends(self) -> bytes:
        """Write the legend of each figure under its number."""
        whole = word_manuscript(self.document)
        blocks = [block for block in whole.body if isinstance(block, Paragraph)]
        behind = len(word_manuscript(replace(self.document, legends=Fragment())).body)
        legends: list[FlowBlock] = list(blocks[len(blocks) - (len(whole.body) - behind) :])
        if not self.document.legends:
            legends = [_line(each.label, words(each.caption)) for each in self.document.figures]
        return self._file([Placed(each) for each in legends], whole)

    def supplement(self) -> bytes | None:
        """Write the supplement with its tables and figures; None where there is none."""
        whole = word_manuscript(self.document)
        if not whole.supplement:
            return None
        alone = replace(whole, front=(), body=whole.supplement, supplement=())
        return self._file(arranged(alone, "inline")[0], whole)

    def checklist(self, title: str, rows: Iterable[Sequence[str]]) -> bytes:
        """Write a checklist as a table; the first row is its head."""
        grid = Grid(
            tuple(
                GridRow(
                    tuple(
                        GridCell((Paragraph(TEXT if number else TABLE_HEAD, (Run(text),)),))
                        for text in row
                    ),
                    is_head=not number,
                )
                for number, row in enumerate(rows)
            )
        )
        heading = Paragraph("Heading 1", (Run(title),))
        whole = word_manuscript(self.document)
        return self._file([Placed(heading), Placed(grid)], whole)

    def _text(self, manuscript: WordManuscript, *, is_blinded: bool) -> bytes:
        text, _ = arranged(replace(manuscript, supplement=()), "separate")
        return self._file(text, manuscript, TEXT_LAYOUT, is_blinded=is_blinded)

    def _file(
        self,
        blocks: Sequence[Placed],
        manuscript: WordManuscript,
        layout: WordLayout = PLAIN_LAYOUT,
        *,
        is_blinded: bool = False,
    ) -> bytes:
        front = self.document.front
        choices = self.study.configuration
        imprint = Imprint(
            title=words(front.title),
            authors=() if is_blinded else front.authors,
            keywords=front.keywords,
            language=choices.language,
            head=choices.short_title,
            foot="",
        )
        # The head of the study's own pages names its institution.
        stationery = replace(self.stationery, head=None) if is_blinded else self.stationery
        return word_file(blocks, manuscript, self.pictures, imprint, layout, stationery)


def _style(block: FlowBlock) -> str:
    return block.style if isinstance(block, Paragraph) else ""


def _line(name: str, text: str) -> Paragraph:
    return Paragraph(BODY, (Run(f"{name}: ", frozenset({Look.BOLD})), Run(text)))
