"""What a terminal shows while a verb works."""

import sys
from types import TracebackType
from typing import Self

ERASE_LINE = "\r\033[2K"


class Progress:
    """Shows the present step on one line of the terminal; says nothing elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def announce(self, step: str) -> None:
        """Show the step that begins now."""
        if self._shown:
            sys.stderr.write(f"{ERASE_LINE}{step} ...")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._shown:
            sys.stderr.write(ERASE_LINE)
            sys.stderr.flush()
