"""What the heads of columns say: spreads behind their means, minutes, limits of agreement, tests."""

from pipes import figures, read, table

import pytest

from il2report.audit import Certainty, audit
from il2report.audit.understanding.wording import wording


def test_an_sd_belongs_to_the_mean_before_it_in_each_of_several_blocks():
    found = figures(
        read(
            table(
                " | Mean total score | SD | Mean item score | SD\nTotal | 44.1 | 40.2 | 0.9 | 0.8"
            )
        )
    )

    assert found == {
        "total@total_score mean": "44.1",
        "total@total_score SD": "40.2",
        "total@item_score mean": "0.9",
        "total@item_score SD": "0.8",
    }


@pytest.mark.parametrize(
    ("heads", "cells", "statistics"),
    [
        ("Mean score | SD", "44.1 | 40.2", ("mean", "SD")),
        ("Median score | IQR", "44 | 40-52", ("median", "lower quartile", "upper quartile")),
        ("Mean (days) | SD (days)", "44.1 | 40.2", ("mean", "SD")),
    ],
)
def test_a_label_of_one_block_is_of_the_measure_and_of_no_group(heads, cells, statistics):
    found = figures(read(table(f" | {heads}\nTotal | {cells}")))

    assert tuple(found) == tuple(f"total@all {statistic}" for statistic in statistics)


def test_a_column_before_an_sd_has_means_and_it_is_a_doubt():
    understood = read(table("Strain | n | MLT (min) | SD (min)\nIN61 | 274 | 45.7 | 2.92"))

    assert figures(understood) == {
        "all.in61@all.in61 n": "274",
        "in61@all.in61 mean": "45.7",
        "in61@all.in61 SD": "2.92",
    }
    assert [doubt.message for doubt in understood.doubts] == [
        "taken for a mean, as the SD behind it suggests"
    ]


def test_one_sd_behind_two_means_is_of_neither():
    found = figures(read(table(" | Mean in men | Mean in women | SD\nScore | 44.1 | 40.2 | 9.1")))

    assert {name for name in found if name.endswith("SD")} == {"score@all SD"}


@pytest.mark.parametrize(
    ("label", "keys", "unit"),
    [
        ("Operating time (min)", (), "min"),
        ("SD (min)", ("sd",), "min"),
        ("at 25 min", (), "min"),
        ("Min", ("min",), ""),
        ("min", ("min",), ""),
        ("Duration, minimum", ("min",), ""),
        ("Age, Min", ("min",), ""),
        ("min, max", ("range",), ""),
        ("Median, months", ("median",), "months"),
    ],
)
def test_min_is_the_minimum_or_minutes(label, keys, unit):
    assert (wording(label).keys, wording(label).unit) == (keys, unit)


@pytest.mark.parametrize(
    ("label", "rest"),
    [
        ("Months, mean (SD)", "Months"),
        ("Mean months (SD)", "months"),
        ("Mean (SD), months", ""),
        ("Median, days", ""),
        ("Median score", "score"),
    ],
)
def test_a_unit_alone_is_a_name_unless_statistics_stand_before_it(label, rest):
    assert wording(label).rest == rest


@pytest.mark.parametrize("name", ["Mean difference", "Bias", "Mean bias"])
def test_limits_of_agreement_have_the_difference_in_their_middle(name):
    head = f"Scale | ICC | {name} | Limits of agreement\n"
    right = audit(read(table(head + "Total | 0.90 | -5.6 | -37.9 to 26.7")).paper())
    wrong = audit(read(table(head + "Total | 0.90 | -6.1 | -6.5 to 5.4")).paper())

    assert right == ()
    assert [(each.check, each.certainty) for each in wrong] == [
        ("off-center-estimates", Certainty.SUSPICIOUS)
    ]


@pytest.mark.parametrize(
    "head", ["ANOVA F (df)", "F", "t (45)", "χ2 (df)", "Wald χ2", "Mann-Whitney U", "F-value", "z"]
)
def test_a_column_of_test_statistics_is_unread_and_says_so(head):
    understood = read(table(f" | n | {head}\nWomen | 12 | 8.16*** (4)"))

    assert [(cell.printed, cell.reason) for cell in understood.unread] == [
        ("8.16*** (4)", "test statistics in a column of their own are not checked")
    ]


def test_a_column_of_person_years_says_what_it_is():
    understood = read(table(" | Deaths | Person-years\nWomen | 12 | 816"))

    assert [cell.reason for cell in understood.unread] == [
        "times at risk are no numbers of patients"
    ]
