"""The printed manuscript against the page: letter by letter, in order, with nothing lost or added."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from il2report.document.tree import Element
from il2report.errors import Finding, Place, abridged
from il2report.pages.print_tree import CONTINUED_TEXT
from il2report.verification.build import PDF, Build
from il2report.verification.pdf_text import (
    PrintedDocument,
    UnreadablePdf,
    read_pdf,
)
from il2report.verification.shown import Page, Spot, attribute, quoted

BLOCKS = frozenset({"caption", "figcaption", "h1", "h2", "h3", "li", "p", "tr"})
"""Elements whose text the printed page keeps together, but for a page break within."""
NOT_PRINTED = frozenset({"contents", "skip"})
REFERENCE = re.compile(r"reference-(\d+)")
PAGE_END = "\N{SYMBOL FOR FORM FEED}"
TAKEN = "\N{SYMBOL FOR SUBSTITUTE}"
SHORTEST_PART = 3
"""Letters that a block torn apart by a page break leaves on either page, at least."""
UNMISTAKABLE = 12
"""Letters from which a block is known where it stands."""
LEAST_ALIKE = 0.5
"""The share of their letters that a block and its print have in common, at least."""
MOST_PAIRS = 50_000
"""Up to so many pairs of a block that is lacking and of a text that the page has not are compared;
of more, the print is that of another document."""
NEAR = 30
"""Letters quoted of what the print has."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a row or the like of the page, as text and as letters without white space."""

    text: str
    letters: str
    spot: Spot


def compact(text: str) -> str:
    """Undo hyphenation and drop all white space, of which a PDF keeps no reliable trace.

    WeasyPrint hyphenates with U+2010; a hyphen that is typed stays.
    """
    return "".join(text.replace("\N{HYPHEN}\n", "").split())


def printed_blocks(page: Page) -> tuple[Block, ...]:
    """Give each block of the page that is printed; cells of a row stand apart."""
    return tuple(
        Block(text, compact(text), spot)
        for spot in page.spots
        if spot.element.tag in BLOCKS and _is_printed(spot)
        for text in _block_text(spot.element)
    )


def _block_text(element: Element) -> Iterator[str]:
    if element.tag == "tr":
        yield " ".join(cell.text() for cell in element.parts())
    elif not any(inner.tag in BLOCKS for inner in list(element.elements())[1:]):
        yield element.text()


def _is_printed(spot: Spot) -> bool:
    return not any(NOT_PRINTED & set(element.classes) for element in spot.around)


def print_findings(page: Page, build: Build) -> Iterator[Finding]:
    """Find what the PDF has otherwise than the page, or lacks, or has beyond it."""
    if build.pdf is None:
        return
    try:
        document = read_pdf(build.pdf)
    except UnreadablePdf as error:
        yield Finding("unreadable-print", Place(PDF), f"this cannot be read as a PDF: {error}")
        return
    yield from _identity(document, build)
    for number, sheet in enumerate(document.pages, start=1):
        for outside in sheet.outside():
            message = f"{outside.text!r} stands beyond the edge of the page"
            yield Finding("differing-print", Place(PDF, page=number), message)
    pages = [sheet.text for sheet in document.pages]
    missing, rest = without_running_lines(pages, *running_lines(page))
    for number, line in missing:
        message = f"the head or foot lacks {line!r}"
        yield Finding("running-line", Place(PDF, page=number), message)
    yield from _compared(page, rest)


def _identity(document: PrintedDocument, build: Build) -> Iterator[Finding]:
    ours, theirs = document.identity, build.identity
    if ours is None or theirs is None or ours.metadata() != theirs.metadata():
        message = "the PDF says that it is another draft than the page"
        yield Finding("other-draft", Place(PDF), message)
    if document.results != build.results:
        message = "the results.json that travels in the PDF is not the one beside it"
        yield Finding("other-draft", Place(PDF), message)


def running_lines(page: Page) -> tuple[list[str], list[str]]:
    """Give what stands on every page, and the heads, of which every page but the first has one."""
    identity, fingerprint = (
        next((spot.element.text() for spot in page.named(name)), "")
        for name in ("identity", "fingerprint")
    )
    titles = [spot.element for spot in page.spots if spot.element.tag == "h1"]
    head = attribute(titles[0], "data-running") if titles else ""
    notices = [attribute(spot.element, "data-running") for spot in page.named("notice")]
    return [f"{identity} · {fingerprint}", *filter(None, notices)], [f"{head}: supplement", head]


