"""Reads a set page back: which number is printed where, in the words of a reader."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from types import MappingProxyType

from il2report.templating.markup import refuse_nesting

VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
UNREAD = frozenset({"dialog", "head", "nav", "script", "style", "template"})
HEADINGS = frozenset({"h2", "h3"})
TITLE = "Title"

DRAWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "figure.ttdp": (
            "cohort.n",
            "progression.events",
            "progression.censored",
            "progression.median",
        ),
        "figure.swimmer": (
            "patient.*.ttdp",
            "response.??.n",
            "progression.events",
            "progression.censored",
        ),
        "figure.adverse_events": ("toxicity.*.grade_?.n", "toxicity.*.all_grades.n"),
    }
)
"""Which results each figure draws or its alternative text tells; no mark on the page says so."""


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """One marked number of a page: whose it is, as what it is printed, and where.

    `section` is the place as a reader names it: "Abstract", "Results, Response and progression",
    "Table II", "Figure 1 caption", "Supplementary Table S1". `part` is "n" where the mark is the
    denominator of the result, and empty for the result itself.
    """

    result_id: str
    text: str
    section: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a result stands and as what; `times` how often it stands there with that text."""

    section: str
    text: str
    part: str = ""
    times: int = 1


def printed_numbers(page: str) -> tuple[PrintedNumber, ...]:
    """List every marked number of a page, or of a table alone, in reading order."""
    return _read(page).numbers()


def places(page: str) -> Mapping[str, tuple[Place, ...]]:
    """Collect the places of each result by its id, in reading order."""
    times = Counter(printed_numbers(page))
    found: dict[str, tuple[Place, ...]] = {}
    for number, n in times.items():
        place = Place(number.section, number.text, number.part, n)
        found[number.result_id] = (*found.get(number.result_id, ()), place)
    return MappingProxyType(found)


def printed_place(place: Place) -> str:
    """Name a place and what stands there: "Abstract: 20.0"."""
    text = f"n={place.text}" if place.part else place.text
    return f"{place.section}: {text}" + (f", {place.times} times" if place.times > 1 else "")


def figures_drawing(result_id: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Name the figures, of those with a label, whose drawing shows a result."""
    return tuple(
        label
        for key, label in labels.items()
        if any(fnmatchcase(result_id, shown) for shown in DRAWN.get(key, ()))
    )


def figure_labels(page: str) -> Mapping[str, str]:
    """Give the label of each picture of a page by its key: "figure.ttdp" is "Figure 1"."""
    return MappingProxyType(
        {
            element.id.replace("-", ".", 1): element.label
            for element in _read(page).floats
            if element.is_picture and element.label
        }
    )


@dataclass(eq=False, slots=True)
class _Float:
    """A table or figure; its label may stand behind its first number."""

    id: str
    is_picture: bool
    label: str = ""

    @property
    def section(self) -> str:
        if self.is_picture:
            return f"{self.label or 'Figure'} caption"
        label = self.label or "Table"
        is_supplementary = label.partition(" ")[2].startswith("S")
        return f"Supplementary {label}" if is_supplementary else label


@dataclass(eq=False, slots=True)
class _Open:
    """An element that has been opened, the text in it, and what it changes for those inside."""

    tag: str
    attributes: Mapping[str, str]
    text: list[str] = field(default_factory=list)
    float: _Float | None = None

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def said(self) -> str:
        return " ".join("".join(self.text).split())


class _Reader(HTMLParser):
    """Follows headings and floats through a page and collects the marks."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[_Open] = []
        self.floats: list[_Float] = []
        self.headings: tuple[str, ...] = ()
        self.found: list[tuple[_Open, _Float | tuple[str, ...]]] = []

    def numbers(self) -> tuple[PrintedNumber, ...]:
        return tuple(self._numbers())

    def _numbers(self) -> Iterator[PrintedNumber]:
        for mark, where in self.found:
            section = where.section if isinstance(where, _Float) else ", ".join(where)
            marked = mark.attributes
            yield PrintedNumber(
                marked["data-result"], mark.said, section or TITLE, marked.get("data-part", "")
            )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        element = _Open(tag, {name: value or "" for name, value in attrs})
        if tag == "figure":
            element.float = _Float(
                element.attributes.get("id", ""), "picture-figure" in element.classes
            )
            self.floats.append(element.float)
        self.open.append(element)
        refuse_nesting(len(self.open))
        if self._is_read and tag == "data" and "data-result" in element.attributes:
            self.found.append((element, self._float or self.headings))

    def handle_data(self, data: str) -> None:
        for element in self.open:
            if element.tag in HEADINGS or element.tag == "data" or "label" in element.classes:
                element.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self.open):
            return
        while self.open:
            element = self.open.pop()
            self._close(element)
            if element.tag == tag:
                return

    def _close(self, element: _Open) -> None:
        if not self._is_read:
            return
        if element.tag in HEADINGS and self._float is None:
            kept = self.headings[:1] if element.tag == "h3" else ()
            self.headings = (*kept, element.said)
        elif "label" in element.classes and self._float and not self._float.label:
            self._float.label = element.said.rstrip(".:")

    @property
    def _is_read(self) -> bool:
        return not any(element.tag in UNREAD for element in self.open)

    @property
    def _float(self) -> _Float | None:
        return next((e.float for e in reversed(self.open) if e.float), None)


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader
