"""A number is printed in the journal's style and marked with where it comes from."""

import pytest

from il2report.analysis.derivations import Counted, Derived
from il2report.analysis.methods import COUNT
from il2report.document.formats import number_style
from il2report.document.html import html
from il2report.document.printer import Printer, marked, with_unit
from il2report.results.catalogue import Catalogue, Result, Statistic, Topic, Unit, UnknownResult
from il2report.values import NotEstimable

NBSP = "\N{NO-BREAK SPACE}"


def result(result_id, value, unit, n=15, **more):
    return Result(
        id=result_id,
        derived=Derived(value, COUNT, None if isinstance(value, NotEstimable) else Counted(1, 1)),
        unit=unit,
        label=result_id,
        statistic=Statistic.N,
        topic=Topic("a", "b"),
        n=n,
        **more,
    )


CATALOGUE = Catalogue.of(
    [
        result("cohort.n", 15, Unit.COUNT),
        result("a.n", 3, Unit.COUNT),
        result("a.percent", 20.0, Unit.PERCENT),
        result("a.ci_low", 4.331, Unit.PERCENT),
        result("a.ci_high", 48.089, Unit.PERCENT),
        result("none.n", 0, Unit.COUNT),
        result("single.n", 1, Unit.COUNT),
        result("age.mean", 48.8, Unit.YEARS),
        result("age.sd", 8.55, Unit.YEARS),
        result("age.min", 23.0, Unit.YEARS),
        result("age.max", 62.5, Unit.YEARS),
        result("aged.min", 61, Unit.YEARS),
        result("aged.max", 90, Unit.YEARS, decimals=0, is_at_least=True),
        result("median", 6.5, Unit.MONTHS),
        result("median.ci_low", 1.74, Unit.MONTHS),
        result("median.ci_high", NotEstimable("never below", not_reached=True), Unit.MONTHS),
        result("other_median", NotEstimable("beyond", not_reached=True), Unit.MONTHS),
        result("rate", NotEstimable("nobody"), Unit.PERCENT),
        result("lasting", 34.9, Unit.COMPLETED_MONTHS, is_ongoing=True),
        result("brief", 1.2, Unit.COMPLETED_MONTHS),
        result("ldh.mean", 627.7, Unit.NUMBER, unit_name="U/L"),
        result("test.p", 0.6084, Unit.P_VALUE),
        result("untested.p", NotEstimable("one group is empty"), Unit.P_VALUE),
    ],
    level=90,
)


@pytest.fixture
def anticancer():
    return Printer(CATALOGUE, number_style("anticancer-research"))


def in_style(name):
    return Printer(CATALOGUE, number_style(name))


def mark(value, result_id, text):
    return f'<data value="{value}" data-result="{result_id}">{text}</data>'


def test_a_number_carries_its_full_value_and_its_id(anticancer):
    assert mark(48.089, "a.ci_high", "48.1") == html(anticancer.number("a.ci_high"))


def test_what_is_marked_is_escaped():
    expected = '<data value="&lt;" data-result="&quot;">a&amp;b</data>'
    assert expected == html(marked("a&b", "<", '"'))


def test_bare_text_is_what_the_mark_holds(anticancer):
    assert "48.1" == anticancer.text("a.ci_high")


@pytest.mark.parametrize(("result_id", "text"), [("other_median", "not reached"), ("rate", "not estimable")])  # fmt: skip
def test_what_cannot_be_estimated_is_said_in_words_and_carries_no_value(
    anticancer, result_id, text
):
    assert mark("", result_id, text) == html(anticancer.number(result_id))


def test_a_percentage_has_its_sign_outside_the_mark(anticancer):
    assert mark("20.0", "a.percent", "20.0") + "%" == html(anticancer.percent("a.percent"))


def test_a_percentage_without_a_value_has_no_sign(anticancer):
    assert mark("", "rate", "not estimable") == html(anticancer.percent("rate"))


def test_a_share_prints_count_denominator_and_percentage(anticancer):
    denominator = '<data value="15" data-result="a.n" data-part="n">15</data>'
    percent = mark("20.0", "a.percent", "20.0")
    assert f"{mark(3, 'a.n', '3')}/{denominator} ({percent}%)" == html(anticancer.share("a"))


@pytest.mark.parametrize(
    ("style", "start", "text"),
    [
        ("anticancer-research", False, "three"),
        ("anticancer-research", True, "Three"),
        ("ama", False, "3"),
        ("ama", True, "Three"),
    ],
)
def test_a_count_is_a_word_where_the_style_or_the_sentence_wants_one(style, start, text):
    assert mark(3, "a.n", text) == html(in_style(style).words("a.n", start=start))


@pytest.mark.parametrize(
    ("result_id", "start", "text"),
    [
        ("a.n", False, mark(3, "a.n", "three") + NBSP + "patients"),
        ("single.n", True, mark(1, "single.n", "One") + NBSP + "patient"),
        ("none.n", False, mark(0, "none.n", "no") + NBSP + "patients"),
        ("none.n", True, mark(0, "none.n", "No") + NBSP + "patients"),
    ],
)
def test_a_counted_noun_agrees_with_its_number(anticancer, result_id, start, text):
    assert text == html(anticancer.counted(result_id, "patient", start=start))


