"""Scales that labels and captions state, and what the checks make of them."""

import pytest

from il2report.audit.examination import examine
from il2report.audit.received import received_paper
from il2report.audit.understanding.scales import scale_of, scale_said

STATED = [
    ("Female (0 = no, 1 = yes)", ("0", "1", "1")),
    ("Female (no = 0; yes = 1)", ("0", "1", "1")),
    ("Male (0/1)", ("0", "1", "1")),
    ("Married, dummy", ("0", "1", "1")),
    ("Pain, whole numbers from 0 to 10", ("0", "10", "1")),
    ("Pain (VAS, 0\u2013100)", ("0", "100", "")),
    ("Pain on a scale of 0.0 to 10.0", ("0.0", "10.0", "")),
    ("Change (scale \u22123 to 3, integers)", ("-3", "3", "1")),
    ("Number of drugs (integer)", ("", "", "1")),
]
PROPOSED = [
    ("Friendliness, 1-7 scale", ("1", "7", "1"), ("step",)),
    ("Mood (1 = very bad, 5 = very good)", ("1", "5", "1"), ("step",)),
    ("Satisfaction, 5-point Likert scale", ("1", "5", "1"), ("low", "high", "step")),
]
NOT_STATED = [
    "Age (18-75)",
    "Age, median (range), y",
    "Tumors (1\u20133)",
    "Grade 3/4 events",
    "Mean 10/12 weeks",
    "Ratio 1:2",
    "Follow-up, 2001\u20132005",
    "T stage (T1 = small)",
    "Dose: 5 mg",
]


@pytest.mark.parametrize(("label", "values"), STATED)
def test_a_stated_scale_is_a_fact(label, values):
    scale = scale_of(label)
    assert (scale.low, scale.high, scale.step) == values
    assert not scale.proposed


@pytest.mark.parametrize(("label", "values", "proposed"), PROPOSED)
def test_what_the_words_only_suggest_is_proposed(label, values, proposed):
    scale = scale_of(label)
    assert (scale.low, scale.high, scale.step, scale.proposed) == (*values, proposed)


@pytest.mark.parametrize("label", NOT_STATED)
def test_other_numbers_of_a_label_are_no_scale(label):
    assert scale_of(label) is None


def test_a_caption_with_two_scales_states_none():
    one, other = "Mood was rated from 1 to 7 on a scale", "Pain had a scale from 0 to 10"
    assert scale_said([f"Values. {one}."]).high == "7"
    assert scale_said([one, other]) is None


def table(label, caption="Table 1. Answers"):
    return f"{caption}\n\n\tGroup A (n = 28)\n{label}, mean (SD)\t5.19 (1.34)\n".encode()


def certainties(content):
    found = examine(received_paper(content, "table.txt").paper).findings
    return {(each.check, each.certainty.value) for each in found}


def test_a_mean_of_stated_whole_numbers_is_proved_impossible():
    assert ("impossible-means", "proved") in certainties(table("Mood, whole numbers from 1 to 7"))


def test_a_mean_of_supposed_whole_numbers_is_only_suspicious():
    assert certainties(table("Mood, 1-7 scale")) == {("impossible-means", "suspicious")}
    captioned = table("Mood", "Table 1. Answers on a scale from 1 to 7")
    assert certainties(captioned) == {("impossible-means", "suspicious")}


def test_what_a_caption_suggests_is_a_doubt():
    content = table("Mood", "Table 1. Answers on a scale from 1 to 7")
    doubts = received_paper(content, "table.txt").understood.doubts
    assert any("as whole numbers from 1 to 7" in str(doubt) for doubt in doubts)


def test_a_scale_of_the_caption_is_not_that_of_a_measure_with_a_unit_or_beyond_it():
    caption = "Table 1. Answers on a scale from 1 to 7"
    for label, cell in (
        ("Weight, mean (SD), kg", "5.19 (1.34)"),
        ("Age, mean (SD)", "41.19 (9.34)"),
    ):
        content = f"{caption}\n\n\tGroup A (n = 28)\n{label}\t{cell}\n".encode()
        measures = received_paper(content, "table.txt").understood.document["measures"]
        assert all("high" not in facts for facts in measures.values())
