"""The redline of the page against the draft that was issued last, made in the background while it is wanted."""

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread

from il2report.preview.board import Board
from il2report.preview.records import FaultReport
from il2report.preview.session import Rendering
from il2report.redline import redline
from il2report.reports.changes.redline_words import figure_words
from il2report.revisions import Draft
from il2report.revisions.comparison import values_of
from il2report.workflow.comparing import plain_difference
from il2report.workflow.editions import Edition, draft_edition, edition_of
from il2report.workflow.worker import Worker


def import_redline() -> None:
    """Import what a redline needs in the process that makes it."""
    import il2report.redline  # noqa: F401, PLC0415


@dataclass(slots=True)
class _Issued:
    draft: Draft
    edition: Edition


class Redlines:
    """Makes the redline of the newest page, as long as it is wanted."""

    def __init__(self, folder: Path, board: Board, failed: FaultReport) -> None:
        self._folder, self._board, self._failed = folder, board, failed
        self._changed = Condition()
        self._is_wanted = False
        self._rendering: Rendering | None = None
        self._issued: _Issued | None = None
        Thread(target=self._make_all, daemon=True).start()

    def show(self, is_wanted: bool) -> None:  # noqa: FBT001 (a switch)
        """Begin or stop to make redlines."""
        with self._changed:
            self._is_wanted = is_wanted
            self._changed.notify()

    def follow(self, rendering: Rendering) -> None:
        """Take a new page."""
        drafts = rendering.text.computed.drafts
        draft = f"draft {drafts[-1].number}" if drafts else ""
        if draft != self._board.state.draft:
            self._board.show(draft=draft)
        with self._changed:
            self._rendering = rendering
            self._changed.notify()

    def _make_all(self) -> None:
        made: Rendering | None = None
        while True:
            made = self._next(made)
            with Worker(import_redline) as worker:  # as long as redlines are wanted
                while made is not None:
                    self._make(made, worker)
                    made = self._next(made, or_end=True)
            made = None

    def _next(self, made: Rendering | None, *, or_end: bool = False) -> Rendering | None:
        """Wait for a page that has no redline yet; None, at the end, when none is wanted any more."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._rendering is not made if self._is_wanted else or_end
            )
            return self._rendering if self._is_wanted else None

    def _make(self, rendering: Rendering, worker: Worker) -> None:
        drafts = rendering.text.computed.drafts
        if not drafts:
            return
        number = self._board.state.redline + 1
        try:
            if self._issued is None or self._issued.draft is not drafts[-1]:
                self._issued = _Issued(drafts[-1], draft_edition(drafts[-1]))
            page = worker.submit(
                marked, self._folder, drafts[-1].page, rendering.page, *self._words(rendering)
            )()
        except Exception as error:  # noqa: BLE001 (whatever it was, the page goes on and says it)
            fault = str(self._failed(error))
            self._board.show({"redline": b""}, redline=number, redline_fault=fault)
        else:
            self._board.show({"redline": page}, redline=number, redline_fault="")

    def _words(self, rendering: Rendering) -> tuple[str, dict[str, str], Mapping[str, str]]:
        """Give the name of the draft, the labels of all results, and what changed in each figure, in words."""
        if self._issued is None:
            raise AssertionError
        old, text = self._issued.edition, rendering.text
        document = text.computed.document(text.typesetter)
        new = edition_of(text.typesetter, text.manuscript, document, "the page as it is now")
        values = {**values_of(old.document, {}), **values_of(new.document, {})}
        labels = {key: value.label for key, value in values.items()}
        return old.title, labels, dict(figure_words(plain_difference(old, new)))


def marked(
    folder: Path,
    old: str,
    new: str,
    since: str,
    labels: Mapping[str, str],
    figures: Mapping[str, str],
) -> bytes:
    """Make a redline in a process that goes on: what it leaves is collected."""
    try:
        made = redline(old, new, since=since, folder=folder, labels=labels, figures=figures)
        return made.html.encode()
    finally:
        gc.collect()
