"""The text of a PDF by its places on the page; columns are guessed from them.

PDFium gives each letter with its place. What it has to unpack is counted before, as for any PDF from others.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from il2report.audit.sources.aligned import Line, Piece, aligned_blocks
from il2report.audit.sources.flow import printed_paper
from il2report.audit.sources.limits import MEGABYTE, refused, too_large
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.errors import StudyRefused

MOST_UNPACKED = 128 * MEGABYTE
"""Fonts and drawings of a paper with many figures unpack to some 20 MB."""
MOST_PAGES = 400
MOST_LETTERS = 1_500_000
SAME_LINE = 0.35
"""How far letters of a line may be apart in height, in sizes of the type."""
WORD_GAP = 0.3
"""The least blank between two words that have none in the file, in sizes of the type."""
COLUMN_GAP = 0.75
"""The least blank between two columns; a blank between words that fill a line is narrower."""
RAISED = (0.12, 0.75)
"""How far a raised letter is above its line, in sizes of the type, and its size is below 0.85 of it."""
SMALLER = 0.85
NEXT_PARAGRAPH = 1.7
"""The distance of two lines, in sizes of the type, from which they are two paragraphs."""
PROSE = 6
"""Words of a line of running text, at least."""
ALIKE_STARTS = 1.5
"""Points by which the beginnings of two lines may differ and be one indent."""
MOST_PARTS = 200
"""Parts of a page; one with more has letters without an order."""
MARGIN_LINES = 2
"""Lines at the head and at the foot of a page that may be those of every page."""
DIVIDED = "\ufffe"
"""What PDFium gives for the hyphen of a divided word."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Letters side by side: where they begin and end, the height of their line, their size."""

    text: str
    start: float
    end: float
    height: float
    size: float


def paper_of_pdf(content: bytes, name: str) -> PrintedPaper:
    """Read a PDF page by page; every table is marked as uncertain.

    Raises
    ------
    StudyRefused
        When it is damaged, protected, or too large, or has pictures of text only.
    """
    from il2report.received.pdf import UnreadablePdf  # noqa: PLC0415 (paid only where there is a PDF)

    try:
        pages = _pages(content, name)
    except UnreadablePdf as error:
        raise refused(name, f"the PDF cannot be read: {error}") from None
    segments = (segment for page in _without_margins(pages) for segment in _segments(page))
    lines = [line for segment in segments for line in segment]
    if not any(line.pieces for line in lines):
        message = (
            "the PDF has no text, only pictures of it; copy the tables, or read them with OCR first"
        )
        raise refused(name, message)
    return printed_paper(aligned_blocks(lines, name, is_uncertain=True))


def _pages(content: bytes, name: str) -> list[list[Fragment]]:
    import pypdfium2  # noqa: PLC0415 (paid only where there is a PDF)

    from il2report.received.pdf import UnreadablePdf, open_pdf  # noqa: PLC0415

    try:
        _count(open_pdf(content).pages)
        letters, found = 0, list[list[Fragment]]()
        with pypdfium2.PdfDocument(content) as document:
            for page in document:
                text = page.get_textpage()
                letters += text.count_chars()
                _require_few(letters, name)
                found.append(list(_fragments(text)))
    except (StudyRefused, UnreadablePdf):
        raise
    except Exception as error:  # noqa: BLE001 (a damaged PDF fails in many ways)
        raise UnreadablePdf(f"it is damaged or has a password ({type(error).__name__})") from None
    return found


def _count(pages: Sequence[Any]) -> None:
    """Refuse more pages, or more to unpack, than a paper has."""
    from il2report.received.pdf import Unpacked, UnreadablePdf  # noqa: PLC0415

    if len(pages) > MOST_PAGES:
        raise UnreadablePdf(f"it has {len(pages):,} pages; up to {MOST_PAGES:,} are read")
    unpacked = Unpacked(MOST_UNPACKED)
    for page in pages:
        unpacked.count_page(page)


