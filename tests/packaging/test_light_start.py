"""A verb pays for no library that it does not need."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("il2report.word", "lifelines", "lxml", "matplotlib", "openpyxl", "weasyprint")
OF_REFERENCES = {"lxml"}
"""What a verb imports that prints references, to check or explain the manuscript."""
LIST_MODULES = """
import atexit, sys
atexit.register(lambda: print("\\n".join(sorted(sys.modules)), file=sys.stderr))
from il2report.cli.main import main
sys.argv = ["il2report", *sys.argv[1:]]
main()
"""


def modules_after(project: Path, *arguments: str, before: str = "") -> set[str]:
    """The modules that a command had imported when it ended."""
    ended = subprocess.run(
        [sys.executable, "-c", before + LIST_MODULES, *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, "il2report.cli.main" in ended.stderr) == (0, True), ended.stderr
    return set(ended.stderr.splitlines())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("build", "--help"),
        ("check",),
        ("explain", "response.orr.percent"),
        ("status",),
        ("audit", "docs/examples/consistent-paper.toml"),
    ],
    ids=" ".join,
)
def test_a_light_verb_imports_no_heavy_library(project: Path, arguments: tuple[str, ...]) -> None:
    allowed = OF_REFERENCES if arguments[0] in {"check", "explain"} else set()
    assert set() == (modules_after(project, *arguments) & set(HEAVY)) - allowed


def test_an_audit_that_is_only_printed_imports_no_heavy_library(
    project: Path, tmp_path: Path
) -> None:
    study = tmp_path / "study"
    modules_after(project, "init", str(study), "--example", "il2")
    imported = modules_after(project, "audit", "--no-report", "--study", str(study))

    assert set() == (imported & set(HEAVY)) - OF_REFERENCES


def test_a_workbook_is_written_with_openpyxl_and_without_analysis_or_page(
    project: Path, tmp_path: Path
) -> None:
    imported = modules_after(project, "template", str(tmp_path / "study.xlsx"))

    # openpyxl writes by lxml where it is installed.
    assert {"lxml", "openpyxl"} == imported & {*HEAVY, "jinja2", "scipy"}


@pytest.mark.parametrize(
    "arguments", [("--help",), ("audit", "docs/examples/consistent-paper.toml")], ids=" ".join
)
def test_what_reads_no_tables_does_not_even_import_pandas(
    project: Path, arguments: tuple[str, ...]
) -> None:
    assert "pandas" not in modules_after(project, *arguments)


def test_a_heavy_library_would_be_noticed(project: Path) -> None:
    noticed = modules_after(
        project,
        "--help",
        before="import il2report.word, lifelines, lxml, matplotlib, openpyxl, weasyprint",
    )

    assert set(HEAVY) <= noticed
