"""P-values over more than two groups or levels, from counts and from means."""

import pytest

from il2report.audit import Certainty

GROUPS = """

groups.a.n = 20
groups.b.n = 20
groups.c.n = 20

"""
LEVELS = (
    GROUPS
    + """
[features]
low.by = { a.count.T = 10, b.count.T = 6, c.count.T = 3 }
mid.by = { a.count.T = 6, b.count.T = 7, c.count.T = 6 }
high.by = { a.count.T = 4, b.count.T = 7, c.count.T = 11 }
[tests.x]
features = ["low", "mid", "high"]
groups = ["a", "b", "c"]
"""
)
MEANS = (
    GROUPS
    + """
[measures.x.by]
a = { mean.T = 10.0, sd.T = 4.0 }
b = { mean.T = 12.0, sd.T = 5.0 }
c = { mean.T = 14.0, sd.T = 4.5 }
[tests.x]
measure = "x"
groups = ["a", "b", "c"]
"""
)


def outcome(findings):
    return {f.certainty for f in findings if f.check == "unreproduced-p-values"}


# R: chisq.test(rbind(c(10, 6, 4), c(6, 7, 7), c(3, 6, 11)))$p.value is 0.11787, fisher.test 0.12831.
@pytest.mark.parametrize(
    ("method", "p", "certainties"),
    [
        ("chi_square", "0.118", set()),
        ("chi_square", "0.119", {Certainty.PROVED}),
        ("chi_square", "0.117", {Certainty.UNLESS_TRUNCATED}),
        ("chi_square", "0.116", {Certainty.PROVED}),
        ("fisher", "0.128", set()),
        ("fisher", "0.130", {Certainty.SUSPICIOUS}),  # it may have been simulated
        ("kruskal_wallis", "0.9", set()),
    ],
)
def test_a_p_of_three_levels_in_three_groups(found, method, p, certainties):
    assert certainties == outcome(found(f'{LEVELS}method = "{method}"\np.T = "{p}"', n="60"))


def test_an_unnamed_test_of_three_groups_is_suspicious_at_most(found):
    assert {Certainty.SUSPICIOUS} == outcome(found(f'{LEVELS}p.T = "0.5"', n="60"))


def test_patients_without_any_level_may_have_been_left_out_of_the_test(found):
    fewer = LEVELS.replace("c.n = 20", "c.n = 23")
    assert set() == outcome(found(f'{fewer}method = "chi_square"\np.T = "0.118"', n="63"))


def test_a_feature_in_three_groups_is_a_table_of_those_with_and_without_it(found):
    # R: chisq.test(rbind(c(10, 10), c(6, 14), c(3, 17)))$p.value is 0.05786
    typed = LEVELS.replace('features = ["low", "mid", "high"]', 'feature = "low"')
    assert set() == outcome(found(f'{typed}method = "chi_square"\np.T = "0.058"', n="60"))
    wrong = outcome(found(f'{typed}method = "chi_square"\np.T = "0.059"', n="60"))
    assert {Certainty.PROVED} == wrong


# With these means and SDs exactly F = 3.918 on 2 and 57 degrees of freedom, p = 0.02544 (R: pf).
@pytest.mark.parametrize(
    ("p", "certainties"),
    [("0.025", set()), ("0.010", {Certainty.SUSPICIOUS}), ("0.045", {Certainty.SUSPICIOUS})],
)
def test_a_p_of_an_analysis_of_variance(found, p, certainties):
    assert certainties == outcome(found(f'{MEANS}method = "anova"\np.T = "{p}"', n="60"))
