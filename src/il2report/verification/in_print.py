"""The PDF compared with the page: every letter is printed, in order, with nothing missing or added."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, pairwise

from il2report.errors import Finding, Place, abridged
from il2report.pages.print_tree import CONTINUED_TEXT
from il2report.received.pdf import UnreadablePdf
from il2report.verification.build import PDF, Build
from il2report.verification.passages import quoted
from il2report.verification.pdf_text import (
    LINE_END_HYPHEN,
    PrintedDocument,
    read_pdf,
)
from il2report.verification.shown import Page, Spot, attribute

BLOCKS = frozenset({"caption", "figcaption", "h1", "h2", "h3", "li", "p", "tr"})
"""Elements whose text is printed in one piece, except where a page ends."""
RUNNING = ("data-supplement", "data-running")
"""Attributes of the title with the heads of the pages of the supplement, and of those of the text."""
NOT_PRINTED = frozenset({"contents", "skip"})
REFERENCE = re.compile(r"reference-\d+")
AS_PRINTED = str.maketrans(
    {
        "\N{SOFT HYPHEN}": "",
        "\N{HYPHEN}": "",
        "\N{ZERO WIDTH SPACE}": "",
        "\N{LATIN SMALL LIGATURE FI}": "fi",
        "\N{LATIN SMALL LIGATURE FL}": "fl",
    }
)
PAGE_END = "\N{SYMBOL FOR FORM FEED}"
FOUND = "\N{SYMBOL FOR SUBSTITUTE}"
"""What replaces a block of the page that was found in the print."""
SHORTEST_PART = 3
"""Fewest letters of a block on either side of a page break."""
UNMISTAKABLE = 12
"""Letters that identify a block."""
LEAST_ALIKE = 0.5
"""Smallest share of letters that a block and its altered print have in common."""
MOST_PAIRS = 50_000
"""Most pairs of a missing block and an unexpected text that are compared; with more of them, the
print is of another document."""
AROUND = 12
"""Letters on either side of a hyphen by which its word is found."""
NEAR = 30
"""Letters of the print that a message quotes."""


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """A paragraph or table row of the page, as text and as letters without white space."""

    text: str
    letters: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class PrintComparison:
    """What the print does not have, and what it has in addition to the page, with the page number."""

    missing: tuple[PrintedBlock, ...]
    added: tuple[tuple[int, str], ...]


def compact(text: str) -> str:
    """Undo hyphenation and remove all white space, which a PDF does not keep reliably.

    A typed hyphen stays, as long as it is the one of the keyboard. PDFium gives ligatures as letters.
    """
    return "".join(text.translate(AS_PRINTED).split())


def with_whole_words(pages: Sequence[str], blocks: Sequence[PrintedBlock]) -> list[str]:
    """Put a hyphen at the end of a line where the page has one between these letters, else nothing.

    Behind the last line of a column or sheet other letters may follow than those of the word: there the
    letters before the hyphen decide.
    """
    expected = PAGE_END.join(block.letters for block in blocks)
    return [_with_whole_words(page, expected) for page in pages]


def _with_whole_words(page: str, expected: str) -> str:
    first, *behind = page.split(LINE_END_HYPHEN)
    text = first
    for part in behind:
        left = compact(text[-2 * AROUND :])[-AROUND:]
        right = compact(part[: 2 * AROUND])[:AROUND]
        is_parted = f"{left}{right}" not in expected and f"{left}-" in expected
        text += ("-" if f"{left}-{right}" in expected or is_parted else "") + part
    return text


def printed_blocks(page: Page) -> tuple[PrintedBlock, ...]:
    """Give each block of the page that is printed."""
    blocks = []
    for spot in page.spots:
        element = spot.element
        if element.tag not in BLOCKS or any(NOT_PRINTED & {*e.classes} for e in spot.around):
            continue
        if element.tag == "tr":
            text = " ".join(cell.text() for cell in element.parts())
        elif any(inner.tag in BLOCKS for inner in islice(element.elements(), 1, None)):
            continue
        else:
            text = element.text()
        blocks.append(PrintedBlock(text, compact(text), spot))
    return tuple(blocks)


def print_findings(page: Page, build: Build, *, is_own: bool = False) -> Iterator[Finding]:
    """Find the differences of the PDF from the page; `is_own` says that this build has just written it."""
    if build.pdf is None:
        return
    try:
        document = read_pdf(build.pdf, is_own=is_own)
    except UnreadablePdf as error:
        yield Finding("unreadable-print", Place(PDF), f"this cannot be read as a PDF: {error}")
        return
    yield from _identity_findings(document, build)
    for number, sheet in enumerate(document.pages, start=1):
        for outside in sheet.outside:
            message = f"{outside!r} is beyond the edge of the page"
            yield Finding("differing-print", Place(PDF, page=number), message)
    missing, pages = without_running_lines(
        [sheet.text for sheet in document.pages], *running_lines(page)
    )
    for number, line in missing:
        message = f"the running head or foot does not have {line!r}"
        yield Finding("running-line", Place(PDF, page=number), message)
    blocks = printed_blocks(page)
    pages = with_whole_words(pages, blocks)
    yield from difference_findings(compared(blocks, pages))
    yield from _order_findings(blocks, PAGE_END.join(map(compact, pages)))


def _identity_findings(document: PrintedDocument, build: Build) -> Iterator[Finding]:
    ours, theirs = document.identity, build.identity
    if ours is None or theirs is None or ours.metadata() != theirs.metadata():
        yield Finding("other-draft", Place(PDF), "the PDF is of another draft than the page")
    if document.results != build.results:
        message = "the results.json attached to the PDF differs from the one beside it"
        yield Finding("other-draft", Place(PDF), message)


def running_lines(page: Page) -> tuple[list[str], list[str]]:
    """Give the lines of every page, and the possible heads of every page but the first."""
    identity, fingerprint = (
        next((spot.element.text() for spot in page.named(name)), "")
        for name in ("identity", "fingerprint")
    )
    titles = [spot.element for spot in page.spots if spot.element.tag == "h1"]
    heads = [attribute(titles[0], name) if titles else "" for name in RUNNING]
    notices = [attribute(spot.element, "data-running") for spot in page.named("notice")]
    return [f"{identity} · {fingerprint}", *filter(None, notices)], heads


def without_running_lines(
    pages: Sequence[str], lines: Sequence[str], heads: Sequence[str]
) -> tuple[list[tuple[int, str]], list[str]]:
    """Remove the running lines from the text of each page, and give those that are missing, with their page.

    Every page has all `lines` and its number, "2 of 9", and every page but the first has one of the `heads`.
    """
    rest, missing = [], []
    for number, page in enumerate(pages, start=1):
        text = page
        head = next((head for head in heads if head in text), heads[-1])
        of_page = [f"{number} of {len(pages)}", *lines, *([head] if number > 1 else [])]
        for line in filter(None, of_page):
            before, found, behind = text.rpartition(line)
            if not found:
                missing.append((number, line))
            text = f"{before} {behind}"
        rest.append(text)
    return missing, rest


def compared(blocks: Sequence[PrintedBlock], pages: Sequence[str]) -> PrintComparison:
    """Remove every block of the page from the text of the printed pages, the longest first."""
    printed = PAGE_END.join(map(compact, with_whole_words(pages, blocks)))
    missing = []
    for block in sorted(blocks, key=lambda block: -len(block.letters)):
        parts = parts_in_print(block.letters, printed)
        if not parts and block.letters:
            missing.append(block)
        for start, end in reversed(parts):
            printed = f"{printed[:start]}{FOUND}{printed[end:]}"
    for head in repeated_heads(blocks):
        printed = printed.replace(head, FOUND)
    # The numbers of the reference list: each page prints those of its entries in one piece.
    count, start = sum(bool(REFERENCE.fullmatch(b.spot.element.id)) for b in blocks), 1
    while start <= count:
        numbers = [f"{number}." for number in range(start, count + 1)]
        n = next((n for n in range(len(numbers), 0, -1) if "".join(numbers[:n]) in printed), 1)
        printed = printed.replace("".join(numbers[:n]), FOUND, 1)
        start += n
    added = (
        (number, rest)
        for number, page in enumerate(printed.split(PAGE_END), start=1)
        for rest in page.split(FOUND)
        if rest
    )
    return PrintComparison(tuple(missing), tuple(added))


def parts_in_print(letters: str, printed: str) -> list[tuple[int, int]]:
    """Find where a block is printed: start and end of the whole, or of two parts on adjacent pages."""
    if not letters:
        return []
    if (start := printed.find(letters)) >= 0:
        return [(start, start + len(letters))]
    # How many letters from its start, and how many up to its end, are printed in one piece.
    sizes = range(1, len(letters))
    last = bisect_left(sizes, 1, key=lambda n: letters[:n] not in printed)
    first = len(letters) - bisect_left(sizes, 1, key=lambda n: letters[-n:] not in printed)
    for cut in range(min(last, len(letters) - SHORTEST_PART), max(first, SHORTEST_PART) - 1, -1):
        tail = printed.find(letters[cut:])
        page_end = max(printed.rfind(PAGE_END, 0, tail), 0)
        page_start = printed.rfind(PAGE_END, 0, page_end) + 1
        head = printed.rfind(letters[:cut], page_start, page_end)
        if head >= 0:
            return [(head, head + cut), (tail, tail + len(letters) - cut)]
    return []


def repeated_heads(blocks: Sequence[PrintedBlock]) -> list[str]:
    """Give the titles and heads of tables, which are repeated on each further page of a table."""
    heads = {b.letters for b in blocks if b.spot.within("thead")}
    titles = (b.letters for b in blocks if b.spot.element.tag == "caption")
    heads |= {f"{title}{compact(CONTINUED_TEXT)}" for title in titles}
    return sorted((head for head in heads if len(head) >= UNMISTAKABLE), key=len, reverse=True)


def difference_findings(found: PrintComparison) -> Iterator[Finding]:
    """Report each missing block with the text that is printed in its place, if any is like it."""
    added = list(found.added)
    is_comparable = len(found.missing) * len(added) <= MOST_PAIRS
    for block in found.missing:
        near = nearest(block.letters, added) if is_comparable else None
        if near is None:
            message = f"{abridged(block.text, 2 * NEAR)!r} of {block.spot.section} is not printed"
            yield Finding("differing-print", Place(PDF), message)
        else:
            yield _difference(block, near, added)
    for number, rest in added:
        message = f"the print has {abridged(rest, 2 * NEAR)!r}, which the page does not have"
        yield Finding("differing-print", Place(PDF, page=number), message)


def nearest(letters: str, added: list[tuple[int, str]], page: int = 0) -> tuple[int, str] | None:
    """Remove the most similar text from what the print has in addition, if one is similar enough.

    The order of the letters does not count. With a `page`, only the texts of that page count.
    """
    likeness = {}
    for number, rest in added:
        size = len(letters) + len(rest)
        # Of texts of too different lengths, fewer letters than that can be common.
        if page in (0, number) and 2 * min(len(letters), len(rest)) >= LEAST_ALIKE * size:
            matcher = SequenceMatcher(None, letters, rest, autojunk=False)
            likeness[number, rest] = matcher.quick_ratio()
    near = max(likeness, key=lambda each: likeness[each], default=None)
    if near is None or likeness[near] < LEAST_ALIKE:
        return None
    added.remove(near)
    return near


def _difference(
    block: PrintedBlock, near: tuple[int, str], added: list[tuple[int, str]]
) -> Finding:
    """Report the word at which a block and its print diverge, which may be on the next page."""
    number, rest = near
    skipped = max(0, block.letters.find(rest[:UNMISTAKABLE]))
    letters = block.letters[skipped:]
    at = _in_common(letters, rest)
    if at == len(rest) and (further := nearest(letters[at:], added, number + 1)):
        number, rest = further[0], rest + further[1]
        at = _in_common(letters, rest)
    signs = [position for position, sign in enumerate(block.text) if not sign.isspace()]
    start = (*signs[skipped + at :], len(block.text))[0]
    end = start + len(block.text[start:].partition(" ")[0])
    start = block.text.rfind(" ", 0, start) + 1
    words = quoted(block.text[:start], block.text[start:end], block.text[end:])
    message = f"the print has {rest[max(0, at - 10) : at + NEAR]!r} where the page has {words}"
    return Finding("differing-print", Place(PDF, section=block.spot.section, page=number), message)


def _in_common(one: str, other: str) -> int:
    """Count the letters that both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _order_findings(blocks: Sequence[PrintedBlock], printed: str) -> Iterator[Finding]:
    """Find blocks that are printed before what they follow; a float may be on another page."""
    flows: dict[str, list[tuple[int, PrintedBlock]]] = {}
    for block in blocks:
        if len(block.letters) >= UNMISTAKABLE and printed.count(block.letters) == 1:
            figure = block.spot.within("figure")
            flow = flows.setdefault(figure.id if figure else "", [])
            flow.append((printed.index(block.letters), block))
    for flow in flows.values():
        for (before, _), (position, block) in pairwise(flow):
            if position < before:
                text = abridged(block.text, 2 * NEAR)
                message = f"{text!r} is printed before the text that it follows on the page"
                yield Finding("differing-print", Place(PDF, section=block.spot.section), message)
