"""Two states of the four patients, compared cell by cell and put together again."""

import copy
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from make_cohorts import Tables, write_study
from reference_contract import RECORDS

from il2report.errors import Place
from il2report.results import compute_results
from il2report.revisions import study_comparison
from il2report.revisions.alignment import rows_of
from il2report.revisions.choice_changes import flat
from il2report.revisions.corrections import CellChange, Correction, CorrectionKind
from il2report.revisions.recomputation import StudyBetween
from il2report.revisions.study_comparison import study_change
from il2report.study import Study, read_study

Change = Callable[[Tables], None]


@pytest.fixture
def states(tmp_path: Path, tables: Tables) -> Callable[..., tuple[Study, Study]]:
    """Give the four patients as they are and as `change` leaves them; `edit` changes study.toml."""

    def read(change: Change, edit: Callable[[str], str] = lambda text: text) -> tuple[Study, Study]:
        changed = copy.deepcopy(tables)
        change(changed)
        folders = [write_study(tmp_path / "old", tables), write_study(tmp_path / "new", changed)]
        choices = folders[1] / "study.toml"
        choices.write_text(edit(choices.read_text(encoding="utf-8")), encoding="utf-8")
        return read_study(folders[0]), read_study(folders[1])

    return read


def nothing(_tables: Tables) -> None:
    pass


def told(corrections: tuple[Correction, ...]) -> list[tuple[object, ...]]:
    """Give corrections as plain values."""
    return [
        (row.table, row.patient_id, row.kind.value, [(c.column, c.old, c.new) for c in row.cells])
        for correction in corrections
        for row in correction.rows
    ]


def test_without_a_correction_nothing_differs(states) -> None:
    assert () == study_change(*states(nothing)).corrections


def test_rows_are_compared_only_in_tables_that_differ(states, monkeypatch) -> None:
    def change(tables: Tables) -> None:
        tables["patients"][1]["ldh"] = "510"

    compared = []
    monkeypatch.setattr(
        study_comparison,
        "rows_of",
        lambda frame, names: compared.append(names) or rows_of(frame, names),
    )
    old, new = states(change)

    assert () == study_change(old, old).corrections
    assert [] == compared
    assert 1 == len(study_change(old, new).corrections)
    assert 2 == len(compared)  # the patients, before and after


def test_each_cell_of_a_row_is_a_correction_of_its_own(states) -> None:
    def change(tables: Tables) -> None:
        tables["patients"][1].update(best_response="PR", ldh="510")

    change_ = study_change(*states(change))
    assert [
        ("patients", "Q2", "changed", [("ldh", "", "510")]),
        ("patients", "Q2", "changed", [("best_response", "PD", "PR")]),
    ] == told(change_.corrections)
    assert [1, 2] == [correction.number for correction in change_.corrections]
    assert [3, 3] == [correction.rows[0].place.row for correction in change_.corrections]


def test_a_value_spelled_otherwise_is_no_correction(states) -> None:
    def change(tables: Tables) -> None:
        tables["patients"][0]["ldh"] = "200.0"

    assert () == study_change(*states(change)).corrections


def test_rows_in_another_order_are_no_correction(states) -> None:
    def change(tables: Tables) -> None:
        tables["patients"].reverse()

    assert () == study_change(*states(change)).corrections


def test_all_rows_of_a_patient_who_is_excluded_are_one_correction(states) -> None:
    def change(tables: Tables) -> None:
        for name, rows in tables.items():
            tables[name] = [row for row in rows if row["patient_id"] != "Q3"]

    (correction,) = study_change(*states(change)).corrections
    assert correction.is_of_whole_patient
    assert {CorrectionKind.REMOVED} == {row.kind for row in correction.rows}
    assert 1 + 2 + 2 + 2 + 1 == len(correction.rows)


def test_a_new_event_is_a_row_that_came(states) -> None:
    def change(tables: Tables) -> None:
        row = {"patient_id": "Q4", "cycle": "1", "term": "fever", "grade": "2"}
        tables["adverse_events"].append(row)

    (correction,) = study_change(*states(change)).corrections
    row = correction.rows[0]
    assert CorrectionKind.ADDED is row.kind
    assert (("cycle", "1"), ("term", "fever")) == row.key
    assert CellChange("grade", "", "2") == row.cells[-1]


def test_a_choice_of_study_toml_is_a_correction(states) -> None:
    old, new = states(nothing, lambda text: text.replace("alpha = 0.05", "alpha = 0.01"))
    assert [("study.toml", None, "changed", [("definitions.alpha", "0.05", "0.01")])] == told(
        study_change(old, new).corrections
    )


