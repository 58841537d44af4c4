"""The one entry: from the bytes of a file to what it prints."""

from il2report.audit.sources.decoding import decoded
from il2report.audit.sources.limits import MEGABYTE, MOST_OF_FILE, too_large
from il2report.audit.sources.pasted import paper_of_text
from il2report.audit.sources.printed_table import PrintedPaper


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
    return paper_of_text(decoded(data, name), name)
