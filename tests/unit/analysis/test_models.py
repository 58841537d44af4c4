"""What a Cox or a logistic model does where a ratio has no estimate."""

import math

import pytest

from il2report.analysis.cox import NO_EVENT, SEPARATED, TOO_FEW_EVENTS, cox_model
from il2report.analysis.logistic import SAME_OUTCOME, logistic_model
from il2report.analysis.logistic import SEPARATED as SEPARATED_OUTCOME
from il2report.analysis.regression import FittedModel, Term
from il2report.values import NotEstimable

MONTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
EVENTS = (True, True, False, True, True, False, True, True, True, False, True, True)
AGE = Term("age", ("",), ((61.0, 58, 70, 49, 66, 52, 71, 60, 45, 57, 63, 50),))
SEX = Term("sex", ("male",), ((1.0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1),))


def ratios(fit: FittedModel) -> list[float | int | NotEstimable]:
    return [ratio.estimate.value for ratio in fit.ratios]


def reasons(fit: FittedModel) -> list[str]:
    return [value.reason for value in ratios(fit) if isinstance(value, NotEstimable)]


def test_who_has_the_event_first_each_time_separates_the_data() -> None:
    first = Term("first", ("yes",), (tuple(float(month <= 5) for month in MONTHS),))
    everyone = (True,) * 12
    assert ratios(cox_model([first], MONTHS, everyone)) == [SEPARATED]


def test_one_patient_out_of_order_is_enough_for_an_estimate() -> None:
    # All but the last to have the event are in the order of the variable.
    mixed = Term("mixed", ("yes",), ((1.0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1),))
    (ratio,) = ratios(cox_model([mixed], MONTHS, (True,) * 12))
    assert isinstance(ratio, float)
    assert math.isfinite(ratio)


def test_a_level_without_an_event_loses_only_its_own_ratio() -> None:
    late = Term(
        "stage",
        ("none", "some"),
        ((0.0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0), (0.0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1)),
    )
    inside = [position for position, cell in enumerate(late.columns[0]) if not cell]
    fit = cox_model([late, AGE], MONTHS, EVENTS)
    rest = cox_model(
        [
            Term("stage", ("some",), (tuple(late.columns[1][p] for p in inside),)),
            Term("age", ("",), (tuple(AGE.columns[0][p] for p in inside),)),
        ],
        [MONTHS[p] for p in inside],
        [EVENTS[p] for p in inside],
    )
    assert reasons(fit) == ["no event in this level"]
    assert ratios(fit)[1:] == ratios(rest)


def test_a_level_that_no_patient_has_is_a_reason_of_its_own() -> None:
    sex = Term("sex", ("male", "other"), (*SEX.columns, (0.0,) * 12))
    fit = cox_model([sex], MONTHS, EVENTS)
    assert reasons(fit) == ["no patient in this level"]
    assert ratios(fit)[:1] == ratios(cox_model([SEX], MONTHS, EVENTS))


def test_a_variable_that_others_make_up_is_named_as_collinear() -> None:
    double = Term("double", ("",), (tuple(2 * age + 1 for age in AGE.columns[0]),))
    fit = cox_model([AGE, double], MONTHS, EVENTS)
    assert reasons(fit) == ["collinear with the variables before it"]
    assert ratios(fit)[:1] == ratios(cox_model([AGE], MONTHS, EVENTS))


def test_a_variable_without_differences_is_a_reason() -> None:
    same = Term("same", ("",), ((3.0,) * 12,))
    assert reasons(cox_model([same, AGE], MONTHS, EVENTS)) == ["every patient has the same value"]


@pytest.mark.parametrize(("events", "fits"), [(2, False), (3, True)])
def test_a_model_has_fewer_parameters_than_events(events: int, *, fits: bool) -> None:
    happened = tuple(month in (2, 5, 9)[:events] for month in MONTHS)
    fit = cox_model([AGE, SEX], MONTHS, happened)
    assert (TOO_FEW_EVENTS not in ratios(fit)) is fits


def test_a_model_without_an_event_is_a_reason() -> None:
    fit = cox_model([AGE], MONTHS, (False,) * 12)
    assert ratios(fit) == [NO_EVENT]
    assert fit.events == 0


