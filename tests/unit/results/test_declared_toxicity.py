"""Adverse events, deaths and the flow of eight patients, counted by hand."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from il2report.analysis.adverse_events import ENDED
from il2report.document.comparisons import Comparisons
from il2report.document.declared_phrases import Group
from il2report.document.flow_phrases import Cause, DeathPhrases, FlowPhrases
from il2report.document.formats import number_style
from il2report.document.printer import NO_BREAK_SPACE, Printer
from il2report.document.toxicity_phrases import ToxicityPhrases
from il2report.document.tree import Fragment
from il2report.results.catalogue import Catalogue, Result
from il2report.results.comparisons import comparison_results
from il2report.results.deaths import deaths_results
from il2report.results.declared import Declared
from il2report.results.flow import flow_results
from il2report.results.groups import EVENTS_FORMED_LATER
from il2report.results.toxicity import counts_by_grade, drawn_columns, toxicity_results
from il2report.study.codebook import Codebook, CodeEntry
from il2report.study.declarations import Declarations, required
from il2report.values import NotEstimable

EIGHT = [f"P{n}" for n in range(1, 9)]
PATIENTS = pd.DataFrame(
    {
        "patient_id": EIGHT,
        "arm": ["a", "a", "a", "a", "b", "b", "b", None],
        "treated": ["yes"] * 7 + ["no"],
        "status": ["DOD", "DOC", "AWD", "DOD", "NED", "DOD", "AWD", None],
        "cause": ["sepsis", "bleeding", None, None, None, "sepsis", None, None],
        "last_contact_date": pd.to_datetime(["2020-02-01", "2020-04-02", "2020-06-01", None] * 2),
    }
)
EVENTS = pd.DataFrame(
    [
        ("P1", "fever", 1, "yes", "no"),
        ("P1", "fever", 3, "no", "no"),
        ("P1", "rash", 2, "yes", "no"),
        ("P2", "fever", 2, "yes", "yes"),
        ("P3", "fever", None, "yes", "no"),
        ("P4", "sepsis", 5, "no", "yes"),
        ("P5", "rash", 1, "yes", None),
        ("P5", "itch", 4, "yes", "yes"),
        ("P8", "rash", 3, "yes", "no"),
    ],
    columns=["patient_id", "term", "grade", "related", "ended_treatment"],
)
CYCLES = pd.DataFrame(
    {
        "patient_id": ["P1", "P1", "P2", "P4", "P6", "P3"],
        "last_dose_date": pd.to_datetime(
            ["2019-12-01", "2020-01-02", "2020-03-02", "2020-01-01", "2020-03-04", "2020-05-31"]
        ),
    }
)
TERMS = {
    "fever": CodeEntry("Fever", "General"),
    "sepsis": CodeEntry("Sepsis", "General"),
    "rash": CodeEntry("Rash", "Skin"),
    "itch": CodeEntry("Itch", "Skin"),
    "ileus": CodeEntry("Ileus", "Gut"),
}
CODEBOOK = Codebook(
    {
        ("adverse_events", "term"): TERMS,
        ("patients", "arm"): {"a": CodeEntry("Arm A", ""), "b": CodeEntry("Arm B", "")},
        ("patients", "treated"): {"yes": CodeEntry("Yes", ""), "no": CodeEntry("No", "")},
        ("patients", "cause"): {"bleeding": CodeEntry("Bleeding", ""), "sepsis": CodeEntry("Sepsis", "")},
        ("patients", "status"): {code: CodeEntry(code, "") for code in ("NED", "AWD", "DOD", "DOC", "NEW")},
    }
)  # fmt: skip
VARIABLES = [
    {"name": name, "kind": "category", "label": name} for name in ("arm", "treated", "cause")
]
TREATED = {"name": "given", "label": "treated patients", "where": {"treated": ["yes"]}}


def declared(**choices: Any) -> Declared:
    return Declared(
        {"patients": PATIENTS, "adverse_events": EVENTS, "cycles": CYCLES},
        Declarations.model_validate({"variable": VARIABLES, "subset": [TREATED], **choices}),
        CODEBOOK,
    )


def toxicity(**choices: Any) -> Catalogue:
    columns = {"columns": ["any", "1-2", "3-4"], "criteria_version": "5.0"}
    return Catalogue.of(toxicity_results(declared(toxicity={**columns, **choices})))


def counts(catalogue: Catalogue, prefix: str, *names: str) -> list[object]:
    return [catalogue[f"{prefix}.{name}.n"].value for name in names]


GRADES = ("grades_1_2", "grades_3_4", "grade_5", "grade_not_recorded", "all_grades")


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("fever", [1, 1, 0, 1, 3]),
        ("sepsis", [0, 0, 1, 0, 1]),
        ("rash", [2, 1, 0, 0, 3]),
        ("ileus", [0, 0, 0, 0, 0]),
        ("any", [1, 3, 1, 1, 6]),
        ("system.general", [1, 1, 1, 1, 4]),
        ("system.skin", [1, 2, 0, 0, 3]),
        ("system.gut", [0, 0, 0, 0, 0]),
    ],
)
def test_each_patient_counts_once_for_a_term_a_system_and_at_all(
    term: str, expected: list[int]
) -> None:
    assert expected == counts(toxicity(), f"toxicity.{term}", *GRADES)
    assert expected[-1] == sum(expected[:-1])


def test_severe_events_are_those_of_grade_3_and_above() -> None:
    found = toxicity()["toxicity.any.grades_3_5.percent"]
    assert (50.0, 8, ("P1", "P4", "P5", "P8")) == (found.value, found.n, found.patients)


def test_only_related_events_count_where_it_is_declared() -> None:
    found = toxicity(related_only=True)
    assert [2, 0, 0, 1, 3] == counts(found, "toxicity.fever", *GRADES[:2], "grade_5", *GRADES[3:])
    where = found["toxicity.fever.grades_1_2.n"].where
    assert (("adverse_events.term", ("fever",)), ("adverse_events.related", ("yes",))) == where


def test_percentages_are_of_the_declared_subset_and_who_is_outside_is_counted() -> None:
    found = toxicity(among="given")
    assert (1, 7) == (
        found["toxicity.rash.all_grades.n"].value - 1,  # type: ignore[operator]
        found["toxicity.rash.all_grades.n"].n,
    )
    assert [7, 1] == [found[f"toxicity.{name}.n"].value for name in ("patients", "not_counted")]
    assert ("P8",) == found["toxicity.not_counted.n"].patients


def test_events_that_ended_the_treatment_are_counted_by_term_and_patient() -> None:
    assert [1, 1, 1, 3, 2] == [
        toxicity()[f"toxicity.{term}.ended_treatment.n"].value
        for term in ("fever", "sepsis", "itch", "any", "system.general")
    ]


def test_single_grades_alone_have_neither_systems_nor_further_columns() -> None:
    found = toxicity(columns=None, reported_grades=[3, 4])
    assert "toxicity.system.skin.all_grades.n" not in found
    assert "toxicity.fever.grades_3_5.n" not in found


def test_bars_are_stacked_of_the_declared_columns_where_they_part_the_scale() -> None:
    parting = declared(toxicity={"columns": ["any", "1-2", "3-4", "5"]}).adverse_events
    assert ["grade_not_recorded", "grades_1_2", "grades_3_4", "grade_5"] == [
        column.key for column in drawn_columns(parting)
    ]
    assert [("fever", (1, 1, 1, 0)), ("sepsis", (0, 0, 0, 1))] == [
        (each.term, each.by_grade) for each in counts_by_grade(parting)[:2]
    ]
    apart = declared(toxicity={"columns": ["any", "3-4"]}).adverse_events
    assert 6 == len(drawn_columns(apart))


def by_arm(**choices: Any) -> Catalogue:
    comparison = {"name": "by_arm", "by": "arm", "of": ["toxicity"], **choices}
    of = declared(comparison=[comparison])
    return Catalogue.of(comparison_results(of, of.declarations.comparison[0]))


def test_groups_have_their_own_denominators() -> None:
    found = by_arm()
    assert [4, 3] == [found[f"by_arm.toxicity.{arm}.n"].value for arm in "ab"]
    fever = [found[f"by_arm.toxicity.{arm}.fever.all_grades.n"] for arm in "ab"]
    assert [(3, 4), (0, 3)] == [(each.value, each.n) for each in fever]
    severe = [found[f"by_arm.toxicity.{arm}.any.grades_3_5.percent"].value for arm in "ab"]
    assert [50.0, pytest.approx(100 / 3)] == severe
    assert not any(result_id.endswith(".p") for result_id in found)


def test_events_are_tested_between_groups_by_fishers_test_as_r_has_it() -> None:
    """fisher.test(matrix(c(3, 1, 0, 3), 2))$p.value is 0.1428571 in R 4.2.2."""
    found = by_arm(tests={"toxicity": "fisher"})
    assert pytest.approx(1 / 7) == found["by_arm.toxicity.fever.all_grades.p"].value
    # fisher.test(matrix(c(4, 0, 1, 2), 2))$p.value: P5 alone of arm b had any event.
    assert pytest.approx(1 / 7) == found["by_arm.toxicity.any.all_grades.p"].value
    assert "by_arm.toxicity.ileus.all_grades.p" not in found
    tests = [result_id for result_id in found if result_id.endswith(".p")]
    assert len(tests) == found["by_arm.tests_made"].value


def test_deaths_add_up_over_their_causes_with_those_of_none() -> None:
    section = {"status_codes": ["DOD", "DOC"], "cause": "cause", "within_days": 30}
    found = Catalogue.of(deaths_results(declared(deaths=section)))
    names = ("sepsis", "bleeding", "not_recorded")
    assert (4, 8) == (found["deaths.n"].value, found["deaths.n"].n)
    assert [2, 1, 1] == [found[f"deaths.{name}.n"].value for name in names]
    assert [50.0, 25.0, 25.0] == [found[f"deaths.{name}.percent"].value for name in names]


def test_deaths_within_days_count_from_the_last_dose_and_include_the_last_day() -> None:
    """P1 died on day 30, P2 on day 31; of P4 the day is not known; P6 died on day 29."""
    section = {"status_codes": ["DOD", "DOC"], "within_days": 30}
    within = Catalogue.of(deaths_results(declared(deaths=section)))["deaths.within_30_days.n"]
    assert (("P1", "P6"), ("P1", "P2", "P3", "P6")) == (within.patients, within.denominator)
    assert ["P4"] == [out.patient_id for out in within.excluded]


def test_without_a_cause_the_status_is_the_cause() -> None:
    found = Catalogue.of(deaths_results(declared(deaths={"status_codes": ["DOD", "DOC"]})))
    assert [3, 1, 0] == [found[f"deaths.{name}.n"].value for name in ("dod", "doc", "not_recorded")]


def test_a_cause_alone_says_who_died() -> None:
    found = Catalogue.of(deaths_results(declared(deaths={"cause": "cause"})))
    assert [3, 0] == [found["deaths.n"].value, found["deaths.not_recorded.n"].value]


def test_where_nobody_died_a_share_of_the_deaths_has_a_reason() -> None:
    found = Catalogue.of(deaths_results(declared(deaths={"status_codes": ["NEW"]})))
    assert found["deaths.n"].value == 0
    assert isinstance(found["deaths.not_recorded.percent"].value, NotEstimable)


def test_the_flow_ends_at_the_patients_of_the_table() -> None:
    flow = [{"label": "Screened", "n": 11}, {"label": "Excluded", "n": 3, "reason": "age"}]
    found = Catalogue.of(flow_results(declared(flow=[*flow, {"label": "Analyzed"}])))
    assert [11, 3, 8] == [
        found[f"flow.{name}.n"].value for name in ("screened", "excluded", "analyzed")
    ]
    assert tuple(EIGHT) == found["flow.analyzed.n"].patients


def sentences(results: Iterable[Result]) -> Comparisons:
    return Comparisons(Printer(Catalogue.of(results), number_style("ama")), CODEBOOK, 0.05)


def paragraph(of: Declared) -> str:
    phrases = sentences(toxicity_results(of))
    return (
        ToxicityPhrases(phrases, required(of.adverse_events).scale)
        .paragraph()
        .text.replace(NO_BREAK_SPACE, " ")
    )


def test_the_paragraph_on_adverse_events_follows_the_counts() -> None:
    assert paragraph(declared(toxicity={"columns": ["any", "1-2", "3+"]})) == (
        "Six of 8 patients (75%) had an adverse event. The most frequent events were fever and rash"
        " (3 patients each; 38%) and sepsis and itch (1 each; 13%). Four patients (50%) had an event"
        " of grade 3 or higher, most often fever, sepsis, rash, and itch (1 patient each; 13%)."
        " One patient (13%) died of an adverse event: sepsis."
        " For 1 patient, no grade was recorded of any event."
        " Adverse events ended the treatment of 3 patients (38%): fever, sepsis, and itch"
        " (1 patient each; 13%)."
    )


def test_without_events_the_paragraph_says_so() -> None:
    nobody = replace(declared(), tables={"patients": PATIENTS, "adverse_events": EVENTS.iloc[:0]})
    assert paragraph(nobody) == "No adverse event was recorded."
    related = declared(toxicity={"related_only": True, "related_codes": ["certain"]})
    assert paragraph(related) == "No adverse event related to the treatment was recorded."


def test_one_patient_with_one_event_reads_in_the_singular() -> None:
    tables = {"patients": PATIENTS.iloc[:1], "adverse_events": EVENTS.iloc[:1].drop(columns=ENDED)}
    assert paragraph(replace(declared(), tables=tables)) == (
        "The patient had an adverse event. The only event was fever (1 patient; 100%)."
        " No patient had an event of grade 3 or higher. No patient died of an adverse event."
    )


def test_groups_that_form_after_the_start_have_a_reason_for_each_p_value() -> None:
    for months in (None, 3):
        later = [dict(each) for each in VARIABLES]
        later[0]["formed"] = "after_start"
        comparison = {
            "name": "by_arm",
            "by": "arm",
            "of": ["toxicity"],
            "from_months": months,
            "tests": {"category": "fisher"},
        }
        of = declared(variable=later, comparison=[comparison])
        found = Catalogue.of(comparison_results(of, of.declarations.comparison[0]))
        p_values = [found[each].value for each in found if each.endswith(".p")]
        assert {EVENTS_FORMED_LATER} == set(p_values)


def test_adverse_events_by_group_are_said_with_their_denominators() -> None:
    of = declared(
        comparison=[
            {"name": "by_arm", "by": "arm", "of": ["toxicity"], "tests": {"toxicity": "fisher"}}
        ]
    )
    phrases = sentences(comparison_results(of, of.declarations.comparison[0]))
    comparison = of.declarations.comparison[0]
    groups = [Group("a", Fragment.of("arm A")), Group("b", Fragment.of("arm B"))]
    scale = required(of.adverse_events).scale
    said = ToxicityPhrases(phrases, scale).by_group(comparison, Fragment.of("arm"), groups).text
    assert said == (
        "By arm, an adverse event occurred in 4/4 (100%) for arm A and 1/3 (33%) for arm B"
        " (P = .14). An event of grade 3 or higher occurred in 2/4 (50%) for arm A and 1/3 (33%) for"
        " arm B (P > .99). No difference was detected in the frequency of any single event."
    )


def death_text(**section: Any) -> str:
    of = declared(deaths=section)
    causes = [
        Cause(code, Fragment.of(label))
        for code, label in (("sepsis", "sepsis"), ("bleeding", "bleeding"))
    ]
    shown = tuple(causes) if "cause" in section else ()
    phrases = sentences(deaths_results(of))
    return (
        DeathPhrases(phrases, required(of.declarations.deaths), shown)
        .paragraph()
        .text.replace(NO_BREAK_SPACE, " ")
    )


def test_the_paragraph_on_deaths_names_the_causes_and_those_that_are_unknown() -> None:
    assert death_text(status_codes=["DOD", "DOC"], cause="cause", within_days=30) == (
        "Four of 8 patients (50%) had died. The causes of death were sepsis (2 patients; 50%) and"
        " bleeding (1 patient; 25%). For 1 patient (25%), no cause was recorded."
        " Two of the 4 treated patients died within 30 days of the last dose."
    )
    assert death_text(status_codes=["NEW"], cause="cause") == "None of the 8 patients had died."


def flow_text(*steps: dict[str, object]) -> str:
    of = declared(flow=list(steps))
    return (
        FlowPhrases(sentences(flow_results(of)), of.declarations.flow)
        .paragraph()
        .text.replace(NO_BREAK_SPACE, " ")
    )


def test_the_flow_is_said_stage_by_stage() -> None:
    assert flow_text(
        {"label": "Screened", "n": 12},
        {"label": "Excluded", "n": 2, "reason": "No consent"},
        {"label": "Excluded", "n": 1, "reason": "Age"},
        {"label": "Eligible", "n": 9},
        {"label": "Lost", "n": 1, "reason": "No data"},
        {"label": "Analyzed"},
    ) == (
        "Of 12 patients (screened), 2 (no consent) and 1 (age) were excluded, which left 9 (eligible)."
        " Of these, 1 (no data) was excluded, which left 8 (analyzed)."
    )
    assert flow_text({"label": "Patients screened", "n": 12}, {"label": "Patients analyzed"}) == (
        "Of 12 patients screened, none was excluded, which left 8 patients analyzed."
    )
    assert flow_text({"label": "Screened", "n": 8}, {"label": "Analyzed"}) == (
        "Of 8 patients (screened), none was excluded, which left 8 (analyzed)."
    )
