"""Causes are found by what each correction does alone and what its absence undoes."""

from collections.abc import Callable

from il2report.revisions.attribution import Attribution, Cause, How, State, attributed, same

NONE: frozenset[int] = frozenset()


def attribution(of: Callable[[frozenset[int]], object], count: int) -> Attribution:
    """Attribute one result that `of` computes from the corrections made."""

    def compute(made: frozenset[int]) -> State | None:
        value = of(made)
        return None if value is ... else {"x": (value, str(value))}

    numbers = range(1, count + 1)
    old, new = compute(NONE), compute(frozenset(numbers))
    assert old is not None
    assert new is not None
    return attributed(["x"], old, new, numbers, compute)["x"]


def test_the_only_correction_that_matters_is_the_sole_cause() -> None:
    found = attribution(lambda made: 5 if 2 in made else 4, 3)
    assert Attribution(How.SOLE, (Cause(2, (5, "5"), (4, "4")),)) == found


def test_corrections_that_each_move_a_count_add_up() -> None:
    found = attribution(lambda made: 4 + (1 in made) + 2 * (3 in made), 3)
    assert (How.ADDED_UP, (1, 3)) == (found.how, found.corrections)
    assert [(5, "5"), (6, "6")] == [cause.alone for cause in found.causes]
    assert [(6, "6"), (5, "5")] == [cause.without for cause in found.causes]


def test_corrections_whose_steps_depend_on_each_other_act_together() -> None:
    found = attribution(lambda made: (1 + (1 in made)) / (3 + (2 in made)), 2)
    assert (How.TOGETHER, (1, 2)) == (found.how, found.corrections)


def test_a_correction_that_acts_only_in_company_is_found_by_leaving_it_out() -> None:
    found = attribution(lambda made: int({1, 2} <= made), 3)
    assert (How.TOGETHER, (1, 2)) == (found.how, found.corrections)
    assert [(0, "0"), (0, "0")] == [cause.alone for cause in found.causes]


def test_corrections_that_do_the_same_are_both_told() -> None:
    found = attribution(lambda made: int(bool({1, 2} & made)), 2)
    assert (How.TOGETHER, (1, 2)) == (found.how, found.corrections)


def test_any_two_of_three_is_found_though_no_single_one_shows() -> None:
    found = attribution(lambda made: int(len(made) >= 2), 3)
    assert How.TOGETHER == found.how
    assert 2 == len(found.corrections)


def test_text_that_several_corrections_change_is_of_all_together() -> None:
    found = attribution(lambda made: "".join(sorted(map(str, made))), 2)
    assert How.TOGETHER == found.how


def test_a_state_that_cannot_be_computed_counts_for_nothing() -> None:
    def value(made: frozenset[int]) -> object:
        return ... if made == {2} else 1 + (1 in made) + (2 in made)

    found = attribution(value, 2)
    assert (How.TOGETHER, (1, 2)) == (found.how, found.corrections)
    assert found.causes[1].alone is None


def test_each_state_is_computed_once_where_single_corrections_account_for_all() -> None:
    asked: list[frozenset[int]] = []

    def compute(made: frozenset[int]) -> State:
        asked.append(made)
        return {"x": (sum(made),)}

    attributed(["x"], {"x": (0,)}, {"x": (6,)}, [1, 2, 3], compute)
    assert 6 == len(asked)
    assert 6 == len(set(asked))


def test_a_result_that_one_state_lacks_is_a_change_of_its_own() -> None:
    def compute(made: frozenset[int]) -> State:
        return {"x": (1,)} if 1 in made else {}

    found = attributed(["x"], {}, {"x": (1,)}, [1, 2], compute)["x"]
    assert Attribution(How.SOLE, (Cause(1, (1,), None),)) == found


def test_numbers_that_differ_in_their_last_digit_are_the_same() -> None:
    assert same((0.1 + 0.2, "0.3"), (0.3, "0.3"))
    assert not same((0.3, "0.3"), (0.3000001, "0.3"))
    assert not same((1, "1"), ("one", "1"))
    assert not same(None, (1, "1"))
    assert same(None, None)


def test_a_correction_that_repairs_what_another_does_is_a_cause_too() -> None:
    def value(made: frozenset[int]) -> int:
        if 1 not in made:
            return 4
        return 9 if 3 in made and 2 not in made else 5

    found = attribution(value, 3)
    assert (How.TOGETHER, (1, 2)) == (found.how, found.corrections)
