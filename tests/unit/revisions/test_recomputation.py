"""States between two are computed, or cannot exist for a stated reason; mistakes of ours come out."""

import copy

import pytest
from declared_series import Series
from make_cohorts import write_study
from redcap_project import read_tables, redcap_files
from reference_contract import RECORDS

from il2report.results import compute_results, families
from il2report.revisions.recomputation import Recomputation, StudyBetween
from il2report.revisions.study_comparison import study_change
from il2report.study import read_study
from il2report.workflow.comparing import compared
from il2report.workflow.editions import set_edition


@pytest.fixture
def states(tmp_path, tables):
    """Recompute between the four patients and what `change` and `edit` make of them."""

    def between(change=lambda _: None, edit=lambda text: text):
        changed = copy.deepcopy(tables)
        change(changed)
        old, new = write_study(tmp_path / "old", tables), write_study(tmp_path / "new", changed)
        choices = (new / "study.toml").read_text(encoding="utf-8")
        (new / "study.toml").write_text(edit(choices), encoding="utf-8")
        return recomputation(read_study(old), read_study(new))

    return between


def recomputation(old, new):
    ids = set(compute_results(old).catalogue) | set(compute_results(new).catalogue)
    change = study_change(old, new)
    return Recomputation(StudyBetween(old, new, change), ids, lambda _study, result: result.id)


def existing(found):
    """Say of each correction whether the state with it alone exists, and the one without it."""
    numbers = [each.number for each in found.between.corrections]
    whole = frozenset(numbers)
    return [
        (found.state(frozenset({each})) is not None, found.state(whole - {each}) is not None)
        for each in numbers
    ]


def as_redcap(folder):
    files = redcap_files(read_tables(folder / "data"))
    for table in RECORDS:
        (folder / "data" / f"{table}.csv").unlink()
    (folder / "data" / "redcap").mkdir()
    for name in ("export.csv", "dictionary.csv"):
        (folder / "data" / "redcap" / name).write_text(files[name], encoding="utf-8")
    with (folder / "study.toml").open("a", encoding="utf-8") as choices:
        choices.write(f"\n{files['mapping.toml']}")


def two_corrections(tables):
    tables["patients"][1].update(ldh="510", best_response="SD")


def test_every_state_between_two_exists_where_nothing_contradicts_itself(states):
    assert [(True, True), (True, True)] == existing(states(two_corrections))


def test_each_correction_has_states_of_its_own(states):
    def ages(tables):
        tables["patients"][0]["age"] = "41"
        tables["patients"][1]["age"] = "59"

    found = states(ages)
    made = [frozenset(), frozenset({1}), frozenset({2}), frozenset({1, 2})]
    assert 4 == len({found.state(each)["cohort.age.mean"] for each in made})


def move_entry(first_day):
    """Move entry and last contact of Q4, whose last contact was on 1 July 2003."""

    def change(tables):
        tables["patients"][3].update(entry_date=first_day, last_contact_date="2004-01-01")
        tables["cycles"][5].update(start_date="2003-07-03", last_dose_date="2003-07-03")

    return change


@pytest.mark.parametrize(
    ("first_day", "exists"), [("2003-06-30", True), ("2003-07-01", True), ("2003-07-02", False)]
)
def test_a_state_with_last_contact_before_entry_cannot_exist(states, first_day, exists):
    found = states(move_entry(first_day))
    assert exists is (found.state(only(found, "entry_date")) is not None)


def only(found, column):
    corrections = found.between.corrections
    return frozenset(c.number for c in corrections if c.rows[0].cells[0].column == column)


def move_progression(first_day):
    """Move entry and progression of Q2, who progressed on 3 April 2003."""

    def change(tables):
        tables["patients"][1].update(entry_date=first_day, progression_date="2003-08-01")
        tables["cycles"][2].update(start_date="2003-05-05", last_dose_date="2003-05-09")

    return change


@pytest.mark.parametrize(
    ("first_day", "exists"), [("2003-04-02", True), ("2003-04-03", True), ("2003-04-04", False)]
)
def test_a_state_with_progression_before_entry_cannot_exist(states, first_day, exists):
    found = states(move_progression(first_day))
    assert exists is (found.state(only(found, "entry_date")) is not None)


def test_choices_that_exclude_each_other_have_no_results(states):
    def edit(text):
        text = text.replace('["CR", "PR", "MR", "SD"]', '["CR", "PR", "MR", "SD", "NE"]')
        return text.replace('["CR", "PR", "MR"]', '["CR", "PR", "MR", "NE"]')

    assert [(False, True), (True, False)] == existing(states(edit=edit))


def test_a_state_cannot_exist_whose_choices_declare_a_column_that_is_not_there(tmp_path):
    series = Series(4)
    series.tables["patients"] = [{"patient_id": f"P{row}", "age": f"5{row}"} for row in range(4)]
    series.declare("variable", name="age", kind="number", label="Age")
    fewer = series.write(tmp_path / "fewer")
    for row in series.patients:
        row["ldh"] = "400"
    series.declare("variable", name="ldh", kind="number", label="LDH")
    more = series.write(tmp_path / "more")

    came, went = (recomputation(*map(read_study, each)) for each in ((fewer, more), (more, fewer)))
    assert [("patients", (True, False)), ("study.toml", (False, True))] == _by_table(came)
    assert [("patients", (False, True)), ("study.toml", (True, False))] == _by_table(went)


def _by_table(found):
    tables = [each.rows[0].table for each in found.between.corrections]
    return list(zip(tables, existing(found), strict=True))


def test_a_choice_of_a_study_in_redcap_can_be_taken_back(tmp_path, tables):
    """The mapping of REDCap fields is part of the choices and passes through unchanged."""
    folders = [write_study(tmp_path / name, tables) for name in ("old", "new")]
    for folder in folders:
        as_redcap(folder)
    choices = folders[1] / "study.toml"
    text = choices.read_text(encoding="utf-8")
    text = text.replace("confidence_level = 95", "confidence_level = 90")
    choices.write_text(text.replace("alpha = 0.05", "alpha = 0.01"), encoding="utf-8")
    assert [(True, True), (True, True)] == existing(recomputation(*map(read_study, folders)))


def test_a_mistake_of_ours_between_two_states_comes_out(tmp_path, tables, monkeypatch):
    changed = copy.deepcopy(tables)
    two_corrections(changed)
    old, new = (
        set_edition(write_study(tmp_path / name, rows), name, "")
        for name, rows in (("old", tables), ("new", changed))
    )

    def mistaken(_study):
        raise TypeError("a mistake of ours")

    monkeypatch.setattr(families, "response_results", mistaken)
    with pytest.raises(TypeError, match="a mistake of ours"):
        compared(old, new)
