"""Test statistics and estimates of the text: p-values against R, and inside, on and outside the bounds."""

import math

import pytest

from il2report.analysis.statistic_p_values import p_of_statistic
from il2report.analysis.summary_tests import Spread
from il2report.audit import Certainty, audit, read_paper
from il2report.audit.paper import FigureKind
from il2report.audit.verdicts import Verdict, verdicts

PROVED, SUSPICIOUS, IMPLIED = Certainty.PROVED, Certainty.SUSPICIOUS, Certainty.IMPLIED
BESIDE_STATISTIC, BESIDE_INTERVAL = "p-values-beside-statistics", "p-values-beside-intervals"


def entry(section, **keys):
    typed = "\n".join(f"{key} = {value!r}" for key, value in keys.items())
    return f"[[{section}]]\nplace = 'RES'\nsays = 'It differed.'\n{typed}\n".replace("True", "true")


def kinds(findings):
    return {(finding.check, finding.certainty) for finding in findings}


@pytest.mark.parametrize(
    ("test", "size", "freedom", "p"),
    [
        # R 4.2.2: 2*pnorm(-1.96), 2*pnorm(-8)
        ("z", 1.96, (), 0.0499957902964409),
        ("z", 8, (), 1.24419211485436e-15),
        # of t by 2*pt(-2.10, 28), 2*pt(-2.1, 27.4), 2*pt(-12, 3)
        ("t", 2.10, (28,), 0.0448632241289171),
        ("t", 2.10, (27.4,), 0.0450674456562381),
        ("t", 12, (3,), 0.00124501580078934),
        ("t", 1.96, (math.inf,), 0.0499957902964409),
        # pf(3.4, 2, 45, lower.tail=FALSE), pf(0.2, 1, 8, lower.tail=FALSE)
        ("f", 3.4, (2, 45), 0.0421562494491848),
        ("f", 0.2, (1, 8), 0.666581107383071),
        # pchisq(4.2, 1, lower.tail=FALSE), pchisq(22.3, 14, lower.tail=FALSE)
        ("chi_square", 4.2, (1,), 0.0404239793369087),
        ("chi_square", 22.3, (14,), 0.0726567170303226),
        # of r by 2*pt(-.31*sqrt(38/(1-.31^2)), 38)
        ("r", 0.31, (38,), 0.0515709801434756),
        ("r", 1, (38,), 0.0),
    ],
)
def test_the_p_of_a_statistic_agrees_with_r(test, size, freedom, p):
    given = p_of_statistic(test, Spread(size, size), freedom)

    assert given.low == pytest.approx(p, rel=1e-12)
    assert given.low == given.high


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        # t(28) between 2.095 and 2.11 has a p of 0.0439 to 0.0453
        ({"p": ".05"}, None),  # rounded to two decimals
        ({"p": ".04"}, None),  # or cut off
        ({"p": "0.045"}, None),
        ({"p": "0.043"}, None),  # t(28.9) could be 0.0439 cut off
        ({"p": "0.047"}, SUSPICIOUS),
        ({"p": "<.05"}, None),
        ({"p": ">.05"}, SUSPICIOUS),
        ({"p": ".40"}, SUSPICIOUS),  # it may have been adjusted
        ({"p": ".40", "p_adjusted": True}, None),
        ({"p": ".02"}, SUSPICIOUS),  # it is one-sided
        ({"p": ".02", "tails": "one"}, None),
        ({"p": ".98", "tails": "one"}, None),
        ({"p": ".045", "tails": "one"}, SUSPICIOUS),
        ({"p": ".02", "tails": "either"}, None),
        ({"p": ".045", "tails": "either"}, None),
        ({"p": "<.001"}, PROVED),
        ({"p": ".004"}, PROVED),
        ({"p": ".000"}, PROVED),
        ({"p": ".004", "p_adjusted": True}, SUSPICIOUS),
        ({"p": ".004", "proposed": True}, SUSPICIOUS),
    ],
)
def test_a_p_beside_t(keys, expected, found):
    typed = entry("statistics", test="t", statistic="2.10", df=28, **keys)

    assert ({(BESIDE_STATISTIC, expected)} if expected else set()) == kinds(found(typed))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"test": "f", "statistic": "3.4", "df": [2, 45], "p": "<.05"}, None),
        ({"test": "f", "statistic": "3.4", "df": [2, 45], "p": ".042"}, None),
        ({"test": "f", "statistic": "3.4", "df": [2, 45], "p": ".021"}, PROVED),  # two groups only
        ({"test": "f", "statistic": "4.2", "df": [1, 45], "p": ".023"}, SUSPICIOUS),
        ({"test": "f", "statistic": "<1", "df": [2, 45], "p": ".52"}, None),
        ({"test": "chi_square", "statistic": "4.2", "df": 1, "p": ".04"}, None),
        ({"test": "chi_square", "statistic": "4.2", "df": 1, "p": ".4"}, SUSPICIOUS),
        ({"test": "chi_square", "statistic": "4.2", "df": 1, "p": ".004"}, SUSPICIOUS),
        ({"test": "chi_square", "statistic": "4.2", "df": 2, "p": ".04"}, SUSPICIOUS),
        ({"test": "z", "statistic": "-1.96", "p": ".05"}, None),
        ({"test": "z", "statistic": "-1.96", "p": ".5"}, SUSPICIOUS),
        ({"test": "r", "statistic": ".31", "df": 38, "p": ".05"}, None),
        ({"test": "r", "statistic": ".31", "n": 40, "p": ".05"}, None),
        ({"test": "r", "statistic": ".31", "n": 40, "p": ".5"}, SUSPICIOUS),
        ({"test": "r", "statistic": "-.31", "df": 38, "p": "<.001"}, SUSPICIOUS),
        ({"test": "t", "statistic": "<-5", "df": 28, "p": "<.001"}, None),
        ({"test": "t", "statistic": "<1", "df": 28, "p": ">.32"}, None),
        ({"test": "t", "statistic": "<1", "df": 28, "p": "<.05"}, PROVED),
        # without degrees of freedom t(infinity) is the least p and t(1) the greatest
        ({"test": "t", "statistic": "2.10", "p": ".04"}, None),
        ({"test": "t", "statistic": "2.10", "p": ".25"}, None),
        ({"test": "t", "statistic": "2.10", "p": ".35"}, SUSPICIOUS),
        ({"test": "t", "statistic": "2.10", "p": ".005"}, PROVED),
        # the degrees of freedom of Welch's test, in full and rounded
        ({"test": "t", "statistic": "2.10", "df": "3.4", "p": ".116"}, None),
        ({"test": "t", "statistic": "2.10", "df": "3", "p": ".116"}, None),
        ({"test": "t", "statistic": "2.10", "df": "3", "p": ".09"}, SUSPICIOUS),
        # what no test gives
        ({"test": "other", "statistic": "45", "p": ".03"}, None),
        ({"p": ".03"}, None),
    ],
)
def test_a_p_beside_other_statistics(keys, expected, found):
    assert ({(BESIDE_STATISTIC, expected)} if expected else set()) == kinds(
        found(entry("statistics", **keys))
    )


