"""The reference cohort gives every published figure that the others do not contradict.

Each figure stands in data/published.toml. It is compared with the value that recomputed.py draws from
data/*.csv, and with report/results.json, where a build has left one.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from published import (
    PublishedFigure,
    every_figure,
    published_exceptions,
    published_figures,
    rounded,
)
from recomputed import DATA, Tables, days, recomputed

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "report" / "results.json"
LITERATURE = ROOT / "data" / "literature.toml"
SETTINGS = ROOT / "study.toml"
DERIVE = ROOT / "tools" / "derive_cohort.py"

FIGURES = published_figures()
EXCEPTIONS = published_exceptions()
TABLES = Tables(DATA)
QUANTITIES = recomputed()
PATIENTS = {code: TABLES.only(code) for code in ("CR", "MR")}


def id_of(figure: PublishedFigure) -> str:
    return figure.id.format(**PATIENTS)


def facts_and_settings() -> dict[str, object]:
    """The figures of the literature and the choices of study.toml, by dotted name."""
    found: dict[str, object] = {}
    for section, entries in tomllib.loads(LITERATURE.read_text(encoding="utf-8")).items():
        found |= {f"{section}.{name}": entry["value"] for name, entry in entries.items()}
    for section, entries in tomllib.loads(SETTINGS.read_text(encoding="utf-8")).items():
        if isinstance(entries, dict):
            found |= {f"{section}.{name}": value for name, value in entries.items()}
    return found


ELSEWHERE = facts_and_settings()
OF_THE_COHORT = [f for f in FIGURES if f.id not in ELSEWHERE]
OF_OTHERS = [f for f in every_figure() if f.id in ELSEWHERE]
CITED_OTHERWISE = {"atkins n INT", "brain_survival value INT"}
"""What the paper cites as its source does not have it; data/literature.toml says so of each."""


@pytest.mark.parametrize("figure", OF_OTHERS, ids=str)
def test_what_is_cited_or_planned_is_what_the_study_has(figure):
    agrees = figure.agrees_with(ELSEWHERE[figure.id])

    assert (figure.name in CITED_OTHERWISE) != agrees


@pytest.mark.parametrize("figure", OF_THE_COHORT, ids=str)
def test_the_tables_reproduce_the_figure(figure):
    assert figure.agrees_with(QUANTITIES[id_of(figure)])


@pytest.mark.skipif(not RESULTS.exists(), reason="no build has written report/results.json yet")
@pytest.mark.parametrize("figure", [f for f in OF_THE_COHORT if f.is_result], ids=str)
def test_the_build_reproduces_the_figure(figure):
    results = json.loads(RESULTS.read_text(encoding="utf-8"))["results"]

    assert figure.agrees_with(results[id_of(figure)]["value"])


def test_every_place_that_prints_figures_is_covered():
    places = {"ABS", "INT", "MET", "RES", "T1", "T2", "T3", "DIS"}

    assert places == {figure.place for figure in every_figure()}


def test_a_figure_that_nothing_reproduces_is_one_of_another_paper():
    unmatched = [figure for figure in every_figure() if not figure.id]

    assert {"INT", "MET"} >= {figure.place for figure in unmatched}


def test_table_ii_is_there_whole():
    printed = [figure for figure in FIGURES if figure.place == "T2"]
    terms = {figure.id.split(".")[1] for figure in printed}

    assert (24, 24 * 3 - 1) == (len(terms), len(printed))
    assert terms == {row["term"] for row in TABLES.adverse_events}


# --- exceptions: what else is printed makes them impossible ---------------------------------------


def counts_behind(percent: str, patients: int = 15) -> list[int]:
    figure = PublishedFigure("", "", percent, "")
    return [k for k in range(patients + 1) if figure.agrees_with(Fraction(100 * k, patients))]


def totals_behind(mean: str, n: int) -> list[int]:
    figure = PublishedFigure("", "", mean, "")
    return [total for total in range(15 * 100) if figure.agrees_with(Fraction(total, n))]


def median_age_is_not_whole():
    """Ages are whole, and so is the middle one of fifteen; the mean of the groups is 48.8."""
    (benefit,) = totals_behind("53.4", 5)
    (no_benefit,) = totals_behind("46.5", 10)
    return Fraction("48.8").denominator > 1 and Fraction(benefit + no_benefit, 15) == Fraction(
        "48.8"
    )


def females_are_eight_in_table_i():
    return counts_behind("53.3") == [8]


def males_are_seven_in_table_i():
    return counts_behind("46.7") == [7]


def the_list_in_the_abstract_has_five_or_three_but_not_four():
    complete, partial, mixed, stable = 1, 1, 1, 2
    some = complete + partial + mixed
    return 4 not in {some, some + stable, complete + partial} and counts_behind("20") == [some]


def one_partial_response_in_the_results():
    return counts_behind("6.67") == [1]


def both_readings_of_the_second_dosing_figure_need_more_than_the_maximum():
    """First-cycle doses of the 12 would be those of the second; the other 3 cannot take the rest."""
    (first_cycle,) = totals_behind("10.47", 15)
    (second_cycle,) = totals_behind("8.83", 12)
    (both_cycles,) = totals_behind("8.83", 24)
    left_for_three = first_cycle - (both_cycles - second_cycle)
    return (first_cycle, second_cycle, both_cycles, left_for_three) == (
        157,
        106,
        212,
        51,
    ) and left_for_three > 3 * 14


CONTRADICTIONS: dict[str, Callable[[], bool]] = {
    "age median T1": median_age_is_not_whole,
    "female count RES": females_are_eight_in_table_i,
    "male count RES": males_are_seven_in_table_i,
    "some_response count ABS": the_list_in_the_abstract_has_five_or_three_but_not_four,
    "statement pr DIS": one_partial_response_in_the_results,
}


def test_every_exception_has_its_arithmetic():
    assert set(CONTRADICTIONS) == set(EXCEPTIONS)


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_an_exception_is_contradicted_by_what_else_is_printed(name):
    assert CONTRADICTIONS[name]()


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_an_exception_is_indeed_not_reproduced(name):
    figure = EXCEPTIONS[name]

    assert not figure.agrees_with(QUANTITIES[figure.id])


def test_the_second_dosing_figure_is_read_in_one_of_two_ways_that_exclude_each_other():
    (figure,) = (figure for figure in FIGURES if figure.what == "doses_second mean")

    assert both_readings_of_the_second_dosing_figure_need_more_than_the_maximum()
    assert figure.agrees_with(QUANTITIES["dosing.cycle_2.doses.mean"])
    assert not figure.agrees_with(QUANTITIES["dosing.two_cycle_patients.doses.mean"])


# --- what the methods and the prose say of the patients -------------------------------------------


def test_cycles_keep_the_protocol():
    for patient in sorted(TABLES.ids()):
        cycles = TABLES.of("cycles", patient)
        rests = [
            days(earlier["last_dose_date"], later["start_date"])
            for earlier, later in pairwise(cycles)
        ]

        assert [str(k) for k in range(1, len(cycles) + 1)] == [row["cycle"] for row in cycles]
        assert all(10 <= rest <= 21 for rest in rests)


def test_doses_are_eight_hours_apart_and_at_most_fourteen():
    for row in TABLES.cycles:
        assert 1 <= int(row["doses"]) <= 14
        assert (int(row["doses"]) - 1) * 8 // 24 == days(row["start_date"], row["last_dose_date"])


def test_every_patient_is_eligible():
    sited = {row["patient_id"] for row in TABLES.metastases}

    assert sited == TABLES.ids()
    assert all(int(row["age"]) >= 18 for row in TABLES.patients)
    assert all(row["ecog"] in {"0", "1", "2"} for row in TABLES.patients)


def test_all_dates_lie_in_the_period_and_in_their_order():
    first, last = date(2000, 1, 1), date(2008, 10, 31)
    for row in TABLES.patients:
        treated = TABLES.of("cycles", row["patient_id"])
        order = [row["entry_date"], treated[-1]["last_dose_date"]]
        order += [row["progression_date"]] if row["progression_date"] else []
        order += [row["last_contact_date"]]

        assert order == sorted(order)
        assert treated[0]["start_date"] == row["entry_date"]
        assert first <= date.fromisoformat(order[0]) <= date.fromisoformat(order[-1]) <= last


def test_only_the_complete_responder_is_free_of_disease():
    free = TABLES.ids(lambda row: not row["progression_date"])

    assert {PATIENTS["CR"]} == free


def test_brain_lesions_belong_to_the_two_patients_of_table_iii():
    in_brain = {row["patient_id"] for row in TABLES.metastases if row["site"] == "brain"}

    assert set(PATIENTS.values()) == in_brain
    assert in_brain == {row["patient_id"] for row in TABLES.brain_lesions}


def test_the_mixed_responder_progressed_while_the_brain_stayed_clear():
    (row,) = TABLES.of("patients", PATIENTS["MR"])
    seen_later = [
        lesion["diameter_mm"]
        for lesion in TABLES.of("brain_lesions", PATIENTS["MR"])
        if lesion["assessed_on"] > row["progression_date"]
    ]

    assert ["0"] == seen_later


def test_adverse_events_fall_in_cycles_given_and_once_per_patient_and_term():
    given = {(row["patient_id"], row["cycle"]) for row in TABLES.cycles}
    reported = [(row["patient_id"], row["term"]) for row in TABLES.adverse_events]

    assert {(row["patient_id"], row["cycle"]) for row in TABLES.adverse_events} <= given
    assert len(set(reported)) == len(reported)


def test_patients_who_stopped_after_one_cycle_had_severe_toxicity():
    stopped = {p for p in TABLES.ids() if len(TABLES.of("cycles", p)) == 1}
    severe = {row["patient_id"] for row in TABLES.adverse_events if int(row["grade"]) >= 3}

    assert stopped <= severe


# --- the derivation -------------------------------------------------------------------------------


def derive(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(DERIVE), *arguments], capture_output=True, text=True, check=False
    )


def test_what_is_committed_is_what_the_constraints_give():
    compared = derive("--check")

    assert (0, "") == (compared.returncode, compared.stderr)


def test_a_changed_table_is_named(tmp_path):
    derive("--data", str(tmp_path))
    patients = tmp_path / "patients.csv"
    patients.write_text(
        patients.read_text(encoding="utf-8").replace("P01", "P99"), encoding="utf-8"
    )

    compared = derive("--check", "--data", str(tmp_path))

    assert 1 == compared.returncode
    assert ["patients.csv"] == [line.split()[0] for line in compared.stderr.splitlines()]


def test_a_printed_figure_is_rounded_half_away_from_zero():
    assert ["0.13", "-0.13", "2.68"] == [
        str(rounded(value, 2)) for value in (Fraction(1, 8), Fraction(-1, 8), 2.675)
    ]