def _require_few(letters: int, name: str) -> None:
    if letters > MOST_LETTERS:
        raise too_large(name, f"the PDF has more than {MOST_LETTERS:,} letters")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, in the direction in which its line is read; `has_blank` says that a blank is before it."""

    sign: str
    start: float
    end: float
    height: float
    size: float
    has_blank: bool


def _letters(text: Any) -> list[Letter]:
    """Give the letters in the order of the file; a page that is read from its side is turned."""
    from ctypes import byref, c_double  # noqa: PLC0415

    from pypdfium2 import raw  # noqa: PLC0415

    found = list[tuple[int, Letter]]()
    x, y = c_double(), c_double()
    has_blank = False
    for n in range(text.count_chars()):
        number = raw.FPDFText_GetUnicode(text, n)
        sign = DIVIDED if number in {0xFFFE, 2} else chr(number) if 0 < number < 0x110000 else ""
        if not sign.strip():
            has_blank = True
            continue
        raw.FPDFText_GetCharOrigin(text, n, byref(x), byref(y))
        left, bottom, right, top = text.get_charbox(n, loose=True)
        quarter = round(-raw.FPDFText_GetCharAngle(text, n) / (math.pi / 2)) % 4
        start, end, height = {
            0: (x.value, right, y.value),
            1: (y.value, top, -x.value),
            2: (-x.value, -left, -y.value),
            3: (-y.value, -bottom, x.value),
        }[quarter]
        size = right - left if quarter % 2 else top - bottom
        found.append((quarter, Letter(sign, start, end, height, size, has_blank)))
        has_blank = False
    turned = [quarter for quarter, _ in found]
    main = max(sorted(set(turned)), key=turned.count, default=0)
    return [letter for quarter, letter in found if quarter == main]


def _fragments(text: Any) -> Iterator[Fragment]:
    """Join letters that follow each other on a line; what is raised is joined after a caret."""
    current: Fragment | None = None
    for letter in _letters(text):
        joined = _joined(current, letter) if current else None
        if current is not None and joined is None:
            yield current
        current = joined or Fragment(
            letter.sign, letter.start, letter.end, letter.height, letter.size
        )
    if current is not None:
        yield current


def _joined(before: Fragment, letter: Letter) -> Fragment | None:
    """Join a letter with what is before it, or give None where something new begins."""
    size = before.size
    gap, rise = (letter.start - before.end) / size, (letter.height - before.height) / size
    if not -0.5 < gap < COLUMN_GAP:
        return None
    end = max(letter.end, before.end)
    if abs(rise) < RAISED[0]:
        blank = " " if letter.has_blank or gap > WORD_GAP else ""
        return replace(before, text=f"{before.text}{blank}{letter.sign}", end=end)
    if letter.size >= SMALLER * size or abs(rise) >= RAISED[1]:
        return None
    if rise < 0:  # an index is text
        return replace(before, text=f"{before.text}{letter.sign}", end=end)
    return replace(before, text=_raised(before.text, letter.sign), end=end)


def _raised(text: str, sign: str) -> str:
    """Write a raised letter after a caret, or after one that is raised already."""
    before, caret, after = text.rpartition("^")
    goes_on = bool(caret) and bool(before) and len(after) < 4 and " " not in after
    return f"{text}{sign}" if goes_on else f"{text}^{sign}"


def _without_margins(pages: Sequence[Sequence[Fragment]]) -> list[list[Fragment]]:
    """Leave out running heads and page numbers.

    They are in the first or last lines of most pages at the same height, the same but for their numbers.
    """

    def key(each: Fragment) -> tuple[str, int]:
        return re.sub(r"\d+", "", each.text).strip(), round(each.height)

    outer = []
    for page in pages:
        heights = sorted({round(each.height) for each in page})
        ends = {*heights[:MARGIN_LINES], *heights[-MARGIN_LINES:]}
        outer.append({key(each) for each in page if round(each.height) in ends})
    counts = Counter(name for names in outer for name in names)
    least = max(2, len(pages) / 2)
    return [
        [each for each in page if key(each) not in names or counts[key(each)] < least]
        for page, names in zip(pages, outer, strict=True)
    ]


def _segments(fragments: Sequence[Fragment]) -> list[list[Line]]:
    """Part a page where the file goes back up, as at the next column of text.

    The columns of a table may also have been written one after the other: what is no running text is
    put together again where it is at the same height.
    """
    parts: list[list[Fragment]] = []
    lowest = math.inf
    for each in fragments:
        if not parts or each.height > lowest + 2.5 * each.size:
            parts.append([])
            lowest = each.height
        parts[-1].append(each)
        lowest = min(lowest, each.height)
    if len(parts) > MOST_PARTS:
        parts = [list(fragments)]
    joined: list[tuple[bool, list[Fragment]]] = []
    for part in parts:
        is_prose = _is_prose(part)
        beside = next(
            (own for prose, own in joined if not prose and not is_prose and _are_beside(own, part)),
            None,
        )
        if beside is None:
            joined.append((is_prose, list(part)))
        else:
            beside.extend(part)
    return [list(_lines(part)) for _, part in joined]


def _is_prose(part: Sequence[Fragment]) -> bool:
    words = [len(each.text.split()) for each in part]
    return median(words) >= PROSE


def _are_beside(one: Sequence[Fragment], other: Sequence[Fragment]) -> bool:
    """Whether two parts of a page share half of the height of the lower one."""
    ends = [(min(e.height for e in part), max(e.height for e in part)) for part in (one, other)]
    (low, high), (own_low, own_high) = ends
    shared = min(high, own_high) - max(low, own_low)
    return shared >= 0.5 * min(high - low, own_high - own_low)


def _lines(part: Sequence[Fragment]) -> Iterator[Line]:
    """Group fragments by height, and each line by the blanks in it; a wide distance is a line without text."""
    rows: list[list[Fragment]] = []
    for each in sorted(part, key=lambda fragment: -fragment.height):
        if rows and rows[-1][0].height - each.height < SAME_LINE * max(each.size, rows[-1][0].size):
            rows[-1].append(each)
        else:
            rows.append([each])
    starts = list[float]()
    last: Fragment | None = None
    for row in rows:
        row.sort(key=lambda fragment: fragment.start)
        if last is not None and last.height - row[0].height > NEXT_PARAGRAPH * min(
            last.size, row[0].size
        ):
            yield Line(())
        last = row[0]
        yield Line(tuple(_pieces(row, starts)))
    yield Line(())


def _pieces(row: Sequence[Fragment], starts: list[float]) -> Iterator[Piece]:
    """Join fragments with a narrow blank between them; places are in points."""
    text, start, end, size = "", 0.0, -math.inf, 0.0
    for each in row:
        gap = each.start - end
        if text and gap < COLUMN_GAP * max(size, each.size):
            blank = " " if gap > WORD_GAP * max(size, each.size) else ""
            text, end = f"{text}{blank}{each.text}", max(end, each.end)
            continue
        if text:
            yield Piece(_undivided(text), round(start), max(round(end), round(start) + 1))
        text, end, size = each.text, each.end, each.size
        start = next(
            (known for known in starts if abs(known - each.start) < ALIKE_STARTS), each.start
        )
        if start == each.start:
            starts.append(start)
    if text:
        yield Piece(_undivided(text), round(start), max(round(end), round(start) + 1))


def _undivided(text: str) -> str:
    """Mark the hyphen of a divided word at the end of a line; elsewhere it is a hyphen."""
    if text.endswith(DIVIDED):
        text = f"{text[:-1]}\u00ad"
    return text.replace(DIVIDED, "-")
