"""A printed figure is held against the number of the study, at its own precision and in its own unit.

The four patients are 40, 50, 60 and 70 years old. Q1 has CR and a brain response of 13.93 months that goes
on; the SD patient progressed after 150 days.
"""

from collections.abc import Callable
from fractions import Fraction

import pytest

from il2report.audit import read_paper
from il2report.reproduction.compared import (
    Agreement,
    ComparedFigure,
    ComparedStatement,
    Reproduction,
)
from il2report.reproduction.comparison import reproduction
from il2report.reproduction.counterparts import Counterparts

Held = Callable[..., Reproduction]


@pytest.fixture(scope="module")
def counterparts(four_patients, four_results):
    return Counterparts(four_patients, four_results.catalogue)


@pytest.fixture(scope="module")
def held(counterparts) -> Held:
    def run(typed: str, paper: str = "") -> Reproduction:
        content = f'paper.title = "A paper"\n{paper}\ngroups.all.n = "4"\n{typed}'
        return reproduction(read_paper(content.encode(), "paper.toml"), counterparts)

    return run


def last(found: Reproduction) -> ComparedFigure:
    return found.figures[-1]


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ('features.female = { count.T1 = 2, result = "cohort.sex.female" }', "reproduced"),
        ('features.female = { count.T1 = 3, result = "cohort.sex.female" }', "differs"),
        ('features.female = { percent.T1 = 50.0, result = "cohort.sex.female" }', "reproduced"),
        ('measures.age = { mean.T1 = 55, result = "cohort.age" }', "reproduced"),
        ('measures.age = { mean.T1 = 55.0, result = "cohort.age" }', "reproduced"),
        ('measures.age = { mean.T1 = 55.1, result = "cohort.age" }', "differs"),
        ('measures.age = { sd.T1 = 12.91, result = "cohort.age" }', "reproduced"),
        ('measures.age = { sd.T1 = 12.90, result = "cohort.age" }', "reproduced"),
        ('measures.age = { sd.T1 = 12.92, result = "cohort.age" }', "differs"),
        ('measures.age = { range.T1 = "40-70", result = "cohort.age" }', "reproduced"),
        ('values.age_min = { value.M = 18, setting = "eligibility.age.min" }', "reproduced"),
        ('values.age_min = { value.M = 21, setting = "eligibility.age.min" }', "differs"),
        ('values.ctcae = { value.M = 3.0, setting = "toxicity.criteria_version" }', "reproduced"),
    ],
)
def test_a_figure_is_reproduced_where_the_number_prints_like_it(held, typed, outcome):
    assert outcome == last(held(typed)).outcome


@pytest.mark.parametrize("mean", ["55.0", "55.1"])
def test_a_figure_that_prints_alike_or_differs_needs_no_reason(held, mean):
    typed = f'measures.age = {{ mean.T1 = {mean}, result = "cohort.age" }}'

    assert "" == last(held(typed)).why


def test_a_figure_that_is_only_met_by_cutting_off_says_so(held):
    typed = 'measures.age = { sd.T1 = 12.90, result = "cohort.age" }'

    assert "truncated, not rounded" == last(held(typed)).why
    assert Agreement.DIFFERS == last(held(typed, 'paper.rounding = "half"')).outcome


@pytest.mark.parametrize(
    ("unit", "printed", "outcome"),
    [
        ("months", "4.93", "reproduced"),
        ("days", "150", "reproduced"),
        ("weeks", "21.4", "reproduced"),
        ("weeks", "4.9", "differs"),
        ("percent", "4.9", "undecidable"),
        ("sessions", "4.9", "reproduced"),
    ],
)
def test_times_are_compared_in_the_unit_of_the_figure(held, unit, printed, outcome):
    found = last(
        held(
            f'measures.ttdp = {{ unit = "{unit}", median.T1 = "{printed}",'
            ' result = "progression.by_response.sd" }'
        )
    )

    assert outcome == found.outcome