def test_an_irregular_plural_is_taken_as_given(anticancer):
    assert anticancer.counted("a.n", "ox", "oxen").text.endswith("oxen")


def test_only_counts_are_counted(anticancer):
    with pytest.raises(TypeError) as error:
        anticancer.words("age.mean")
    assert "age.mean is not a count" == str(error.value)


@pytest.mark.parametrize(
    ("result_id", "text"),
    [
        ("median", mark(6.5, "median", "6.5") + NBSP + "months"),
        ("brief", mark(1.2, "brief", "1") + NBSP + "month"),
        ("lasting", mark(34.9, "lasting", "34+") + NBSP + "months"),
        ("ldh.mean", mark(627.7, "ldh.mean", "627.7") + NBSP + "U/L"),
        ("a.percent", mark("20.0", "a.percent", "20.0") + "%"),
        ("other_median", mark("", "other_median", "not reached")),
        ("a.n", mark(3, "a.n", "3")),
    ],
)
def test_a_quantity_has_its_unit_in_the_number_that_its_text_wants(anticancer, result_id, text):
    assert text == html(anticancer.quantity(result_id))


def test_the_unit_of_one_point_nought_is_plural():
    number = marked("1.0", 1.0, "x")
    assert number + f"{NBSP}months" == with_unit(number, "1.0", "months")


def test_a_p_value_has_its_label_within_the_mark(anticancer):
    assert mark(0.6084, "test.p", "p=0.608") == html(anticancer.p("test.p"))


def test_a_test_that_could_not_be_done_says_so(anticancer):
    assert mark("", "untested.p", "not estimable") == html(anticancer.p("untested.p"))


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("anticancer-research", "90% CI 4.3-48.1%"),
        ("ama", "90% CI, 4%-48%"),
        ("nejm", "90% CI, 4.3 to 48.1"),
        ("lancet", "90% CI 4·3–48·1"),
    ],
)
def test_an_interval_is_named_joined_and_signed_as_the_style_has_it(style, text):
    assert text == html(in_style(style).ci("a")).striptags()


def test_an_interval_of_months_has_no_percent_sign():
    catalogue = Catalogue.of(
        [result("m.ci_low", 1.0, Unit.MONTHS), result("m.ci_high", 2.0, Unit.MONTHS)]
    )
    printer = Printer(catalogue, number_style("ama"))
    assert "95% CI, 1.0-2.0" == html(printer.ci("m")).striptags()


def test_a_limit_that_is_not_reached_is_joined_by_a_word(anticancer):
    assert "1.7 to not reached" == html(anticancer.interval("median")).striptags()


def test_the_level_of_an_interval_is_marked_as_the_choice_that_it_is(anticancer):
    level = mark(90, "constant.definitions.confidence_level", "90%")
    assert html(anticancer.ci("a")).startswith(level)


def test_the_ends_of_a_range_are_whole_where_they_are_whole(anticancer):
    low, high = mark("23.0", "age.min", "23"), mark(62.5, "age.max", "62.5")
    assert f'<span class="whole">{low}-{high}</span>' == html(anticancer.range("age"))


def test_a_mean_stands_with_its_standard_deviation(anticancer):
    assert "48.8 (SD 8.6)" == html(anticancer.mean_sd("age")).striptags()


def test_an_unknown_id_names_the_nearest(anticancer):
    with pytest.raises(UnknownResult) as error:
        anticancer.number("a.percnt")
    assert "no result has the id 'a.percnt'. Did you mean a.percent" in str(error.value)
    assert "a.percent" == error.value.nearest[0]


@pytest.mark.parametrize("style", ["anticancer-research", "ama", "nejm", "lancet"])
def test_every_result_of_the_reference_study_prints_in_every_style(printer, style):
    texts = {result_id: printer(style).text(result_id) for result_id in printer(style).catalogue}
    unprintable = {key: text for key, text in texts.items() if not text or "nan" in text.split()}
    assert {} == unprintable


def test_a_value_that_stands_for_all_above_says_so_alone_and_in_a_range(anticancer):
    oldest = mark(90, "aged.max", "≥90")
    assert oldest == html(anticancer.number("aged.max"))
    both = f"{mark(61, 'aged.min', '61')} to {oldest}"
    assert f'<span class="whole">{both}</span>' == html(anticancer.range("aged"))
    assert "≥90" == anticancer.text("aged.max")


@pytest.mark.parametrize(
    ("style", "phrase", "label", "noun", "plural"),
    [
        ("anticancer-research", "p=0.608", "p", "p-value", "p-values"),
        ("ama", "<em>P</em> = .61", "<em>P</em>", "<em>P</em> value", "<em>P</em> values"),
        ("nejm", "P=0.61", "P", "P value", "P values"),
        ("lancet", "p=0·61", "p", "p value", "p values"),
    ],
)
def test_each_style_prints_its_own_p(printer, style, phrase, label, noun, plural):
    made = printer(style)
    assert f">{phrase}</data>" in html(made.p("correlates.sex.p"))
    assert (label, noun, plural) == tuple(
        map(html, (made.p_label(), made.p_value(), made.p_values()))
    )
