"""A build shows its steps on a terminal, and sums up when it has finished."""

import io
import json
import sys
from pathlib import Path

import pytest

from il2report.cli.progress import ERASE_LINE, Progress
from il2report.cli.summaries import printed_build
from il2report.errors import Finding, Place, Severity
from il2report.workflow.building import BuildReport

NOTICE = Finding("extra-column", Place("data/cycles.csv"), "ward is ignored", Severity.NOTICE)
REPORT = BuildReport(
    files=(
        Path("report/results.json"),
        Path("report/tables/a.html"),
        Path("report/manuscript.pdf"),
    ),
    notices=(NOTICE,),
    seconds=1.2345,
    steps={"Reading the study": 0.5, "Writing files": 0.0004},
)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def said(monkeypatch, stream):
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress() as progress:
        progress.announce("Reading the study")
        progress.announce("Writing files")
    return stream.getvalue()


def test_a_terminal_shows_the_present_step_on_one_line_and_nothing_at_the_end(monkeypatch):
    steps = [f"{ERASE_LINE}Reading the study ...", f"{ERASE_LINE}Writing files ...", ERASE_LINE]
    assert "".join(steps) == said(monkeypatch, Terminal())


def test_a_file_gets_no_progress(monkeypatch):
    assert "" == said(monkeypatch, io.StringIO())


def failing_step():
    with Progress() as progress:
        progress.announce("Reading the study")
        raise ValueError("no such study")


def test_the_line_is_erased_when_a_step_fails(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with pytest.raises(ValueError):
        failing_step()
    assert stream.getvalue().endswith(f"Reading the study ...{ERASE_LINE}")


def test_the_summary_names_the_manuscript_first_and_counts():
    assert [
        "  report/manuscript.pdf",
        "  report/results.json",
        "  report/tables/a.html",
        "3 files, 0 errors, 1 notice, 1.2 s",
    ] == printed_build(REPORT, as_json=False).splitlines()


def test_a_program_gets_the_steps_as_well():
    assert {
        "files": ["report/results.json", "report/tables/a.html", "report/manuscript.pdf"],
        "findings": [NOTICE.record],
        "seconds": 1.234,
        "steps": {"Reading the study": 0.5, "Writing files": 0.0},
    } == json.loads(printed_build(REPORT, as_json=True))
