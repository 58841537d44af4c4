"""explain leads from a printed number back to its patients and cells."""

import json
import shutil
from dataclasses import dataclass

import pytest

from il2report.cli.explaining import WHOLE_LIST, printed_explanation
from il2report.errors import WrongUse
from il2report.pages.accounts import Accounts
from il2report.templating.facts import UnknownFact
from il2report.workflow.explaining import explain_result, study_accounts


@pytest.fixture(scope="module")
def accounts(project):
    return study_accounts(project)


@pytest.fixture
def lines(accounts):
    def explained(result_id):
        text = printed_explanation(accounts.of(result_id), as_json=False)
        return [line.strip() for line in text.splitlines()]

    return explained


@pytest.fixture
def document(accounts):
    return lambda result_id: json.loads(printed_explanation(accounts.of(result_id), as_json=True))


def test_a_rate_names_its_numerator_and_its_denominator(lines):
    explained = lines("response.orr.percent")
    assert "response.orr.percent" == explained[0]
    assert "printed      20.0%" in explained
    assert "counted      3 patients: P01, P05, P08" in explained
    assert "n            15" in explained
    assert any(line.startswith("out of       15 patients: P01, P02") for line in explained)


def test_every_cell_stands_with_its_file_row_and_content(lines):
    cells = [line for line in lines("response.cr.n") if line.startswith("data/")]
    assert 1 == len(cells)
    assert cells[0].endswith("P05: best_response = CR")


def test_a_method_with_a_source_names_it(lines):
    assert any(line.startswith("after        Clopper CJ and Pearson ES:") for line in lines("response.orr.ci_low"))  # fmt: skip


def test_a_long_list_of_cells_is_cut_and_says_so(lines, document):
    explained = lines("toxicity.any.all_grades.n")
    hidden = len(document("toxicity.any.all_grades.n")["cells"]) - WHOLE_LIST
    assert hidden > 0
    assert f"and {hidden} further cells (all with --json)" in explained


def test_what_has_no_value_says_why(lines, document):
    result_id = "progression.by_response.cr.median"
    reason = document(result_id)["reason"]
    assert "printed      not reached" in lines(result_id)
    assert any(line.startswith(f"value        cannot be estimated: {reason}") for line in lines(result_id))  # fmt: skip
    assert document(result_id)["value"] is None


def test_a_program_gets_all_of_it(document):
    explained = document("cohort.age.mean")
    keys = "id label value text reason unit method n patients denominator excluded sources cells"
    keys += " definition printed working reference places figures history cells_n"
    assert sorted(keys.split()) == sorted(explained)
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


def test_a_formula_stands_with_its_numbers(lines):
    assert "100 × 3 / 15 = 20.0" in lines("response.orr.percent")


def test_a_definition_names_the_choice_that_decides(lines):
    assert any(
        line.startswith(
            "definition   Overall response: best response CR, PR, or MR (study.toml,"
            " definitions.overall_response)."
        )
        for line in lines("response.orr.n")
    )


def test_a_number_knows_where_it_is_printed_and_drawn(document, lines):
    assert "printed in   Abstract: 2.9" in lines("progression.median")
    assert "drawn in Figure 1" in lines("progression.median")
    assert ["Abstract", "Results, Response", "Discussion"] == [
        place["section"] for place in document("response.orr.percent")["places"]
    ]


def test_what_is_printed_nowhere_says_so(lines):
    assert "printed in   no place of the manuscript" in lines("dosing.cycles_max")


def test_published_figures_and_choices_are_explained_too(lines, document):
    assert "after        Atkins MB," in " ".join(lines("literature.atkins1999.patients"))
    assert (
        "Chosen in study.toml, protocol.rest_days_min."
        == document("constant.protocol.rest_days_min")["definition"]
    )


@pytest.mark.parametrize("unknown", ["literature.atkins1999.patient", "constant.protocol.rest"])
def test_an_unknown_figure_or_choice_is_wrong_use(accounts, unknown):
    with pytest.raises(UnknownFact):
        accounts.of(unknown)


@dataclass(frozen=True)
class ADraft:
    number: int
    name: str
    issued: str
    results: dict[str, object]


def a_draft(number, **texts):
    results = {key.replace("__", "."): {"text": text} for key, text in texts.items()}
    return ADraft(number, f"round {number}", f"2026-11-0{number}", {"results": results})


def test_the_history_tells_each_draft_and_what_changed(accounts):
    drafts = [
        a_draft(1),
        a_draft(2, response__orr__percent="26.7"),
        a_draft(3, response__orr__percent="26.7"),
    ]
    later = Accounts(accounts.study, accounts.results, accounts.printer, drafts=drafts)

    text = printed_explanation(later.of("response.orr.percent"), as_json=False)

    assert [
        "history      draft 1, round 1, 2026-11-01: not in this draft",
        "draft 2, round 2, 2026-11-02: 26.7, changed",
        "draft 3, round 3, 2026-11-03: 26.7",
        "now: 20.0, changed",
    ] == [line.strip() for line in text.splitlines()[-4:]]


def test_a_text_that_cannot_be_set_leaves_only_the_places_out(tmp_path, project):
    shutil.copytree(project / "data", tmp_path / "data")
    shutil.copytree(project / "templates", tmp_path / "templates")
    shutil.copy(project / "study.toml", tmp_path)
    sections = tmp_path / "templates" / "sections"
    (sections / "abstract.md.j2").write_text("{{ nothing_of_that_name }}")

    explained = explain_result(tmp_path, "response.orr.percent")

    assert ("20.0", ()) == (explained.text, explained.places)
