"""Names the template that makes WeasyPrint crash, since that is not a fault of the program."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from il2report.errors import Finding, Il2ReportError, Place, StudyRefused
from il2report.templating.template_files import ENCODING, shipped_contents, template_contents

Made = TypeVar("Made")
NAMED = 3
"""How many templates a message names where any of them may be the cause."""


def laid_out(lay_out: Callable[..., Made], html: str, study: Path, *rest: Any) -> Made:
    """Lay out a page by `lay_out(html, study, *rest)`, or name the template that makes it fail.

    Raises
    ------
    StudyRefused
        When WeasyPrint crashes and the study has templates of its own.
    """
    try:
        return lay_out(html, study, *rest)
    except (Il2ReportError, MemoryError, OSError):
        raise
    except Exception as error:
        modules = [
            frame.f_globals.get("__name__", "").partition(".")[0]
            for frame, _ in traceback.walk_tb(error.__traceback__)
        ]
        # The innermost of the two: an error in a function of ours that WeasyPrint called is ours.
        of_either = [name for name in modules if name in {"weasyprint", "il2report"}]
        own = _own_templates(study) if of_either[-1:] == ["weasyprint"] else {}
        if not own:
            raise
        said = f"WeasyPrint cannot lay out the page ({type(error).__name__}: {error})"
        for name, (text, shipped) in own.items():
            if text in html and _passes(lay_out, html.replace(text, shipped), study, *rest):
                message = f"{said}, but it can with the style sheet that is shipped; look for an extreme length"
                finding = Finding("layout-crash", Place(f"templates/{name}"), message)
                raise StudyRefused([finding]) from error
        names = [*own]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        message = f"{said}; look in the study's own templates: {', '.join(names[:NAMED])}{more}"
        place = Place(f"templates/{names[0] if len(names) == 1 else ''}")
        raise StudyRefused([Finding("layout-crash", place, message)]) from error


def _own_templates(study: Path) -> dict[str, tuple[str, str]]:
    """Give the templates of a study that differ from the shipped ones, as text, with the shipped text."""
    shipped = shipped_contents()
    return {
        name: (
            content.decode(ENCODING, errors="replace"),
            shipped.get(name, b"").decode(ENCODING, errors="replace"),
        )
        for name, content in template_contents(study).items()
        if shipped.get(name) != content
    }


def _passes(lay_out: Callable[..., object], html: str, study: Path, *rest: Any) -> bool:
    try:
        lay_out(html, study, *rest)
    except Exception:  # noqa: BLE001 (it crashes in many ways)
        return False
    return True
