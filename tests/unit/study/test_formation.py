"""Comparisons by groups that form after the start are noticed, and what they lack is named."""

from typing import Any

import pytest

from il2report.study.checks.formation import groups_formed_later
from il2report.study.declarations import Declarations

OS = {
    "name": "os",
    "label": "Overall survival",
    "start": "entry_date",
    "event": ["death_date"],
    "censor": "last_contact_date",
}
RESPONSE = {"name": "response", "kind": "category", "label": "R", "column": "best_response"}
SEX = {"name": "sex", "kind": "category", "label": "Sex"}
OBSERVED = {
    "name": "observed",
    "label": "Observed",
    "months_between": ["entry_date", "last_contact_date"],
}
WAITED = {"name": "waited", "label": "Waited", "months_between": ["diagnosis_date", "entry_date"]}
COUNT = {"name": "count", "label": "Cycles", "count": {"table": "cycles"}}
SITES = {"name": "sites", "label": "Sites", "count": {"table": "metastases"}}


def cut(of: str) -> dict[str, Any]:
    return {"name": "cut", "label": "Classes", "cut": {"of": of, "at": [2]}}


def codes(by: str, *variables: dict[str, Any], **comparison: Any) -> list[str]:
    choices = Declarations.model_validate(
        {
            "variable": list(variables),
            "endpoint": [OS],
            "comparison": [{"name": "groups", "by": by, "of": ["os"], **comparison}],
        }
    )
    return [finding.code for finding in groups_formed_later(choices)]


@pytest.mark.parametrize(
    ("by", "variables"),
    [
        ("response", [RESPONSE]),
        ("cut", [COUNT, cut("count")]),
        ("cut", [OBSERVED, cut("observed")]),
        ("sex", [{**SEX, "formed": "after_start"}]),
    ],
)
def test_groups_that_form_after_the_start_are_noticed(
    by: str, variables: list[dict[str, Any]]
) -> None:
    assert ["immortal-time"] == codes(by, *variables)


@pytest.mark.parametrize(
    ("by", "variables"),
    [
        ("sex", [SEX]),
        ("cut", [SITES, cut("sites")]),
        ("cut", [WAITED, cut("waited")]),
        ("response", [{**RESPONSE, "formed": "baseline"}]),
    ],
)
def test_groups_that_are_known_at_the_start_are_not(
    by: str, variables: list[dict[str, Any]]
) -> None:
    assert [] == codes(by, *variables)


def test_a_description_without_a_test_is_not_noticed() -> None:
    assert [] == codes("response", RESPONSE, tests={"time": "none"})


def test_characteristics_by_such_groups_are_not_noticed() -> None:
    assert [] == codes("response", RESPONSE, of=["characteristics"])


def test_a_landmark_analysis_needs_the_day_on_which_a_group_formed() -> None:
    assert ["undated-groups"] == codes("response", RESPONSE, from_months=3)
    dated = {**RESPONSE, "formed_on": "response_date"}
    assert [] == codes("response", dated, from_months=3)
    assert [] == codes("cut", COUNT, cut("count"), from_months=3)


def test_adverse_events_by_such_groups_are_noticed_with_or_without_a_landmark() -> None:
    tests = {"category": "fisher"}
    assert ["immortal-time"] == codes("cut", COUNT, cut("count"), of=["toxicity"], tests=tests)
    months = {"of": ["toxicity"], "tests": tests, "from_months": 3}
    assert ["immortal-time"] == codes("cut", COUNT, cut("count"), **months)
    assert [] == codes("sex", SEX, of=["toxicity"], tests=tests)


def test_adverse_events_that_are_described_without_a_test_are_not_noticed() -> None:
    assert [] == codes("cut", COUNT, cut("count"), of=["toxicity"])
    tests = {"category": "fisher", "toxicity": "none"}
    assert [] == codes("cut", COUNT, cut("count"), of=["toxicity"], tests=tests)
