"""How the command line ends when it is asked to: in one line, with the exit code of the signal."""

import os
import signal
from contextlib import suppress
from typing import NoReturn

from il2report.workflow.interruption import answer_signals

INTERRUPTED, TERMINATED = "il2report: interrupted", "il2report: terminated"
ERASE_LINE = b"\r\033[2K"


def end_in_one_line() -> None:
    """Answer signals from now on."""
    answer_signals(_leave)


def _leave(number: int) -> NoReturn:
    line = f"{INTERRUPTED if number == signal.SIGINT else TERMINATED}\n".encode()
    with suppress(OSError):
        os.write(2, ERASE_LINE + line if os.isatty(2) else line)
    os._exit(128 + number)
