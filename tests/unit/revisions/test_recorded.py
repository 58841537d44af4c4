"""An entry of results.json is classified without its id."""

import json

import pytest

from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.document.results_json import results_json
from il2report.results import StudyResults, Unit
from il2report.results.catalogue import Statistic
from il2report.revisions.comparison import (
    Line,
    crossings,
    recorded_statistic,
    recorded_topic,
    values_of,
)


@pytest.fixture(scope="module")
def document(reference_results: StudyResults):
    """Give the results.json of the reference study."""
    printer = Printer(reference_results.catalogue, number_style("anticancer-research"))
    return json.loads(results_json(printer, ""))


def test_the_statistic_follows_from_label_method_and_unit(
    document, reference_results: StudyResults
) -> None:
    wrong = {
        key: (recorded_statistic(document["results"][key]), result.statistic)
        for key, result in reference_results.catalogue.items()
        if recorded_statistic(document["results"][key]) is not result.statistic
    }

    assert {} == wrong


def test_count_percentage_and_limits_of_one_rate_have_one_topic(document) -> None:
    rate = ("n", "percent", "ci_low", "ci_high")
    assert 1 == len({recorded_topic(document["results"][f"response.orr.{each}"]) for each in rate})


def test_without_any_result_of_today_medians_are_known_to_be_lost(
    document, reference_results: StudyResults
) -> None:
    moved = json.loads(json.dumps(document))
    entries = moved["results"]
    for group, other in (("benefit", "no_benefit"), ("no_benefit", "benefit")):
        key, swapped = (f"correlates.age.{each}.mean" for each in (group, other))
        entries[key]["value"] = document["results"][swapped]["value"]
    entries["progression.median"] |= {"value": None, "text": "not reached", "reason": "not reached"}
    known = reference_results.catalogue.results

    with_today, without = (
        crossings(values_of(document, of), values_of(moved, of), (0.05, 0.05)) for of in (known, {})
    )

    assert [Line.DIRECTION, Line.MEDIAN] == [crossing.line for crossing in with_today]
    assert [Line.MEDIAN] == [crossing.line for crossing in without]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [(Unit.COUNT, Statistic.N), (Unit.P_VALUE, Statistic.P), (Unit.YEARS, Statistic.VALUE)],
)
def test_an_entry_of_an_unknown_method_is_told_by_its_unit(unit: Unit, expected: Statistic) -> None:
    assert expected is recorded_statistic({"label": "X", "unit": unit, "method": "new"})
    assert expected is recorded_statistic({"label": "X", "unit": unit})
