"""Which line of which template calls for something while a manuscript is rendered."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from types import FrameType
from typing import TYPE_CHECKING

from il2report.document.tree import Origin
from il2report.errors import Place

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True, slots=True)
class Call:
    """A call of `ref` or `place` in a template: the text that it belongs to, and where it is."""

    key: str
    text: str
    place: Place


@dataclass(slots=True)
class FloatCalls:
    """All calls of `ref` and `place` while the texts of a manuscript were rendered."""

    mentions: list[Call] = field(default_factory=list)
    placements: list[Call] = field(default_factory=list)


def calling(key: str) -> Call:
    """Find the line of the template that is being rendered, and the text that it is part of."""
    frames = [frame for frame in _frames() if "__jinja_template__" in frame.f_globals]
    if not frames:
        return Call(key, "", Place("templates"))
    origin = _origin(frames[0])
    outer = str(frames[-1].f_globals["__jinja_template__"].name)
    return Call(key, outer, Place(f"templates/{origin.template}", origin.line))


def calling_line() -> Origin | None:
    """Find the line of the template that is being rendered, if one is."""
    frames = (frame for frame in _frames() if "__jinja_template__" in frame.f_globals)
    return next(map(_origin, frames), None)


def _origin(frame: FrameType) -> Origin:
    template: Template = frame.f_globals["__jinja_template__"]
    at = frame.f_lineno  # which Python counts again, from the start of the code, at each access
    pairs = reversed(_line_pairs(template))
    line = next((line for line, of_code in pairs if of_code <= at), 1)
    return Origin(str(template.name), line)


@lru_cache(maxsize=64)
def _line_pairs(template: "Template") -> list[tuple[int, int]]:
    """Give the lines of a template with those of its code; jinja2 reads them again at every call."""
    return template.debug_info


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 (the documented way to the caller)
    while frame is not None:
        yield frame
        frame = frame.f_back
