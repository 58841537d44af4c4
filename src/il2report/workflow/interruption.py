"""The program is asked to end: by Ctrl-C, by SIGTERM, by a terminal that closes.

Where the command line has said so, the signal is answered where it arrives, by undoing what is unfinished and ending.
An exception in its place would be swallowed by some libraries while they are imported, and printed by others as a
traceback. In a notebook or another program signals stay what that program makes of them.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
"""Windows has no SIGHUP."""

CREATE_NEW_PROCESS_GROUP = 0x200
"""As subprocess has it on Windows; to import that here would take milliseconds without an answer to Ctrl-C."""

_unfinished: list[Callable[[], object]] = []
"""How what is unfinished at present is undone, in the order in which it was begun."""

_leave: list[Callable[[int], object]] = []
"""How the program is left once everything is undone."""


def answer_signals(leave: Callable[[int], object]) -> None:
    """Undo and leave from now on, unless the program that started this one wants a signal ignored.

    `leave` ends the process, given the number of the signal.
    """
    _leave[:] = [leave]
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


@contextmanager
def signals_held_back() -> Iterator[int]:
    """Start a process within: no signal reaches it before it leaves them to this one.

    On Windows, where signals cannot be held back, it gives the flags that keep Ctrl-C from the process.
    """
    if sys.platform == "win32":
        yield CREATE_NEW_PROCESS_GROUP
    else:
        held = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            yield 0
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)


def leave_signals_to_the_main_process() -> None:
    """Let a worker process outlive a signal to the whole group: the main process ends it."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def ended_by(code: int | None) -> str:
    """Say how a process ended."""
    if code is None or code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name
    memory = "; perhaps there was not enough memory" if name == "SIGKILL" else ""
    return f"ended by {name}{memory}"


@contextmanager
def undone_when_interrupted(undo: Callable[[], object]) -> Iterator[None]:
    """Have something undone if the program is asked to end within.

    `undo` may be called at any point, also where it has nothing to undo; it imports nothing.
    """
    _unfinished.append(undo)
    try:
        yield
    finally:
        _unfinished.remove(undo)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Finish what is done within, whatever signal comes.

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


def _end(number: int, _frame: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    while _unfinished:
        with suppress(BaseException):  # the next thing must be undone all the same
            _unfinished.pop()()
    for leave in _leave:
        leave(number)
