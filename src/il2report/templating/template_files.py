"""The files of templates/: a study's own, each before the shipped one of its name."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound
from jinja2.loaders import split_template_path

from il2report.study.files import (
    MOST_OF_IMAGE,
    MOST_OF_STYLE_SHEET,
    MOST_OF_TEXT,
    FileMissing,
    file_names,
    is_aside,
    read_file,
    refuse,
)

ENCODING = "utf-8-sig"
"""UTF-8, with the byte order mark that some editors put before it, or without."""
PACKAGE = Path(__file__).resolve().parent.parent
OWN = "templates"
TEXTS = (".j2", ".toml", ".md", ".csl")
"""How the names of templates and lists of terms end; any other file there is an image or a font."""


class StudyTemplates(BaseLoader):
    """Gives Jinja the templates of a study, and those that come with the program.

    A file of the study that must not be read, such as a link to elsewhere, is refused by name; the
    shipped template of the same name does not take its place.
    """

    def __init__(self, study: Path) -> None:
        self._study = study

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 (Jinja's order)
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """Read one template for Jinja."""
        path, source = template_source(self._study, template)
        return source, str(path), lambda: True


def shipped_templates() -> Path:
    """Find the templates that come with the program."""
    return PACKAGE / OWN


def template_source(study: Path, name: str) -> tuple[Path, str]:
    """Find and read one template, of the study or of the program.

    Raises
    ------
    jinja2.TemplateNotFound
        Naming every folder searched.
    FileRefused, UnicodeDecodeError
        When the study has a file of that name that must not be read, or that is not UTF-8 text.
    """
    within = "/".join(split_template_path(name))
    own, shipped = study / OWN, shipped_templates()
    try:
        content = read_file(study, f"{OWN}/{within}", _most(within))
        return own / within, content.decode(ENCODING)
    except FileMissing:
        pass
    if not (shipped / within).is_file():
        searched = ", ".join(map(str, dict.fromkeys((own.resolve(), shipped.resolve()))))
        raise TemplateNotFound(name, f"no template {name} in {searched}")
    return shipped / within, (shipped / within).read_text(encoding=ENCODING)


def shipped_contents() -> dict[str, bytes]:
    """Give every template that comes with the program, by name."""
    return {**_shipped_contents()}


@cache  # the program does not change while it runs
def _shipped_contents() -> dict[str, bytes]:
    root = shipped_templates()
    names = (file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file())
    return {name: (root / name).read_bytes() for name in sorted(names) if _is_template(name)}


def template_contents(study: Path) -> dict[str, bytes]:
    """Read every template of a study by name; its own shadow the shipped ones.

    Hidden files, the copies that an editor leaves, and the README are no templates. The first file of
    templates/ that must not be read is refused.
    """
    paths = file_names(study, OWN, refuse)
    names = (path.removeprefix(f"{OWN}/") for path in paths)
    return shipped_contents() | {
        name: read_file(study, f"{OWN}/{name}", _most(name)) for name in names if _is_template(name)
    }


def template_texts(study: Path) -> Iterator[tuple[str, str]]:
    """Give the templates and style sheets of a study by name, whatever their bytes are."""
    contents: Mapping[str, bytes] = template_contents(study)
    for name, content in contents.items():
        if name.endswith((".j2", ".css")):
            yield name, content.decode(ENCODING, errors="replace")


def _most(name: str) -> int:
    """How many bytes a file of templates/ may have."""
    if name.endswith(".css"):
        return MOST_OF_STYLE_SHEET
    return MOST_OF_TEXT if name.endswith(TEXTS) else MOST_OF_IMAGE


def _is_template(name: str) -> bool:
    return not name.endswith("README.md") and not is_aside(name)
