"""Prints the HTML document as PDF; the only module that imports WeasyPrint."""

import importlib.util
import logging
import mimetypes
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree.ElementTree import Element

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from il2report.clock import build_time
from il2report.errors import BuildFailed
from il2report.figures.drawn import BLANK, Picture, data_url
from il2report.pages.arrangement import (
    PageParts,
    arranged,
    laid_out_with_floats,
    measured,
)
from il2report.pages.change_bars import change_bars, changed_elements
from il2report.pages.line_breaks import hyphens_in_a_row, limit_spaces
from il2report.pages.page_boxes import page_box
from il2report.pages.page_edges import CutContent, cut_content
from il2report.pages.placement import FloatPlan
from il2report.pages.plain_drawings import plain_drawing
from il2report.pages.print_tree import (
    keep_pairs_whole,
    keep_whole,
    keep_words_whole,
    let_long_words_break,
    long_tables,
    part_last_spaces,
    repeat_title,
    space_headings,
    split_tables,
    unwrap_numbers,
    without_first_continued,
)
from il2report.pages.soft_hyphens import mark_soft_hyphens
from il2report.pages.structure import PaintedPages, structure_of
from il2report.pages.tags import POINTS_PER_PIXEL, write_tags
from il2report.revisions.metadata import PREFIX
from il2report.study.files import MOST_OF_IMAGE, FileMissing, FileRefused, read_file

FACES = (
    ("STIXGeneral.ttf", "normal", "normal"),
    ("STIXGeneralBol.ttf", "bold", "normal"),
    ("STIXGeneralItalic.ttf", "normal", "italic"),
    ("STIXGeneralBolIta.ttf", "bold", "italic"),
)
VARIANT = "pdf/ua-1"
MOST_LAYOUTS = 3
"""How often the pages are laid out: again when a table goes over a page, or too many hyphens are in a row."""
BAR_POINTS = 1.2
"""How thick a bar in the margin is."""


def font_folder() -> Path:
    """Find the STIX fonts that matplotlib ships, without importing matplotlib."""
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise BuildFailed("matplotlib, whose STIX fonts the page is set in, is not installed")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


def font_faces() -> str:
    """Write the @font-face rules of the page's typeface."""
    folder = font_folder()
    return "\n".join(
        f"@font-face {{ font-family: STIXGeneral; src: url({(folder / file).as_uri()});"
        f" font-weight: {weight}; font-style: {style}; }}"
        for file, weight, style in FACES
    )


class HouseFetcher(URLFetcher):  # type: ignore[misc]
    """Fetches data: URLs and files of the study and of the typeface; refuses all else."""

    def __init__(self, allowed: tuple[Path, ...]) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self._allowed = tuple(folder.resolve() for folder in allowed)

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Fetch one resource, or stop the printing with a message that names it."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        address = urlsplit(url)
        path = Path(url2pathname(address.path)).resolve()
        folder = next((each for each in self._allowed if path.is_relative_to(each)), None)
        if (address.scheme, address.netloc) != ("file", "") or folder is None:
            raise FatalURLFetchingError(
                f"the manuscript may not read {url}: it is not in the study folder"
            )
        try:
            content = read_file(folder, path.relative_to(folder).as_posix(), MOST_OF_IMAGE)
        except FileMissing:
            return super().fetch(url, headers)  # whose complaint about it is what we look for
        except FileRefused as error:
            message = f"the manuscript may not read {url}: {error.finding.message}"
            raise FatalURLFetchingError(message) from None
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, content, {"Content-Type": kind})


