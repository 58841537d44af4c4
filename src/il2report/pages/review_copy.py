"""The copy that reviewers read: the text in one column, with every line of a page numbered.

Every line lies on a grid of one height, and the margin numbers the lines of the grid. A place is then known by
its page and line, and the same place is found in the PDF by its height on the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from il2report.document.document import Document
from il2report.document.html import html
from il2report.document.strobe import items_marked, marked_items
from il2report.document.tree import Element, FloatPlace, Fragment, Mention, Node, words
from il2report.study.journals import JournalProfile

LINE_POINTS: Final = 24
LINES: Final = 28
"""Lines of a page, double-spaced: 28 of 24 points leave margins of 85 points on A4."""
TOP_POINTS: Final = 85
ANCHOR = "item-"
FUNDING = ("study.grant.", "study.statements.funding")
RULER: Final = "\\a ".join(str(number) for number in range(1, LINES + 1))
STYLE = f"""
@page {{ size: A4; margin: {TOP_POINTS}pt 72pt 84pt 85pt;
  @left-top {{ content: "{RULER}"; white-space: pre;
    font: 8pt/{LINE_POINTS}pt STIXGeneral, serif; text-align: right; vertical-align: top; padding-right: 14pt; }}
  @bottom-center {{ content: counter(page); font: 10pt STIXGeneral, serif; }} }}
body {{ font: 12pt/{LINE_POINTS}pt STIXGeneral, "Times New Roman", serif; margin: 0; hyphens: none; }}
p, h1, h2, h3, h4, ol, ul, li, pre, blockquote {{ font-size: 12pt; line-height: {LINE_POINTS}pt; margin: 0; }}
h1, h2 {{ font-weight: bold; }} h3, h4 {{ font-style: italic; font-weight: normal; }}
h2, h3, h4 {{ break-after: avoid; }} h2 {{ margin-top: {LINE_POINTS}pt; }}
p {{ text-align: left; orphans: 1; widows: 1; }} ol, ul {{ padding-left: 24pt; }}
table {{ display: none; }} sup, sub {{ font-size: 8pt; line-height: 0; }} a {{ color: inherit; text-decoration: none; }}
"""


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """Where an item is answered: the anchor in the page, and the headings above it."""

    item: str
    anchor: str
    section: str


@dataclass(frozen=True, slots=True)
class ReviewCopy:
    """The page, and the places that it marks, in reading order."""

    page: str
    places: tuple[MarkedPlace, ...]


def review_copy(document: Document, journal: JournalProfile, language: str) -> ReviewCopy:
    """Make the page of a manuscript without its tables and figures, which are files of their own."""
    walk = _Walk()
    front = document.front
    title = f"{walk.anchored('1a', 'Title')}{html(front.title)}"
    parts = [f"<h1>{title}</h1>", f"<p>{html(front.people)}</p>"]
    if front.abstract:
        anchor = walk.anchored("1b", "Abstract")
        parts += [f"<h2>{anchor}Abstract</h2>", walk.blocks(front.abstract, "Abstract")]
    for section in document.sections:
        parts.append(walk.blocks(section.nodes, section.title))
    if document.references:
        entries = "".join(
            f'<li id="reference-{number}">{html(each.nodes)}</li>'
            for number, each in enumerate(document.references, start=1)
        )
        parts.append(f"<h2>References</h2><ol>{entries}</ol>")
    legends = "".join(
        f"<p><b>{escape(each.label)}.</b> {html(walk.without_links(each.caption))}</p>"
        for each in document.figures
    )
    if legends:
        parts.append(f"<h2>Figure Legends</h2>{legends}")
    head = f"<title>{escape(words(front.title))}</title><style>{STYLE}</style>"
    page = f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">{head}</head>'
    body = "".join(map(str, parts))
    described = f"<!-- {escape(journal.name)} -->"
    return ReviewCopy(f"{page}<body>{described}{body}</body></html>", tuple(walk.places))


class _Walk:
    """Puts an anchor in the place of each mark, and notes under which headings it is."""

    def __init__(self) -> None:
        self.places: list[MarkedPlace] = []
        self._headings: tuple[str, ...] = ()

    def anchored(self, item: str, section: str) -> str:
        """Note a place, and give its anchor."""
        anchor = f"{ANCHOR}{len(self.places) + 1}"
        self.places.append(MarkedPlace(item, anchor, section))
        return f'<span id="{anchor}"></span>'

    def blocks(self, nodes: Fragment, section: str) -> str:
        """Write the blocks of a section without the places of its floats."""
        self._headings = (section,)
        return str(html(self._changed(nodes)))

    def without_links(self, nodes: Fragment) -> Fragment:
        """Give a caption whose mentions lead nowhere."""
        return self._changed(nodes)

    def _changed(self, nodes: Fragment) -> Fragment:
        return Fragment.of(*(each for node in nodes for each in self._node(node)))

    def _node(self, node: Node) -> Iterator[Node]:
        if isinstance(node, FloatPlace):
            return
        if isinstance(node, Mention):  # tables and figures are files of their own
            yield node.text
            return
        if not isinstance(node, Element):
            yield node
            return
        if node.get("href").startswith("#"):
            node = Element("span", node.children)
        if node.tag in ("h2", "h3"):
            title = words(node.children)
            self._headings = (*self._headings[:1], title) if node.tag == "h3" else (title,)
        if items := items_marked(node):
            for item in items:
                yield self._anchor(item)
            return
        if node.tag == "p" and _pays(node) and "22" not in marked_items(Fragment((node,))):
            yield replace(
                node, children=(self._anchor("22"), *self._changed(Fragment(node.children)))
            )
            return
        yield replace(node, children=tuple(self._changed(Fragment(node.children))))

    def _anchor(self, item: str) -> Element:
        anchor = f"{ANCHOR}{len(self.places) + 1}"
        self.places.append(MarkedPlace(item, anchor, ", ".join(self._headings)))
        return Element("span", (), (("id", anchor),))


def _pays(paragraph: Element) -> bool:
    """Whether a paragraph says who paid for the work."""
    return any(
        getattr(node, "source", "").startswith(FUNDING) for node in _inside(paragraph.children)
    )


def _inside(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Element):
            yield from _inside(node.children)
