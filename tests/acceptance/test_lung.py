"""The second worked study: public data of another disease, with nothing of the reference study in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from printed_lines import faults

ROOT = Path(__file__).parents[2]
LUNG = ROOT / "examples" / "lung"
OF_THE_REFERENCE_STUDY = re.compile(
    r"melanoma|interleukin|il-2|\bldh\b|brain|vaccine", re.IGNORECASE
)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = tmp_path_factory.mktemp("lung") / "study"
    shutil.copytree(LUNG, study)
    done = run("-m", "il2report", "build", "--study", study, "--strict")
    assert (0, "") == (done.returncode, done.stderr)
    return study


def test_the_table_is_that_of_the_data_set() -> None:
    done = run("tools/lung_data.py", "--check")
    assert (0, "") == (done.returncode, done.stderr)


def test_the_manuscript_has_no_word_of_the_reference_study(built: Path) -> None:
    page = (built / "report/manuscript.html").read_text(encoding="utf-8")
    text = re.sub(r"<script.*?</script>|<style.*?</style>|data:[^\"]*", "", page, flags=re.DOTALL)
    assert [] == OF_THE_REFERENCE_STUDY.findall(text)


def test_an_editor_finds_no_fault_in_lines_and_pages(built: Path) -> None:
    page = (built / "report/manuscript.html").read_text(encoding="utf-8")
    assert [] == faults((built / "report/manuscript.pdf").read_bytes(), page)


def test_there_is_no_supplement_where_the_listing_is_too_long_to_print(built: Path) -> None:
    page = (built / "report/manuscript.html").read_text(encoding="utf-8")
    assert 'id="supplement"' not in page


def test_a_model_of_a_subset_names_it_and_follow_up_is_said_once(built: Path) -> None:
    page = (built / "report/manuscript.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", "", page)
    subset = (
        "In the multivariable Cox model of overall survival in the subset “ambulatory patients”"
    )
    assert 1 == text.count(subset)
    assert 1 == text.count("The median follow-up by the reverse Kaplan-Meier method was")


def test_the_audit_finds_nothing(built: Path) -> None:
    done = run("-m", "il2report", "audit", "--study", built, "--no-report")
    assert (0, "") == (done.returncode, done.stderr)


def test_the_program_names_no_study() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {line}"
        for file in sorted((ROOT / "src").rglob("*"))
        if file.suffix in (".py", ".toml", ".j2", ".css", ".md")
        for line in file.read_text(encoding="utf-8").splitlines()
        if OF_THE_REFERENCE_STUDY.search(line)
    ]
    assert [] == found
