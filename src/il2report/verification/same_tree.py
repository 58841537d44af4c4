"""The page compared with the tree of its build: its text is all there, and the frame adds no number.

This is the only check that reads the page. All others read the tree.
"""

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256

from il2report.document.document import (
    ABSTRACT,
    FRAME,
    TITLE,
    Document,
    NumberedFigure,
    NumberedTable,
    float_name,
)
from il2report.document.html import html, is_block
from il2report.document.html_reader import read_html
from il2report.document.tree import (
    Citation,
    Element,
    Fragment,
    Mention,
    Node,
    Number,
    Part,
    element_id,
    words,
)
from il2report.errors import Finding, Place, abridged
from il2report.figures.drawn import BLANK
from il2report.pages.images import IN_A_STYLE, SOURCE, STYLE
from il2report.verification.older_pages import nodes_of_page
from il2report.verification.order import unlinked_findings
from il2report.verification.passages import (
    PAGE,
    Passage,
    Print,
    passages_of,
    passages_of_float,
)
from il2report.verification.truth import NUMBER, Truth
from il2report.verification.unmarked import typed_numbers, words_given

MOST_QUOTED = 60
SVG_URL = "data:image/svg+xml;base64,"
A_PLACE = re.compile(r"<!-- float:\S+ -->")
FLOAT_HERE = "\N{OBJECT REPLACEMENT CHARACTER}"
Span = tuple[int, int]


def tree_findings(page: str, tree: Document, truth: Truth) -> Iterator[Finding]:
    """Find what the page lacks of the tree, or has in another order, and the numbers that it adds."""
    body = _without_images(page[page.find("<body") :])
    floats = {item.key: _figure(body, item.key) for item in tree.floats}
    for figure in filter(None, floats.values()):
        body = body.replace(figure, FLOAT_HERE)
    spans: list[Span] = []
    findings = [*_lacking_in_text(body, tree, spans)]
    for item in tree.floats:
        for parts in _float_parts(item):
            findings += _lacking(floats[item.key], float_name(item.label), map(_as_html, parts), [])
    yield from findings
    if not findings:
        yield from _added_by_page(body, spans, tree, truth)
        for item in tree.floats:
            given = (floats[item.key], item, truth.terms)
            yield from truth.memory.made(
                f"added to {item.key}",
                given,
                partial(_added_by_float, floats[item.key], item, truth),
            )


def picture_findings(page: str, tree: Document) -> Iterator[Finding]:
    """Find pictures that are not those that the build drew, and other words in place of one."""
    for figure in tree.figures:
        image = read_html(_figure(page, figure.key)).find("img")
        if image is None:
            continue
        place = Place(PAGE, section=figure.label)
        if (said := image.get("alt")) != figure.alternative:
            message = f"the words for the figure are {abridged(said, MOST_QUOTED)!r}, not those of the build"
            yield Finding("differing-page", place, message)
        kind, _, encoded = image.get("src").partition(",")
        try:
            svg = b64decode(encoded, validate=True)
        except ValueError:
            svg = b""
        if f"{kind}," == SVG_URL and svg != BLANK and sha256(svg).hexdigest() != figure.svg_sha256:
            message = "the picture is not the one that the build drew"
            yield Finding("drawn-differently", place, message)


def _without_images(page: str) -> str:
    """Leave out the addresses of images, which are files in the tree and in the page itself."""
    page = SOURCE.sub(r"\1", str(page))  # Markup would escape what is replaced
    return STYLE.sub(lambda tag: tag[1] if IN_A_STYLE.search(tag[2]) else tag[0], page)


def _figure(page: str, key: str) -> str:
    """Give the HTML of a table or figure, or nothing."""
    found = re.search(
        rf'(?:<figure\b[^>]*\s)?id="{re.escape(element_id(key))}".*?</figure>', page, re.DOTALL
    )
    return found[0] if found else ""


# --- what the page lacks --------------------------------------------------------------------------


def _lacking_in_text(body: str, tree: Document, spans: list[Span]) -> Iterator[Finding]:
    front = tree.front
    titles = (_as_html(front.title), _as_html(words(front.title)))  # of which a frame prints one
    yield from _lacking(body, TITLE, [next((t for t in titles if t in body), titles[0])], spans)
    references = (
        text
        for number, each in enumerate(tree.references, start=1)
        for text in (f'id="reference-{number}"', _as_html(each.nodes))
    )
    yield from _lacking(body, "References", references, spans)
    yield from _lacking_in_section(body, ABSTRACT, front.abstract, spans)
    for section in tree.sections:
        yield from _lacking_in_section(body, section.title, section.nodes, spans)
    yield from _lacking_in_section(body, "Figure legends", tree.legends, spans)
    yield from _lacking_in_section(body, "Supplement", tree.supplement, spans)