def test_a_number_of_another_kind_is_not_compared(held):
    found = last(held('features.f = { percent.T1 = 4, results.percent = "cohort.n" }'))

    assert Agreement.UNDECIDABLE == found.outcome
    assert "it is printed in percent, and cohort.n is in count" == found.why


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [
        ("13+", "reproduced"),
        ("13", "reproduced"),
        (">13", "reproduced"),
        ("14", "differs"),
        ("12+", "differs"),
        (">14", "differs"),
    ],
)
def test_completed_months_are_cut_off_and_may_go_on(held, printed, outcome):
    typed = f'values.d = {{ unit = "months", value.T3 = "{printed}", result = "brain.{{CR}}.duration" }}'
    found = last(held(typed))

    assert (outcome, Fraction(13)) == (found.outcome, found.value)


@pytest.mark.parametrize(
    ("id_given", "why"),
    [
        ("", "the file names no corresponding result of the study"),
        ("cohort.sex.femal.n", "the study has no result cohort.sex.femal.n"),
        ("brain.{MR}.duration", "no patients have MR as best response, not one"),
        ("toxicity.threshold_percent", "study.toml does not set toxicity.threshold_percent"),
        ("period.start", "period.start of study.toml is no number"),
        ("progression.by_response.pr.median", "no patient in this group"),
    ],
)
def test_what_cannot_be_decided_says_why(held, id_given, why):
    named = f', result = "{id_given}"' if id_given else ""
    found = last(held(f"values.v = {{ value.T1 = 7{named} }}"))

    assert (Agreement.UNDECIDABLE, None) == (found.outcome, found.value)
    assert found.why.startswith(why)


def said(held: Held, claim: str, about: str = "female", than: str = "") -> ComparedStatement:
    typed = f"""
        [features]
        female = {{ percent.T1 = 50, result = "cohort.sex.female" }}
        orr = {{ count.T1 = 1, result = "response.orr" }}
        untyped = {{}}
        [tests.age]
        measure = "age"
        groups = ["all"]
        p.RES = 0.5
        result = "correlates.age"
        [measures.age]
        [[statements]]
        place = "DIS"
        says = "so"
        about = "{about}"
        claim = "{claim}"
        {f'than = "{than}"' if than else ""}
        """
    return held(typed).statements[0]


@pytest.mark.parametrize(
    ("claim", "about", "than", "outcome", "numbers"),
    [
        ("none", "female", "", "differs", "2 of 4"),
        ("some", "female", "", "reproduced", "2 of 4"),
        ("all", "female", "", "differs", "2 of 4"),
        ("most", "female", "", "differs", "2 of 4"),
        ("more", "female", "orr", "reproduced", "2 of 4 against 1 of 4"),
        ("fewer", "female", "orr", "differs", "2 of 4 against 1 of 4"),
        ("none", "untyped", "", "undecidable", "the file names no result for its subject"),
    ],
)
def test_statements_are_held_against_counts(held, claim, about, than, outcome, numbers):
    found = said(held, claim, about, than)

    assert (outcome, numbers) == (found.outcome, found.why)


def test_statements_on_significance_are_held_against_p(held):
    outcomes = [said(held, claim, "age").outcome for claim in ("significant", "not_significant")]

    assert [Agreement.DIFFERS, Agreement.REPRODUCED] == outcomes


def test_a_fact_of_the_literature_is_held_as_its_source_prints_it(
    reference_study, reference_results
):
    typed = """
        paper.title = "A paper"
        [values]
        a = { unit = "months", value.INT = 3.8, result = "sampson1998.survival" }
        b = { unit = "months", value.INT = 3.7, result = "sampson1998.survival" }
        c = { unit = "months", value.INT = 3.72, result = "sampson1998.survival" }
        d = { unit = "months", value.INT = 3.62, result = "sampson1998.survival" }
        """
    known = Counterparts(reference_study, reference_results.catalogue)
    found = reproduction(read_paper(typed.encode(), "paper.toml"), known)

    outcomes = ["differs", "reproduced", "undecidable", "differs"]
    assert outcomes == [held.outcome for held in found.figures]


def test_an_unknown_id_is_near_one_that_the_study_has(counterparts):
    assert not counterparts.knows("cohort.sex.femal.n")
    assert counterparts.knows("brain.{MR}.duration")
    assert "cohort.sex.female.n" == counterparts.nearest("cohort.sex.femal.n")
