"""The week after a correction as a team lives it: issue, edit, diff."""

import errno
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from issuing import CORRECTION, Issued, correct
from pypdf import PdfReader

from il2report.cli.main import main
from il2report.document.document_json import read_document
from il2report.templating.template_files import shipped_templates
from il2report.word.flow import Flow, paragraphs_of
from il2report.word.manuscript import word_manuscript
from il2report.word.opening import word_file_of
from il2report.word.remarks import word_text
from il2report.workflow.editions import set_edition

BEFORE, AFTER = CORRECTION
LOG = "date,who,patient_id,table,column,old,new,reason\n"
ENTRY = "2026-11-20,A. Fellow,P02,patients,best_response,PD,PR,CT of March read again\n"


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
    assert "note:" not in answer.output


def test_a_correction_is_told_with_its_cause_and_its_places(study: Path) -> None:
    correct(study, BEFORE, AFTER)
    answer = diff("--study", study)
    assert 0 == answer.exit_code
    told = answer.output.splitlines()
    assert "From draft 1, Round 1: Zoë (co-authors), issued 2009-10-31, fingerprint" in told[0]
    assert "48 printed numbers have changed. 1 correction has been made." in told
    at = told.index("Printed numbers that changed (48)")
    assert [
        "  because of correction 1 (P02, best response: progressive disease (PD) → partial response (PR))",
        "  Overall response by RECIST (CR + PR)  [response.orr_recist.{n,percent,ci_low,ci_high}]",
    ] == told[at + 1 : at + 3]
    at = told.index("  Overall response (CR + PR + MR)  [response.orr.{percent,n,ci_low,ci_high}]")
    assert [
        "      number of patients: 3 (20.0%) → 4 (26.7%)",
        "      95% confidence interval: 4.3% to 48.1% → 7.8% to 55.1%",
        "      in Abstract; Results, Response; Discussion",
    ] == told[at + 1 : at + 4]


def test_the_numbers_are_those_that_status_counts(study: Path) -> None:
    correct(study, BEFORE, AFTER)
    status = CliRunner().invoke(main, ["status", "--study", str(study)])
    assert re.search(r"\b48 of its \d+ printed numbers change\.", status.output)
    assert 48 == len(document("--study", study)["printed"])


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
        "row 4, column new: without a column the entry is about a whole row; new must then be added or removed [log-without-column]",
    ] == [line.removeprefix("error: data/corrections.csv, ") for line in told if line.startswith("error")]  # fmt: skip


def test_an_edited_sentence_is_named_and_changes_no_number(study: Path) -> None:
    correct(study, "received HD IL-2", "were given HD IL-2", "templates/sections/results.md.j2")
    answer = diff("--study", study)
    assert "No printed number has changed." in answer.output
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
    assert 48 == len(document(first.study, study, "--study", study)["printed"])


