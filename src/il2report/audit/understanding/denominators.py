"""Of whom the rows of a section are: the group of the column, those not missing, those with its parent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from il2report.audit.bounds import Bounds
from il2report.audit.evidence import counts_giving
from il2report.audit.printed import printed_number

NEARLY_ALL = Fraction(9, 10)
MANY = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Share:
    """A count with its percentage, in one column."""

    column: int
    count: int
    percent: str


def fits(share: Share, n: int | None) -> bool | None:
    """Whether a percentage is that of its count out of n; None where n is not known."""
    number = printed_number(share.percent)
    if n is None or number is None:
        return None
    if n <= 0:
        return share.count == 0
    return (
        Bounds(0, 0).low <= share.count <= n and Fraction(100 * share.count, n) in number.bounds()
    )


def less_than(n: int, count: int | None, percent: str) -> int | None:
    """Give the greatest number of patients below `n` that a percentage fits which does not fit `n`.

    None where it fits `n`, or no smaller number. Without a count any is tried that gives the percentage.
    """
    number = printed_number(percent)
    if number is None:
        return None
    bounds = number.bounds()

    def is_of(size: int) -> bool:
        counts = counts_giving(bounds, size) if count is None else (count,)
        return any(k <= size and Fraction(100 * k, size) in bounds for k in counts)

    if n < 1 or is_of(n):
        return None
    return next((size for size in range(n - 1, 0, -1) if is_of(size)), None)


def misfits(shares: Sequence[Share], sizes: Mapping[int, int | None]) -> int:
    """Count the percentages that are not those of their counts."""
    return sum(fits(share, sizes.get(share.column)) is False for share in shares)


def tested(shares: Sequence[Share], sizes: Mapping[int, int | None]) -> int:
    """Count the percentages that can be compared with their counts and are not of no patient."""
    return sum(
        share.count > 0 and fits(share, sizes.get(share.column)) is not None for share in shares
    )


def nearly_all_fit(shares: Sequence[Share], sizes: Mapping[int, int | None]) -> bool:
    """Whether a denominator explains nearly all percentages, and at least one of some patients."""
    some = tested(shares, sizes)
    return some > 0 and misfits(shares, sizes) <= (1 - NEARLY_ALL) * some


@dataclass(frozen=True, slots=True)
class Choice:
    """Which denominators were chosen; `kind` is "column" for those of the columns, "" for none."""

    kind: str
    sizes: Mapping[int, int | None]


def choose(
    shares: Sequence[Share],
    columns: Mapping[int, int | None],
    others: Sequence[tuple[str, Mapping[int, int | None]]],
) -> Choice:
    """Choose the denominators that percentages fit.

    The size of the column is kept unless a good part of the percentages contradict it and another
    denominator that the table has explains nearly all of them. Where no denominator explains any
    percentage, none is chosen.
    """
    own = Choice("column", columns)
    wrong, count = misfits(shares, columns), tested(shares, columns)
    if wrong == 0:
        return own
    for kind, sizes in others:
        explains = nearly_all_fit(shares, sizes) and misfits(shares, sizes) < wrong
        if explains and (wrong > MANY * count or wrong > 1):
            return Choice(kind, sizes)
    return Choice("", columns) if wrong > 1 and wrong > Fraction(3, 4) * count else own
