"""Which single wrong digit or lost sign would explain a contradiction, and how much it changes what is printed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise

from il2report.audit.finding import AuditFinding, Certainty
from il2report.audit.neighborhood import Neighborhoods
from il2report.audit.paper import Figure, FigureKind, PublishedPaper
from il2report.audit.printed import PrintedDigits, printed_number
from il2report.audit.rounding import as_rounded
from il2report.audit.trials import Signature, contradictions, one_digit_away, signature, with_figure

CONTRADICTING = frozenset({Certainty.PROVED, Certainty.UNLESS_TRUNCATED})
SIGNED = frozenset(
    {
        *(FigureKind.MEAN, FigureKind.MEDIAN, FigureKind.MIN, FigureKind.MAX, FigureKind.Q1),
        *(FigureKind.Q3, FigureKind.CI_LOW, FigureKind.CI_HIGH, FigureKind.VALUE),
        FigureKind.STATISTIC,
    }
)
"""What may be below zero, so that its minus sign can be lost in print."""
DENIED = 100.0
"""The gravity of a contradiction between figures and words."""
UNEXPLAINED = 50.0
"""The gravity of a contradiction that no single figure explains."""
MOST_NAMED = 3
"""Up to so many explanations are named; of more, none is likelier than the others."""


@dataclass(frozen=True, slots=True)
class Misprint:
    """A figure, and what would be printed instead if the contradiction were one wrong digit.

    `gravity` is how far the two are apart, 0 to 100: in points of a percentage, in percent of its
    group for a count, else in percent of the printed value.
    """

    figure: Figure
    instead: PrintedDigits
    gravity: float
    is_exchange: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """Another value of a figure, and the contradictions around it that this solves and leaves."""

    misprint: Misprint
    solved: frozenset[Signature]
    left: frozenset[Signature]

    def solves(self, finding: AuditFinding) -> bool:
        """Whether a contradiction is solved: itself, or what another check says of the same figures.

        A column that shows how it rounds can be contradicted by another check than without the rule.
        """
        if signature(finding) in self.solved | self.left:
            return signature(finding) in self.solved
        names = {figure.name for figure in finding.tested}
        return any(names & set(of) for _, of, _ in self.solved)


def misprints(
    paper: PublishedPaper, findings: Iterable[AuditFinding]
) -> Mapping[AuditFinding, tuple[Misprint, ...]]:
    """Find the single digits that would explain each contradiction and cause no other.

    Two neighboring digits that were exchanged count as one, and so do a step of the last digit and a lost
    minus sign. The likeliest come first: what explains most contradictions, then exchanged digits, then the smallest
    change.
    """
    rounded = as_rounded(paper).paper
    parts = Neighborhoods(rounded)
    changed = dict(zip(paper.figures, rounded.figures, strict=True))
    tried: dict[int, list[Tried]] = {}
    found = {}
    for finding in findings:
        if finding.certainty not in CONTRADICTING:
            continue
        explained = []
        for figure in (changed[blamed] for blamed in finding.tested):
            if id(figure) not in tried:
                tried[id(figure)] = list(_tried(parts.of(figure), figure))
            explained += [
                (len(each.solved), each.misprint)
                for each in tried[id(figure)]
                if each.solves(finding)
            ]
        most = max((n for n, _ in explained), default=0)
        best = [misprint for n, misprint in explained if n == most]
        found[finding] = tuple(sorted(best, key=lambda m: (not m.is_exchange, m.gravity)))
    return found


def gravity(finding: AuditFinding, explanations: tuple[Misprint, ...]) -> float:
    """Say how much a contradiction changes the paper, 0 to 100.

    By its smallest explanation; where no single digit explains it, by how far the figures of one kind
    that it quotes are apart.
    """
    if explanations:
        return min(each.gravity for each in explanations)
    apart = [
        float(abs(one.printed.value - other.printed.value) / most) * 100
        for one, other in combinations(finding.tested, 2)
        if one.key == other.key and (most := max(abs(one.printed.value), abs(other.printed.value)))
    ]
    if apart:
        return max(apart)
    return DENIED if finding.statements else UNEXPLAINED


def _tried(part: PublishedPaper, figure: Figure) -> Iterator[Tried]:
    """List the values that solve contradictions around a figure, with those that they solve."""
    known = frozenset(contradictions(part))
    exchanged = {value.text for value in _exchanged(figure.printed)}
    values = (
        *_exchanged(figure.printed),
        *one_digit_away(figure.printed),
        *_next(figure.printed),
        *_of_other_sign(figure),
    )
    for value in {each.text: each for each in values}.values():
        left = frozenset(contradictions(with_figure(part, figure, value)))
        if left < known:
            apart = _apart(part, figure, value)
            misprint = Misprint(figure, value, apart, value.text in exchanged)
            yield Tried(misprint, known - left, left)


def _exchanged(printed: PrintedDigits) -> Iterator[PrintedDigits]:
    text = printed.text
    for place, (first, second) in enumerate(pairwise(text)):
        if first.isdigit() and second.isdigit() and first != second:
            changed = f"{text[:place]}{second}{first}{text[place + 2 :]}"
            if number := printed_number(changed):
                yield number


def _of_other_sign(figure: Figure) -> Iterator[PrintedDigits]:
    """Give the number with its minus sign, or without it, where it can have one."""
    text = figure.printed.text
    if figure.statistic in SIGNED and text[:1] not in "<>" and figure.printed.value:
        changed = text[1:] if text[0] in "-\u2212" else f"-{text}"
        if number := printed_number(changed):
            yield number


def _next(printed: PrintedDigits) -> Iterator[PrintedDigits]:
    """Give the numbers one step of the last digit away, where that changes more than one digit."""
    if printed.text.replace(".", "").isdigit():
        for step in (-printed.unit, printed.unit):
            if (value := printed.value + step) >= 0 and (
                number := printed_number(f"{float(value):.{printed.decimals}f}")
            ):
                yield number


def _apart(part: PublishedPaper, figure: Figure, value: PrintedDigits) -> float:
    """Say how far a value is from the printed one, on the scale of percentages."""
    difference = abs(value.value - figure.printed.value)
    match figure.statistic:
        case FigureKind.PERCENT | FigureKind.ESTIMATE:
            share = difference / 100
        case FigureKind.P:
            share = difference
        case FigureKind.COUNT:
            sizes = [f.printed.value for f in part.of(figure.group, None, FigureKind.N)]
            share = difference / max([*sizes, figure.printed.value, value.value, Fraction(1)])
        case _:
            share = difference / max(abs(figure.printed.value), abs(value.value))
    return min(float(share), 1.0) * 100
