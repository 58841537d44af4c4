"""The rule by which every printed number is rounded: once, half away from zero, on the decimal value.

docs/adr/0004-rounding-and-number-styles.md says why.
"""

import math
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

from il2report.values import SIGNIFICANT_DIGITS

# Digits enough for every finite float, so that no intermediate step can round.
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_TRUE_DIGITS = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN)
# A percentage as near as this to a whole count of its denominator is that count over it.
_SAME_PERCENT = Decimal("1e-9")


def exact_decimal(value: float | Decimal) -> Decimal:
    """Take a finite number at its shortest decimal value: 2.675 is 2.675, whatever its binary neighbor.

    NaN and infinity, which a result must never carry, are refused with a ValueError.
    """
    if isinstance(value, int):
        return Decimal(value)
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a number that can be printed")
    return value if isinstance(value, Decimal) else Decimal(repr(float(value)))


def round_half_away(value: float | Decimal, decimals: int) -> Decimal:
    """Round once, half away from zero, on the decimal value without the noise of binary arithmetic.

    940.8499999999999 is 940.85, and rounds as that. Where the last printed digit is itself the
    twelfth or beyond, a number is taken as it is. The result has exactly `decimals` digits behind the
    point and is never a negative zero. Halves go away from zero, as in school and in SAS's ROUND; R's
    round() goes to even (docs/adr/0004).
    """
    if decimals < 0:
        raise ValueError(f"{decimals} digits behind the decimal point")
    step = Decimal(1).scaleb(-decimals)
    exact = exact_decimal(value)
    if isinstance(value, float) and exact.adjusted() + decimals < SIGNIFICANT_DIGITS - 1:
        exact = _TRUE_DIGITS.plus(exact)
    rounded = exact.quantize(step, context=_EXACT)
    return rounded.copy_abs() if rounded == 0 else rounded


def whole_number(value: float) -> int:
    """Take a whole number; one with a fraction is refused."""
    exact = exact_decimal(value)
    if exact != exact.to_integral_value():
        raise ValueError(f"{value} is not a whole number")
    return int(exact)


def floored(value: float) -> int:
    """Take the whole number at or below a number."""
    return int(exact_decimal(value).to_integral_value(rounding=ROUND_FLOOR))


def exact_percent(value: float, of: int) -> Decimal:
    """Take a percentage, 0 to 100, as the exact share of a whole count where it is one."""
    exact = exact_decimal(value)
    if not 0 <= exact <= 100:
        raise ValueError(f"a percentage of {value}")
    exact = _TRUE_DIGITS.plus(exact)
    whole = (exact * of / 100).to_integral_value(rounding=ROUND_HALF_UP)
    fraction = _EXACT.divide(100 * whole, Decimal(of))
    return fraction if abs(fraction - exact) <= _SAME_PERCENT else exact
