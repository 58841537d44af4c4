"""The week after a correction as a team lives it: issue, edit, diff."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from issuing import Issued, correct, issued
from pypdf import PdfReader
from without_network import run_without_network

from il2report.cli.main import main

BEFORE, AFTER = "857,2001-01-21,PD", "857,2001-01-21,PR"
LOG = "date,who,patient_id,table,column,old,new,reason\n"
ENTRY = "2026-11-20,A. Fellow,P02,patients,best_response,PD,PR,CT of March read again\n"


@pytest.fixture(scope="module")
def first(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Issued:
    """The reference study, issued once for all tests here."""
    return issued(project, tmp_path_factory.mktemp("issued"))


@pytest.fixture
def study(first: Issued, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(first.study, tmp_path / "study"))


def diff(*arguments: object, report: bool = False) -> Result:
    """What `diff` answers, in this process."""
    options = [] if report else ["--no-report"]
    return CliRunner().invoke(main, ["diff", *map(str, arguments), *options])


def document(*arguments: object) -> dict:
    return json.loads(diff(*arguments, "--json").stdout)


def test_without_a_correction_nothing_printed_has_changed(study: Path) -> None:
    answer = diff("--study", study)
    assert 0 == answer.exit_code
    assert "Nothing printed has changed. The data and choices are the same." in answer.output


def test_a_correction_is_told_with_its_cause_and_its_places(study: Path) -> None:
    correct(study, BEFORE, AFTER)
    answer = diff("--study", study)
    assert 0 == answer.exit_code
    told = answer.output.splitlines()
    assert "From draft 1, Round 1: Zoë (co-authors), issued 2009-10-31, fingerprint" in told[0]
    assert "44 printed numbers have changed. 1 correction has been made." in told
    at = told.index(
        "  Overall response (CR + PR + MR), percent of patients: 20.0 → 26.7  [response.orr.percent]"
    )
    assert "      in Abstract; Results, Response and progression; Discussion" == told[at + 1]
    assert "      because of correction 1 (P02, best_response: PD → PR)" == told[at + 2]


def test_the_numbers_are_those_that_status_counts(study: Path) -> None:
    correct(study, BEFORE, AFTER)
    status = CliRunner().invoke(main, ["status", "--study", str(study)])
    assert "44 of its 335 printed numbers change." in status.output
    values = [each for each in document("--study", study)["printed"] if "[n]" not in each["id"]]
    assert len(document("--study", study)["printed"]) == 44
    assert len(values) < 44


def test_the_log_gives_the_reason_and_must_tell_every_correction(study: Path) -> None:
    correct(study, BEFORE, AFTER)
    (study / "data" / "corrections.csv").write_text(LOG + ENTRY, encoding="utf-8")
    answer = diff("--study", study)
    assert 0 == answer.exit_code
    assert "why: CT of March read again (A. Fellow, 2026-11-20)" in answer.output
    (study / "data" / "corrections.csv").write_text(LOG, encoding="utf-8")
    answer = diff("--study", study)
    assert 1 == answer.exit_code
    assert (
        "and data/corrections.csv has no entry that says so [undocumented-change]" in answer.output
    )


def test_check_holds_the_log_against_the_last_draft(study: Path) -> None:
    (study / "data" / "corrections.csv").write_text(LOG + ENTRY, encoding="utf-8")
    answer = CliRunner().invoke(main, ["check", "--study", str(study)])
    assert 0 == answer.exit_code
    assert "[correction-not-made]" in answer.output


def test_what_is_wrong_in_the_log_is_told_with_its_place(study: Path) -> None:
    rows = "20.11.2026,A,P02,patient,best_response,PD,PR,x\n2026-11-20,A,P02,patients,respons,PD,PR,x\n2026-11-20,A,P02,patients,,,gone,x\n"  # fmt: skip
    (study / "data" / "corrections.csv").write_text(LOG + rows, encoding="utf-8")
    answer = CliRunner().invoke(main, ["check", "--study", str(study)])
    told = [line for line in answer.output.splitlines() if "corrections.csv" in line]
    assert 1 == answer.exit_code
    assert [
        "row 2, column table: there is no table 'patient' to correct. Did you mean patients? [unknown-log-table]",
        "row 3, column column: patients has no column 'respons'. Did you mean best_response? [unknown-log-column]",
        "row 4, column new: without a column the entry is of a whole row, and new is added or removed [log-without-column]",
    ] == [line.removeprefix("error: data/corrections.csv, ") for line in told if line.startswith("error")]  # fmt: skip


def test_an_edited_sentence_is_named_and_changes_no_number(study: Path) -> None:
    correct(study, "received HD IL-2", "were given HD IL-2", "templates/sections/results.md.j2")
    answer = diff("--study", study)
    assert "Nothing printed has changed." in answer.output
    assert "templates/sections/results.md.j2" in answer.output


def test_a_figure_of_the_literature_is_a_correction_of_its_own(study: Path) -> None:
    correct(study, "value = 16", "value = 17", "data/literature.toml")
    found = document("--study", study)
    assert ["literature.atkins1999.orr"] == [each["id"] for each in found["printed"]]
    assert [{"correction": 1}] == [
        {"correction": cause["correction"]} for cause in found["printed"][0]["causes"]
    ]


def test_drafts_are_compared_by_number_and_name(study: Path) -> None:
    assert document(1, "round-1-zoe-co-authors", "--study", study)["nothing_printed"]


def test_a_folder_is_compared_with_another(study: Path, first: Issued) -> None:
    correct(study, BEFORE, AFTER)
    assert 44 == len(document(first.study, study, "--study", study)["printed"])


def test_a_git_revision_is_compared_without_touching_the_work_tree(study: Path) -> None:
    git = ["git", "-C", str(study), "-c", "user.name=A", "-c", "user.email=a@b.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "study.toml", "data", "templates"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "as issued"], check=True)
    correct(study, BEFORE, AFTER)
    assert 44 == len(document("HEAD", "--study", study)["printed"])
    assert AFTER in (study / "data" / "patients.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", ["9", "no such", "../nowhere"])
def test_what_is_not_found_is_said_in_one_line(study: Path, wrong: str) -> None:
    answer = diff(wrong, "--study", study)
    assert 2 == answer.exit_code
    assert (
        f"il2report: there is no draft, study folder or git revision {wrong!r}."
        " Issued drafts are 001-round-1-zoe-co-authors.\n"
    ) == answer.stderr


def test_without_any_draft_it_says_what_can_be_done(project: Path) -> None:
    answer = diff("--study", project)
    assert 2 == answer.exit_code
    assert "no draft has been issued yet" in answer.stderr


def test_a_study_with_errors_is_refused_with_its_findings(study: Path) -> None:
    correct(study, BEFORE, "857,2001-01-21,XX")
    answer = diff("--study", study)
    assert 1 == answer.exit_code
    assert "[unknown-code]" in answer.stderr


def test_a_draft_without_inputs_is_compared_by_its_numbers(study: Path) -> None:
    shutil.rmtree(study / "report" / "drafts" / "001-round-1-zoe-co-authors" / "inputs")
    correct(study, BEFORE, AFTER)
    found = document("--study", study)
    assert [] == found["corrections"]
    assert 44 == len(found["printed"])
    assert "draft 1 holds no data" in found["notes"][0]


def test_numbers_that_another_program_gave_are_told_as_that(study: Path) -> None:
    results = study / "report/drafts/001-round-1-zoe-co-authors/results.json"
    results.chmod(0o644)
    frozen = json.loads(results.read_text(encoding="utf-8"))
    frozen["results"]["cohort.age.mean"] |= {"value": 48.0, "text": "48.0"}
    results.write_text(json.dumps(frozen), encoding="utf-8")
    (change,) = document("--study", study)["printed"]
    assert ("cohort.age.mean", True, []) == (change["id"], change["by_program"], change["causes"])
    assert "because of another version of the program" in diff("--study", study).output


def test_the_report_is_written_beside_the_manuscript(study: Path, tmp_path: Path) -> None:
    correct(study, BEFORE, AFTER)
    ended = run_without_network(tmp_path / "asked-for", "diff", "--study", str(study))
    assert (0, "") == (ended.exit_code, ended.asked_for)
    report = study / "report"
    assert "# What changed" == (report / "changes.md").read_text(encoding="utf-8").split("\n", 1)[0]
    page = (report / "changes.html").read_text(encoding="utf-8")
    assert "<script" not in page
    text = " ".join(PdfReader(report / "changes.pdf").pages[0].extract_text().split())
    assert "44 printed numbers have changed. 1 correction has been made." in text


def test_a_public_draft_is_compared_with_a_public_form_of_the_study(
    project: Path, tmp_path: Path
) -> None:
    study = issued(project, tmp_path, "--public").study
    correct(study, BEFORE, AFTER)
    found = document("--study", study)
    assert [] == found["corrections"]
    assert 44 == len(found["printed"])
    assert "P02" not in json.dumps(found)
