"""A verdict on every figure of a paper: what the checks would have said of another digit.

No finding can mean that a figure was compared with others, or that nothing is printed to compare it
with. Each figure is therefore printed again with every single digit changed, and the checks are run on
the part of the paper that bears on it. How many of these values they contradict is how much their
silence about the printed one says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from il2report.audit.evidence import Evidence
from il2report.audit.finding import AuditFinding, Certainty
from il2report.audit.neighborhood import Neighborhoods
from il2report.audit.obstacles import ALONE, CONTRADICTED, obstacle
from il2report.audit.paper import Figure, PublishedPaper
from il2report.audit.printed import PrintedDigits
from il2report.audit.rounding import as_rounded
from il2report.audit.trials import Signature, can_be, contradictions, one_digit_away, with_figure


class Verdict(StrEnum):
    """What the checks say of one figure.

    REPRODUCED: the others give it to the digit. CONSISTENT: they could have contradicted it, and do
    not. NOT_CHECKABLE: no digit of it could be found wrong. The others are those of the findings.
    """

    IMPOSSIBLE = "impossible"
    CONTRADICTORY = "contradictory"
    UNLESS_TRUNCATED = "contradictory unless truncated"
    SUSPICIOUS = "suspicious"
    REPRODUCED = "reproduced"
    CONSISTENT = "consistent"
    NOT_CHECKABLE = "not checkable"


VERDICTS = {
    Certainty.PROVED: Verdict.CONTRADICTORY,
    Certainty.UNLESS_TRUNCATED: Verdict.UNLESS_TRUNCATED,
    Certainty.SUSPICIOUS: Verdict.SUSPICIOUS,
}


@dataclass(frozen=True, slots=True)
class FigureVerdict:
    """The verdict on one figure.

    Parameters
    ----------
    figure : as printed
    verdict : what the checks say of it
    caught : of the values one digit away, how many the checks would contradict
    tried : how many values are one digit away, 0 where a finding gives the verdict
    why : what is missing where the figure cannot be checked
    """

    figure: Figure
    verdict: Verdict
    caught: int = 0
    tried: int = 0
    why: str = ""

    @property
    def power(self) -> float:
        """The share of the values one digit away that would have been found, 0 to 1."""
        return self.caught / self.tried if self.tried else 0.0


def verdicts(paper: PublishedPaper, findings: Iterable[AuditFinding]) -> tuple[FigureVerdict, ...]:
    """Give each figure of a paper its verdict, in the order of the paper.

    Parameters
    ----------
    paper : as it was audited
    findings : what the audit of it found

    References
    ----------
    The idea is that of the power of a test; Brown NJL, Heathers JAJ. Soc Psychol Personal Sci
    2017;8:363-369 give the share of inconsistent means that GRIM can see by sample size.
    """
    found = _by_figure(findings)
    rounded = as_rounded(paper).paper
    trials = Trials(Neighborhoods(rounded))
    return tuple(
        FigureVerdict(figure, found[figure])
        if figure in found
        else replace(trials.verdict(tried), figure=figure)
        for figure, tried in zip(paper.figures, rounded.figures, strict=True)
    )


def _by_figure(findings: Iterable[AuditFinding]) -> Mapping[Figure, Verdict]:
    """Give the gravest verdict of the findings that quote each figure."""
    order, worst = list(Verdict), dict[Figure, Verdict]()
    for finding in findings:
        if finding.certainty is Certainty.IMPLIED:
            continue
        verdict = Verdict.IMPOSSIBLE if finding.is_impossible else VERDICTS[finding.certainty]
        for figure in finding.blamed:
            worst[figure] = min(verdict, worst.get(figure, verdict), key=order.index)
    return worst


class Trials:
    """Runs the checks on a paper in which one figure has another digit."""

    def __init__(self, parts: Neighborhoods) -> None:
        self.parts = parts
        self._known: dict[int, frozenset[Signature]] = {}

    def verdict(self, figure: Figure) -> FigureVerdict:
        """Try every value one digit away."""
        part = self.parts.of(figure)
        values = [each for each in one_digit_away(figure.printed) if can_be(figure, each)]
        known = self._known_of(part)
        caught = sum(_is_caught(part, figure, value, known) for value in values)
        if not caught:
            why = obstacle(Evidence(part), figure)
            if why == ALONE and any(figure.name in of for _, of, _ in known):
                why = CONTRADICTED
            return FigureVerdict(figure, Verdict.NOT_CHECKABLE, 0, len(values), why)
        verdict = Verdict.REPRODUCED if caught == len(values) else Verdict.CONSISTENT
        return FigureVerdict(figure, verdict, caught, len(values))

    def _known_of(self, part: PublishedPaper) -> frozenset[Signature]:
        if id(part) not in self._known:
            self._known[id(part)] = frozenset(contradictions(part))
        return self._known[id(part)]


def _is_caught(
    part: PublishedPaper, figure: Figure, value: PrintedDigits, known: frozenset[Signature]
) -> bool:
    found = contradictions(with_figure(part, figure, value))
    return any(each not in known for each in found)
