"""Keeps track of where a merger stands in both pages: the section, table or figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from il2report.redline.edits import Edit, Place
from il2report.templating.page_tree import Element

TITLE = Place("title", "Title")
HEADINGS = ("h1", "h2", "h3")


@dataclass(slots=True)
class Side:
    """Where one of the pages stands: its section, the part of it, and the table or figure."""

    section: Place = TITLE
    part: Place | None = None
    figure: Place | None = None

    @property
    def now(self) -> Place:
        """The narrowest of them."""
        return self.figure or self.part or self.section

    def enter(self, element: Element) -> None:
        """Take note of a heading, or of a table or figure."""
        if element.tag == "h2":
            self.section, self.part = Place(element.id, element.text()), None
        elif element.tag == "h3":
            title = f"{self.section.title}: {element.text()}"
            self.part = Place(element.id, title)
        elif element.tag == "figure":
            label = element.find(name="label")
            title = label.text().rstrip(".") if label else element.id
            self.figure = Place(element.id, title.replace("\N{NO-BREAK SPACE}", " "))

    def leave(self, element: Element) -> None:
        """Take note of the end of a table or figure."""
        if element.tag == "figure":
            self.figure = None


def results_by_place(article: Element) -> Mapping[str, frozenset[str]]:
    """Collect which results a page prints in which place, by its key."""
    printed: dict[str, set[str]] = defaultdict(set)
    _collect(article, Side(), printed)
    return {key: frozenset(results) for key, results in printed.items()}


def _collect(element: Element, side: Side, printed: dict[str, set[str]]) -> None:
    side.enter(element)
    if result := element.attributes.get("data-result"):
        printed[side.now.key].add(result)
    for part in element.parts():
        _collect(part, side, printed)
    side.leave(element)


class Whereabouts:
    """The places of both pages at the point that is being merged."""

    def __init__(self, old: Element, new: Element) -> None:
        self._old, self._new = Side(), Side()
        self._results = results_by_place(old), results_by_place(new)
        self._unlisted = 0
        self._is_new = True

    @property
    def now(self) -> Place:
        """Where the new page stands, or in what it does not have, the old one."""
        return self._new.now if self._is_new else self._old.now

    @property
    def lasting(self) -> frozenset[str]:
        """The results that both pages print in the place where they stand."""
        nothing: frozenset[str] = frozenset()
        ours, theirs = self._results
        return ours.get(self._old.now.key, nothing) & theirs.get(self._new.now.key, nothing)

    @contextmanager
    def in_element(
        self, old: Element | None, new: Element | None, *, is_listed: bool
    ) -> Iterator[None]:
        """Go into an element of one or both pages, and out again."""
        self._unlisted += not is_listed
        was_new, self._is_new = self._is_new, new is not None
        sides = [(s, e) for s, e in ((self._old, old), (self._new, new)) if e is not None]
        for side, element in sides:
            side.enter(element)
        yield
        for side, element in sides:
            side.leave(element)
        self._unlisted -= not is_listed
        self._is_new = was_new

    def placed(self, edit: Edit) -> Edit:
        """Write down where an edit stands in both pages, if it is to be listed."""
        if not self._unlisted:
            edit.old_place, edit.new_place = self._old.now, self._new.now
        return edit
