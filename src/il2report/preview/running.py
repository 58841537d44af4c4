"""Runs a preview: watches the study, makes its page again after every change, and shows it."""

import gc
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

from il2report.errors import Il2ReportError, WrongUse
from il2report.preview.board import Board
from il2report.preview.pictures import Pictures
from il2report.preview.records import finding_record, records_of
from il2report.preview.server import Actions, PreviewServer
from il2report.preview.session import Rendering, Session
from il2report.preview.stamps import Stamps
from il2report.preview.watching import Watcher
from il2report.workflow.interruption import undone_when_interrupted

MOST_ABANDONED = 5
"""So often a page that is no longer the newest is not finished; then it is, while its author goes on."""
PATIENCE_SECONDS = 0.2
"""How long an error waits for the rest of a file that may be half-written before it is shown."""


class Preview:
    """One study with its page, as long as the preview runs."""

    def __init__(self, folder: Path, pictures: Pictures, board: Board) -> None:
        self.session = Session(folder, pictures)
        self.folder, self.board = folder, board
        self.watcher = Watcher(self.session.stamps)
        self.shown: Rendering | None = None
        self._page = ""
        self._seen: Stamps = {}

    def follow(self) -> None:
        """Show the page, and again after every change, without end."""
        gc.disable()  # it would run while someone waits for a page; `update` does it afterwards
        while True:
            self.update()
            self._seen = self.watcher.changed(self._seen) or self._seen

    def update(self) -> None:
        """Make the page from the files as they are, and show it, or why it cannot be made."""
        for left in reversed(range(MOST_ABANDONED + 1)):
            self._seen = self.session.stamps()
            self.board.show(is_working=True)
            try:
                text = self.session.set()
                self._show_page(text.page, findings=())
                if left and self.session.stamps() != self._seen:
                    continue  # it is not the present state any more
                self._show(self.session.finished(text))
            except Il2ReportError as error:
                if left and self.watcher.changed(self._seen, PATIENCE_SECONDS):
                    continue
                self._show_error(error)
            break
        gc.collect()

    def _show(self, rendering: Rendering) -> None:
        self.shown = rendering
        notices = tuple(finding_record(each, self.folder) for each in rendering.notices)
        title = rendering.text.computed.study.configuration.title
        self._show_page(rendering.page, title=title, is_working=False, findings=(), notices=notices)

    def _show_error(self, error: Il2ReportError) -> None:
        """Say why there is no newer page, over the last that passed its checks."""
        page = self.shown.page if self.shown else self._page
        findings = records_of(error, self.folder)
        self._show_page(page, is_working=False, findings=findings, notices=())

    def _show_page(self, page: str, **changes: Any) -> None:
        number, contents = self.board.state.page, {}
        if page != self._page:
            self._page, number = page, number + 1
            contents["page"] = json.dumps({"number": number, "page": page}).encode()
        self.board.show(contents, page=number, **changes)


def preview(folder: Path, port: int, opened: Callable[[str], None]) -> None:
    """Preview a study until the program is asked to end.

    Parameters
    ----------
    folder : the study
    port : on which port of the loopback address; 0 for any that is free
    opened : called with the address once it can be opened

    Raises
    ------
    WrongUse
        When there is no such folder, or the port cannot be used.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise WrongUse(f"there is no folder {folder}")
    board = Board()
    with ExitStack() as stack:
        pictures = stack.enter_context(Pictures())
        running = Preview(folder, pictures, board)
        server = PreviewServer(
            port, board, Actions(lambda _: None, lambda _: None, lambda *_: None)
        )
        stack.enter_context(undone_when_interrupted(server.end))
        Thread(target=server.serve_forever, daemon=True).start()
        opened(server.url)
        running.follow()
