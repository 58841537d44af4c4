"""The catalogue: one result to an id, and an answer to a wrong one."""

import math
from dataclasses import replace

import pytest

from il2report.analysis.derivations import Counted, Derived
from il2report.analysis.methods import COUNT
from il2report.errors import Il2ReportError
from il2report.results import Catalogue, Result, Unit, UnknownResult
from il2report.results.catalogue import Statistic, Topic
from il2report.values import NotEstimable


def result(result_id: str, value: float | NotEstimable = 1) -> Result:
    return Result(
        id=result_id,
        derived=Derived(value, COUNT, None if isinstance(value, NotEstimable) else Counted(1, 1)),
        unit=Unit.COUNT,
        label="Patients",
        statistic=Statistic.N,
        topic=Topic("a", "b"),
        n=1,
    )


PAIR = Catalogue.of([result("response.orr.n"), result("cohort.n")])


def test_results_are_sorted_by_id() -> None:
    assert ["cohort.n", "response.orr.n"] == list(PAIR)
    assert 2 == len(PAIR)


def test_a_result_is_found_by_its_id() -> None:
    assert result("cohort.n") == PAIR["cohort.n"]
    assert "cohort.n" in PAIR
    assert "cohort.m" not in PAIR


def test_two_results_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match=r"two results have the id cohort\.n"):
        Catalogue.of([result("cohort.n"), result("cohort.n", 2)])


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(UnknownResult) as caught:
        PAIR["response.or.n"]
    assert "no result has the id 'response.or.n'. Did you mean response.orr.n?" == str(caught.value)
    assert ("response.or.n", ("response.orr.n",)) == (caught.value.wrong, caught.value.nearest)


def test_an_id_unlike_any_names_none() -> None:
    with pytest.raises(UnknownResult) as caught:
        PAIR["zzz"]
    assert "no result has the id 'zzz'." == str(caught.value)
    assert () == caught.value.nearest


def test_an_unknown_id_is_a_failed_lookup_and_one_of_our_errors() -> None:
    assert issubclass(UnknownResult, LookupError)
    assert issubclass(UnknownResult, Il2ReportError)


def test_the_results_of_a_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PAIR.results["cohort.n"] = result("cohort.n", 2)  # type: ignore[index]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_result_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"count gives -?(nan|inf) instead of a reason"):
        result("cohort.n", value)
    with pytest.raises(ValueError, match="instead of a reason"):
        replace(result("cohort.n").derived, value=value)


def test_a_result_knows_whether_it_has_a_value() -> None:
    assert result("cohort.n").is_estimable
    assert not result("cohort.n", NotEstimable("nobody")).is_estimable


def test_the_level_of_the_intervals_is_the_study_s(catalogue: Catalogue) -> None:
    assert 95 == catalogue.level
    assert "95% confidence interval" in catalogue["response.orr.ci_low"].label
