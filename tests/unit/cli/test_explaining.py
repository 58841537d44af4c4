"""explain leads from a printed number back to its patients and cells."""

import json

import pytest

from il2report.cli.explaining import WHOLE_LIST, explain_result, printed_explanation
from il2report.errors import WrongUse


@pytest.fixture
def lines(project):
    def explained(result_id):
        text = printed_explanation(explain_result(project, result_id), as_json=False)
        return [line.strip() for line in text.splitlines()]

    return explained


@pytest.fixture
def document(project):
    return lambda result_id: json.loads(
        printed_explanation(explain_result(project, result_id), as_json=True)
    )


def test_a_rate_names_its_numerator_and_its_denominator(lines):
    explained = lines("response.orr.percent")
    assert "response.orr.percent" == explained[0]
    assert "printed      20.0" in explained
    assert "counted      3 patients: P01, P05, P08" in explained
    assert "n            15" in explained
    assert any(line.startswith("out of       15 patients: P01, P02") for line in explained)


def test_every_cell_stands_with_its_file_row_and_content(lines):
    cells = [line for line in lines("response.cr.n") if line.startswith("data/")]
    assert 1 == len(cells)
    assert cells[0].endswith("P05: best_response = CR")


def test_a_method_with_a_source_names_it(lines):
    assert any(line.startswith("after        Clopper, Biometrika 1934") for line in lines("response.orr.ci_low"))  # fmt: skip


def test_a_long_list_of_cells_is_cut_and_says_so(lines, document):
    explained = lines("toxicity.any.all_grades.n")
    hidden = len(document("toxicity.any.all_grades.n")["cells"]) - WHOLE_LIST
    assert hidden > 0
    assert f"and {hidden} further cells (all with --json)" == explained[-1]


def test_what_has_no_value_says_why(lines, document):
    result_id = "progression.by_response.cr.median"
    reason = document(result_id)["reason"]
    assert "printed      not reached" in lines(result_id)
    assert any(line.startswith(f"value        cannot be estimated: {reason}") for line in lines(result_id))  # fmt: skip
    assert document(result_id)["value"] is None


def test_a_program_gets_all_of_it(document):
    explained = document("cohort.age.mean")
    keys = "id label value text reason unit method n patients denominator excluded sources cells"
    assert keys.split() == list(explained)
    assert ("years", None, ["patients.age"]) == tuple(
        explained[key] for key in ("unit", "reason", "sources")
    )
    assert {"name", "formula", "reference"} <= set(explained["method"])
    assert 15 == len(explained["cells"])


def test_an_unknown_id_names_the_nearest(project):
    with pytest.raises(WrongUse) as error:
        explain_result(project, "cohort.age.maen")
    assert "no result has the id 'cohort.age.maen'. Did you mean cohort.age.mean" in str(
        error.value
    )
