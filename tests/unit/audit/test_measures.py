"""The name of a measure is what was measured: no unit and no statistic is part of it."""

from pipes import figures, read, table

import pytest

from il2report.audit import audit
from il2report.audit.understanding.wording import without_unit, wording


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Age, mean (SD), y", "Age"),
        ("Age (years)", "Age"),
        ("LDH, U/L", "LDH"),
        ("Vitamin D, ng/mL", "Vitamin D"),
        ("Vitamin D", "Vitamin D"),
        ("Leukocytes (×10^9/L)", "Leukocytes"),
        ("Platelets ×10^9/L", "Platelets"),
        ("Leukocytes, 10³/µl", "Leukocytes"),
        ("Duration of surgery in minutes", "Duration of surgery"),
        ("Duration in study", "Duration in study"),
        ("Pain score, points", "Pain score"),
        ("eGFR, mL/min/1.73 m2", "eGFR"),
        ("HbA1c, median (IQR), %", "HbA1c"),
        ("Treatment group, G", "Treatment group, G"),
        ("Sex (M/F)", "Sex (M/F)"),
    ],
)
def test_a_unit_is_no_part_of_a_name(label, name):
    assert without_unit(wording(label).rest) == name


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Vitamin D, ng/mL", "ng/mL"),
        ("Vitamin D deficiency", ""),
        ("Time to surgery, d", "d"),
        ("Age (y)", "y"),
    ],
)
def test_a_letter_is_a_unit_only_behind_a_comma_or_in_brackets(label, unit):
    assert wording(label).unit == unit


@pytest.mark.parametrize(
    "rows",
    [
        "Age, mean (SD), y | 54.2 (12.1)\nAge, median (range) | 55 (21-78)",
        "Age, y, mean (SD) | 54.2 (12.1)\nAge (years), median (range) | 55 (21-78)",
        "Age (years) | \n  Mean (SD) | 54.2 (12.1)\n  Median (range) | 55 (21-78)",
        "Mean age (SD) | 54.2 (12.1)\nMedian age, years (range) | 55 (21-78)",
    ],
)
def test_statistics_of_one_measure_on_several_rows_are_of_one(rows):
    found = figures(read(table(" | All (n = 100)\n" + rows)))

    assert (found["age@all mean"], found["age@all median"]) == ("54.2", "55")


def test_a_mean_beyond_the_range_on_another_row_is_found():
    rows = "Age, mean (SD), y | 84.2 (12.1)\nAge, median (range) | 55 (21-78)"
    found = audit(read(table(" | All (n = 100)\n" + rows)).paper())

    assert [each for each in found if each.is_contradiction]


@pytest.mark.parametrize(
    "rows",
    [
        "Score, mean (SD) | 5.2 (1.1)\nScore, mean (SD) | 4.1 (1.2)",
        "Follow-up, mean (SD), years | 5.2 (1.1)\nFollow-up, median (range), months | 60 (2-99)",
    ],
)
def test_a_statistic_that_is_printed_again_or_in_another_unit_is_of_another_measure(rows):
    understood = read(table(" | All (n = 100)\n" + rows))

    assert len({cell.quantity for cell in understood.cells}) == 2
    assert not [each for each in audit(understood.paper()) if each.is_contradiction]
