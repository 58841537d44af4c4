"""Each rule of the study checks just inside its boundary, exactly on it, and just outside."""

import pandas as pd
import pytest

from il2report.errors import Finding, Place
from il2report.study import inspect_study
from il2report.study.checks.identity import tables_only
from il2report.study.checks.privacy import identifier_kind
from il2report.study.findings import shared

A2 = "A2,male,55,1,,2003-05-05,PD,2003-08-01,2004-02-02,DOD"
A3_SECOND = "A3,2,2004-01-28,2004-01-30,6"
AGE_OF_A3 = "A3,male,62.5"
SECOND_OF_A1 = "A1,2,2003-03-20"

RULES = {
    # code: (file, text replaced, {what takes its place: whether the rule is broken})
    ("entry-outside-period", "start"): (
        "study",
        "start = 2000-01-01",
        {"start = 2003-03-02": False, "start = 2003-03-03": False, "start = 2003-03-04": True},
    ),
    ("entry-outside-period", "end"): (
        "study",
        "end = 2008-10-31",
        {"end = 2005-10-11": False, "end = 2005-10-10": False, "end = 2005-10-09": True},
    ),
    ("not-eligible", "the least number"): (
        "study",
        "age = { min = 18 }",
        {
            "age = { min = 32 }": False,
            "age = { min = 33 }": False,
            "age = { min = 33.5 }": True,
        },
    ),
    ("not-eligible", "the greatest number"): (
        "study",
        "age = { min = 18 }",
        {
            "age = { max = 63 }": False,
            "age = { max = 62.5 }": False,
            "age = { max = 62 }": True,
        },
    ),
    ("not-eligible", "the last level"): (
        "study",
        "ecog = { max = 2 }",
        {
            "ecog = { max = 3 }": False,
            "ecog = { max = 2 }": False,
            'ecog = { max = "1" }': True,
        },
    ),
    ("not-eligible", "the levels"): (
        "study",
        "ecog = { max = 2 }",
        {
            'ecog = { levels = ["0", "1", "2"] }': False,
            'ecog = { levels = ["0", "1"] }': True,
        },
    ),
    ("doses-above-maximum", ""): (
        "study",
        "doses_per_cycle_max = 14",
        {
            "doses_per_cycle_max = 15": False,
            "doses_per_cycle_max = 14": False,
            "doses_per_cycle_max = 13": True,
        },
    ),
    ("doses-exceed-days", ""): (  # five days with three doses each
        "cycles",
        "2003-05-05,2003-05-09,14",
        {f"2003-05-05,2003-05-09,{doses}": doses > 15 for doses in (14, 15, 16)},
    ),
    ("doses-exceed-days", "one day"): (
        "cycles",
        "2005-10-10,2005-10-10,2",
        {f"2005-10-10,2005-10-10,{doses}": doses > 3 for doses in (2, 3, 4)},
    ),
    ("rest-outside-protocol", "shortest"): (  # A1 and A3 rested 13 and 14 days
        "study",
        "rest_days_min = 10",
        {f"rest_days_min = {days}": days > 13 for days in (12, 13, 14)},
    ),
    ("rest-outside-protocol", "longest"): (
        "study",
        "rest_days_max = 21",
        {f"rest_days_max = {days}": days < 14 for days in (15, 14, 13)},
    ),
    ("age-over-89", ""): (
        "patients",
        AGE_OF_A3,
        {f"A3,male,{age}": age >= 90 for age in (89, 89.9, 90, 90.1)},
    ),
    ("remission-too-short", ""): (  # entry on 3 March, one month of remission
        "patients",
        "CR,,2006-01-10",
        {"CR,,2003-04-04": False, "CR,,2003-04-03": False, "CR,,2003-04-02": True},
    ),
    ("remission-too-short", "of a partial response"): (
        "patients",
        "CR,,2006-01-10",
        {"PR,,2003-04-02": False},
    ),
    ("last-dose-before-start", ""): (
        "cycles",
        "2005-10-10,2005-10-10",
        {"2005-10-10,2005-10-11": False, "2005-10-10,2005-10-10": False, "2005-10-10,2005-10-09": True},
    ),
    ("cycle-skipped", ""): (
        "cycles",
        "A3,2,",
        {"A3,2,": False, "A3,3,": True},
    ),
    ("cycle-skipped", "first"): ("cycles", "A4,1,", {"A4,1,": False, "A4,2,": True}),
    ("cycle-out-of-order", ""): (
        "cycles",
        "A3,2,2004-01-28,2004-01-30",
        {
            "A3,2,2004-01-13,2004-01-30": False,
            "A3,2,2004-01-12,2004-01-30": False,
            "A3,2,2004-01-11,2004-01-30": True,
        },
    ),
    ("cycles-overlap", ""): (  # the cycle before has its last dose on the 14th and starts on the 12th
        "cycles",
        "A3,2,2004-01-28,2004-01-30",
        {f"A3,2,2004-01-{day},2004-01-30": day in (12, 13, 14) for day in (11, 12, 13, 14, 15)},
    ),
    ("cycle-before-entry", ""): (
        "patients",
        "480,2004-01-12",
        {"480,2004-01-11": False, "480,2004-01-12": False, "480,2004-01-13": True},
    ),
    ("dose-after-last-contact", ""): (
        "patients",
        "NE,,2005-11-20",
        {"NE,,2005-10-11": False, "NE,,2005-10-10": False, "NE,,2005-10-09": True},
    ),
    ("cycle-after-progression", ""): (
        "patients",
        "SD,2004-06-30",
        {"SD,2004-01-29": False, "SD,2004-01-28": False, "SD,2004-01-27": True},
    ),
    ("progression-before-entry", ""): (
        "patients",
        "PD,2003-08-01",
        {"PD,2003-05-06": False, "PD,2003-05-05": False, "PD,2003-05-04": True},
    ),
    ("progression-after-last-contact", ""): (
        "patients",
        "PD,2003-08-01",
        {"PD,2004-02-01": False, "PD,2004-02-02": False, "PD,2004-02-03": True},
    ),
    ("last-contact-before-entry", ""): (
        "patients",
        "NE,,2005-11-20",
        {"NE,,2005-10-11": False, "NE,,2005-10-10": False, "NE,,2005-10-09": True},
    ),
    ("pd-without-progression", ""): (
        "patients",
        "PD,2003-08-01",
        {"PD,2003-08-01": False, "PD,": True, "SD,": False},
    ),
    ("status-contradicts-response", ""): (
        "patients",
        "2006-01-10,NED",
        {f"2006-01-10,{status}": status in ("AWD", "DOD") for status in ("NED", "AWD", "DOD", "DOC", "")},
    ),
    ("fatal-event-in-survivor", "grade"): (
        "adverse_events",
        "A3,1,fever,4",
        {"A3,1,fever,4": False, "A3,1,fever,5": True},
    ),
    ("fatal-event-in-survivor", "no evidence of disease"): (
        "adverse_events",
        "A1,2,fever,1",
        {"A1,2,fever,4": False, "A1,2,fever,5": True},
    ),
    ("fatal-event-in-survivor", "dead"): (
        "adverse_events",
        "A3,1,fever,4",
        {"A2,1,fever,5": False, "A4,1,fever,5": False},
    ),
    ("assessment-before-baseline", ""): (  # entry on 3 March, 28 days
        "brain_lesions",
        "A1,L1,left_frontal,2003-02-20",
        {f"A1,L1,left_frontal,2003-02-{day}": day == "02" for day in ("02", "03", "04")},
    ),
    ("assessment-after-last-contact", ""): (
        "brain_lesions",
        "A1,L1,left_frontal,2003-05-02",
        {f"A1,L1,left_frontal,2006-01-{day}": day == "11" for day in ("09", "10", "11")},
    ),
}  # fmt: skip
CASES = [
    pytest.param(code, name, (old, new), is_broken, id=f"{code} {of} {new}".replace("  ", " "))
    for (code, of), (name, old, texts) in RULES.items()
    for new, is_broken in texts.items()
]


