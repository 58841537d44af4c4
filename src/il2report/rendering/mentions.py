"""What the templates point at: images that must be there, and works that nobody cites."""

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from il2report.errors import Finding, Place, Severity
from il2report.rendering.environment import syntax_tree
from il2report.rendering.images import BadImage, MissingImage, image_of_the_study, kind_of
from il2report.rendering.template_files import template_source, template_texts
from il2report.rendering.template_lint import TERMS
from il2report.study import Study
from il2report.study.bibliography import FILE as REFERENCES
from il2report.study.characters import hidden_in_lines
from il2report.study.notation import toml_value

IMAGE = re.compile(
    r"""!\[[^\]]*\]\(\s*<?([^)\s>]+)      # Markdown: ![words](path)
    | <img\b[^>]*?\bsrc\s*=\s*["']([^"']+)
    | \burl\(\s*["']?([^"')\s]+)           # a style sheet
    """,
    re.VERBOSE,
)
NO_FILE = ("data:", "#", "{{", "{%")
"""How an image starts that is in the page already, or that only rendering will name."""


def hidden_characters(folder: Path) -> Iterator[Finding]:
    """Find the lines of templates and style sheets with characters that nobody sees."""
    for name, source in (*template_texts(folder), (TERMS, template_source(folder, TERMS)[1])):
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
            if not path.startswith(NO_FILE):
                yield from _image_findings(folder, path, place)


def _image_findings(folder: Path, path: str, place: Place) -> Iterator[Finding]:
    try:
        kind_of(path, image_of_the_study(folder, path))
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
    known: set[object] = {study.configuration.source, *kept_uncited(folder)}
    for name, source in template_texts(folder):
        if name.endswith(".j2"):
            known |= _constants(source)
    for key in study.references:
        if key not in known:
            message = f"no template cites {key!r}; cite it, delete it, or list it in {TERMS}"
            yield Finding("uncited-reference", Place(REFERENCES), message, Severity.NOTICE)


def kept_uncited(folder: Path) -> set[str]:
    """Read the ids of the works that templates/terms.toml keeps uncited."""
    entries = toml_value(template_source(folder, TERMS)[1]).get("uncited", [])
    return {entry["reference"] for entry in entries}


def _constants(source: str) -> set[object]:
    try:
        tree = syntax_tree(source)
    except TemplateSyntaxError:
        return set()  # a template that is used is parsed elsewhere, and its fault told there
    return {constant.value for constant in tree.find_all(nodes.Const)}
