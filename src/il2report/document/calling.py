"""Which line of which template calls for something while a manuscript is rendered."""

import sys
from functools import lru_cache
from types import FrameType
from typing import TYPE_CHECKING

from il2report.document.tree import Origin

if TYPE_CHECKING:
    from jinja2 import Template


def calling_line() -> Origin | None:
    """Find the line of the template that is being rendered, if one is."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 (the documented way to the caller)
    while frame is not None and "__jinja_template__" not in frame.f_globals:
        frame = frame.f_back
    if frame is None:
        return None
    template: Template = frame.f_globals["__jinja_template__"]
    at = frame.f_lineno  # which Python counts again, from the start of the code, at each access
    pairs = reversed(_line_pairs(template))
    line = next((line for line, of_code in pairs if of_code <= at), 1)
    return Origin(str(template.name), line)


@lru_cache(maxsize=64)
def _line_pairs(template: "Template") -> list[tuple[int, int]]:
    """Give the lines of a template with those of its code; jinja2 reads them again at every call."""
    return template.debug_info
