"""Tables as journals print them become figures; what is inferred is marked, nothing is dropped."""

from dataclasses import replace
from pipes import figures, read, table

import pytest

from il2report.audit import Certainty, audit, read_paper
from il2report.audit.understanding import as_toml

TRIAL = table(
    """
    Characteristic | Weekly (N = 40) | Monthly (N = 44) | P
    Age, years | | | 0.52a
      Mean (SD) | 61.4 (9.2) | 60.0 (10.1) |
      Median (range) | 62 (40\u201381) | 61 (33\u201380) |
    Sex, n (%) | | | 0.83
      Male | 22 (55.0) | 23 (52.3) |
      Female | 18 (45.0) | 21 (47.7) |
    ECOG performance status | | |
      0 | 20 (50.0) | 25 (56.8) | .65
      1 | 15 (37.5) | 16 (36.4) |
      2 | 5 (12.5) | 3 (6.8) |
    Smoker (%) | 10 (25.0) | 12 (27.3) | >0.99
    BMI, kg/m2, median [IQR] | 26.1 [23.0, 29.3] | 25.8 [22.9\u201328.8] | NS
    LDH | 230 \u00b1 50 | 240 \u00b1 62 |
    Stage | | |
      III | 12 (31.6) | 14 (33.3) |
      IV | 26 (68.4) | 28 (66.7) |
      Unknown | 2 | 2 |
    Remarks | see text | |
    """,
    notes=["Data are n (%).", "a Student's t test; other p values by Fisher's exact test."],
)


@pytest.fixture(scope="module")
def trial():
    return read(TRIAL)


def test_counts_means_and_medians_of_a_trial(trial):
    found = figures(trial)
    expected = {
        "weekly@weekly n": "40",
        "age@weekly mean": "61.4",
        "age@monthly SD": "10.1",
        "age@weekly minimum": "40",
        "age@weekly maximum": "81",
        "sex_male@weekly count": "22",
        "sex_male@monthly percent": "52.3",
        "ecog_performance_status_2@monthly count": "3",
        "smoker@weekly percent": "25.0",
        "bmi@weekly lower quartile": "23.0",
        "bmi@monthly upper quartile": "28.8",
        "ldh@weekly SD": "50",
        "stage_unknown@weekly count": "2",
    }
    assert {name: found[name] for name in expected} == expected


def test_p_values_compare_rows_sections_and_measures(trial):
    tests = trial.document["tests"]
    assert {name: (of.get("method"), of["p"]["T1"]) for name, of in tests.items()} == {
        "age": ("student", "0.52"),
        "sex": ("fisher", "0.83"),
        "ecog_performance_status": ("fisher", ".65"),
        "smoker": ("fisher", ">0.99"),
    }
    assert tests["sex"]["features"] == ["sex_male", "sex_female"]
    assert tests["smoker"]["feature"] == "smoker"


def test_percentages_of_those_not_missing_are_of_a_proposed_group(trial):
    groups = trial.document["groups"]
    assert groups["weekly_stage_known"] == {
        "label": "Weekly, Stage known",
        "n": {"T1": "38"},
        "proposed": True,
    }
    assert figures(trial)["stage_iii@weekly_stage_known percent"] == "31.6"


def test_what_is_not_read_is_listed_with_the_reason(trial):
    assert [(cell.row, cell.printed, cell.reason) for cell in trial.unread] == [
        ("BMI, kg/m2, median [IQR]", "NS", "it is not read as a p-value"),
        ("Remarks", "see text", "what it says is not read as a number"),
    ]


def test_doubts_have_their_place(trial):
    assert [(doubt.row, doubt.message) for doubt in trial.doubts] == [
        ("Age, years", "taken to be recorded as whole numbers, which is not said of it"),
        ("0", "taken to be the p of all rows of its section"),
        ("LDH", "the number behind \u00b1 is taken for the SD; it may be the standard error"),
        ("Stage", "taken to be of those who are not missing, whose number is inferred"),
    ]


def test_each_cell_is_shown_with_what_was_understood(trial):
    [cell] = [c for c in trial.cells if c.row == "Male" and c.column == "Weekly (N = 40)"]
    assert (cell.printed, cell.statistics, cell.label) == (
        "22 (55.0)",
        "count, percent",
        "Sex: Male",
    )
    assert (cell.of_whom, cell.n, cell.proposed, cell.line) == ("Weekly", "40", False, 6)


def test_the_file_reads_back_to_the_same_paper(trial):
    def without_lines(paper):
        return replace(paper, figures=tuple(replace(f, line=None) for f in paper.figures))

    assert without_lines(read_paper(as_toml(trial).encode())) == without_lines(trial.paper())


def test_a_true_table_is_not_accused(trial):
    assert [f for f in audit(trial.paper()) if f.certainty is not Certainty.IMPLIED] == []


def test_heads_over_several_columns_and_grades():
    understood = read(
        table(
            """
            Event | Drug (N = 40) | Drug (N = 40) | Placebo (N = 44) | Placebo (N = 44)
            | Any grade | Grade 3\u20134 | Any grade | Grade 3\u20134
            Nausea | 20 (50) | 3 (8) | 10 (23) | 0
            """,
            heads=2,
            notes=["Values are No. (%)."],
        )
    )
    assert figures(understood) == {
        "drug@drug n": "40",
        "placebo@placebo n": "44",
        "nausea.any_grade@drug count": "20",
        "nausea.any_grade@drug percent": "50",
        "nausea.grade_3_4@drug count": "3",
        "nausea.grade_3_4@drug percent": "8",
        "nausea.any_grade@placebo count": "10",
        "nausea.any_grade@placebo percent": "23",
        "nausea.grade_3_4@placebo count": "0",
    }
    assert [(row.group, row.total) for row in understood.paper().rows] == [
        ("drug", "nausea.any_grade"),
        ("placebo", "nausea.any_grade"),
    ]


