"""What a printed number can stand for."""

from fractions import Fraction

import pytest

from il2report.audit.bounds import Bounds, at_least
from il2report.audit.printed import Rounding, Sign, printed_number, printed_pair


@pytest.mark.parametrize(
    ("text", "value", "decimals", "sign"),
    [
        ("46.67", Fraction(4667, 100), 2, Sign.EQUAL),
        ("1.0", 1, 1, Sign.EQUAL),
        (".05", Fraction(1, 20), 2, Sign.EQUAL),
        ("0\u00b705", Fraction(1, 20), 2, Sign.EQUAL),
        ("600,000", 600_000, 0, Sign.EQUAL),
        ("12 345.6", Fraction(123456, 10), 1, Sign.EQUAL),
        ("\u22123.2", Fraction(-16, 5), 1, Sign.EQUAL),
        ("20%", 20, 0, Sign.EQUAL),
        ("<0.001", Fraction(1, 1000), 3, Sign.BELOW),
        ("\u2264 0.05", Fraction(1, 20), 2, Sign.BELOW),
        (">34", 34, 0, Sign.ABOVE),
        ("34+", 34, 0, Sign.AT_LEAST),
    ],
)
def test_a_number_is_read_as_it_is_printed(text, value, decimals, sign):
    number = printed_number(text)

    assert number is not None
    assert (value, decimals, sign, text) == (
        number.value,
        number.decimals,
        number.sign,
        str(number),
    )


@pytest.mark.parametrize("text", ["", "-", "n.s.", "1.2.3", "12,34", "five", "3 of 15", "."])
def test_what_is_no_number_is_none(text):
    assert printed_number(text) is None


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("23-62", ("23", "62")),
        ("23\u201362", ("23", "62")),
        ("(4.3 to 48.1)", ("4.3", "48.1")),
        ("4.3, 48.1", ("4.3", "48.1")),
        ("-5 to -3", ("-5", "-3")),
        ("1,200-3,400", ("1,200", "3,400")),
    ],
)
def test_a_range_has_two_numbers(text, pair):
    assert pair == tuple(map(str, printed_pair(text) or ()))


@pytest.mark.parametrize("text", ["23", "23-", "1-2-3", "a to b"])
def test_what_is_no_range_is_none(text):
    assert printed_pair(text) is None


@pytest.mark.parametrize(
    ("text", "rounding", "bounds"),
    [
        ("46.7", Rounding.HALF, Bounds(Fraction("46.65"), Fraction("46.75"))),
        ("46.7", Rounding.TRUNCATED, Bounds(Fraction("46.7"), Fraction("46.8"), high_open=True)),
        ("46.7", Rounding.ANY, Bounds(Fraction("46.65"), Fraction("46.8"), high_open=True)),
        ("-3", Rounding.ANY, Bounds(Fraction(-4), Fraction("-2.5"), low_open=True)),
        ("0", Rounding.ANY, Bounds(Fraction(-1), Fraction(1), low_open=True, high_open=True)),
        ("34+", Rounding.HALF, at_least(34)),
    ],
)
def test_a_number_stands_for_all_that_print_like_it(text, rounding, bounds):
    number = printed_number(text)

    assert number is not None
    assert bounds == number.bounds(rounding)
