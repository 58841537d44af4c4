"""Runs `il2report preview` on a copy of a study, and edits that as an author does; the benchmark does so too."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from browser import Page

PARTS = ("study.toml", "data", "templates")
SETTLED = (
    "!document.body.classList.contains('working')"
    " && document.body.dataset.painted === document.body.dataset.page"
)
"""Whether the page that is finished is shown."""
PATIENCE_SECONDS = 60.0
FRAME = "document.getElementById('manuscript').contentDocument"
"""The manuscript within the page."""


def copied(study: Path, folder: Path) -> Path:
    """Copy the inputs of a study, and its drafts."""
    folder.mkdir(parents=True)
    for name in (*PARTS, "report/drafts"):
        source = study / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.is_file():
            shutil.copy(source, folder / name)
    return folder


class Running:
    """A preview that runs; leaving it ends it as Ctrl-C does."""

    def __init__(self, study: Path, *options: str) -> None:
        command = [sys.executable, "-W", "error", "-m", "il2report", "preview", "--no-open"]
        self.process = subprocess.Popen(
            [*command, "--study", str(study), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={name: of for name, of in os.environ.items() if name != "SOURCE_DATE_EPOCH"},
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().rpartition(" ")[2].strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Press Ctrl-C, or send another signal; give the exit code and the messages."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        _, messages = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, messages

    def family(self) -> list[int]:
        """The ids of its processes."""
        return _family(self.process.pid)


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        found += [member for child in children for member in _family(int(child))]
    return found


@dataclass(slots=True)
class Edited:
    """A file of a study that is edited and put back."""

    file: Path
    content: str

    @classmethod
    def of(cls, study: Path, name: str) -> Edited:
        """Take a file as it is."""
        return cls(study / name, (study / name).read_text(encoding="utf-8"))

    def replace(self, old: str, new: str) -> None:
        """Write it with some words in the place of others."""
        assert old in self.content
        self.write(self.content.replace(old, new, 1))

    def restore(self) -> None:
        """Write it as it was."""
        self.write(self.content)

    def write(self, content: str) -> None:
        """Write another content."""
        self.file.write_text(content, encoding="utf-8")


def until(page: Page, condition: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is true in a page."""
    deadline = time.monotonic() + seconds
    while not page.run(f"Boolean({condition})"):
        assert time.monotonic() < deadline, f"{condition} has not come true"
        time.sleep(0.01)


def shown(page: Page) -> int:
    """The number of the page that is shown, at rest."""
    until(page, f"{SETTLED} && document.body.dataset.painted")
    return int(page.run("document.body.dataset.painted"))


def until_newer(page: Page, number: int) -> int:
    """Wait for the next page that is finished."""
    until(page, f"Number(document.body.dataset.painted) > {number} && {SETTLED}")
    return shown(page)
