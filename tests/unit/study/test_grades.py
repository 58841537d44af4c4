"""The grades of adverse events as a study declares them, and the columns that a table makes of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from il2report.study import inspect_study
from il2report.study.codebook import Codebook, CodeEntry
from il2report.study.declarations import Declarations, Toxicity
from il2report.study.grades import GradeScale, grade_scale, systems

WORDS = ("mild", "moderate", "severe")
EVENTS = {
    ("adverse_events", "grade"): {word: CodeEntry(word.title(), "") for word in WORDS},
    ("adverse_events", "term"): {
        "fever": CodeEntry("Fever", "General"),
        "chill": CodeEntry("Chill", "general!"),
        "anuria": CodeEntry("Anuria", "腎臓"),
        "rash": CodeEntry("Rash", "***"),
    },
}
CODEBOOK = Codebook(EVENTS)


def scale(**choices: object) -> GradeScale:
    return grade_scale(Toxicity.model_validate(choices), CODEBOOK)


def keys(of: GradeScale, *occurring: int) -> list[str]:
    return [column.key for column in of.printed(frozenset(occurring))]


@pytest.mark.parametrize(
    ("columns", "occurring", "expected"),
    [
        (["any", "1-2", "3-4"], (1, 4), ["all_grades", "grades_1_2", "grades_3_4"]),
        (["any", "1-2", "3-4"], (5,), ["all_grades", "grades_1_2", "grades_3_4", "grade_5"]),
        (["1-2", "3-4", "any"], (0, 1), ["grades_1_2", "grades_3_4", "grade_not_recorded", "all_grades"]),
        (["any", "1-2", "4"], (3,), ["all_grades", "grades_1_2", "grade_3", "grade_4"]),
        (["any", "3 – 4"], (1, 2, 3), ["all_grades", "grades_3_4"]),
        (["any", "3+"], (1, 5), ["all_grades", "grades_3_5"]),
        (["any"], (1, 5), ["all_grades"]),
    ],
)  # fmt: skip
def test_no_grade_falls_between_or_above_the_declared_columns(
    columns: list[str], occurring: tuple[int, ...], expected: list[str]
) -> None:
    assert expected == keys(scale(columns=columns), *occurring)


def test_reported_grades_are_single_columns_before_that_of_any_grade() -> None:
    assert ["grade_3", "grade_4", "all_grades"] == keys(scale(reported_grades=[4, 3]), 1, 4)
    assert ["grade_3", "grade_4", "grade_5", "all_grades"] == keys(scale(reported_grades=[3, 4]), 5)


def test_without_columns_each_grade_has_its_own_and_death_where_it_occurred() -> None:
    each = [f"grade_{grade}" for grade in range(1, 5)]
    assert [*each, "all_grades"] == keys(scale(), 3)
    assert [*each, "grade_5", "grade_not_recorded", "all_grades"] == keys(scale(), 0, 5)


def test_grades_of_another_scale_may_be_words_of_the_codebook() -> None:
    words = scale(
        scale={"name": "severity", "grades": "codebook"}, columns=["any", "mild-moderate"]
    )
    assert ["all_grades", "grades_mild_moderate", "grade_severe"] == keys(words, 1, 3)
    assert (WORDS, "grade_severe", None) == (words.codes, words.severe_or_worse.key, words.death)


def test_another_scale_says_which_grade_is_severe_and_which_is_death() -> None:
    who = scale(scale={"name": "WHO", "grades": 4}, columns=["any", "3-4"])
    assert ("grades_3_4", None) == (who.severe_or_worse.key, who.death)
    own = scale(scale={"name": "Own", "grades": 3, "severe": 2, "death": 3})
    assert ("grades_2_3", 3) == (own.severe_or_worse.key, own.death)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"columns": ["any", "6"]}, "there is no column '6'"),
        ({"columns": ["4-3"]}, "does not run from a lower to a higher grade"),
        ({"columns": ["3-3"]}, "does not run from a lower to a higher grade"),
        ({"columns": ["any", "1-2", "1–2"]}, "columns has '1-2' twice"),
        ({"columns": []}, "at least 1 item"),
        ({"columns": ["any"], "reported_grades": [3]}, "both say which grades"),
        ({"criteria_version": "3.0", "scale": {"name": "WHO"}}, "criteria_version is that of the CTCAE"),
        ({"scale": {"name": "WHO", "grades": 4, "severe": 5}}, "scale.severe is no grade from 1 to 4"),
        ({"scale": {"name": "WHO", "grades": 4}, "columns": ["3-5"]}, "one of the grades 1, 2, 3, 4,"),
        ({"threshold_percent": 100}, "less than 100"),
    ],
)  # fmt: skip
def test_a_declaration_that_cannot_be_meant_is_refused_in_one_message(
    choices: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError, match="1 validation error") as refused:
        Toxicity.model_validate(choices)
    assert message in str(refused.value)


def test_organ_systems_that_look_alike_have_keys_of_their_own() -> None:
    assert ["general", "general_2", "腎臓", "system"] == [key for key, _, _ in systems(CODEBOOK)]


def test_words_that_the_codebook_does_not_list_are_one_finding_each(
    small_study: Callable[..., Path],
) -> None:
    folder = small_study(
        study=(
            'reported_grades = [3, 4]\ncriteria_version = "3.0"',
            'scale = { name = "severity", grades = "codebook", severe = "grave" }\ncolumns = ["any", "mild+"]',
        ),
        adverse_events=("hypotension,2\nA1,1,hypotension,3\nA1,2,fever,1\nA3,1,fever,4",
                        "hypotension,light\nA3,1,fever,strong"),
        codebook=("adverse_events,term,fever", "adverse_events,grade,light,Light,,1\nadverse_events,grade,strong,Strong,,2\nadverse_events,term,fever"),
    )  # fmt: skip
    assert [
        (
            "toxicity.columns: there is no column 'mild+'; a column is \"any\", one of the grades light,"
            ' strong, a range of them such as "1-2", or a grade and all above such as "3+"'
        ),
        "toxicity.scale.severe is 'grave', which is no grade of the codebook. Choose from light, strong.",
    ] == [finding.message for finding in inspect_study(folder).findings]


def test_an_event_of_unknown_relatedness_is_noticed_where_related_ones_alone_count(
    small_study: Callable[..., Path],
) -> None:
    folder = small_study(
        study=("[toxicity]", "[toxicity]\nrelated_only = true"),
        adverse_events=(
            "grade\nA1,1,hypotension,2\nA1,1,hypotension,3\nA1,2,fever,1\nA3,1,fever,4",
            "grade,related\nA1,1,hypotension,2,yes\nA1,1,hypotension,3,\nA1,2,fever,1,no\nA3,1,fever,4,no",
        ),
    )
    assert [
        (
            "data/adverse_events.csv, row 3, column related, patient A1: related is blank: the event is"
            " not counted among those related to the treatment [event-without-relatedness]"
        )
    ] == [str(finding) for finding in inspect_study(folder).findings]


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"variable": ["toxicity"]}, "has the name of what comparison by_sex compares"),
        ({"comparison": ["by_sex_toxicity"]}, "is that of a table of by_sex"),
    ],
)
def test_no_name_is_that_of_a_table_or_of_results_on_adverse_events(
    declared: dict[str, list[str]], message: str
) -> None:
    variables = [
        {"name": name, "kind": "category", "label": name}
        for name in ("sex", *declared.get("variable", []))
    ]
    comparisons = [{"name": "by_sex", "by": "sex", "of": ["toxicity"]}]
    comparisons += [{"name": name, "by": "sex"} for name in declared.get("comparison", [])]
    with pytest.raises(ValidationError, match=message):
        Declarations.model_validate({"variable": variables, "comparison": comparisons})