@pytest.mark.parametrize(
    ("keys", "is_found"),
    [
        ({"test": "r", "statistic": "1.00", "df": 38}, False),
        ({"test": "r", "statistic": "-1.02", "df": 38}, True),
        ({"test": "f", "statistic": "0", "df": [2, 45]}, False),
        ({"test": "f", "statistic": "-3.4", "df": [2, 45]}, True),
        ({"test": "chi_square", "statistic": "-4", "df": 1}, True),
        ({"test": "t", "statistic": "-4", "df": 1}, False),
        ({"p": "1.0"}, False),
        ({"p": "1.2"}, True),
    ],
)
def test_what_no_statistic_can_be(keys, is_found, found):
    expected = {("impossible-statistics", PROVED)} if is_found else set()

    assert expected == kinds(found(entry("statistics", **keys)))


def test_a_decision_error_is_named(found):
    (finding,) = found(entry("statistics", test="t", statistic="2.10", df=28, p=".06"))

    assert finding.message.endswith("It is below 0.05, as the printed p is not.")
    assert "p 0.0439 to 0.0453, printed .06" in finding.arithmetic


def test_the_level_of_the_paper_decides(found):
    typed = entry("statistics", test="t", statistic="2.10", df=28, p=".06")
    (finding,) = found(typed, paper='paper.alpha = "0.01"')

    assert finding.message.endswith("unless it was adjusted for several tests.")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        # ln 0.633 / ((ln 0.89 - ln 0.45) / 3.92) = -2.63: p 0.009
        ({"p": "0.009"}, None),
        ({"p": "0.01"}, None),
        ({"p": "0.02"}, None),  # the log-rank test may give it
        ({"p": "0.21"}, SUSPICIOUS),
        ({"p": "<0.0001"}, SUSPICIOUS),
        ({"p": "0.0045"}, None),  # near enough to be of another test
    ],
)
def test_a_p_beside_a_ratio_and_its_interval(keys, expected, found):
    typed = entry("passages", kind="hazard_ratio", value="0.63", ci="0.45 to 0.89", **keys)

    assert ({(BESIDE_INTERVAL, expected)} if expected else set()) == kinds(found(typed))


def test_an_interval_and_a_p_that_decide_otherwise(found):
    typed = entry("passages", kind="odds_ratio", value="0.63", ci="0.45 to 0.89", p="0.21")
    (finding,) = found(typed)

    assert finding.message.endswith("The interval excludes 1, which p contradicts.")


def test_a_p_just_beyond_the_level_is_of_another_test(found):
    typed = entry("passages", kind="hazard_ratio", value="0.700", ci="0.500 to 0.980", p="0.060")

    assert {(BESIDE_INTERVAL, IMPLIED)} == kinds(found(typed))


