"""The templates: where they are found, and how loudly they fail."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    nodes,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup

from il2report.errors import Il2ReportError
from il2report.rendering.claims import ClaimBlock, Claims
from il2report.rendering.markdown import literal
from il2report.rendering.sandbox import BoundedSandbox

ENCODING = "utf-8-sig"
"""UTF-8, with the byte order mark that some editors put before it, or without."""
PACKAGE = Path(__file__).resolve().parent.parent


class RawNumber(Il2ReportError, TypeError):
    """A template printed a number that did not go through the number styles."""


def shipped_templates() -> Path:
    """Find the templates that come with the program: in the wheel, or beside the source."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent.parent / "templates"


def template_folders(study: Path) -> tuple[Path, ...]:
    """List where templates are looked for: a study's own shadow the shipped ones file by file."""
    own = study / "templates"
    folders = (own, shipped_templates()) if own.is_dir() else (shipped_templates(),)
    return tuple(dict.fromkeys(folder.resolve() for folder in folders))


def template_environment(
    study: Path, vocabulary: Mapping[str, Any], claims: Claims | None = None
) -> BoundedSandbox:
    """Make a Jinja environment: sandboxed, escaping, strict about names, refusing raw numbers.

    Parameters
    ----------
    study : folder whose templates/ comes before the shipped templates
    vocabulary : what templates can call, by name
    claims : where the claims of the templates are collected
    """
    environment = BoundedSandbox(
        loader=FileSystemLoader(template_folders(study), encoding=ENCODING),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fit_to_print,
        extensions=[ClaimBlock],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(vocabulary)
    environment.extend(claims=claims or Claims())
    return environment


def syntax_tree(source: str) -> nodes.Template:
    """Read a template without rendering it, with every tag that a template may have.

    Raises
    ------
    jinja2.TemplateSyntaxError
        With the line that cannot be read.
    """
    return Environment(autoescape=True, extensions=[ClaimBlock]).parse(source)


def template_contents(*folders: Path) -> dict[str, bytes]:
    """Read every template by name; a folder's own shadow those of the folders behind it.

    Hidden files, the copies that an editor leaves, and the README are no templates.
    """
    return {
        name: file.read_bytes()
        for root in reversed(folders)
        for file in sorted(root.rglob("[!.~]*"))
        if file.is_file()
        and not (name := file.relative_to(root).as_posix()).startswith(".")
        and "/." not in name
        and not name.endswith(("~", ".pyc", "README.md"))
    }


@pass_context
def _fit_to_print(context: Context, value: object) -> object:
    """Refuse raw numbers; in a text, keep plain words from being read as Markdown."""
    if isinstance(value, (int, float)):
        raise RawNumber(
            f"the number {value!r} would be printed as it is; print it with num(), words(),"
            " percent() or another call of templates/README.md"
        )
    is_plain = isinstance(value, str) and not isinstance(value, Markup)
    return literal(str(value)) if is_plain and str(context.name).endswith(".md.j2") else value


def template_source(study: Path, name: str) -> tuple[Path, str]:
    """Find and read one template.

    Raises
    ------
    jinja2.TemplateNotFound
        Naming every folder searched.
    """
    folders = template_folders(study)
    for folder in folders:
        path = folder / name
        if path.is_file():
            return path, path.read_text(encoding=ENCODING)
    searched = ", ".join(str(folder) for folder in folders)
    raise TemplateNotFound(name, f"no template {name} in {searched}")
