"""Numbers citations in order of appearance, and tables and figures by first mention."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import groupby
from types import FrameType

from markupsafe import Markup

from il2report.document.seals import A_CITATION
from il2report.errors import Il2ReportError, Place
from il2report.study.bibliography import Reference

SUPERSCRIPT_STYLES = frozenset({"ama", "nejm", "lancet"})
SHORTEST_RANGE = 3
BEFORE_SUPERSCRIPT = re.compile(rf"\s+({A_CITATION})([.,;:]?)")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


class UnknownReference(Il2ReportError, LookupError):
    """A citation key that references.json does not have."""


class UnknownFloat(Il2ReportError, LookupError):
    """A table or figure that the program cannot draw."""


def collapsed(numbers: Iterable[int]) -> str:
    """Write numbers in order, three or more in a row as a range: "1, 3-5"."""
    ordered = sorted(set(numbers))
    runs: list[str] = []
    for _, pairs in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in pairs]
        if len(run) >= SHORTEST_RANGE:
            runs.append(f"{run[0]}-{run[-1]}")
        else:
            runs.extend(str(number) for number in run)
    return ", ".join(runs)


@dataclass(slots=True)
class Citations:
    """The works cited so far; a work gets its number when it is first cited."""

    references: Mapping[str, Reference]
    style: str
    order: list[str] = field(default_factory=list)

    def cite(self, *keys: str) -> Markup:
        """Print a citation of one or more works: "(1, 3-5)"."""
        for key in keys:
            if key not in self.references:
                near = get_close_matches(key, self.references, n=1)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise UnknownReference(f"references.json has no {key!r}.{hint}")
            if key not in self.order:
                self.order.append(key)
        numbers = [self.order.index(key) + 1 for key in keys]
        text = collapsed(numbers)
        link = Markup('<a class="citation" href="#reference-{}">{}</a>').format(min(numbers), text)
        if self.style in SUPERSCRIPT_STYLES:
            return Markup("<sup>{}</sup>").format(Markup(str(link).replace(", ", ",")))
        return Markup("({})").format(link)


def superscripts_behind(source: str) -> str:
    """Set superscript citations as their journals do: no space before, behind the punctuation.

    `source` is a section whose citations are still sealed.
    """
    return BEFORE_SUPERSCRIPT.sub(r"\2\1", source)


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
    inner, outer = (frame.f_globals["__jinja_template__"] for frame in (frames[0], frames[-1]))
    line = inner.get_corresponding_lineno(frames[0].f_lineno)
    return Call(key, str(outer.name), Place(f"templates/{inner.name}", line))


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 (the documented way to the caller)
    while frame is not None:
        yield frame
        frame = frame.f_back


@dataclass(slots=True)
class FloatNumbers:
    """The numbers of tables and figures, given at first mention; supplementary ones apart."""

    known: frozenset[str]
    order: dict[str, str] = field(default_factory=dict)
    calls: FloatCalls = field(default_factory=FloatCalls)

    def label(self, key: str) -> str:
        """Give the printed name of a table or figure: "Table II", "Figure 1", "Table S1"."""
        if key not in self.known:
            near = get_close_matches(key, self.known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UnknownFloat(f"there is no table or figure {key!r}.{hint}")
        if key not in self.order:
            self.order[key] = self._next(key)
        return self.order[key]

    def ref(self, key: str) -> Markup:
        """Print a mention that leads to the table or figure."""
        label = self.label(key)
        self.calls.mentions.append(calling(key))
        return Markup('<a class="mention" href="#{}">{}</a>').format(
            element_id(key), label.replace(" ", "\N{NO-BREAK SPACE}")
        )

    def place(self, key: str) -> Markup:
        """Mark where a table or figure is anchored; the page puts it there."""
        self.label(key)
        self.calls.placements.append(calling(key))
        return Markup("<!-- float:{} -->").format(key)

    def _next(self, key: str) -> str:
        kind, supplementary = key.partition(".")[0], is_supplementary(key)
        taken = sum(
            1
            for other in self.order
            if other.startswith(f"{kind}.") and is_supplementary(other) is supplementary
        )
        if supplementary:
            return f"{kind.title()} S{taken + 1}"
        return f"Table {ROMAN[taken]}" if kind == "table" else f"Figure {taken + 1}"


def is_supplementary(key: str) -> bool:
    """Whether a table or figure belongs to the supplement."""
    return key.partition(".")[2].startswith("s_")


def element_id(key: str) -> str:
    """Give the id that a table or figure has in the page."""
    return key.replace(".", "-")