def test_a_git_revision_is_compared_without_touching_the_work_tree(study: Path) -> None:
    git = ["git", "-C", str(study), "-c", "user.name=A", "-c", "user.email=a@b.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "study.toml", "data", "templates"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "as issued"], check=True)
    correct(study, BEFORE, AFTER)
    assert 48 == len(document("HEAD", "--study", study)["printed"])
    assert AFTER in (study / "data" / "patients.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", ["9", "no such", "../nowhere"])
def test_what_is_not_found_is_said_in_one_line(study: Path, wrong: str) -> None:
    answer = diff(wrong, "--study", study)
    assert 2 == answer.exit_code
    assert (
        f"error: there is no draft, study folder or git revision {wrong!r}."
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
    assert 48 == len(found["printed"])
    assert (
        "draft 1 differs from what was issued: inputs/data/adverse_events.csv, "
        in found["notes"][0]
    )
    assert "draft 1 holds no data" in found["notes"][1]


def test_numbers_that_another_program_gave_are_told_as_that(study: Path) -> None:
    results = study / "report/drafts/001-round-1-zoe-co-authors/results.json"
    results.chmod(0o644)
    frozen = json.loads(results.read_text(encoding="utf-8"))
    frozen["results"]["cohort.age.mean"] |= {"value": 48.0, "text": "48.0"}
    results.write_text(json.dumps(frozen), encoding="utf-8")
    (change,) = document("--study", study)["printed"]
    assert ("cohort.age.mean", True, []) == (change["id"], change["by_program"], change["causes"])
    assert "because of another version of the program" in diff("--study", study).output


def test_the_report_is_written_beside_the_manuscript(reported: Any) -> None:
    assert (0, "") == (reported.diff.exit_code, reported.diff.asked_for)
    report = reported.study / "report"
    assert "# What changed" == (report / "changes.md").read_text(encoding="utf-8").split("\n", 1)[0]
    page = (report / "changes.html").read_text(encoding="utf-8")
    assert "<script" not in page
    text = " ".join(PdfReader(report / "changes.pdf").pages[0].extract_text().split())
    assert "48 printed numbers have changed. 1 correction has been made." in text


def test_a_public_draft_is_compared_with_a_public_form_of_the_study(
    public_draft: Issued, tmp_path: Path
) -> None:
    study = Path(shutil.copytree(public_draft.study, tmp_path / "study"))
    correct(study, BEFORE, AFTER)
    found = document("--study", study)
    assert [] == found["corrections"]
    assert 48 == len(found["printed"])
    assert "P02" not in json.dumps(found)


def test_a_study_in_a_subfolder_of_its_repository_is_compared(study: Path) -> None:
    git = ["git", "-C", str(study.parent), "-c", "user.name=A", "-c", "user.email=a@b.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "study/study.toml", "study/data", "study/templates"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "the study"], check=True)
    correct(study, BEFORE, AFTER)
    found = document("HEAD", "--study", study)
    assert (48, []) == (len(found["printed"]), found["texts"])
    subprocess.run([*git, "rm", "-rq", "--cached", "study"], check=True)
    (study / "data" / "link.csv").symlink_to("/etc/hostname")
    subprocess.run([*git, "add", "study/study.toml", "study/data", "study/templates"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "a link out of the study"], check=True)
    answer = diff("HEAD", "--study", study)
    assert (2, True) == (
        answer.exit_code,
        "data/link.csv is a link to /etc/hostname, outside the study" in answer.stderr,
    )


def test_a_name_that_is_a_draft_and_a_folder_means_the_draft(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for part in ("data", "templates"):
        shutil.copytree(study / part, tmp_path / "1" / part)
    shutil.copy(study / "study.toml", tmp_path / "1")
    assert "draft 1" == document("1", "--study", study)["old"]["title"]
    assert "the study in 1" == document("./1", "--study", study)["old"]["title"]


def test_what_is_no_study_is_not_compared_and_nothing_is_written_there(
    study: Path, tmp_path: Path
) -> None:
    answer = diff("--study", tmp_path / "nowhere")
    assert (1, True) == (answer.exit_code, "[missing-file]" in answer.stderr)
    (tmp_path / "empty").mkdir()
    assert 0 == diff(study, study, "--study", tmp_path / "empty", report=True).exit_code
    assert [] == list((tmp_path / "empty").iterdir())


@pytest.fixture
def draft(study: Path) -> Path:
    """The folder of the draft, its files made writable."""
    folder = study / "report/drafts/001-round-1-zoe-co-authors"
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def test_an_altered_draft_is_named_and_its_lost_claims_are_not_taken_for_new(
    study: Path, draft: Path
) -> None:
    (draft / "draft.json").unlink()
    found = document("--study", study)
    assert ([], True) == (found["claims"], found["nothing_printed"])
    assert [
        "draft 1 differs from what was issued: draft.json has been altered or lost",
        "the claims of draft 1 are not recorded, so claims are not compared",
    ] == found["notes"]
    status = CliRunner().invoke(main, ["status", "--study", str(study)])
    assert "Its numbers cannot be compared: its files are damaged." in status.output


@pytest.mark.parametrize("content", ['{"a": 1}', '{"style": "ama", "results": {"cohort.n": 3}}'])
def test_a_damaged_results_file_is_refused_in_one_line(
    study: Path, draft: Path, content: str
) -> None:
    (draft / "results.json").write_text(content, encoding="utf-8")
    answer = diff("--study", study)
    assert (2, "error: draft 1 cannot be compared: its files are damaged (results.json)\n") == (
        answer.exit_code,
        answer.stderr,
    )
    assert 1 == CliRunner().invoke(main, ["status", "--study", str(study)]).exit_code


def test_a_slip_in_a_template_is_told_with_its_line(study: Path) -> None:
    for name in ("sections/results.md.j2", "changes.html.j2"):
        template = study / "templates" / name
        template.parent.mkdir(exist_ok=True)
        if not template.exists():
            shutil.copy(shipped_templates() / name, template)
        before = template.read_text(encoding="utf-8")
        template.write_text(f"{{{{ nonsense }}}}{before}", encoding="utf-8")
        answer = diff("--study", study, "--format", "html", report=True)
        assert f"templates/{name}, line 1: there is no 'nonsense' here" in answer.stderr
        template.write_text(before, encoding="utf-8")


def test_a_column_that_is_no_longer_printed_is_a_change_of_print(study: Path) -> None:
    correct(study, "reported_grades = [3, 4]", "reported_grades = [4]", "study.toml")
    found = document("--study", study)
    assert not found["nothing_printed"]
    assert "toxicity.nausea.grade_3.percent" in {each["id"] for each in found["no_longer_printed"]}
    assert "No longer printed (" in diff("--study", study).output


def test_another_level_of_significance_is_a_crossing(study: Path) -> None:
    correct(study, "alpha = 0.05", "alpha = 0.2", "study.toml")
    crossed = {each["ids"][0] for each in document("--study", study)["crossings"]}
    assert {
        "correlates.age.p",
        "correlates.age.welch_p",
        "correlates.age.mann_whitney_p",
    } == crossed


def test_rows_in_another_order_change_nothing(study: Path) -> None:
    for path in (study / "data").glob("*.csv"):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        if path.name not in {"codebook.csv", "patients.csv"}:
            path.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    found = document("--study", study)
    assert (True, []) == (found["nothing_printed"], found["corrections"])


def test_a_column_that_nothing_declares_is_a_change_that_is_not_used(
    study: Path, tmp_path: Path
) -> None:
    before = Path(shutil.copytree(study, tmp_path / "before"))
    for folder, name in ((before, "Ada"), (study, "Eve")):
        table = folder / "data" / "patients.csv"
        head, first, *rows = table.read_text(encoding="utf-8").splitlines()
        lines = [f"{head},nurse", f"{first},{name}", *(f"{row}," for row in rows)]
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    entry = "2026-11-20,A. Fellow,P01,patients,nurse,Ada,Eve,another shift\n"
    (study / "data" / "corrections.csv").write_text(LOG + entry, encoding="utf-8")
    answer = diff("--study", study, before, study, "--format", "html", report=True)
    assert 0 == answer.exit_code
    assert "why: another shift (A. Fellow, 2026-11-20)" in answer.stdout
    told = answer.stdout.splitlines()
    at = told.index("Corrections (1)")
    unused = "not used: no declaration names this column, so it changes no number"
    assert [
        "  1. P01, nurse: Ada → Eve",
        f"      data/patients.csv, row 2, column nurse; {unused}",
    ] == told[at + 1 : at + 3]
    for file in ("changes.md", "changes.html"):
        assert unused in (study / "report" / file).read_text(encoding="utf-8")
    found = document("--study", study, before, study)
    (correction,) = found["corrections"]
    assert (False, [{"column": "nurse", "old": "Ada", "new": "Eve"}]) == (
        correction["used"],
        correction["rows"][0]["cells"],
    )
    assert [[], [], []] == [found[name] for name in ("printed", "beside", "beyond_print")]
    status = CliRunner().invoke(main, ["status", "--study", str(study)])
    assert "Changed since draft 1: data.\nNone of its" in status.output


def test_files_that_differ_in_nothing_that_is_read_are_a_note(study: Path) -> None:
    choices = study / "study.toml"
    choices.write_text(choices.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    answer = diff("--study", study)
    assert "note: study.toml or a file in data/ differs, although everything" in answer.output


def test_a_log_from_a_spreadsheet_is_read_as_it_was_meant(study: Path) -> None:
    correct(study, BEFORE, "857,2001-01-21,PR")
    correct(study, "857,2001-01-21,PR,2001-03-05", "857,2001-01-21,PR,2001-03-09")
    correct(study, "2001-03-09,2001-03-05", "2001-03-09,2001-03-09")
    lines = (
        "date;who;patient_id;table;column;old;new;reason",
        "20.11.2026;A;P02;Patients;Best_Response;PD;PR;x",
        "20.11.2026;A;P02;data/patients.csv;progression_date;05.03.2001;09.03.2001;x",
        "20.11.2026;A;P02;PATIENTS;last_contact_date;05.03.2001;09.03.2001;x",
        ";;;;;;;",
        "",
    )
    log = study / "data" / "corrections.csv"
    log.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    answer = diff("--study", study)
    assert (0, 3) == (answer.exit_code, answer.output.count("why: x (A, 2026-11-20)"))


def test_a_full_disk_behind_the_answer_is_said_in_one_line(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object, err: bool = False) -> None:
        if not err:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("il2report.cli.main.click.echo", full)
    answer = diff("--study", study)
    assert (1, SystemExit) == (answer.exit_code, type(answer.exception))


def test_the_word_file_has_both_drafts_and_a_comment_for_the_correction(study: Path) -> None:
    correct(study, BEFORE, AFTER)
    answer = CliRunner().invoke(main, ["diff", "--study", str(study), "--format", "docx"])
    [draft] = (study / "report/drafts").iterdir()
    manuscript = set_edition(study, "", "").tree

    text = word_text(word_file_of((study / "report/redline.docx").read_bytes(), "redline.docx"))
    assert answer.exit_code == 0
    assert _said(text.rejected) == _said(
        word_manuscript(read_document((draft / "document.json").read_bytes())).flow
    )
    assert _said(text.accepted) == _said(word_manuscript(manuscript).flow)
    assert {each.author for each in text.revisions} == {"il2report"}
    [comment] = text.comments
    assert comment.text == (
        "Because of correction 1: P02, best response: progressive disease (PD) → partial response (PR).\n"
        "It changes 48 printed numbers; this is the first."
    )
    assert sorted(each.name for each in (study / "report").glob("redline.*")) == ["redline.docx"]


def _said(flow: Flow) -> list[str]:
    return [each.text for each in paragraphs_of(flow)]