class _Record(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _recorded() -> Iterator[list[str]]:
    """Collect what WeasyPrint complains of, which it only logs."""
    logger, record = logging.getLogger("weasyprint"), _Record()
    logger.addHandler(record)
    try:
        yield record.lines
    finally:
        logger.removeHandler(record)


class PrintSource:
    """A document parsed for printing, with the typeface and the files that it may read."""

    def __init__(self, html: str, study: Path) -> None:
        fetcher, self._fonts = HouseFetcher((study, font_folder())), FontConfiguration()
        self._faces = weasyprint.CSS(
            string=font_faces(), font_config=self._fonts, url_fetcher=fetcher
        )
        self._images: dict[Any, Any] = {}
        self._source = weasyprint.HTML(
            string=html, base_url=study.resolve().as_uri() + "/", url_fetcher=fetcher
        )
        self.root = self._source.etree_element
        let_long_words_break(self.root)
        keep_words_whole(self.root)
        keep_pairs_whole(self.root)
        unwrap_numbers(self.root)
        part_last_spaces(self.root)
        space_headings(self.root)
        for table in long_tables(self.root):
            repeat_title(table)

    def address_of(self, svg: bytes) -> str:
        """Give the address of a picture in this document, which paints it without WeasyPrint's parser if it can."""
        address = data_url(svg)
        if (drawing := plain_drawing(svg)) is not None:
            self._images[address] = drawing
        return address

    def layout(self) -> Any:
        """Lay out the document with its tree as it is now."""
        try:
            return self._source.render(
                stylesheets=[self._faces],
                font_config=self._fonts,
                pdf_variant=VARIANT,
                cache=self._images,
            )
        except FatalURLFetchingError as error:
            raise BuildFailed(str(error)) from None

    def write(
        self, document: Any, draw: Callable[[Any], None] | None = None, **options: Any
    ) -> bytes:
        """Write a layout of the document as tagged PDF (PDF/UA-1); `draw` may add to its pages."""
        painted = PaintedPages.of(document)

        def finish(_: Any, pdf: Any) -> None:
            mark_soft_hyphens(pdf)
            write_tags(document, pdf, structure_of(document, self.root, painted), self.root)
            if draw is not None:
                draw(pdf)

        written: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=finish, **options)
        return written


class MeasuredManuscript:
    """A manuscript parsed for printing, whose text has been measured, with marks in place of its pictures.

    It is measured before its pictures are drawn and laid out afterwards, from one parse.
    """

    def __init__(self, html: str, study: Path, marks: Collection[str]) -> None:
        # An image or a font is fetched once, so that what is wrong with it is complained of here alone.
        with _recorded() as self._complaints:
            self._measure(html, study, marks)

    def _measure(self, html: str, study: Path, marks: Collection[str]) -> None:
        self._source = PrintSource(html, study)
        self._places = _marked(self._source.root, frozenset(marks))
        nothing = data_url(BLANK)
        for element, attribute, _ in self._places:
            element.set(attribute, nothing)
        self._parts, documents = PageParts.of(self._source.root), list[Any]()

        def layout() -> Any:
            documents.append(self._source.layout())
            return documents[-1]

        self._measurement = measured(self._parts, layout)
        for element, word in [*hyphens_in_a_row(documents[-1])]:
            keep_whole(element, word)

    def printed(
        self, pictures: Mapping[str, Picture], results: str
    ) -> tuple[bytes, tuple[str, ...], tuple[CutContent, ...]]:
        """Lay out the pages with the pictures, and write them."""
        for element, attribute, mark in self._places:
            element.set(attribute, self._source.address_of(pictures[mark].svg))
        plan = self._measurement.plan(each.aspect for each in pictures.values())
        with _recorded() as complaints:
            document = self._arranged(plan)
            limit_spaces(document)
            without_first_continued(document)
            cut = cut_content(document)
            # Which draft it is; the other metadata of the page are for browsers.
            document.metadata.custom = {
                name: value
                for name, value in document.metadata.custom.items()
                if name.startswith(PREFIX)
            }
            attachments = [_attached(results)]
            pdf = self._source.write(document, custom_metadata=True, attachments=attachments)
        return pdf, tuple(dict.fromkeys((*self._complaints, *complaints))), cut

    def _arranged(self, plan: FloatPlan) -> Any:
        document = arranged(self._parts, self._source.layout, plan)
        for _ in range(MOST_LAYOUTS - 1):
            tables, words = split_tables(document), [*hyphens_in_a_row(document)]
            if not tables and not words:
                break
            for table in tables:
                repeat_title(table)
            for element, word in words:
                keep_whole(element, word)
            document = arranged(self._parts, self._source.layout, plan)
        return document


