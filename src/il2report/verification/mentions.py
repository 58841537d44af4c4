"""What the templates point at: images that must be there, and works that nobody cites."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from il2report.errors import Finding, Place, Severity
from il2report.pages.images import (
    ELSEWHERE,
    BadImage,
    MissingImage,
    image_of_the_study,
    taken_in,
)
from il2report.study import Study
from il2report.study.bibliography import FILE as REFERENCES
from il2report.study.characters import hidden_in_lines
from il2report.study.files import file_names, is_aside
from il2report.templating.environment import syntax_tree
from il2report.templating.style_sheets import style_findings
from il2report.templating.template_files import (
    OWN,
    TEXTS,
    shipped_contents,
    template_source,
    template_texts,
)
from il2report.templating.terms import FILE as TERMS
from il2report.templating.terms import read_terms

IMAGE = re.compile(
    r"""!\[[^\]]*\]\(\s*<?([^)\s>]+)      # Markdown: ![words](path)
    | <img\b[^>]*?\bsrc\s*=\s*["']([^"']+)
    | \burl\(\s*["']?([^"')\s]+)           # a style sheet
    """,
    re.VERBOSE,
)
READ_FOLDERS = frozenset({"sections", "figures", "tables", "styles"})
"""Folders of templates/ in which every file has a name that the program knows."""

BROKEN = "\N{REPLACEMENT CHARACTER}"
"""What stands for a byte that is no text, in templates that are read whatever their bytes are."""
WRITTEN_LATER = ("{{", "{%")
"""How a path starts that only rendering will name."""


def hidden_characters(folder: Path) -> Iterator[Finding]:
    """Find the lines of templates and style sheets with characters that nobody sees."""
    texts = dict(template_texts(folder))
    with suppress(UnicodeDecodeError):  # which the reading of the terms reports
        texts[TERMS] = template_source(folder, TERMS)[1]
    for name, source in texts.items():
        if BROKEN not in source:  # a file in another encoding is reported as such
            yield from hidden_in_lines(f"templates/{name}", source)


def image_findings(folder: Path) -> Iterator[Finding]:
    """Find each image that a template or a style sheet asks for and the page cannot take in.

    Parameters
    ----------
    folder : the study, within which an image's path is taken
    """
    for name, source in template_texts(folder):
        for match in IMAGE.finditer(source):
            path = next(filter(None, match.groups()))
            place = Place(f"templates/{name}", source.count("\n", 0, match.start()) + 1)
            if not (path.startswith(WRITTEN_LATER) or ELSEWHERE.match(path)):
                yield from _image_findings(folder, path, place)


def sheet_findings(folder: Path) -> Iterator[Finding]:
    """Find what the style sheets of a study, or the shipped ones, would load or run."""
    for name, source in template_texts(folder):
        if name.endswith(".css"):
            yield from style_findings(name, source)


def _image_findings(folder: Path, path: str, place: Place) -> Iterator[Finding]:
    try:
        taken_in(path, image_of_the_study(folder, path))
    except MissingImage as error:
        yield Finding("missing-image", place, str(error))
    except BadImage as error:
        yield Finding("bad-image", place, str(error))


def uncited_references(study: Study, folder: Path) -> Iterator[Finding]:
    """Find each work of references.json that no template names under any condition.

    templates/terms.toml lists, each with its reason, those that are kept uncited on purpose.

    Parameters
    ----------
    study : whose bibliography it is
    folder : the study, whose own templates come before the shipped ones
    """
    known: set[object] = {study.configuration.source, *read_terms(folder).uncited}
    for name, source in template_texts(folder):
        if name.endswith(".j2"):
            known |= _constants(source)
    for key in study.references:
        if key not in known:
            message = f"no template cites {key!r}; cite it, delete it, or list it in {TERMS}"
            yield Finding("uncited-reference", Place(REFERENCES), message, Severity.NOTICE)


def unread_templates(folder: Path) -> Iterator[Finding]:
    """Find each file among a study's templates that nothing reads, and name what it may be meant for.

    Parameters
    ----------
    folder : the study
    """
    known = shipped_contents().keys()
    read = {*known, *_included(folder), *_shown_images(folder)}
    for path in file_names(folder, OWN, lambda _: None):
        name = path.removeprefix(f"{OWN}/")
        within, _, last = name.rpartition("/")
        if name in read or last.upper().startswith(("README", "LICENSE")) or is_aside(name):
            continue
        if within.split("/")[0] in READ_FOLDERS or name.endswith((*TEXTS, ".css")):
            near = _nearest(name, known)
            hint = f"rename it to {near} if it is meant for that" if near else "delete it"
            message = f"nothing reads this file; {hint}, or include it in a template"
            yield Finding("unread-template", Place(path), message, Severity.NOTICE)


def _nearest(name: str, known: Iterable[str]) -> str:
    """Give the known file whose name without folder and endings is nearest."""
    by_stem: dict[str, list[str]] = {}
    for each in known:
        by_stem.setdefault(_stem(each), []).append(each)
    stems = get_close_matches(_stem(name), by_stem, n=1, cutoff=0.75)
    return max(by_stem[stems[0]], key=lambda each: _likeness(each, name)) if stems else ""


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0].casefold()


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _included(folder: Path) -> set[str]:
    """Give the templates that others name: included, imported or extended."""
    found: set[str] = set()
    for name, source in template_texts(folder):
        if name.endswith(".j2"):
            found |= {each for each in _constants(source) if isinstance(each, str)}
    return found


def _shown_images(folder: Path) -> set[str]:
    """Give the images among the templates that a template or style sheet shows."""
    paths = (
        next(filter(None, match.groups()))
        for _, source in template_texts(folder)
        for match in IMAGE.finditer(source)
    )
    return {path.removeprefix("./").removeprefix(f"{OWN}/") for path in paths}


def _constants(source: str) -> set[object]:
    try:
        tree = syntax_tree(source)
    except TemplateSyntaxError:
        return set()  # a template that is used is parsed elsewhere, and its fault told there
    return {constant.value for constant in tree.find_all(nodes.Const)}