@pytest.mark.parametrize(("code", "name", "change", "is_broken"), CASES)
def test_a_rule_is_broken_beyond_its_boundary_only(small_study, code, name, change, is_broken):
    found = {finding.code for finding in inspect_study(small_study(**{name: change})).findings}
    assert is_broken is (code in found)


@pytest.mark.parametrize(
    ("change", "is_refused"),
    [
        (("end = 2008-10-31", "end = 2000-01-02"), False),
        (("end = 2008-10-31", "end = 2000-01-01"), False),
        (("end = 2008-10-31", "end = 1999-12-31"), True),
        (("rest_days_max = 21", "rest_days_max = 11"), False),
        (("rest_days_max = 21", "rest_days_max = 10"), False),
        (("rest_days_max = 21", "rest_days_max = 9"), True),
        (("alpha = 0.05", "alpha = 0.49"), False),
        (("alpha = 0.05", "alpha = 0.5"), True),
        (("alpha = 0.05", "alpha = 0.0"), True),
        (("confidence_level = 95", "confidence_level = 50"), False),
        (("confidence_level = 95", "confidence_level = 49"), True),
        (("confidence_level = 95", "confidence_level = 99"), False),
        (("confidence_level = 95", "confidence_level = 100"), True),
        (("interval_hours = 8", "interval_hours = 168"), False),
        (("interval_hours = 8", "interval_hours = 169"), True),
        (("reported_grades = [3, 4]", "reported_grades = [1, 5]"), False),
        (("reported_grades = [3, 4]", "reported_grades = [0]"), True),
        (("reported_grades = [3, 4]", "reported_grades = [6]"), True),
    ],
)
def test_a_choice_is_refused_beyond_its_bound_only(small_study, change, is_refused):
    found = {finding.code for finding in inspect_study(small_study(study=change)).findings}
    assert is_refused is ("bad-setting" in found)


