"""Repeated values by time and group, and follow-up, on four patients that one can check by hand."""

from datetime import date
from itertools import chain

import pandas as pd
import pytest
from pydantic import ValidationError

from il2report.results.catalogue import Catalogue
from il2report.results.declared import Declared
from il2report.results.follow_up import follow_up_results
from il2report.results.repeated import repeated_results
from il2report.study.codebook import codebook_from
from il2report.study.declarations import Declarations
from il2report.values import NotEstimable

SEX = {"name": "sex", "kind": "category", "label": "Sex"}
PSA = {
    "name": "psa",
    "label": "PSA",
    "table": "psa",
    "unit": "ng/mL",
    "times": ["later", "before"],
    "by": "sex",
    "pairs": [["before", "later"]],
    "tests": ["paired_t", "wilcoxon"],
}
PAIN = {
    "name": "pain",
    "label": "Pain",
    "table": "pain",
    "kind": "yes_no",
    "times": ["before", "later"],
    "pairs": [["before", "later"]],
    "tests": ["mcnemar", "mcnemar_exact"],
}
OS = {
    "name": "os",
    "label": "Overall survival",
    "start": "entry_date",
    "event": ["death_date"],
    "censor": "last_contact_date",
}


def codebook(table: str) -> list[tuple[str, str, str, str, None, int]]:
    return [
        (table, "time", "before", "Before", None, 1),
        (table, "time", "later", "Later", None, 2),
    ]


def declared(**declarations: object) -> Declared:
    day = pd.Timestamp
    patients = pd.DataFrame(
        {
            "patient_id": ["A", "B", "C", "D"],
            "sex": ["f", "f", "m", "m"],
            "entry_date": [day("2020-01-01")] * 4,
            "death_date": [day("2020-03-01"), pd.NaT, pd.NaT, pd.NaT],
            "last_contact_date": [
                day("2020-02-01"),
                day("2020-05-01"),
                day("2021-01-01"),
                day("2020-01-11"),
            ],
        }
    )
    values = [("A", "before", 4.0), ("A", "later", 2.5), ("B", "before", 6.0), ("B", "later", 5.0)]
    values += [("C", "before", 10.0), ("D", "later", 1.0), ("D", "before", float("nan"))]
    psa = pd.DataFrame(values, columns=["patient_id", "time", "value"])
    answers = [("A", "before", "yes"), ("A", "later", "no"), ("B", "before", "yes")]
    answers += [("B", "later", "yes"), ("C", "before", "no"), ("C", "later", "no")]
    pain = pd.DataFrame(answers, columns=["patient_id", "time", "value"])
    rows = [
        *codebook("psa"),
        *codebook("pain"),
        ("patients", "sex", "f", "Women", None, 1),
        ("patients", "sex", "m", "Men", None, 2),
    ]
    columns = ["table", "column", "code", "label", "group", "order"]
    return Declared(
        {"patients": patients, "psa": psa, "pain": pain},
        Declarations.model_validate({"variable": [SEX], **declarations}),
        codebook_from(pd.DataFrame(rows, columns=columns)),
    )


def values(results: Catalogue, *ids: str) -> list[object]:
    found = (results[each].value for each in ids)
    return [None if isinstance(each, NotEstimable) else each for each in found]


@pytest.fixture(scope="module")
def repeated() -> Catalogue:
    of = declared(measurement=[PSA, PAIN])
    measured = of.declarations.measurement
    return Catalogue.of(chain.from_iterable(repeated_results(of, each) for each in measured))


def test_values_are_summarised_by_time(repeated: Catalogue) -> None:
    ids = ("psa.before.n", "psa.before.mean", "psa.before.median", "psa.before.missing")
    assert [3, 20 / 3, 6, 1] == values(repeated, *ids)
    assert [3, 2.5] == values(repeated, "psa.later.n", "psa.later.median")


def test_values_are_summarised_by_group(repeated: Catalogue) -> None:
    assert [2, 5, 1, 10] == values(
        repeated, "psa.before.f.n", "psa.before.f.mean", "psa.before.m.n", "psa.before.m.mean"
    )


def test_pairs_are_the_patients_with_both_values(repeated: Catalogue) -> None:
    ids = ("psa.before_later.n", "psa.before_later.difference.mean")
    assert [2, -1.25] == values(repeated, *ids)
    assert ("A", "B") == repeated["psa.before_later.p"].patients
    assert ["C", "D"] == [out.patient_id for out in repeated["psa.before_later.p"].excluded]


def test_the_first_test_is_the_main_one_and_the_others_are_named(repeated: Catalogue) -> None:
    assert "paired_t" == repeated["psa.before_later.p"].method.key
    assert "wilcoxon_signed_rank" == repeated["psa.before_later.wilcoxon_p"].method.key
    assert [None] == values(repeated, "psa.before_later.m.p")


def test_answers_are_counted_among_those_with_a_value(repeated: Catalogue) -> None:
    ids = ("pain.before.n", "pain.before.yes.n", "pain.later.yes.percent")
    assert [3, 2, 100 / 3] == values(repeated, *ids)


def test_changes_of_answers_are_counted_in_both_directions(repeated: Catalogue) -> None:
    ids = ("pain.before_later.gained.n", "pain.before_later.lost.n", "pain.before_later.p")
    assert [0, 1, 1.0] == values(repeated, *ids)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tests": ["mcnemar"]}, "psa: mcnemar is no test of a number measurement"),
        ({"pairs": [["before", "never"]]}, "psa: pairs: never is not one of its times"),
        ({"pairs": [["before", "before"]]}, "psa: pairs: before is compared with itself"),
        ({"tests": []}, "psa: pairs are declared without tests"),
        ({"pairs": []}, "psa: tests are declared without pairs"),
        ({"times": ["before", "before"]}, "psa: the time before is given twice"),
        ({"by": "ward"}, "measurement psa: there is no ward"),
    ],
)
def test_a_measurement_that_cannot_be_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        declared(measurement=[{**PSA, **change}])


def test_follow_up_is_observed_to_the_last_contact_or_a_later_death() -> None:
    measures = ["reverse_km", "observed_median_range", "observed_mean_sd"]
    of = declared(endpoint=[OS], follow_up={"measures": measures, "by": "sex"})
    results = Catalogue.of(follow_up_results(of))
    days = [(until - date(2020, 1, 1)).days for until in (date(2020, 3, 1), date(2020, 5, 1))]
    days += [366, 10]
    expected = sorted(each / 30.4375 for each in days)
    ids = ("follow_up.observed.min", "follow_up.observed.max", "follow_up.observed.n")
    assert [expected[0], expected[-1], 4] == pytest.approx(values(results, *ids))
    assert pytest.approx((days[0] + days[1]) / 2 / 30.4375) == (
        results["follow_up.sex.f.observed.mean"].value
    )
    assert "reverse_kaplan_meier" == results["follow_up.reverse_km.median"].method.key
    assert pytest.approx(days[1] / 30.4375) == results["follow_up.reverse_km.median"].value


def test_only_the_declared_measures_of_follow_up_are_given() -> None:
    of = declared(endpoint=[OS], follow_up={"measures": ["observed_mean_sd"]})
    found = [result.id for result in follow_up_results(of)]
    expected = [f"follow_up.observed.{name}" for name in ("n", "mean", "sd")]
    assert ["follow_up.n", *expected] == found
