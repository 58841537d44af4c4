"""Runs a preview: watches the study, makes its page again after every change, and shows it."""

import gc
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

from il2report.errors import Il2ReportError, WrongUse
from il2report.preview.board import Board, Record
from il2report.preview.changes import ChangeLog
from il2report.preview.documents import Documents
from il2report.preview.origins import Origins
from il2report.preview.pictures import Pictures
from il2report.preview.records import FaultReport, finding_record, records_of
from il2report.preview.redlines import Redlines
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

    def __init__(self, folder: Path, pictures: Pictures, board: Board, failed: FaultReport) -> None:
        self.session = Session(folder, pictures)
        self.folder, self.board = folder, board
        self.watcher = Watcher(self.session.stamps)
        self.redlines, self.log = Redlines(folder, board, failed), ChangeLog(folder)
        self._failed = failed
        self.shown: Rendering | None = None
        self._origins: Origins | None = None
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
                # Findings go when the new page has none; a text that has not changed is there already.
                is_new = self.shown is None or text.page != self.shown.text.page
                if is_new and not self.board.state.findings:
                    self._show_page(text.page)
                if left and self.session.stamps() != self._seen:
                    continue  # it is not the present state any more
                self._show(self.session.finished(text))
            except Exception as error:  # noqa: BLE001 (a preview goes on, whatever was written)
                if left and self.watcher.changed(self._seen, PATIENCE_SECONDS):
                    continue
                self._show_error(self._failed(error))
            break
        gc.collect()
        if self.shown and not gc.get_freeze_count():
            gc.freeze()  # libraries and the first page need not be looked through after every edit
        if self.shown and self.session.stamps() == self._seen:
            self._list_changes(self.shown)

    def line_of(self, result: str, place: int, text: str) -> Record | None:
        """Give the line that a number or a text of the page comes from."""
        shown, origins = self.shown, self._origins
        if shown is None:
            return None
        if origins is None:
            origins = self._origins = Origins(self.folder, shown.text.manuscript.document)
        return origins.line_of(result, place, text)

    def _list_changes(self, rendering: Rendering) -> None:
        """Find what has changed in print, and why, once the page is shown."""
        if self.log.note(rendering):
            listed = json.dumps({"edits": self.log.edits}).encode()
            changed = len(self.log.edits[0]["numbers"]) + self.log.edits[0]["more"]
            number = self.board.state.changes + 1
            self.board.show({"changes": listed}, changes=number, changed=changed)

    def _show(self, rendering: Rendering) -> None:
        self.shown = rendering
        notices = tuple(finding_record(each, self.folder) for each in rendering.notices)
        title = rendering.text.computed.study.configuration.title
        self._show_page(rendering.page, title=title, is_working=False, findings=(), notices=notices)
        self._origins = None
        self.redlines.follow(rendering)

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


def preview(folder: Path, port: int, opened: Callable[[str], None], failed: FaultReport) -> None:
    """Preview a study until the program is asked to end.

    Parameters
    ----------
    folder : the study
    port : on which port of the loopback address; 0 for any that is free
    opened : called with the address once it can be opened
    failed : gives the error to show for any that was raised

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
        running = Preview(folder, pictures, board, failed)
        actions = Actions(
            Documents(folder, board, failed).build, running.redlines.show, running.line_of
        )
        server = PreviewServer(port, board, actions)
        stack.enter_context(undone_when_interrupted(server.end))
        Thread(target=server.serve_forever, daemon=True).start()
        opened(server.url)
        running.follow()
