"""Tables of groups: one heading over the columns of a group, each variable once, a test in each row."""

import re

import pytest
from declared_study import write_declared_study

from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.pages.floats import described_table
from il2report.results import compute_results
from il2report.study import read_study
from il2report.tables.printing import NOTHING, Source


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    folder = write_declared_study(tmp_path_factory.mktemp("groups"))
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        'of = ["characteristics", "os",', 'of = ["characteristics", "response", "os",'
    )
    text = text.replace("[toxicity]", "[toxicity]\nsystem_totals = true")
    path.write_text(text, encoding="utf-8")
    study = read_study(folder)
    results = compute_results(study)
    source = Source(
        results.catalogue, study.codebook, Printer(results.catalogue, number_style("ama"))
    )
    return lambda key: described_table(key, source, study, results)


def test_a_group_heads_the_columns_of_its_grades_once(described):
    upper, lower = described("table.by_stage_toxicity").head
    groups = [str(cell.heading) for cell in upper[2:]]
    assert ["I (n=12)", "II (n=15)", "III (n=17)", "P"] == groups
    assert [(1, 2), (1, 2), *[(4, 1)] * 3, (2, 1)] == [(cell.columns, cell.rows) for cell in upper]
    assert ["All grades", "Grade ≥3"] * 4 == [str(cell.heading) for cell in lower]


def test_the_head_of_a_table_is_one_row_where_nothing_spans_its_columns(described):
    (only,) = described("table.by_stage").head
    assert {1} == {cell.rows for cell in only}


def test_the_rows_of_organ_systems_are_tested_like_those_of_events(described):
    table = described("table.by_stage_toxicity")
    tested = [str(row.cells[-2].content) for row in table.rows if str(row.header) == "Any event"]
    assert tested
    assert NOTHING not in tested


def test_a_best_response_that_is_compared_by_itself_is_printed_once_with_its_test(described):
    (panel,) = described("table.by_stage").panels
    headings = [str(group.heading) for group in panel.groups]
    assert 1 == headings.count("Best response")
    assert "Best response" == headings[-1]
    tested = [str(row.cells[-1].content) for row in panel.groups[-1].rows]
    rates = ["Overall response", "Overall response by RECIST", "Clinical benefit"]
    headers = [str(row.header) for row, p in zip(panel.groups[-1].rows, tested, strict=True) if p]
    assert ["Complete response", *rates] == headers


def test_a_row_that_pools_levels_says_how_many_patients_have_each(described):
    table = described("table.by_stage")
    (note,) = [str(note.text) for note in table.notes if ", Other: " in str(note.text)]
    (pooled,) = [row for row in table.rows if str(row.header) == "Other"]
    counted = [int(n) for n in re.findall(r"\(n=(\d+)\)", note)]
    assert note.startswith("Metastatic site, Other: ")
    assert max(counted) <= int(str(pooled.cells[0].content)) <= sum(counted)
