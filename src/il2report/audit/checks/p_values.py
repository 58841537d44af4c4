"""P-values recomputed from what is printed, by every test that they could be of."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from il2report.analysis import inference, two_by_two
from il2report.analysis.summary_tests import GroupSummary, Spread, student_p, welch_p
from il2report.audit.bounds import Bounds
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, implied, proved, suspicious
from il2report.audit.paper import Figure, FigureKind, GroupComparison
from il2report.audit.samples import SEVERAL, Sample, sample
from il2report.values import without_noise

Table = tuple[tuple[int, int], tuple[int, int]]

SLACK = Fraction(1, 10**9)
"""How far a p-value computed in floating point may lie beyond its bounds, relative to itself."""
MOST_TABLES = 400
"""How many tables of counts are tried; beyond, a comparison says too little."""

MOST_PATIENTS = 100_000
"""How large a table may be; beyond, an exact test takes long and a chi-square test would be named."""

COUNT_TESTS: Mapping[str, Callable[[tuple[int, int], tuple[int, int]], object]] = {
    "fisher": lambda first, second: inference.fisher_exact(first, second).value,
    "fisher_mid_p": two_by_two.fisher_mid_p,
    "chi_square": two_by_two.chi_square,
    "chi_square_yates": two_by_two.chi_square_yates,
    "fisher_one_sided": two_by_two.fisher_one_sided,
    "fisher_doubled": two_by_two.fisher_doubled,
    "fisher_mid_p_doubled": two_by_two.fisher_mid_p_doubled,
}
MEAN_TESTS: Mapping[str, Callable[[GroupSummary, GroupSummary], Spread]] = {
    "student": student_p,
    "welch": welch_p,
    "student_one_sided": lambda first, second: halved(student_p(first, second)),
    "welch_one_sided": lambda first, second: halved(welch_p(first, second)),
}
VARIANTS: Mapping[str, frozenset[str]] = {
    "fisher": frozenset({"fisher", "fisher_one_sided", "fisher_doubled"}),
    "fisher_mid_p": frozenset({"fisher_mid_p", "fisher_mid_p_doubled"}),
    "chi_square": frozenset({"chi_square", "chi_square_yates"}),
    "chi_square_yates": frozenset({"chi_square_yates"}),
    "t_test": frozenset({"student", "welch", "student_one_sided", "welch_one_sided"}),
    "student": frozenset({"student", "student_one_sided"}),
    "welch": frozenset({"welch", "welch_one_sided"}),
}
"""What may be meant where a paper names a test; a plain chi-square may be corrected or not."""
EXPECTED: Mapping[str, frozenset[str]] = {
    **{
        name: frozenset({name})
        for name in ("fisher", "fisher_mid_p", "chi_square_yates", "student", "welch")
    },
    "chi_square": VARIANTS["chi_square"],
    "t_test": frozenset({"student", "welch"}),
}
"""What a named test gives without being doubled or halved."""
CALLED = {
    "fisher": "Fisher's exact test",
    "fisher_mid_p": "Fisher's exact test with mid-p",
    "fisher_one_sided": "Fisher's exact test, one-sided",
    "fisher_doubled": "Fisher's exact test, twice the one-sided p",
    "fisher_mid_p_doubled": "Fisher's exact test, twice the one-sided mid-p",
    "chi_square": "the chi-square test",
    "chi_square_yates": "the chi-square test with Yates' correction",
    "t_test": "a t-test",
    "student": "Student's t-test",
    "welch": "Welch's t-test",
    "student_one_sided": "Student's t-test, one-sided",
    "welch_one_sided": "Welch's t-test, one-sided",
    "other": "another test",
}


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What the figures give by one test: the least and greatest p, and what it was computed from.

    `count` is the number with the feature in the first group, where a table was tried.
    """

    test: str
    low: float
    high: float
    count: int | None = None

    def prints_as(self, figure: Figure) -> bool:
        """Whether a printed p can be this one."""
        low, high = (Fraction(repr(without_noise(end))) for end in (self.low, self.high))
        slack = Fraction(0) if low == high else SLACK
        return figure.bounds.meets(Bounds(low * (1 - slack), high * (1 + slack)))

    def __str__(self) -> str:
        low, high = (f"{end:.4f}" for end in (self.low, self.high))
        return f"{CALLED[self.test]} {low}" + ("" if low == high else f" to {high}")


