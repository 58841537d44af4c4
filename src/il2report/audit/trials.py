"""A paper in which one figure has another value, and the contradictions that it then has."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from il2report.audit.checks import CHECKS, HINTS
from il2report.audit.entries import figure_bounds
from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, Certainty
from il2report.audit.paper import Figure, FigureKind, PublishedPaper
from il2report.audit.printed import PrintedDigits, printed_number

DIGITS = "0123456789"
NEEDLESS_ZERO = re.compile(r"(?<![\d.\u00b7,])0[\d,]")
MOST = {FigureKind.P: 1, FigureKind.PERCENT: 100, FigureKind.ESTIMATE: 100}
CONTRADICTING = tuple(check for name, check in CHECKS.items() if name not in HINTS)
QUESTIONING = frozenset(
    {"p-values-beside-statistics", "p-values-beside-intervals", "off-center-estimates"}
)
"""Checks of a p or an interval that seldom prove, since another test may be meant; that they would
question a digit counts as finding it."""
Signature = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A finding by its check and the names of what it quotes, whatever the values."""


def one_digit_away(printed: PrintedDigits) -> Iterator[PrintedDigits]:
    """Give the numbers that print like one but for a single digit; none begins with a needless zero."""
    text = printed.text
    for place, sign in enumerate(text):
        if sign in DIGITS:
            for digit in DIGITS.replace(sign, ""):
                changed = f"{text[:place]}{digit}{text[place + 1 :]}"
                if (number := printed_number(changed)) and not NEEDLESS_ZERO.search(changed):
                    yield number


def can_be(figure: Figure, value: PrintedDigits) -> bool:
    """Whether a figure could have that value; that a p is above 1 or a share above all needs no check."""
    return value.value <= MOST.get(figure.statistic, value.value)


def with_figure(paper: PublishedPaper, figure: Figure, value: PrintedDigits) -> PublishedPaper:
    """Give a paper as if it printed other digits for a figure."""
    bounds = figure_bounds(figure.statistic, value, paper.rounding)
    changed = replace(figure, printed=value, bounds=bounds)
    return replace(paper, figures=tuple(changed if f is figure else f for f in paper.figures))


def contradictions(paper: PublishedPaper) -> Iterator[Signature]:
    """Give the contradictions of a paper, one by one as they are found."""
    evidence = Evidence(paper)
    for finding in chain.from_iterable(check(evidence) for check in CONTRADICTING):
        if finding.is_contradiction or (
            finding.check in QUESTIONING and finding.certainty is Certainty.SUSPICIOUS
        ):
            yield signature(finding)


def signature(finding: AuditFinding) -> Signature:
    """Name a finding so that the same one is known when a value has changed."""
    return finding.check, tuple(sorted(f.name for f in finding.figures)), finding.statements
