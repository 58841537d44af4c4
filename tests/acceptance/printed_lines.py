"""The lines of a printed manuscript, measured on the PDF, and what an editor would send back about them."""

import re
from collections.abc import Iterator
from ctypes import c_double
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

PIXEL = 0.75
"""Points in a pixel, in which WeasyPrint gives the size of letters."""
TEXT, REFERENCES, CAPTION = 9.6, 8.2, 8.6
LEADING = {TEXT: 12.0, REFERENCES: 10.0}
"""Distance of the lines of each size that is set in two columns."""
EDGES, MIDDLE, GAP = (48.2, 547.1), 297.6, 17.0
WIDEST_SPACE = 0.25 + 0.5
"""Largest space within a line, in sizes of its letters: three times the space of the typeface."""
RUNNING_HEAD = 8.1
WIDTH_OF_A_LETTER, SHORT_LINE = 0.5, 0.2
"""Width of a letter in its size, and part of a line that is no place for more."""
NOISE = 0.6
FEWEST_CARRIED = 3
MOST_HYPHENS = 2
LARGEST_SHARE, PAGE_HEIGHT = 0.87, 720.0
FOOT, MOST_BLANK = 61.88, 0.13
"""Foot of the text in points, and the part of a page that may be blank in front of the last references."""
HYPHENS = "\ufffe\x02\N{SOFT HYPHEN}"
"""What PDFium gives for the hyphen at the end of a line."""
LABEL = r"(?:Table|Figure)\s(?:S?\d+|[IVX]+)"
DIVIDED = (
    (r"\d[-–.·/]$", r"^\d"),
    (r"\d$", r"^[.·–-]\d|^%|^(?:mm|mg|kg|U/L|IU/kg|months?|years?)\b"),
    (r"(?:\b[Pp]|[=<>≤≥])$", r"^[-\N{MINUS SIGN}]?[\d.·<=>]"),
    (r"\d\)$", r"^(?:mm|mg|kg|U/L|IU/kg|months?|years?)\b"),
    (r"\b(?:[Gg]rade|[Ss]tage|Table|Figure)$", r"^(?:\d|[IVX]+\b)"),
    (r"\b[A-Z]\w+-$", r"^[A-Z]"),
    (r"%$", r"^CI\b"),
)
"""How a line must not end where the next one begins so: within a number, unit, p-value, interval or name."""


@dataclass(frozen=True, slots=True)
class Line:
    """Letters side by side on one page: their text, edges, baseline and size in points, and the widest space."""

    page: int
    text: str
    left: float
    right: float
    baseline: float
    size: float
    widest: float

    @property
    def column(self) -> int:
        return int(self.left > MIDDLE)

    @property
    def is_divided(self) -> bool:
        return self.text[-1:] in HYPHENS

    def has_size(self, size: float) -> bool:
        return abs(self.size - size) < NOISE / 4


