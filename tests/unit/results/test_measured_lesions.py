"""Measured lesions of any organ, as study.toml declares them, and what it may not declare."""

import pytest

from il2report.errors import StudyRefused
from il2report.results import compute_results

NAME = 'name = "brain"'
AMONG = 'among = { site = ["brain"] }'


def ids(study):
    return [key for key in compute_results(study).catalogue if key.startswith(("brain.", "liver."))]


def test_the_ids_begin_with_the_declared_name(study_from, tables):
    named = ids(study_from(tables, changes={NAME: 'name = "liver"'}))
    assert {"liver.n", "liver.resolved.n", "liver.Q1.duration", "liver.Q1.lesion.2.diameter"} <= {
        *named
    }
    assert [] == [key for key in named if key.startswith("brain.")]


def test_without_among_whoever_was_measured_has_them(study_from, tables):
    tables["metastases"] = [row for row in tables["metastases"] if row["site"] != "brain"]
    results = compute_results(study_from(tables, changes={AMONG: ""}))
    assert ("Q1",) == results.catalogue["brain.n"].patients


def test_patients_with_one_of_several_codes_have_them(study_from, tables):
    study = study_from(tables, changes={AMONG: 'among = { site = ["brain", "heart"] }'})
    assert ("Q1", "Q3") == compute_results(study).catalogue["brain.n"].patients


def test_a_location_need_not_be_recorded(study_from, tables):
    for row in tables["brain_lesions"]:
        row["location"] = ""
    study = study_from(tables)
    (patient,) = compute_results(study).lesion_patients
    assert ["", ""] == [lesion.location for lesion in patient.lesions]


def test_beyond_the_limit_there_is_a_summary_only(study_from, tables):
    tables["metastases"].append({"patient_id": "Q2", "site": "brain"})
    study = study_from(tables, changes={NAME: f"{NAME}\nmost_patients = 1"})
    assert ["brain.n", "brain.resolved.n"] == ids(study)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({NAME: 'name = "cohort"'}, "the name cohort is taken by results of the program"),
        (
            {NAME: 'name = "characteristics"'},
            "the name characteristics is taken by results of the program",
        ),
        (
            {AMONG: 'among = { organ = ["brain"] }'},
            "measured_lesions: there is no organ. It may be age, benefit, best_response, ecog, ldh, prior, prior_any, prior_systemic, sex, site, vital_status",
        ),
        (
            {'table = "brain_lesions"': 'table = "cycles"'},
            "measured_lesions: table: cycles does not hold measurements of lesions",
        ),
        (
            {'values = ["age", "ecog"]': 'values = ["site"]'},
            "measured_lesions.values: site is neither a number nor ordered",
        ),
        (
            {'of = "diameters", heading': 'of = "duration", heading'},
            "measured_lesions: the column duration is given twice",
        ),
        (
            {'heading = "Response", codes = true': 'detail = "agent"'},
            (
                "measured_lesions.columns: best_response has no further column agent; only a variable"
                " of another table may have several rows with details"
            ),
        ),
    ],
)
def test_a_wrong_declaration_has_one_message(study_from, tables, changed, message):
    with pytest.raises(StudyRefused) as refused:
        study_from(tables, changes=changed)
    assert [message] == [finding.message for finding in refused.value.findings if finding.is_error]


def test_a_code_that_nothing_has_is_named_once(study_from, tables):
    with pytest.raises(StudyRefused) as refused:
        study_from(tables, changes={AMONG: 'among = { site = ["brian"] }'})
    assert ["unknown-code"] == [finding.code for finding in refused.value.findings]
