"""Reads a built manuscript back: every number on the page must be one that the build computed.

A number is either marked, and then its text and value must be those of the result, published
figure or choice of the study that the mark names; or it belongs to one of a few kinds of text that
the markup tells, each of which is held to what it must say.
"""

import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from alternatives import alternative_slips

from il2report.rendering.formats import NumberStyle, number_style
from il2report.rendering.references import printed_reference
from il2report.study import read_study

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
UNSEEN = frozenset({"head", "style", "script"})
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(eq=False, slots=True)
class Element:
    """An element of the page, with its parent and its children in order."""

    tag: str
    attributes: Mapping[str, str]
    parent: "Element | None" = None
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The names in its class attribute."""
        return frozenset(self.attributes.get("class", "").split())

    def ancestors(self) -> "Iterator[Element]":
        """This element and all around it, from the inside out."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent

    def within(self, tag: str = "", name: str = "") -> "Element | None":
        """The nearest element, from here outwards, with a tag or a class."""
        return next(
            (e for e in self.ancestors() if (tag and e.tag == tag) or (name and name in e.classes)),
            None,
        )

    def everything(self) -> "Iterator[Element]":
        """This element and all inside it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.everything()

    def text(self) -> str:
        """All text inside."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.at.tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def parsed(html: str) -> Element:
    """Parse a page; every element must be closed by its own tag."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    assert tree.at is tree.root, f"<{tree.at.tag}> is never closed"
    return tree.root


def seen_texts(page: Element) -> Iterator[tuple[str, Element]]:
    """Every piece of text that is shown, with the element that it stands in."""
    for element in page.everything():
        if any(around.tag in UNSEEN for around in element.ancestors()):
            continue
        yield from ((child, element) for child in element.children if isinstance(child, str))


@dataclass(frozen=True, slots=True)
class Truth:
    """What the numbers on the page are held against: the results, and the files of the study."""

    style: NumberStyle
    fingerprint: str
    templates: str
    results: Mapping[str, Mapping[str, Any]]
    literature: Mapping[str, Any]
    choices: Mapping[str, Any]
    references: tuple[str, ...]
    source: str
    names: tuple[str, ...]
    patients: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, study: Path, results_json: Path) -> "Truth":
        """Read it from the study's files and from report/results.json."""
        report = json.loads(results_json.read_text(encoding="utf-8"))
        works = read_study(study).references
        printed = {
            key: plain(printed_reference(work, report["style"])) for key, work in works.items()
        }
        choices = _toml(study / "study.toml")
        names = (term["text"] for term in _toml(study / "templates/terms.toml")["term"])
        return cls(
            style=number_style(report["style"]),
            fingerprint=report["fingerprint"],
            templates=report["templates"],
            results=report["results"],
            literature=_toml(study / "data/literature.toml"),
            choices=choices,
            references=tuple(printed.values()),
            source=printed[choices["source"]],
            names=tuple(sorted(names, key=len, reverse=True)),
            patients={row["patient_id"]: row for row in _rows(study / "data/patients.csv")},
            labels={
                row["label"]: (row["table"], row["code"])
                for row in _rows(study / "data/codebook.csv")
                if row["table"] in ("adverse_events", "patients")
            },
        )


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def plain(html: str) -> str:
    """The text of a piece of HTML, with single spaces."""
    return " ".join(parsed(html).text().split())


# --- marked numbers -----------------------------------------------------------------------------


def mark_slips(page: Element, truth: Truth) -> list[str]:
    """Name every mark whose id is unknown, or whose text or value is not that of its id."""
    slips = []
    for mark in (element for element in page.everything() if element.tag == "data"):
        try:
            value, texts = _promised(mark, truth)
        except KeyError:
            slips.append(f"{mark.attributes['data-result']} is no result")
            continue
        if mark.attributes["value"] != value:
            slips.append(f"{_told(mark)} has the value {mark.attributes['value']}, not {value}")
        if mark.text() not in texts:
            slips.append(f"{_told(mark)} should read {' or '.join(sorted(texts))}")
    return slips


def _told(mark: Element) -> str:
    return f"{mark.attributes['data-result']}, printed {mark.text()!r},"


def _promised(mark: Element, truth: Truth) -> tuple[str, set[str]]:
    """Give the value that a mark must carry, and the texts that it may have."""
    family, _, rest = mark.attributes["data-result"].partition(".")
    if family == "literature":
        reference, _, fact = rest.partition(".")
        return _published(truth.literature[reference][fact], truth.style)
    if family == "constant":
        return _chosen(rest, truth)
    result = truth.results[mark.attributes["data-result"]]
    if mark.attributes.get("data-part") == "n":
        return str(result["n"]), {truth.style.count(result["n"])}
    return _computed(mark.attributes["data-result"], result, truth.style)


def _published(fact: Mapping[str, Any], style: NumberStyle) -> tuple[str, set[str]]:
    value = fact["value"]
    decimals = fact.get("decimals", len(str(value).partition(".")[2]))
    return str(value), {style.number(value, decimals)}


def _chosen(path: str, truth: Truth) -> tuple[str, set[str]]:
    value: Any = truth.choices
    for name in path.split("."):
        value = value[name]
    if isinstance(value, date):
        return value.isoformat(), {f"{value:%B %Y}"}
    if isinstance(value, str):
        return value, {value}
    if path == "definitions.confidence_level":
        return str(value), {f"{value}%", str(value)}
    if isinstance(value, float) and not value.is_integer():
        return str(value), {truth.style.number(value, len(str(value).partition(".")[2]))}
    value = int(value)
    return str(value), {truth.style.count(value), truth.style.word(value)}


