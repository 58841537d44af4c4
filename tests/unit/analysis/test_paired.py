"""Tests of two values of the same patients, against R's own."""

import pytest

from il2report.analysis.paired import (
    NO_DIFFERENCE,
    NO_PAIR,
    ONE_PAIR,
    SAME_DIFFERENCE,
    differences,
    mcnemar,
    paired_t,
    wilcoxon_signed_rank,
)

BEFORE, AFTER = (3, 5, 8, 2, 9, 4), (4, 7, 11, 1, 14, 10)


def answers(gained: int, lost: int) -> tuple[list[bool], list[bool]]:
    return [False] * gained + [True] * lost, [True] * gained + [False] * lost


def test_differences_are_exact_on_the_decimals_recorded() -> None:
    assert (0.2, 0.2) == differences((0.1, 0.2), (0.3, 0.4))


def test_the_paired_t_test_is_that_of_r() -> None:
    """t.test(BEFORE, AFTER, paired = TRUE) of R 4.2.2."""
    assert pytest.approx(0.05254136, abs=1e-8) == paired_t(BEFORE, AFTER).value


def test_the_signed_rank_test_is_exact_without_ties_and_zeros() -> None:
    """wilcox.test(BEFORE[c(1, 2, 3, 5, 6)], AFTER[...], paired = TRUE): 2 / 2^5."""
    result = wilcoxon_signed_rank((3, 5, 8, 9, 4), (4, 7, 11, 14, 10))
    assert 0.0625 == result.value
    assert result.derivation.sd is None


def test_the_signed_rank_test_is_approximate_with_ties_or_zeros() -> None:
    """wilcox.test(paired = TRUE) of R 4.2.2, which warns of the ties and zeros."""
    tied = wilcoxon_signed_rank(BEFORE, AFTER)
    zero = wilcoxon_signed_rank((3, 5, 8, 2, 9, 4, 7, 7), (4, 7, 8, 1, 11, 10, 6, 9))
    assert pytest.approx(0.07393744, abs=1e-8) == tied.value
    assert pytest.approx(0.103263, abs=1e-6) == zero.value
    assert (7, 1) == (zero.derivation.n, zero.derivation.dropped)


@pytest.mark.parametrize(("n", "how"), [(49, "exact"), (50, "normal"), (51, "normal")])
def test_the_signed_rank_test_is_exact_below_fifty_pairs(n: int, how: str) -> None:
    result = wilcoxon_signed_rank([0.0] * n, [float(i) for i in range(1, n + 1)])
    assert how == ("exact" if result.derivation.sd is None else "normal")


def test_differences_in_both_directions_alike_have_a_p_value_of_one() -> None:
    assert 1.0 == wilcoxon_signed_rank((1, 2), (2, 1)).value


@pytest.mark.parametrize(
    ("gained", "lost", "expected"), [(9, 3, 0.1489147), (3, 3, 1.0), (4, 3, 1.0)]
)
def test_mcnemars_test_is_that_of_r(gained: int, lost: int, expected: float) -> None:
    """mcnemar.test(matrix(c(5, lost, gained, 4), 2)) of R 4.2.2."""
    assert pytest.approx(expected, abs=1e-7) == mcnemar(*answers(gained, lost)).value


def test_the_exact_test_of_changes_is_a_binomial_test() -> None:
    """binom.test(3, 12) of R 4.2.2."""
    result = mcnemar(*answers(9, 3), exact=True)
    assert pytest.approx(0.1459961, abs=1e-7) == result.value


def test_what_cannot_be_tested_has_a_reason() -> None:
    assert NO_PAIR == paired_t((), ()).value
    assert ONE_PAIR == paired_t((1,), (2,)).value
    assert SAME_DIFFERENCE == paired_t((1, 2), (2, 3)).value
    assert NO_PAIR == wilcoxon_signed_rank((), ()).value
    assert NO_DIFFERENCE == wilcoxon_signed_rank((1, 2), (1, 2)).value
    assert NO_PAIR == mcnemar([], []).value
    assert NO_DIFFERENCE == mcnemar([True], [True]).value