def test_columns_of_one_group_for_each_statistic():
    understood = read(
        table(
            """
            Variable | Men (n=31) | Men (n=31) | Women (n=29) | Women (n=29)
            | n | % | n | %
            Smoker | 12 | 38.7 | 9 | 31.0
            Age, median (range) | 62 | 40-81 | 60 | 33-80
            """,
            heads=2,
        )
    )
    found = figures(understood)
    assert (found["smoker@men count"], found["smoker@women percent"]) == ("12", "31.0")
    assert (found["age@men median"], found["age@women maximum"]) == ("62", "80")


def test_means_of_scales_with_their_own_n():
    understood = read(
        table(
            """
            Scale | n | M | SD | Range | \u03b1
            Anxiety | 118 | 3.42 | 0.91 | 1\u20135 | .84
            Worry | 120 | 2.95 | 1.10 | 1\u20135 | .79
            """,
            caption="Descriptive statistics (N = 120)",
        )
    )
    found = figures(understood)
    assert found["anxiety@all.anxiety mean"] == "3.42"
    assert found["all.anxiety@all.anxiety n"] == "118"
    assert found["worry@all SD"] == "1.10"


def test_estimates_and_survival_are_no_counts():
    understood = read(
        table(
            """
            Outcome | Weekly (N = 40) | Monthly (N = 44) | HR (95% CI) | P value
            Response, n/N (%) | 12/38 (31.6) | 9/41 (22.0) | |
            Overall survival | | | 0.80 (0.53\u20131.21) | 0.3
              Median, months (95% CI) | 12.1 (9.3\u2013NE) | 10.2 (8.0\u201313.1) | |
              12-month rate, % (95% CI) | 53.4 (40.0\u201365.1) | 45.0 (30.2\u201358.5) | |
            """
        )
    )
    found = figures(understood)
    assert found["weekly.response@weekly.response n"] == "38"
    assert understood.document["estimates"]["overall_survival_hr"] == {
        "label": "Overall survival, HR",
        "kind": "hazard_ratio",
        "groups": ["weekly", "monthly"],
        "value": {"T1": "0.80"},
        "ci": {"T1": "0.53 to 1.21"},
        "p": {"T1": "0.3"},
    }
    weekly = understood.document["survival"]["overall_survival_over_time"]["by"]["weekly"]
    assert weekly == {
        "median": {"T1": "12.1"},
        "ci": {"T1": "9.3 to NE"},
        "at": {"12": {"percent": {"T1": "53.4"}, "ci": {"T1": "40.0 to 65.1"}}},
    }
    assert understood.unread == ()


def test_rows_that_do_not_add_up_in_one_group_are_suspicious():
    understood = read(
        table(
            """
            Characteristic | All (N = 84) | Weekly (N = 40) | Monthly (N = 44)
            Stage, n | | |
              I | 30 | 14 | 16
              II | 30 | 16 | 14
              III | 24 | 10 | 15
            """
        )
    )
    assert [doubt.message for doubt in understood.doubts] == ["its rows do not add up to 44"]
    [finding] = [f for f in audit(understood.paper()) if f.check == "sums-that-fail"]
    assert finding.certainty is Certainty.SUSPICIOUS
    assert "16 + 14 + 15 = 45 is not 44" in finding.arithmetic


def test_numbers_above_100_are_no_percentages():
    understood = read(
        table(
            """
            Stage | Bladder (n = 4924)
            Stage I | 2219 45%
            All known stage | 4450
            """,
            notes=["Column percentages are presented in italics."],
        )
    )
    found = figures(understood)
    assert found["all_known_stage@all count"] == "4450"
    assert "all_known_stage@all percent" not in found
    assert [each for each in audit(understood.paper()) if each.is_contradiction] == []


def test_the_size_of_a_group_from_another_table_proves_nothing():
    understood = read(
        table("Place | Goats (n = 377)\nTotal, n (%) | 80 (21.2)"),
        table("Place | Goats\nMopeia, n | 383", place="T2"),
    )
    assert [each for each in audit(understood.paper()) if each.is_contradiction] == []
    assert "taken from another table" in str(understood.doubts)


def test_counts_beside_means_are_unread():
    understood = read(
        table(
            """
            Health | n | OHIP
            Good | 45 | 39.4
            Poor | 12 | 93.5
            """,
            caption="Mean scores",
        )
    )
    assert understood.paper().figures
    assert {cell.printed for cell in understood.unread} >= {"45", "12"}


def test_one_statistic_of_one_group_in_two_columns_is_unread():
    understood = read(
        table(
            """
            Scale | Mean | SD | Mean | SD
            Handicap | 3.2 | 5.4 | 0.5 | 0.9
            """
        )
    )
    assert {cell.printed for cell in understood.unread} == {"3.2 | 5.4", "0.5 | 0.9"}
    assert [each for each in audit(understood.paper()) if each.is_contradiction] == []


def test_the_p_of_a_factor_is_not_that_of_its_first_row():
    understood = read(
        table(
            """
            Age | Odds ratio (95% CI) | P
            30-49 | 1.50 (1.00, 2.24) | <0.001
            50-54 | 1.35 (1.00, 1.83) |
            """
        )
    )
    assert all("p" not in each for each in understood.document["estimates"].values())
    assert [cell.reason for cell in understood.unread] == [
        "it may be the p of several rows together"
    ]
