"""The grammar around numbers: words, plurals, lists, quantifiers, articles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from il2report.document.grammar import (
    LARGEST_WORD,
    capitalised,
    indefinite_article,
    listed,
    number_word,
    ordinal_word,
    plural,
    quantifier,
)

UP_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
VALUES = {word: value for value, word in enumerate(UP_TO_NINETEEN.split())}
VALUES |= {word: 10 * value for value, word in enumerate(TENS.split(), 2)}


def value_of(words: str) -> int:
    """Read a number word as a listener does."""
    total = current = 0
    for word in re.split(r"[ -]", words):
        if word == "hundred":
            current *= 100
        elif word == "thousand":
            total, current = current * 1000, 0
        elif word != "and":
            current += VALUES[word]
    return total + current


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "zero"),
        (15, "fifteen"),
        (20, "twenty"),
        (21, "twenty-one"),
        (100, "one hundred"),
        (132, "one hundred thirty-two"),
        (1000, "one thousand"),
        (72_337, "seventy-two thousand three hundred thirty-seven"),
    ],
)
def test_numbers_are_spelled_without_commas_and_without_and(n, expected):
    assert expected == number_word(n)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (105, "one hundred and five"),
        (1005, "one thousand and five"),
        (1100, "one thousand one hundred"),
        (200_000, "two hundred thousand"),
        (110_101, "one hundred and ten thousand one hundred and one"),
    ],
)
def test_british_numbers_say_and(n, expected):
    assert expected == number_word(n, with_and=True)


@given(st.integers(0, LARGEST_WORD), st.booleans())
def test_a_number_word_means_its_number(n, with_and):
    assert n == value_of(number_word(n, with_and=with_and))


@pytest.mark.parametrize("n", [-1, LARGEST_WORD + 1])
def test_numbers_beyond_words_are_refused(n):
    with pytest.raises(ValueError, match="has no number word"):
        number_word(n)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (4, "fourth"),
        (5, "fifth"),
        (8, "eighth"),
        (9, "ninth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty-first"),
        (100, "one hundredth"),
        (103, "one hundred third"),
    ],
)
def test_ordinals_are_spelled(n, expected):
    assert expected == ordinal_word(n)


@pytest.mark.parametrize(
    ("singular", "expected"),
    [
        ("patient", "patients"),
        ("therapy", "therapies"),
        ("day", "days"),
        ("dose", "doses"),
        ("course", "courses"),
        ("brain metastasis", "brain metastases"),
        ("diagnosis", "diagnoses"),
        ("criterion", "criteria"),
        ("woman", "women"),
        ("was", "were"),
        ("has", "have"),
        ("illness", "illnesses"),
        ("prior therapy", "prior therapies"),
    ],
)
def test_a_noun_follows_its_number(singular, expected):
    assert singular == plural(1, singular)
    assert [expected] * 3 == [plural(n, singular) for n in (0, 2, 1.5)]


def test_a_plural_can_be_told():
    assert "its" == plural(1, "its", "their")
    assert "their" == plural(2, "its", "their")


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["lung"], "lung"),
        (["lung", "liver"], "lung and liver"),
        (["lung", "liver", "brain"], "lung, liver, and brain"),
        (["lung, left", "liver"], "lung, left; and liver"),
        (["lung, left", "liver", "brain"], "lung, left; liver; and brain"),
        (["liver", "lung, left"], "liver and lung, left"),
        (["2 (1, 3) in men", "4 (2, 6) in women"], "2 (1, 3) in men and 4 (2, 6) in women"),
        (["1 (1, [2, 3])", "4 (2, 6)", "5"], "1 (1, [2, 3]), 4 (2, 6), and 5"),
    ],
)
def test_lists_take_a_serial_comma_and_semicolons_around_commas(items, expected):
    assert expected == listed(items)


def test_a_list_can_do_without_serial_comma_and_with_another_conjunction():
    assert "CR, PR or MR" == listed(["CR", "PR", "MR"], "or", serial_comma=False)
    assert "a; b, c; or d" == listed(["a", "b, c", "d"], "or", serial_comma=False)


def test_an_empty_list_is_refused():
    with pytest.raises(ValueError, match="empty list"):
        listed([])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two patients", "Two patients"),
        ("(two of them", "(Two of them"),
        ("“most”", "“Most”"),
        ("15 patients", "15 patients"),
        ("HD IL-2 was", "HD IL-2 was"),
        ("", ""),
    ],
)
def test_the_first_letter_is_raised_and_nothing_else(text, expected):
    assert expected == capitalised(text)


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    [
        (0, 15, "none"),
        (0, 1, "none"),
        (1, 1, "the only"),
        (2, 2, "both"),
        (15, 15, "all"),
        (1, 2, "one"),
        (1, 15, "one"),
        (2, 3, "most"),
        (3, 4, "all but one"),
        (14, 15, "all but one"),
        (2, 4, "half"),
        (10, 15, "most"),
        (9, 15, "more than half"),
        (8, 15, "more than half"),
        (7, 15, "fewer than half"),
        (6, 15, "fewer than half"),
        (5, 15, "a minority"),
        (2, 15, "a minority"),
    ],
)
def test_a_quantifier_follows_the_exact_fraction(k, n, expected):
    assert expected == quantifier(k, n)


@given(st.integers(1, 500), st.data())
def test_a_quantifier_is_never_false(n, data):
    k = data.draw(st.integers(0, n))
    truth = {
        "none": k == 0,
        "the only": k == n == 1,
        "both": k == n == 2,
        "all": k == n,
        "one": k == 1,
        "all but one": k == n - 1,
        "half": 2 * k == n,
        "most": 3 * k >= 2 * n,
        "more than half": 2 * k > n,
        "fewer than half": 2 * k < n,
        "a minority": 2 * k < n,
    }
    assert truth[quantifier(k, n)]


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 2), (0, 0)])
def test_a_quantifier_of_no_share_is_refused(k, n):
    with pytest.raises(ValueError, match="is not a share"):
        quantifier(k, n)


@pytest.mark.parametrize(
    "text",
    [
        *("8-hour interval", "80% share", "800 mg", "11", "18", "11,000", "11000", "8,000"),
        *("MR", "SD", "LDH", "ORR", "ECOG score", "IL-2", "NED", "X-ray"),
        *("hour", "adverse event", "interval", "unimportant", "uninformed", "ulcer", "eight"),
    ],
)
def test_an_precedes_a_vowel_sound(text):
    assert "an" == indefinite_article(text)


@pytest.mark.parametrize(
    "text",
    [
        *("1", "15", "100", "1,100", "1100", "110,000", "600,000", "0.8"),
        *("CR", "PR", "PD", "DOD", "CTCAE grade", "LAK cell", "RECIST response", "US center"),
        *("one-year", "unit", "university", "European", "use", "urinary", "patient", "history"),
    ],
)
def test_a_precedes_a_consonant_sound(text):
    assert "a" == indefinite_article(text)


def test_no_article_precedes_punctuation():
    with pytest.raises(ValueError, match="no article"):
        indefinite_article("—")
