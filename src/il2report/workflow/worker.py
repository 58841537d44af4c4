"""A process beside the main one, so that both cores work on a build."""

import gc
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any, ClassVar, Self

from il2report.errors import BuildFailed, StudyRefused, WorkerFault, WrongUse
from il2report.workflow.interruption import (
    SIGNALS,
    leave_signals_to_the_main_process,
    undone_when_interrupted,
)
from il2report.workflow.temporary import temporary_folder

START_METHOD = "fork" if sys.platform == "linux" else "spawn"


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

    The main process alone answers signals, and ends its workers. Temporary files of a worker lie in
    a folder that goes with it: the libraries in it leave some, as it ends without tearing down.

    Parameters
    ----------
    prepare : what the process does first, usually an import; must be importable by name
    """

    _open: ClassVar[list[Connection]] = []
    """The asking ends of all workers. A forked process inherits them and must close them: only
    then does a worker see that the main process has gone."""

    def __init__(self, prepare: Callable[[], object]) -> None:
        context: Any = multiprocessing.get_context(START_METHOD)
        self._held = ExitStack()
        self._ours, theirs = context.Pipe()
        self._open.append(self._ours)
        inherited = tuple(self._open) if START_METHOD == "fork" else ()
        temporary = self._held.enter_context(temporary_folder())
        self._held.enter_context(undone_when_interrupted(self._kill))
        self._process = context.Process(
            target=_serve, args=(theirs, inherited, str(temporary), prepare), daemon=True
        )
        self._start()
        theirs.close()
        self._due = 0

    def _start(self) -> None:
        """Start with signals held back, until the process leaves them to this one."""
        if START_METHOD != "fork":
            resource_tracker.ensure_running()  # it would let the signals through
        held = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            self._process.start()
        except OSError:
            self._held.close()
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Ask for a call; the answer is fetched by calling what this returns.

        Answers must be fetched in the order of asking. An error of the call is raised there.
        """
        self._due += 1
        try:
            self._ours.send((call, arguments))
        except OSError:
            raise self._ended() from None
        return self._answer

    def _answer(self) -> Any:
        try:
            answer, error = self._ours.recv()
        except (EOFError, OSError):
            raise self._ended() from None
        self._due -= 1
        if error is not None:
            raise error.raised() if isinstance(error, Fault) else error
        return answer

    def _ended(self) -> BuildFailed:
        self._process.join(1)
        code = self._process.exitcode
        how = f"exit code {code}"
        if code is not None and code < 0:
            how = f"ended by {signal.Signals(-code).name}"
        if code == -signal.SIGKILL:
            how += "; perhaps there was not enough memory"
        return BuildFailed(f"a worker process ended unexpectedly ({how})")

    def end(self) -> None:
        """Stop the process, whatever it is doing."""
        self._open.remove(self._ours)
        self._ours.close()
        if self._due:
            self._process.kill()
        self._process.join()
        self._held.close()

    def _kill(self) -> None:
        self._process.kill()
        self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def _serve(
    calls: Connection,
    inherited: tuple[Connection, ...],
    temporary: str,
    prepare: Callable[[], object],
) -> None:
    """Answer calls until the asking side closes. Lives shortly, so it collects no garbage."""
    leave_signals_to_the_main_process()
    gc.disable()
    tempfile.tempdir = os.environ["TMPDIR"] = temporary
    for end in inherited:
        end.close()
    waiting: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_take_in, args=(calls, waiting, temporary), daemon=True).start()
    _, unprepared = _answer(prepare)
    while True:
        sent = waiting.get()
        _send(calls, (None, unprepared) if unprepared else _answer(_call, sent))


def _call(sent: bytes) -> Any:
    call, arguments = pickle.loads(sent)  # noqa: S301 (it comes from our own process)
    return call(*arguments)


def _take_in(calls: Connection, waiting: "SimpleQueue[bytes]", temporary: str) -> None:
    """Empty the pipe also while a call is answered.

    Were this left to the thread that answers, a large answer on its way and a large next call would
    wait for each other forever. Only bytes are taken in: two threads must not import at once.
    """
    while True:
        try:
            waiting.put(calls.recv_bytes())
        except (EOFError, OSError):  # the asking side has gone
            shutil.rmtree(temporary, ignore_errors=True)  # it may have been killed
            os._exit(0)  # nothing else to clean up, and tearing down the libraries takes time


def _answer(call: Callable[..., Any], *arguments: Any) -> tuple[Any, Exception | Fault | None]:
    """Call, and give the answer or the error, which the asking side will raise."""
    try:
        return call(*arguments), None
    except Exception as error:  # noqa: BLE001 (raised again in the main process)
        return None, _sendable(error)


def _send(calls: Connection, answer: tuple[Any, Exception | Fault | None]) -> None:
    """Send an answer; one that cannot travel becomes an error that can."""
    try:
        calls.send(answer)
    except OSError:  # the asking side has gone
        os._exit(0)
    except Exception as error:  # noqa: BLE001 (pickling fails in many ways)
        calls.send((None, _sendable(error)))


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
