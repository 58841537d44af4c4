"""The best response as a study declares it: other codes, another column, none, and by group."""

import pytest

from il2report.errors import StudyRefused
from il2report.results import compute_results

STATUS = """
[[variable]]
name = "status"
kind = "category"
label = "State at last contact"

[[variable]]
name = "older"
label = "Age"
cut = { of = "age_in_years", at = [55] }

[[variable]]
name = "age_in_years"
kind = "number"
label = "Age"
column = "age"

[response]
variable = "status"
recist = ["NED"]
"""
BY_AGE = """
[[comparison]]
name = "by_age"
by = "older"
of = ["response"]
tests = { response = "fisher" }
"""


def catalogue_of(study_from, tables, declared, **definitions):
    lines = {
        'overall_response = ["CR", "PR", "MR"]\n': definitions.get("overall", ""),
        'clinical_benefit = ["CR", "PR", "MR", "SD"]\n': definitions.get("benefit", ""),
        'definition = "clinical_benefit"': 'codes = ["CR"]',
        "[treatment]": f"{declared}\n[treatment]",
    }
    return compute_results(study_from(tables, changes=lines)).catalogue


def responses(catalogue):
    return {key: result.value for key, result in catalogue.items() if key.startswith("response.")}


def test_the_codes_are_those_of_the_declared_variable(study_from, tables):
    found = responses(catalogue_of(study_from, tables, STATUS))
    counts = {key: value for key, value in found.items() if key.endswith(".n")}
    expected = {"ned": 1, "awd": 1, "dod": 1, "doc": 0, "orr_recist": 1}
    assert {f"response.{key}.n": n for key, n in expected.items()} == counts


def test_a_patient_without_a_response_stays_in_the_denominator(study_from, tables):
    catalogue = catalogue_of(study_from, tables, STATUS)
    assert (4, 25.0) == (catalogue["response.ned.n"].n, catalogue["response.ned.percent"].value)


def test_no_rate_is_given_that_nothing_defines(study_from, tables):
    found = responses(catalogue_of(study_from, tables, STATUS.replace('recist = ["NED"]', "")))
    assert [] == [key for key in found if key.split(".")[1] in ("orr", "orr_recist", "benefit")]


def test_a_rate_pools_the_codes_of_its_definition(study_from, tables):
    overall = 'overall_response = ["NED", "AWD"]\n'
    found = responses(catalogue_of(study_from, tables, STATUS, overall=overall))
    assert (2, 50.0) == (found["response.orr.n"], found["response.orr.percent"])


def test_rates_of_groups_are_what_r_computes(study_from, tables):
    """binom.test(c(1, 1), 2) and fisher.test(matrix(c(1, 1, 1, 1), 2)) of R 4.2.2."""
    overall = 'overall_response = ["NED", "AWD"]\n'
    catalogue = catalogue_of(study_from, tables, STATUS + BY_AGE, overall=overall)
    for group in ("below_55", "from_55"):
        prefix = f"by_age.response.{group}.orr"
        values = [
            catalogue[f"{prefix}.{name}"].value for name in ("n", "percent", "ci_low", "ci_high")
        ]
        assert pytest.approx([1, 50, 1.25791170, 98.74208830], abs=1e-6) == values
        assert 2 == catalogue[f"{prefix}.n"].n
    assert 1 == catalogue["by_age.response.orr.p"].value
    assert 2 == catalogue["by_age.tests_made"].value


def test_counts_of_a_group_are_of_its_patients(study_from, tables):
    catalogue = catalogue_of(study_from, tables, STATUS + BY_AGE)
    keys = ("ned", "awd", "dod", "doc")
    counts = [catalogue[f"by_age.response.below_55.{key}.n"].value for key in keys]
    assert [1, 0, 1, 0] == counts


def test_a_response_that_is_a_number_is_refused(study_from, tables):
    wrong = STATUS.replace('variable = "status"', 'variable = "age_in_years"')
    with pytest.raises(StudyRefused) as refused:
        catalogue_of(study_from, tables, wrong)
    assert ["response: age_in_years should be a category of patients.csv"] == [
        finding.message for finding in refused.value.findings
    ]


def test_a_response_that_nothing_declares_is_refused(study_from, tables):
    wrong = STATUS.replace('variable = "status"', 'variable = "answer"')
    with pytest.raises(StudyRefused) as refused:
        catalogue_of(study_from, tables, wrong)
    [finding] = refused.value.findings
    assert finding.message.startswith("response: there is no answer. It may be age, ")
