"""A notebook gets the same numbers as the manuscript, as docs/how-to/use-from-a-notebook.md shows."""

import csv
import doctest
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import il2report
from il2report import interface, workflow
from il2report.cli.main import main
from il2report.study import read_study
from il2report.tables.results_table import COLUMNS
from il2report.workflow.starting import start_study

PAGE = Path(__file__).parents[2] / "docs/how-to/use-from-a-notebook.md"
FIRST_COLUMNS = ["id", "variable", "level", "group", "statistic", "value", "text", "method", "n"]


@pytest.fixture(scope="module")
def results(project: Path) -> il2report.Results:
    return il2report.compute(project)


@pytest.fixture(scope="module")
def recorded(project: Path) -> dict[str, dict[str, object]]:
    """What the committed results.json says of each result."""
    return json.loads((project / "report/results.json").read_text("utf-8"))["results"]


def run_examples(*tests: doctest.DocTest) -> tuple[int, str]:
    """Run examples one after the other, as one session: how many there were, and what failed."""
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    names: dict[str, object] = {"il2report": il2report}
    for test in tests:
        test.globs = names
        runner.run(test, out=said.append, clear_globs=False)
    return runner.tries, "".join(said)


def test_the_page_shows_what_happens(tmp_path, monkeypatch):
    start_study(tmp_path / "my-study", "il2")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    page = doctest.DocTestParser().get_doctest("".join(blocks), {}, PAGE.name, str(PAGE), 0)
    tried, failed = run_examples(page)

    assert ("", True) == (failed, tried > 20)


def test_the_examples_of_the_docstrings_show_what_happens(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("my-study", "corrected"):
        start_study(tmp_path / folder, "il2")
    patients = tmp_path / "corrected/data/patients.csv"
    rows = patients.read_text(encoding="utf-8")
    patients.write_text(rows.replace(",PD,2001-03-05,", ",PR,2001-03-05,"), encoding="utf-8")
    found = doctest.DocTestFinder().find(interface, globs={})
    tests = sorted((test for test in found if test.examples), key=lambda test: test.lineno)
    tried, failed = run_examples(*tests)

    assert ("", 6, 10) == (failed, len(tests), tried)


def test_a_script_without_a_main_guard_builds_and_prints_nothing(tmp_path, project):
    script = tmp_path / "script.py"
    script.write_text(
        "import il2report, sys\n"
        "il2report.build(sys.argv[1], 'built', formats=('html',))\n"
        "open('runs', 'a').write('x')\n",
        encoding="utf-8",
    )
    ended = subprocess.run(
        [sys.executable, str(script), str(project)],
        cwd=tmp_path,
        env=os.environ | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "", "") == (ended.returncode, ended.stdout, ended.stderr)
    assert "x" == (tmp_path / "runs").read_text("utf-8")
    assert (tmp_path / "built/report/manuscript.html").is_file()


def test_each_result_is_that_of_results_json(results, recorded):
    both = ("value", "text", "method", "n", "unit", "label")

    assert list(recorded) == list(results)
    assert [[entry[key] for key in both] for entry in recorded.values()] == [
        [getattr(result, key) for key in both] for result in results.values()
    ]
    assert [entry.get("reason", "") for entry in recorded.values()] == [
        result.reason for result in results.values()
    ]


def test_the_table_has_a_row_for_each_result_and_no_nan(results):
    table = results.to_frame()

    assert FIRST_COLUMNS == list(table.columns[:9])
    assert list(results) == table["id"].tolist()
    missing = table["value"].isna()
    assert table.loc[missing, "reason"].ne("").all()
    assert table.loc[~missing, "reason"].eq("").all()
    assert [result.value for result in results.values()] == [
        None if value is pd.NA else value for value in table["value"]
    ]


def test_rows_differ_in_more_than_their_id(results):
    table = results.to_frame()
    fields = table.columns.difference(["id", "value", "text", "n", "label", "reason"])

    assert [] == table[table.duplicated(list(fields), keep=False)]["id"].tolist()


def test_csv_and_json_have_the_same_rows_as_the_frame(results, project):
    def said(form: str) -> str:
        return (
            CliRunner().invoke(main, ["results", "--study", str(project), "--format", form]).stdout
        )

    rows = [{name: getattr(result, name) for name in COLUMNS} for result in results.values()]
    assert rows == json.loads(said("json"))["rows"]
    as_text = [
        {name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows
    ]
    assert as_text == list(csv.DictReader(io.StringIO(said("csv"))))


def test_an_unknown_id_is_a_key_error_that_names_the_nearest(results):
    with pytest.raises(
        KeyError, match=r"^no result has the id 'response.orr.percnt'. Did you mean"
    ):
        results["response.orr.percnt"]
    assert (None, False) == (results.get("response"), "response" in results)


def test_a_build_refuses_a_study_that_was_edited_since_it_was_read(tmp_path):
    start_study(tmp_path / "study", "il2")
    study = il2report.read_study(tmp_path / "study")
    with (tmp_path / "study/data/patients.csv").open("a", encoding="utf-8") as file:
        file.write("\n")

    with pytest.raises(il2report.BuildFailed, match="was edited since it was read; read it again"):
        il2report.build(study, tmp_path / "built", formats=("html",))
    assert not (tmp_path / "built").exists()


def test_what_cannot_be_is_refused(tmp_path, project):
    with pytest.raises(il2report.WrongUse, match="odt: choose from html, pdf and docx"):
        il2report.build(project, tmp_path, formats=("odt",))
    for formats in ("html", ()):
        with pytest.raises(il2report.WrongUse, match="one or more of html, pdf and docx"):
            il2report.build(project, tmp_path, formats=formats)
    with pytest.raises(il2report.WrongUse, match="there is no draft, study folder or git revision"):
        il2report.compare(tmp_path, project)
    with pytest.raises(il2report.StudyRefused):
        il2report.read_study(str(tmp_path))


def test_a_study_knows_its_folder_whatever_folder_the_notebook_goes_to(project, monkeypatch):
    monkeypatch.chdir(project)
    study = read_study(Path())

    assert project.absolute() == study.folder


def test_every_name_of_the_package_exists_and_is_listed():
    assert [] == [name for name in il2report.__all__ if not hasattr(il2report, name)]
    assert sorted(il2report.__all__) == dir(il2report)
    with pytest.raises(AttributeError):
        il2report.no_such_name  # noqa: B018


def test_what_the_verbs_do_is_called_without_a_word_of_output(project, capfd):
    paper = project / "docs/examples/consistent-paper.toml"
    audited = workflow.audit(workflow.AuditRequest(paper, project))
    found = workflow.status(workflow.StatusRequest(project))
    page = workflow.status(workflow.StatusRequest(None, project / "report/manuscript.html"))

    assert (False, True, True) == (audited.has_findings, found.is_settled, page.is_settled)
    assert (project, None) == (found.study, page.study)
    assert ("", "") == capfd.readouterr()


def test_every_name_of_workflow_exists():
    assert [] == [name for name in workflow.__all__ if not callable(getattr(workflow, name))]
    with pytest.raises(AttributeError):
        workflow.no_such_name  # noqa: B018
    with pytest.raises(il2report.WrongUse, match="name a study folder or a file"):
        workflow.status(workflow.StatusRequest(None))
