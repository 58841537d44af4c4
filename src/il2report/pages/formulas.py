"""Prints a formula with the numbers put in, each through the number style."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from il2report.document.formats import NumberStyle
from il2report.document.grammar import plural
from il2report.results.catalogue import Result, Unit
from il2report.results.workings import (
    BetaQuantile,
    Counted,
    Course,
    Crossing,
    Deviation,
    FourFold,
    Graded,
    LogLogLimit,
    Mean,
    Products,
    Ranked,
    RankSum,
    Recorded,
    Rectangles,
    Sample,
    Share,
    Span,
    TRatio,
    Working,
    WorstGrade,
)
from il2report.templating.vocabulary import decimals_given
from il2report.values import AGE_GROUPED_FROM

MOST_TERMS = 40
"""Terms of a sum that are written out; of more, the first and the last ones stand for all."""
ENDS_SHOWN = 3
DAYS_PER_MONTH = "30.4375"
TIMES, OVER, MINUS, ROOT = " × ", " / ", " \N{MINUS SIGN} ", "\N{SQUARE ROOT}"
LEVEL_DECIMALS, TIME_DECIMALS, SPREAD_DECIMALS, PROBABILITY_DECIMALS = 4, 2, 3, 4

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formulas:
    """Writes formulas in one number style; `by_patient` tells whether single patients may be shown.

    `ages_grouped` shows an age of 90 or more as ≥90, as the manuscript does.
    """

    style: NumberStyle
    by_patient: bool = True
    ages_grouped: bool = False

    def lines(self, working: Working, result: Result, text: str) -> Lines:
        """Write the formula of a result, which prints as `text`, with its numbers."""
        return PRINTED[type(working)](self, working, result, text)

    # --- counts -----------------------------------------------------------------------------------

    def counted(self, working: Counted, _result: Result, _text: str) -> Lines:
        """Say how many of how many."""
        return (
            f"{self._count(working.k)} of {self._count(working.n)} {plural(working.n, 'patient')}",
        )

    def share(self, working: Share, _result: Result, text: str) -> Lines:
        """100 × 3 / 15 = 20.0."""
        return (f"100{TIMES}{self._count(working.k)}{OVER}{self._count(working.n)} {_gives(text)}",)

    def graded(self, working: Graded, _result: Result, text: str) -> Lines:
        """Name who reached which grade, and count them."""
        k, n = len(working.counted), working.n
        counted = (
            f"100{TIMES}{self._count(k)}{OVER}{self._count(n)} {_gives(text)}"
            if working.is_share
            else f"{self._count(k)} of {self._count(n)} {plural(n, 'patient')}"
        )
        if not self.by_patient or not working.counted:
            return (counted,)
        return (*self._grades(working.counted), counted)

    def _grades(self, counted: Sequence[WorstGrade]) -> Lines:
        shown = tuple(
            f"{each.patient}: worst grade {each.worst}"
            + (f" of {', '.join(map(str, each.reported))}" if len(each.reported) > 1 else "")
            for each in counted[:MOST_TERMS]
        )
        more = len(counted) - len(shown)
        return (*shown, f"and {self._count(more)} more") if more else shown

    # --- one measurement --------------------------------------------------------------------------

    def mean(self, working: Mean, result: Result, text: str) -> Lines:
        """(51 + 48 + 23) / 3 = 40.7."""
        values, n = working.values, len(working.values)
        total = self._plain(working.total)
        if not self.by_patient:
            return (f"{total}{OVER}{self._count(n)} {_gives(text)}",)
        written = f"({self._terms(values, ' + ', result)}){OVER}{self._count(n)}"
        if n > MOST_TERMS:
            return (f"{written} = {total}{OVER}{self._count(n)} {_gives(text)}",)
        return (f"{written} {_gives(text)}",)

    def deviation(self, working: Deviation, _result: Result, text: str) -> Lines:
        """The root of the mean square, with the mean that the distances are taken from."""
        squares = self.style.number(working.squares, TIME_DECIMALS)
        mean = self.style.number(working.mean, TIME_DECIMALS)
        return (
            f"{ROOT}({squares}{OVER}({self._count(working.n)}{MINUS}1)) {_gives(text)}",
            f"where {squares} is the sum of (x{MINUS}{mean})²",
        )

    def ranked(self, working: Ranked, result: Result, text: str) -> Lines:
        """The values in rising order, and which of them is taken."""
        n = len(working.values)
        middle = "middle" if n % 2 else "mean of the two middle ones"
        which = {"minimum": "smallest", "maximum": "largest"}.get(result.method, middle)
        if not self.by_patient:
            return (f"the {which} of {self._count(n)} {plural(n, 'value')} {_gives(text)}",)
        return (f"the {which} of {self._terms(working.values, ', ', result)} {_gives(text)}",)

    def recorded(self, working: Recorded, result: Result, text: str) -> Lines:
        """The cell, or the cells that are counted."""
        if not self.by_patient:
            return ()
        values = self._terms(working.values, ", ", result)
        if working.is_tally:
            n = len(working.values)
            return (f"{self._count(n)} {plural(n, 'row')}: {values}",)
        return (f"{values} {_gives(text)}" if values != text else values,)

    def _terms(self, values: Sequence[float], joint: str, result: Result) -> str:
        texts = [self._recorded(value, result) for value in values]
        if len(texts) > MOST_TERMS:
            texts = [*texts[:ENDS_SHOWN], "…", *texts[-ENDS_SHOWN:]]
        return joint.join(texts)

    def _recorded(self, value: float, result: Result) -> str:
        if self.ages_grouped and result.unit == Unit.YEARS and value >= AGE_GROUPED_FROM:
            return f"≥{AGE_GROUPED_FROM}"
        return self._plain(value)

    def _plain(self, value: float) -> str:
        return self.style.number(value, min(decimals_given(value), SPREAD_DECIMALS))

    # --- one patient's dates ----------------------------------------------------------------------

    def span(self, working: Span, _result: Result, text: str) -> Lines:
        """The two dates, the days between, and the months they are."""
        if not self.by_patient:
            return ()
        days = f"{self._count(working.days)} {plural(working.days, 'day')}"
        dates = f"{_day(working.start)} to {_day(working.end)}: {days}"
        if working.is_completed:
            months = f"{self._count(working.months)} {plural(working.months, 'calendar month')}"
            return (dates, f"{months} complete on {_day(working.completed_on)}: {text}")
        return (dates, f"{self._count(working.days)}{OVER}{DAYS_PER_MONTH} {_gives(text)}")

    def course(self, working: Course, _result: Result, text: str) -> Lines:
        """Until when no lesion was seen, and when one came back."""
        if not self.by_patient:
            return ()
        until = f"no lesion at the assessment of {_day(working.last_clear)}"
        if working.recurred_on is None:
            return (f"{until}, the last one: {text}",)
        return (f"{until}, a lesion again on {_day(working.recurred_on)}: {text}",)

    # --- intervals and the curve ------------------------------------------------------------------

    def beta_quantile(self, working: BetaQuantile, _result: Result, text: str) -> Lines:
        """100 × B(0.025; 3, 13) = 4.3, B being the quantile of the beta distribution."""
        counted = f"k = {self._count(working.k)}, n = {self._count(working.n)}"
        if not working.first or not working.second:
            who = "nobody" if not working.first else "everybody"
            return (f"{counted}: {who} was counted, so the limit is {text}",)
        probability = self.style.number(working.probability, LEVEL_DECIMALS - 1)
        shapes = f"{self._count(working.first)}, {self._count(working.second)}"
        named = "k, n − k + 1" if working.first == working.k else "k + 1, n − k"
        return (
            f"100{TIMES}B({probability}; {shapes}) {_gives(text)}",
            f"where B(p; {named}) is the p-quantile of the beta distribution, {counted}",
        )

    def products(self, working: Products, _result: Result, text: str) -> Lines:
        """100 × (1 − 1/15) × (1 − 2/14) = 80.0, one factor for each time of an event."""
        if not working.factors:
            return (f"no event up to month {self._count(int(working.time))}: {text}",)
        factors = [
            f"(1{MINUS}{self._count(events)}/{self._count(at_risk)})"
            for events, at_risk in working.factors
        ]
        if len(factors) > MOST_TERMS:
            factors = [*factors[:ENDS_SHOWN], "…", *factors[-ENDS_SHOWN:]]
        return (f"100{TIMES}{TIMES.join(factors)} {_gives(text)}",)

    def crossing(self, working: Crossing, result: Result, text: str) -> Lines:
        """The step in which the curve, or the limit of its band, comes to one half."""
        time = self.style.number(working.time, TIME_DECIMALS)
        before, level = (
            self.style.number(value, LEVEL_DECIMALS) for value in (working.before, working.level)
        )
        fall = f"from {before} to {level}"
        if result.method == "log_log_interval":
            band = "lower" if result.id.endswith(".ci_low") else "upper"
            step = f"at month {time}, the {band} limit of the curve goes {fall}"
        else:
            event = "was followed" if result.method == "reverse_kaplan_meier" else "progressed"
            who = f"{self._count(working.events)} of the {self._count(working.at_risk)} at risk"
            step = f"at month {time}, {who} {event}, and the curve goes {fall}"
        if working.until is None:
            return (f"{step}: {text}",)
        until = self.style.number(working.until, TIME_DECIMALS)
        return (
            f"{step}, where it stays until month {until}",
            f"({time} + {until}){OVER}2 {_gives(text)}",
        )

    def log_log_limit(self, working: LogLogLimit, _result: Result, text: str) -> Lines:
        """The estimate, its variance and z in the formula of the log(-log) scale."""
        level = self.style.number(working.survival, LEVEL_DECIMALS)
        variance = self.style.number(working.variance, LEVEL_DECIMALS)
        z = self.style.number(working.z, LEVEL_DECIMALS)
        sign = "+" if working.sign > 0 else "\N{MINUS SIGN}"
        return (
            (
                f"100{TIMES}exp(−exp(log(−log {level}) {sign} {z}{TIMES}{ROOT}{variance}{OVER}|log {level}|))"
                f" {_gives(text)}"
            ),
            f"where {variance} is the sum of events / (at risk{TIMES}(at risk{MINUS}events))",
        )

    def rectangles(self, working: Rectangles, _result: Result, text: str) -> Lines:
        """The area below the curve as a sum of widths and heights."""
        parts = [
            f"{self.style.number(width, TIME_DECIMALS)}{TIMES}"
            f"{self.style.number(height, LEVEL_DECIMALS)}"
            for width, height in working.parts
        ]
        if len(parts) > MOST_TERMS:
            parts = [*parts[:ENDS_SHOWN], "…", *parts[-ENDS_SHOWN:]]
        return (f"{' + '.join(parts)} {_gives(text)}",)

    # --- tests ------------------------------------------------------------------------------------

    def four_fold(self, working: FourFold, _result: Result, text: str) -> Lines:
        """The two-by-two table, its probability, and those of all tables no likelier."""
        first, second = (
            f"{self._count(yes)} with and {self._count(no)} without"
            for yes, no in (working.first, working.second)
        )
        observed = self.style.number(working.observed, PROBABILITY_DECIMALS)
        parts = [self.style.number(p, PROBABILITY_DECIMALS) for p in working.extreme]
        if len(parts) > MOST_TERMS:
            parts = [*parts[:ENDS_SHOWN], "…", *parts[-ENDS_SHOWN:]]
        return (
            f"clinical benefit: {first}; no clinical benefit: {second}",
            f"this table has probability {observed}; with all that are no likelier:",
            f"{' + '.join(parts)} {_gives(text)}",
        )

    def t_ratio(self, working: TRatio, _result: Result, text: str) -> Lines:
        """Means, deviations and sizes of both groups, t, and its degrees of freedom."""
        t = self.style.number(working.t, SPREAD_DECIMALS)
        means = MINUS.join(
            self.style.number(group.mean, TIME_DECIMALS)
            for group in (working.first, working.second)
        )
        error = self.style.number(working.standard_error, SPREAD_DECIMALS)
        whole = working.freedom == int(working.freedom)
        freedom = self.style.number(working.freedom, 0 if whole else TIME_DECIMALS)
        return (
            f"clinical benefit: {self._sample(working.first)}",
            f"no clinical benefit: {self._sample(working.second)}",
            f"standard error {self._standard_error(working)} = {error}",
            f"t = ({means}){OVER}{error} = {t}, with {freedom} degrees of freedom",
            f"p = 2{TIMES}P(T > |t|) {_gives(text)}",
        )

    def _sample(self, sample: Sample) -> str:
        mean, sd = (self.style.number(v, TIME_DECIMALS) for v in (sample.mean, sample.sd))
        return f"mean {mean}, SD {sd}, n = {self._count(sample.n)}"

    def _standard_error(self, working: TRatio) -> str:
        sizes = [self._count(group.n) for group in (working.first, working.second)]
        if working.pooled_sd is None:
            spreads = [
                self.style.number(g.sd, TIME_DECIMALS) for g in (working.first, working.second)
            ]
            return f"{ROOT}({spreads[0]}²/{sizes[0]} + {spreads[1]}²/{sizes[1]})"
        pooled = self.style.number(working.pooled_sd, TIME_DECIMALS)
        return f"{pooled}{TIMES}{ROOT}(1/{sizes[0]} + 1/{sizes[1]})"

    def rank_sum(self, working: RankSum, _result: Result, text: str) -> Lines:
        """How many pairs the first group wins, and the distribution that this is held against."""
        wins = self.style.number(working.wins, decimals_given(working.wins))
        n, m = self._count(working.n), self._count(working.m)
        pairs = self._count(working.n * working.m)
        counted = f"U = {wins} of {n}{TIMES}{m} = {pairs} pairs, ties counting half"
        if working.deviation is None:
            return (counted, f"exact distribution of U: p {_gives(text)}")
        middle = self.style.number(working.n * working.m / 2, 1)
        spread = self.style.number(working.deviation, SPREAD_DECIMALS)
        return (
            counted,
            f"z = (|{wins}{MINUS}{middle}|{MINUS}0.5){OVER}{spread}, with p = 2{TIMES}P(Z > z) {_gives(text)}",
        )

    def _count(self, n: int) -> str:
        return self.style.count(n)


def _gives(text: str) -> str:
    """Set an equals sign before a result, unless it has a relation of its own: "<0.001"."""
    return text if text[0] in "<>≥" else f"= {text}"


def _day(when: date) -> str:
    return when.isoformat()


PRINTED: Mapping[type[Any], Callable[[Formulas, Any, Result, str], Lines]] = MappingProxyType(
    {
        Counted: Formulas.counted,
        Share: Formulas.share,
        Graded: Formulas.graded,
        Mean: Formulas.mean,
        Deviation: Formulas.deviation,
        Ranked: Formulas.ranked,
        BetaQuantile: Formulas.beta_quantile,
        Products: Formulas.products,
        Crossing: Formulas.crossing,
        LogLogLimit: Formulas.log_log_limit,
        Rectangles: Formulas.rectangles,
        FourFold: Formulas.four_fold,
        TRatio: Formulas.t_ratio,
        RankSum: Formulas.rank_sum,
        Recorded: Formulas.recorded,
        Span: Formulas.span,
        Course: Formulas.course,
    }
)
"""How each kind of working is printed; a test holds the keys equal to the kinds."""
