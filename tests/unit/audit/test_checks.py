"""Each check on a few figures that one can work out by hand: what it finds, and what it leaves alone."""

import pytest

from il2report.audit import CHECKS, Certainty, source_of

SUSPICIOUS, PROVED, IMPLIED = Certainty.SUSPICIOUS, Certainty.PROVED, Certainty.IMPLIED
UNLESS_TRUNCATED = Certainty.UNLESS_TRUNCATED
ARMS = """
[[relations]]
kind = "parts"
whole = "all"
members = ["a", "b"]
[groups.a]
n = 5
[groups.b]
n = 10
"""
SEXES = """
[[relations]]
kind = "parts"
whole = "all"
members = ["female", "male"]
"""
GRADED = """
[[tables]]
place = "T2"
cells = "percent"
grades = ["g3", "g4", "any"]
total = "any"
worst_grade = true
"""
STATISTIC = "[[statistics]]\nplace = 'A'\nsays = 'It differed.'\n"
ESTIMATE = "[[passages]]\nplace = 'A'\nsays = 'It differed.'\n"

P_VALUES = "".join(
    f"[measures.m{at}]\n[tests.t{at}]\nmeasure = 'm{at}'\ngroups = ['a', 'b']\np.A = '0.9{at % 10}'\n"
    for at in range(12)
)
LAST_DIGITS = "".join(f"measures.m{at}.mean.A = '{at + 3}.5'\n" for at in range(50))

