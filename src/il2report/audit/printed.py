"""A number as it is printed, and all the numbers that can print like it."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from il2report.audit.bounds import Bounds


class Rounding(StrEnum):
    """How a paper rounds, as far as it says: at the half, by cutting off, or in any of these ways."""

    ANY = "any"
    HALF = "half"
    TRUNCATED = "truncated"


class Sign(StrEnum):
    """The sign before or after the digits."""

    EQUAL = "="
    BELOW = "<"
    ABOVE = ">"
    AT_LEAST = "+"


NUMBER = r"[-+\u2212]?(?:\d{1,3}(?:[,\u2009\u202f ]\d{3})+|\d+)?(?:[.\u00b7]\d+)?"
PRINTED = re.compile(rf"(?P<sign>[<>\u2264\u2265])?\s*(?P<number>{NUMBER})\s*(?P<after>[+%])?")
PAIR = re.compile(
    rf"[(\[]?\s*(?P<low>{NUMBER})\s*%?\s*(?:-|\u2013|\u2014|\bto\b|[,;]\s)\s*(?P<high>{NUMBER})\s*%?\s*[)\]]?"
)
SIGNS = {
    "<": Sign.BELOW,
    "\u2264": Sign.BELOW,
    ">": Sign.ABOVE,
    "\u2265": Sign.ABOVE,
    None: Sign.EQUAL,
}


@dataclass(frozen=True, slots=True)
class PrintedDigits:
    """Digits as printed: their value, how many follow the decimal point, and the sign."""

    text: str
    value: Fraction
    decimals: int
    sign: Sign = Sign.EQUAL

    @property
    def unit(self) -> Fraction:
        """The step of the last printed digit."""
        return Fraction(1, 10**self.decimals)

    def bounds(self, rounding: Rounding = Rounding.ANY) -> Bounds:
        """Give the numbers that print like this one.

        Half of a unit belongs to both neighbors, as it is rounded up by one rule and to the even
        digit by another. Cutting off goes toward zero. Where the rule is not known, what any of
        them could print belongs.
        """
        match self.sign:
            case Sign.BELOW:
                return Bounds(-math.inf, self.value)
            case Sign.ABOVE | Sign.AT_LEAST:
                return Bounds(self.value, math.inf)
            case _:
                return self._rounded(rounding)

    def exact(self) -> Bounds:
        """Give the bounds of a number that is counted and not rounded."""
        if self.sign is Sign.EQUAL:
            return Bounds(self.value, self.value)
        return self.bounds()

    def _rounded(self, rounding: Rounding) -> Bounds:
        half = self.unit / 2
        near, far, open_end = {
            Rounding.HALF: (half, half, False),
            Rounding.TRUNCATED: (Fraction(0), self.unit, True),
            Rounding.ANY: (half, self.unit, True),
        }[rounding]
        size = abs(self.value)
        if size == 0:
            return Bounds(-far, far, open_end, open_end)
        away = Bounds(size - near, size + far, high_open=open_end)
        return away if self.value > 0 else -away

    def __str__(self) -> str:
        return self.text


def printed_number(text: str) -> PrintedDigits | None:
    """Read one printed number."""
    found = PRINTED.fullmatch(text.strip())
    if found is None or not (value := _value(found["number"])):
        return None
    sign = Sign.AT_LEAST if found["after"] == "+" else SIGNS[found["sign"]]
    return PrintedDigits(text.strip(), value[0], value[1], sign)


def printed_pair(text: str) -> tuple[PrintedDigits, PrintedDigits] | None:
    """Read two printed numbers, as a range or an interval has: `23-62`, `(12 to 21)`, `4.3, 48.1`."""
    found = PAIR.fullmatch(text.strip())
    if found is None:
        return None
    low, high = printed_number(found["low"]), printed_number(found["high"])
    return (low, high) if low and high else None


def _value(digits: str) -> tuple[Fraction, int] | None:
    plain = re.sub(r"[,\u2009\u202f ]", "", digits).replace("\u2212", "-").replace("\u00b7", ".")
    if not any(sign.isdigit() for sign in plain):
        return None
    return Fraction(plain), len(plain.partition(".")[2])