def without_running_lines(
    pages: Sequence[str], lines: Sequence[str], heads: Sequence[str]
) -> tuple[list[tuple[int, str]], list[str]]:
    """Take the running lines off each page, which must have each of them once.

    Parameters
    ----------
    pages : text of each page
    lines : what stands on every page, besides "2 of 9"
    heads : of which every page but the first has one; the first that a page has is its own

    Returns
    -------
    list of (int, str), list of str
        The lines that are missing, with their page; the text of each page without the others.
    """
    rest, missing = [], []
    for number, page in enumerate(pages, start=1):
        text = page
        head = next((head for head in heads if head in text), heads[-1])
        for line in [f"{number} of {len(pages)}", *lines, *([head] if number > 1 else [])]:
            before, found, behind = text.rpartition(line)
            if not found:
                missing.append((number, line))
            text = f"{before} {behind}"
        rest.append(text)
    return missing, rest


# --- block by block -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the print lacks, and what it has beyond the page, by page."""

    lacking: tuple[Block, ...]
    beyond: tuple[tuple[int, str], ...]


def compared(blocks: Sequence[Block], pages: Sequence[str]) -> Comparison:
    """Take every block of the page off the print, letter by letter.

    Parameters
    ----------
    blocks : of the page
    pages : text of each printed page, without the running lines
    """
    printed = PAGE_END.join(map(compact, pages))
    lacking = []
    for block in sorted(blocks, key=lambda block: -len(block.letters)):
        parts = torn(block.letters, printed)
        if not parts:
            lacking.append(block)
        for start, end in reversed(parts):
            printed = f"{printed[:start]}{TAKEN}{printed[end:]}"
    for head in _repeated_heads(blocks):
        printed = printed.replace(head, TAKEN)
    for numbers in _numbers_of_the_list(blocks, printed):
        printed = printed.replace(numbers, TAKEN, 1)
    beyond = (
        (number, rest)
        for number, page in enumerate(printed.split(PAGE_END), start=1)
        for rest in page.split(TAKEN)
        if rest
    )
    return Comparison(tuple(block for block in lacking if block.letters), tuple(beyond))


def torn(letters: str, printed: str) -> list[tuple[int, int]]:
    """Find where a block is printed: whole, or torn once by a page break; nothing if it is not.

    Returns
    -------
    list of (int, int)
        Start and end of each part; a part at the end of one page, the other on the next.
    """
    if letters in printed:
        start = printed.index(letters)
        return [(start, start + len(letters))] if letters else []
    last = _longest(letters, lambda n: letters[:n] in printed)
    first = len(letters) - _longest(letters, lambda n: letters[len(letters) - n :] in printed)
    cuts = range(min(last, len(letters) - SHORTEST_PART), max(first, SHORTEST_PART) - 1, -1)
    parts = (_parts(letters[:cut], letters[cut:], printed) for cut in cuts)
    return next(filter(None, parts), [])


def _parts(head: str, tail: str, printed: str) -> list[tuple[int, int]]:
    """Find the parts of a block on two pages in a row."""
    behind = printed.find(tail)
    page_end = printed.rfind(PAGE_END, 0, behind)
    page_start = printed.rfind(PAGE_END, 0, max(page_end, 0)) + 1
    before = printed.rfind(head, page_start, max(page_end, 0))
    if before < 0 or behind < 0:
        return []
    return [(before, before + len(head)), (behind, behind + len(tail))]


def _longest(letters: str, holds: Callable[[int], bool]) -> int:
    """Find the greatest number of letters for which something holds that holds for all fewer."""
    low, high = 0, len(letters)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _numbers_of_the_list(blocks: Sequence[Block], printed: str) -> Iterator[str]:
    """Find the numbers of the reference list, which each page writes together behind its entries."""
    count, start = sum(bool(REFERENCE.fullmatch(b.spot.element.id)) for b in blocks), 1
    while start <= count:
        numbers = [f"{number}." for number in range(start, count + 1)]
        length = next((n for n in range(len(numbers), 0, -1) if "".join(numbers[:n]) in printed), 1)
        yield "".join(numbers[:length])
        start += length


