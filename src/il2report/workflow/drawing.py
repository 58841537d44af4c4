"""The figures of one build and the opinion of lifelines, from a worker process where they are not those of the last build.

Imports are in the functions: a process that only prints pays for none.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from il2report.workflow.build_checks import require_agreement, second_opinion
from il2report.workflow.worker import Worker

if TYPE_CHECKING:
    from il2report.document.formats import NumberStyle
    from il2report.figures.drawn import Picture
    from il2report.figures.pictures import Drawables
    from il2report.results.declared import Declared
    from il2report.workflow.remembering import Drawn, LastBuild


class DrawingProcess:
    """Draws and compares in a process of its own, which starts only where there is something to do."""

    def __init__(self, last: "LastBuild | None") -> None:
        self._last, self._held = last, ExitStack()
        self._worker: Worker | None = None
        self._drawn: Mapping[str, Drawn] = {}
        self._pictures: Callable[[], dict[str, Picture]] = dict
        self._files: Callable[[], dict[str, bytes]] = dict
        self._distance: Callable[[], float] = float

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._held.__exit__(kind, error, trace)

    def begin(self, shown: "Drawables", style: "NumberStyle", declared: "Declared") -> None:
        """Find what the last build has drawn and compared, and start the process if there is more."""
        self._style, level = style, declared.level
        times = tuple(declared.times.values())
        self._comparison = (times, level) if times else None
        if self._last:
            self._drawn = self._last.drawn(shown, style)
            if self._last.agreed(times, level):
                self._comparison = None
            shown = self._last.printed_before(shown)  # what no text places is not drawn
        if shown.keys() - self._drawn.keys():
            self._start(import_drawing)
        elif self._comparison:
            self._start(nothing)

    def _start(self, prepare: Callable[[], None]) -> Worker:
        if self._worker is None:
            self._worker = self._held.enter_context(Worker(prepare))
        return self._worker

    def draw(self, shown: "Drawables") -> None:
        """Have figures drawn for the page and then for submission, and the curves compared."""
        from il2report.figures.pictures import draw, draw_for_submission

        self._drawn = {key: self._drawn[key] for key in shown if key in self._drawn}
        missing = {key: each for key, each in shown.items() if key not in self._drawn}
        if missing:
            worker = self._start(import_drawing)
            self._pictures = worker.submit(draw, missing, self._style)
            self._files = worker.submit(draw_for_submission, missing, self._style)
        if self._comparison:
            self._distance = self._start(nothing).submit(second_opinion, *self._comparison)

    def pictures(self) -> "dict[str, Picture]":
        """Fetch the pictures of the page, by their keys."""
        return {key: each.picture for key, each in self._drawn.items()} | self._pictures()

    def submission(self) -> dict[str, bytes]:
        """Fetch the files for submission, by their names; after the pictures."""
        drawn = {name: file for each in self._drawn.values() for name, file in each.files.items()}
        return drawn | self._files()

    def require_agreement(self) -> None:
        """Stop where lifelines estimates another curve; after the files for submission."""
        require_agreement(self._distance())


def import_drawing() -> None:
    """Import matplotlib in the process that draws."""
    from il2report.figures import drawing  # noqa: F401


def nothing() -> None:
    """Prepare a process that needs no preparation."""
