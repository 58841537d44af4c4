"""A page as the program writes it: doctype, head and policy do not come from a template.

A template gives the content of `body`, which passes the allow-list of markup.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from il2report.errors import StudyRefused
from il2report.pages.images import style_with_images, with_images
from il2report.templating.completeness import NO_PARTS, Parts, refuse_incomplete
from il2report.templating.markup import Item, cleaned, naming
from il2report.templating.sandbox import BoundedSandbox
from il2report.templating.style_sheets import style_findings
from il2report.templating.template_files import template_source
from il2report.templating.views import plain

RULES = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none';"
    " form-action 'none'"
)
"""Nothing is loaded from anywhere: pictures, typefaces and styles are in the page itself."""
FIXED = (("viewport", "width=device-width, initial-scale=1"), ("color-scheme", "light dark"))
GENERATOR = ("generator", "il2report")
PAGE = Markup("""\
<!DOCTYPE html>
<html lang="{language}">
<head>
{policy}
<meta charset="utf-8">
<title>{title}</title>
{metadata}
<style>
{styles}
</style>
</head>
<body>
{body}</body>
</html>
""")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page has besides the policy; `styles` is CSS that passed style_sheets.py."""

    language: str
    title: str
    styles: str
    metadata: Sequence[tuple[str, str]] = ()

    def context(self) -> dict[str, Any]:
        """Give what a frame may use of it; a frame that writes the style sheets into a head finds none."""
        named = dict(self.metadata)
        return {
            "language": self.language,
            "description": named.get("description", ""),
            "metadata": plain(named),
            "styles": Markup(),
            "style": Markup(),
        }

    def spared(self) -> frozenset[Item]:
        """Give what a template may repeat of it, since earlier ones wrote the head themselves."""
        tags = ("<!doctype html>", "html", "head", "body", "meta", "title", "style")
        spared: list[Item] = [
            *((tag,) for tag in tags),
            ("html", "lang", self.language),
            ("meta", "charset", "utf-8"),
            ("title", "", self.title.strip()),
            ("style", "", ""),
        ]
        for name, content in (*FIXED, *self.metadata):
            spared += [("meta", "name", name), ("meta", "content", content)]
        return frozenset(spared)


def framed(
    environment: BoundedSandbox,
    folder: Path,
    frame: str,
    head: Head,
    context: Mapping[str, Any],
    opened: Callable[[str, str], str] | None = None,
    parts: Parts = NO_PARTS,
) -> str:
    """Fill the frame of a page, such as "page.html.j2", with a context, and write the page.

    `opened` puts what was printed in place of its seals, if not the environment's own; `parts` must be printed.

    Raises
    ------
    StudyRefused
        When the frame, or what it was given, has markup that no page may have, or a part is left out.
    """
    filled = environment.get_template(frame).render({**head.context(), **context})
    with naming(folder, frame):
        body = cleaned(filled, head.spared(), environment.seals.words)
    refuse_incomplete(frame, body, parts, environment.seals)
    body = Markup((opened or environment.seals.opened)(body, f"templates/{frame}"))
    return written(head, Markup(with_images(body.strip(), folder) + "\n"))


def style_sheets(folder: Path, *names: str) -> str:
    """Join style sheets, with their images, unless one would load or run something."""
    sheets = {
        f"styles/{name}.css": template_source(folder, f"styles/{name}.css")[1] for name in names
    }
    if findings := [finding for each in sheets.items() for finding in style_findings(*each)]:
        raise StudyRefused(findings)
    return "\n".join(style_with_images(sheet, folder) for sheet in sheets.values())


def policy(scripts: str = "") -> Markup:
    """Write the policy of a page; `scripts` is the hash of the one script that may run, if any."""
    rules = f"script-src {scripts}; {RULES}" if scripts else RULES
    return Markup(f'<meta http-equiv="Content-Security-Policy" content="{rules}">')


def written(head: Head, body: Markup) -> str:
    """Write a page; its policy comes first, before anything that a browser would load."""
    lines = (
        Markup('<meta name="{}" content="{}">').format(name, content)
        for name, content in (*FIXED, *head.metadata)
    )
    return str(
        PAGE.format(
            language=head.language,
            policy=policy(),
            title=head.title,
            metadata=Markup("\n").join(lines),
            styles=Markup(head.styles),  # CSS knows no escapes of HTML
            body=body,
        )
    )
