"""The methods of the analysis: what each computes, by which formula, after which source."""

from dataclasses import dataclass

from il2report.analysis.months import DAYS_PER_MONTH


@dataclass(frozen=True, slots=True)
class Method:
    """One statistical method in words, and the key that results.json names it by.

    `reference` is a key of references.json where there is one.
    """

    key: str
    name: str
    formula: str
    reference: str | None = None


COUNT = Method("count", "Count of patients", "patients in the numerator")
PERCENT = Method("percent", "Percentage of patients", "100 × numerator / denominator")
OBSERVED = Method("observed", "Value as recorded", "the cell of the table")
MEAN = Method("mean", "Arithmetic mean", "sum of the values / n")
SD = Method("sd", "Standard deviation", "√(Σ(x − mean)² / (n − 1))")
MEDIAN = Method("median", "Median", "middle value, or mean of the two middle values")
MINIMUM = Method("minimum", "Minimum", "smallest value")
MAXIMUM = Method("maximum", "Maximum", "largest value")
CLOPPER_PEARSON = Method(
    "clopper_pearson",
    "Exact Clopper-Pearson interval",
    "quantiles of the beta distribution, from the numerator and denominator",
    "clopper1934",
)
KAPLAN_MEIER = Method(
    "kaplan_meier",
    "Kaplan-Meier estimate",
    "product over event times of (1 − events / at risk)",
    "kaplan1958",
)
KAPLAN_MEIER_MEDIAN = Method(
    "kaplan_meier_median",
    "Kaplan-Meier median",
    "first time at which the curve is at or below one half; the midpoint where it lies"
    " flat at one half",
    "kaplan1958",
)
LOG_LOG_INTERVAL = Method(
    "log_log_interval",
    "Confidence interval on the log(-log) scale",
    "exp(−exp(log(−log S) ± z·SE)), Greenwood's variance",
    "kaplan1958",
)
RESTRICTED_MEAN = Method(
    "restricted_mean",
    "Restricted mean time free of progression",
    "area under the Kaplan-Meier curve up to the horizon",
    "kaplan1958",
)
REVERSE_KAPLAN_MEIER = Method(
    "reverse_kaplan_meier",
    "Median follow-up by the reverse Kaplan-Meier method",
    "Kaplan-Meier median with progression and censoring exchanged",
    "kaplan1958",
)
NAIVE_MEAN = Method(
    "naive_mean",
    "Mean of all times, censored ones counted as complete",
    "sum of the times / n; biased where anyone is censored, as the published paper reported it",
)
FISHER = Method(
    "fisher",
    "Fisher's exact test, two-sided",
    "sum of the probabilities of all tables no likelier than the observed one",
    "fisher1935",
)
STUDENT = Method(
    "student", "Student's t-test, two-sided", "difference of means / pooled standard error"
)
WELCH = Method(
    "welch", "Welch's t-test, two-sided", "difference of means / standard error, variances unequal"
)
MANN_WHITNEY = Method(
    "mann_whitney",
    "Mann-Whitney test, two-sided",
    "rank sum; exact without ties in groups below 50, else normal with tie and"
    " continuity correction",
)
WORST_GRADE = Method(
    "worst_grade",
    "Patients by worst grade of the term",
    "each patient counts once per term, at the highest grade",
    "trotti2003",
)
COMPLETED_MONTHS = Method(
    "completed_months", "Completed months", "whole calendar months between the two dates"
)
MONTHS_BETWEEN = Method(
    "months_between", "Months between two dates", f"days between them / {DAYS_PER_MONTH}"
)
