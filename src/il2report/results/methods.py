"""The methods that results name: what each computes, by which formula, after which source."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Method:
    """One statistical method in words; `reference` is a key of references.json where there is one."""

    name: str
    formula: str
    reference: str | None = None


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "count": Method("Count of patients", "patients in the numerator"),
        "percent": Method("Percentage of patients", "100 × numerator / denominator"),
        "observed": Method("Value as recorded", "the cell of the table"),
        "mean": Method("Arithmetic mean", "sum of the values / n"),
        "sd": Method("Standard deviation", "√(Σ(x − mean)² / (n − 1))"),
        "median": Method("Median", "middle value, or mean of the two middle values"),
        "minimum": Method("Minimum", "smallest value"),
        "maximum": Method("Maximum", "largest value"),
        "clopper_pearson": Method(
            "Exact Clopper-Pearson interval",
            "quantiles of the beta distribution, from the numerator and denominator",
            "clopper1934",
        ),
        "kaplan_meier": Method(
            "Kaplan-Meier estimate",
            "product over event times of (1 − events / at risk)",
            "kaplan1958",
        ),
        "kaplan_meier_median": Method(
            "Kaplan-Meier median",
            "first time at which the curve is at or below one half; the midpoint where it lies"
            " flat at one half",
            "kaplan1958",
        ),
        "log_log_interval": Method(
            "Confidence interval on the log(-log) scale",
            "exp(−exp(log(−log S) ± z·SE)), Greenwood's variance",
            "kaplan1958",
        ),
        "restricted_mean": Method(
            "Restricted mean time free of progression",
            "area under the Kaplan-Meier curve up to the horizon",
            "kaplan1958",
        ),
        "reverse_kaplan_meier": Method(
            "Median follow-up by the reverse Kaplan-Meier method",
            "Kaplan-Meier median with progression and censoring exchanged",
            "kaplan1958",
        ),
        "naive_mean": Method(
            "Mean of all times, censored ones counted as complete",
            "sum of the times / n; biased where anyone is censored, as the published paper reported it",
        ),
        "fisher": Method(
            "Fisher's exact test, two-sided",
            "sum of the probabilities of all tables no likelier than the observed one",
            "fisher1935",
        ),
        "student": Method(
            "Student's t-test, two-sided", "difference of means / pooled standard error"
        ),
        "welch": Method(
            "Welch's t-test, two-sided", "difference of means / standard error, variances unequal"
        ),
        "mann_whitney": Method(
            "Mann-Whitney test, two-sided",
            "rank sum; exact without ties in groups below 50, else normal with tie and"
            " continuity correction",
        ),
        "worst_grade": Method(
            "Patients by worst grade of the term",
            "each patient counts once per term, at the highest grade",
            "trotti2003",
        ),
        "completed_months": Method(
            "Completed months", "whole calendar months between the two dates"
        ),
        "months_between": Method("Months between two dates", "days between them / 30.4375"),
    }
)
