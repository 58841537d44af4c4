"""Bounds of a scale, standard errors called SDs, and patterns: inside, on and outside each limit."""

import pytest

from il2report.audit import Certainty


def checks(findings):
    return {finding.check for finding in findings}


@pytest.mark.parametrize(
    ("sd", "is_found"),
    # 200 values of 0 and 1 with mean 0.50 have an SD of 0.50125 at most; 0.51 can be 0.505
    [("0.49", False), ("0.50", False), ("0.51", True)],
)
def test_the_sd_of_zeros_and_ones_has_a_limit_at_any_number(found, sd, is_found):
    typed = f"measures.x = {{ low = 0, high = 1, mean.A = 0.50, sd.A = {sd} }}"
    assert is_found is ("impossible-spreads" in checks(found(typed, n="200")))


@pytest.mark.parametrize(
    ("sd", "is_found"),
    # of 100 values from 1 to 5 with mean 2.00: the root of 100/99 x 3 x 1 is 1.7408
    [("1.70", False), ("1.74", False), ("1.75", True)],
)
def test_the_sd_on_a_scale_has_a_limit_by_its_mean(found, sd, is_found):
    typed = f"measures.x = {{ low = 1, high = 5, mean.A = 2.00, sd.A = {sd} }}"
    findings = found(typed, n="100", paper="paper.rounding = 'half'")
    assert is_found is ("impossible-spreads" in checks(findings))


ERRORS = """
groups.a.n = 25
groups.b.n = 25
[measures.x.by]
a = { mean.T = 10.00, sd.T = 1.00 }
b = { mean.T = 12.00, sd.T = 1.00 }
[tests.x]
measure = "x"
groups = ["a", "b"]
"""


def test_a_p_that_needs_the_sds_to_be_standard_errors_is_said_to(found):
    # with SDs of 5: t = 2 / (5 x root of 2/25) = 1.414 on 48 degrees of freedom, p = 0.1637
    (finding,) = found(f'{ERRORS}p.T = "0.164"', n="50")
    assert Certainty.SUSPICIOUS is finding.certainty
    assert "standard errors" in finding.message
    (finding,) = found(f'{ERRORS}method = "student"\np.T = "0.164"', n="50")
    assert Certainty.PROVED is finding.certainty
    assert "standard errors" in finding.message


def test_an_impossible_mean_names_the_numbers_of_values_that_give_it(found):
    (finding,) = found("measures.x = { step = 1, mean.A = 3.45 }", n="19")
    assert "possible of 20" in finding.arithmetic


def rows(figures):
    groups = "".join(f"groups.g{at}.n = 5\n" for at in range(3))
    by = [
        f"[measures.{name}.by]\n"
        + "".join(f"g{at} = {{ {cells} }}\n" for at, cells in enumerate(figures))
        for name in ("x", "y")
    ]
    return groups + "".join(by)


@pytest.mark.parametrize(
    ("figures", "is_found"),
    [
        (["mean.A = 1.4, sd.A = 0.51", "mean.A = 2.6"], False),  # three figures
        (["mean.A = 1.4, sd.A = 0.51", "mean.A = 2.6, sd.A = 0.72"], True),
        (["mean.A = 1, sd.A = 0", "mean.A = 2, sd.A = 3", "mean.A = 4, sd.A = 1"], False),
    ],
)
def test_rows_are_repeated_from_four_figures_with_two_digits_on(found, figures, is_found):
    assert is_found is ("repeated-rows-and-columns" in checks(found(rows(figures))))


def test_one_other_figure_makes_rows_different(found):
    typed = rows(["mean.A = 1.4, sd.A = 0.51", "mean.A = 2.6, sd.A = 0.72"])
    first, second = typed.rsplit("0.72", 1)
    assert "repeated-rows-and-columns" not in checks(found(f"{first}0.73{second}"))


def p_values(texts):
    return "groups.a.n = 5\ngroups.b.n = 10\n" + "".join(
        f"[measures.m{at}]\n[tests.t{at}]\nmeasure = 'm{at}'\ngroups = ['a', 'b']\np.A = '{p}'\n"
        for at, p in enumerate(texts)
    )


@pytest.mark.parametrize(
    ("texts", "is_found"),
    [
        (["0.95"] * 9, False),
        (["0.95"] * 10, True),
        (["0.03"] * 10, False),  # those of outcomes are near 0 where a treatment works
        (["0.88"] * 10, False),  # 1.175 x root of 10 is 3.716, a chance of 0.0001012
        (["0.89"] * 10, True),  # 1.2265 x root of 10 is 3.879, a chance of 0.0000525
        (["0.1", "0.3", "0.5", "0.7", "0.9"] * 3, False),
    ],
)
def test_ten_p_values_may_be_too_near_an_end(found, texts, is_found):
    assert is_found is ("p-values-too-even" in checks(found(p_values(texts))))


def test_only_p_values_at_baseline_may_be_too_near_0(found):
    heading = "places.A = 'Table 1. Baseline characteristics'\n"
    assert "p-values-too-even" in checks(found(heading + p_values(["0.03"] * 10)))


@pytest.mark.parametrize(("n", "is_found"), [(49, False), (50, True), (51, True)])
def test_last_digits_are_looked_at_from_fifty_on(found, n, is_found):
    typed = "".join(f"measures.m{at}.mean.A = '{at + 3}.5'\n" for at in range(n))
    assert is_found is ("uneven-last-digits" in checks(found(typed)))


def test_even_last_digits_are_no_finding(found):
    typed = "".join(f"measures.m{at}.mean.A = '{at + 3}.{at % 10}'\n" for at in range(60))
    assert "uneven-last-digits" not in checks(found(typed))


@pytest.mark.parametrize(
    ("method", "n", "certainty"),
    [
        ("student", 25, Certainty.PROVED),
        ("t_test", 25, Certainty.SUSPICIOUS),  # it may be paired
        ("t_test", 24, Certainty.PROVED),
        ("anova", 25, Certainty.SUSPICIOUS),
    ],
)
def test_a_test_in_groups_of_one_size_may_be_of_paired_values(found, method, n, certainty):
    typed = ERRORS.replace("b.n = 25", f"b.n = {n}")
    findings = found(f'{typed}method = "{method}"\np.T = "0.164"', n=str(25 + n))
    assert {certainty} == {f.certainty for f in findings if f.check == "unreproduced-p-values"}


@pytest.mark.parametrize(
    ("pairs", "is_found"),
    [
        (((3, 21.4),), False),  # one count alone
        (((3, 21.4), (5, 35.7)), True),  # both of 14
        (((3, 20.0), (5, 33.3)), False),  # both of 15
        (((3, 21.4), (5, 38.5)), False),  # of 14 and of 13
    ],
)
def test_two_counts_with_percentages_of_another_size(found, pairs, is_found):
    typed = "\n".join(
        f"features.x{at} = {{ count.A = {count}, percent.A = {percent} }}"
        for at, (count, percent) in enumerate(pairs)
    )
    assert is_found is ("denominators-of-another-size" in checks(found(typed)))
