"""Characters for which there is no glyph: they would be drawn as boxes.

The figures are drawn in two typefaces that come with matplotlib, the same on every machine. The
page is set in the first of them, and what that lacks in any font that the machine has.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape

from il2report.errors import Finding, Place
from il2report.rendering.pictures import Drawables
from il2report.study import Study
from il2report.study.bibliography import FILE as REFERENCES
from il2report.study.configuration import FILE as CHOICES
from il2report.study.tables import quoted

PLAIN = re.compile(
    "[\n\t -~\xa0-\u017f\u0391-\u03a1\u03a3-\u03c9\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2212\u2264\u2265]*"
)
"""Latin, Greek and the signs of prose, which both typefaces have: no font needs to be opened."""

UNSEEN = re.compile(r"<(style|script|head)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
"""What a page shows nothing of: markup, and what stands in its attributes."""

CHARACTERS_NAMED = 3
MORE_TEXTS_NAMED = 3

Unprintable = Callable[[str], str]
"""Gives those of some characters that no font of this machine has."""


def figure_findings(study: Study, shown: Drawables) -> tuple[Finding, ...]:
    """Find the labels and patient ids that the figures would draw with boxes."""
    return (
        *_in_figures(_file(study, "codebook", "label"), _labels(shown)),
        *_in_figures(_file(study, "patients", "patient_id"), _patient_ids(shown)),
    )


def _labels(shown: Drawables) -> Iterator[tuple[str, str]]:
    occurred = {lane.response for lane in shown.lanes} | {each.response for each in shown.spreads}
    for code, label in shown.responses.items():
        if code in occurred:
            yield f"the label of patients.best_response {code}", label
    for counts in shown.grades:
        name = f"adverse_events.term {counts.term}"
        yield f"the label of {name}", shown.terms[counts.term]
        yield f"the group of {name}", shown.systems[counts.term]


def _patient_ids(shown: Drawables) -> Iterator[tuple[str, str]]:
    for lane in shown.lanes:
        yield "the patient_id", lane.patient_id


def _in_figures(file: str, texts: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Give one finding for all texts of a file."""
    found = {
        text: (where, missing)
        for where, text in texts
        if not PLAIN.fullmatch(text) and (missing := _beyond_the_figures(text))
    }
    if not found:
        return
    text, (where, missing) = next(iter(found.items()))
    message = (
        f"{where}, {quoted(text)}, has no glyph for {_named(missing)} in the typefaces of the"
        f" figures, which would draw boxes; write it in other letters{_others([*found][1:])}"
    )
    yield Finding("missing-glyph", Place(file), message)


def _beyond_the_figures(text: str) -> str:
    from il2report.rendering.figures.coverage import beyond_the_figures  # noqa: PLC0415

    return beyond_the_figures(text)


def beyond_the_page(page: str) -> str:
    """Give the characters that a page shows and its typeface lacks.

    Parameters
    ----------
    page : HTML
    """
    if PLAIN.fullmatch(page) and "&#" not in page:
        return ""
    signs = dict.fromkeys(unescape(UNSEEN.sub("", page)))
    doubtful = "".join(sign for sign in signs if not (PLAIN.fullmatch(sign) or sign.isspace()))
    if not doubtful:
        return ""
    from il2report.rendering.figures.coverage import beyond_the_page  # noqa: PLC0415

    return beyond_the_page(doubtful)


def page_findings(
    study: Study, texts: Mapping[str, str], page: str, unprintable: Unprintable
) -> tuple[Finding, ...]:
    """Find the characters of a page for which no font of this machine has a glyph.

    Parameters
    ----------
    study : whose labels, choices and references may hold them
    texts : the sections and captions that were rendered, by name
    page : HTML
    unprintable : asked only where the typeface of the page lacks a character
    """
    lacking = beyond_the_page(page)
    boxes = unprintable(lacking) if lacking else ""
    by_file: dict[str, str] = {}
    for character in boxes:
        file = _home(character, study, texts)
        by_file[file] = by_file.get(file, "") + character
    return tuple(
        Finding(
            "missing-glyph",
            Place(file),
            f"no font of this machine has a glyph for {_named(missing)}, which the page prints; write"
            " it in other letters, or install a font that has it",
        )
        for file, missing in by_file.items()
    )


def _home(character: str, study: Study, texts: Mapping[str, str]) -> str:
    """Say which file of the study a character of the page comes from."""
    labels = (
        entry.label + entry.group
        for codes in study.codebook.entries.values()
        for entry in codes.values()
    )
    places = (
        (_file(study, "codebook", "label"), "".join(labels)),
        (CHOICES, str(study.configuration.model_dump())),
        (REFERENCES, "".join(str(each.model_dump()) for each in study.references.values())),
        *((f"templates/{name}", text) for name, text in texts.items()),
    )
    return next((file for file, text in places if character in text), "data/")


def _file(study: Study, table: str, column: str) -> str:
    file, _, _ = next(study.layout.cells(table, column, [0]))
    return file


def _named(characters: str) -> str:
    named = [
        f"{character} (U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"
        for character in characters[:CHARACTERS_NAMED]
    ]
    more = len(characters) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _others(texts: list[str]) -> str:
    if not texts:
        return ""
    named = ", ".join(map(quoted, texts[:MORE_TEXTS_NAMED]))
    more = len(texts) - MORE_TEXTS_NAMED
    also = f"{named} and {more} more" if more > 0 else named
    return f". The same holds for {also}"
