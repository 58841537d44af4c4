"""Looks a result up by its id and prints it, each number marked with where it comes from.

Every number on the page passes through here: a result of the catalogue, a fact of the literature
or a constant of the protocol. The text is the number style's; this module makes it a `Number` of the
tree, from which a reader, a test and the later comparison find the way back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from il2report.document.formats import AT_LEAST, STILL_ONGOING, NumberStyle
from il2report.document.grammar import plural
from il2report.document.tree import Fragment, Number, composed, emphasis
from il2report.results.catalogue import Catalogue, Result
from il2report.values import NotEstimable, Unit

NOT_REACHED = "not reached"
NOT_ESTIMABLE = "not estimable"
MOST_SPELLED = 100
"""The largest count that is spelled out where a sentence begins; more words than two or three are hard to read."""
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

UNIT_NOUNS: Mapping[str, str] = {
    "years": "year",
    "months": "month",
    "completed_months": "month",
    "doses": "dose",
    "hours": "hour",
    "days": "day",
    "minutes": "minute",
}
UNIT_SYMBOLS: Mapping[str, str] = {"millimeters": "mm", "iu_per_kg": "IU/kg"}


def marked(text: str, value: float | str | None, result_id: str, part: str = "") -> Fragment:
    """Print a number that knows its full-precision value and the id that it was looked up by."""
    return Fragment.of(Number(result_id, text, value, part))


def with_unit(number: Fragment, text: str, unit: str) -> Fragment:
    """Set the unit, if it has a name, behind a number, in the singular or plural that fits it."""
    if unit == Unit.PERCENT:
        return number + "%"
    if unit in UNIT_SYMBOLS:
        return number + NO_BREAK_SPACE + UNIT_SYMBOLS[unit]
    if unit in UNIT_NOUNS:
        return number + NO_BREAK_SPACE + plural(1 if text == "1" else 2, UNIT_NOUNS[unit])
    return number


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints results by id in one journal's number style."""

    catalogue: Catalogue
    style: NumberStyle
    percentages_from: int = 0
    """The smallest group of which sentences give percentages beside counts."""

    def text(self, result_id: str) -> str:
        """Print the bare text of a result, without its unit; what results.json carries."""
        return self.text_of(self.catalogue[result_id])

    def text_of(self, result: Result) -> str:
        """Print a result that is at hand already."""
        value = result.value
        if isinstance(value, NotEstimable):
            return NOT_REACHED if value.not_reached else NOT_ESTIMABLE
        text = self.style.text(value, result.unit, result.n, result.decimals)
        before, behind = AT_LEAST * result.is_at_least, STILL_ONGOING * result.is_ongoing
        return f"{before}{text}{behind}"

    def number(self, result_id: str) -> Fragment:
        """Print the number alone."""
        result = self.catalogue[result_id]
        return self._mark(self.text_of(result), result)

    def percent(self, result_id: str, *, sign: bool = True) -> Fragment:
        """Print a percentage, with its sign where it has a value."""
        result = self.catalogue[result_id]
        number = self.number(result_id)
        return number + "%" if sign and result.is_estimable else number

    def quantity(self, result_id: str) -> Fragment:
        """Print a number with its unit: "6.5 months", "627.7 U/L"; "not reached" has no unit."""
        result = self.catalogue[result_id]
        number = self.number(result_id)
        if not result.is_estimable:
            return number
        if result.unit_name:
            return number + NO_BREAK_SPACE + result.unit_name
        return with_unit(number, self.text_of(result), result.unit)

    def beside(self, prefix: str, pattern: str = " ({})") -> Fragment:
        """Print the percentage that stands beside a count: " (20.0%)"; nothing for a small group.

        A percentage of a dozen patients looks more exact than it is.
        """
        percent = f"{prefix}.percent"
        if self.catalogue[percent].n < self.percentages_from:
            return Fragment()
        return composed(pattern, self.percent(percent))

    def share(self, prefix: str) -> Fragment:
        """Print a count over its denominator with the percentage: "3/15 (20.0%)"."""
        return composed(
            "{}/{}{}",
            self.number(f"{prefix}.n"),
            self.denominator(f"{prefix}.n"),
            self.beside(prefix),
        )

    def denominator(self, result_id: str) -> Fragment:
        """Print how many patients a result was computed over."""
        result = self.catalogue[result_id]
        return marked(self.style.count(result.n), result.n, result_id, part="n")

    def size(self, result_id: str, noun: str = "patient") -> Fragment:
        """Print in running text how many a result was computed over: "three patients", "228 patients"."""
        result = self.catalogue[result_id]
        number = marked(self.style.word(result.n), result.n, result_id, part="n")
        return number + NO_BREAK_SPACE + plural(result.n, noun)

    def words(self, result_id: str, *, start: bool = False) -> Fragment:
        """Print a count as a word where the style wants one; always at the start of a sentence."""
        result = self.catalogue[result_id]
        count = _count(result)
        if start and count > MOST_SPELLED:
            return composed("A total of {}", self._mark(self.style.count(count), result))
        text = self.style.sentence_start(count) if start else self.style.word(count)
        return self._mark(text, result)

    def counted(
        self, result_id: str, noun: str, plural_noun: str | None = None, *, start: bool = False
    ) -> Fragment:
        """Print a count with its noun in the right number: "three patients", "No patient"."""
        result = self.catalogue[result_id]
        count = _count(result)
        agreeing = plural(count, noun, plural_noun)
        number = self.words(result_id, start=start)
        if count == 0:
            number = self._mark("No" if start else "no", result)
        return number + NO_BREAK_SPACE + agreeing

    def p(self, result_id: str) -> Fragment:
        """Print a p-value with its label: "p=0.608"; a test that could not be done says so."""
        result = self.catalogue[result_id]
        if isinstance(result.value, NotEstimable):
            return self.number(result_id)
        italic = self.style.p.label if self.style.p.italic else ""
        number = Number(result.id, self.style.p_phrase(result.value), result.value, "", italic)
        return Fragment.of(number)

    def p_and_adjusted(self, result_id: str) -> Fragment:
        """Print a p-value, and behind it the adjusted one where there is one: "p=0.012; p=0.048 after adjustment"."""
        adjusted = f"{result_id}_holm"
        if adjusted not in self.catalogue:
            return self.p(result_id)
        return composed("{}; {} after adjustment", self.p(result_id), self.p(adjusted))

    def p_label(self) -> Fragment:
        """Print the symbol of a p-value for the head of a column: "p", or an italic "P"."""
        return self._with_label(self.style.p.label)

    def p_value(self) -> Fragment:
        """Print what running text calls a p-value, such as "P value" with an italic P."""
        return self._with_label(self.style.p.noun)

    def p_values(self) -> Fragment:
        """Print the plural of what running text calls a p-value."""
        return self._with_label(f"{self.style.p.noun}s")

    def _with_label(self, text: str) -> Fragment:
        """Set the label that a text begins with in the style's way."""
        label = self.style.p.label
        if not self.style.p.italic:
            return Fragment.of(text)
        return emphasis(label) + text.removeprefix(label)

    def interval(self, prefix: str) -> Fragment:
        """Print the two limits of an interval as the style joins them."""
        return self.limits(f"{prefix}.ci_low", f"{prefix}.ci_high")

    def limits(self, lower: str, upper: str) -> Fragment:
        """Print two results that are the limits of one interval."""
        limits = [self.catalogue[each] for each in (lower, upper)]
        signs = [False, False]
        if limits[0].unit == Unit.PERCENT:
            signs = [self.style.percent_signs == "both", self.style.percent_signs != "none"]
        low, high = (self.percent(of.id, sign=sign) for of, sign in zip(limits, signs, strict=True))
        return low + self._between(*map(self.text_of, limits)) + high

    def ci(self, prefix: str) -> Fragment:
        """Print a confidence interval with its name: "95% CI 4.3-48.1%"."""
        level = self.catalogue.level
        name = marked(f"{level}%", level, "constant.definitions.confidence_level")
        return composed("{} CI{}{}", name, self.style.after_ci, self.interval(prefix))

    def range(self, prefix: str) -> Fragment:
        """Print minimum and maximum of a summary: "23-62", each whole where it was measured whole."""
        extremes = [self.catalogue[f"{prefix}.{end}"] for end in ("min", "max")]
        texts = [
            self.text_of(each)
            if isinstance(each.value, NotEstimable) or each.value % 1 or each.is_at_least
            else self.style.count(int(each.value))
            for each in extremes
        ]
        low, high = map(self._mark, texts, extremes)
        return low + self._between(*texts) + high

    def quartiles(self, prefix: str) -> Fragment:
        """Print the first and the third quartile of a summary: "41-55"."""
        low, high = (self.catalogue[f"{prefix}.{end}"] for end in ("q1", "q3"))
        texts = [self.text_of(result) for result in (low, high)]
        joined = self.style.interval(*texts)
        between = joined[len(texts[0]) : len(joined) - len(texts[1])]
        return self._mark(texts[0], low) + between + self._mark(texts[1], high)

    def mean_sd(self, prefix: str) -> Fragment:
        """Print a mean with its standard deviation: "591.6 (SD 194.9)"."""
        return composed("{} (SD {})", self.number(f"{prefix}.mean"), self.number(f"{prefix}.sd"))

    def _mark(self, text: str, result: Result) -> Fragment:
        value = None if isinstance(result.value, NotEstimable) else result.value
        return marked(text, value, result.id)

    def _between(self, low: str, high: str) -> str:
        """Give what the style puts between the ends of an interval."""
        return self.style.interval(low, high).removeprefix(low).removesuffix(high)


def _count(result: Result) -> int:
    if not isinstance(result.value, int):
        raise TypeError(f"{result.id} is not a count")
    return result.value