def lines_of(pdf: bytes) -> list[Line]:
    """Read the lines of a PDF in the order in which they were written."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [line for number, page in enumerate(document, 1) for line in _of_page(number, page)]


def _of_page(number: int, page: pypdfium2.PdfPage) -> Iterator[Line]:
    text = page.get_textpage()
    letters: list[tuple[str, float, float, float, float]] = []
    x, y, box = c_double(), c_double(), pdfium.FS_RECTF()
    for at in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text, at))
        if sign.isspace() and sign not in "\r\n":
            continue
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, at, box)
        size = pdfium.FPDFText_GetFontSize(text, at) * PIXEL
        if letters and (sign in "\r\n" or _is_new_line(letters[-1], x.value, y.value)):
            yield _line(number, letters)
            letters = []
        if sign not in "\r\n":
            letters.append((sign, x.value, box.right, y.value, size))
    if letters:
        yield _line(number, letters)


def _is_new_line(before: tuple[str, float, float, float, float], x: float, y: float) -> bool:
    _, left, right, baseline, size = before
    return (
        abs(y - baseline) > size / 2
        or x < left - NOISE
        or (right < MIDDLE < x and x - right > GAP - 4)
    )


def _line(page: int, letters: list[tuple[str, float, float, float, float]]) -> Line:
    size = max(each[4] for each in letters)
    own = [each for each in letters if each[4] > size - NOISE]
    spaces = [behind[1] - before[2] for before, behind in pairwise(letters)]
    text = letters[0][0]
    for (sign, *_), space in zip(letters[1:], spaces, strict=True):
        text += (" " if space > size / 8 else "") + sign
    widest = max(spaces, default=0.0) / size
    return Line(page, text, letters[0][1], letters[-1][2], own[0][3], size, widest)


class PrintedManuscript:
    """The lines of a printed manuscript, by what they are."""

    def __init__(self, lines: list[Line], page: str) -> None:
        self.lines = lines
        text = unescape(re.sub(r"<[^>]+>", "", page.partition("<article>")[2]))
        self.known = frozenset(re.findall(r"[\w-]+", text))
        """The words of the HTML page, which no line divides."""
        self.dois = {doi.rstrip(".") for doi in re.findall(r"10\.\d{4,9}/\S{1,36}", text)}

    @cached_property
    def supplement(self) -> int:
        """The page on which the supplement begins, or one that is not there."""
        return next((n.page for n in self.lines if n.text == "Supplement" and n.size > 12), 10**6)

    def of_size(self, size: float) -> list[Line]:
        """Give the lines of the columns whose letters have a size, in reading order."""
        return [
            line
            for line in self.lines
            if line.has_size(size)
            and line.page < self.supplement
            and self._is_in_column(line)
            and not re.fullmatch(r"\d+\.", line.text)  # of a list
        ]

    def _is_in_column(self, line: Line) -> bool:
        first = next(n.baseline for n in self.lines if n.page == 1 and abs(n.size - 11) < 0.1)
        return line.page > 1 or line.baseline < first

    @cached_property
    def divided(self) -> list[tuple[Line, str, str]]:
        """The lines that end with a hyphen that nobody typed, each with the parts of the word."""
        found = []
        for at, line in enumerate(self.lines):
            if not line.is_divided:
                continue
            behind = next((n.text for n in self.lines[at + 1 :] if n.has_size(line.size)), "")
            left, right = re.search(r"([\w-]+).$", line.text), re.match(r"[\w-]+", behind)
            if left and right and f"{left[1]}-{right[0]}" not in self.known:
                found.append((line, left[1], right[0]))
        return found

    @cached_property
    def words(self) -> str:
        """The text of all pages as one that is searched or read aloud: parts of divided words are joined."""
        whole = "\n".join(line.text for line in self.lines)
        for line, _, right in self.divided:
            whole = whole.replace(f"{line.text}\n{right}", f"{line.text[:-1]}{right}", 1)
        return whole


def faults(pdf: bytes, page: str) -> list[str]:
    """Give all that is wrong with the lines and pages of a printed manuscript."""
    return faults_in(PrintedManuscript(lines_of(pdf), page))


def faults_in(printed: PrintedManuscript) -> list[str]:
    """Give all that is wrong with lines that were read."""
    checks = (
        parted,
        stretched,
        cut_short,
        divided,
        hyphenated,
        overflowing,
        off_the_grid,
        unbalanced,
        blank,
        astray,
    )
    return [f"{check.__name__}: {fault}" for check in checks for fault in check(printed)]


def stretched(printed: PrintedManuscript) -> Iterator[str]:
    for line in printed.of_size(TEXT):
        if line.widest > WIDEST_SPACE + 0.05:
            yield f"page {line.page}: {line.text!r} ({line.widest:.2f})"


def cut_short(printed: PrintedManuscript) -> Iterator[str]:
    """Give the lines that end although the first word of the next one, and more, has place on them."""
    items = {(n.page, n.baseline) for n in printed.lines if re.fullmatch(r"\d+\.", n.text)}
    for size, leading in LEADING.items():
        lines = printed.of_size(size)
        for above, line, behind in zip(lines, lines[1:], lines[2:], strict=False):
            is_heading = abs(above.baseline - line.baseline - leading) > NOISE
            is_last = line.text.endswith((".", ":")) or (behind.page, behind.baseline) in items
            if is_heading or is_last or behind.left > line.left + NOISE:
                continue
            edge = max(n.right for n in lines if n.column == line.column)
            word = len(behind.text.split()[0]) * size * WIDTH_OF_A_LETTER
            if edge - line.right > word + SHORT_LINE * (edge - line.left):
                yield f"page {line.page}: {line.text!r} / {behind.text!r}"


def divided(printed: PrintedManuscript) -> Iterator[str]:
    for size in LEADING:
        for line, behind in pairwise(printed.of_size(size)):
            for end, start in DIVIDED:
                if re.search(end, line.text) and re.search(start, behind.text):
                    yield f"page {line.page}: {line.text!r} / {behind.text!r}"
    for line in printed.of_size(REFERENCES):
        doi = re.search(r"(?:\b(?:doi|DOI):|\b10\.\d{4,9}\S*)$", line.text)
        if doi and doi[0].removeprefix("doi:").rstrip(".") not in printed.dois:
            yield f"page {line.page}: {line.text!r}"


def hyphenated(printed: PrintedManuscript) -> Iterator[str]:
    parts = {id(line): (left, right) for line, left, right in printed.divided}
    run = 0
    for line in printed.of_size(TEXT):
        left, right = parts.get(id(line), ("", ""))
        run = run + 1 if left else 0
        if run > MOST_HYPHENS:
            yield f"page {line.page}: {run} hyphens in a row, the last in {line.text!r}"
        ends = left.rpartition("-")[2], right.partition("-")[0]
        if left and (min(map(len, ends)) < FEWEST_CARRIED or re.search(r"\d", left + right)):
            yield f"page {line.page}: {left} / {right}"
        if left and f"{left}{right}" not in printed.known:
            yield f"page {line.page}: {left} / {right} are no parts of a word"
    for line in printed.of_size(REFERENCES):
        if id(line) in parts:
            yield f"page {line.page}: {line.text!r} in a reference"


def overflowing(printed: PrintedManuscript) -> Iterator[str]:
    for line in printed.lines:
        if line.left < EDGES[0] - NOISE or line.right > EDGES[1] + 2 * NOISE:
            yield f"page {line.page}: {line.text!r} is beyond the margins"
    for size in LEADING:
        for line in printed.of_size(size):
            if line.column == 0 and line.right > MIDDLE - GAP / 2 + 3 * NOISE:
                yield f"page {line.page}: {line.text!r} runs out of its column"


def off_the_grid(printed: PrintedManuscript) -> Iterator[str]:
    for size, leading in LEADING.items():
        for page, lines in _by_page(printed.of_size(size)).items():
            first = lines[0].baseline
            for line in lines:
                off = (line.baseline - first) / leading
                if abs(off - round(off)) * leading > NOISE:
                    yield f"page {page}: {line.text!r} is {off:.2f} lines from the first"


def unbalanced(printed: PrintedManuscript) -> Iterator[str]:
    for size, most in ((TEXT, 6), (REFERENCES, 3)):  # headings, and lines that stay together
        lines = printed.of_size(size)
        last = [line for line in lines if line.page == lines[-1].page] if lines else []
        ends = [[n.baseline for n in last if n.column == column] for column in (0, 1)]
        if len(last) > 2 * most and not all(ends):
            yield f"page {last[0].page}: one column of {len(last)} lines"
        elif all(ends) and abs(min(ends[0]) - min(ends[1])) > most * LEADING[size] + NOISE:
            yield f"page {last[0].page}: columns end {abs(min(ends[0]) - min(ends[1])):.0f} pt apart"


def blank(printed: PrintedManuscript) -> Iterator[str]:
    """Give the pages that end early although text, floats or references follow."""
    feet: dict[int, float] = {}
    for line in printed.lines:
        if line.page < printed.supplement and line.baseline > FOOT:
            feet[line.page] = min(feet.get(line.page, PAGE_HEIGHT), line.baseline)
    for page, foot in feet.items():
        if page < max(feet) and foot - FOOT > MOST_BLANK * PAGE_HEIGHT:
            yield f"page {page}: {foot - FOOT:.0f} pt are blank at its foot"


def parted(printed: PrintedManuscript) -> Iterator[str]:
    """Give the tables of the supplement whose introduction ends the page before."""
    pages = _by_page([n for n in printed.lines if n.baseline > FOOT and n.size > RUNNING_HEAD])
    for page, lines in pages.items():
        last = min(lines, key=lambda line: line.baseline)
        first = max(pages.get(page + 1, [last]), key=lambda line: line.baseline)
        if page >= printed.supplement and last.has_size(TEXT) and re.match(LABEL, first.text):
            yield f"page {page}: {last.text!r} / {first.text!r}"


def astray(printed: PrintedManuscript) -> Iterator[str]:
    text = printed.of_size(TEXT)
    starts = {
        (n.page, n.baseline) for n in printed.lines if n.text == "References" and n.size > 10.8
    }
    mentions: dict[str, int] = {}
    for line, behind in pairwise([*text, *text[-1:]]):
        for found in re.finditer(LABEL, f"{line.text} {behind.text}"):
            mentions.setdefault(" ".join(found[0].split()), line.page)
    tops = {page: max(n.baseline for n in lines) for page, lines in _by_page(text).items()}
    taken = {page: max(0.0, 780 - 10 - top) for page, top in tops.items()}
    for line in printed.lines:
        label = re.match(rf"({LABEL})\.", line.text)
        if not label or not line.has_size(CAPTION) or line.page >= printed.supplement:
            continue
        name = " ".join(label[1].split())
        if any((line.page, -line.baseline) > (page, -height) for page, height in starts):
            yield f"{name} is behind the references"
        elif name in mentions:
            free = [
                page
                for page in range(mentions[name] + 1, line.page)
                if taken.get(page, PAGE_HEIGHT) + taken.get(line.page, PAGE_HEIGHT)
                < LARGEST_SHARE * PAGE_HEIGHT
            ]
            if free or line.page < mentions[name] - 1:
                yield f"{name} is on page {line.page}, mentioned on page {mentions[name]}"


def _by_page(lines: list[Line]) -> dict[int, list[Line]]:
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return pages
