"""Numbers of two groups in one column, categories of reference, and p-values of several rows."""

from pipes import figures, read, table

import pytest

HEADS = [
    "Number of cases/non-cases",
    "No. of cases/controls",
    "Cases/controls",
    "Cases/non-cases (n)",
    "No. men/women",
    "Number of cases/non-cases^a",
]


@pytest.mark.parametrize("head", HEADS)
def test_numbers_of_two_groups_are_counts_of_each(head):
    understood = read(table(f"Use | {head} | HR (95% CI)\nEver | 82/1 960 | 0.93 (0.84–1.03)"))
    found = {
        name.split("@")[1]: text for name, text in figures(understood).items() if " count" in name
    }

    assert sorted(found.values()) == ["1 960", "82"]
    assert len(found) == 2
    assert understood.unread == ()


@pytest.mark.parametrize("head", ["n/N", "No./total No.", "No. of events/patients", "Cases/total"])
def test_a_count_with_its_number_of_patients_remains_one_figure_of_one_group(head):
    found = figures(read(table(f"Use | {head}\nEver | 82/196")))

    assert found["ever@all.ever count"] == "82"


@pytest.mark.parametrize(
    "head", ["Cases/person-years", "No. of events/person-years at risk", "Deaths/PYs"]
)
def test_person_years_are_no_number_of_patients(head):
    understood = read(table(f"Use | {head}\nEver | 82/1 960"))

    assert [cell.printed for cell in understood.unread] == ["1 960"]
    assert [text for name, text in figures(understood).items()] == ["82"]


def test_pressures_are_no_counts_of_two_groups():
    understood = read(table("Visit | Systolic/diastolic\nFirst | 120/80"))

    assert not any("systolic" in name.lower() for name in figures(understood))


def test_a_group_called_cases_keeps_its_name():
    understood = read(
        table(" | Colorectal cancer cases (n=50) | Non-cases (n=90)\nSmokers, % | 18.0 | 20.0")
    )

    assert [entry["label"] for entry in understood.document["groups"].values()][1:] == [
        "Colorectal cancer cases",
        "Non-cases",
    ]


@pytest.mark.parametrize(
    "printed", ["1.00 (reference)", "1.00", "1 [Reference]", "1.0^*", "1 (ref)"]
)
def test_the_category_of_reference_is_no_estimate(printed):
    understood = read(table(f"Use | HR (95% CI)\nNever | {printed}\nEver | 0.93 (0.84–1.03)"))

    assert list(figures(understood).values()) == ["0.93", "0.84", "1.03"]
    assert understood.cells[0].statistics == "reference category"


def test_a_ratio_of_1_with_its_interval_is_an_estimate():
    found = figures(read(table("Use | HR (95% CI)\nEver | 1.00 (0.84–1.19)")))

    assert list(found.values()) == ["1.00", "0.84", "1.19"]


@pytest.mark.parametrize("label", ["P for trend", "P-interaction", "p value"])
def test_a_p_in_a_row_of_its_own_is_no_ratio(label):
    understood = read(table(f"Use | HR (95% CI)\nEver | 0.93 (0.84–1.03)\n{label} | 0.37"))

    assert [cell.printed for cell in understood.unread] == ["0.37"]
    assert "0.37" not in figures(understood).values()
