"""Forms of tables and sentences of open papers that a plain reading would misread as contradictions."""

import pytest

from il2report.audit.examination import examine
from il2report.audit.received import received_paper


def read(text):
    received = received_paper(text.encode(), "paper.txt")
    return received.understood, examine(received.paper).findings


def certainties(text):
    return {(each.check, each.certainty.value) for each in read(text)[1]}


HEAD = "Table 1. Patients\n\n\tGroup A (n = 302)\tGroup B (n = 151)\n"
LEFT_OUT = "Hypertension, n (%)\t126 (42.3)\t40 (26.5)\n"  # 126/298
TOO_FEW = "Hypertension, n (%)\t126 (39.7)\t40 (26.5)\n"  # 126/317


def test_a_percentage_of_fewer_patients_may_be_of_those_with_a_value():
    understood, _ = read(HEAD + LEFT_OUT)
    assert ("differing-figures", "suspicious") in certainties(HEAD + LEFT_OUT)
    assert {"suspicious"} == {certainty for _, certainty in certainties(HEAD + LEFT_OUT)}
    assert any("it may be of 298" in str(doubt) for doubt in understood.doubts)


def test_a_percentage_of_more_patients_than_there_are_is_proved_wrong():
    assert ("differing-figures", "proved") in certainties(HEAD + TOO_FEW)


def test_where_the_rows_make_up_the_column_no_value_is_missing():
    rows = "Sex, n (%)\n Male\t69 (23.9)\t44 (29.1)\n Female\t233 (77.2)\t107 (70.9)\n"
    assert "proved" in {certainty for _, certainty in certainties(HEAD + rows)}


def test_a_table_of_those_with_a_value_is_no_row_of_suspicions():
    rows = "".join(
        f"Symptom {at}, n (%)\t{count} ({100 * count / of:.1f})\t{at} ({100 * at / 151:.1f})\n"
        for at, (count, of) in enumerate([(126, 298), (85, 290), (77, 281), (33, 271)], start=1)
    )
    understood, findings = read(HEAD + rows)
    assert () == tuple(findings)
    assert len([cell for cell in understood.unread if "with a value" in cell.reason]) == 4


def test_a_note_says_that_percentages_are_of_those_with_a_value():
    understood, findings = read(f"{HEAD}{LEFT_OUT}\nPercentages are of non-missing data.\n")
    assert () == tuple(findings)
    assert understood.unread


def test_several_rows_of_missing_values_part_their_section():
    rows = (
        "Medication, n (%)\n Analgesics\t126 (42.3)\t86 (57.3)\n Missing\t4 (1.3)\t1 (0.7)\n"
        " Antidepressants\t220 (73.8)\t110 (72.8)\n Missing\t4 (1.3)\t0 (0.0)\n"
    )
    assert set() == certainties(HEAD + rows)


def test_columns_that_name_their_statistics_win_over_the_label_of_a_row():
    text = (
        "Table 1. Ratings\n\n\tGroup A (n = 40)\tGroup A (n = 40)\tGroup B (n = 41)\tGroup B (n = 41)\n"
        "\tM\tSD\tM\tSD\nLargest figure\t6.25\t1.10\t7.17\t1.50\nAttractiveness range\t2.98\t1.35\t3.83\t1.45\n"
    )
    understood, findings = read(text)
    assert () == tuple(findings)
    assert {"mean, sd"} == {cell.statistics for cell in understood.cells}


def test_ranks_behind_percentages_are_no_counts():
    rows = "".join(
        f"Diagnosis {at}\t{100 * (250 - at) / 302:.1f}% ({at})\t{100 * (120 - at) / 151:.1f}% ({at})\n"
        for at in range(1, 8)
    )
    understood, findings = read(HEAD + rows)
    assert () == tuple(findings)
    assert {"percent"} == {cell.statistics for cell in understood.cells}
    assert len(understood.unread) == 14


def test_one_wrong_count_behind_a_percentage_is_not_taken_for_a_rank():
    rows = "".join(f"Sign {at}\t{100 * at / 302:.1f}% ({at})\t0% (0)\n" for at in range(31, 37))
    assert certainties(f"{HEAD}{rows}Sign 37\t12.3% (73)\t0% (0)\n")


def test_the_median_of_differences_with_its_quartiles_is_no_estimate():
    text = "Table 1. Differences\n\nMethod\tMedian of difference (25%, 75% Percentile)\nA\t-0.70 (-10.16, 15.22)\n"
    understood, _ = read(text)
    assert {"median, iqr"} == {cell.statistics for cell in understood.cells}


