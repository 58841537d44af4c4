"""The text of the printed manuscript, taken apart into what the page adds and what the text says."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pypdf import PdfReader
from readback import Element

BLOCKS = frozenset({"caption", "figcaption", "h1", "h2", "h3", "li", "p", "tr"})
"""Elements whose text the printed page keeps together, but for a page break within."""
NOT_PRINTED = frozenset({"contents", "skip"})
PAGE_END = "\N{SYMBOL FOR FORM FEED}"
TAKEN = "\N{SYMBOL FOR SUBSTITUTE}"
SHORTEST_PART = 3
"""Letters that a block torn apart by a page break leaves on either page, at least."""


def compact(text: str) -> str:
    """Undo hyphenation and drop all white space, of which a PDF keeps no reliable trace.

    WeasyPrint hyphenates with U+2010; a hyphen that is typed stays.
    """
    return "".join(text.replace("\N{HYPHEN}\n", "").split())


def page_texts(file: Path) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(file).pages]


def printed_blocks(page: Element) -> Iterator[str]:
    """The text of each block of the HTML page that is printed; cells of a row stand apart."""
    for element in page.everything():
        if element.tag not in BLOCKS or not _is_printed(element):
            continue
        if element.tag == "tr":
            yield " ".join(cell.text() for cell in element.children if isinstance(cell, Element))
        elif not any(inner.tag in BLOCKS for inner in list(element.everything())[1:]):
            yield element.text()


def _is_printed(element: Element) -> bool:
    around = list(element.ancestors())
    is_hidden = any(e.classes & NOT_PRINTED or "hidden" in e.attributes for e in around)
    return around[-2].tag == "html" and not is_hidden


def without_running_lines(
    pages: Sequence[str], lines: Sequence[str], heads: Sequence[str]
) -> list[str]:
    """Take the running lines off each page, which must have each of them once.

    Parameters
    ----------
    pages : text of each page
    lines : what stands on every page, besides "2 of 9"
    heads : of which every page but the first has one; the first that a page has is its own
    """
    rest = []
    for number, page in enumerate(pages, start=1):
        text = page
        head = next((head for head in heads if head in text), heads[-1])
        for line in [f"{number} of {len(pages)}", *lines, *([head] if number > 1 else [])]:
            before, found, behind = text.rpartition(line)
            assert found, f"page {number} has no {line!r}"
            text = f"{before} {behind}"
        rest.append(text)
    return rest


def untold(pages: Sequence[str], blocks: Sequence[str], markers: Sequence[str]) -> list[str]:
    """Compare page and text: name each block that is not printed, and what is printed beyond.

    Parameters
    ----------
    pages : text of each page, without the running lines
    blocks : text of each block of the HTML page
    markers : what the page adds: the numbers of the references
    """
    printed = PAGE_END.join(compact(text) for text in pages)
    missing = []
    for block in sorted((compact(block) for block in blocks), key=len, reverse=True):
        parts = _parts(block, printed)
        if not parts:
            missing.append(block)
        for part in parts:
            printed = printed.replace(part, TAKEN, 1)
    for marker in sorted(markers, key=len, reverse=True):
        printed = printed.replace(marker, TAKEN, 1)
    return missing + [rest for rest in re.split(f"[{TAKEN}{PAGE_END}]+", printed) if rest]


def _parts(block: str, printed: str) -> list[str]:
    """A block as it is printed: whole, or torn once by a page break; nothing if it is not."""
    if block in printed:
        return [block]
    for cut in range(len(block) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        if block[:cut] in printed and block[cut:] in printed:
            return [block[:cut], block[cut:]]
    return []
