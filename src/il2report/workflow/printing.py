"""What runs in the worker process that prints, and how its answer is taken.

Imports are in the functions: only that process pays for WeasyPrint.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from il2report.errors import BuildFailed, Finding, Place, StudyRefused

if TYPE_CHECKING:
    from il2report.figures.drawn import Picture
    from il2report.pages.page_edges import CutContent

BOX = ".notdef glyph"
"""How WeasyPrint begins to say that it printed a box, for want of a font."""

PDF = "report/manuscript.pdf"
Printed = tuple[bytes, tuple[str, ...]]
"""A PDF, and what WeasyPrint complained of."""
PrintedManuscript = tuple[bytes, tuple[str, ...], "tuple[CutContent, ...]"]
"""The same, and what of the pages is cut off."""


def import_printing() -> None:
    """Import WeasyPrint in the process that prints, and prepare it while there is nothing to print yet."""
    try:
        from il2report.pages import pdf

        pdf.warm_up()
    except OSError as error:
        raise BuildFailed(
            "WeasyPrint cannot load Pango, which lays out the text of the PDF. Install it (Debian:"
            " apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install"
            f" pango), or build --format html. It said: {error}"
        ) from None


def measure_page(html: str, study: Path, marks: tuple[str, ...]) -> None:
    """Measure in the process that has WeasyPrint, which keeps what it measured."""
    from il2report.pages import layout_crashes, pdf

    layout_crashes.laid_out(pdf.measure, html, study, marks)


def print_page(
    html: str, study: Path, pictures: "Mapping[str, Picture]", results: str
) -> PrintedManuscript:
    """Print what was measured, with its pictures, in the process that has WeasyPrint."""
    from il2report.pages import layout_crashes, pdf

    return layout_crashes.laid_out(pdf.print_pdf, html, study, pictures, results)


def print_document(html: str, study: Path) -> Printed:
    """Print a report on the manuscript in the process that has WeasyPrint."""
    from il2report.pages import layout_crashes, pdf

    return layout_crashes.laid_out(pdf.print_document, html, study)


def print_redline(html: str, study: Path) -> Printed:
    """Print a redline in the process that has WeasyPrint."""
    from il2report.pages import layout_crashes, pdf

    return layout_crashes.laid_out(pdf.print_redline, html, study)


def unprintable(characters: str) -> str:
    """Ask the process that has WeasyPrint for which characters this machine has no font."""
    from il2report.pages import pdf

    return pdf.unprintable(characters)


def printed_pdf(printed: Callable[[], Printed]) -> bytes:
    """Fetch a PDF that was asked for, and fail if WeasyPrint complained of anything."""
    content, complaints = printed()
    if boxes := [each for each in complaints if each.startswith(BOX)]:
        signs = ", ".join(dict.fromkeys(each.rpartition(": ")[2] for each in boxes))
        raise BuildFailed(
            f"no font of this machine has a glyph for {signs}, which the PDF prints; install a font"
            " that has it, or use another character"
        )
    if complaints:
        raise BuildFailed("WeasyPrint could not lay out: " + "; ".join(complaints))
    return content


def manuscript_pdf(printed: Callable[[], PrintedManuscript]) -> bytes:
    """Fetch the PDF of a manuscript that was asked for, and refuse it where something is cut off."""
    content, complaints, cut = printed()
    printed_pdf(lambda: (content, complaints))
    if cut:
        raise StudyRefused(
            Finding("cut-content", Place(PDF, page=each.page), f"{each}") for each in cut
        )
    return content
