"""Figures drawn by a worker process, each again only where what it shows has changed."""

import gc
import pickle
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack, suppress
from hashlib import sha256
from types import TracebackType
from typing import Any, Self

from il2report.document.formats import NumberStyle
from il2report.errors import BuildFailed
from il2report.figures.drawn import Picture
from il2report.figures.pictures import Drawables, draw, import_drawing
from il2report.workflow.worker import Worker


class Pictures:
    """The pictures of the figures as they were drawn the last time, and the process that draws them."""

    def __init__(self) -> None:
        self._held = ExitStack()
        self._worker: Worker | None = None
        self._due: Callable[[], Any] | None = None
        self._drawn: dict[str, tuple[bytes, Picture]] = {}

    def __enter__(self) -> Self:
        self._drawing()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._held.close()

    def asked(self, shown: Drawables, style: NumberStyle) -> Callable[[], Mapping[str, Picture]]:
        """Have what has changed drawn; the pictures are fetched by calling what this returns."""
        self._leave_no_answer()
        digests = {key: sha256(pickle.dumps((each, style))).digest() for key, each in shown.items()}
        new = {
            key: shown[key]
            for key, digest in digests.items()
            if self._drawn.get(key, (b"",))[0] != digest
        }
        if new:
            self._due = self._drawing().submit(draw_and_forget, new, style)

        def fetched() -> Mapping[str, Picture]:
            drawn = self._answer()
            self._drawn = {
                key: (digest, drawn[key]) if key in drawn else self._drawn[key]
                for key, digest in digests.items()
            }
            return {key: picture for key, (_, picture) in self._drawn.items()}

        return fetched

    def before(self, keys: Collection[str]) -> dict[str, Picture]:
        """Give the pictures of these figures as they were drawn the last time, whatever these show now."""
        return {key: self._drawn[key][1] for key in keys if key in self._drawn}

    def _drawing(self) -> Worker:
        if self._worker is None:
            self._worker = self._held.enter_context(Worker(import_drawing))
        return self._worker

    def _answer(self) -> dict[str, Picture]:
        due, self._due = self._due, None
        if due is None:
            return {}
        try:
            drawn: dict[str, Picture] = due()
        except BuildFailed:  # it may have ended: the next figure is drawn by another process
            self._worker = None
            self._held.close()
            raise
        return drawn

    def _leave_no_answer(self) -> None:
        """Take an answer that was not fetched, since the page was refused meanwhile."""
        with suppress(Exception):  # the figure is asked for again
            self._answer()


def draw_and_forget(shown: Drawables, style: NumberStyle) -> dict[str, Picture]:
    """Draw in a process that goes on: what drawing leaves is collected, which a worker does not do by itself."""
    try:
        return draw(shown, style)
    finally:
        gc.collect()