@pytest.mark.parametrize(
    ("size", "reason"),
    [(1, "no patient has a value"), (2, "no patient has a value of every variable")],
)
def test_a_model_without_a_patient_has_one_reason_for_all_that_it_gives(
    size: int, reason: str
) -> None:
    terms = [Term("sex", ("male", "other"), ((), ())), Term("age", ("",), ((),))][:size]
    for fit in (cox_model(terms, (), ()), logistic_model(terms, ())):
        tests = [p.value for _, p in fit.overall]
        assert {NotEstimable(reason)} == {*ratios(fit), *tests, fit.concordance.value}
        assert (0, 0, ()) == (fit.n, fit.events, fit.parameters)


def test_an_outcome_on_one_side_of_a_number_separates_the_data() -> None:
    older = tuple(age > 57 for age in AGE.columns[0])
    assert ratios(logistic_model([AGE], older)) == [SEPARATED_OUTCOME]


def test_one_patient_on_the_other_side_is_enough_for_an_estimate() -> None:
    older = [age > 57 for age in AGE.columns[0]]
    older[6] = not older[6]  # the oldest
    (ratio,) = ratios(logistic_model([AGE], older))
    assert isinstance(ratio, float)


def test_a_level_in_which_everyone_has_the_outcome_loses_only_its_own_ratio() -> None:
    outcome = tuple(
        sex == 1 or age > 60 for sex, age in zip(SEX.columns[0], AGE.columns[0], strict=True)
    )
    assert "an event in every patient of this level" in reasons(logistic_model([SEX, AGE], outcome))


def test_one_outcome_in_all_patients_is_a_reason() -> None:
    assert ratios(logistic_model([AGE], (True,) * 12)) == [SAME_OUTCOME]


def test_a_ratio_is_within_its_limits() -> None:
    fit = cox_model([AGE, SEX], MONTHS, EVENTS)
    for ratio in fit.ratios:
        low, high = ratio.limits.interval.low, ratio.limits.interval.high
        assert isinstance(low, float)
        assert isinstance(high, float)
        assert isinstance(ratio.estimate.value, float)
        assert low < ratio.estimate.value < high


def test_a_reference_level_without_an_event_takes_the_ratios_of_its_own_variable_only() -> None:
    """The other variables have the ratios of the model without the patients of that level."""
    reference = [position for position, happened in enumerate(EVENTS) if not happened]
    levels = [1.0 if position % 2 else 0.0 for position in range(12)]
    first = tuple(0.0 if p in reference else levels[p] for p in range(12))
    second = tuple(0.0 if p in reference else 1 - levels[p] for p in range(12))
    fit = cox_model([Term("stage", ("b", "c"), (first, second)), AGE], MONTHS, EVENTS)
    inside = [position for position in range(12) if position not in reference]
    rest = cox_model(
        [
            Term("stage", ("b",), (tuple(first[p] for p in inside),)),
            Term("age", ("",), (tuple(AGE.columns[0][p] for p in inside),)),
        ],
        [MONTHS[p] for p in inside],
        [EVENTS[p] for p in inside],
    )
    assert reasons(fit) == ["no event in the reference level"] * 2
    assert ratios(fit)[-1] == pytest.approx(ratios(rest)[-1])


def test_a_reference_level_that_no_patient_has_leaves_no_ratio_of_its_variable() -> None:
    both = Term("sex", ("male", "female"), (SEX.columns[0], tuple(1 - x for x in SEX.columns[0])))
    fit = cox_model([both, AGE], MONTHS, EVENTS)
    assert reasons(fit) == ["no patient in the reference level"] * 2
    assert ratios(fit)[-1] == pytest.approx(ratios(cox_model([SEX, AGE], MONTHS, EVENTS))[-1])


def test_leaving_out_a_level_may_leave_another_without_an_event() -> None:
    """All of `a` have the outcome; of `b`, only a patient who is in `a` as well has it."""
    a = (1.0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    b = (1.0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0)
    outcome = (True, True, True, False, False, False, True, False, True, False, False, True)
    fit = logistic_model([Term("a", ("yes",), (a,)), Term("b", ("yes",), (b,)), AGE], outcome)
    assert reasons(fit) == ["an event in every patient of this level", "no event in this level"]
    assert isinstance(ratios(fit)[-1], float)


def test_a_variable_that_is_the_same_in_all_at_risk_at_each_event_has_no_ratio() -> None:
    """The only differences are among patients who had left before the first event."""
    months = (1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
    events = tuple(month > 3 for month in months)
    early = Term("early", ("",), (tuple(float(month == 2) for month in months),))
    fit = cox_model([AGE, early], months, events)
    assert reasons(fit) == ["the same in all patients at risk at each event"]
    assert ratios(fit)[0] == pytest.approx(ratios(cox_model([AGE], months, events))[0])
