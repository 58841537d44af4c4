"""Numbers in print: the rules that bind all styles, then each style on its own guide's examples."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from il2report.analysis.derivations import Counted, Derived
from il2report.analysis.methods import COUNT
from il2report.document.formats import (
    DECIMALS,
    NumberStyle,
    UnknownUnit,
    number_style,
)
from il2report.document.phrases import Phrases
from il2report.document.printer import Printer
from il2report.document.rounding import round_half_away
from il2report.document.tree import words
from il2report.errors import Il2ReportError
from il2report.results.catalogue import Catalogue, Result, Statistic, Topic, Unit
from il2report.study.codebook import Codebook
from il2report.study.journal_files import SHIPPED, UnknownJournal
from il2report.values import without_noise

THIN = "\u202f"
MINUS = "\u2212"

STYLES = {name: number_style(name) for name in SHIPPED}
AR = number_style("anticancer-research")
AMA = number_style("ama")
NEJM = number_style("nejm")
LANCET = number_style("lancet")

styles = st.sampled_from(list(STYLES.values()))
probabilities = st.floats(0, 1) | st.floats(0.04, 0.06) | st.floats(0, 0.002) | st.floats(0.98, 1)
measures = st.floats(-1e12, 1e12)
digits = st.integers(0, 6)


def read_back(text: str) -> Decimal:
    """What a reader takes from a printed number, without its relation."""
    plain = text.lstrip("<>").replace("·", ".").replace(MINUS, "-")
    return Decimal(plain.replace(",", "").replace(THIN, ""))


def percent(style: NumberStyle, value: float, of: int) -> str:
    return style.text(value, Unit.PERCENT, of)


def printer(style: NumberStyle, n: int = 15, level: int = 95, **results) -> Printer:
    """A printer of results that are given as id=(value, unit); `a__b` stands for the id `a.b`."""
    derived = {key: Derived(value, COUNT, Counted(1, 1)) for key, (value, _) in results.items()}
    catalogue = Catalogue.of(
        [
            Result(
                id=key.replace("__", "."),
                derived=derived[key],
                unit=unit,
                label="",
                statistic=Statistic.N,
                topic=Topic("a", "b"),
                n=n,
            )
            for key, (_, unit) in results.items()
        ],
        level=level,
    )
    return Printer(catalogue, style)


def interval(style, low, high, unit=Unit.PERCENT, n=15, level=95) -> str:
    """A confidence interval with its name."""
    return words(printer(style, n, level, a__ci_low=(low, unit), a__ci_high=(high, unit)).ci("a"))


def three_of_fifteen(style: NumberStyle) -> Printer:
    counts = {"cohort__n": (15, Unit.COUNT), "a__n": (3, Unit.COUNT)}
    return printer(style, a__percent=(20.0, Unit.PERCENT), **counts)


def share(style: NumberStyle) -> str:
    return words(three_of_fifteen(style).share("a"))


def of_all(style: NumberStyle) -> str:
    return words(Phrases(three_of_fifteen(style), Codebook({})).of_all("a", percent=True))


def side_of_significance(p: Decimal) -> int:
    return int(p.compare(Decimal("0.05")))


# What binds every style


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (2.675, 2, "2.68"),
        (-2.675, 2, "-2.68"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (1.005, 2, "1.01"),
        (-0.04, 1, "0.0"),
        (5, 2, "5.00"),
        (1e300, 1, f"1{'0' * 300}.0"),
        (Decimal("0.125"), 2, "0.13"),
    ],
)
def test_halves_go_away_from_zero_on_the_decimal_value(value, decimals, expected):
    assert expected == f"{round_half_away(value, decimals):f}"


def test_rounding_yields_no_negative_zero():
    assert not round_half_away(-0.04, 1).is_signed()


@given(measures, digits)
def test_rounding_moves_a_number_by_half_a_unit_at_most(value, decimals):
    distance = abs(round_half_away(value, decimals) - Decimal(repr(value)))
    noise = abs(Decimal(repr(value))).scaleb(-11)
    assert distance <= Decimal(1).scaleb(-decimals) / 2 + noise


@given(measures, measures, digits)
def test_rounding_keeps_the_order_of_numbers(one, other, decimals):
    low, high = sorted((one, other))
    assert round_half_away(low, decimals) <= round_half_away(high, decimals)


def test_negative_digits_are_refused():
    with pytest.raises(ValueError, match="-1 digits"):
        round_half_away(12.0, -1)


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda style: style.name)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, Decimal("NaN")])
def test_nan_and_infinity_are_never_printed(style, value):
    for unit in ("count", "percent", "p_value", "years", "completed_months"):
        with pytest.raises(ValueError, match="not a number that can be printed"):
            style.text(value, unit, 15)


@given(styles, measures, digits)
@example(LANCET, -1234567.25, 1)
def test_a_printed_number_reads_back_to_the_rounded_value(style, value, decimals):
    assert round_half_away(value, decimals) == read_back(style.number(value, decimals))


@given(styles, measures, digits)
def test_a_minus_sign_is_printed_exactly_before_negative_values(style, value, decimals):
    text = style.number(value, decimals)
    assert (round_half_away(value, decimals) < 0) == text.startswith(MINUS)
    assert "-" not in text


@given(styles, probabilities)
@example(AMA, 0.049999999999999996)
@example(LANCET, 0.05)
@example(AR, 0.05000000000000001)
@example(AR, 0.04999999999)
@example(NEJM, 0.05000000001)
def test_rounding_never_carries_a_p_value_across_significance(style, p):
    text = style.p_value(p)
    side = {"<": -1, ">": 1}.get(text[0], 0) or side_of_significance(read_back(text))
    if read_back(text) == Decimal("0.05") or text[0] not in "<>":
        assert side_of_significance(Decimal(repr(without_noise(p)))) == side


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.0494, "0.049"),
        (0.0496, "0.0496"),
        (0.0499994, "0.049999"),
        (0.0499996, "<0.05"),
        (0.0499999999999, "<0.05"),  # 12 digits, of which all are true
        (0.04999999999999999, "0.050"),  # noise beyond the 12th digit
        (0.05, "0.050"),
        (0.05000000000000001, "0.050"),
        (0.05000000000004, "0.050"),
        (0.0500000000001, ">0.05"),
        (0.0500004, ">0.05"),
        (0.0500006, "0.050001"),
        (0.0506, "0.051"),
    ],
)
def test_a_p_value_near_the_level_shows_its_side_in_six_digits_at_most(p, expected):
    assert expected == AR.p_value(p)


@pytest.mark.parametrize(
    ("style", "expected"),
    [(AR, "p=0.050"), (AMA, "P = .05"), (NEJM, "P=0.05"), (LANCET, "p=0·050")],
)
def test_a_p_value_at_the_level_prints_as_the_level(style, expected):
    assert expected == style.p_phrase(0.05)
    assert expected == style.p_phrase(0.0499999999999999)
    assert expected == style.p_phrase(0.0500000000000001)


@pytest.mark.parametrize(
    ("alpha", "p", "expected"),
    [
        (0.01, 0.0096, "0.0096"),
        (0.01, 0.01, "0.010"),
        (0.01, 0.00999999, "<0.01"),
        (0.01, 0.01000001, ">0.01"),
        (0.1, 0.0997, "0.0997"),
        (0.1, 0.1, "0.100"),
        (0.01, 0.0496, "0.0496"),
        (0.001, 0.0009996, "<0.001"),
        (0.025, 0.02504, "0.02504"),
    ],
)
def test_a_p_value_shows_its_side_of_the_level_of_the_study_too(alpha, p, expected):
    assert expected == number_style("anticancer-research", alpha).p_value(p)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (940.8499999999999, 1, "940.9"),  # the mean of 950.9 and 930.8 in floats
        (940.85, 1, "940.9"),
        (940.849999999, 1, "940.8"),  # 12 digits, of which all are true
        (43.74999999999999, 1, "43.8"),
        (-2.4999999999999996, 0, "−3"),
        (0.30000000000000004, 1, "0.3"),
        (123456789012.75, 1, "123,456,789,012.8"),  # more digits than have noise
        (123456789012345.0, 0, "123,456,789,012,345"),
    ],
)
def test_halves_are_found_below_the_noise_of_floating_point(value, decimals, expected):
    assert expected == AR.number(value, decimals)


@given(
    styles,
    st.integers(-(10**9), 10**9),
    st.integers(1, 5),
    st.sampled_from([-3, -2, -1, 0, 1, 2, 3]),
)
def test_a_half_rounds_away_from_zero_however_the_last_bits_of_its_float_are(
    style, units, decimals, bits
):
    half = Fraction(2 * units + 1, 2 * 10**decimals)
    value = float(half)
    for _ in range(abs(bits)):
        value = math.nextafter(value, math.copysign(math.inf, bits))
    away = (abs(half) * 10**decimals + Fraction(1, 2)).__floor__() / Fraction(10**decimals)
    assert (away if half > 0 else -away) == Fraction(read_back(style.number(value, decimals)))


@given(styles, probabilities)
@example(AR, 0.0)
@example(AR, 1.0)
@example(NEJM, 0.9999999)
@example(LANCET, 5e-324)
def test_a_p_value_is_never_printed_as_zero_or_one(style, p):
    assert 0 < read_back(style.p_value(p)) < 1


@given(styles, probabilities, probabilities)
def test_a_larger_p_value_never_prints_as_a_smaller_one(style, one, other):
    smaller, larger = sorted((one, other))
    assert read_back(style.p_value(smaller)) <= read_back(style.p_value(larger))


@given(styles, probabilities)
def test_a_printed_p_value_is_true_to_half_its_last_digit_or_to_its_relation(style, p):
    text, exact = style.p_value(p), Decimal(repr(p))
    printed = read_back(text)
    if text.startswith("<"):
        assert exact < printed
    elif text.startswith(">"):
        assert exact > printed
    else:
        unit = Decimal(1).scaleb(int(printed.as_tuple().exponent))
        assert abs(printed - exact) <= unit / 2


@pytest.mark.parametrize("p", [-0.001, 1.001, -1e-300])
def test_a_p_value_outside_zero_to_one_is_refused(p):
    with pytest.raises(ValueError, match="a p-value of"):
        AR.p_value(p)


@given(styles, st.integers(1, 3000), st.data())
def test_a_share_of_some_but_not_all_never_prints_as_none_or_all(style, n, data):
    k = data.draw(st.integers(0, n))
    text = percent(style, 100 * k / n, n)
    printed = read_back(text)
    assert (k == 0) == (printed == 0)
    assert (k == n) == (printed == 100)


@given(styles, st.integers(1, 3000), st.data())
def test_a_percentage_rounds_the_exact_fraction_of_its_denominator(style, n, data):
    k = data.draw(st.integers(0, n))
    text = percent(style, 100 * k / n, n)
    if text[0] not in "<>":
        _, _, fraction = text.replace("·", ".").partition(".")
        exact, unit = Fraction(100 * k, n), Fraction(1, 10 ** len(fraction))
        halves_up = (exact / unit + Fraction(1, 2)).__floor__() * unit
        assert halves_up == Fraction(read_back(text))


def test_a_share_computed_with_binary_noise_still_rounds_as_its_fraction():
    noisy = 29 / 200 * 100
    assert noisy < 14.5
    assert "14.5" == percent(AMA, noisy, 200)
    assert "8" == percent(AMA, 7.5 - 1e-14, 40)


def test_a_limit_that_is_no_share_of_its_denominator_rounds_as_it_is():
    assert "4.3" == percent(AR, 4.3312, 15)


@pytest.mark.parametrize(
    ("style", "value", "of", "expected"),
    [
        (AMA, 100 / 1000, 15, "<1"),
        (AMA, 100 * 999 / 1000, 15, ">99"),
        (AR, 100 / 3000, 3000, "<0.1"),
        (AR, 100 * 2999 / 3000, 3000, ">99.9"),
        (LANCET, 100 / 3000, 3000, "<0·1"),
        (AR, 0, 15, "0.0"),
        (AR, 100, 15, "100.0"),
        (AMA, 0, 15, "0"),
    ],
)
def test_only_none_prints_as_zero_percent_and_only_all_as_one_hundred(style, value, of, expected):
    assert expected == percent(style, value, of)


@pytest.mark.parametrize(("value", "of"), [(-0.1, 15), (100.1, 15), (20.0, 0), (20.0, -3)])
def test_a_percentage_that_cannot_be_is_refused(value, of):
    with pytest.raises(ValueError, match="a percentage of"):
        percent(AR, value, of)


def test_an_interval_says_to_where_a_dash_would_meet_a_sign_or_a_word():
    assert "4.3-48.1" == AR.interval("4.3", "48.1")
    assert f"{MINUS}2.1 to 3.4" == AMA.interval(f"{MINUS}2.1", "3.4")
    assert "2.1 to not reached" == LANCET.interval("2.1", "not reached")
    assert "52% to >99%" == AMA.interval("52%", ">99%")


def test_the_level_of_a_confidence_interval_is_printed():
    assert "90% CI, <1% to 48%" == interval(AMA, 0.4, 48.0893, level=90)


@pytest.mark.parametrize("style", STYLES.values(), ids=lambda style: style.name)
def test_a_sentence_starts_with_a_word_whatever_the_size(style):
    assert "Fifteen" == style.sentence_start(15)
    assert style.sentence_start(999_999).startswith("Nine hundred")


def test_british_number_words_say_and():
    assert "Three hundred and twenty-eight" == LANCET.sentence_start(328)
    assert "Three hundred twenty-eight" == NEJM.sentence_start(328)


# The text of a result, by its unit


@pytest.mark.parametrize(
    ("value", "unit", "n", "expected"),
    [
        (15, "count", 15, "15"),
        (15.0, "count", 15, "15"),
        (100 * 7 / 15, "percent", 15, "46.7"),
        (0.608, "p_value", 15, "0.608"),
        (48.8, "years", 15, "48.8"),
        (3.0, "months", 15, "3.0"),
        (627.7, "number", 15, "627.7"),
        (157 / 15, "doses", 15, "10.47"),
        (17.0, "millimeters", 1, "17"),
        (34.99, "completed_months", 1, "34"),
        (600_000, "iu_per_kg", 1, "600,000"),
        (8, "hours", 1, "8"),
        (21, "days", 1, "21"),
        (15, "minutes", 1, "15"),
        (4, "grade", 1, "4"),
        (1, "flag", 1, "yes"),
        (0, "flag", 1, "no"),
    ],
)
def test_a_result_prints_by_its_unit_and_without_it(value, unit, n, expected):
    assert expected == AR.text(value, unit, n)


def test_the_digits_of_a_result_can_follow_its_measure_instead_of_the_unit():
    assert "23" == AR.text(23.0, "years", 15, decimals=0)
    assert "46.67" == AR.text(100 * 7 / 15, "percent", 15, decimals=2)


def test_a_count_with_a_fraction_is_refused():
    with pytest.raises(ValueError, match=r"14\.5 is not a whole number"):
        AR.text(14.5, "count", 15)


def test_an_unknown_unit_is_answered_with_the_nearest_and_all():
    with pytest.raises(UnknownUnit, match="the nearest is 'months', all are count, years"):
        AR.decimals("month")
    with pytest.raises(UnknownUnit):
        AR.text(1.0, "furlongs", 15)


def test_every_unit_of_the_program_has_decimals_or_a_rule_of_its_own():
    from il2report.results.catalogue import Unit

    for unit in Unit:
        assert AR.text(1, unit, 15)


@pytest.mark.parametrize("unit", DECIMALS)
def test_the_styles_agree_on_the_digits_of_a_unit(unit):
    assert {DECIMALS[unit]} == {style.decimals(unit) for style in STYLES.values()}


# The registry


def test_there_are_four_styles_each_under_its_name():
    assert ("anticancer-research", "ama", "nejm", "lancet") == tuple(STYLES)
    assert all(isinstance(style, NumberStyle) for style in STYLES.values())
    assert list(STYLES) == [style.name for style in STYLES.values()]


def test_a_wrong_style_name_is_answered_with_the_nearest_and_all_four():
    with pytest.raises(LookupError) as caught:
        number_style("lancett")
    assert isinstance(caught.value, UnknownJournal)
    assert isinstance(caught.value, Il2ReportError)
    message = str(caught.value)
    assert "Did you mean lancet?" in message
    assert all(name in message for name in STYLES)


# anticancer-research: as the reference paper prints


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.608, "p=0.608"),
        (0.6083916, "p=0.608"),
        (0.1506, "p=0.151"),
        (0.0496, "p=0.0496"),
        (0.0504, "p=0.0504"),
        (0.05, "p=0.050"),
        (0.0494, "p=0.049"),
        (0.0009999, "p<0.001"),
        (1.0, "p>0.999"),
    ],
)
def test_the_reference_paper_prints_p_with_three_digits(p, expected):
    assert expected == AR.p_phrase(p)


@pytest.mark.parametrize(
    ("k", "expected"),
    [(1, "6.7"), (2, "13.3"), (3, "20.0"), (4, "26.7"), (5, "33.3"), (7, "46.7")],
)
def test_the_reference_paper_prints_percentages_with_one_digit(k, expected):
    assert expected == percent(AR, 100 * k / 15, 15)


def test_the_reference_paper_prints_ranges_with_a_hyphen_and_doses_with_commas():
    assert "23-62" == AR.interval("23", "62")
    assert "600,000" == AR.count(600_000)
    assert "1,000" == AR.count(1000)
    assert "95% CI 12.0-21.0%" == interval(AR, 12.0, 21.0, n=250)
    assert "3/15 (20.0%)" == share(AR)


# ama: examples of the AMA Manual of Style


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.16, "P = .16"),  # 18.7.1: no zero before the point of P
        (0.608, "P = .61"),
        (0.002, "P = .002"),  # 4.1: three digits where the first two are zeros
        (0.0085, "P = .009"),
        (0.00006, "P < .001"),  # 4.1: not P = .00006
        (0.046, "P = .046"),  # 19.5: two digits would show .05
        (0.0496, "P = .0496"),
        (0.0504, "P = .0504"),
        (0.05, "P = .05"),
        (0.039, "P = .04"),
        (0.995, "P > .99"),
        (1.0, "P > .99"),
    ],
)
def test_ama_prints_p_values_by_section_19_5(p, expected):
    assert expected == AMA.p_phrase(p)


def test_ama_keeps_the_zero_of_every_other_number_below_one():
    assert "0.87" == AMA.number(0.87, 2)  # 18.7.1: kappa


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [(9, 28, "32"), (3, 15, "20"), (9, 99, "9"), (9, 128, "7.0"), (7, 15, "47")],
)
def test_ama_lets_a_percentage_have_no_more_digits_than_its_denominator(k, n, expected):
    assert expected == percent(AMA, 100 * k / n, n)


def test_ama_parts_thousands_with_a_thin_space_from_five_digits():
    assert f"72{THIN}337" == AMA.count(72_337)  # 18.2.1
    assert "1234" == AMA.count(1234)  # 17.4.3: four digits are closed up
    assert f"123{THIN}456" == AMA.count(123_456)


def test_ama_prints_confidence_intervals_with_comma_hyphen_and_both_percent_signs():
    assert "95% CI, 0.51-0.80" == interval(AMA, 0.51, 0.80, Unit.DOSES)  # 18.7.1
    assert "95% CI, 4%-48%" == interval(AMA, 4.3312, 48.0893)


def test_ama_prints_numerals_in_text_and_words_where_a_sentence_begins():
    assert "5" == AMA.word(5)  # 18.1: 5, not five
    assert "3 of 15 patients (20%)" == of_all(AMA)  # 18.7.3: n of d in running text
    assert "3/15 (20%)" == share(AMA)
    assert "Three hundred twenty-eight" == AMA.sentence_start(328)  # 18.2.1
    expected = "Seventy-two thousand three hundred thirty-seven"
    assert expected == AMA.sentence_start(72_337)  # 18.2.1


# nejm: the statistical reporting guidelines


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.608, "P=0.61"),
        (0.01, "P=0.01"),
        (0.0099, "P=0.010"),
        (0.0042, "P=0.004"),
        (0.001, "P=0.001"),
        (0.00099, "P<0.001"),
        (0.0496, "P=0.0496"),
        (0.9951, "P>0.99"),
    ],
)
def test_nejm_prints_two_digits_then_three_then_less_than(p, expected):
    assert expected == NEJM.p_phrase(p)


def test_nejm_prints_intervals_and_ranges_with_to():
    assert "95% CI, 4.3 to 48.1" == interval(NEJM, 4.3312, 48.0893)
    assert "23 to 62" == NEJM.interval("23", "62")


def test_nejm_parts_thousands_with_a_comma_from_five_digits():
    assert "4038" == NEJM.count(4038)
    assert "14,407" == NEJM.count(14_407)


def test_nejm_spells_numbers_below_ten():
    assert ("nine", "10") == (NEJM.word(9), NEJM.word(10))


# lancet: the formatting guidelines


def test_the_lancet_sets_decimal_points_at_mid_line():
    assert "23·4" == LANCET.number(23.4, 1)


def test_the_lancet_spells_one_to_ten():
    assert ("one", "ten", "11") == (LANCET.word(1), LANCET.word(10), LANCET.word(11))


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.608, "p=0·61"),
        (0.0123, "p=0·012"),
        (0.00123, "p=0·0012"),
        (0.0001, "p=0·0001"),
        (0.0000999, "p<0·0001"),
        (0.0496, "p=0·0496"),
        (0.05, "p=0·050"),
        (1.0, "p>0·99"),
    ],
)
def test_the_lancet_prints_p_with_two_significant_digits_and_four_decimals_at_most(p, expected):
    assert expected == LANCET.p_phrase(p)


def test_the_lancet_joins_intervals_with_an_en_rule_and_parts_thousands_with_a_space():
    assert "95% CI 4·3–48·1" == interval(LANCET, 4.3312, 48.0893)
    assert "23–62" == LANCET.interval("23", "62")
    assert ("9999", f"10{THIN}000") == (LANCET.count(9999), LANCET.count(10_000))
    assert f"1{THIN}234{THIN}567" == LANCET.count(1_234_567)
