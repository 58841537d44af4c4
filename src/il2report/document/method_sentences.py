"""The statistical methods of a study in sentences: what it declares, and the rules that follow.

Only what some result rests on is stated. Numbers that are rules of the program are words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from il2report.document.declared_phrases import Paragraphs
from il2report.document.printer import marked
from il2report.document.tree import Fragment, Word, composed, joined
from il2report.results.catalogue import Result
from il2report.study.declarations import Comparison, Declarations
from il2report.study.running_text import in_running_text

QUANTILE_TYPES: Mapping[int, str] = {
    2: "as in SAS",
    6: "as in SPSS",
    7: "as in R",
}
SUMMARIES: Mapping[str, str] = {
    "mean_sd": "mean and standard deviation (SD)",
    "median_range": "median and range",
    "median_iqr": "median and interquartile range (IQR)",
}
TESTS_OF_CHOICE = {
    "chi_square_or_fisher": (
        "Pearson's chi-square test was used where every expected count was five or more, and Fisher's"
        " exact test otherwise."
    ),
}


@dataclass(frozen=True, slots=True)
class MethodSentences(Paragraphs):
    """The paragraph on statistical methods of one study."""

    choices: Declarations
    quantile_type: int
    alpha: float

    def paragraph(self) -> Fragment:
        """State the methods of descriptions, times, comparisons, models and repeated values."""
        parts = (
            *self._descriptions(),
            *self._rates(),
            *self._times(),
            *self._comparisons(),
            *self._models(),
            *self._repeated(),
            *self._significance(),
        )
        return joined(" ", parts)

    # --- descriptions and times ---------------------------------------------------------------------

    def _descriptions(self) -> Iterator[Fragment]:
        variables = [values.variable for values in self.declared.columns.values()]
        if not variables:
            return
        yield Fragment.of(
            "Percentages refer to all patients in a column, including those without a recorded value."
        )
        if self.phrases.count("cohort.n") < self.printer.percentages_from:
            yield Fragment.of(
                "As the series is small, the text gives counts; percentages are in the tables."
            )
        if ways := dict.fromkeys(
            SUMMARIES[way] for one in variables if one.is_number for way in one.summary
        ):
            listed = self.phrases.listed([Fragment.of(way) for way in ways])
            yield composed("Numerical variables are summarized by {}.", listed)
        has_quartiles = any("median_iqr" in variable.summary for variable in variables)
        if has_quartiles and any(variable.is_number for variable in variables):
            number = Word("study.definitions.quantile_type", f"{self.quantile_type}")
            program = QUANTILE_TYPES[self.quantile_type]
            yield composed(
                "Quartiles are those of type {} of Hyndman and Fan, {}.", number, program
            )

    def _rates(self) -> Iterator[Fragment]:
        if any(self.phrases.exists(f"response.{rate}.ci_low") for rate in ("orr", "benefit")):
            yield Fragment.of(
                "Rates of response are of all patients, with exact Clopper-Pearson confidence intervals."
            )

    def _times(self) -> Iterator[Fragment]:
        if not self.choices.endpoint:
            return
        yield composed(
            "Times to an event were estimated by the Kaplan-Meier method, with confidence intervals on"
            " the log(-log) scale; a percentage is given only for times within follow-up."
        )
        if any(
            self.phrases.exists(f"{one.name}.follow_up.median") for one in self.choices.endpoint
        ):
            yield Fragment.of("Median follow-up was estimated by the reverse Kaplan-Meier method.")
        if any(one.rmst_months for one in self.choices.endpoint):
            yield Fragment.of(
                "The restricted mean is the area under the curve up to the stated time."
            )

    # --- comparisons --------------------------------------------------------------------------------

    def _comparisons(self) -> Iterator[Fragment]:
        compared = self.choices.comparison
        tests = [tuple(self._tests_of(each)) for each in compared]
        if used := dict.fromkeys(name for found in tests for name in found):
            names = self.phrases.listed([Fragment.of(name) for name in used])
            what = "test" if len(used) == 1 else "tests"
            yield composed(f"Groups were compared by the following {what}: {{}}.", names)
        named = {name for each in compared for test in each.tests for name in each.tests_of(test)}
        yield from (Fragment.of(text) for key, text in TESTS_OF_CHOICE.items() if key in named)
        if used:
            yield Fragment.of(
                "The test of each variable was declared, not chosen by its result. Missing values were not"
                " treated as a category, and categories without patients add no degree of freedom."
            )
            yield from self._further_tests()
            yield from self._adjustments()
            yield Fragment.of("The number of tests made is stated for each comparison.")
        for comparison in compared:
            yield from self._landmark(comparison)

    def _tests_of(self, comparison: Comparison) -> Iterator[str]:
        """Name the methods of the tests of a comparison."""
        names = [f"{comparison.name}.{name}.p" for name in self.declared.columns]
        for name in comparison.of:
            names += [f"{name}.{comparison.name}.{end}" for end in ("logrank_p", "logrank_trend_p")]
        for name in names:
            if self.phrases.is_estimable(name):
                yield method_name(self.printer.catalogue[name])

    def _further_tests(self) -> Iterator[Fragment]:
        """Name the tests that were made beside the main one of a variable."""
        names = (
            f"{each.name}.{variable}.{test}_p"
            for each in self.choices.comparison
            for variable in self.declared.columns
            for kind in each.tests
            for test in each.tests_of(kind)
        )
        found = [self.printer.catalogue[name] for name in names if self.phrases.is_estimable(name)]
        used = dict.fromkeys(map(method_name, found))
        if used:
            listed = self.phrases.listed([Fragment.of(name) for name in used])
            are = (
                "test was made as a sensitivity analysis"
                if len(used) == 1
                else "tests were made as sensitivity analyses"
            )
            yield composed("The following {}: {}.", are, listed)

    def _adjustments(self) -> Iterator[Fragment]:
        adjusted = {each.adjust for each in self.choices.comparison}
        symbol = self.printer.p_values()
        if adjusted == {"holm"}:
            pattern = "Within each comparison the {} were adjusted for the number of tests by Holm's method."
        elif "holm" in adjusted:
            pattern = "Where stated, {} were adjusted for the number of tests by Holm's method."
        else:
            pattern = "The {} are not adjusted for the number of tests."
        yield composed(pattern, symbol)

    def _landmark(self, comparison: Comparison) -> Iterator[Fragment]:
        by = self.declared.variable(comparison.by)
        if comparison.from_months is not None:
            where = f"study.comparison.{comparison.name}.from_months"
            yield composed(
                "As the groups of {} form after the start, they were compared from {} months on: only"
                " patients still at risk then were included, by the group as known by then.",
                by,
                Word(where, f"{comparison.from_months:g}"),
            )
        elif self._is_refused(comparison):
            yield composed(
                "As the groups of {} form after the start, patients had to live long enough to enter some of"
                " them; times are therefore described without a test.",
                by,
            )

        if self._adverse_events_are_refused(comparison):
            yield composed(
                "Adverse events by the groups of {}, which form after the start, are described without a"
                " test.",
                by,
            )

    def _adverse_events_are_refused(self, comparison: Comparison) -> bool:
        is_later = self.choices.formation.is_after_start(comparison.by)
        return is_later and "toxicity" in comparison.of and comparison.tests_toxicity

    def _is_refused(self, comparison: Comparison) -> bool:
        is_time = any(name in self.choices.endpoints for name in comparison.of)
        return is_time and self.choices.formation.is_after_start(comparison.by)

    # --- models and repeated values -----------------------------------------------------------------

    def _models(self) -> Iterator[Fragment]:
        kinds = {model.kind for model in self.choices.model}
        if "cox" in kinds:
            yield Fragment.of(
                "Hazard ratios are those of Cox proportional hazards models, with Efron's treatment of"
                " ties."
            )
        if "logistic" in kinds:
            yield Fragment.of("Odds ratios are those of logistic regression.")
        if not kinds:
            return
        yield composed(
            "Confidence intervals and {} of single ratios are by Wald's method; all levels of a variable"
            " together were tested by the likelihood ratio. A model includes the patients with a recorded"
            " value of each of its variables. For a level without an event no ratio is given, and the"
            " other ratios were estimated without its patients; models were checked for separation.",
            self.printer.p_values(),
        )
        catalogue = self.printer.catalogue
        if any(catalogue[each].method.key == "trend" for each in catalogue):
            yield Fragment.of(
                "Trends over the levels of an ordered variable were tested with the levels scored in"
                " their order."
            )
        if any(catalogue[each].method.key == "proportional_hazards" for each in catalogue):
            yield Fragment.of(
                "Proportional hazards were tested by the score test of coefficients that change with"
                " time, once for each variable and for all together."
            )
        if any(model.selection for model in self.choices.model):
            yield composed(
                "Backward selection removed one variable at a time, that with the largest {} in the"
                " likelihood-ratio test, among the patients with all candidates recorded.",
                self.printer.p_value(),
            )

    def _repeated(self) -> Iterator[Fragment]:
        catalogue = self.printer.catalogue
        ids = (
            f"{one.name}.{first}_{second}".lower() + end
            for one in self.choices.measurement
            for first, second in one.pairs
            for end in (".p", *(f".{test}_p" for test in one.tests))
        )
        found = [catalogue[each] for each in ids if each in catalogue]
        used = dict.fromkeys(method_name(each) for each in found if each.is_estimable)
        if used:
            names = self.phrases.listed([Fragment.of(name) for name in used])
            tests = "test" if len(used) == 1 else "tests"
            pattern = (
                "Values of the same patients at two times were compared by the following {}: {}."
            )
            yield composed(pattern, tests, names)

    def _significance(self) -> Iterator[Fragment]:
        catalogue = self.printer.catalogue
        if any(each.endswith(".ci_low") for each in catalogue):
            path = "constant.definitions.confidence_level"
            percent = marked(str(catalogue.level), catalogue.level, path)
            yield composed("Confidence intervals (CIs) are at the {}% level.", percent)
        if any(catalogue[each].unit == "p_value" for each in catalogue):
            level = Word("study.definitions.alpha", f"{self.alpha:g}")
            yield composed(
                "Tests were two-sided, and a {} below {} was considered significant.",
                self.printer.p_value(),
                level,
            )


def method_name(result: Result) -> str:
    """Name the method of a result as it is written within a sentence."""
    name = result.method.name.removesuffix(", two-sided")
    return name if name.startswith(PERSONS) else in_running_text(name)


PERSONS = (
    *("Fisher", "Pearson", "Student", "Welch", "Mann", "Kruskal", "McNemar", "Wilcoxon", "Kaplan"),
    *("Holm", "Wald", "Cox", "Harrell"),
)
"""Whose names methods begin with."""