def unreproduced_p_values(evidence: Evidence) -> Iterator[AuditFinding]:
    """Find p-values that the named test does not give, and say which test does.

    It is proof where the named test can be computed from what is printed; where it cannot, or
    none is named, another explanation is possible.

    References
    ----------
    Nuijten MB et al. Behav Res Methods 2016;48:1205-1226 (statcheck): recomputing p-values from what
    is printed beside them. The tests cite their own sources.
    """
    check = "unreproduced-p-values"
    for comparison in evidence.paper.comparisons:
        tried, inputs = recomputed(evidence, comparison), _inputs(evidence, comparison)
        for figure in evidence.paper.of(comparison.name, "", FigureKind.P):
            if not figure.bounds.meets(Bounds(0, 1)):
                message = "A p-value is between 0 and 1."
                yield proved(check, message, (figure, *inputs), str(figure.printed))
            elif tried and comparison.method != "other":
                matching = dict.fromkeys(each.test for each in tried if each.prints_as(figure))
                plain = frozenset().union(*EXPECTED.values()) | set(matching)
                shown = "; ".join(str(each) for each in _widest(tried) if each.test in plain)
                tests = {each.test for each in tried}
                if objection := _objection(comparison.method, figure.label, tests, list(matching)):
                    report, message = objection
                    yield report(check, message, (figure, *inputs), shown or str(figure.printed))


def _objection(
    named: str | None, label: str, tried: set[str], matching: list[str]
) -> tuple[Callable[..., AuditFinding], str] | None:
    """Say what is wrong with the p of a named test, or of none; None where it may be right.

    `tried` are the tests that the printed figures allow, `matching` those that give the p.
    """
    found = " or ".join(CALLED[test] for test in matching)
    if named is None:
        message = f"No test that was tried gives the p of {label} from the printed figures."
        return None if matching else (suspicious, message)
    allowed, called = VARIANTS[named], CALLED[named]
    if not allowed & tried:
        message = f"The p of {label} is that of {found}, not of {called}."
        return (suspicious, message) if matching else None
    if not allowed & set(matching):
        other = f"; {found} does." if found else ", nor does any other test that was tried."
        return proved, f"{called[:1].upper()}{called[1:]} does not give the p of {label}{other}"
    if not EXPECTED[named] & set(matching):
        return suspicious, f"The p of {label} is that of {found}."
    return None


def _inputs(evidence: Evidence, comparison: GroupComparison) -> tuple[Figure, ...]:
    if comparison.is_measure:
        kinds = (FigureKind.MEAN, FigureKind.SD)
        return tuple(
            f
            for group in comparison.groups
            for f in evidence.paper.of(comparison.quantity, group, *kinds)
        )
    of_groups = [f for g in comparison.groups for f in evidence.paper.of(comparison.quantity, g)]
    return tuple(of_groups or evidence.figures(comparison.quantity))


def halved(p: Spread) -> Spread:
    """Give the one-sided p-values, in the direction of the difference, of two-sided ones."""
    return Spread(p.low / 2, p.high / 2)


