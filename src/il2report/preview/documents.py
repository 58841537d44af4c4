"""PDF and Word, built in the background by a process of their own, as `build` makes them."""

import os
import sys
from pathlib import Path
from threading import Lock, Thread

from il2report.preview.board import Board
from il2report.preview.records import FaultReport, records_of
from il2report.revisions.drafts import WORD
from il2report.workflow.building import BuildRequest, Clock, produce
from il2report.workflow.drawing import nothing
from il2report.workflow.printing import PDF
from il2report.workflow.worker import Worker

FILES = {"pdf": PDF, "docx": f"report/{WORD}"}
"""Which file of a build is the document of a kind."""
NICE = 10
"""By how much the page goes first."""


class Documents:
    """The documents that were asked for; each is built by one process at a time."""

    def __init__(self, folder: Path, board: Board, failed: FaultReport) -> None:
        self._folder, self._board, self._failed = folder, board, failed
        self._building = {kind: Lock() for kind in FILES}

    def build(self, kind: str) -> None:
        """Have a document built, if that is not being done already."""
        if self._building[kind].acquire(blocking=False):
            Thread(target=self._build, args=(kind,), daemon=True).start()

    def _build(self, kind: str) -> None:
        page = self._board.state.page
        try:
            self._board.show_document(kind, {"status": "building", "page": page})
            with Worker(nothing) as worker:
                content: bytes = worker.submit(built, self._folder, kind)()
        except Exception as error:  # noqa: BLE001 (whatever it was, the page goes on and shows it)
            findings = records_of(self._failed(error), self._folder)
            self._board.show_document(
                kind, {"status": "failed", "page": page, "findings": findings}
            )
        else:
            self._board.show_document(kind, {"status": "ready", "page": page}, content)
        finally:
            self._building[kind].release()


def built(folder: Path, kind: str) -> bytes:
    """Build one document, with less of the processors than the page; nothing is written."""
    if sys.platform != "win32":
        os.nice(NICE)
    request = BuildRequest(folder, folder, formats=(kind,))
    return produce(request, Clock(lambda _step: None)).files[FILES[kind]]