_waiting: dict[tuple[str, Path], MeasuredManuscript] = {}
"""What has been measured in this process and is still to be printed."""


def measure(html: str, study: Path, marks: Collection[str]) -> None:
    """Measure text and tables of a manuscript, to print it when the pictures in the places of its marks have been drawn."""
    _waiting[html, study] = MeasuredManuscript(html, study, marks)


def print_pdf(
    html: str, study: Path, pictures: Mapping[str, Picture], results: str
) -> tuple[bytes, tuple[str, ...], tuple[CutContent, ...]]:
    """Lay out the manuscript and write it as tagged PDF (PDF/UA-1), with results.json attached.

    Parameters
    ----------
    html : the document with marks in place of its pictures; less is left to do where it has been measured
    study : folder whose files the document may refer to
    pictures : by their marks, in reading order
    results : results.json

    Returns
    -------
    bytes of the PDF, the complaints of WeasyPrint, and what is cut off; both empty when all is well
    """
    manuscript = _waiting.pop((html, study), None) or MeasuredManuscript(html, study, pictures)
    return manuscript.printed(pictures, results)


def _marked(root: Element, marks: Collection[str]) -> list[tuple[Element, str, str]]:
    """Find the attributes that have the mark of a picture."""
    return [
        (element, attribute, value)
        for element in root.iter()
        for attribute, value in element.attrib.items()
        if value in marks
    ]


def _attached(results: str) -> weasyprint.Attachment:
    made = datetime.fromtimestamp(build_time(), UTC)
    return weasyprint.Attachment(
        string=results,
        name="results.json",
        description="Every result of this draft, as printed and with full precision",
        created=made,
        modified=made,
        relationship="Data",
    )


def print_document(html: str, study: Path) -> tuple[bytes, tuple[str, ...]]:
    """Print a document without floats, such as a report on the manuscript; gives complaints too."""
    with _recorded() as complaints:
        source = PrintSource(html, study)
        pdf = source.write(source.layout())
    return pdf, tuple(complaints)


def print_redline(html: str, study: Path) -> tuple[bytes, tuple[str, ...]]:
    """Print a redline in the layout of a manuscript, with a bar beside each changed line."""
    with _recorded() as complaints:
        source = PrintSource(html, study)
        document = laid_out_with_floats(source.root, source.layout)
        limit_spaces(document)
        changed = changed_elements(source.root)
        pdf = source.write(document, lambda written: _draw_bars(document, written, changed))
    return pdf, tuple(complaints)


def _draw_bars(document: Any, pdf: Any, changed: frozenset[Any]) -> None:
    """Draw the bars of each page before its content, as an artifact that a screen reader ignores."""
    pages = [each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"]
    for sheet, page in zip(document.pages, pages, strict=True):
        lines = [
            f"{bar.x * POINTS_PER_PIXEL:.2f} {(sheet.height - bar.bottom) * POINTS_PER_PIXEL:.2f}"
            f" {BAR_POINTS} {(bar.bottom - bar.top) * POINTS_PER_PIXEL:.2f} re f"
            for bar in change_bars(page_box(sheet), changed)
        ]
        drawing = " ".join(["/Artifact BMC q 0 g", *lines, "Q EMC"])
        content = pdf.objects[int(page["Contents"].split()[0])]
        content.stream.insert(0, drawing.encode("ascii"))


def warm_up() -> None:
    """Lay out two lines, so that fonts, hyphens and the types of Pango are there before the first page comes."""
    style = "body { hyphens: auto; width: 6em; font: 9pt STIXGeneral }"
    PrintSource(f"<html lang=en-US><style>{style}</style>An interpretation", font_folder()).layout()


def unprintable(characters: str) -> str:
    """Give those characters that neither the typeface nor any font of this machine has."""
    lines = "".join(f"<p>{character}</p>" for character in characters)
    page = f'<body style="font-family: STIXGeneral, serif">{lines}</body>'
    with _recorded() as complaints:
        PrintSource(page, font_folder()).layout().write_pdf()
    reported = " ".join(complaints)
    return "".join(each for each in characters if f"(U+{ord(each):04X})" in reported)
