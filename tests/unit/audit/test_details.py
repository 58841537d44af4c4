"""Labels, places and levels of typed figures, and what follows an entry that a check leaves out."""

import math
from fractions import Fraction

import pytest

from il2report.audit import read_paper
from il2report.audit.finding import as_text
from il2report.audit.printed import printed_number
from il2report.errors import StudyRefused

HEAD = 'paper.title = "A paper"\ngroups.all = { n = "15", label = "Everyone" }\n'


def paper(typed):
    return read_paper((HEAD + typed).encode(), "paper.toml")


def checks(findings):
    return {finding.check for finding in findings}


def test_numbers_without_end_are_written_in_words():
    assert ["infinity", "-infinity"] == [as_text(math.inf), as_text(-math.inf)]


def test_a_number_printed_as_below_has_that_number_for_its_end():
    assert Fraction(1, 1000) == printed_number("<0.001").bounds().high


def test_figures_and_comparisons_have_the_labels_of_their_entries():
    read = paper(
        "features.x.count.A = 3\n"
        "[tests.t]\nlabel = 'Sex'\nfeature = 'x'\ngroups = ['all']\np.A = 0.2\n"
    )

    assert ["Everyone", "Sex"] == [read.figures[0].label, read.comparisons[0].label]


def test_printed_words_keep_place_and_name():
    (words,) = paper("words.w.text.A = 'CR'").words

    assert ("A", "w") == (words.place, words.quantity)


def test_a_measure_has_the_level_of_its_interval():
    assert 90 == paper("measures.x = { mean.A = 5, interval.level = 90 }").measures["x"].level


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("about = 'y'\nclaim = 'significant'", "line 4: there is no test y"),
        ("about = 'all'\nclaim = 'more'\nthan = 'z'", "line 6: there is no group or feature z"),
    ],
)
def test_a_statement_on_an_unknown_name_is_refused_with_its_line(said, message):
    with pytest.raises(StudyRefused) as refused:
        paper(f"[[statements]]\n{said}\nplace = 'D'\nsays = 'so'\n")

    assert message in str(refused.value.findings[0])


@pytest.mark.parametrize(
    ("typed", "check"),
    [
        (
            "measures.w.mean.A = 48.83\nmeasures.x = { step = 1, mean.A = 48.83 }",
            "impossible-means",
        ),
        (
            (
                "features.w.ci.A = '1 to 9'\nvalues.v.value.A = 1\n"
                "features.x = { percent.A = 20, ci.A = '15 to 48', interval.method = 'wilson' }"
            ),
            "intervals-of-another-method",
        ),
        (
            (
                'groups.u = {}\nfeatures = { x = { of = "u", percent.A = 40 },'
                ' y = { of = "u", percent.A = 50 } }\n'
                '[[relations]]\nkind = "within"\nwhole = "all"\nmembers = ["x"]\n'
                '[[relations]]\nkind = "parts"\nwhole = "u"\nmembers = ["x", "y"]'
            ),
            "percent-sums-that-fail",
        ),
        (
            (
                "features.x.count.A = 1\nfeatures.w = {}\n"
                "tests.t = { feature = 'x', groups = ['all'], p.A = 0.01 }\n"
                "[[statements]]\nplace = 'D'\nsays = 'a'\nabout = 't'\nclaim = 'significant'\n"
                "[[statements]]\nplace = 'D'\nsays = 'b'\nabout = 'x'\nclaim = 'none'"
            ),
            "denied-figures",
        ),
    ],
)
def test_an_entry_that_a_check_leaves_out_does_not_end_it(found, typed, check):
    assert check in checks(found(typed))


def test_a_value_called_like_a_test_is_no_p(found):
    typed = "features.x = {}\nvalues.t.value.A = 7\ntests.t = { feature = 'x', groups = ['all'], p.A = 0.2 }"

    assert () == found(typed)


@pytest.mark.parametrize(("p", "is_found"), [("0", False), ("1", False), ("1.1", True)])
def test_a_p_is_at_most_one(found, p, is_found):
    typed = f"features.x = {{}}\ntests.t = {{ feature = 'x', groups = ['all'], p.A = '{p}' }}"

    assert is_found is ("unreproduced-p-values" in checks(found(typed)))


@pytest.mark.parametrize(("mean", "is_found"), [(23, True), (24, False), (76, False), (77, True)])
def test_a_mean_lies_where_one_value_at_each_end_leaves_it(found, mean, is_found):
    """Eleven at one end and one at the other: 24.5 to 76, as the ends are rounded or cut off."""
    typed = f"groups.u.n = '12'\nmeasures.x = {{ of = 'u', mean.A = {mean}, range.A = '20-80' }}"

    assert is_found is (
        "with one value at each end" in " ".join(f.arithmetic for f in found(typed))
    )


@pytest.mark.parametrize(("female", "is_found"), [(6, True), (7, False), (8, True)])
def test_parts_add_up_to_their_whole(found, female, is_found):
    typed = (
        f"features.female.count.A = {female}\nfeatures.male.count.A = 8\n"
        '[[relations]]\nkind = "parts"\nwhole = "all"\nmembers = ["female", "male"]'
    )
    assert is_found is ("sums-that-fail" in checks(found(typed)))


@pytest.mark.parametrize(
    ("estimate", "is_found"), [(20, True), (21, False), (22, False), (49, False), (50, True)]
)
def test_an_interval_contains_its_estimate(found, estimate, is_found):
    typed = f"features.x = {{ percent.A = {estimate}, ci.A = '22 to 48' }}"

    assert is_found is ("intervals-without-their-estimate" in checks(found(typed)))