def _lacking_in_section(
    body: str, section: str, nodes: Fragment, spans: list[Span]
) -> Iterator[Finding]:
    """Compare the text between tables and figures as a whole, and by paragraphs where it differs."""
    whole: list[Span] = []
    texts = [text.strip() for text in A_PLACE.split(_without_images(html(nodes)))]
    if not [*_lacking(body, section, texts, whole)]:
        spans += whole
        return
    found = [*_lacking(body, section, map(_as_html, _blocks(nodes)), [])]
    message = "the page has something between the paragraphs that the build did not write"
    yield from found or [Finding("differing-page", Place(PAGE, section=section), message)]


def _as_html(part: Part) -> str:
    return _without_images(html(Fragment.of(part), {})).strip()


def _blocks(nodes: Iterable[Node]) -> Iterator[Node]:
    """Give blocks in the smallest pieces between which a table or figure may be placed."""
    for node in nodes:
        if isinstance(node, Element) and any(map(is_block, node.children)):
            yield from _blocks(node.children)
        else:
            yield node


def _float_parts(item: NumberedTable | NumberedFigure) -> Iterator[Iterable[Part]]:
    """Give the rows of a table in order, and what a frame may print around them in any order."""
    if isinstance(item, NumberedTable):
        yield (text for part in item.table.parts for row in part.rows for text in row.texts())
        yield from ((text,) for text in item.table.texts())
    else:
        yield (item.caption,)
    yield (item.label,)


def _lacking(page: str, section: str, texts: Iterable[str], spans: list[Span]) -> Iterator[Finding]:
    """Find the texts that are not behind those before them; note where the others are."""
    at = 0
    for text in texts:
        found = page.find(text, at)
        if found >= 0:
            at = found + len(text)
            spans.append((found, at))
        else:
            where = "has in another place" if text in page else "does not have"
            said = words(read_html(text).children) or text
            message = f"the page {where} {abridged(said, MOST_QUOTED)!r}, as the build wrote it"
            yield Finding("differing-page", Place(PAGE, section=section), message)


# --- what the page has beyond the tree --------------------------------------------------------------


def _added_by_page(body: str, spans: list[Span], tree: Document, truth: Truth) -> Iterator[Finding]:
    """Find numbers that the frame of the page has of its own; the contents repeat the headings."""
    rest, end = "", 0
    for start, stop in sorted(spans):
        rest, end = rest + body[end:start], max(end, stop)
    rest += body[end:]
    front = tree.front
    headings = (e for s in tree.sections for e in Element("", s.nodes).elements() if e.is_heading)
    repeated: tuple[Part, ...] = (
        *(front.identity, front.fingerprint, front.notice or "", front.source_reference or ""),
        *(", ".join(front.authors), ", ".join(front.keywords), *front.authors, *front.keywords),
        *(front.title, words(front.title), front.short_title, *tree.added),
        *(front.people, *front.byline, *(line.nodes for line in front.lines)),
        *(part for e in headings for part in (Fragment(e.children), words(e.children))),
    )
    for text in sorted(map(_as_html, repeated), key=len, reverse=True):
        rest = rest.replace(text, "") if NUMBER.search(text) else rest
    passages = passages_of(nodes_of_page(rest), FRAME)
    yield from (each.finding for each in typed_numbers(passages, truth))
    yield from unlinked_findings(passages)
    for passage in passages:
        yield from (_foreign(passage, *each) for each in passage.numbers)


def _added_by_float(
    figure: str, item: NumberedTable | NumberedFigure, truth: Truth
) -> tuple[Finding, ...]:
    return tuple(_numbers_added(figure, item, truth))


def _numbers_added(
    figure: str, item: NumberedTable | NumberedFigure, truth: Truth
) -> Iterator[Finding]:
    """Find numbers that the frame of a table or figure has of its own."""
    known: Counter[object] = Counter(NUMBER.findall(item.label))
    expected = [replace(each, names=frozenset()) for each in passages_of_float(item, truth)]
    known.update(each.text for each in typed_numbers(expected, truth))
    for passage in expected:
        known.update((number.result, number.text) for number, _ in passage.numbers)
        linked = [node.numbers for node, _ in passage.printed(Citation)]
        linked += [node.text for node, _ in passage.printed(Mention)]
        known.update(number for text in linked for number in NUMBER.findall(text))
        for node, _ in words_given(passage, truth):
            found = NUMBER.finditer(truth.without_names(node.text))
            known.update(node.text[number.start() : number.end()] for number in found)
    shown = passages_of(nodes_of_page(figure), FRAME)
    for each in typed_numbers(shown, truth):
        known[each.text] -= 1
        if known[each.text] < 0:
            yield each.finding
    for passage in shown:
        for number, at in passage.numbers:
            known[number.result, number.text] -= 1
            if known[number.result, number.text] < 0:
                yield _foreign(passage, number, at)


def _foreign(passage: Passage, number: Number, at: Print) -> Finding:
    message = f"the page has a number of {number.result} that the build did not write"
    words_around = passage.quoted(at.start, at.end)
    return Finding("differing-page", passage.place, f"{message}; in {words_around}")
