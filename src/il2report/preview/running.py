"""Runs a preview: watches the study, makes its page again after every change, and shows it."""

import gc
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

from il2report.errors import Il2ReportError, WrongUse
from il2report.preview.board import Board
from il2report.preview.pictures import Pictures
from il2report.preview.records import finding_record, records_of
from il2report.preview.server import Actions, PreviewServer
from il2report.preview.session import Rendering, Session
from il2report.preview.stamps import Stamps
from il2report.preview.watching import Watcher
from il2report.workflow.interruption import undone_when_interrupted

PATIENCE_SECONDS = 0.2
"""How long an error waits for the rest of a file that may be half-written before it is shown."""


class Preview:
    """One study with its page, as long as the preview runs."""

    def __init__(self, folder: Path, pictures: Pictures, board: Board) -> None:
        self.session = Session(folder, pictures)
        self.folder, self.board = folder, board
        self.watcher = Watcher(self.session.stamps)
        self.shown: Rendering | None = None
        self._seen: Stamps = {}

    def follow(self) -> None:
        """Show the page, and again after every change, without end."""
        while True:
            self.update()
            self._seen = self.watcher.changed(self._seen) or self._seen

    def update(self) -> None:
        """Make the page from the files as they are, and show it, or why it cannot be made."""
        while True:
            self._seen = self.session.stamps()
            self.board.show(is_working=True)
            try:
                rendering = self.session.rendered()
            except Il2ReportError as error:
                if changed := self.watcher.changed(self._seen, PATIENCE_SECONDS):
                    self._seen = changed
                    continue
                findings = records_of(error, self.folder)
                self.board.show(is_working=False, findings=findings, notices=())
            else:
                self._show(rendering)
            gc.collect()
            return

    def _show(self, rendering: Rendering) -> None:
        number = self.board.state.page
        notices = tuple(finding_record(each, self.folder) for each in rendering.notices)
        contents = {}
        if self.shown is None or rendering.page != self.shown.page:
            number += 1
            contents["page"] = json.dumps({"number": number, "page": rendering.page}).encode()
        self.board.show(
            contents,
            title=rendering.study.configuration.title,
            is_working=False,
            page=number,
            findings=(),
            notices=notices,
        )
        self.shown = rendering


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
