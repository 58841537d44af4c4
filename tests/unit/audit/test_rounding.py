"""What holds only under one rule of rounding is said so, per column where its rule can be seen."""

import pytest

from il2report.audit import Certainty

PROVED, UNLESS = Certainty.PROVED, Certainty.UNLESS_TRUNCATED
CHECK = "impossible-percentages"

# Of 15: 46.7 and 53.3 are 7 and 8 of 15 rounded. 46.6 and 26.6 are 7 and 4 of 15 truncated, and
# 66.7, 86.7 and 6.7 only rounded; 20.0 is both.


def certainties(findings):
    return {f.figures[0].printed.text: f.certainty for f in findings if f.check == CHECK}


def column(*percents, place="A"):
    rows = (f"features.x{at}.percent.{place} = {each}" for at, each in enumerate(percents))
    return "\n".join(rows)


def test_a_percentage_alone_is_impossible_unless_truncated(found):
    assert {"46.6": UNLESS} == certainties(found(column("46.6", "20.0")))


def test_a_percentage_that_no_rule_gives_is_proved_alone(found):
    assert {"46.9": PROVED} == certainties(found(column("46.9", "20.0")))


@pytest.mark.parametrize(
    ("percents", "certainty"),
    [
        (("46.6", "66.7", "86.7"), UNLESS),  # two rounded, one truncated
        (("46.6", "66.7", "86.7", "6.7"), PROVED),  # three times as many
        (("46.6", "26.6", "66.7", "86.7", "6.7"), UNLESS),
    ],
)
def test_a_column_that_is_rounded_settles_its_rule(found, percents, certainty):
    assert certainty is certainties(found(column(*percents)))["46.6"]


def test_the_rule_of_a_column_is_that_of_one_group_in_one_place(found):
    other = column("66.7", "86.7", "6.7", place="B").replace("features.x", "features.y")
    typed = f"{column('46.6')}\n{other}"
    assert {"46.6": UNLESS} == certainties(found(typed))


def test_a_proof_by_the_rule_of_the_column_says_so(found):
    (finding,) = (f for f in found(column("46.6", "66.7", "86.7", "6.7")) if f.check == CHECK)
    assert "column" in finding.message


def test_in_a_paper_that_truncates_nothing_is_said_of_rounding(found):
    typed = f"{column('46.6', '26.6', '20.0')}\nmeasures.m = {{ step = 1, mean.A = 10.46 }}"
    assert () == found(typed)


def test_a_mean_alone_is_impossible_unless_truncated(found):
    (finding,) = found("measures.m = { step = 1, mean.A = 10.46 }")  # 157/15 = 10.4667
    assert UNLESS is finding.certainty
    assert finding.is_about_one_figure
    assert not finding.is_contradiction


def test_a_finding_has_the_figures_as_they_were_typed(found):
    (finding,) = found("measures.m = { step = 1, mean.A = 10.46 }")
    figure = next(f for f in finding.figures if f.quantity == "m")
    assert figure.bounds == figure.printed.bounds()


PARTS = """
[[relations]]
kind = "parts"
whole = "{whole}"
members = ["x0", "x1", "x2"]
"""


@pytest.mark.parametrize(
    ("percents", "outcome"),
    [
        (("33.3", "33.3", "33.3"), set()),
        (("33.4", "33.3", "33.3"), {"adjusted-percentages"}),
        (("33.3", "33.4", "33.3"), {"adjusted-percentages"}),
        (("33.4", "33.3", "33.4"), {"impossible-percentages"}),  # a total of 100.1
        (("33.5", "33.3", "33.2"), {"impossible-percentages"}),  # one is two units off
        (("33.4", "33.4", "33.2"), {"impossible-percentages"}),  # in both directions
    ],
)
def test_a_column_that_was_adjusted_to_a_total_of_100(found, percents, outcome):
    typed = f"groups.u.n = 3\n{column(*percents)}\n{PARTS.format(whole='u')}"
    for at in range(3):
        typed = typed.replace(f"features.x{at}.percent.A =", f"features.x{at}.of = 'u'\nfeatures.x{at}.percent.A =")  # fmt: skip
    findings = found(typed)
    assert outcome == {f.check for f in findings if f.check != "differing-figures"}
    proofs = {f.check for f in findings if f.is_contradiction}
    assert proofs == outcome - {"adjusted-percentages"}


def test_an_adjusted_column_with_its_counts_contradicts_nothing(found):
    typed = "groups.u.n = 3\n" + "\n".join(
        f"features.x{at} = {{ of = 'u', count.A = 1, percent.A = {each} }}"
        for at, each in enumerate(("33.4", "33.3", "33.3"))
    )
    assert {"adjusted-percentages"} == {f.check for f in found(typed + PARTS.format(whole="u"))}


def test_a_proposed_relation_is_enough_to_see_that_a_column_was_adjusted(found):
    typed = "groups.u.n = 3\n" + "\n".join(
        f"features.x{at} = {{ of = 'u', percent.A = {each} }}"
        for at, each in enumerate(("33.4", "33.3", "33.3"))
    )
    relation = f"{PARTS.format(whole='u')}proposed = true"
    assert not any(finding.is_contradiction for finding in found(typed + relation))
    assert any(finding.is_contradiction for finding in found(typed))


def of_151(*cells):
    """Counts of 151 patients with their percentages, in one place."""
    size = "groups.usual = { label = 'Usual care', n.A = 151 }"
    rows = (
        f"features.x{at} = {{ of = 'usual', count.A = {count}, percent.A = {percent} }}"
        for at, (count, percent) in enumerate(cells)
    )
    return "\n".join((size, *rows))


# 110/151 is 72.848, which is 72.85 to two decimals; 12/151 is 7.947, and 98/151 is 64.901.
TWICE = "percentages-rounded-twice"


@pytest.mark.parametrize(
    ("cells", "proofs", "hints"),
    [
        (((110, "72.9"), (12, "8.0"), (98, "64.9")), set(), {TWICE}),
        (((110, "72.9"), (98, "64.9")), {CHECK}, set()),  # one alone is a misprint
        (((110, "72.9"), (12, "8.0"), (98, "65.1")), {CHECK}, {TWICE}),
    ],
)
def test_percentages_that_were_rounded_twice_are_no_contradictions(found, cells, proofs, hints):
    findings = found(of_151(*cells))
    proved = {f.check for f in findings if f.certainty in {PROVED, UNLESS}}
    assert proofs == proved - {"differing-figures"}
    assert hints == {f.check for f in findings if f.check == TWICE}
