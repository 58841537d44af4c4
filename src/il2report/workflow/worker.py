"""A process beside the main one, so that both cores work on a build.

It is a plain Python process that takes calls from its standard input and answers on its standard
output. Nothing is forked, since the program that calls may have threads (a notebook has), and the
main module of that program is not imported, so that a script needs no guard. So it is the same on
every system.
"""

import gc
import os
import pickle
import secrets
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any, Self

from il2report.errors import BuildFailed, StudyRefused, WorkerFault, WrongUse
from il2report.workflow.interruption import (
    ended_by,
    leave_signals_to_the_main_process,
    signals_held_back,
    undone_when_interrupted,
)

PROGRAM = """\
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from il2report.workflow.worker import serve
serve()
"""
LENGTH_BYTES = 8
"""Before each message: how long it is."""


class WorkerTraceback(Exception):
    """Where in the worker process an error was raised, as text: a traceback cannot travel."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What a worker process sends of an unexpected error."""

    kind: str
    message: str
    traceback: str

    def raised(self) -> Exception:
        """Give the error to raise in the main process."""
        fault = WorkerFault(self.kind, self.message)
        fault.__cause__ = WorkerTraceback(self.traceback)
        return fault


class Worker:
    """One process that prepares itself at once and then answers calls in their order.

    The main process alone answers signals, and ends its workers. Temporary files of a worker are in a
    folder that is deleted with it: the libraries in it leave some, as it ends without tearing down.
    """

    def __init__(self, prepare: Callable[[], object]) -> None:
        """Start it; `prepare` is what it does first, usually an import, and importable by name."""
        self._asked = self._due = 0
        self._received: dict[int, bytes] = {}
        # A worker shows no figures, and may not know the name of how a notebook shows them.
        environment = {name: of for name, of in os.environ.items() if name != "MPLBACKEND"}
        with ExitStack() as held:
            temporary = held.enter_context(temporary_folder())
            held.enter_context(undone_when_interrupted(self._kill))
            with signals_held_back() as group:
                self._process = subprocess.Popen(  # noqa: S603 (ourselves, no shell)
                    [sys.executable, "-P", "-c", PROGRAM],  # -P: no module of the folder it is in
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=environment,
                    creationflags=group,
                )
            self._calls, self._answers = pipe(self._process.stdin), pipe(self._process.stdout)
            with suppress(OSError):  # it has ended, which the first call says
                pickle.dump(sys.path, self._calls)
                _send(self._calls, pickle.dumps((str(temporary), prepare)))
            self._held = held.pop_all()

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Ask for a call; the answer is fetched by calling what this returns.

        Answers come in the order of asking, and one that is fetched before others waits for these. An error of the
        call is raised where its answer is fetched.
        """
        self._due += 1
        self._asked += 1
        number = self._asked
        try:
            _send(self._calls, pickle.dumps((call, arguments)))
        except OSError:
            raise self._ended() from None
        return partial(self._answer, number)

    def _answer(self, number: int) -> Any:
        while number not in self._received:
            try:
                message = _receive(self._answers)
            except EOFError:
                raise self._ended() from None
            self._due -= 1
            self._received[self._asked - self._due] = message
        received = self._received.pop(number)
        answer, error = pickle.loads(received)  # noqa: S301 (it comes from our own process)
        if error is not None:
            raise error.raised() if isinstance(error, Fault) else error
        return answer

    def _ended(self) -> BuildFailed:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        return BuildFailed(
            f"a worker process ended unexpectedly ({ended_by(self._process.returncode)})"
        )

    def _kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the process, whatever it is doing."""
        if self._due:
            self._process.kill()
        with suppress(OSError):  # what was on its way to a process that has ended
            self._calls.close()
        self._process.wait()
        self._answers.close()
        self._held.close()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder where the system keeps temporary files."""
    folder: Path | None = None

    def remove() -> None:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)

    with undone_when_interrupted(remove):
        try:
            folder = Path(tempfile.gettempdir()) / f"il2report-{secrets.token_hex(8)}"
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise BuildFailed(
                f"there is no temporary folder to write to: {error.strerror}"
            ) from error
        try:
            yield folder
        finally:
            remove()


def pipe(end: IO[bytes] | None) -> IO[bytes]:
    """Give the end of a pipe to a process that was asked for; the types do not know that it is there."""
    if end is None:
        raise AssertionError
    return end


def _send(to: IO[bytes], message: bytes) -> None:
    to.write(len(message).to_bytes(LENGTH_BYTES, "big"))
    to.write(message)
    to.flush()


def _receive(answers: IO[bytes]) -> bytes:
    """Read one message; an EOFError when the other side has gone."""
    size = int.from_bytes(length := answers.read(LENGTH_BYTES), "big")
    message = answers.read(size)
    if len(length) < LENGTH_BYTES or len(message) < size:
        raise EOFError
    return message


def serve() -> None:
    """Answer calls until the asking side closes. Lives shortly, so it collects no garbage."""
    leave_signals_to_the_main_process()
    gc.disable()
    calls, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    received = _receive(calls)
    temporary, prepare = pickle.loads(received)  # noqa: S301 (it comes from our own process)
    tempfile.tempdir = os.environ["TMPDIR"] = temporary
    waiting: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_take_in, args=(calls, waiting, temporary), daemon=True).start()
    _, unprepared = _answer(prepare)
    while True:
        sent = waiting.get()
        _give(answers, (None, unprepared) if unprepared else _answer(_call, sent))


def _call(sent: bytes) -> Any:
    call, arguments = pickle.loads(sent)  # noqa: S301 (it comes from our own process)
    return call(*arguments)


def _take_in(calls: IO[bytes], waiting: "SimpleQueue[bytes]", temporary: str) -> None:
    """Empty the pipe also while a call is answered.

    Were this left to the thread that answers, a large answer on its way and a large next call would
    wait for each other forever. Only bytes are taken in: two threads must not import at once.
    """
    while True:
        try:
            waiting.put(_receive(calls))
        except (EOFError, OSError):  # the asking side has gone
            shutil.rmtree(temporary, ignore_errors=True)  # it may have been killed
            os._exit(0)  # nothing else to clean up, and tearing down the libraries takes time


def _answer(call: Callable[..., Any], *arguments: Any) -> tuple[Any, Exception | Fault | None]:
    """Call, and give the answer or the error, which the asking side will raise."""
    try:
        return call(*arguments), None
    except Exception as error:  # noqa: BLE001 (raised again in the main process)
        return None, _sendable(error)


def _give(answers: IO[bytes], answer: tuple[Any, Exception | Fault | None]) -> None:
    """Send an answer; one that cannot travel becomes an error that can."""
    try:
        message = pickle.dumps(answer)
    except Exception as error:  # noqa: BLE001 (pickling fails in many ways)
        message = pickle.dumps((None, _sendable(error)))
    try:
        _send(answers, message)
    except OSError:  # the asking side has gone
        os._exit(0)


def _sendable(error: Exception) -> Exception | Fault:
    """Keep errors that a user can do something about; of any other send the words and the traceback."""
    if isinstance(error, BuildFailed | StudyRefused | WrongUse):
        return error
    if isinstance(error, MemoryError):
        return MemoryError()
    if isinstance(error, OSError) and error.strerror:
        if error.filename is None:
            return BuildFailed(f"a worker process could not write or read: {error.strerror}")
        return OSError(error.errno, error.strerror, str(error.filename))
    text = "".join(traceback.format_exception(error))
    return Fault(type(error).__name__, str(error), text)
