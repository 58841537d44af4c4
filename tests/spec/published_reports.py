"""Writes the expected reports of the published tables; read the difference before it is committed."""

import os
from pathlib import Path

from il2report.reports.audit.report import audit_report
from il2report.reports.terminal import terminal_text
from il2report.workflow.auditing import audit_of_file

FOLDER = Path(__file__).parent / "published"
ENDS = ".report.txt"


def published() -> list[Path]:
    """List the files with published tables."""
    files = sorted(FOLDER.iterdir())
    return [file for file in files if file.suffix != ".md" and not file.name.endswith(ENDS)]


def report_path(file: Path) -> Path:
    """Say where the expected report of a file is."""
    return file.with_name(f"{file.stem}{ENDS}")


def report_of(file: Path) -> str:
    """Give what the verb prints of a file, called from its folder."""
    os.chdir(file.parent)
    return terminal_text(audit_report(audit_of_file(Path(file.name))), whole=True) + "\n"


if __name__ == "__main__":
    for each in published():
        report_path(each).write_text(report_of(each), encoding="utf-8")
