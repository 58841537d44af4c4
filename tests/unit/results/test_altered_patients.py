"""What becomes of the results when the four patients are others."""

from collections.abc import Callable

import pytest
from make_cohorts import Tables

from il2report.results import Catalogue, compute_results
from il2report.study import Study
from il2report.values import NotEstimable

CatalogueFrom = Callable[..., Catalogue]


@pytest.fixture
def catalogue_from(study_from: Callable[..., Study]) -> CatalogueFrom:
    """Compute the results of these rows."""
    return lambda rows, settings="": compute_results(study_from(rows, settings)).catalogue


def reason(catalogue: Catalogue, result_id: str) -> str:
    value = catalogue[result_id].value
    assert isinstance(value, NotEstimable)
    return value.reason


def everybody(tables: Tables, **cells: str) -> Tables:
    for row in tables["patients"]:
        row.update(cells)
    return tables


def test_where_nobody_has_an_ldh_its_results_say_so(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    catalogue = catalogue_from(everybody(tables, ldh=""))
    assert 0 == catalogue["cohort.ldh.n"].value
    assert "no patient has a value" == reason(catalogue, "cohort.ldh.mean")
    assert "one of the groups is empty" == reason(catalogue, "correlates.ldh.p")
    assert 0 == catalogue["correlates.ldh.p"].n
    assert 4 == len(catalogue["correlates.ldh.p"].excluded)


def test_an_age_that_identifies_is_told_as_90_or_older_also_as_the_end_of_a_range(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    oldest = tables["patients"][0]
    oldest["age"] = "97"
    catalogue = catalogue_from(tables)
    told = {name for name, entry in catalogue.items() if entry.is_at_least}
    patient = oldest["patient_id"]
    assert {f"patient.{patient}.age", "cohort.age.max"} <= told
    assert {90} == {catalogue[name].value for name in told}
    assert [] == [name for name, entry in catalogue.items() if entry.value == 97]


def test_where_all_are_of_one_sex_and_age_nothing_is_tested(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    catalogue = catalogue_from(everybody(tables, sex="female", age="50"))
    assert (4, 100) == (
        catalogue["cohort.sex.female.n"].value,
        catalogue["cohort.sex.female.percent"].value,
    )
    assert 0 == catalogue["cohort.age.sd"].value
    assert "every patient has the same value" == reason(catalogue, "correlates.sex.p")
    constant = "the values within each group are all the same"
    assert [constant, constant, "every patient has the same value"] == [
        reason(catalogue, f"correlates.age.{test}") for test in ("p", "welch_p", "mann_whitney_p")
    ]


def test_where_nobody_benefits_there_is_no_group_to_compare(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    catalogue = catalogue_from(everybody(tables, best_response="NE", status=""))
    assert 0 == catalogue["response.benefit.percent"].value
    assert 0 == catalogue["response.benefit.ci_low"].value
    assert (
        pytest.approx(100 * (1 - 0.025 ** (1 / 4))) == catalogue["response.benefit.ci_high"].value
    )
    assert "one of the groups is empty" == reason(catalogue, "correlates.sex.p")
    assert "no patient has a value" == reason(catalogue, "correlates.age.benefit.mean")
    assert "no patient in the denominator" == reason(
        catalogue, "correlates.sex.benefit.female.percent"
    )


def test_where_nobody_progresses_the_median_is_not_reached(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    rows = everybody(tables, progression_date="", best_response="NE", status="")
    catalogue = catalogue_from(rows)
    assert (0, 4) == (
        catalogue["progression.events"].value,
        catalogue["progression.censored"].value,
    )
    assert "not reached within follow-up" == reason(catalogue, "progression.median")
    assert 100 == catalogue["progression.at_6_months"].value
    no_event = "no event before this time; log-log interval undefined"
    assert no_event == reason(catalogue, "progression.at_6_months.ci_low")


def test_where_follow_up_is_short_nothing_is_said_beyond_it(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    tables["patients"] = tables["patients"][3:]
    for table in ("metastases", "prior_therapies", "cycles", "adverse_events", "brain_lesions"):
        tables[table] = [row for row in tables[table] if row["patient_id"] == "Q4"]
    catalogue = catalogue_from(tables)
    beyond = "follow-up ends before this time"
    assert beyond == reason(catalogue, "progression.at_6_months")
    assert beyond == reason(catalogue, "progression.at_6_months.ci_high")
    assert "follow-up ends before the horizon" == reason(catalogue, "progression.rmst_12")


def test_where_everybody_progresses_nobody_is_left_free(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    for row in tables["patients"]:
        row["progression_date"], row["status"] = row["last_contact_date"], "DOD"
    catalogue = catalogue_from(tables)
    # The last of them, Q1, progresses at 16 months.
    assert 25 == catalogue["progression.at_12_months"].value
    tables["patients"][0]["last_contact_date"] = "2003-12-01"
    tables["patients"][0]["progression_date"] = "2003-12-01"
    tables["brain_lesions"] = tables["brain_lesions"][:4]
    catalogue = catalogue_from(tables)
    assert 0 == catalogue["progression.at_12_months"].value
    nobody = "survival estimate is 0; log-log interval undefined"
    assert nobody == reason(catalogue, "progression.at_12_months.ci_low")
    assert "not reached within follow-up" == reason(catalogue, "progression.follow_up.median")


def test_without_adverse_events_every_count_is_zero(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    catalogue = catalogue_from(tables | {"adverse_events": []})
    counts = [catalogue[key].value for key in catalogue if key.startswith("toxicity.")]
    assert {0} == set(counts)


def test_without_brain_metastases_there_is_nobody_to_describe(
    tables: Tables, study_from: Callable[..., Study]
) -> None:
    tables["metastases"] = [row for row in tables["metastases"] if row["site"] != "brain"]
    results = compute_results(study_from(tables | {"brain_lesions": []}))
    assert () == results.lesion_patients
    assert ["brain.n", "brain.resolved.n"] == [k for k in results.catalogue if k[:6] == "brain."]
    assert (0, 0) == (
        results.catalogue["brain.n"].value,
        results.catalogue["brain.resolved.n"].value,
    )


def test_brain_lesions_that_stay_have_no_duration_of_response(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    for row in tables["brain_lesions"][2:]:
        row["diameter_mm"] = "3"
    catalogue = catalogue_from(tables)
    unresolved = "the brain lesions did not all resolve"
    assert unresolved == reason(catalogue, "brain.Q1.duration")
    assert unresolved == reason(catalogue, "brain.Q1.ongoing")
    assert 0 == catalogue["brain.resolved.n"].value


def test_brain_metastases_without_a_measurement_have_no_lesions(
    tables: Tables, study_from: Callable[..., Study]
) -> None:
    results = compute_results(study_from(tables | {"brain_lesions": []}))
    (patient,) = results.lesion_patients
    assert ((), False, False) == (patient.lesions, patient.resolved, patient.ongoing)


def test_a_partial_response_has_no_disease_free_time(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    tables["patients"][0] |= {"best_response": "PR", "status": "AWD"}
    catalogue = catalogue_from(tables)
    assert "best response is not complete response" == reason(catalogue, "brain.Q1.disease_free")


def test_disease_free_time_ends_with_progression(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    tables["patients"][0] |= {"progression_date": "2003-04-20", "status": "AWD"}
    disease_free = catalogue_from(tables)["brain.Q1.disease_free"]
    # 2003-01-20 to 2003-04-20: three months to the day
    assert (3, False) == (disease_free.value, disease_free.is_ongoing)


def test_a_mixed_response_is_a_response_but_not_by_recist(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    tables["patients"][2]["best_response"] = "MR"
    catalogue = catalogue_from(tables)
    assert ("Q1", "Q3") == catalogue["response.orr.n"].patients
    assert ("Q1",) == catalogue["response.orr_recist.n"].patients


def test_what_counts_as_response_and_benefit_is_set_in_study_toml(
    tables: Tables, study_from: Callable[..., Study]
) -> None:
    study = study_from(tables)
    definitions = study.configuration.definitions.model_copy(
        update={"overall_response": ("PR",), "clinical_benefit": ("PR", "SD", "NE")}
    )
    configuration = study.configuration.model_copy(update={"definitions": definitions})
    other = Study(
        configuration=configuration,
        tables=study.tables,
        codebook=study.codebook,
        literature=study.literature,
        references=study.references,
        fingerprint=study.fingerprint,
    )
    catalogue = compute_results(other).catalogue
    assert () == catalogue["response.orr.n"].patients
    assert ("Q3", "Q4") == catalogue["response.benefit.n"].patients
    assert ("Q1",) == catalogue["response.orr_recist.n"].patients
    assert 60 == catalogue["correlates.age.benefit.min"].value


@pytest.mark.parametrize(
    ("status", "progression", "died"),
    [
        ("DOC", "", 1),
        ("DOD", "", 1),
        ("AWD", "", 0),
        ("NED", "", 0),
        ("", "", 0),
        ("DOC", "2003-06-15", 0),
    ],
)
def test_who_died_without_progression_is_counted_among_the_censored(
    tables: Tables, catalogue_from: CatalogueFrom, status: str, progression: str, died: int
) -> None:
    # Q1 is censored too; Q4 is the patient in question.
    tables["patients"][3] |= {"status": status, "progression_date": progression}
    catalogue = catalogue_from(tables)
    count, percent = (catalogue[f"progression.censored_dead.{end}"] for end in ("n", "percent"))
    censored = ("Q1",) if progression else ("Q1", "Q4")
    assert (died, censored, ("Q4",) * died) == (count.value, count.denominator, count.patients)
    assert 100 * died / len(censored) == percent.value


def test_without_censored_patients_no_share_of_them_died(
    tables: Tables, catalogue_from: CatalogueFrom
) -> None:
    for row in tables["patients"]:
        row["progression_date"], row["status"] = row["last_contact_date"], "DOD"
    catalogue = catalogue_from(tables)
    assert 0 == catalogue["progression.censored_dead.n"].value
    assert "no patient in the denominator" == reason(catalogue, "progression.censored_dead.percent")
