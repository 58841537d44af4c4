"""Generic sentences and rows on treatment and response, whatever a study declares."""

import pytest

from il2report.document.comparisons import Comparisons
from il2report.document.course_phrases import CoursePhrases
from il2report.document.declared_phrases import DeclaredPhrases
from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.document.tables import Cell
from il2report.pages.floats import described_table
from il2report.results import compute_results
from il2report.tables.printing import Source

DECLARED = """
discontinuation = { variable = "status", ongoing = ["NED"] }

[[variable]]
name = "status"
kind = "category"
label = "Reason"

[[variable]]
name = "years"
kind = "number"
label = "Age"
column = "age"

[[variable]]
name = "older"
label = "Age"
cut = { of = "years", at = [55] }

[[comparison]]
name = "by_age"
by = "older"
of = ["response"]
tests = { response = "fisher" }
"""
TREATMENT = {'name = "interleukin-2"': f'name = "drug A"{DECLARED}'}


@pytest.fixture
def of(study_from):
    """Give a study, its results, and the phrases on them."""

    def read(tables):
        study = study_from(tables, changes=TREATMENT)
        results = compute_results(study)
        printer = Printer(results.catalogue, number_style("anticancer-research"))
        columns = {"best_response": results.response, **results.declared.columns}
        phrases = Comparisons(printer, study.codebook, 0.05)
        return study, results, CoursePhrases(DeclaredPhrases(phrases, columns))

    return read


def exposure(study, results, phrases):
    treatment = study.configuration.treatment
    return phrases.exposure(treatment, results.exposure, results.reason_for_end).text


def test_the_sentences_say_who_was_treated_how_long_and_why_it_ended(of, tables):
    expected = (
        "All four patients received drug A. The median number of cycles was 1.5 (range, 1-2), and of"
        " doses 15 (range, 2-16). The median time from the first dose to the last was 0.4 months"
        " (range, 0-0.6). Two patients stopped treatment; the reasons were alive with disease (one;"
        " 50.0%) and dead of disease (one; 50.0%). One patient was still treated. For one patient, no"
        " reason was recorded."
    )
    assert expected == exposure(*of(tables)).replace("\N{NO-BREAK SPACE}", " ")


def test_without_cycles_the_sentences_are_on_the_end_of_treatment(of, tables):
    del tables["cycles"]
    assert exposure(*of(tables)).startswith("Two\N{NO-BREAK SPACE}patients stopped treatment;")


def test_nobody_treated_is_said_so(of, tables):
    tables["cycles"] = []
    assert exposure(*of(tables)).startswith("No patient received drug A.")


def test_rates_by_group_name_their_denominators_and_the_test(of, tables):
    study, results, phrases = of(tables)
    comparison = next(each for each in study.configuration.comparison if each.name == "by_age")
    text = phrases.responses_by_group(comparison, results.rates[:1]).text
    expected = (
        "By age, overall response was recorded in one of two patients (50.0%; 95% CI 1.3-98.7%) for <55"
        " and none of two patients (0.0%; 95% CI 0.0-84.2%) for ≥55 (Fisher's exact test, two-sided,"
        " p>0.999)."
    )
    assert expected == text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_table_of_groups_has_the_rates_with_their_intervals(of, tables):
    study, results, phrases = of(tables)
    source = Source(results.catalogue, study.codebook, phrases.printer)
    table = described_table("table.by_age", source, study, results)
    ((group,),) = (panel.groups for panel in table.panels)
    found = [(str(row.header), [_seen(cell) for cell in row.cells]) for row in group.rows]
    rows = dict(reversed(found))  # of the intervals, that of the first rate
    assert ["1 (25.0)", "1 (50.0)", "0"] == rows["Overall response"][:3]
    assert ["0.6-80.6%", "1.3-98.7%", "0.0-84.2%", ""] == rows["95% CI"]


def _seen(cell: Cell) -> str:
    return " ".join(filter(None, (str(cell.content), str(cell.share))))


def lesions_of(study, results, phrases):
    text = phrases.lesions(study.configuration.measured_lesions, results.lesion_patients).text
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_sentence_on_lesions_says_who_had_them_and_how_long_they_stayed_away(of, tables):
    expected = (
        "One of four patients had brain metastases. In one patient, all measured brain lesions resolved,"
        " for 13+ months."
    )
    assert expected == lesions_of(*of(tables))


def test_lesions_that_stayed_are_said_to_have_stayed(of, tables):
    tables["brain_lesions"] = tables["brain_lesions"][:2]
    expected = (
        "One of four patients had brain metastases. In none of them did all brain lesions resolve."
    )
    assert expected == lesions_of(*of(tables))


def test_lesions_that_nobody_measured_are_said_so(of, tables):
    tables["brain_lesions"] = []
    expected = "One of four patients had brain metastases. The brain lesions were not measured."
    assert expected == lesions_of(*of(tables))
