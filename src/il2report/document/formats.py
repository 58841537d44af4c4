"""The one place where a number becomes text, by the style of a journal.

Every style rounds once, half away from zero, on the decimal value to 12 significant digits; prints
U+2212 as minus; lets no p-value become 0 or 1 or change its side of 0.05 or of the study's level;
lets no percentage become 0 or 100 that is not. NaN and infinity are refused. Everything else is a
choice of the journal's profile: docs/number-styles.md says which published rule each choice of the four
shipped profiles follows, docs/adr/0004-rounding-and-number-styles.md why all differ from a guide in one
point.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal

from il2report.document.grammar import capitalised, number_word
from il2report.document.rounding import (
    exact_decimal,
    exact_percent,
    floored,
    round_half_away,
    whole_number,
)
from il2report.errors import Il2ReportError
from il2report.study.journal_files import shipped_journal
from il2report.study.journals import JournalProfile
from il2report.values import without_noise

MINUS = "\N{MINUS SIGN}"
STILL_ONGOING = "+"
AT_LEAST = "≥"
SIGNIFICANCE = Decimal("0.05")
MOST_P_DECIMALS = 6
"""Digits that a p-value may take to show its side of a level; nearer to it "<0.05" or ">0.05" is printed."""

DECIMALS: Mapping[str, int] = MappingProxyType(
    {
        "count": 0,
        "years": 1,
        "months": 1,
        "completed_months": 0,
        "doses": 2,
        "millimeters": 0,
        "iu_per_kg": 0,
        "hours": 0,
        "days": 0,
        "minutes": 0,
        "grade": 0,
        "number": 1,
        "ratio": 2,
    }
)


class UnknownUnit(Il2ReportError, LookupError):
    """A unit that has no number of decimals here."""


@dataclass(frozen=True, slots=True)
class PValueRule:
    """How a style prints p-values.

    `decimals_from` pairs a lowest p with the digits from there on, highest first; below `floor`
    only "less than" is printed. `noun` is what running text calls one; where `italic`, the label is
    set in italics wherever the page has it.
    """

    label: str
    decimals_from: tuple[tuple[Decimal, int], ...]
    floor: Decimal
    leading_zero: bool = True
    spaced: bool = False
    noun: str = "p-value"
    italic: bool = False

    def decimals(self, p: Decimal) -> int:
        """Digits for a p-value that is not below the floor."""
        return next(digits for lowest, digits in self.decimals_from if p >= lowest)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStyle:
    """The choices of one journal, and the texts that follow from them.

    `guide` is the published guide that is followed. `percent_decimals_from` pairs a lowest denominator
    with the digits of a percentage from there on, highest first. `groups_from` is the first number whose
    thousands are separated. `joiner` is between the limits of an interval or the ends of a range,
    `after_ci` between "CI" and the lower limit; `percent_signs` says which limits carry the sign.
    `words_through` is the last number that is a word in running text, -1 where none is, and `with_and`
    the British reading of words. Rounding carries no p-value across one of the `levels` of significance.
    """

    name: str
    guide: str
    p: PValueRule
    percent_decimals_from: tuple[tuple[int, int], ...]
    decimal_point: str = "."
    group_separator: str = ","
    groups_from: int = 1_000
    joiner: str = "-"
    after_ci: str = " "
    percent_signs: Literal["both", "last", "none"] = "last"
    words_through: int = 9
    with_and: bool = False
    serial_comma: bool = True
    levels: tuple[Decimal, ...] = (SIGNIFICANCE,)

    def count(self, n: int) -> str:
        """Print a whole number: "15", "1,000"."""
        return self._printed(round_half_away(whole_number(n), 0))

    def number(self, value: float | Decimal, decimals: int) -> str:
        """Print a measured or computed number with `decimals` digits: "48.8"."""
        return self._printed(round_half_away(value, decimals))

    def p_value(self, p: float) -> str:
        """Print a p-value, 0 to 1, without its label: "0.608", "<0.001", ">0.999".

        It has up to `MOST_P_DECIMALS` digits where it takes them to show its side of a level, and is
        "<0.05" or ">0.05" where those do not show it either. A p-value that equals the level to 12
        significant digits prints as the level.
        """
        if not 0 <= exact_decimal(p) <= 1:
            raise ValueError(f"a p-value of {p}")
        exact = exact_decimal(without_noise(p))
        if exact < self.p.floor:
            return f"<{self._probability(self.p.floor)}"
        decimals = self.p.decimals(exact)
        if round_half_away(exact, decimals) >= 1:
            return f">{self._probability(1 - Decimal(1).scaleb(-decimals))}"
        while (crossed := self._level_crossed(exact, decimals)) and decimals < MOST_P_DECIMALS:
            decimals += 1
        if crossed:
            return f"{'<' if exact < crossed else '>'}{self._probability(crossed)}"
        return self._probability(round_half_away(exact, decimals))

    def p_phrase(self, p: float) -> str:
        """Print a p-value with its label: "p=0.608", "P < .001"."""
        text = self.p_value(p)
        relation, digits = (text[0], text[1:]) if text[0] in "<>" else ("=", text)
        space = " " if self.p.spaced else ""
        return f"{self.p.label}{space}{relation}{space}{digits}"

    def interval(self, low: str, high: str) -> str:
        """Join the ends of an interval or range: "23-62", by "to" where a dash would meet a sign or a word."""
        plain = low[0].isdigit() and high[0].isdigit()
        return f"{low}{self.joiner if plain else ' to '}{high}"

    def word(self, n: int) -> str:
        """Print a count in running text: a word where the style wants one, else the numeral."""
        return number_word(n) if 0 <= n <= self.words_through else self.count(n)

    def sentence_start(self, n: int) -> str:
        """Spell a count out as the first word of a sentence, up to 999,999."""
        return capitalised(number_word(n, with_and=self.with_and))

    def decimals(self, unit: str) -> int:
        """Digits behind the point by unit; percentages and p-values have rules of their own."""
        if unit not in DECIMALS:
            raise UnknownUnit(
                f"no decimals are set for the unit {unit!r}; {_listing(unit, DECIMALS)}"
            )
        return DECIMALS[unit]

    def text(self, value: float, unit: str, n: int, decimals: int | None = None) -> str:
        """Print the value of a result by its unit, without the unit: "15", "46.7", "0.608", "34", "yes".

        `unit` is "count", "percent" (0 to 100), "p_value", "flag" or a key of DECIMALS; completed months
        are exact months, which are floored. `n` is the denominator of a percentage. `decimals` takes the
        place of the style's digits, except in whole numbers and p-values.

        Raises
        ------
        ValueError
            A value outside its unit's limits, a count with a fraction, NaN, infinity.
        UnknownUnit
            Any other unit.
        """
        match str(unit):
            case "count":
                return self.count(whole_number(value))
            case "completed_months":
                return self.count(floored(value))
            case "p_value":
                return self.p_value(value)
            case "flag":
                return "yes" if value else "no"
            case "percent":
                digits = self._percent_decimals(n) if decimals is None else decimals
                return self._percent_text(value, n, digits)
        return self.number(value, self.decimals(unit) if decimals is None else decimals)

    def _printed(self, rounded: Decimal) -> str:
        whole, _, fraction = f"{abs(rounded):f}".partition(".")
        if int(whole) >= self.groups_from:
            whole = f"{int(whole):,}".replace(",", self.group_separator)
        sign = MINUS if rounded < 0 else ""
        return f"{sign}{whole}{self.decimal_point if fraction else ''}{fraction}"

    def _probability(self, rounded: Decimal) -> str:
        text = self._printed(rounded)
        return text if self.p.leading_zero else text.removeprefix("0")

    def _level_crossed(self, p: Decimal, decimals: int) -> Decimal | None:
        """Give the level that rounding carries a p-value across, or onto."""
        rounded = round_half_away(p, decimals)
        crossed = (level for level in self.levels if p.compare(level) != rounded.compare(level))
        return next(crossed, None)

    def _percent_decimals(self, of: int) -> int:
        if of < 1:
            raise ValueError(f"a percentage of {of}")
        return next(digits for lowest, digits in self.percent_decimals_from if of >= lowest)

    def _percent_text(self, value: float, of: int, decimals: int) -> str:
        exact = exact_percent(value, of)
        rounded, step = round_half_away(exact, decimals), Decimal(1).scaleb(-decimals)
        if rounded == 0 < exact:
            return f"<{self._printed(step)}"
        if rounded == 100 > exact:
            return f">{self._printed(100 - step)}"
        return self._printed(rounded)


def _listing(wrong: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(wrong, known, n=1, cutoff=0)
    return f"the nearest is {near[0]!r}, all are {', '.join(known)}"


def number_style(journal: JournalProfile | str, alpha: float = float(SIGNIFICANCE)) -> NumberStyle:
    """Give the number style of a journal, or of a shipped one by its name.

    A p-value shows its side of `alpha`, the level of significance of the study, and of 0.05.

    Raises
    ------
    UnknownJournal
        A LookupError that names the nearest journal and all shipped ones.
    """
    profile = shipped_journal(journal) if isinstance(journal, str) else journal
    given, p = profile.numbers, profile.numbers.p
    levels = dict.fromkeys((SIGNIFICANCE, exact_decimal(without_noise(alpha))))
    return NumberStyle(
        name=profile.name,
        guide=given.guide,
        p=PValueRule(
            label=p.label,
            decimals_from=tuple((exact_decimal(each.least), each.decimals) for each in p.digits),
            floor=exact_decimal(p.floor),
            leading_zero=p.leading_zero,
            spaced=p.spaced,
            noun=p.noun,
            italic=p.italic,
        ),
        percent_decimals_from=tuple((each.least, each.decimals) for each in given.percent_digits),
        decimal_point=given.decimal_point,
        group_separator=given.group_separator,
        groups_from=given.groups_from,
        joiner=given.joiner,
        after_ci=given.after_ci,
        percent_signs=given.percent_signs,
        words_through=given.words_through,
        with_and=given.with_and,
        serial_comma=given.serial_comma,
        levels=tuple(levels),
    )
