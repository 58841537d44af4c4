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
ENUMERATED = Method("enumerated", "Count", "number of what is listed")
PERCENT = Method("percent", "Percentage of patients", "100 × numerator / denominator")
OBSERVED = Method("observed", "Value as recorded", "the cell of the table")
DECLARED = Method("declared", "Number as declared", "the number in study.toml")
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
    "Restricted mean event-free time",
    "area under the Kaplan-Meier curve up to the horizon",
    "kaplan1958",
)
REVERSE_KAPLAN_MEIER = Method(
    "reverse_kaplan_meier",
    "Median follow-up by the reverse Kaplan-Meier method",
    "Kaplan-Meier median with events and censoring exchanged",
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
FISHER_FREEMAN_HALTON = Method(
    "fisher_freeman_halton",
    "Fisher's exact test for larger tables, two-sided",
    "sum of the probabilities of all tables with the same margins no likelier than the observed one",
)
CHI_SQUARE = Method(
    "chi_square",
    "Pearson's chi-square test",
    "Σ(observed − expected)² / expected, without correction for continuity",
)
CHI_SQUARE_YATES = Method(
    "chi_square_yates",
    "Pearson's chi-square test with Yates's correction",
    "Σ(|observed − expected| − 0.5)² / expected",
)
ANOVA = Method(
    "anova", "One-way analysis of variance", "mean square between / mean square within the groups"
)
KRUSKAL_WALLIS = Method(
    "kruskal_wallis", "Kruskal-Wallis test", "rank sums of the groups, corrected for ties"
)
LOG_RANK = Method(
    "log_rank",
    "Log-rank test",
    "observed − expected events of the groups, by their covariance at each event time",
)
LOG_RANK_TREND = Method(
    "log_rank_trend",
    "Log-rank test for trend",
    "observed − expected events, by the rank of the group",
)
FIRST_QUARTILE = Method(
    "first_quartile",
    "First quartile",
    "value of rank (n − 1)/4 + 1 by type 7, (n + 1)/4 by type 6, interpolated; n/4 rounded up by type 2",
)
THIRD_QUARTILE = Method(
    "third_quartile",
    "Third quartile",
    "value of rank 3(n − 1)/4 + 1 by type 7, 3(n + 1)/4 by type 6, interpolated; 3n/4 rounded up by type 2",
)
HOLM = Method(
    "holm", "Holm's adjustment", "p-values in rising order × the number of tests not yet rejected"
)
COX = Method(
    "cox",
    "Cox proportional hazards model",
    "partial likelihood with Efron's treatment of ties; limits exp(b ± z·SE)",
)
LOGISTIC = Method("logistic", "Logistic regression", "maximum likelihood; limits exp(b ± z·SE)")
WALD = Method("wald", "Wald test", "b / SE against the normal distribution")
LIKELIHOOD_RATIO = Method(
    "likelihood_ratio",
    "Likelihood-ratio test",
    "2 · difference of the log likelihoods with and without the variable",
)
PROPORTIONAL_HAZARDS = Method(
    "proportional_hazards",
    "Score test of proportional hazards",
    "score test of a coefficient that changes with 1 − Kaplan-Meier, as cox.zph of R's survival 3",
)
CONCORDANCE = Method(
    "concordance",
    "Concordance (Harrell's C)",
    "pairs whose order the model predicts / pairs whose order is known; ties count one half",
)
TREND = Method(
    "trend",
    "Wald test for trend",
    "b / SE of the levels scored 1, 2, 3, … in their order, in place of the variable",
)
VARIANCE_INFLATION = Method(
    "variance_inflation",
    "Variance inflation factor, per degree of freedom",
    "determinants of the correlations of own and other columns / determinant of all of them",
)
EVENTS_PER_PARAMETER = Method(
    "events_per_parameter",
    "Events per parameter",
    "events, of a logistic model the rarer outcome / ratios estimated",
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
PAIRED_T = Method(
    "paired_t", "Paired t-test, two-sided", "mean of the differences / (SD of the differences / √n)"
)
WILCOXON_SIGNED_RANK = Method(
    "wilcoxon_signed_rank",
    "Wilcoxon signed-rank test, two-sided",
    "rank sum of the positive differences; exact without ties and zeros below 50 pairs, else normal"
    " with tie and continuity correction",
)
MCNEMAR = Method(
    "mcnemar",
    "McNemar's test with correction for continuity",
    "(|gained − lost| − 1)² / (gained + lost), patients whose answer changed",
)
MCNEMAR_EXACT = Method(
    "mcnemar_exact",
    "McNemar's exact test, two-sided",
    "twice the smaller binomial tail of the patients whose answer changed",
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