def implied_counts(evidence: Evidence) -> Iterator[AuditFinding]:
    """Say which counts of the groups a printed p implies, where only their sum is printed.

    References
    ----------
    Arithmetic alone: of all tables with the printed margins, those whose p prints like this one.
    """
    for comparison in evidence.paper.comparisons:
        if comparison.is_measure or len(comparison.groups) != 2:
            continue
        tried = recomputed(evidence, comparison)
        named = VARIANTS.get(comparison.method or "", frozenset({comparison.method}))
        for figure in evidence.paper.of(comparison.name, "", FigureKind.P):
            mine = [t for t in tried if t.test in named and t.count is not None]
            counts = sorted({t.count for t in mine if t.prints_as(figure) and t.count is not None})
            if counts and len(counts) < len({t.count for t in mine}):
                group = evidence.label(comparison.groups[0])
                listed = " or ".join(map(str, counts))
                yield implied(
                    "implied-counts",
                    f"The p of {figure.label} needs {listed} with"
                    f" {evidence.label(comparison.quantity)} in {group}.",
                    (figure, *_inputs(evidence, comparison)),
                    "; ".join(f"{t.count}: {t}" for t in mine if t.prints_as(figure)),
                )


def recomputed(evidence: Evidence, comparison: GroupComparison) -> list[Recomputed]:
    """Compute every test that a comparison of two groups could be, from the printed figures."""
    if len(comparison.groups) != 2:
        return []
    if comparison.is_measure:
        groups = (sample(evidence, comparison.quantity, g) for g in comparison.groups)
        return [
            Recomputed(name, p.low, p.high)
            for one, other in product(*map(_summaries, groups))
            for name, test in MEAN_TESTS.items()
            for p in [test(one, other)]
        ]
    return [
        Recomputed(name, p, p, first[0])
        for first, second in _tables(evidence, comparison)
        for name, test in COUNT_TESTS.items()
        if isinstance(p := test(first, second), float)
    ]


def _summaries(of: Sample) -> Iterator[GroupSummary]:
    """Sum up a group in each size that it can have, as far as mean and SD are printed."""
    mean, sd = of.bounds(FigureKind.MEAN), of.bounds(FigureKind.SD)
    if mean is None or sd is None:
        return
    ends = mean.low, mean.high, max(0, sd.low), sd.high
    if all(map(math.isfinite, ends)) and all(n > 1 for n in of.n):
        low, high, least, most = (float(end) for end in ends)
        for n in of.n:
            yield GroupSummary(n, Spread(low, high), Spread(least, most))


def _tables(evidence: Evidence, comparison: GroupComparison) -> Iterator[Table]:
    """List the tables that counts in the groups allow, or where none are printed their sum."""
    sizes = [evidence.size(group) or range(0) for group in comparison.groups]
    if all(len(size) <= SEVERAL for size in sizes):
        for n, m in product(*sizes):
            yield from _tables_of(evidence, comparison, n, m)


def _tables_of(evidence: Evidence, comparison: GroupComparison, n: int, m: int) -> Iterator[Table]:
    """List the tables for one size of each group."""
    counts = [evidence.counts(comparison.quantity, group) for group in comparison.groups]
    whole = evidence.counts(comparison.quantity)
    runs = [
        run if run is not None else range(of + 1) for run, of in zip(counts, (n, m), strict=True)
    ]
    # Without counts by group, the two must be all the patients in whom the feature was counted.
    home = evidence.size(evidence.paper.features[comparison.quantity].of)
    if None in counts and (whole is None or home != range(n + m, n + m + 1)):
        return
    if len(runs[0]) * len(runs[1]) > MOST_TABLES or n + m > MOST_PATIENTS:
        return
    for k, j in product(*runs):
        if k <= n and j <= m and (None not in counts or k + j in (whole or ())):
            yield (k, n - k), (j, m - j)


def _widest(tried: list[Recomputed]) -> list[Recomputed]:
    """Give one entry per test, from its least to its greatest p."""
    tests = dict.fromkeys(each.test for each in tried)
    return [
        Recomputed(
            test,
            min(each.low for each in tried if each.test == test),
            max(each.high for each in tried if each.test == test),
        )
        for test in tests
    ]