def test_a_percentage_in_a_head_is_no_level_of_confidence():
    head = "\tCortical density (50%)\tCortical density (50%)\n\t\u03b2 (95% CI)\tp\n"
    understood, findings = read(f"Table 1. Models\n\n{head}Gene A\t0.16 (0.04, 0.28)\t0.011\n")
    assert () == tuple(findings)
    assert all("level" not in entry for entry in understood.document["estimates"].values())
    wide = head.replace("95%", "90%")
    understood, _ = read(f"Table 1. Models\n\n{wide}Gene A\t0.16 (0.06, 0.26)\t0.011\n")
    assert [90] == [entry["level"] for entry in understood.document["estimates"].values()]


@pytest.mark.parametrize(
    "words",
    [
        "The speed was 14.03 \u00b1 1.01 ms (95% CI: 12.05\u201316.01 ms).",
        "The speed was 14.03\u00b11.01 ms^\u22121 (95% CI: 12.05\u201316.01 ms^\u22121).",
        "The share was 14.03 \u00b1 1.01% (95% CI 12.05 to 16.01).",
    ],
)
def test_an_interval_is_not_that_of_the_spread_before_it(words):
    understood, findings = read(words)
    assert () == tuple(findings)
    assert {"14.03"} >= {str(each.get("value")) for each in understood.document["passages"]}


def test_groups_of_another_table_are_not_all_patients_again():
    one = "Table 1. Patients\n\n\tArm A (n = 15)\tArm B (n = 15)\nMen\t3\t6\nWomen\t12\t9\n"
    other = "Table 2. Course\n\n\tArm A (n = 13)\tArm B (n = 15)\nBetter\t9\t2\nSame\t4\t13\n"
    understood, _ = read(f"{one}\n\n{other}")
    sizes = [each["members"] for each in understood.document["relations"]]
    assert ["arm_a", "arm_b"] in sizes
    assert not any("arm_a_t2" in members or "arm_a_2" in members for members in sizes)


def test_a_reduction_with_limits_below_zero_is_below_zero():
    understood, findings = read(
        "Density was reduced by 0.04 g/cm^2 (95% CI \u22120.06, \u22120.02) per allele."
    )
    assert () == tuple(findings)
    assert ["-0.04"] == [each["value"] for each in understood.document["passages"]]
    _, findings = read("Density was 0.04 g/cm^2 (95% CI \u22120.06, \u22120.02) per allele.")
    assert findings


@pytest.mark.parametrize(
    "head",
    [
        "\tGroup difference\tGroup difference\tGroup difference\n\tMean\tSE\t95% CI\n",
        "\t\u03b2\tSE\t95% CI\n",
        "Model\tMean difference\tSE\t95% CI\n",
    ],
)
def test_a_standard_error_is_neither_an_estimate_nor_its_limit(head):
    text = f"Table 1. Effects\n\n{head}Treatment\t-2.46\t0.636\t-3.72 to -1.21\nAge\t0.83\t0.671\t-0.49 to 2.15\n"
    understood, findings = read(text)
    assert () == tuple(findings)
    estimates = understood.document["estimates"].values()
    assert [("-2.46", "-3.72 to -1.21"), ("0.83", "-0.49 to 2.15")] == [
        (next(iter(each["value"].values())), next(iter(each["ci"].values()))) for each in estimates
    ]
    assert {"0.636", "0.671"} == {cell.printed for cell in understood.unread}


def test_half_an_interval_is_unread():
    text = "Table 1. Effects\n\n\tMean difference\t95% CI\tp\nAUC\t-1.50\t-2.43\t-0.58\nAge\t0.8\t-0.4 to 2.1\t0.2\n"
    understood, findings = read(text)
    assert () == tuple(findings)
    assert "-1.50 | -2.43" in {cell.printed for cell in understood.unread}


@pytest.mark.parametrize(
    "mark", ["^\u2020", "\u2020", "^{\u2021}", " ^*", "^\u2020^", "^a,b", "***"]
)
def test_a_raised_mark_is_no_part_of_the_numbers_before_it(mark):
    understood, _ = read(f"{HEAD}Age, mean (SD)\t57 (17){mark}\t58 (15)\n")
    assert () == understood.unread
    assert {"57 (17)", "58 (15)"} == {cell.printed.removesuffix(mark) for cell in understood.cells}
