"""Says which template makes WeasyPrint crash, so that this is no mistake of the program."""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from il2report.errors import Finding, Il2ReportError, Place, StudyRefused
from il2report.templating.template_files import ENCODING, shipped_contents, template_contents

Made = TypeVar("Made")
NAMED = 3
"""How many templates are named where any of them may be the cause."""


def laid_out(lay_out: Callable[..., Made], html: str, study: Path, *rest: Any) -> Made:
    """Lay out a page, or say which template of the study makes that fail.

    Parameters
    ----------
    lay_out : takes the page, the study and the rest
    html : the page, with its style sheets in it
    study : folder of the templates

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
        own = _own_templates(study) if _is_of_weasyprint(error) else {}
        if not own:
            raise
        sheet = next(
            (
                name
                for name, (text, shipped) in own.items()
                if text in html and _passes(lay_out, html.replace(text, shipped), study, *rest)
            ),
            "",
        )
        said = f"WeasyPrint cannot lay out the page ({type(error).__name__}: {error})"
        raise StudyRefused([_finding(said, sheet, [*own])]) from error


def _own_templates(study: Path) -> Mapping[str, tuple[str, str]]:
    """Give the templates of a study that are not as shipped, with their text and the shipped one."""
    shipped = shipped_contents()
    return {
        name: (_text(content), _text(shipped.get(name, b"")))
        for name, content in template_contents(study).items()
        if shipped.get(name) != content
    }


def _text(content: bytes) -> str:
    return content.decode(ENCODING, errors="replace")


def _is_of_weasyprint(error: Exception) -> bool:
    """Whether WeasyPrint, or a library that it called, raised an error, and not a call back to us."""
    modules = (
        frame.f_globals.get("__name__", "").partition(".")[0]
        for frame, _ in traceback.walk_tb(error.__traceback__)
    )
    return [name for name in modules if name in {"weasyprint", "il2report"}][-1:] == ["weasyprint"]


def _passes(lay_out: Callable[..., object], html: str, study: Path, *rest: Any) -> bool:
    try:
        lay_out(html, study, *rest)
    except Exception:  # noqa: BLE001 (it crashes in many ways)
        return False
    return True


def _finding(said: str, sheet: str, own: list[str]) -> Finding:
    if sheet:
        message = (
            f"{said}, but can with the style sheet that is shipped; look for an extreme length"
        )
        return Finding("layout-crash", Place(f"templates/{sheet}"), message)
    more = f" and {len(own) - NAMED} more" if len(own) > NAMED else ""
    message = f"{said}; look in the templates of the study's own: {', '.join(own[:NAMED])}{more}"
    place = Place(f"templates/{own[0] if len(own) == 1 else ''}")
    return Finding("layout-crash", place, message)