def _repeated_heads(blocks: Sequence[Block]) -> list[str]:
    """The titles and heads of tables, which a table repeats on each page that it goes on to."""
    heads = {b.letters for b in blocks if b.spot.within("thead")}
    titles = (b.letters for b in blocks if b.spot.element.tag == "caption")
    heads |= {f"{title}{compact(CONTINUED_TEXT)}" for title in titles}
    return sorted((head for head in heads if len(head) >= UNMISTAKABLE), key=len, reverse=True)


def _compared(page: Page, pages: Sequence[str]) -> Iterator[Finding]:
    blocks = printed_blocks(page)
    found = compared(blocks, pages)
    beyond = list(found.beyond)
    is_comparable = len(found.lacking) * len(beyond) <= MOST_PAIRS
    for block in found.lacking:
        near = _nearest(block.letters, beyond) if is_comparable else None
        if near is None:
            message = f"{abridged(block.text, 2 * NEAR)!r} of {block.spot.section} is not printed"
            yield Finding("differing-print", Place(PDF), message)
        else:
            yield _differing(block, near, beyond)
    for number, rest in beyond:
        message = f"the print has {abridged(rest, 2 * NEAR)!r}, which the page has not"
        yield Finding("differing-print", Place(PDF, page=number), message)
    yield from _out_of_order(blocks, PAGE_END.join(map(compact, pages)))


def _nearest(letters: str, beyond: list[tuple[int, str]]) -> tuple[int, str] | None:
    """Take what the print has that is most like some letters, if it is like them at all."""
    near = max(beyond, key=lambda rest: _alike(letters, rest[1]), default=None)
    if near is None or _alike(letters, near[1]) < LEAST_ALIKE:
        return None
    beyond.remove(near)
    return near


def _in_common(one: str, other: str) -> int:
    """Count the letters with which both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _alike(one: str, other: str) -> float:
    """Say how many letters two texts share, whatever their order; 1 is all of both.

    Texts of which one is far longer than the other share too few to be counted.
    """
    if 2 * min(len(one), len(other)) < LEAST_ALIKE * (len(one) + len(other)):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).quick_ratio()


def _differing(block: Block, near: tuple[int, str], beyond: list[tuple[int, str]]) -> Finding:
    """Say at which words a block and its print part; the print may go on on the next page."""
    number, rest = near
    skipped = max(0, block.letters.find(rest[:UNMISTAKABLE]))
    letters = block.letters[skipped:]
    at = _in_common(letters, rest)
    if at == len(rest) and (further := _nearest(letters[at:], _on(number + 1, beyond))):
        beyond.remove(further)
        number, rest = further[0], rest + further[1]
        at = _in_common(letters, rest)
    start = _position(block.text, skipped + at)
    end = start + len(block.text[start:].partition(" ")[0])
    start = block.text.rfind(" ", 0, start) + 1
    words = quoted(block.text[:start], block.text[start:end], block.text[end:])
    message = f"the print has {rest[max(0, at - 10) : at + NEAR]!r} where the page says {words}"
    return Finding("differing-print", Place(PDF, section=block.spot.section, page=number), message)


def _on(page: int, beyond: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    return [rest for rest in beyond if rest[0] == page]


def _position(text: str, letters: int) -> int:
    """Find where so many letters, without white space, have gone by."""
    for position, sign in enumerate(text):
        if not sign.isspace():
            if letters == 0:
                return position
            letters -= 1
    return len(text)


def _out_of_order(blocks: Sequence[Block], printed: str) -> Iterator[Finding]:
    """Find blocks that stand before what they should follow; a float may go to another page."""
    flows: dict[str, list[tuple[int, Block]]] = {}
    for block in blocks:
        if len(block.letters) >= UNMISTAKABLE and printed.count(block.letters) == 1:
            figure = block.spot.within("figure")
            flow = flows.setdefault(figure.id if figure else "", [])
            flow.append((printed.index(block.letters), block))
    for flow in flows.values():
        for (before, _), (position, block) in pairwise(flow):
            if position < before:
                message = (
                    f"{abridged(block.text, 2 * NEAR)!r} is printed before what it should follow"
                )
                yield Finding("differing-print", Place(PDF, section=block.spot.section), message)
