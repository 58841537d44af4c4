"""The one entry: from the bytes of a file to what it prints."""

import re

from il2report.audit.sources.decoding import decoded
from il2report.audit.sources.jats import paper_of_jats
from il2report.audit.sources.limits import MEGABYTE, MOST_OF_FILE, MOST_OF_TEXT, refused, too_large
from il2report.audit.sources.office import office_file
from il2report.audit.sources.pasted import paper_of_text
from il2report.audit.sources.pdf import paper_of_pdf
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.audit.sources.spreadsheet import paper_of_workbook
from il2report.audit.sources.web_page import paper_of_page
from il2report.audit.sources.word_document import paper_of_document
from il2report.errors import legible
from il2report.received.xml import XmlRefused, local_name, parsed_xml

OFFICE = {"xl/": paper_of_workbook, "word/": paper_of_document}
OTHER_OFFICE = {"content.xml": "an OpenDocument file", "ppt/presentation.xml": "a PowerPoint file"}
FIRST = 2048
"""Bytes in which a file shows its form."""
PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<!--(?>.*?-->)\s*+)*+(?:<\?xml[^>]*+>\s*+)?"
    rb"<(?:!doctype\s+html|html|head|body|table|div|section|article|main|meta|style|h[1-6]|p|span)(?=[\s>/])",
    re.IGNORECASE | re.DOTALL,
)
PAGES = (".html", ".htm", ".xhtml")
REFUSED = (
    (
        b"\xd0\xcf\x11\xe0",
        "the file is of Word or Excel before 2007, or has a password; save it as .docx or .xlsx without one",
    ),
    (
        b"{\\rtf",
        "the file is RTF; save it as a Word document (.docx), or copy the table and paste it as text",
    ),
    (b"\x89PNG", "the file is a picture; copy the table from the paper as text"),
    (b"\xff\xd8\xff", "the file is a picture; copy the table from the paper as text"),
)
"""How files begin that are not read, and what to do."""


def read_printed(data: bytes, name: str) -> PrintedPaper:
    """Read the tables and the running text of a file, whatever its form.

    Cells are as printed: thin and non-breaking blanks, the minus of Unicode and raised points are
    kept. What is raised is written after a caret: a footnote mark `12^a`, and a power `10^9/L`, which
    only the notes distinguish. Marks that are not raised (*, †, ‡) are where they are printed. A
    cell that covers several columns is repeated in a head; below the heads, and where it covers
    several rows, its text is in the first only.

    Parameters
    ----------
    data : the file
    name : its name, for messages, and for its form where the content leaves it open

    Raises
    ------
    StudyRefused
        When the file has no form that can be read, is damaged, or is larger than a paper.
    """
    if len(data) > MOST_OF_FILE:
        size, most = len(data) / MEGABYTE, MOST_OF_FILE // MEGABYTE
        raise too_large(name, f"the file has {size:,.0f} MB; up to {most} MB are read")
    for beginning, message in REFUSED:
        if data.startswith(beginning):
            raise refused(name, message)
    if b"%PDF-" in data[:FIRST]:
        return paper_of_pdf(data, name)
    if data.startswith(b"PK"):
        return _paper_of_office(data, name)
    if is_jats(data):
        return _paper_of_xml(data, name)
    if PAGE.match(data) or (name.lower().endswith(PAGES) and b"<" in data):
        _require_text(data, name)
        return paper_of_page(data, name)
    return paper_of_text(decoded(data, name), name)


def is_jats(data: bytes) -> bool:
    """Whether a file is the XML of a paper, or another XML that is no web page."""
    first = data[:FIRST].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<table-wrap" in data or b"<article-meta" in data:
        return first.startswith(b"<")
    return first.startswith(b"<?xml") and b"<html" not in first.lower()


def _paper_of_office(data: bytes, name: str) -> PrintedPaper:
    """Read a file of Office by the parts that it has."""
    file = office_file(data, name)
    for folder, read in OFFICE.items():
        if any(part.startswith(folder) for part in file.parts):
            try:
                return read(file)
            except (ArithmeticError, LookupError, ValueError) as error:
                raise refused(name, f"the file is damaged ({type(error).__name__})") from None
    kind = next(
        (words for part, words in OTHER_OFFICE.items() if part in file.parts), "a ZIP archive"
    )
    raise refused(
        name, f"the file is {kind}; save the tables as .docx or .xlsx, or paste them as text"
    )


def _require_text(data: bytes, name: str) -> None:
    """Refuse markup that is longer than a paper."""
    if len(data) > MOST_OF_TEXT:
        size, most = len(data) / MEGABYTE, MOST_OF_TEXT // MEGABYTE
        raise too_large(name, f"the text has {size:,.0f} MB; up to {most} MB are read")


def _paper_of_xml(data: bytes, name: str) -> PrintedPaper:
    _require_text(data, name)
    try:
        root = parsed_xml(data, may_have_type=True)
    except XmlRefused as error:
        raise refused(name, f"the XML {error}") from None
    known = {"article", "table-wrap", "body"}
    if not any(local_name(each) in known for each in root.iter()):
        raise refused(
            name,
            f"the XML is no paper in the form of JATS: it begins as {legible(local_name(root))!r}",
        )
    return paper_of_jats(root, name)
