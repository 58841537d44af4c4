"""The checks: each a function from the evidence of a paper to findings."""

from collections.abc import Callable, Iterator
from inspect import getdoc

from il2report.audit.checks import (
    agreement,
    averages,
    combination,
    estimates,
    intervals,
    p_values,
    patterns,
    percentages,
    printed_statistics,
    single_values,
    statements,
    sums,
    survival,
)
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding

Check = Callable[[Evidence], Iterator[AuditFinding]]

CHECKS = {
    check.__name__.replace("_", "-"): check
    for check in (
        percentages.impossible_percentages,
        percentages.counts_beyond_their_group,
        agreement.swapped_labels,
        agreement.differing_figures,
        agreement.denominators_of_another_size,
        statements.denied_figures,
        sums.sums_that_fail,
        sums.percent_sums_that_fail,
        sums.grades_above_their_total,
        averages.impossible_means,
        averages.impossible_medians,
        averages.disordered_figures,
        averages.values_out_of_bounds,
        averages.impossible_spreads,
        combination.means_that_do_not_combine,
        combination.deviations_that_do_not_combine,
        combination.ends_that_do_not_combine,
        survival.curves_that_turn,
        survival.numbers_at_risk_that_rise,
        survival.events_and_censored,
        survival.impossible_estimates,
        survival.medians_off_their_curve,
        statements.disordered_numbers,
        p_values.unreproduced_p_values,
        intervals.intervals_without_their_estimate,
        intervals.intervals_of_another_method,
        printed_statistics.impossible_statistics,
        printed_statistics.p_values_beside_statistics,
        estimates.p_values_beside_intervals,
        estimates.off_center_estimates,
        statements.denied_significance,
        agreement.renamed_statistics,
        combination.measures_under_two_names,
        averages.means_of_censored_times,
        percentages.mixed_rounding,
        percentages.adjusted_percentages,
        percentages.percentages_rounded_twice,
        patterns.repeated_rows_and_columns,
        patterns.p_values_too_even,
        patterns.uneven_last_digits,
        single_values.holders_of_the_ends,
        single_values.means_left_over,
        p_values.implied_counts,
        sums.blank_cells,
        sums.overlaps_ruled_out,
    )
}
"""Every check, by the name of its function, with hyphens."""


HINTS = frozenset(
    {
        "renamed-statistics",
        "measures-under-two-names",
        "means-of-censored-times",
        "mixed-rounding",
        "denominators-of-another-size",
        "repeated-rows-and-columns",
        "p-values-too-even",
        "uneven-last-digits",
        "adjusted-percentages",
        "percentages-rounded-twice",
        "means-left-over",
        "implied-counts",
        "blank-cells",
        "overlaps-ruled-out",
    }
)
"""Checks that never find a contradiction."""


def purpose_of(check: str) -> str:
    """Say in one sentence what a check looks for, from its docstring: "Finds means that ..."."""
    verb, _, rest = (getdoc(CHECKS[check]) or "").partition("\n")[0].partition(" ")
    return f"{verb}s {rest}"


def source_of(check: str) -> str:
    """Give the literature that a check rests on, from its docstring."""
    text = getdoc(CHECKS[check]) or ""
    _, _, after = text.partition("References\n----------\n")
    return " ".join(after.split())
