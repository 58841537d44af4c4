"""The Word files of a build; a drawing that is a file of the study first becomes a raster as well."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from il2report.document.document import TITLE, Document
from il2report.errors import Finding, Place, Severity, abridged
from il2report.figures.drawn import Picture
from il2report.revisions import Identity
from il2report.study import Study
from il2report.verification.pdf_text import page_as_png
from il2report.word.blinding import names_left
from il2report.word.draft import own_stationery, word_draft
from il2report.word.flow import Flow, Grid
from il2report.word.grids import placed_cells
from il2report.word.manuscript import CAPTION, WordManuscript
from il2report.word.pictures import PIXELS_OF_RASTER, drawings_without_raster, word_pictures
from il2report.word.stationery import Stationery
from il2report.workflow.printing import print_document, printed_pdf
from il2report.workflow.worker import Worker

MOST_QUOTED = 80
MOST_COLUMNS = 63
"""Columns of a table in Word; it calls a file with more damaged."""


@dataclass(frozen=True, slots=True)
class WordOutput:
    """A manuscript that will be a Word file, and rasters of the drawings that have none, by key."""

    study: Study
    folder: Path
    manuscript: WordManuscript
    rasters: Mapping[str, bytes]
    stationery: Stationery

    def files(
        self,
        document: Document,
        identity: Identity,
        pictures: Mapping[str, Picture],
        submission: Mapping[str, bytes],
    ) -> dict[str, bytes]:
        """Write the files, by path; `submission` has those of the figures that were drawn."""
        shown = word_pictures(
            self.manuscript.flow, pictures, submission, self.study, self.folder, self.rasters
        )
        written = word_draft(
            document, self.manuscript, shown, self.study, identity, self.stationery
        )
        return {f"report/{name}": content for name, content in written.items()}


def word_output(
    study: Study,
    folder: Path,
    manuscript: WordManuscript,
    own: Mapping[str, Picture],
    printing: Worker,
) -> WordOutput:
    """Prepare the Word files; drawings of the study itself are printed in the process that prints."""
    stationery, rasters = own_stationery(folder), {}
    for key, page in drawings_without_raster(manuscript.flow, own, study, folder).items():
        pdf = printed_pdf(printing.submit(print_document, page, folder))
        rasters[key] = page_as_png(pdf, PIXELS_OF_RASTER)
    return WordOutput(study, folder, manuscript, rasters, stationery)


def blinding_findings(flow: Flow, study: Study) -> Iterator[Finding]:
    """Find names of authors, institutions and funders in a blinded file, which templates or captions have typed."""
    for name, paragraph in names_left(flow, study.configuration):
        message = (
            f"the file is blinded and names {name!r} in {abridged(paragraph.text, MOST_QUOTED)!r}"
        )
        yield Finding("named-in-blinded", Place("report/manuscript.docx"), message, Severity.NOTICE)


def column_findings(flow: Flow) -> Iterator[Finding]:
    """Find tables that have more columns than Word can show."""
    section = TITLE
    for block in flow:
        if not isinstance(block, Grid):
            if block.style == CAPTION or block.style.startswith("Heading"):
                section = block.text.partition(".")[0]
            continue
        ends = (each.column + each.cell.columns for row in placed_cells(block.rows) for each in row)
        if (columns := max(ends, default=0)) > MOST_COLUMNS:
            message = (
                f"this table has {columns} columns; a table in Word may have up to {MOST_COLUMNS}. Give it fewer"
                " columns or groups, or build without docx"
            )
            yield Finding(
                "wide-for-word", Place("report/manuscript.docx", section=section), message
            )
