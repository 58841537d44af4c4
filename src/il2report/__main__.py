"""Run the command line, as ``python -m il2report`` and as ``il2report``."""

import _signal  # type: ignore[import-not-found] # builtin, unlike signal, which takes milliseconds
import os
import sys


def _end_at_once(_number: int, _frame: object) -> None:
    os.write(2, b"il2report: interrupted\n")
    os._exit(130)


if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _end_at_once)  # while nothing has been begun


def main() -> None:
    """Answer signals, then run the verb."""
    from il2report.cli.signals import end_in_one_line  # noqa: PLC0415

    end_in_one_line()
    for stream in (0, 1, 2):
        try:
            os.fstat(stream)
        except OSError:  # the parent process closed it: the next file must not take its place
            os.open(os.devnull, os.O_RDWR)
    sys.stdout, sys.stderr = (each or open(os.devnull, "w") for each in (sys.stdout, sys.stderr))  # noqa: PTH123, SIM115
    from il2report.cli.main import main as verbs  # noqa: PLC0415

    verbs()


if __name__ == "__main__":
    main()
