"""What a build says while it works, on a terminal, and when it has finished."""

import json
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from il2report.cli.building import BuildReport
from il2report.cli.findings import records
from il2report.errors import finding_counts

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


def printed_report(report: BuildReport, *, as_json: bool) -> str:
    """List the files written, the number of findings and the seconds."""
    if as_json:
        document = {
            "files": [str(path) for path in report.files],
            "findings": records(report.notices),
            "seconds": round(report.seconds, 3),
            "steps": {name: round(seconds, 3) for name, seconds in report.steps.items()},
        }
        return json.dumps(document, indent=1)
    lines = [f"  {_name(path)}" for path in _first(report.files)]
    summary = f"{len(report.files)} files, {finding_counts(report.notices)}, {report.seconds:.1f} s"
    return "\n".join([*lines, summary])


def _first(files: tuple[Path, ...]) -> list[Path]:
    """The documents before their parts."""
    return sorted(files, key=lambda path: (path.suffix != ".pdf", len(path.parts), str(path)))


def _name(path: Path) -> str:
    return path.as_posix()
