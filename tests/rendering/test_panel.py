"""The data of the panel: every printed number once, safe in HTML, and nobody named where nobody should be."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import get_args

import pandas as pd
import pytest
from markupsafe import Markup

from il2report.analysis.derivations import BetaQuantile, Derivation, Derived, Share
from il2report.analysis.derivations.dates import Span
from il2report.analysis.derivations.descriptive import Mean, Quantile
from il2report.analysis.derivations.grades import GradedCount, ReportedGrades
from il2report.analysis.derivations.survival import HalfCrossing
from il2report.analysis.methods import COUNT
from il2report.document.definitions import ResultDefinitions
from il2report.document.formats import number_style
from il2report.pages.accounts import Accounts
from il2report.pages.formulas import Formulas, names_of_two
from il2report.pages.manuscript import Typesetter
from il2report.pages.model_formulas import formula_lines
from il2report.pages.page import Head, written
from il2report.pages.panel import explained_page
from il2report.pages.panel.data import panel_data
from il2report.pages.panel.page import embedded_json, with_panel
from il2report.pages.places import printed_numbers
from il2report.results import Result, Unit, compute_results
from il2report.results.catalogue import Statistic, Topic
from il2report.study import public_study
from il2report.values import NotEstimable

DATA = re.compile(
    r'<script type="application/json" id="number-panel-data">(.*?)</script>', re.DOTALL
)


def page_of(text):
    return written(Head("en", "", ""), Markup("<p>{}</p>\n").format(text))


@pytest.fixture(scope="module")
def patient_of(case):
    """Give the patient whom a number of the public reference study belongs to; "" where it is none."""
    catalogue = compute_results(public_study(case("reference")[0])).catalogue

    def patient(number_id):
        return catalogue[number_id].topic.patient if number_id in catalogue else ""

    return patient


@pytest.fixture(scope="module")
def public(case):
    """The reference study in its public form: the page without and with the panel, and its data."""
    study, _, folder = case("reference")
    study = public_study(study)
    results = compute_results(study)
    typesetter = Typesetter(study, results, folder)
    manuscript = typesetter.manuscript()
    page = explained_page(
        manuscript.blank(), manuscript.document, study, results, typesetter.printer
    )
    return manuscript, page, json.loads(DATA.search(page)[1])


@pytest.fixture(scope="module")
def reference(case):
    study, results, folder = case("reference")
    typesetter = Typesetter(study, results, folder)
    manuscript = typesetter.manuscript()
    page = explained_page(
        manuscript.blank(), manuscript.document, study, results, typesetter.printer
    )
    return manuscript, page, json.loads(DATA.search(page)[1])


def test_every_printed_number_has_its_data(reference):
    manuscript, _, data = reference

    assert {number.result_id for number in printed_numbers(manuscript.document)} == set(
        data["numbers"]
    )


def test_the_page_stays_below_twice_its_size(reference):
    manuscript, page, _ = reference

    assert len(page) - len(manuscript.blank()) < 250_000


def test_the_text_of_the_page_is_not_touched(reference):
    manuscript, page, _ = reference
    main = re.compile(r"<main.*</main>", re.DOTALL)

    assert main.search(manuscript.blank())[0] == main.search(page)[0]


def test_the_data_cannot_end_their_script():
    text = "</script><script>alert(1)</script><!-- \N{LINE SEPARATOR}&"

    embedded = embedded_json({"text": text})

    assert not set(embedded) & set("<>&\N{LINE SEPARATOR}")
    assert {"text": text} == json.loads(embedded)


def test_only_the_script_of_the_panel_may_run():
    page = with_panel(page_of("1"), {"numbers": {}})
    script = page.partition("<script>")[2].partition("</script>")[0]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert 1 == page.count("Content-Security-Policy")
    assert f"script-src 'sha256-{digest}'; default-src 'none'" in page


def test_a_public_page_names_no_patient(public, case):
    manuscript, page, data = public
    study = case("reference")[0]
    ids = study.tables.patients["patient_id"].tolist()

    assert [] == [each for each in ids if re.search(rf"\b{each}\b", page)]
    assert not any(": 1" in group or "," in group for group in data["groups"])
    assert [] == data["tables"]
    assert "s_listing" not in manuscript.tables


def test_a_public_page_numbers_the_patients_of_table_iii_from_one(public, patient_of):
    manuscript, _, _ = public
    shown = {patient_of(number.result_id) for number in printed_numbers(manuscript.document)}

    assert {"", "1", "2"} == shown


def test_a_public_page_has_no_date_and_no_value_of_one_patient(public, case, patient_of):
    _, page, data = public
    tables = case("reference")[0].tables
    dates = {
        f"{day:%Y-%m-%d}"
        for column in ("entry_date", "progression_date", "last_contact_date")
        for day in tables.patients[column].dropna()
    }

    assert [] == [day for day in sorted(dates) if day in page]
    assert [] == [
        key for key, number in data["numbers"].items() if patient_of(key) and number["working"]
    ]


def test_a_public_study_has_the_same_results(case):
    study, results, _ = case("reference")
    public = compute_results(public_study(study)).catalogue

    assert {
        key: result.value for key, result in results.catalogue.items() if not result.topic.patient
    } == {key: result.value for key, result in public.items() if not result.topic.patient}


def test_the_results_of_a_draft_are_read_once_for_all_numbers(case):
    study, results, folder = case("reference")
    read = []

    class Counted(Draft):
        @property
        def results(self):
            read.append(self.number)
            return {"results": {}}

    drafts = (Counted(), Counted())
    accounts = Accounts(study, results, Typesetter(study, results, folder).printer, drafts=drafts)
    histories = [accounts.of(key).history for key in results.catalogue]

    assert {2} == {len(history) for history in histories}
    assert [1, 1] == read


def test_the_history_of_one_patient_is_not_told_in_public(case):
    study, results, folder = case("reference")
    printer = Typesetter(study, results, folder).printer
    accounts = Accounts(study, results, printer, drafts=(Draft(),))
    shown = (accounts.of("brain.P01.age"), accounts.of("cohort.n"))

    told = panel_data(shown, (Draft(),), by_patient=False)["numbers"]

    assert "history" not in told["brain.P01.age"]
    assert [["14", False], ["15", True]] == told["cohort.n"]["history"]


class Draft:
    number, name, issued = 1, "first", "2026-11-01"
    results = {"results": {"cohort.n": {"text": "14"}, "brain.P01.age": {"text": "50"}}}  # noqa: RUF012


def test_an_age_that_identifies_is_told_as_90_or_older(case):
    study, _, folder = case("reference")
    patients = study.tables.patients.assign(age=[97.25, *study.tables.patients["age"][1:]])
    aged = replace(study, tables=type(study.tables)({**study.tables, "patients": patients}))
    results = compute_results(aged)
    typesetter = Typesetter(aged, results, folder)
    manuscript = typesetter.manuscript()

    page = explained_page(page_of(""), manuscript.document, aged, results, typesetter.printer)

    assert '"≥90"' in page
    assert "(≥90 + 48" in page
    assert "97.25" not in page


def result(derivation):
    return Result(
        id="a.n",
        derived=Derived(NotEstimable("-") if derivation is None else 0, COUNT, derivation),
        unit=Unit.COUNT,
        label="",
        statistic=Statistic.N,
        topic=Topic("a", "b"),
        n=1,
    )


STYLE = number_style("anticancer-research")
MANY = tuple(range(100))


REPORTED = ReportedGrades(
    pd.DataFrame({"patient_id": ["P05", "P07", "P05"], "term": "fever", "grade": [3, 3, 1]}), None
)


@pytest.mark.parametrize(
    ("derivation", "text", "named", "unnamed"),
    [
        (Share(3, 15), "20.0", ["100 × 3 / 15 = 20.0"], ["100 × 3 / 15 = 20.0"]),
        (Mean((51, 48.5), 99.5), "49.8", ["(51 + 48.5) / 2 = 49.8"], ["99.5 / 2 = 49.8"]),
        (
            Mean(MANY, 4950),
            "49.5",
            ["(0 + 1 + 2 + … + 97 + 98 + 99) / 100 = 4,950 / 100 = 49.5"],
            ["4,950 / 100 = 49.5"],
        ),
        (
            Quantile((1, 2, 3, 4), Fraction(1, 2)),
            "2.5",
            ["the mean of the two middle ones of 1, 2, 3, 4 = 2.5"],
            ["the mean of the two middle ones of 4 values = 2.5"],
        ),
        (
            Quantile((1, 2, 3, 4), Fraction(1, 4)),
            "1.5",
            ["the mean of the first and second of 1, 2, 3, 4 = 1.5"],
            ["the mean of the first and second of 4 values = 1.5"],
        ),
        (
            Quantile((1, 2, 3), Fraction(3, 4)),
            "3",
            ["the third of 1, 2, 3 = 3"],
            ["the third of 3 values = 3"],
        ),
        (
            GradedCount(("P05", "P07"), REPORTED, 15),
            "2",
            ["P05: worst grade 3 of 1, 3", "P07: worst grade 3", "2 of 15 patients"],
            ["2 of 15 patients"],
        ),
    ],
)
def test_a_formula_is_written_with_its_numbers_and_without_patients_where_none_may_be_shown(
    derivation: Derivation, text: str, named: list[str], unnamed: list[str]
):
    assert named == list(Formulas(STYLE).lines(result(derivation), text))
    assert unnamed == list(Formulas(STYLE, by_patient=False).lines(result(derivation), text))


def test_the_limits_of_no_patient_and_of_every_patient_need_no_distribution():
    assert ("k = 0, n = 4: no patient was counted, so the limit is 0.0",) == Formulas(STYLE).lines(
        result(BetaQuantile(0, 4, 0.025, 0, 5)), "0.0"
    )
    assert ("k = 4, n = 4: every patient was counted, so the limit is 100",) == Formulas(
        STYLE
    ).lines(result(BetaQuantile(4, 4, 0.975, 5, 0)), "100")


def test_a_median_names_the_event_of_any_end_point():
    crossing = HalfCrossing(10.0, 0.6, 0.4, 2, 6, None)

    assert (
        "at month 10.00, 2 of the 6 at risk had the event, and the curve goes from 0.6000 to 0.4000: 10.0",
    ) == Formulas(STYLE).lines(result(crossing), "10.0")


def test_the_two_groups_of_a_test_are_named_by_the_labels_of_their_variable(case):
    columns = case("reference")[1].declared.columns
    named = names_of_two(columns)

    assert ("clinical benefit", "no clinical benefit") == named["benefit"]
    assert ("any prior therapy: yes", "any prior therapy: no") == named["prior_any"]
    assert "ecog" not in named


def test_a_result_with_a_relation_of_its_own_gets_no_equals_sign():
    assert ("100 × 1 / 1,000 <1",) == Formulas(STYLE).lines(result(Share(1, 1000)), "<1")


def test_a_result_without_a_value_has_no_formula():
    assert () == Formulas(STYLE).lines(result(None), "-")


def test_the_dates_of_one_patient_stay_out_where_nobody_may_be_shown(case):
    day = case("reference")[0].configuration.period.start
    span = Span(day, day, is_completed=True)

    assert () == Formulas(STYLE, by_patient=False).lines(result(span), "0")
    assert (
        "2000-01-01 to 2000-01-01: 0 days",
        "0 calendar months complete on 2000-01-01: 0",
    ) == Formulas(STYLE).lines(result(span), "0")


def test_every_kind_of_derivation_can_be_printed():
    printed = vars(Formulas)["_lines"].dispatcher.registry.keys() | formula_lines.registry.keys()

    assert set(get_args(Derivation)) <= printed


BENEFIT = "best_response CR, PR, MR, or SD (study.toml, definitions.clinical_benefit)"
DEFINED = {
    "cohort.age.mean": "Age at diagnosis in years (age of data/patients.csv): mean, over all patients who have a value.",
    "cohort.site.lung.n": "Patients with a row for Lung in data/metastases.csv.",
    "cohort.prior_systemic.n": "Patients with any row in data/prior_therapies.csv with modality other than radiation or surgery.",
    "cohort.benefit.n": f"Patients with {BENEFIT}.",
    "correlates.sex.benefit.female.n": "Patients of the group Clinical benefit whose sex is female."
    f" Clinical benefit: {BENEFIT}.",
    "progression.median": "Time to progression, median. The time runs from entry_date to progression_date, or to"
    " last_contact_date for a patient without the event, in months of 30.4375 days.",
}


def test_a_definition_names_where_a_declared_result_comes_from(case):
    study, results = case("reference")[:2]
    define = ResultDefinitions(study).of
    defined = {key: define(results.catalogue[key]) for key in DEFINED}

    assert DEFINED == defined
