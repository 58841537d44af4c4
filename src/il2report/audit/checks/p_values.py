"""Printed p-values against those that the printed figures give."""

from collections.abc import Callable, Iterator, Mapping

from il2report.audit.bounds import Bounds
from il2report.audit.checks.recomputation import Recomputed, recomputed
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, implied, proved, suspicious
from il2report.audit.paper import Figure, FigureKind, GroupComparison

VARIANTS: Mapping[str, frozenset[str]] = {
    "fisher": frozenset({"fisher", "fisher_one_sided", "fisher_doubled"}),
    "fisher_mid_p": frozenset({"fisher_mid_p", "fisher_mid_p_doubled"}),
    "chi_square": frozenset({"chi_square", "chi_square_yates"}),
    "chi_square_yates": frozenset({"chi_square_yates"}),
    "t_test": frozenset({"student", "welch", "student_one_sided", "welch_one_sided"}),
    "student": frozenset({"student", "student_one_sided"}),
    "welch": frozenset({"welch", "welch_one_sided"}),
    "anova": frozenset({"anova", "welch_anova"}),
}
"""What may be meant where a paper names a test; a plain chi-square may be corrected or not."""
EXPECTED: Mapping[str, frozenset[str]] = {
    **{
        name: frozenset({name})
        for name in ("fisher", "fisher_mid_p", "chi_square_yates", "student", "welch")
    },
    "chi_square": VARIANTS["chi_square"],
    "t_test": frozenset({"student", "welch"}),
    "anova": VARIANTS["anova"],
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
    "student_of_errors": "Student's t-test, if the SDs are standard errors,",
    "welch_of_errors": "Welch's t-test, if the SDs are standard errors,",
    "anova": "one-way analysis of variance",
    "welch_anova": "Welch's analysis of variance",
}
OF_ERRORS = frozenset({"student_of_errors", "welch_of_errors"})
"""Tests that take for standard errors what is printed as SDs."""
NEED_VALUES = frozenset({"mann_whitney", "kruskal_wallis", "log_rank", "other"})
"""Tests that what is printed of groups cannot give."""
SIMULATED = 2
"""Levels or groups beyond which programs simulate Fisher's test, so that its p need not be exact."""


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
            elif tried and comparison.method not in NEED_VALUES:
                matching = dict.fromkeys(each.test for each in tried if each.prints_as(figure))
                plain = frozenset().union(*EXPECTED.values()) | set(matching)
                shown = "; ".join(map(_text, (e for e in _widest(tried) if e.test in plain)))
                tests = {each.test for each in tried}
                doubt = _doubt(evidence, comparison)
                if objection := _objection(comparison, figure.label, tests, [*matching], doubt):
                    report, message = objection
                    yield report(check, message, (figure, *inputs), shown or str(figure.printed))


def _objection(
    comparison: GroupComparison, label: str, tried: set[str], matching: list[str], doubt: str
) -> tuple[Callable[..., AuditFinding], str] | None:
    """Say what is wrong with the p of a named test, or of none; None where it may be right.

    `tried` are the tests that the printed figures allow, `matching` those that give the p, `doubt`
    what else a test of that name may be.
    """
    named, found = comparison.method, " or ".join(CALLED[test] for test in matching)
    if named is None:
        message = f"No test that was tried gives the p of {label} from the printed figures."
        if matching and set(matching) <= OF_ERRORS:
            return suspicious, f"The p of {label} needs the SDs to be standard errors."
        return None if matching else (suspicious, message)
    allowed, called = VARIANTS[named], CALLED[named]
    if not allowed & tried:
        message = f"The p of {label} is that of {found}, not of {called}."
        return (suspicious, message) if matching else None
    if not allowed & set(matching):
        other = f"; {found} does." if found else ", nor does any other test that was tried."
        message = f"{called[:1].upper()}{called[1:]} does not give the p of {label}{other}"
        return (suspicious, f"{message} {doubt}") if doubt else (proved, message)
    if not EXPECTED[named] & set(matching):
        return suspicious, f"The p of {label} is that of {found}."
    return None


def _doubt(evidence: Evidence, comparison: GroupComparison) -> str:
    """Say what else a test of that name may be; "" where there is nothing else."""
    size = max(len(comparison.groups), len(comparison.quantities))
    if comparison.method in {"fisher", "fisher_mid_p"} and size > SIMULATED:
        return "It may have been simulated."
    sizes = {evidence.size(group) for group in comparison.groups}
    if comparison.method in {"t_test", "anova"} and len(sizes) == 1:
        return "In groups of one size it may be the test of paired values."
    return ""


def _text(p: Recomputed) -> str:
    low, high = (f"{end:.4f}" for end in (p.low, p.high))
    return f"{CALLED[p.test]} {low}" + ("" if low == high else f" to {high}")


def _inputs(evidence: Evidence, comparison: GroupComparison) -> tuple[Figure, ...]:
    paper, quantities = evidence.paper, comparison.quantities
    kinds = (FigureKind.MEAN, FigureKind.SD) if comparison.is_measure else ()
    of_groups = [f for q in quantities for g in comparison.groups for f in paper.of(q, g, *kinds)]
    if of_groups or comparison.is_measure:
        return tuple(of_groups)
    return tuple(f for quantity in quantities for f in evidence.figures(quantity))


def implied_counts(evidence: Evidence) -> Iterator[AuditFinding]:
    """Say which counts of the groups a printed p implies, where only their sum is printed.

    References
    ----------
    Arithmetic alone: of all tables with the printed margins, those whose p prints like this one.
    """
    for comparison in evidence.paper.comparisons:
        if comparison.is_measure or len({*comparison.groups}) + len(comparison.quantities) != 3:
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
                    f" {evidence.label(comparison.quantities[0])} in {group}.",
                    (figure, *_inputs(evidence, comparison)),
                    "; ".join(f"{t.count}: {_text(t)}" for t in mine if t.prints_as(figure)),
                )


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
