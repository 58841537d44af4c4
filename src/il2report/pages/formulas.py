"""Formulas with their numbers, each written in the number style."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import singledispatchmethod
from typing import TypeVar

from il2report.analysis.derivations import BetaQuantile, Counted, Recorded, RowCount, Share
from il2report.analysis.derivations.dates import Resolution, Span
from il2report.analysis.derivations.descriptive import Mean, Quantile, StandardDeviation
from il2report.analysis.derivations.grades import GradedCount
from il2report.analysis.derivations.survival import (
    HalfCrossing,
    LogLogLimit,
    ProductLimit,
    RestrictedMean,
)
from il2report.analysis.derivations.tests import FisherTest, MannWhitney, TTest
from il2report.analysis.methods import REVERSE_KAPLAN_MEIER
from il2report.analysis.months import DAYS_PER_MONTH
from il2report.analysis.variables import Column
from il2report.document.formats import NumberStyle
from il2report.document.grammar import ordinal_word, plural
from il2report.pages.model_formulas import formula_lines
from il2report.results.catalogue import Result, Statistic
from il2report.study.running_text import in_running_text
from il2report.templating.facts import decimals_given
from il2report.values import AGE_GROUPED_FROM, Unit

MOST_TERMS = 40
"""Terms of a sum that are written out; of more, only the first and the last ones."""
ENDS_SHOWN = 3
TIMES, OVER, MINUS, ROOT = " × ", " / ", " \N{MINUS SIGN} ", "\N{SQUARE ROOT}"
LEVEL_DECIMALS, TIME_DECIMALS, SPREAD_DECIMALS, PROBABILITY_DECIMALS = 4, 2, 3, 4

Lines = tuple[str, ...]
Term = TypeVar("Term")


@dataclass(frozen=True, slots=True)
class Formulas:
    """Writes formulas in one number style; with `by_patient`, single patients may be shown.

    `ages_grouped` shows an age of 90 or more as ≥90, as the manuscript does. `groups` has the names of the
    two groups that a variable of two levels parts the patients into, by its name.
    """

    style: NumberStyle
    by_patient: bool = True
    ages_grouped: bool = False
    groups: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def lines(self, result: Result, text: str) -> Lines:
        """Write the formula of a result, which prints as `text`, with its numbers."""
        return self._lines(result.derivation, result, text)

    @singledispatchmethod
    def _lines(self, derivation: object, _result: Result, text: str) -> Lines:
        return formula_lines(derivation, self.style, _gives(text))

    @_lines.register
    def _nothing(self, _derivation: None, _result: Result, _text: str) -> Lines:
        return ()

    # --- counts -----------------------------------------------------------------------------------

    @_lines.register
    def _counted(self, counted: Counted, _result: Result, _text: str) -> Lines:
        return (self._of_patients(counted.k, counted.n),)

    @_lines.register
    def _share(self, share: Share, _result: Result, text: str) -> Lines:
        """100 × 3 / 15 = 20.0."""
        return (self._percent(share.k, share.n, text),)

    @_lines.register
    def _graded_count(self, graded: GradedCount, result: Result, text: str) -> Lines:
        """Name who reached which grade, and count them."""
        k, n = len(graded.patients), graded.n
        is_percent = result.statistic is Statistic.PERCENT
        counted = self._percent(k, n, text) if is_percent else self._of_patients(k, n)
        if not self.by_patient:
            return (counted,)
        shown = []
        for patient in graded.patients[:MOST_TERMS]:
            *lower, worst = (grade or "not recorded" for grade in graded.grades(patient))
            reported = f" of {', '.join((*lower, worst))}" if lower else ""
            shown.append(f"{patient}: worst grade {worst}{reported}")
        if more := k - len(shown):
            shown.append(f"and {self._count(more)} more")
        return (*shown, counted)

    def _percent(self, k: int, n: int, text: str) -> str:
        return f"100{TIMES}{self._count(k)}{OVER}{self._count(n)} {_gives(text)}"

    def _of_patients(self, k: int, n: int) -> str:
        return f"{self._count(k)} of {self._count(n)} {plural(n, 'patient')}"

    def _count(self, n: int) -> str:
        return self.style.count(n)

    # --- one measurement --------------------------------------------------------------------------

    @_lines.register
    def _mean(self, mean: Mean, result: Result, text: str) -> Lines:
        """(51 + 48 + 23) / 3 = 40.7."""
        n = len(mean.values)
        divided = f"{self._plain(mean.total)}{OVER}{self._count(n)}"
        if not self.by_patient:
            return (f"{divided} {_gives(text)}",)
        written = f"({' + '.join(self._terms(mean.values, result))}){OVER}{self._count(n)}"
        return (f"{written} {f'= {divided} ' if n > MOST_TERMS else ''}{_gives(text)}",)

    @_lines.register
    def _standard_deviation(self, sd: StandardDeviation, _result: Result, text: str) -> Lines:
        """The root of the mean square, with the mean that the distances are taken from."""
        squares, mean = (self.style.number(v, TIME_DECIMALS) for v in (sd.squares, sd.mean))
        return (
            f"{ROOT}({squares}{OVER}({self._count(sd.n)}{MINUS}1)) {_gives(text)}",
            f"where {squares} is the sum of (x{MINUS}{mean})²",
        )

    @_lines.register
    def _quantile(self, quantile: Quantile, result: Result, text: str) -> Lines:
        """The values in rising order, and which of them is taken."""
        n, (low, high) = len(quantile.values), quantile.ranks
        named = {Fraction(0): "smallest", Fraction(1): "largest", Fraction(1, 2): "middle"}
        which = named.get(quantile.probability, ordinal_word(low))
        if low != high:
            is_middle = quantile.probability == Fraction(1, 2)
            both = f"{ordinal_word(low)} and {ordinal_word(high)}"
            which = f"mean of the {'two middle ones' if is_middle else both}"
        if self.by_patient:
            values = ", ".join(self._terms(quantile.values, result))
        else:
            values = f"{self._count(n)} {plural(n, 'value')}"
        return (f"the {which} of {values} {_gives(text)}",)

    @_lines.register
    def _recorded(self, recorded: Recorded, result: Result, text: str) -> Lines:
        if not self.by_patient:
            return ()
        value = self._one_recorded(recorded.value, result)
        return (f"{value} {_gives(text)}" if value != text else value,)

    @_lines.register
    def _rows(self, rows: RowCount, result: Result, _text: str) -> Lines:
        if not self.by_patient:
            return ()
        n = len(rows.values)
        values = ", ".join(self._terms(rows.values, result))
        return (f"{self._count(n)} {plural(n, 'row')}: {values}",)

    def _terms(self, values: Sequence[float], result: Result) -> list[str]:
        return _ends(values, lambda value: self._one_recorded(value, result))

    def _one_recorded(self, value: float, result: Result) -> str:
        if self.ages_grouped and result.unit == Unit.YEARS and value >= AGE_GROUPED_FROM:
            return f"≥{AGE_GROUPED_FROM}"
        return self._plain(value)

    def _plain(self, value: float) -> str:
        return self.style.number(value, min(decimals_given(value), SPREAD_DECIMALS))

    # --- one patient's dates ----------------------------------------------------------------------

    @_lines.register
    def _span(self, span: Span, _result: Result, text: str) -> Lines:
        """The two dates, the days between, and the months that these are."""
        if not self.by_patient:
            return ()
        days = f"{self._count(span.days)} {plural(span.days, 'day')}"
        dates = f"{span.start.isoformat()} to {span.end.isoformat()}: {days}"
        if not span.is_completed:
            return (dates, f"{self._count(span.days)}{OVER}{DAYS_PER_MONTH} {_gives(text)}")
        n = int(span.months)
        months = f"{self._count(n)} {plural(n, 'calendar month')}"
        return (dates, f"{months} complete on {span.completed_on.isoformat()}: {text}")

    @_lines.register
    def _resolution(self, resolution: Resolution, _result: Result, text: str) -> Lines:
        """Until when no lesion was seen, and when one came back."""
        if not self.by_patient:
            return ()
        until = f"no lesion at the assessment of {resolution.last_clear.isoformat()}"
        if resolution.recurred_on is None:
            return (f"{until}, the last one: {text}",)
        return (f"{until}, a lesion again on {resolution.recurred_on.isoformat()}: {text}",)

    # --- intervals and the curve ------------------------------------------------------------------

    @_lines.register
    def _beta_quantile(self, beta: BetaQuantile, _result: Result, text: str) -> Lines:
        """100 × B(0.025; 3, 13) = 4.3, B being the quantile of the beta distribution."""
        counted = f"k = {self._count(beta.k)}, n = {self._count(beta.n)}"
        if not beta.first_shape or not beta.second_shape:
            who = "no" if not beta.first_shape else "every"
            return (f"{counted}: {who} patient was counted, so the limit is {text}",)
        probability = self.style.number(beta.probability, LEVEL_DECIMALS - 1)
        shapes = f"{self._count(beta.first_shape)}, {self._count(beta.second_shape)}"
        named = "k, n − k + 1" if beta.first_shape == beta.k else "k + 1, n − k"
        return (
            f"100{TIMES}B({probability}; {shapes}) {_gives(text)}",
            f"where B(p; {named}) is the p-quantile of the beta distribution, {counted}",
        )

    @_lines.register
    def _product_limit(self, product: ProductLimit, _result: Result, text: str) -> Lines:
        """100 × (1 − 1/15) × (1 − 2/14) = 80.0, one factor for each time of an event."""
        if not product.factors:
            return (f"no event up to month {self._count(int(product.months))}: {text}",)
        factors = _ends(
            product.factors, lambda f: f"(1{MINUS}{self._count(f[0])}/{self._count(f[1])})"
        )
        return (f"100{TIMES}{TIMES.join(factors)} {_gives(text)}",)

    @_lines.register
    def _half_crossing(self, half: HalfCrossing, result: Result, text: str) -> Lines:
        """The step in which the curve, or the limit of its band, comes to one half."""
        time = self.style.number(half.time, TIME_DECIMALS)
        before, level = (self.style.number(v, LEVEL_DECIMALS) for v in (half.before, half.level))
        fall = f"from {before} to {level}"
        if result.statistic.is_limit:
            band = "lower" if result.statistic is Statistic.CI_LOW else "upper"
            step = f"at month {time}, the {band} limit of the curve goes {fall}"
        else:
            event = "ended follow-up" if result.method is REVERSE_KAPLAN_MEIER else "had the event"
            who = f"{self._count(half.events)} of the {self._count(half.at_risk)} at risk"
            step = f"at month {time}, {who} {event}, and the curve goes {fall}"
        if half.until is None:
            return (f"{step}: {text}",)
        until = self.style.number(half.until, TIME_DECIMALS)
        return (
            f"{step}, where it stays until month {until}",
            f"({time} + {until}){OVER}2 {_gives(text)}",
        )

    @_lines.register
    def _log_log_limit(self, limit: LogLogLimit, _result: Result, text: str) -> Lines:
        """The estimate, its variance and z in the formula of the log(-log) scale."""
        level, variance, z = (
            self.style.number(value, LEVEL_DECIMALS)
            for value in (limit.survival, limit.variance, limit.z)
        )
        sign = "+" if limit.is_lower else "\N{MINUS SIGN}"
        scaled = f"log(−log {level}) {sign} {z}{TIMES}{ROOT}{variance}{OVER}|log {level}|"
        return (
            f"100{TIMES}exp(−exp({scaled})) {_gives(text)}",
            f"where {variance} is the sum of events / (at risk{TIMES}(at risk{MINUS}events))",
        )

    @_lines.register
    def _restricted_mean(self, area: RestrictedMean, _result: Result, text: str) -> Lines:
        """The area below the curve as a sum of widths and heights."""

        def written(part: tuple[float, float]) -> str:
            width, height = part
            return f"{self.style.number(width, TIME_DECIMALS)}{TIMES}{self.style.number(height, LEVEL_DECIMALS)}"

        return (f"{' + '.join(_ends(area.rectangles, written))} {_gives(text)}",)

    # --- tests ------------------------------------------------------------------------------------

    @_lines.register
    def _fisher(self, test: FisherTest, result: Result, text: str) -> Lines:
        """The two-by-two table, its probability, and those of all tables that are no likelier."""
        first, second = (
            f"{self._count(yes)} with and {self._count(no)} without"
            for yes, no in (test.table.first, test.table.second)
        )
        one, other = self._groups(result)

        def written(p: float) -> str:
            return self.style.number(p, PROBABILITY_DECIMALS)

        return (
            f"{one}: {first}; {other}: {second}",
            f"this table has probability {written(test.observed)}; with all that are no likelier:",
            f"{' + '.join(_ends(test.no_likelier, written))} {_gives(text)}",
        )

    @_lines.register
    def _t_test(self, test: TTest, result: Result, text: str) -> Lines:
        """Means, deviations and sizes of both groups, t, and its degrees of freedom."""
        samples = (test.first, test.second)
        means, sds = (
            [self.style.number(value, TIME_DECIMALS) for value in values]
            for values in ([each.mean for each in samples], [each.sd for each in samples])
        )
        sizes = [self._count(each.n) for each in samples]
        if test.pooled_sd is None:
            formula = f"{ROOT}({sds[0]}²/{sizes[0]} + {sds[1]}²/{sizes[1]})"
        else:
            pooled = self.style.number(test.pooled_sd, TIME_DECIMALS)
            formula = f"{pooled}{TIMES}{ROOT}(1/{sizes[0]} + 1/{sizes[1]})"
        error, t = (self.style.number(v, SPREAD_DECIMALS) for v in (test.standard_error, test.t))
        is_whole = test.degrees_of_freedom == int(test.degrees_of_freedom)
        freedom = self.style.number(test.degrees_of_freedom, 0 if is_whole else TIME_DECIMALS)
        described = (
            f"{group}: mean {mean}, SD {sd}, n = {size}"
            for group, mean, sd, size in zip(self._groups(result), means, sds, sizes, strict=True)
        )
        return (
            *described,
            f"standard error {formula} = {error}",
            f"t = ({MINUS.join(means)}){OVER}{error} = {t}, with {freedom} degrees of freedom",
            f"p = 2{TIMES}P(T > |t|) {_gives(text)}",
        )

    @_lines.register
    def _mann_whitney(self, test: MannWhitney, _result: Result, text: str) -> Lines:
        """U, and the distribution that gives its p-value."""
        u = self.style.number(test.u_statistic, decimals_given(test.u_statistic))
        n, m, pairs = map(self._count, (test.n, test.m, test.n * test.m))
        counted = f"U = {u} of {n}{TIMES}{m} = {pairs} pairs, ties counting half"
        if test.sd is None:
            return (counted, f"exact distribution of U: p {_gives(text)}")
        middle = self.style.number(test.n * test.m / 2, 1)
        z = f"(|{u}{MINUS}{middle}|{MINUS}0.5){OVER}{self.style.number(test.sd, SPREAD_DECIMALS)}"
        return (counted, f"z = {z}, with p = 2{TIMES}P(Z > z) {_gives(text)}")

    def _groups(self, result: Result) -> tuple[str, str]:
        """Name the two groups that a test compares."""
        return self.groups.get(result.topic.by, ("first group", "second group"))


def names_of_two(columns: Mapping[str, Column]) -> Mapping[str, tuple[str, str]]:
    """Name the two groups of each variable of two levels, as its labels do: "women", "smoking: yes"."""
    found = {}
    for name, column in columns.items():
        labels = [in_running_text(level.label) for level in column.levels]
        if len(labels) == 2:
            variable = in_running_text(column.variable.label)
            first, second = (
                f"{variable}: {label}" if level.is_declared else label
                for level, label in zip(column.levels, labels, strict=True)
            )
            found[name] = (first, second)
    return found


def _ends(terms: Sequence[Term], written: Callable[[Term], str]) -> list[str]:
    """Write terms, but not those in the middle when there are too many."""
    if len(terms) <= MOST_TERMS:
        return [*map(written, terms)]
    return [*map(written, terms[:ENDS_SHOWN]), "…", *map(written, terms[-ENDS_SHOWN:])]


def _gives(text: str) -> str:
    """Put an equals sign before a result, unless it begins with a relation: "<0.001"."""
    return text if text[0] in "<>≥" else f"= {text}"