def _computed(
    result_id: str, result: Mapping[str, Any], style: NumberStyle
) -> tuple[str, set[str]]:
    value, texts = result["value"], {result["text"]}
    if value is None:
        return "", texts
    if result["unit"] == "count":
        texts |= {style.word(value), style.sentence_start(value)}
        texts |= {"no", "No"} if value == 0 else set()
    if result["unit"] == "p_value":
        texts.add(style.p_phrase(value))
    if result_id.endswith((".min", ".max")) and value == int(value):
        texts.add(style.count(int(value)))
    return str(value), texts


# --- numbers without a mark ---------------------------------------------------------------------


def _citation(text: str, element: Element, truth: Truth) -> bool:
    """A citation: numbers of listed works, the first of which the link leads to."""
    link = element.within(name="citation")
    if link is None:
        return False
    root = list(element.ancestors())[-1]
    listed = {
        e.attributes["id"] for e in root.everything() if e.tag == "li" and "id" in e.attributes
    }
    numbers = re.findall(r"\d+", text)
    return link.attributes["href"] == f"#reference-{numbers[0]}" and all(
        f"reference-{number}" in listed for number in numbers
    )


def _mention(text: str, element: Element, truth: Truth) -> bool:
    """A mention of a table or figure: the label of the one that the link leads to."""
    link = element.within(name="mention")
    if link is None:
        return False
    root = list(element.ancestors())[-1]
    [target] = [
        e for e in root.everything() if f"#{e.attributes.get('id')}" == link.attributes["href"]
    ]
    [label] = [e for e in target.everything() if "label" in e.classes]
    return plain(link.text()) == plain(label.text()).rstrip(".")


def _label(text: str, element: Element, truth: Truth) -> bool:
    """The label of a table or figure: its kind, and one more than the last of its kind."""
    if "label" not in element.classes or element.within("figure") is None:
        return False
    root = list(element.ancestors())[-1]
    kind = re.sub(r"\d+\.$", "", text)
    alike = [e.text() for e in root.everything() if "label" in e.classes and kind in e.text()]
    return alike.index(text) + 1 == int(text[len(kind) : -1])


def _reference(text: str, element: Element, truth: Truth) -> bool:
    """An entry of the reference list, as the journal prints that work."""
    entry = element.within("li")
    listed = entry is not None and entry.within(name="references") is not None
    return entry is not None and listed and plain(entry.text()) in truth.references


def _source(text: str, element: Element, truth: Truth) -> bool:
    """The notice of a reconstruction, in all of which only its source may hold numbers."""
    notice = element.within(name="notice")
    whole = plain(notice.text()) if notice is not None else ""
    return truth.source in whole and not NUMBER.search(whole.replace(truth.source, ""))


def _fingerprint(text: str, element: Element, truth: Truth) -> bool:
    """The fingerprints of data and templates, as far as they are shown."""
    shown = re.fullmatch(r"data (\w{12}) · templates (\w{12})", text)
    known = (truth.fingerprint, truth.templates)
    return (
        "fingerprint" in element.classes
        and shown is not None
        and all(full.startswith(part) for full, part in zip(known, shown.groups(), strict=True))
    )


def _title_page(text: str, element: Element, truth: Truth) -> bool:
    """The authors and key words of the study, as study.toml has them."""
    known = [", ".join(truth.choices[name]) for name in ("authors", "keywords")]
    return bool({"authors", "keywords"} & element.classes) and text.strip() in known


def _row_name(text: str, element: Element, truth: Truth) -> bool:
    """The name of a row: a part of the ids of all results that stand in it."""
    row = element.within("tr")
    if row is None or element.attributes.get("scope") != "row":
        return False
    ids = [e.attributes["data-result"] for e in row.everything() if e.tag == "data"]
    parts = {part.removeprefix("cycle_") for result_id in ids for part in result_id.split(".")}
    return text in parts or text in truth.patients


KINDS: Mapping[str, Callable[[str, Element, Truth], bool]] = {
    "citation": _citation,
    "mention": _mention,
    "label": _label,
    "reference": _reference,
    "source of the reconstruction": _source,
    "fingerprint": _fingerprint,
    "authors and key words": _title_page,
    "name of a row": _row_name,
}
"""The kinds of text that may hold a number without a mark, each with what it is held to."""


def without_names(text: str, truth: Truth) -> str:
    """Take the allowed names that hold a digit out of a text."""
    return _a_name(truth.names).sub(" ", text)


@lru_cache(maxsize=8)
def _a_name(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, the longest first, at the boundaries of words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def stray_numbers(page: Element, truth: Truth) -> list[str]:
    """Name every number that is neither marked nor of a known kind."""
    return [text for text, kind in unmarked_numbers(page, truth) if kind is None]


def unmarked_numbers(page: Element, truth: Truth) -> Iterator[tuple[str, str | None]]:
    """Every text with a number without a mark, and its kind if it has one."""
    for text, element in seen_texts(page):
        if element.within("data") is None and re.search(r"\d", without_names(text, truth)):
            kinds = (kind for kind, holds in KINDS.items() if holds(text, element, truth))
            yield text, next(kinds, None)


def spoken_slips(page: Element, truth: Truth) -> list[str]:
    """Name every number in a text that is heard and not seen, unless the data bear it out."""
    slips = []
    for element in page.everything():
        for name in ("alt", "aria-label", "title", "data-running"):
            text = element.attributes.get(name, "")
            if name == "alt":
                slips += alternative_slips(text, truth)
            else:
                slips += NUMBER.findall(without_names(text, truth))
    return slips


def numbers_in(text: str) -> Counter[str]:
    """Count the numbers of a text, each as it is printed."""
    return Counter(NUMBER.findall(text))