@pytest.mark.parametrize(("p_of", "expected"), [("", True), ("one-sided", False)])
def test_a_one_sided_p_of_a_ratio(p_of, expected, found):
    stated = {"p_of": p_of} if p_of else {}
    typed = entry(
        "passages", kind="risk_ratio", value="0.800", ci="0.600 to 1.067", p="0.064", **stated
    )
    assert expected is bool(found(typed))


@pytest.mark.parametrize(
    ("value", "expected"),
    # limits of 0.45 and 0.89: their geometric mean is 0.633, and a tenth of the way to a limit 0.655
    [("0.63", False), ("0.65", False), ("0.68", True), ("0.58", True), ("0.61", False)],
)
def test_a_ratio_in_the_middle_of_its_limits(value, expected, found):
    typed = entry("passages", kind="hazard_ratio", value=value, ci="0.45 to 0.89")

    assert ({("off-center-estimates", SUSPICIOUS)} if expected else set()) == kinds(found(typed))


@pytest.mark.parametrize(("value", "expected"), [("2.0", False), ("2.1", False), ("2.4", True)])
def test_a_difference_in_the_middle_of_its_limits(value, expected, found):
    typed = entry("passages", kind="difference", value=value, ci="0.4 to 3.6")

    assert ({("off-center-estimates", SUSPICIOUS)} if expected else set()) == kinds(found(typed))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"value": "0.43"}, True),
        ({"value": "0.95"}, True),
        ({"value": "0.63"}, False),
        ({"kind": "median", "value": "0.43"}, True),
    ],
)
def test_an_estimate_outside_of_its_interval_is_proof(keys, expected, found):
    keys = {"kind": "hazard_ratio", "ci": "0.45 to 0.89"} | keys
    checks = {("intervals-without-their-estimate", PROVED)} if expected else set()

    assert checks == kinds(found(entry("passages", **keys)))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"count": 12, "n": 45, "value": "26.7"}, set()),
        ({"count": 12, "n": 45, "value": "27"}, set()),
        ({"count": 12, "n": 45, "value": "28"}, {("differing-figures", PROVED)}),
        ({"count": 47, "n": 45}, {("counts-beyond-their-group", PROVED)}),
        ({"n": 45, "value": "28.0"}, {("impossible-percentages", PROVED)}),
        ({"count": 12, "value": "28"}, set()),
    ],
)
def test_a_proportion_is_checked_as_those_of_a_table(keys, expected, found):
    assert expected == kinds(found(entry("passages", kind="proportion", **keys)))


def test_an_unknown_place_of_a_passage_is_refused(found):
    with pytest.raises(Exception, match="there is no place RES"):
        found("places = { ABS = 'Abstract' }\n" + entry("statistics", p=".03"))


def verdict_of(paper, statistic):
    (of,) = (v for v in verdicts(paper, audit(paper)) if v.figure.statistic is statistic)
    return of


@pytest.mark.parametrize(
    ("section", "keys", "statistic", "why"),
    [
        ("statistics", {"p": ".03"}, FigureKind.P, "no test statistic"),
        (
            "statistics",
            {"test": "other", "statistic": "45", "p": ".03"},
            FigureKind.P,
            "gives no p",
        ),
        (
            "statistics",
            {"test": "t", "statistic": "2.1", "df": 28},
            FigureKind.STATISTIC,
            "no p is",
        ),
        (
            "statistics",
            {"test": "t", "statistic": "2.1", "df": 28, "p": ".04", "p_adjusted": True},
            FigureKind.DF,
            "adjusted for several tests",
        ),
        (
            "statistics",
            {"test": "r", "statistic": "1.2", "df": 28, "p": ".04"},
            FigureKind.P,
            "impossible",
        ),
        (
            "statistics",
            {"test": "r", "statistic": ".31", "p": ".05"},
            FigureKind.STATISTIC,
            "no degrees",
        ),
        (
            "statistics",
            {"test": "f", "statistic": "3.4", "df": [2, 45], "p": ".42"},
            FigureKind.STATISTIC,
            "does not agree with the p",
        ),
        (
            "passages",
            {"kind": "hazard_ratio", "value": "0.68", "p": ".1"},
            FigureKind.P,
            "no interval",
        ),
        (
            "passages",
            {"kind": "hazard_ratio", "value": "0.2", "ci": "0.0 to 1.5", "p": ".1"},
            FigureKind.P,
            "no logarithm",
        ),
        (
            "passages",
            {"kind": "other", "value": "5", "ci": "1 to 9", "p": ".1"},
            FigureKind.P,
            "contain",
        ),
    ],
)
def test_what_cannot_be_checked_says_why(section, keys, statistic, why):
    text = 'paper.title = "A paper"\n' + entry(section, **keys)
    of = verdict_of(read_paper(text.encode(), "paper.toml"), statistic)

    assert Verdict.NOT_CHECKABLE is of.verdict
    assert why in of.why


def test_nearly_every_digit_of_a_p_beside_its_statistic_would_be_found():
    text = 'paper.title = "A paper"\n' + entry(
        "statistics", test="t", statistic="2.10", df=28, p=".045"
    )
    of = verdict_of(read_paper(text.encode(), "paper.toml"), FigureKind.P)

    assert of.power > 0.9
