"""The program is asked to end: by Ctrl-C, by SIGTERM, by a terminal that closes.

The signal is answered where it arrives, by undoing what is unfinished and ending. An exception in its place would be
swallowed by some libraries while they are imported, and printed by others as a traceback.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

INTERRUPTED, TERMINATED = "il2report: interrupted", "il2report: terminated"
SIGNALS = {
    signal.SIGINT: INTERRUPTED,
    signal.SIGTERM: TERMINATED,
    signal.SIGHUP: TERMINATED,
}
ERASE_LINE = b"\r\033[2K"

_unfinished: list[Callable[[], object]] = []
"""How what is unfinished at present is undone, in the order in which it was begun."""


def answer_signals() -> None:
    """End in one line from now on, unless the program that started this one wants a signal ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def leave_signals_to_the_main_process() -> None:
    """Let a worker process outlive a signal to the whole group: the main process ends it."""
    _unfinished.clear()  # a forked process has what the main one has to undo
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


@contextmanager
def undone_when_interrupted(undo: Callable[[], object]) -> Iterator[None]:
    """Have something undone if the program is asked to end within.

    Parameters
    ----------
    undo : may be called at any point, also where it has nothing to undo; imports nothing
    """
    _unfinished.append(undo)
    try:
        yield
    finally:
        _unfinished.remove(undo)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Finish what lies within whatever signal comes.

    After it Ctrl-C has no effect any more: the files are new, and exit code 130 says that they are old.
    """
    answered = [number for number in SIGNALS if signal.getsignal(number) is _end]
    for number in answered:
        signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        for number in answered:
            if number is not signal.SIGINT:
                signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    while _unfinished:
        with suppress(BaseException):  # the next thing must be undone all the same
            _unfinished.pop()()
    line = f"{SIGNALS[signal.Signals(number)]}\n".encode()
    with suppress(OSError):
        os.write(2, ERASE_LINE + line if os.isatty(2) else line)
    os._exit(128 + number)
