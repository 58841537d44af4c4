"""Each bound of the audit just inside, exactly on it, and just outside."""

from fractions import Fraction

import pytest

from il2report.audit.bounds import Bounds

GROUP = "groups.u = {{ n = {n} }}\n"


def arithmetic(findings):
    return " ".join(finding.arithmetic for finding in findings)


@pytest.mark.parametrize(
    ("n", "mean", "is_found"),
    [
        # 20, a, b, 80 with a + b = 120: the mean is 55, and the ends and the median are rounded
        (4, 53, True),
        (4, 54, False),
        (4, 55, False),
        (4, 56, False),
        (4, 57, True),
        # 20, a, 60, b, 80
        (5, 46, True),
        (5, 47, False),
        (5, 61, False),
        (5, 62, True),
        # 20, a, b, c, d, 80
        (6, 48, True),
        (6, 49, False),
        (6, 61, False),
        (6, 62, True),
    ],
)
def test_a_median_keeps_the_mean_within_bounds_of_even_and_odd_numbers(found, n, mean, is_found):
    typed = GROUP.format(n=n) + (
        f'measures.x = {{ of = "u", mean.A = {mean}, median.A = 60, range.A = "20-80" }}'
    )
    assert is_found is ("with this median and range" in arithmetic(found(typed)))


@pytest.mark.parametrize(
    ("n", "median", "is_found"),
    [(14, 48.0, False), (14, 48.5, False), (15, 48.0, False), (15, 48.5, True), (14, 48.25, True)],
)
def test_a_median_of_an_even_number_may_lie_midway(found, n, median, is_found):
    typed = GROUP.format(n=n) + f'measures.x = {{ of = "u", step = 1, median.A = "{median}" }}'
    assert is_found is ("impossible-medians" in {f.check for f in found(typed)})


@pytest.mark.parametrize(("count", "is_found"), [(14, False), (15, False), (16, True)])
def test_a_count_is_at_most_its_group(found, count, is_found):
    codes = {f.check for f in found(f"features.x.count.A = {count}")}
    assert is_found is ("counts-beyond-their-group" in codes)


@pytest.mark.parametrize(
    ("percent", "is_found"), [("93.3", False), ("100.0", False), ("100.1", True)]
)
def test_a_percentage_is_at_most_a_hundred(found, percent, is_found):
    codes = {f.check for f in found(f'features.x.percent.A = "{percent}"')}
    assert is_found is ("impossible-percentages" in codes)


ONE, TWO, THREE = map(Fraction, (1, 2, 3))


@pytest.mark.parametrize(
    ("bounds", "number", "is_within"),
    [
        (Bounds(ONE, THREE), ONE, True),
        (Bounds(ONE, THREE), ONE - Fraction(1, 100), False),
        (Bounds(ONE, THREE), THREE, True),
        (Bounds(ONE, THREE), THREE + Fraction(1, 100), False),
        (Bounds(ONE, THREE, low_open=True), ONE, False),
        (Bounds(ONE, THREE, low_open=True), ONE + Fraction(1, 100), True),
        (Bounds(ONE, THREE, high_open=True), THREE, False),
        (Bounds(ONE, THREE, high_open=True), THREE - Fraction(1, 100), True),
    ],
)
def test_an_end_belongs_to_bounds_unless_it_is_open(bounds, number, is_within):
    assert is_within is (number in bounds)


@pytest.mark.parametrize(
    ("bounds", "is_empty"),
    [
        (Bounds(ONE, TWO), False),
        (Bounds(TWO, TWO), False),
        (Bounds(TWO, TWO, low_open=True), True),
        (Bounds(TWO, TWO, high_open=True), True),
        (Bounds(THREE, TWO), True),
    ],
)
def test_bounds_are_empty_when_no_number_lies_between(bounds, is_empty):
    assert is_empty is bounds.is_empty


@pytest.mark.parametrize(
    ("one", "other", "do_meet"),
    [
        (Bounds(ONE, TWO), Bounds(TWO, THREE), True),
        (Bounds(ONE, TWO, high_open=True), Bounds(TWO, THREE), False),
        (Bounds(ONE, TWO), Bounds(TWO, THREE, low_open=True), False),
        (Bounds(ONE, TWO + Fraction(1, 9)), Bounds(TWO, THREE, low_open=True), True),
        (Bounds(ONE, TWO - Fraction(1, 9)), Bounds(TWO, THREE), False),
    ],
)
def test_bounds_that_share_an_end_meet_when_both_have_it(one, other, do_meet):
    assert (do_meet, do_meet) == (one.meets(other), other.meets(one))


SAYS = '\n[[statements]]\nplace = "D"\nsays = "it was so"\nabout = "x"\nclaim = "{claim}"'


@pytest.mark.parametrize(
    ("claim", "count", "is_excluded"),
    [
        ("most", 6, True),
        ("most", 7, True),
        ("most", 8, False),
        ("all", 13, True),
        ("all", 14, False),
        ("none", 0, False),
        ("none", 1, True),
        ("some", 0, True),
        ("some", 1, False),
    ],
)
def test_a_statement_on_fourteen_patients_is_excluded(found, claim, count, is_excluded):
    typed = f"features.x.count.A = {count}{SAYS.format(claim=claim)}"
    assert is_excluded is ("denied-figures" in {f.check for f in found(typed, n="14")})


@pytest.mark.parametrize(
    ("claim", "count", "is_excluded"),
    [
        ("more", 4, True),
        ("more", 5, True),
        ("more", 6, False),
        ("fewer", 4, False),
        ("fewer", 5, True),
        ("fewer", 6, True),
    ],
)
def test_a_comparison_with_five_patients_is_excluded(found, claim, count, is_excluded):
    typed = f"features.x.count.A = {count}\nfeatures.y.count.A = 5{SAYS.format(claim=claim)}\nthan = 'y'"
    assert is_excluded is ("denied-figures" in {f.check for f in found(typed)})
