"""What the templates name: images that must exist, works that are cited, files that are read."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from il2report.errors import Finding, Place, Severity
from il2report.figures.contents import figures_of
from il2report.figures.pictures import file_stem
from il2report.pages.images import (
    ELSEWHERE,
    BadImage,
    MissingImage,
    image_of_the_study,
    taken_in,
)
from il2report.pages.manuscript import TABLES_ONLY
from il2report.study import Study
from il2report.study.bibliography import FILE as REFERENCES
from il2report.study.characters import hidden_in_lines
from il2report.study.configuration import FILE as CHOICES
from il2report.study.configuration import read_configuration
from il2report.study.declarations import Sections
from il2report.study.files import (
    MOST_OF_TEXT,
    FileMissing,
    FileRefused,
    file_names,
    is_aside,
    read_file,
)
from il2report.templating.environment import syntax_tree
from il2report.templating.open_points import open_choices, open_points_in
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
"""What replaces a byte that is not UTF-8 in a template."""
WRITTEN_LATER = ("{{", "{%")
"""How a path starts that is known only when the template is rendered."""


def hidden_characters(folder: Path) -> Iterator[Finding]:
    """Find the lines of templates and style sheets with characters that are not shown."""
    texts = dict(template_texts(folder))
    with suppress(UnicodeDecodeError):  # which the reading of the terms reports
        texts[TERMS] = template_source(folder, TERMS)[1]
    for name, source in texts.items():
        if BROKEN not in source:  # a file in another encoding is reported as such
            yield from _hidden_in(f"templates/{name}", source)


@lru_cache(maxsize=256)  # a preview looks at all templates after each edit of one
def _hidden_in(file: str, source: str) -> tuple[Finding, ...]:
    return tuple(hidden_in_lines(file, source))


def image_findings(folder: Path) -> Iterator[Finding]:
    """Find each image that a template or a style sheet of a study names and the page cannot hold."""
    for place, path in _images(folder):
        if path.startswith(WRITTEN_LATER) or ELSEWHERE.match(path):
            continue
        try:
            taken_in(path, image_of_the_study(folder, path))
        except MissingImage as error:
            yield Finding("missing-image", place, str(error))
        except BadImage as error:
            yield Finding("bad-image", place, str(error))


def _images(folder: Path) -> Iterator[tuple[Place, str]]:
    """Give the path of each image that a template or a style sheet names, with its place."""
    for name, source in template_texts(folder):
        for match in IMAGE.finditer(source):
            line = source.count("\n", 0, match.start()) + 1
            yield Place(f"templates/{name}", line), next(filter(None, match.groups()))


def sheet_findings(folder: Path) -> Iterator[Finding]:
    """Find what the style sheets of a study, or the shipped ones, would load or run."""
    for name, source in template_texts(folder):
        if name.endswith(".css"):
            yield from style_findings(name, source)


def uncited_references(study: Study, folder: Path) -> Iterator[Finding]:
    """Find each work of references.json that no template names under any condition.

    templates/terms.toml lists, each with its reason, those that are kept uncited on purpose.
    """
    known = {study.configuration.source, *read_terms(folder).uncited, *_constants(folder)}
    for key in study.references:
        if key not in known:
            message = f"no template cites {key!r}; cite it, delete it, or list it in {TERMS}"
            yield Finding("uncited-reference", Place(REFERENCES), message, Severity.NOTICE)


def unread_templates(study: Study, folder: Path) -> Iterator[Finding]:
    """Find each file among a study's templates that is never read, and name what it may be meant for.

    None while a template cannot be read, for it may include any of them.
    """
    if not all(_has_syntax(source) for name, source in template_texts(folder) if _is_jinja(name)):
        return
    known = {
        *shipped_contents(),
        *(
            f"sections/{name}.md.j2"
            for name in ("abstract", *study.configuration.sections.order, *TABLES_ONLY)
        ),
        *(f"figures/{file_stem(key)}.md.j2" for key in figures_of(study)),
    }
    images = {path.removeprefix("./").removeprefix(f"{OWN}/") for _, path in _images(folder)}
    files = (str(each.file) for each in study.configuration.figure if each.kind == "file")
    images |= {path.removeprefix("./").removeprefix(f"{OWN}/") for path in files}
    read = {*known, *_constants(folder), *images}
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


def typed_open_points(folder: Path) -> Iterator[Finding]:
    """Find what is still to be written in the choices and templates of a study, without rendering them.

    Those of sections come in the order of the manuscript, as a build that can render them lists them.
    """
    order = ["title", "abstract", *Sections().order]
    with suppress(FileMissing, FileRefused):
        choices = read_configuration(read_file(folder, CHOICES, MOST_OF_TEXT), lambda _: None)
        if choices:
            yield from open_choices(choices)
            order[2:] = choices.sections.order
    ranks = {f"sections/{section}.md.j2": rank for rank, section in enumerate(order)}
    for name, source in sorted(
        template_texts(folder), key=lambda each: (ranks.get(each[0], len(ranks)), each[0])
    ):
        if name.endswith(".md.j2"):
            with suppress(TemplateSyntaxError):  # which is reported where the template is read
                yield from open_points_in(name, syntax_tree(source))


def _nearest(name: str, known: Iterable[str]) -> str:
    """Give the known file whose name without folder and endings is nearest."""

    def stem(name: str) -> str:
        return name.rpartition("/")[2].partition(".")[0].casefold()

    stems = get_close_matches(stem(name), {stem(each) for each in known}, n=1, cutoff=0.75)
    likeness = {e: SequenceMatcher(None, e, name).ratio() for e in known if stem(e) in stems}
    return max(likeness, key=likeness.__getitem__, default="")


def _constants(folder: Path) -> set[str]:
    """Give every text in the code of the templates: works that they cite, files that they include."""
    found: set[str] = set()
    for name, source in template_texts(folder):
        if _is_jinja(name):
            with suppress(TemplateSyntaxError):  # which is reported where the template is read
                found |= _texts_in_code(source)
    return found


@lru_cache(maxsize=256)  # a preview looks at all templates after each edit of one
def _texts_in_code(source: str) -> frozenset[str]:
    constants = (each.value for each in syntax_tree(source).find_all(nodes.Const))
    return frozenset(value for value in constants if isinstance(value, str))


def _is_jinja(name: str) -> bool:
    return name.endswith(".j2")


def _has_syntax(source: str) -> bool:
    try:
        syntax_tree(source)
    except TemplateSyntaxError:
        return False
    return True
