"""Tables of prevalences: the number examined is the denominator of the percentage beside it."""

from pipes import figures, read, table

import pytest

from il2report.audit import Certainty, audit

ROWS = {
    "North": (92, 36),
    "South": (59, 0),
    "East": (53, 27),
    "West": (131, 10),
    "Coast": (42, 26),
}


def rows(pattern):
    """Write a row for each district."""
    return "\n".join(
        f"{name} | {pattern.format(n=n, k=k, p=f'{100 * k / n:.1f}')}"
        for name, (n, k) in ROWS.items()
    )


NAMED = {
    "n examined, n positive, prevalence": (
        "District | No. examined | No. positive | Prevalence (%)\n",
        "{n} | {k} | {p}",
    ),
    "number tested and percent positive": (
        "District | Number tested | Positive (%)\n",
        "{n} | {p}",
    ),
    "sampled, with a cell of both": (
        "District | Animals sampled | Seroprevalence (%) 95% CI\n",
        "{n} | {p} [0.0, 99.0]",
    ),
    "n and positive": ("District | n | Positive (n) | Positive (%)\n", "{n} | {k} | {p}"),
    "no. of samples tested": (
        "District | No. of samples tested | No. infected | %\n",
        "{n} | {k} | {p}",
    ),
}
INFERRED = {
    "n, prevalence": ("District | n | Seroprevalence (%)\n", "{n} | {p}"),
    "N, percent, of a prevalence in the caption": ("District | N | %\n", "{n} | {p}"),
    "n with percent and interval": ("District | n | % | 95% CI\n", "{n} | {p} | 0.0, 99.0"),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_number_named_examined_is_the_denominator(name):
    head, pattern = NAMED[name]
    understood = read(table(head + rows(pattern)))
    found = figures(understood)

    assert understood.unread == ()
    assert (found["all.north@all.north n"], found["north@all.north percent"]) == ("92", "39.1")
    assert "{k}" not in pattern or found["north@all.north count"] == "36"
    assert understood.doubts == ()


@pytest.mark.parametrize("name", INFERRED)
def test_a_number_called_n_is_the_denominator_where_the_figures_say_so_and_it_is_a_doubt(name):
    head, pattern = INFERRED[name]
    caption = "Prevalence of antibodies" if "caption" in name else ""
    understood = read(table(head + rows(pattern), caption=caption))
    found = figures(understood)

    assert (found["all.north@all.north n"], found["north@all.north percent"]) == ("92", "39.1")
    assert [doubt.message for doubt in understood.doubts] == [
        "n is taken for the number examined, of which the percentages are"
    ]


def test_a_percentage_that_no_count_of_the_number_examined_gives_is_found():
    head, pattern = NAMED["number tested and percent positive"]
    wrong = rows(pattern).replace("39.1", "38.6")
    found = audit(read(table(head + wrong)).paper())

    assert [(f.check, f.certainty) for f in found] == [("impossible-percentages", Certainty.PROVED)]


def test_it_is_suspicious_where_the_denominator_is_inferred():
    head, pattern = INFERRED["n, prevalence"]
    found = audit(read(table(head + rows(pattern).replace("39.1", "38.6"))).paper())

    assert [f.certainty for f in found] == [Certainty.SUSPICIOUS]


@pytest.mark.parametrize(
    "head",
    [
        "Response | n | %\n",
        "Response | n | % | 95% CI\n",
        "Response | No. | Percent (%)\n",
        "Infection | n | Prevalence (%)\n",
    ],
)
def test_counts_beside_their_percentages_remain_counts(head):
    """12, 26 and 19 of 57 are 21.1, 45.6 and 33.3 percent: one number of patients explains all."""
    interval = " | 10.0, 50.0" if "CI" in head else ""
    text = "\n".join(
        f"{label}{interval}" for label in ("CR | 12 | 21.1", "PR | 26 | 45.6", "SD | 19 | 33.3")
    )
    understood = read(table(head + text))

    assert figures(understood)["cr@all count"] == "12"


def test_a_count_with_its_number_of_patients_and_an_interval_keeps_both():
    understood = read(
        table(
            "Site | Goats | Goats | Goats\n | n/N | % | 95% CI\nX | 36/92 | 39.1 | 29.7, 49.5",
            heads=2,
        )
    )

    assert figures(understood)["x@all.x count"] == "36"
    assert figures(understood)["all.x@all.x n"] == "92"


def test_species_of_two_tables_with_numbers_of_their_own_are_different_groups():
    head = "Place | Goats | Goats | Sheep | Sheep\n | n | Prevalence (%) | n | Prevalence (%)\n"
    first = "A | 92 | 39.1 | 11 | 54.5\nB | 59 | 0.0 | 181 | 13.8\nC | 53 | 50.9 | 60 | 93.3\nTotal | 204 | 30.9 | 252 | 34.5"
    second = "D | 383 | 13.1 | 290 | 22.8\nE | 66 | 10.6 | 23 | 4.3\nF | 48 | 12.5 | 8 | 50.0"
    for last in ("", "\nTotal | 497 | 12.7 | 321 | 22.1"):
        understood = read(
            table(head + first, heads=2), table(head + second + last, heads=2, place="T2")
        )
        found = [f for f in audit(understood.paper()) if f.check != "impossible-percentages"]

        assert found == []
        assert not any("another table" in doubt.message for doubt in understood.doubts)


def test_the_percentages_of_a_row_of_totals_are_read():
    head, pattern = NAMED["n examined, n positive, prevalence"]
    understood = read(table(head + rows(pattern) + "\nTotal | 377 | 99 | 26.3"))
    found = figures(understood)

    assert (found["all@all n"], found["total@all count"], found["total@all percent"]) == (
        "377",
        "99",
        "26.3",
    )


def test_a_total_with_a_percentage_below_100_is_no_size_of_its_column():
    understood = read(table("| No. | %\nMen | 30 | 60.0\nWomen | 20 | 40.0\nEvaluable | 45 | 90.0"))

    assert [f for f in audit(understood.paper()) if f.is_contradiction] == []