CASES = {
    "counts and percentages of 14 where 15 are printed": (
        "features = { x = { count.A = 3, percent.A = 21.4 }, y = { count.A = 5, percent.A = 35.7 } }",
        {
            ("denominators-of-another-size", SUSPICIOUS),
            ("impossible-percentages", PROVED),
        },
    ),
    # patterns over many figures
    "p-values that are all near 1": (
        f"groups.a.n = 5\ngroups.b.n = 10\n{P_VALUES}",
        {("p-values-too-even", SUSPICIOUS)},
    ),
    "fifty means that end in 5": (LAST_DIGITS, {("uneven-last-digits", SUSPICIOUS)}),
    "two rows with the same means and SDs": (
        "groups.a.n = 5\ngroups.b.n = 10\n"
        + "".join(
            f"[measures.{name}.by]\na = {{ mean.A = 12.3, sd.A = 4.5 }}\nb = {{ mean.A = 14.1, sd.A = 3.9 }}\n"
            for name in ("x", "y")
        ),
        {("repeated-rows-and-columns", SUSPICIOUS)},
    ),
    # survival curves
    "a curve that rises": (
        "survival.os.at = { 6.percent.A = 53.4, 12.percent.A = 60.0 }",
        {("curves-that-turn", PROVED)},
    ),
    "more at risk than patients": (
        "survival.os.at.0.at_risk.A = 16",
        {("numbers-at-risk-that-rise", PROVED)},
    ),
    "events and censored that are too few": (
        "survival.os = { events.A = 4, censored.A = 10 }",
        {("events-and-censored", SUSPICIOUS)},
    ),
    "an estimate that is no share where none is censored": (
        "survival.os = { censored.A = 0, at.6.percent.A = 53.4 }",
        {("impossible-estimates", PROVED)},
    ),
    "a median before most are free of the event": (
        "survival.os = { median.A = 5.0, at.6.percent.A = 53.4 }",
        {("medians-off-their-curve", SUSPICIOUS)},
    ),
    # percentages
    "46.9 is no seventh of 15": (
        "features.x.percent.A = 46.9",
        {("impossible-percentages", PROVED)},
    ),
    "46.7 is 7 of 15": ("features.x.percent.A = 46.7", set()),
    "46.6 is 7 of 15 cut off": (
        "features.x.percent.A = 46.6",
        {("impossible-percentages", UNLESS_TRUNCATED)},
    ),
    "33.4, 33.3 and 33.3 are adjusted": (
        (
            "groups.u.n = 3\n"
            "features = { x = { of = 'u', percent.A = 33.4 }, y = { of = 'u', percent.A = 33.3 },"
            " z = { of = 'u', percent.A = 33.3 } }\n"
            "[[relations]]\nkind = 'parts'\nwhole = 'u'\nmembers = ['x', 'y', 'z']"
        ),
        {("adjusted-percentages", SUSPICIOUS)},
    ),
    "72.848 is printed as 72.9, and 7.947 as 8.0": (
        (
            "groups.x.n.A = 151\nfeatures.a = { of = 'x', count.A = 110, percent.A = 72.9 }\n"
            "features.b = { of = 'x', count.A = 12, percent.A = 8.0 }"
        ),
        {("percentages-rounded-twice", SUSPICIOUS)},
    ),
    "more than 100 percent": (
        "features.x.percent.A = 106.7",
        {("impossible-percentages", PROVED)},
    ),
    "46.6 is cut off where 66.67 is rounded": (
        "features.x.percent.A = 46.6\nfeatures.y.percent.A = 66.67",
        {("mixed-rounding", SUSPICIOUS), ("impossible-percentages", UNLESS_TRUNCATED)},
    ),
    "16 of 15 patients": ("features.x.count.A = 16", {("counts-beyond-their-group", PROVED)}),
    # the same quantity
    "a count and a percentage of another count": (
        "features.x = { count = { A = 3 }, percent = { B = 26.7 } }",
        {("differing-figures", PROVED)},
    ),
    "precision differs, the count does not": (
        "features.x.percent = { A = 46.67, B = 46.7, C = 47 }",
        set(),
    ),
    "a single number printed differently": (
        "values.x.value = { A = 34, B = 36 }",
        {("differing-figures", PROVED)},
    ),
    "34+ agrees with 34 and with 40": ('values.x.value = { A = 34, B = "34+" }', set()),
    "two sizes of a group": (
        "[groups.g]\nn = { A = 12, B = 13 }",
        {("differing-figures", PROVED)},
    ),
    "labels are swapped, and that alone is said": (
        "features.female = { count = { A = 7 }, percent = { B = 53.3 } }\n"
        "features.male = { count = { A = 8 }, percent = { B = 46.7 } }" + SEXES,
        {("swapped-labels", PROVED)},
    ),
    "a mean and a median of the same digits": (
        'measures.x = { mean = { A = "48.8" }, median = { B = "48.8" } }',
        {("renamed-statistics", SUSPICIOUS)},
    ),
    "a place that prints both knows what it does": (
        "measures.x = { mean = { A = 48.8 }, median = { A = 48.8 } }",
        set(),
    ),
    # sums
    "parts that are too few": (
        "features.female.count.A = 7\nfeatures.male.count.A = 7" + SEXES,
        {("sums-that-fail", PROVED)},
    ),
    "parts of which one is not printed": (
        "features.female.count.A = 7\nfeatures.male = {}" + SEXES,
        set(),
    ),
    "no reading of a list gives the whole": (
        (
            "features = { w.count.A = 4, x.count.A = 1, y.count.A = 2 }\n"
            '[[relations]]\nkind = "parts"\nwhole = "w"\nmembers = ["x", "y"]\nreadings = [["x"]]'
        ),
        {("sums-that-fail", PROVED)},
    ),
    "one reading gives it": (
        (
            "features = { w.count.A = 1, x.count.A = 1, y.count.A = 2 }\n"
            '[[relations]]\nkind = "parts"\nwhole = "w"\nmembers = ["x", "y"]\nreadings = [["x"]]'
        ),
        set(),
    ),
    "exclusive categories are more than all": (
        (
            "features = { x.count.A = 9, y.count.A = 7 }\n"
            '[[relations]]\nkind = "exclusive"\nwhole = "all"\nmembers = ["x", "y"]'
        ),
        {("sums-that-fail", PROVED)},
    ),
    "something within is larger": (
        (
            "features = { x.count.A = 3, y.count.A = 7 }\n"
            '[[relations]]\nkind = "within"\nwhole = "x"\nmembers = ["y"]'
        ),
        {("sums-that-fail", PROVED)},
    ),
    "overlapping categories are too few": (
        (
            "features = { w.count.A = 9, x.count.A = 3, y.count.A = 5 }\n"
            '[[relations]]\nkind = "cover"\nwhole = "w"\nmembers = ["x", "y"]'
        ),
        {("sums-that-fail", PROVED)},
    ),
    "overlapping categories just suffice": (
        (
            "features = { w.count.A = 8, x.count.A = 3, y.count.A = 5 }\n"
            '[[relations]]\nkind = "cover"\nwhole = "w"\nmembers = ["x", "y"]'
        ),
        {("overlaps-ruled-out", IMPLIED)},
    ),
    "percentages of an unknown number do not add up": (
        (
            'groups.u = {}\nfeatures = { x = { of = "u", percent.A = 40 },'
            ' y = { of = "u", percent.A = 50 } }\n'
            '[[relations]]\nkind = "parts"\nwhole = "u"\nmembers = ["x", "y"]'
        ),
        {("percent-sums-that-fail", PROVED)},
    ),
    "percentages of an unknown number add up but for rounding": (
        (
            'groups.u = {}\nfeatures = { x = { of = "u", percent.A = 33.3 },'
            ' y = { of = "u", percent.A = 66.6 } }\n'
            '[[relations]]\nkind = "parts"\nwhole = "u"\nmembers = ["x", "y"]'
        ),
        set(),
    ),
    # grades
    "one grade has more than all": (
        GRADED + "rows.x = [13.3, 0, 6.7]",
        {("grades-above-their-total", PROVED)},
    ),
    "grades together have more than all": (
        GRADED + "rows.x = [13.3, 6.7, 13.3]",
        {("grades-above-their-total", PROVED)},
    ),
    "without the worst grade that is suspicious": (
        GRADED.replace("worst_grade = true", "") + "rows.x = [13.3, 6.7, 13.3]",
        {("grades-above-their-total", SUSPICIOUS)},
    ),
    "a blank cell can be what is left": (
        GRADED + 'rows.x = [13.3, "", 20]',
        {("blank-cells", IMPLIED)},
    ),
    # averages
    "no 15 whole values have the mean": (
        "measures.x = { step = 1, mean.A = 48.83 }",
        {("impossible-means", PROVED)},
    ),
    "any numbers have": ("measures.x = { mean.A = 48.83 }", set()),
    "half values have": ("measures.x = { step = 0.5, mean.A = 48.83 }", set()),
    "the median of 15 whole values is whole": (
        "measures.x = { step = 1, median.A = 48.5 }",
        {("impossible-medians", PROVED)},
    ),
    "that of an unknown number may lie midway": (
        "groups.u = {}\nmeasures.x = { step = 1, of = 'u', median.A = 48.5 }",
        set(),
    ),
    "a mean beyond its range": (
        'measures.x = { mean.A = 70, range.A = "23-62" }',
        {("disordered-figures", PROVED), ("impossible-spreads", PROVED)},
    ),
    "quartiles in the wrong order": (
        'measures.x = { median.A = 28, iqr.A = "31-40" }',
        {("disordered-figures", PROVED)},
    ),
    "an age below that of eligibility": (
        'measures.x = { low = 18, range.A = "12-62" }',
        {("values-out-of-bounds", PROVED)},
    ),
    "an SD too large for its range": (
        'measures.x = { mean.A = 50, sd.A = 33, range.A = "20-80" }',
        {("impossible-spreads", PROVED)},
    ),
    "an SD too small for its range": (
        'measures.x = { mean.A = 50, sd.A = 8, range.A = "20-80" }',
        {("impossible-spreads", PROVED)},
    ),
    "a median too far from its mean": (
        "measures.x = { mean.A = 50, sd.A = 5, median.A = 58 }",
        {("impossible-spreads", PROVED)},
    ),
    "a median that keeps the mean from where it is": (
        'measures.x = { mean.A = 30, median.A = 60, range.A = "20-80" }',
        {("impossible-spreads", PROVED)},
    ),
    "no five whole values have mean and SD": (
        "groups.g.n = 5\nmeasures.x = { step = 1, of = 'g', mean.A = 3.0, sd.A = 0.50 }",
        {("impossible-spreads", PROVED)},
    ),
    "five whole values have mean and SD": (
        "groups.g.n = 5\nmeasures.x = { step = 1, of = 'g', mean.A = 3.0, sd.A = 0.71 }",
        set(),
    ),
    "a mean of times that had not ended": (
        "measures.x = { censored = true, mean.A = 5.67 }",
        {("means-of-censored-times", SUSPICIOUS)},
    ),
    # groups
    "group means combine to another mean": (
        ARMS + "[measures.x]\nmean.A = 50.0\nby.a.mean.A = 53.4\nby.b.mean.A = 46.5",
        {("means-that-do-not-combine", PROVED)},
    ),
    "group means combine to the mean": (
        ARMS + "[measures.x]\nmean.A = 48.8\nby.a.mean.A = 53.4\nby.b.mean.A = 46.5",
        set(),
    ),
    "group means combine to the mean of another measure": (
        ARMS
        + "[measures.x]\nstep = 1\nmean.A = 48.8\n[measures.y]\nstep = 1\n[measures.y.by]\na.mean.A = 53.4\nb.mean.A = 46.5",
        {("measures-under-two-names", SUSPICIOUS)},
    ),
    "SDs of groups combine to another SD": (
        ARMS
        + "[measures.x]\nmean.A = 48.8\nsd.A = 12.0\n"
        + "by.a = { mean.A = 53.4, sd.A = 5.1 }\nby.b = { mean.A = 46.5, sd.A = 9.3 }",
        {("deviations-that-do-not-combine", PROVED)},
    ),
    "SDs of groups combine to the SD": (
        ARMS
        + "[measures.x]\nmean.A = 48.8\nsd.A = 8.7\n"
        + "by.a = { mean.A = 53.4, sd.A = 5.1 }\nby.b = { mean.A = 46.5, sd.A = 9.3 }",
        set(),
    ),
    "a group has a value beyond all": (
        ARMS + '[measures.x]\nrange.A = "23-62"\nby.a.range.A = "20-50"\nby.b.range.A = "23-62"',
        {("ends-that-do-not-combine", PROVED)},
    ),
    "no group reaches the end of all": (
        ARMS + '[measures.x]\nrange.A = "23-62"\nby.a.range.A = "23-50"\nby.b.range.A = "23-60"',
        {("ends-that-do-not-combine", PROVED)},
    ),
    "only one group can include each end": (
        ARMS
        + '[measures.x]\nstep = 1\nmean.A = 48.8\nrange.B = "23-62"\n'
        + "by.a = { mean.A = 53.4, sd.A = 5.1 }\nby.b = { mean.A = 46.5, sd.A = 9.3 }",
        {("holders-of-the-ends", IMPLIED)},
    ),
    "no group can include the greatest value": (
        ARMS
        + '[measures.x]\nstep = 1\nmean.A = 48.8\nrange.B = "23-82"\n'
        + "by.a = { mean.A = 53.4, sd.A = 5.1 }\nby.b = { mean.A = 46.5, sd.A = 9.3 }",
        {("holders-of-the-ends", PROVED)},
    ),
    "the mean of the other group follows": (
        ARMS + "[measures.x]\nlow = 0\nmean.A = 5.0\nby.a.mean.A = 6.0\nby.b.sd.A = 1.0",
        {("means-left-over", IMPLIED)},
    ),
    "no mean is left for the other group": (
        ARMS + "[measures.x]\nlow = 0\nmean.A = 5.0\nby.a.mean.A = 20.0\nby.b.sd.A = 1.0",
        {("means-left-over", PROVED)},
    ),
    # p-values
    "Fisher's test gives another p": (
        ARMS
        + "[features.x]\nby.a.count.A = 4\nby.b.count.A = 2\n"
        + "[tests.x]\nfeature = 'x'\ngroups = ['a', 'b']\nmethod = 'fisher'\np.A = 0.2",
        {("unreproduced-p-values", PROVED)},
    ),
    "Fisher's test gives the p": (
        ARMS
        + "[features.x]\nby.a.count.A = 4\nby.b.count.A = 2\n"
        + "[tests.x]\nfeature = 'x'\ngroups = ['a', 'b']\nmethod = 'fisher'\np.A = 0.089",
        set(),
    ),
    "the p is that of another test than the named one": (
        ARMS
        + "[features.x]\nby.a.count.A = 4\nby.b.count.A = 2\n"
        + "[tests.x]\nfeature = 'x'\ngroups = ['a', 'b']\nmethod = 'fisher'\np.A = 0.025",
        {("unreproduced-p-values", PROVED)},
    ),
    "no test gives the p, and none is named": (
        ARMS
        + "[features.x]\nby.a.count.A = 4\nby.b.count.A = 2\n"
        + "[tests.x]\nfeature = 'x'\ngroups = ['a', 'b']\np.A = 0.5",
        {("unreproduced-p-values", SUSPICIOUS)},
    ),
    "a p above one": (
        ARMS
        + "[features.x]\nby.a.count.A = 4\nby.b.count.A = 2\n"
        + "[tests.x]\nfeature = 'x'\ngroups = ['a', 'b']\np.A = 1.5",
        {("unreproduced-p-values", PROVED)},
    ),
    "a t-test where Fisher's was named": (
        ARMS
        + "[measures.x]\nby.a = { mean.A = 53.4, sd.A = 5.1 }\nby.b = { mean.A = 46.5, sd.A = 9.3 }\n"
        + "[tests.x]\nmeasure = 'x'\ngroups = ['a', 'b']\nmethod = 'fisher'\np.A = 0.151",
        {("unreproduced-p-values", SUSPICIOUS)},
    ),
    "Welch's test where Student's was named": (
        ARMS
        + "[measures.x]\nby.a = { mean.A = 53.4, sd.A = 5.1 }\nby.b = { mean.A = 46.5, sd.A = 9.3 }\n"
        + "[tests.x]\nmeasure = 'x'\ngroups = ['a', 'b']\nmethod = 'student'\np.A = 0.088",
        {("unreproduced-p-values", PROVED)},
    ),
    "a p of the sum alone implies the counts": (
        ARMS
        + "[features.x]\ncount.A = 9\n"
        + "[tests.x]\nfeature = 'x'\ngroups = ['a', 'b']\nmethod = 'fisher'\np.A = '1.0'",
        {("implied-counts", IMPLIED)},
    ),
    # intervals
    "an interval without its percentage": (
        'features.x = { percent.A = 20, ci.A = "22 to 48" }',
        {("intervals-without-their-estimate", PROVED), ("intervals-of-another-method", SUSPICIOUS)},
    ),
    "an interval that runs backward": (
        'features.x = { ci.A = "48 to 4" }',
        {("intervals-without-their-estimate", PROVED)},
    ),
    "the exact interval": ('features.x = { percent.A = 20, ci.A = "4.3 to 48.1" }', set()),
    "the exact interval where Wilson's was named": (
        'features.x = { percent.A = 20, ci.A = "4.3 to 48.1", interval.method = "wilson" }',
        {("intervals-of-another-method", PROVED)},
    ),
    "Student's interval of a mean": (
        'measures.x = { mean.A = 50.0, sd.A = 10.0, ci.A = "44.5 to 55.5" }',
        set(),
    ),
    "no interval of a mean": (
        'measures.x = { mean.A = 50.0, sd.A = 10.0, ci.A = "40.0 to 60.0" }',
        {("intervals-of-another-method", SUSPICIOUS)},
    ),
    # statements
    "there was one": (
        (
            "features.x.count.A = 1\n"
            '[[statements]]\nplace = "D"\nsays = "there was none"\nabout = "x"\nclaim = "none"'
        ),
        {("denied-figures", PROVED)},
    ),
    "there was none, in another place": (
        (
            "features.x.count.A = 0\n"
            '[[statements]]\nplace = "D"\nsays = "there was none"\nabout = "x"\nclaim = "none"'
        ),
        set(),
    ),
    "half are not most": (
        (
            "features.x.count.A = 7\n"
            '[[statements]]\nplace = "D"\nsays = "most had it"\nabout = "x"\nclaim = "most"'
        ),
        {("denied-figures", PROVED)},
    ),
    "more is not fewer": (
        (
            "features = { x.count.A = 7, y.count.A = 8 }\n[[statements]]\nplace = 'D'\n"
            "says = 'x was more frequent'\nabout = 'x'\nclaim = 'more'\nthan = 'y'"
        ),
        {("denied-figures", PROVED)},
    ),
    "0.2 is not significant": (
        (
            "paper.alpha = 0.05\n"
            "tests.x = { feature = 'x', groups = ['all'], p.A = 0.2 }\nfeatures.x = {}\n"
            "[[statements]]\nplace = 'D'\nsays = 'x differed'\nabout = 'x'\nclaim = 'significant'"
        ),
        {("denied-significance", PROVED)},
    ),
    "0.2 may be significant at a level that is not stated": (
        (
            "tests.x = { feature = 'x', groups = ['all'], p.A = 0.2 }\nfeatures.x = {}\n"
            "[[statements]]\nplace = 'D'\nsays = 'x differed'\nabout = 'x'\nclaim = 'significant'"
        ),
        {("denied-significance", SUSPICIOUS)},
    ),
    "0.05 may be on either side": (
        (
            "tests.x = { feature = 'x', groups = ['all'], p.A = 0.05 }\nfeatures.x = {}\n"
            "[[statements]]\nplace = 'D'\nsays = 'x differed'\nabout = 'x'\nclaim = 'significant'"
        ),
        set(),
    ),
    "a response outlasts the time to progression": (
        (
            "values = { x.value.A = '21+', y.value.B = 3 }\n"
            "[[orders]]\nsmaller = 'x'\ngreater = 'y'\nbecause = 'a response ends'"
        ),
        {("disordered-numbers", PROVED)},
    ),
    # the running text
    "t(28) = 2.10 has a p of 0.045": (
        STATISTIC + "test = 't'\nstatistic = '2.10'\ndf = 28\np = '<.001'",
        {("p-values-beside-statistics", PROVED)},
    ),
    "a correlation of 1.2": (
        STATISTIC + "test = 'r'\nstatistic = '1.2'\ndf = 28",
        {("impossible-statistics", PROVED)},
    ),
    "an interval without 1 beside a large p": (
        ESTIMATE + "kind = 'hazard_ratio'\nvalue = '0.63'\nci = '0.45-0.89'\np = 0.21",
        {("p-values-beside-intervals", SUSPICIOUS)},
    ),
    "a ratio near one of its limits": (
        ESTIMATE + "kind = 'hazard_ratio'\nvalue = '0.68'\nci = '0.45-0.89'",
        {("off-center-estimates", SUSPICIOUS)},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_check_finds_what_it_is_for_and_nothing_else(case, found):
    typed, expected = CASES[case]

    assert expected == {(finding.check, finding.certainty) for finding in found(typed)}


def test_every_check_has_a_case_that_it_finds():
    seen = {check for _, expected in CASES.values() for check, _ in expected}

    assert set(CHECKS) == seen


def test_every_check_says_what_it_rests_on():
    assert [] == [check for check in CHECKS if not source_of(check)]


def test_a_stated_rule_of_rounding_makes_checks_sharper(found):
    typed = "features.x.percent.A = 46.6"

    for rule, expected in (
        ("any", {UNLESS_TRUNCATED}),
        ("half", {PROVED}),
        ("truncated", set()),
    ):
        findings = found(typed, paper=f'paper.rounding = "{rule}"')
        assert expected == {finding.certainty for finding in findings}


def test_a_percentage_of_a_smaller_denominator_is_recognized(found):
    (finding,) = found("features.x.percent.A = 53.8")

    assert "out of 13 it would be 7" in finding.arithmetic


def test_a_blank_cell_holds_what_the_row_leaves(found):
    (finding,) = found(GRADED + 'rows.x = [13.3, "", 20]')

    assert "can be 0 or 1 of 15" in finding.message


def test_a_blank_total_holds_from_what_the_grades_need_to_all(found):
    (finding,) = found(GRADED + 'rows.x = [13.3, 6.7, ""]')

    assert "can be 3 to 15 of 15" in finding.message


def test_a_blank_cell_of_one_patient_is_one_of_one(found):
    (finding,) = found(GRADED + 'rows.x = [0, "", 100]', n="1")

    assert "can be 0 or 1 of 1 patients" in finding.message


def test_the_oldest_patient_is_placed_by_the_means_alone(found):
    typed, _ = CASES["only one group can include each end"]

    assert ["23, is that of a patient in b", "62, is that of a patient in a"] == [
        finding.message.split("X, ")[1].rstrip(".").lower() for finding in found(typed)
    ]


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("0.049", {("unreproduced-p-values", PROVED)}),
        ("0.05", set()),
        ("0.050", set()),
        ("0.0500", set()),
        ("0.051", {("unreproduced-p-values", PROVED)}),
    ],
)
def test_a_p_that_is_exactly_a_level_is_held_to_that(found, printed, codes):
    """2 of 4 against 0 of 12: 6/120, where floats give 0.0499999999999999."""
    typed = (
        ARMS.replace("n = 5", "n = 4").replace("n = 10", "n = 12")
        + "[features.x]\nby.a.count.A = 2\nby.b.count.A = 0\n"
        + f"[tests.x]\nfeature = 'x'\ngroups = ['a', 'b']\nmethod = 'fisher'\np.A = '{printed}'"
    )
    assert codes == {(each.check, each.certainty) for each in found(typed, n="16")}
