"""Prints a formula with the numbers put in, each through the number style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import singledispatchmethod
from types import MappingProxyType

from il2report.analysis.derivations import (
    BetaQuantile,
    Counted,
    FisherTest,
    GradedCount,
    HalfCrossing,
    LogLogLimit,
    MannWhitney,
    Mean,
    ProductLimit,
    Quantile,
    Recorded,
    Resolution,
    RestrictedMean,
    RowCount,
    SampleSummary,
    Share,
    Span,
    StandardDeviation,
    TTest,
)
from il2report.analysis.methods import REVERSE_KAPLAN_MEIER
from il2report.document.formats import NumberStyle
from il2report.document.grammar import ordinal_word, plural
from il2report.results.catalogue import Result, Statistic, Unit
from il2report.templating.vocabulary import decimals_given
from il2report.values import AGE_GROUPED_FROM

MOST_TERMS = 40
"""Terms of a sum that are written out; of more, the first and the last ones stand for all."""
ENDS_SHOWN = 3
DAYS_PER_MONTH = "30.4375"
TIMES, OVER, MINUS, ROOT = " × ", " / ", " \N{MINUS SIGN} ", "\N{SQUARE ROOT}"
LEVEL_DECIMALS, TIME_DECIMALS, SPREAD_DECIMALS, PROBABILITY_DECIMALS = 4, 2, 3, 4

GROUPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"benefit": ("clinical benefit", "no clinical benefit")}
)
"""How the two groups of a test are called, by what parts the cohort."""

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formulas:
    """Writes formulas in one number style; with `by_patient`, single patients may be shown.

    `ages_grouped` shows an age of 90 or more as ≥90, as the manuscript does.
    """

    style: NumberStyle
    by_patient: bool = True
    ages_grouped: bool = False

    def lines(self, result: Result, text: str) -> Lines:
        """Write the formula of a result, which prints as `text`, with its numbers."""
        return self._lines(result.derivation, result, text)

    @singledispatchmethod
    def _lines(self, derivation: object, _result: Result, _text: str) -> Lines:
        """Write the numbers of one kind of formula; a test sees to it that none is missing."""
        raise AssertionError(f"no formula for {derivation!r}")

    @_lines.register
    def _nothing(self, _derivation: None, _result: Result, _text: str) -> Lines:
        return ()

    # --- counts -----------------------------------------------------------------------------------

    @_lines.register
    def _counted(self, derivation: Counted, _result: Result, _text: str) -> Lines:
        """Say how many of how many."""
        return (
            f"{self._count(derivation.k)} of {self._count(derivation.n)} {plural(derivation.n, 'patient')}",
        )

    @_lines.register
    def _share(self, derivation: Share, _result: Result, text: str) -> Lines:
        """100 × 3 / 15 = 20.0."""
        return (
            f"100{TIMES}{self._count(derivation.k)}{OVER}{self._count(derivation.n)} {_gives(text)}",
        )

    @_lines.register
    def _graded_count(self, derivation: GradedCount, result: Result, text: str) -> Lines:
        """Name who reached which grade, and count them."""
        k, n = len(derivation.patients), derivation.n
        counted = (
            f"100{TIMES}{self._count(k)}{OVER}{self._count(n)} {_gives(text)}"
            if result.statistic is Statistic.PERCENT
            else f"{self._count(k)} of {self._count(n)} {plural(n, 'patient')}"
        )
        if not self.by_patient:
            return (counted,)
        shown = []
        for patient in derivation.patients[:MOST_TERMS]:
            *lower, worst = derivation.grades(patient)
            reported = f" of {', '.join(map(str, (*lower, worst)))}" if lower else ""
            shown.append(f"{patient}: worst grade {worst}{reported}")
        if more := k - len(shown):
            shown.append(f"and {self._count(more)} more")
        return (*shown, counted)

    # --- one measurement --------------------------------------------------------------------------

    @_lines.register
    def _mean(self, derivation: Mean, result: Result, text: str) -> Lines:
        """(51 + 48 + 23) / 3 = 40.7."""
        values, n = derivation.values, len(derivation.values)
        total = self._plain(derivation.total)
        if not self.by_patient:
            return (f"{total}{OVER}{self._count(n)} {_gives(text)}",)
        written = f"({self._terms(values, ' + ', result)}){OVER}{self._count(n)}"
        if n > MOST_TERMS:
            return (f"{written} = {total}{OVER}{self._count(n)} {_gives(text)}",)
        return (f"{written} {_gives(text)}",)

    @_lines.register
    def _standard_deviation(
        self, derivation: StandardDeviation, _result: Result, text: str
    ) -> Lines:
        """The root of the mean square, with the mean that the distances are taken from."""
        squares = self.style.number(derivation.squares, TIME_DECIMALS)
        mean = self.style.number(derivation.mean, TIME_DECIMALS)
        return (
            f"{ROOT}({squares}{OVER}({self._count(derivation.n)}{MINUS}1)) {_gives(text)}",
            f"where {squares} is the sum of (x{MINUS}{mean})²",
        )

    @_lines.register
    def _quantile(self, derivation: Quantile, result: Result, text: str) -> Lines:
        """The values in rising order, and which of them is taken."""
        values, (low, high) = derivation.values, derivation.ranks
        n = len(values)
        named = {Fraction(0): "smallest", Fraction(1): "largest", Fraction(1, 2): "middle"}
        which = named.get(derivation.probability, ordinal_word(low))
        if low != high:
            is_middle = derivation.probability == Fraction(1, 2)
            ones = (
                "two middle ones" if is_middle else f"{ordinal_word(low)} and {ordinal_word(high)}"
            )
            which = f"mean of the {ones}"
        if not self.by_patient:
            return (f"the {which} of {self._count(n)} {plural(n, 'value')} {_gives(text)}",)
        return (f"the {which} of {self._terms(values, ', ', result)} {_gives(text)}",)

    @_lines.register
    def _recorded(self, derivation: Recorded, result: Result, text: str) -> Lines:
        """The cell."""
        if not self.by_patient:
            return ()
        value = self._one_recorded(derivation.value, result)
        return (f"{value} {_gives(text)}" if value != text else value,)

    @_lines.register
    def _rows(self, derivation: RowCount, result: Result, _text: str) -> Lines:
        """The rows that are counted."""
        if not self.by_patient:
            return ()
        n = len(derivation.values)
        rows = self._terms(derivation.values, ", ", result)
        return (f"{self._count(n)} {plural(n, 'row')}: {rows}",)

    def _terms(self, values: Sequence[float], joint: str, result: Result) -> str:
        if len(values) <= MOST_TERMS:
            return joint.join(self._one_recorded(value, result) for value in values)
        ends = (*values[:ENDS_SHOWN], *values[-ENDS_SHOWN:])
        texts = [self._one_recorded(value, result) for value in ends]
        return joint.join((*texts[:ENDS_SHOWN], "…", *texts[ENDS_SHOWN:]))

    def _one_recorded(self, value: float, result: Result) -> str:
        if self.ages_grouped and result.unit == Unit.YEARS and value >= AGE_GROUPED_FROM:
            return f"≥{AGE_GROUPED_FROM}"
        return self._plain(value)

    def _plain(self, value: float) -> str:
        return self.style.number(value, min(decimals_given(value), SPREAD_DECIMALS))

    # --- one patient's dates ----------------------------------------------------------------------

    @_lines.register
    def _span(self, derivation: Span, _result: Result, text: str) -> Lines:
        """The two dates, the days between, and the months they are."""
        if not self.by_patient:
            return ()
        days = f"{self._count(derivation.days)} {plural(derivation.days, 'day')}"
        dates = f"{_day(derivation.start)} to {_day(derivation.end)}: {days}"
        if derivation.is_completed:
            months = f"{self._count(int(derivation.months))} {plural(int(derivation.months), 'calendar month')}"
            return (dates, f"{months} complete on {_day(derivation.completed_on)}: {text}")
        return (dates, f"{self._count(derivation.days)}{OVER}{DAYS_PER_MONTH} {_gives(text)}")

    @_lines.register
    def _resolution(self, derivation: Resolution, _result: Result, text: str) -> Lines:
        """Until when no lesion was seen, and when one came back."""
        if not self.by_patient:
            return ()
        until = f"no lesion at the assessment of {_day(derivation.last_clear)}"
        if derivation.recurred_on is None:
            return (f"{until}, the last one: {text}",)
        return (f"{until}, a lesion again on {_day(derivation.recurred_on)}: {text}",)

    # --- intervals and the curve ------------------------------------------------------------------

    @_lines.register
    def _beta_quantile(self, derivation: BetaQuantile, _result: Result, text: str) -> Lines:
        """100 × B(0.025; 3, 13) = 4.3, B being the quantile of the beta distribution."""
        counted = f"k = {self._count(derivation.k)}, n = {self._count(derivation.n)}"
        if not derivation.first_shape or not derivation.second_shape:
            who = "nobody" if not derivation.first_shape else "everybody"
            return (f"{counted}: {who} was counted, so the limit is {text}",)
        probability = self.style.number(derivation.probability, LEVEL_DECIMALS - 1)
        shapes = f"{self._count(derivation.first_shape)}, {self._count(derivation.second_shape)}"
        named = "k, n − k + 1" if derivation.first_shape == derivation.k else "k + 1, n − k"
        return (
            f"100{TIMES}B({probability}; {shapes}) {_gives(text)}",
            f"where B(p; {named}) is the p-quantile of the beta distribution, {counted}",
        )

    @_lines.register
    def _product_limit(self, derivation: ProductLimit, _result: Result, text: str) -> Lines:
        """100 × (1 − 1/15) × (1 − 2/14) = 80.0, one factor for each time of an event."""
        if not derivation.factors:
            return (f"no event up to month {self._count(int(derivation.months))}: {text}",)
        factors = [
            f"(1{MINUS}{self._count(events)}/{self._count(at_risk)})"
            for events, at_risk in derivation.factors
        ]
        if len(factors) > MOST_TERMS:
            factors = [*factors[:ENDS_SHOWN], "…", *factors[-ENDS_SHOWN:]]
        return (f"100{TIMES}{TIMES.join(factors)} {_gives(text)}",)

    @_lines.register
    def _half_crossing(self, derivation: HalfCrossing, result: Result, text: str) -> Lines:
        """The step in which the curve, or the limit of its band, comes to one half."""
        time = self.style.number(derivation.time, TIME_DECIMALS)
        before, level = (
            self.style.number(value, LEVEL_DECIMALS)
            for value in (derivation.before, derivation.level)
        )
        fall = f"from {before} to {level}"
        if result.statistic.is_limit:
            band = "lower" if result.statistic is Statistic.CI_LOW else "upper"
            step = f"at month {time}, the {band} limit of the curve goes {fall}"
        else:
            event = "was followed" if result.method is REVERSE_KAPLAN_MEIER else "progressed"
            who = (
                f"{self._count(derivation.events)} of the {self._count(derivation.at_risk)} at risk"
            )
            step = f"at month {time}, {who} {event}, and the curve goes {fall}"
        if derivation.until is None:
            return (f"{step}: {text}",)
        until = self.style.number(derivation.until, TIME_DECIMALS)
        return (
            f"{step}, where it stays until month {until}",
            f"({time} + {until}){OVER}2 {_gives(text)}",
        )

    @_lines.register
    def _log_log_limit(self, derivation: LogLogLimit, _result: Result, text: str) -> Lines:
        """The estimate, its variance and z in the formula of the log(-log) scale."""
        level = self.style.number(derivation.survival, LEVEL_DECIMALS)
        variance = self.style.number(derivation.variance, LEVEL_DECIMALS)
        z = self.style.number(derivation.z, LEVEL_DECIMALS)
        sign = "+" if derivation.is_lower else "\N{MINUS SIGN}"
        return (
            (
                f"100{TIMES}exp(−exp(log(−log {level}) {sign} {z}{TIMES}{ROOT}{variance}{OVER}|log {level}|))"
                f" {_gives(text)}"
            ),
            f"where {variance} is the sum of events / (at risk{TIMES}(at risk{MINUS}events))",
        )

    @_lines.register
    def _restricted_mean(self, derivation: RestrictedMean, _result: Result, text: str) -> Lines:
        """The area below the curve as a sum of widths and heights."""
        parts = [
            f"{self.style.number(width, TIME_DECIMALS)}{TIMES}"
            f"{self.style.number(height, LEVEL_DECIMALS)}"
            for width, height in derivation.rectangles
        ]
        if len(parts) > MOST_TERMS:
            parts = [*parts[:ENDS_SHOWN], "…", *parts[-ENDS_SHOWN:]]
        return (f"{' + '.join(parts)} {_gives(text)}",)

    # --- tests ------------------------------------------------------------------------------------

    @_lines.register
    def _fisher(self, derivation: FisherTest, result: Result, text: str) -> Lines:
        """The two-by-two table, its probability, and those of all tables no likelier."""
        first, second = (
            f"{self._count(yes)} with and {self._count(no)} without"
            for yes, no in (derivation.table.first, derivation.table.second)
        )
        one, other = _groups(result)
        observed = self.style.number(derivation.observed, PROBABILITY_DECIMALS)
        parts = [self.style.number(p, PROBABILITY_DECIMALS) for p in derivation.no_likelier]
        if len(parts) > MOST_TERMS:
            parts = [*parts[:ENDS_SHOWN], "…", *parts[-ENDS_SHOWN:]]
        return (
            f"{one}: {first}; {other}: {second}",
            f"this table has probability {observed}; with all that are no likelier:",
            f"{' + '.join(parts)} {_gives(text)}",
        )

    @_lines.register
    def _t_test(self, derivation: TTest, result: Result, text: str) -> Lines:
        """Means, deviations and sizes of both groups, t, and its degrees of freedom."""
        t = self.style.number(derivation.t, SPREAD_DECIMALS)
        means = MINUS.join(
            self.style.number(group.mean, TIME_DECIMALS)
            for group in (derivation.first, derivation.second)
        )
        error = self.style.number(derivation.standard_error, SPREAD_DECIMALS)
        whole = derivation.degrees_of_freedom == int(derivation.degrees_of_freedom)
        freedom = self.style.number(derivation.degrees_of_freedom, 0 if whole else TIME_DECIMALS)
        one, other = _groups(result)
        return (
            f"{one}: {self._sample(derivation.first)}",
            f"{other}: {self._sample(derivation.second)}",
            f"standard error {self._standard_error(derivation)} = {error}",
            f"t = ({means}){OVER}{error} = {t}, with {freedom} degrees of freedom",
            f"p = 2{TIMES}P(T > |t|) {_gives(text)}",
        )

    def _sample(self, sample: SampleSummary) -> str:
        mean, sd = (self.style.number(v, TIME_DECIMALS) for v in (sample.mean, sample.sd))
        return f"mean {mean}, SD {sd}, n = {self._count(sample.n)}"

    def _standard_error(self, derivation: TTest) -> str:
        sizes = [self._count(group.n) for group in (derivation.first, derivation.second)]
        if derivation.pooled_sd is None:
            spreads = [
                self.style.number(g.sd, TIME_DECIMALS)
                for g in (derivation.first, derivation.second)
            ]
            return f"{ROOT}({spreads[0]}²/{sizes[0]} + {spreads[1]}²/{sizes[1]})"
        pooled = self.style.number(derivation.pooled_sd, TIME_DECIMALS)
        return f"{pooled}{TIMES}{ROOT}(1/{sizes[0]} + 1/{sizes[1]})"

    @_lines.register
    def _mann_whitney(self, derivation: MannWhitney, _result: Result, text: str) -> Lines:
        """U, and the distribution that gives its p-value."""
        u = self.style.number(derivation.u_statistic, decimals_given(derivation.u_statistic))
        n, m = self._count(derivation.n), self._count(derivation.m)
        pairs = self._count(derivation.n * derivation.m)
        counted = f"U = {u} of {n}{TIMES}{m} = {pairs} pairs, ties counting half"
        if derivation.sd is None:
            return (counted, f"exact distribution of U: p {_gives(text)}")
        middle = self.style.number(derivation.n * derivation.m / 2, 1)
        spread = self.style.number(derivation.sd, SPREAD_DECIMALS)
        return (
            counted,
            f"z = (|{u}{MINUS}{middle}|{MINUS}0.5){OVER}{spread}, with p = 2{TIMES}P(Z > z) {_gives(text)}",
        )

    def _count(self, n: int) -> str:
        return self.style.count(n)


def _gives(text: str) -> str:
    """Set an equals sign before a result, unless it has a relation of its own: "<0.001"."""
    return text if text[0] in "<>≥" else f"= {text}"


def _groups(result: Result) -> tuple[str, str]:
    """Name the two groups that a test compares."""
    return GROUPS.get(result.topic.by, ("first group", "second group"))


def _day(when: date) -> str:
    return when.isoformat()