def test_a_choice_that_is_a_list_is_written_with_its_members(states) -> None:
    def edit(text: str) -> str:
        return text.replace('["CR", "PR", "MR", "SD"]', '["CR", "PR", "MR"]')

    (correction,) = study_change(*states(nothing, edit)).corrections
    cell = CellChange("definitions.clinical_benefit", "CR, PR, MR, SD", "CR, PR, MR")
    assert (cell,) == correction.rows[0].cells
    assert Place("study.toml") == correction.rows[0].place


def test_the_mapping_of_redcap_fields_is_no_choice(states) -> None:
    old, _ = states(nothing)
    assert [] == [
        name
        for name in flat(old.configuration, old.configuration)
        if name.partition(".")[0] == "redcap"
    ]


def test_a_corrected_row_has_its_place_in_either_state(states) -> None:
    def change(tables: Tables) -> None:
        tables["patients"][1]["ldh"] = "510"
        tables["patients"].reverse()

    (correction,) = study_change(*states(change)).corrections
    (row,) = correction.rows
    assert Place("data/patients.csv", 3, patient_id="Q2") == row.old_place
    assert Place("data/patients.csv", 4, patient_id="Q2") == row.new_place


def many(tables: Tables) -> None:
    """Correct cells, add and remove rows, exclude one patient and include another."""
    tables["patients"][0]["age"] = "41"
    tables["cycles"][0]["doses"] = "12"
    del tables["adverse_events"][2]
    for name, rows in tables.items():
        tables[name] = [row for row in rows if row["patient_id"] != "Q2"]
    patient = dict(tables["patients"][2], patient_id="Q5", ldh="333")
    tables["patients"].insert(1, patient)
    tables["cycles"].append(dict(tables["cycles"][-1], patient_id="Q5"))
    tables["metastases"].append({"patient_id": "Q5", "site": "liver"})


def test_with_every_correction_made_the_new_state_comes_out_and_with_none_the_old(states) -> None:
    old, new = states(many, lambda text: text.replace("alpha = 0.05", "alpha = 0.01"))
    change = study_change(old, new)
    between = StudyBetween(old, new, change)
    for made, state in (((), old), (tuple(c.number for c in change.corrections), new)):
        study = between.study(made)
        assert state.configuration == study.configuration
        assert state.codebook == study.codebook
        for table in RECORDS:
            expected, actual = getattr(state.tables, table), getattr(study.tables, table)
            pd.testing.assert_frame_equal(
                expected.reset_index(drop=True), actual.reset_index(drop=True), check_dtype=True
            )


def test_every_state_between_is_the_old_one_with_just_these_corrections(states, tmp_path) -> None:
    old, new = states(many)
    change = study_change(old, new)
    between = StudyBetween(old, new, change)
    ages = [c.number for c in change.corrections if c.rows[0].cells[0].column == "age"]
    study = between.study(ages)
    assert [41.0, 50.0, 60.0, 70.0] == study.tables.patients["age"].tolist()
    assert old.tables.cycles["doses"].tolist() == study.tables.cycles["doses"].tolist()


def test_every_pair_of_corrections_gives_a_study_that_can_be_computed(states) -> None:
    old, new = states(many)
    change = study_change(old, new)
    between = StudyBetween(old, new, change)
    numbers = [correction.number for correction in change.corrections]
    sizes = {len(compute_results(between.study(pair)).declared.times["progression"].patients) for pair in combinations(numbers, 2)}  # fmt: skip
    assert {3, 4, 5} == sizes


def test_the_label_of_a_code_can_be_taken_back(tmp_path: Path, tables: Tables) -> None:
    folders = [write_study(tmp_path / name, tables) for name in ("old", "new")]
    codebook = folders[1] / "data" / "codebook.csv"
    text = codebook.read_text(encoding="utf-8")
    codebook.write_text(text.replace("Hypotension", "Low blood pressure"), encoding="utf-8")
    old, new = map(read_study, folders)
    change = study_change(old, new)
    assert 1 == len(change.corrections)
    between = StudyBetween(old, new, change)
    where = ("adverse_events", "term", "hypotension")
    assert "Hypotension" == between.study([]).codebook.label(*where)
    assert "Low blood pressure" == between.study([1]).codebook.label(*where)


def test_a_code_that_came_or_went_is_a_correction_at_the_codebook(
    tmp_path: Path, tables: Tables
) -> None:
    folders = [write_study(tmp_path / name, tables) for name in ("old", "new")]
    with (folders[1] / "data" / "codebook.csv").open("a", encoding="utf-8") as codebook:
        codebook.write("adverse_events,term,hiccups,Hiccups,Gastrointestinal,99\n")
    one, other = map(read_study, folders)
    cells = (("label", "Hiccups"), ("group", "Gastrointestinal"))
    for old, new, kind in (
        (one, other, CorrectionKind.ADDED),
        (other, one, CorrectionKind.REMOVED),
    ):
        (correction,) = study_change(old, new).corrections
        (row,) = correction.rows
        assert (kind, (("code", "adverse_events.term.hiccups"),)) == (row.kind, row.key)
        assert Place("data/codebook.csv") == row.place
        sides = [
            (name, *(("", text) if kind is CorrectionKind.ADDED else (text, "")))
            for name, text in cells
        ]
        assert tuple(CellChange(*side) for side in sides) == row.cells


