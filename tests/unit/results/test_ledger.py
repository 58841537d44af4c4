"""From a result back to the cells that it was read from, as the files have them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from il2report.analysis.methods import CLOPPER_PEARSON, COUNT, PERCENT, WORST_GRADE
from il2report.results import Result, StudyResults, UnknownResult
from il2report.results.ledger import Ledger, SourceCell, as_written
from il2report.study import Study

Place = tuple[str, int, str, str, str]


@pytest.fixture
def cells(four_patients: Study, four_results: StudyResults):
    """Give the cells of a result as plain tuples."""

    def of(result_id: str) -> list[Place]:
        explained = Ledger(four_patients).cells(four_results.catalogue[result_id])
        return [(c.file, c.row, c.column, c.patient_id, c.content) for c in explained]

    return of


def test_a_result_has_its_method_and_leads_to_its_cells(
    four_patients: Study, four_results: StudyResults
) -> None:
    result, ledger = four_results.catalogue["response.cr.n"], Ledger(four_patients)
    assert COUNT == result.method
    cell = SourceCell("data/patients.csv", 2, "best_response", "Q1", "CR", "best_response")
    assert (cell,) == ledger.cells(result)
    assert 1 == ledger.cells_n(result)


def test_a_count_is_read_from_the_cells_of_the_patients_counted(cells) -> None:
    assert [
        ("data/patients.csv", 2, "sex", "Q1", "female"),
        ("data/patients.csv", 5, "sex", "Q4", "female"),
    ] == cells("cohort.sex.female.n")


def test_a_count_of_nobody_has_no_cells(cells) -> None:
    assert [] == cells("response.pr.n")
    assert [] == cells("toxicity.anuria.grade_3.n")


def test_a_site_is_read_from_its_own_rows(cells) -> None:
    assert [
        ("data/metastases.csv", 2, "site", "Q1", "lung"),
        ("data/metastases.csv", 5, "site", "Q3", "lung"),
    ] == cells("cohort.site.lung.percent")
    assert [("data/metastases.csv", 6, "site", "Q3", "heart")] == cells("cohort.site.other.n")
    assert [("data/metastases.csv", 3, "site", "Q1", "brain")] == cells("brain.n")


def test_systemic_therapy_is_read_from_the_rows_that_are_systemic(cells) -> None:
    assert [("data/prior_therapies.csv", 4, "modality", "Q3", "chemotherapy")] == cells(
        "cohort.prior_systemic.n"
    )


def test_an_adverse_event_is_read_from_every_row_of_its_term(cells) -> None:
    file = "data/adverse_events.csv"
    # The lower grade of Q1 is shown too, since the worst one was chosen from it.
    assert [
        (file, 2, "term", "Q1", "hypotension"),
        (file, 3, "term", "Q1", "hypotension"),
        (file, 6, "term", "Q4", "hypotension"),
        (file, 2, "grade", "Q1", "2"),
        (file, 3, "grade", "Q1", "3"),
        (file, 6, "grade", "Q4", "3"),
    ] == cells("toxicity.hypotension.grade_3.n")


def test_any_adverse_event_is_read_from_all_events_of_the_patients_counted(cells) -> None:
    grades = [
        content for _, _, column, _, content in cells("toxicity.any.grade_3.n") if column == "grade"
    ]
    assert ["2", "3", "1", "3"] == grades


def test_a_cycle_is_read_from_its_own_rows(cells) -> None:
    assert [
        ("data/cycles.csv", 3, "cycle", "Q1", "2"),
        ("data/cycles.csv", 6, "cycle", "Q3", "2"),
        ("data/cycles.csv", 3, "doses", "Q1", "6"),
        ("data/cycles.csv", 6, "doses", "Q3", "8"),
    ] == cells("dosing.cycle_2.doses.mean")
    assert [("data/cycles.csv", 3, "doses", "Q1", "6")] == cells("patient.Q1.cycle_2.doses")


def test_a_lesion_is_read_from_its_own_rows(cells) -> None:
    file = "data/brain_lesions.csv"
    assert [
        (file, 3, "assessed_on", "Q1", "2002-12-20"),
        (file, 5, "assessed_on", "Q1", "2003-03-05"),
        (file, 7, "assessed_on", "Q1", "2004-05-02"),
        (file, 3, "diameter_mm", "Q1", "17.5"),
        (file, 5, "diameter_mm", "Q1", "0"),
        (file, 7, "diameter_mm", "Q1", "0"),
    ] == cells("brain.Q1.lesion.2.diameter")


def test_dates_are_shown_as_the_file_has_them_and_missing_ones_blank(cells) -> None:
    assert [
        ("data/patients.csv", 2, "entry_date", "Q1", "2003-01-01"),
        ("data/patients.csv", 2, "progression_date", "Q1", ""),
        ("data/patients.csv", 2, "last_contact_date", "Q1", "2004-05-02"),
    ] == cells("patient.Q1.ttdp")


def test_a_measurement_is_read_from_those_who_have_it(cells) -> None:
    assert ["200", "400", "900"] == [content for *_, content in cells("cohort.ldh.mean")]


def test_a_value_that_is_not_recorded_shows_its_blank_cell(cells) -> None:
    assert [("data/patients.csv", 3, "ldh", "Q2", "")] == cells("patient.Q2.ldh")


def test_an_unknown_result_cannot_be_explained(four_results: StudyResults) -> None:
    with pytest.raises(UnknownResult, match=r"Did you mean response\.orr\.n"):
        four_results.catalogue["response.orr.m"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (pd.NaT, ""),
        (float("nan"), ""),
        (pd.Timestamp(date(2003, 7, 21)), "2003-07-21"),
        (51.0, "51"),
        (17.5, "17.5"),
        (np.float64(480.0), "480"),
        (np.int64(3), "3"),
        ("whole brain", "whole brain"),
    ],
)
def test_a_cell_is_written_as_its_file_has_it(value: object, expected: str) -> None:
    assert expected == as_written(value)


COUNTED = {COUNT, PERCENT, WORST_GRADE, CLOPPER_PEARSON}


def test_every_count_of_the_reference_study_leads_to_a_cell_of_each_patient_counted(
    reference_study: Study, reference_results: StudyResults
) -> None:
    counts = [r for r in reference_results.catalogue.values() if r.method in COUNTED]
    assert counts
    ledger = Ledger(reference_study)
    for result in counts:
        found = {cell.patient_id for cell in ledger.cells(result)}
        assert (result.id, set()) == (result.id, found - set(result.patients))
        # Only who is counted for having no row, such as an untreated patient, has no cell.
        without = {patient for patient in result.patients if patient not in found}
        assert (result.id, set()) == (result.id, without - _without_rows(ledger, result))


def _without_rows(ledger: Ledger, result: Result) -> set[str]:
    tables = {source.partition(".")[0] for source in result.sources} - {"patients"}
    return {
        patient
        for patient in result.patients
        if any(patient not in ledger.table(name).by_patient for name in tables)
    }


def test_the_cells_of_every_result_are_those_of_its_patients(
    reference_study: Study, reference_results: StudyResults
) -> None:
    ledger = Ledger(reference_study)
    for result in reference_results.catalogue.values():
        cells = ledger.cells(result)
        assert {c.patient_id for c in cells} <= set(result.patients)


def test_every_column_that_a_result_names_exists(
    reference_study: Study, reference_results: StudyResults
) -> None:
    named = {
        column
        for result in reference_results.catalogue.values()
        for column in (*result.sources, *(restricted for restricted, _ in result.where))
    }
    tables = reference_study.tables
    assert [] == [
        column
        for column in sorted(named)
        if column.partition(".")[2] not in getattr(tables, column.partition(".")[0]).columns
    ]
