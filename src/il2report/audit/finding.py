"""What a check has to say: how sure it is, the figures it quotes, the arithmetic in one line."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from il2report.audit.bounds import Bounds, Exact
from il2report.audit.paper import Figure, FigureKind

Shown = str | Callable[[], str]
"""Arithmetic in one line, or what writes it where it is read."""


class Certainty(StrEnum):
    """How sure a finding is.

    PROVED: the figures cannot all be true as they are typed, be they rounded at the half or
    truncated, or as the other percentages of their column are.
    UNLESS_TRUNCATED: they cannot all be true if they are rounded at the half.
    SUSPICIOUS: they can, but there is a likelier explanation.
    IMPLIED: nothing is wrong; the figures together say more than is printed.
    """

    PROVED = "proved"
    UNLESS_TRUNCATED = "unless-truncated"
    SUSPICIOUS = "suspicious"
    IMPLIED = "implied"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing that figures say together; `statements` names what the text says without a figure.

    `shown` writes its arithmetic, or is it: trials of wrong digits find thousands that no one reads.
    """

    check: str
    certainty: Certainty
    message: str
    figures: tuple[Figure, ...]
    shown: Shown = field(compare=False)
    statements: tuple[str, ...] = ()

    @property
    def arithmetic(self) -> str:
        """How it is computed, in one line."""
        return self.shown if isinstance(self.shown, str) else self.shown()

    @property
    def is_contradiction(self) -> bool:
        """Whether not all that is quoted can be true."""
        return self.certainty is Certainty.PROVED

    @property
    def tested(self) -> tuple[Figure, ...]:
        """The figures that it is about; the sizes of groups are quoted beside them."""
        other = tuple(f for f in self.figures if f.statistic is not FigureKind.N)
        return other or self.figures

    @property
    def blamed(self) -> tuple[Figure, ...]:
        """The figures of which one is probably wrong: of a p and what it was computed from, the p."""
        return tuple(f for f in self.tested if f.statistic is FigureKind.P) or self.tested

    @property
    def is_impossible(self) -> bool:
        """Whether one figure alone, beside the size of its group, is proved wrong."""
        return self.is_contradiction and self.is_about_one_figure

    @property
    def is_about_one_figure(self) -> bool:
        """Whether it is about one figure alone, beside the size of its group."""
        tested = {(f.key, f.printed.text) for f in self.figures if f.statistic is not FigureKind.N}
        return not self.statements and len(tested) == 1


def proved(
    check: str,
    message: str,
    figures: Iterable[Figure],
    arithmetic: Shown,
    statements: tuple[str, ...] = (),
) -> AuditFinding:
    """Report what cannot all be true."""
    return AuditFinding(
        check, Certainty.PROVED, message, tuple(dict.fromkeys(figures)), arithmetic, statements
    )


def suspicious(
    check: str,
    message: str,
    figures: Iterable[Figure],
    arithmetic: Shown,
    statements: tuple[str, ...] = (),
) -> AuditFinding:
    """Report what can be true but has a likelier explanation."""
    return AuditFinding(
        check, Certainty.SUSPICIOUS, message, tuple(dict.fromkeys(figures)), arithmetic, statements
    )


def implied(check: str, message: str, figures: Iterable[Figure], arithmetic: Shown) -> AuditFinding:
    """Report what the figures say without printing it."""
    return AuditFinding(
        check, Certainty.IMPLIED, message, tuple(dict.fromkeys(figures)), arithmetic
    )


def as_text(number: Exact, decimals: int = 4) -> str:
    """Write a number exactly where it is short, else to a few decimals."""
    if not math.isfinite(number):
        return "infinity" if number > 0 else "-infinity"
    text = f"{float(number):.{decimals}f}"
    short = text.rstrip("0").rstrip(".") or "0"
    return "0" if short == "-0" else short


def bounds_text(bounds: Bounds) -> str:
    """Write bounds as the numbers they lie between."""
    if bounds.low == bounds.high:
        return as_text(bounds.low)
    if bounds.high == math.inf:
        return f"at least {as_text(bounds.low)}"
    if bounds.low == -math.inf:
        return f"at most {as_text(bounds.high)}"
    to = "to just under" if bounds.high_open else "to"
    return f"{as_text(bounds.low)} {to} {as_text(bounds.high)}"


def recording_text(step: Fraction) -> str:
    """Say how values were recorded."""
    return "as whole numbers" if step == 1 else f"in steps of {as_text(step)}"


def range_text(numbers: range) -> str:
    """Write consecutive whole numbers by their first and last."""
    if len(numbers) == 0:
        return "no number"
    if len(numbers) == 1:
        return str(numbers[0])
    return f"{numbers[0]} {'or' if len(numbers) == 2 else 'to'} {numbers[-1]}"
