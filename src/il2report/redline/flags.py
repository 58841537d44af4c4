"""What a redline says beside a table or figure: that it changed, came in, went, or moved."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from il2report.redline.edits import NOWHERE, Anchor, Edit, Place
from il2report.templating.page_tree import Element, Node, Verbatim, Written

NOTE = {"data-redline": "note"}
"""Marks what the redline adds of its own, which is text of neither manuscript."""


@dataclass(eq=False, slots=True)
class Flag(Written):
    """A remark at the caption of a table or figure."""

    kind: str
    verb: str
    place: Place
    old: str = ""
    new: str = ""
    anchor: Anchor = NOWHERE

    @property
    def remark(self) -> str:
        """What it says: "Table changed"."""
        return f"{self.kind.capitalize()} {self.verb}"

    def html(self) -> str:
        """Write it behind the caption."""
        return (
            f' <span class="redline-flag" data-redline="note" id="{self.anchor.id}">'
            f"{escape(self.remark)}</span>{self.anchor.steps}"
        )


def earlier_picture(image: Element, since: str) -> Element:
    """Show the picture as it was, where a reader asks for it."""
    summary = Element("summary", {}, [f"As it was in {since}"])
    shown = image.copy(loading="lazy")
    return Element("details", {"class": "redline-earlier", **NOTE}, [summary, shown])


def words_of_picture(edits: list[Edit]) -> Element:
    """Say in words what changed in a picture."""
    label = Element("span", {"class": "redline-label"}, ["In words:"])
    return Element("p", {"class": "redline-words", **NOTE}, [label, Verbatim(" "), *edits])


def flagged(figure: Element, flag: Flag) -> Element:
    """Put a flag behind the caption of a table or figure."""
    captions = [e for e in figure.elements() if e.tag in {"figcaption", "caption"}]
    numbered = [e for e in captions if "panel-caption" not in e.classes]
    (numbered or captions or [figure])[0].children.append(flag)
    return figure


def marked(element: Element, side: str) -> Element:
    """Mark a block that stands on one side only, "deleted" or "inserted"."""
    return element.copy(**{"data-redline": side})


def filler(columns: int) -> Element:
    """Fill a row of one side where the other side has a column more."""
    nodes: list[Node] = []
    return Element("td", {"colspan": str(columns), **NOTE}, nodes)
