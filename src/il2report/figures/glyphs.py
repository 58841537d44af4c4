"""Characters for which there is no glyph: they would be drawn as boxes.

The figures are drawn in two typefaces that come with matplotlib, the same on every machine. The
page is set in the first of them, and what that lacks in any font that the machine has.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from il2report.document.html_reader import read_html
from il2report.document.tree import Element, Fragment
from il2report.errors import Finding, Place
from il2report.figures.pictures import Drawables
from il2report.figures.shown import Flow, Grades, Swimmer, labels_in
from il2report.study import Study
from il2report.study.bibliography import FILE as REFERENCES
from il2report.study.codebook import Codebook
from il2report.study.configuration import FILE as CHOICES
from il2report.study.findings import quoted

PLAIN = re.compile(
    "[\n\t -~\xa0-\u017f\u0391-\u03a1\u03a3-\u03c9\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2212\u2264\u2265]*"
)
"""Latin, Greek and the signs of prose, which both typefaces have: no font needs to be opened."""

NOT_SHOWN = frozenset({"head", "script", "style"})
FIGURE_FAMILIES, PAGE_FAMILIES = 2, 1
"""How many of the typefaces, in their order, may be used."""
CHARACTERS_NAMED = 3
MORE_TEXTS_NAMED = 3

Drawn = tuple[Place, str, str]
"""A text of a figure: its cell, what it is, and the text."""
Unprintable = Callable[[str], str]
"""Gives those of some characters that no font of this machine has."""


def figure_findings(study: Study, shown: Drawables) -> tuple[Finding, ...]:
    """Find the labels and patient ids that the figures would draw with boxes."""
    return (
        *_in_figures(study, _labels(study, shown)),
        *_in_figures(study, _patient_ids(study, shown)),
    )


def _labels(study: Study, shown: Drawables) -> Iterator[Drawn]:
    codebook = study.codebook
    for each in shown.values():
        match each:
            case Swimmer():
                occurred = {e.response for e in each.lanes} | {e.response for e in each.spreads}
                response = study.configuration.response_variable
                column = response.from_column if response else ""
                for code in (code for code in each.responses if code in occurred):
                    place = _cell(codebook, "patients", column, code, "label")
                    what = f"the label of patients.{column} {code}"
                    yield place, what, each.responses[code]
            case Grades():
                for counts in each.grades:
                    name = f"adverse_events.term {counts.term}"
                    for column, texts in (("label", each.terms), ("group", each.systems)):
                        place = _cell(codebook, "adverse_events", "term", counts.term, column)
                        yield place, f"the {column} of {name}", texts[counts.term]
            case Flow():
                for box in each.boxes:
                    for what, words in (("label", box.label), ("reason", box.reason)):
                        yield Place(CHOICES), f"the {what} of a step of the flow", words
            case _:
                for text in labels_in(each):
                    yield _declared(study, text), "a label", text


def _declared(study: Study, label: str) -> Place:
    """Find the row of the codebook that has a label, or else study.toml."""
    rows = (
        (table, column, code)
        for (table, column), codes in study.codebook.entries.items()
        for code, entry in codes.items()
        if entry.label == label
    )
    found = next(rows, None)
    return _cell(study.codebook, *found, "label") if found else Place(CHOICES)


def _cell(codebook: Codebook, table: str, column: str, code: str, of: str) -> Place:
    """Name the cell of the codebook that has the label or the group of a code."""
    return Place("data/codebook.csv", codebook.entries[table, column][code].row, of)


def _patient_ids(study: Study, shown: Drawables) -> Iterator[Drawn]:
    ids = study.tables.patients["patient_id"]
    rows = dict(zip(ids, map(int, ids.index), strict=True))
    lanes = (lane for each in shown.values() if isinstance(each, Swimmer) for lane in each.lanes)
    for lane in lanes:
        each = lane.patient_id
        place = Place("data/patients.csv", rows.get(each), "patient_id", each)
        yield place, "the patient_id", each


def _in_figures(study: Study, texts: Iterable[Drawn]) -> Iterator[Finding]:
    """Give one finding for all texts of a file, at the first of them."""
    doubtful = {text: (place, what) for place, what, text in texts if not PLAIN.fullmatch(text)}
    found = {text: missing for text in doubtful if (missing := _lacking(text, FIGURE_FAMILIES))}
    if not found:
        return
    (text, missing), *others = found.items()
    place, what = doubtful[text]
    message = (
        f"{what}, {quoted(text)}, has no glyph for {_named(missing)} in the typefaces of the"
        " figures, which would draw boxes; write it in other letters"
    )
    if others:
        more = len(others) - MORE_TEXTS_NAMED
        named = ", ".join(quoted(other) for other, _ in others[:MORE_TEXTS_NAMED])
        message += f". The same holds for {named}" + (f" and {more} more" if more > 0 else "")
    yield study.layout.finding(Finding("missing-glyph", place, message))


def _lacking(text: str, families: int) -> str:
    from il2report.figures.typeface import FAMILIES, lacking  # noqa: PLC0415

    return lacking(text, FAMILIES[:families])


def beyond_the_page(page: str) -> str:
    """Give the characters that a page, as HTML, shows and its typeface lacks."""
    if PLAIN.fullmatch(page) and "&#" not in page:
        return ""
    signs = dict.fromkeys("".join(_shown(read_html(page))))
    doubtful = "".join(sign for sign in signs if not (PLAIN.fullmatch(sign) or sign.isspace()))
    return _lacking(doubtful, PAGE_FAMILIES) if doubtful else ""


def _shown(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif isinstance(child, Element) and child.tag not in NOT_SHOWN:
            yield from _shown(child)


def page_findings(
    study: Study, texts: Mapping[str, Fragment], page: str, unprintable: Unprintable
) -> tuple[Finding, ...]:
    """Find the characters of a page for which no font of this machine has a glyph.

    Parameters
    ----------
    study : whose labels, choices and references may hold them
    texts : the sections and captions that were set, by name
    page : HTML
    unprintable : asked only where the typeface of the page lacks a character
    """
    lacking = beyond_the_page(page)
    by_file: dict[str, tuple[Place, str]] = {}
    for character in unprintable(lacking) if lacking else "":
        place = _home(character, study, texts)
        first, missing = by_file.get(place.file, (place, ""))
        by_file[place.file] = first, missing + character
    return tuple(
        study.layout.finding(
            Finding(
                "missing-glyph",
                place,
                f"no font of this machine has a glyph for {_named(missing)}, which the page prints;"
                " write it in other letters, or install a font that has it",
            )
        )
        for place, missing in by_file.values()
    )


def _home(character: str, study: Study, texts: Mapping[str, Fragment]) -> Place:
    """Say which file of the study a character of the page comes from, and which row of the codebook."""
    labels = (
        (_cell(study.codebook, table, column, code, of), text)
        for (table, column), codes in study.codebook.entries.items()
        for code, entry in codes.items()
        for of, text in (("label", entry.label), ("group", entry.group))
    )
    places = (
        *labels,
        (Place(CHOICES), str(study.configuration.model_dump())),
        (Place(REFERENCES), "".join(str(each.model_dump()) for each in study.references.values())),
        *((Place(f"templates/{name}"), nodes.text) for name, nodes in texts.items()),
    )
    return next((place for place, text in places if character in text), Place("data/"))


def _named(characters: str) -> str:
    named = [
        f"{character} (U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"
        for character in characters[:CHARACTERS_NAMED]
    ]
    more = len(characters) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
