"""How the program ends: with an exit code, and with a message where something is wrong, never with a traceback."""

import gc
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import IO, Any, ParamSpec

import click

from il2report.cli.findings import say_failure
from il2report.cli.signals import INTERRUPTED
from il2report.clock import EPOCH, build_time
from il2report.errors import (
    BuildFailed,
    Il2ReportError,
    ProgramFault,
    StudyRefused,
    WorkerFault,
)

Parameters = ParamSpec("Parameters")

EXIT_INTERRUPTED = 130
COLLECTED = 50_000, 20, 100
"""New objects after which Python looks for garbage: a verb makes many, of which few become garbage in circles."""
SHOWS_TRACEBACKS = f"{__name__}.debug"


def _note_debug(context: click.Context, _option: click.Parameter, given: bool) -> None:  # noqa: FBT001
    context.meta[SHOWS_TRACEBACKS] = context.meta.get(SHOWS_TRACEBACKS) or given


DEBUG = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=_note_debug,
    help="Show the traceback when the program fails.",
)


def reporting_errors(verb: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Make a verb end with an exit code in any case, and give it the option --debug."""

    @DEBUG
    @wraps(verb)
    def run(*args: Parameters.args, **options: Parameters.kwargs) -> None:
        raise SystemExit(
            exit_code(
                lambda: verb(*args, **options),
                as_json=bool(options.get("as_json")),
                debug=bool(click.get_current_context().meta.get(SHOWS_TRACEBACKS)),
            )
        )

    return run


def settle_environment() -> None:
    """Refuse a SOURCE_DATE_EPOCH that is no date, with every verb, and take out what no verb needs."""
    gc.set_threshold(*COLLECTED)
    os.environ.pop("MPLBACKEND", None)  # no figure is shown; a wrong name would end matplotlib
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads only cost for small matrices
    build_time()
    if not os.environ.get(EPOCH):
        os.environ.pop(EPOCH, None)  # numpy takes a blank one for a number


def exit_code(call: Callable[[], object], *, as_json: bool = False, debug: bool = False) -> int:
    """Call, say what went wrong, and give the exit code."""
    try:
        return _exit_code(call)
    except KeyboardInterrupt:
        _say(lambda: click.echo(INTERRUPTED, err=True))
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader of the output wants no more of it
        _discard(sys.stdout)
        return 1
    except Exception as error:  # noqa: BLE001 (no error may end in a traceback)
        if debug and not isinstance(error, StudyRefused):
            shown = _traceback(error)
            _say(lambda: click.echo(shown, err=True))
        failure = failure_of(error)
        _say(lambda: say_failure(failure, as_json=as_json))
        return failure.exit_code


def _exit_code(call: Callable[[], object]) -> int:
    try:
        settle_environment()
        ended = call()
        code = ended if isinstance(ended, int) else 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    except click.ClickException as error:
        _say(error.show)
        code = error.exit_code
    except click.Abort as abort:
        raise abort.__cause__ or KeyboardInterrupt from None
    if sys.stdout is not None:
        sys.stdout.flush()
    return code


def _say(say: Callable[[], None]) -> None:
    """Say something, as far as there is somewhere to write it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            return say()
        except OSError:
            _discard(stream)
    return None


def _discard(stream: IO[str] | None) -> None:
    """Send nowhere what could not be written, or Python would fail with it once more when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if stream is not None:
        with suppress(OSError, ValueError):  # it may be no file of the system
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def failure_of(error: Exception) -> Il2ReportError:
    """Turn any exception into an error with a sentence and an exit code."""
    if isinstance(error, Il2ReportError):
        return error
    if isinstance(error, MemoryError):
        return BuildFailed("there is not enough memory")
    if isinstance(error, OSError) and error.strerror:
        if error.filename is not None:
            return BuildFailed(f"{os.fsdecode(error.filename)}: {error.strerror}")
        _discard(sys.stdout)
        return BuildFailed(f"the output could not be written: {error.strerror}")
    kind = error.kind if isinstance(error, WorkerFault) else type(error).__name__
    where = _saved_details(error)
    details = (
        f"the details are in {where}"
        if where
        else "the details could not be saved, run it again with --debug to see them"
    )
    return ProgramFault(
        f"il2report failed because of a mistake in the program itself ({kind}); {details}"
    )


def _saved_details(error: Exception) -> Path | None:
    """Write traceback and versions to a file outside of any study; None where there is no place."""
    import tempfile  # noqa: PLC0415 (hardly ever needed)

    try:
        from il2report.revisions.versions import program_versions  # noqa: PLC0415

        versions: dict[str, Any] = program_versions()
    except Exception as damage:  # noqa: BLE001 (an installation that is damaged has a fault too)
        versions = {"versions": f"unknown ({type(damage).__name__})"}
    listed = "\n".join(f"{name} {version}" for name, version in versions.items())
    details = "\n\n".join([time.strftime("%Y-%m-%d %H:%M:%S %z"), listed, _traceback(error)])
    for folder in (_state_folder, lambda: Path(tempfile.gettempdir())):
        with suppress(OSError, RuntimeError):  # there may be no home folder
            place = folder()
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            file, name = tempfile.mkstemp(".txt", time.strftime("fault-%Y%m%d-%H%M%S-"), place)
            with os.fdopen(file, "w", encoding="utf-8", errors="backslashreplace") as opened:
                opened.write(details)
            return Path(name)
    return None


def _state_folder() -> Path:
    chosen = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (chosen if chosen.is_absolute() else Path.home() / ".local" / "state") / "il2report"


def _traceback(error: Exception) -> str:
    import traceback  # noqa: PLC0415 (hardly ever needed)

    return "".join(traceback.format_exception(error))
