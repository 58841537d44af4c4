"""A process beside the main one, so that both cores work on a build."""

import gc
import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any, ClassVar, Self

from il2report.errors import BuildFailed

START_METHOD = "fork" if sys.platform == "linux" else "spawn"


class Worker:
    """One process that prepares itself at once and then answers calls in their order.

    Parameters
    ----------
    prepare : what the process does first, usually an import; must be importable by name
    """

    _open: ClassVar[list[Connection]] = []
    """The asking ends of all workers. A forked process inherits them and must close them: only
    then does a worker see that the main process has gone."""

    def __init__(self, prepare: Callable[[], object]) -> None:
        context: Any = multiprocessing.get_context(START_METHOD)
        self._ours, theirs = context.Pipe()
        self._open.append(self._ours)
        inherited = tuple(self._open) if START_METHOD == "fork" else ()
        self._process = context.Process(
            target=_serve, args=(theirs, inherited, prepare), daemon=True
        )
        self._process.start()
        theirs.close()
        self._due = 0

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Ask for a call; the answer is fetched by calling what this returns.

        Answers must be fetched in the order of asking. An error of the call is raised there.
        """
        self._due += 1
        self._ours.send((call, arguments))
        return self._answer

    def _answer(self) -> Any:
        try:
            answer, error = self._ours.recv()
        except EOFError:
            raise BuildFailed("a helping process of the build ended before its work") from None
        self._due -= 1
        if error is not None:
            raise error
        return answer

    def end(self) -> None:
        """Stop the process, whatever it is doing."""
        self._open.remove(self._ours)
        self._ours.close()
        if self._due:
            self._process.terminate()
        self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def _serve(
    calls: Connection,
    inherited: tuple[Connection, ...],
    prepare: Callable[[], object],
) -> None:
    """Answer calls until the asking side closes. Lives shortly, so it collects no garbage."""
    gc.disable()
    for end in inherited:
        end.close()
    waiting: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_take_in, args=(calls, waiting), daemon=True).start()
    _, unprepared = _answer(prepare)
    while True:
        call, arguments = pickle.loads(waiting.get())  # noqa: S301 (it comes from our own process)
        _send(calls, (None, unprepared) if unprepared else _answer(call, *arguments))


def _take_in(calls: Connection, waiting: "SimpleQueue[bytes]") -> None:
    """Empty the pipe also while a call is answered.

    Were this left to the thread that answers, a large answer on its way and a large next call would
    wait for each other forever. Only bytes are taken in: two threads must not import at once.
    """
    while True:
        try:
            waiting.put(calls.recv_bytes())
        except (EOFError, OSError):  # the asking side has gone
            os._exit(0)  # nothing to clean up, and tearing down the libraries takes time


def _answer(call: Callable[..., Any], *arguments: Any) -> tuple[Any, Exception | None]:
    """Call, and give the answer or the error, which the asking side will raise."""
    try:
        return call(*arguments), None
    except Exception as error:  # noqa: BLE001 (raised again in the main process)
        return None, _sendable(error)


def _send(calls: Connection, answer: tuple[Any, Exception | None]) -> None:
    """Send an answer; one that cannot travel becomes an error that can."""
    try:
        calls.send(answer)
    except OSError:  # the asking side has gone
        os._exit(0)
    except Exception as error:  # noqa: BLE001 (pickling fails in many ways)
        calls.send((None, _sendable(error)))


def _sendable(error: Exception) -> Exception:
    """Keep errors of ours; put any other in words, since not every error survives the pipe."""
    if isinstance(error, BuildFailed):
        return error
    return BuildFailed(f"{type(error).__name__} in a helping process: {error}")
