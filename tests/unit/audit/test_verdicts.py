"""Every figure has a verdict: what the checks would have said of another digit, or why nothing."""

import pytest

from il2report.audit import CHECKS, audit, read_paper
from il2report.audit.examination import examine
from il2report.audit.inspect_sr import ITEM_OF, QUESTIONS, item_of
from il2report.audit.printed import printed_number
from il2report.audit.trials import one_digit_away
from il2report.audit.verdicts import Verdict, verdicts

HEAD = '[paper]\ntitle = "A trial"\n'
ALL = "groups.all.n.A = 15\n"


def verdict_of(text: str, name: str):
    paper = read_paper(f"{ALL}{text}\n{HEAD}".encode())
    return next(v for v in verdicts(paper, audit(paper)) if v.figure.name == name)


CASES = {
    "a percentage with its count": (
        "features.x = { count = { A = 7 }, percent = { A = 46.7 } }",
        ("x percent A", Verdict.REPRODUCED, 26, 26),
    ),
    # 26.7, 66.7 and 86.7 are 4, 10 and 13 of 15.
    "a percentage alone": (
        "features.x.percent.A = 46.7",
        ("x percent A", Verdict.CONSISTENT, 23, 26),
    ),
    "a count alone": ("features.x.count.A = 7", ("x count A", Verdict.NOT_CHECKABLE, 0, 9)),
    "a count that others exceed": (
        "features.x.count.A = 12",
        ("x count A", Verdict.CONSISTENT, 12, 17),
    ),
    "a mean of unknown values": (
        "measures.age.mean.A = 48.83",
        ("age mean A", Verdict.NOT_CHECKABLE, 0, 35),
    ),
    "an impossible percentage": (
        "features.x.percent.A = 46.9",
        ("x percent A", Verdict.IMPOSSIBLE, 0, 0),
    ),
    "a count of another percentage": (
        "features.x = { count = { A = 3 }, percent = { A = 46.7 } }",
        ("x count A", Verdict.CONTRADICTORY, 0, 0),
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_figure_has_the_verdict(text, expected):
    found = verdict_of(text, expected[0])

    assert expected == (found.figure.name, found.verdict, found.caught, found.tried)


def test_the_size_beside_an_impossible_percentage_is_not_blamed():
    assert verdict_of("features.x.percent.A = 46.9", "all n A").verdict is not Verdict.IMPOSSIBLE


ARMS = "groups.a.n.A = 7\ngroups.b.n.A = 8\n"
REASONS = {
    "no size": (
        "groups.a = {}\nfeatures.x = { of = 'a', percent.A = 46.7 }",
        "x percent A",
        "size",
    ),
    "large group": (
        "groups.a.n.A = 4000\nfeatures.x = { of = 'a', percent.A = 46.7 }",
        "x percent A",
        "nearly every percentage",
    ),
    "unit of recording": ("measures.age.mean.A = 48.83", "age mean A", "unit in which values"),
    "an SD alone": ("measures.age.sd.A = 8.3", "age SD A", "limits this SD"),
    "censored": (
        "measures.pfs = { censored = true, median.A = 8.3 }",
        "pfs median A",
        "had not ended",
    ),
    "no SD for a test of means": (
        (
            f"{ARMS}measures.age.by = {{ a = {{ mean.A = 48.1 }}, b = {{ mean.A = 50.2 }} }}\n"
            "tests.t = { measure = 'age', groups = ['a', 'b'], method = 'student', p.A = 0.32 }"
        ),
        "t p A",
        "a SD of each group",
    ),
    "no counts": (
        (
            f"{ARMS}features.x.label = 'X'\n"
            "tests.t = { feature = 'x', groups = ['a', 'b'], method = 'fisher', p.A = 0.32 }"
        ),
        "t p A",
        "counts of each group",
    ),
    "a test of ranks": (
        (
            f"{ARMS}features.x.label = 'X'\n"
            "tests.t = { feature = 'x', groups = ['a', 'b'], method = 'log_rank', p.A = 0.32 }"
        ),
        "t p A",
        "values of the patients",
    ),
    "a single value": ("values.dose = { value.A = 600 }", "dose value A", "nothing else"),
}


@pytest.mark.parametrize(("text", "name", "why"), REASONS.values(), ids=REASONS)
def test_a_figure_that_cannot_be_checked_says_why(text, name, why):
    found = verdict_of(text, name)

    assert found.verdict is Verdict.NOT_CHECKABLE
    assert why in found.why


def test_every_digit_is_changed_in_turn():
    away = {number.text for number in one_digit_away(printed_number("<0.05"))}

    assert len(away) == 27
    assert "05" not in {number.text for number in one_digit_away(printed_number("15"))}
    assert {"<1.05", "<0.95", "<0.06"} <= away


def examined(text: str):
    return examine(read_paper(f"{text}\n{HEAD}".encode()))


def test_the_finding_that_changes_most_comes_first_and_its_misprint_is_named():
    found = examined(
        "groups.all.n.A = 143\n"
        "features.small = { count.A = 47, percent.A = 32.7 }\n"
        "features.large = { count.A = 68, percent.A = 60.1 }"
    )
    first, second = found.findings[:2]
    names = {(m.figure.name, m.instead.text, m.is_exchange) for m in found.misprints[first]}

    assert {"large"} == {each.quantity for each in first.tested}
    assert {"small"} == {each.quantity for each in second.tested}
    assert ("large count A", "86", True) in names


def test_a_misprint_explains_all_contradictions_that_one_digit_can():
    found = examined(
        "groups.all.n.A = 15\nfeatures.x.count = { A = 7, B = 8, C = 8 }\nfeatures.x.percent.D = 53.3"
    )

    assert {("x count A", "8")} == {
        (m.figure.name, m.instead.text) for each in found.misprints.values() for m in each
    }


def test_every_check_helps_to_answer_a_question_of_inspect_sr():
    assert set(CHECKS) >= set(ITEM_OF)
    assert {item_of(check) for check in CHECKS} <= set(QUESTIONS)


def test_a_lost_minus_sign_is_a_misprint():
    found = examined(
        "groups.all.n.A = 60\nmeasures.x = { median.A = -1.23, iqr.A = '9.96 to 12.25' }"
    )
    (finding,) = (each for each in found.findings if each.is_contradiction)
    assert ("-9.96",) == tuple(each.instead.text for each in found.misprints[finding])


def test_a_misprint_is_found_where_the_rule_of_the_column_is_seen_too():
    rows = (
        ("a", 35, "23.2"),
        ("b", 27, "17.9"),
        ("c", 13, "8.6"),
        ("d", 36, "23.0"),
        ("e", 40, "26.5"),
    )
    typed = "groups.x = { label = 'X', n.A = 151 }\n" + "\n".join(
        f"features.{name} = {{ of = 'x', count.A = {count}, percent.A = {percent} }}"
        for name, count, percent in rows
    )
    found = examined(typed)
    wrong = [each for each in found.findings if each.is_contradiction]
    assert wrong
    assert all("23.8" in {m.instead.text for m in found.misprints[each]} for each in wrong)