def dated(first, second):
    """The dates of A2 and A4, each day and month as two numbers."""
    return f"""\
patient_id,sex,age,ecog,ldh,entry_date,best_response,progression_date,last_contact_date,status
A1,female,41,0,210.5,{first},CR,,2006-01-10,NED
A2,male,55,1,,{second},PD,2003-08-01,2004-02-02,DOD
A3,male,62.5,2,480,2004-01-12,SD,2004-06-30,2004-09-01,AWD
A4,female,33,0,655,2005-10-10,NE,,2005-11-20,
""".encode()


@pytest.mark.parametrize(
    ("evidence", "is_settled"),
    [
        ("11/02/2003", False),
        ("12/02/2003", False),
        ("13/02/2003", True),
        ("02/11/2003", False),
        ("02/12/2003", False),
        ("02/13/2003", True),
        ("12/12/2003", False),
        ("13/12/2003", True),
        ("12/13/2003", True),
    ],
)
def test_a_day_settles_the_order_from_13_on(small_study, evidence, is_settled):
    found = inspect_study(small_study(patients=dated(evidence, "03/04/2003"))).findings
    ambiguous = [each for each in found if each.code == "ambiguous-date"]
    assert is_settled is ([] == ambiguous)


@pytest.mark.parametrize(
    ("column", "is_identifying"), [("street", True), ("streetx", True), ("xstreetx", False)]
)
def test_a_long_name_is_recognized_at_either_end_of_a_word(column, is_identifying):
    assert is_identifying is (identifier_kind(column) is not None)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_up_to_four_further_rows_are_named_before_they_are_counted(n):
    said = shared(Finding("a-code", Place("a.csv", 2), "it is so"), range(3, 3 + n)).message
    assert ("more" in said) is (n > 4)


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, []),  # which is an error of its own
        (
            1,
            [
                "the study has 1 patient; with fewer than 3 the report has tables and figures only, and no text"
            ],
        ),
        (
            2,
            [
                "the study has 2 patients; with fewer than 3 the report has tables and figures only, and no text"
            ],
        ),
        (3, []),
    ],
)
def test_a_study_of_fewer_than_three_patients_has_no_text(n, said):
    frames = {"patients": pd.DataFrame({"patient_id": [f"P{k}" for k in range(n)]})}
    assert said == [finding.message for finding in tables_only.find(frames)]