def test_a_patient_with_another_id_is_one_correction(states) -> None:
    def rename(tables: Tables) -> None:
        for rows in tables.values():
            for row in rows:
                row["patient_id"] = row["patient_id"].replace("Q2", "Q-2")

    (correction,) = study_change(*states(rename)).corrections
    assert ("Q2", "Q-2") == (correction.patient_id, correction.new_id)


def test_an_id_that_changed_together_with_a_cell_is_no_renaming(states) -> None:
    def rename(tables: Tables) -> None:
        for rows in tables.values():
            for row in rows:
                row["patient_id"] = row["patient_id"].replace("Q2", "Q-2")
        tables["patients"][1]["ldh"] = "777"

    assert [None, None] == [each.new_id for each in study_change(*states(rename)).corrections]


def with_column(name: str, **cells: str) -> Change:
    """Add a column of notes to the patients, which no declaration names."""

    def change(tables: Tables) -> None:
        for row in tables["patients"]:
            row[name] = cells.get(row["patient_id"], "")

    return change


@pytest.fixture
def noted(tmp_path: Path, tables: Tables) -> Callable[..., tuple[Study, Study]]:
    """Give two states, each with its own change, which may add columns."""

    def read(before: Change, after: Change) -> tuple[Study, Study]:
        return read_study(written("old", before)), read_study(written("new", after))

    def written(name: str, change: Change) -> Path:
        folder = write_study(tmp_path / name, tables)
        changed = copy.deepcopy(tables)
        change(changed)
        for table, rows in changed.items():
            pd.DataFrame(rows).to_csv(folder / "data" / f"{table}.csv", index=False)
        return folder

    return read


def used(corrections: tuple[Correction, ...]) -> list[bool]:
    return [correction.is_used for correction in corrections]


def test_a_cell_of_a_column_that_nothing_declares_is_a_change_that_is_not_used(noted) -> None:
    old, new = noted(with_column("nurse", Q1="Ada", Q3="Bo"), with_column("nurse", Q1="Eve"))
    change = study_change(old, new)
    assert [
        ("patients", "Q1", "changed", [("nurse", "Ada", "Eve")]),
        ("patients", "Q3", "changed", [("nurse", "Bo", "")]),
    ] == told(change.corrections)
    assert [False, False] == used(change.corrections)
    assert old.fingerprint != new.fingerprint


def test_a_whole_column_that_nothing_declares_comes_or_goes_as_one_change(noted) -> None:
    old, new = noted(nothing, with_column("nurse", Q1="Ada", Q3="Bo"))
    for one, other, word in ((old, new, "added"), (new, old, "removed")):
        (correction,) = study_change(one, other).corrections
        assert [("patients", None, "changed", [("nurse", "", word)])] == told((correction,))
        assert (False, "data/patients.csv") == (correction.is_used, correction.rows[0].place.file)


def test_in_a_row_with_both_each_cell_is_a_correction_of_its_own(noted) -> None:
    def change(tables: Tables) -> None:
        with_column("nurse", Q2="Eve")(tables)
        tables["patients"][1]["ldh"] = "510"

    corrections = study_change(*noted(with_column("nurse", Q2="Ada"), change)).corrections
    assert [("ldh", True), ("nurse", False)] == [
        (each.rows[0].cells[0].column, each.is_used) for each in corrections
    ]


def test_rows_in_another_order_with_a_column_of_notes_are_no_change(noted) -> None:
    def change(tables: Tables) -> None:
        with_column("nurse", Q1="Ada", Q3="Bo")(tables)
        tables["patients"].reverse()

    old, new = noted(with_column("nurse", Q1="Ada", Q3="Bo"), change)
    assert () == study_change(old, new).corrections


def test_what_is_not_used_changes_no_result_and_no_state_between(noted) -> None:
    def change(tables: Tables) -> None:
        with_column("nurse", Q2="Eve", Q4="Di")(tables)
        tables["patients"][1]["ldh"] = "510"
        tables["patients"][0]["age"] = "41"

    old, new = noted(with_column("nurse", Q2="Ada"), change)
    found = study_change(old, new)
    between = StudyBetween(old, new, found)
    whole = frozenset(each.number for each in found.corrections)
    without = frozenset(each.number for each in found.corrections if each.is_used)
    results = [compute_results(between.study(made)).catalogue for made in (whole, without)]
    assert dict(results[0]) == dict(results[1])
    assert compute_results(new).catalogue == results[0]
