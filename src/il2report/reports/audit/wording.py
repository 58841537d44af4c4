"""The words of the report on an audit: places, adopted readings, computed numbers."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from il2report.audit import AdoptedReading, Certainty, Figure, PublishedPaper
from il2report.audit.finding import AuditFinding
from il2report.audit.held import HeldFigure, Outcome
from il2report.document.formats import AT_LEAST, STILL_ONGOING, NumberStyle

NONE = "nothing"
MOST_DECIMALS = 12
"""Beyond these a computed number has no digits of its own."""
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Kinds of characters that steer a terminal or a line of text, or mean nothing."""
TITLES = {
    Certainty.PROVED: (
        "Proved: not all of this can be true",
        (
            "No data give these figures, whatever the rule of rounding. That holds for the figures"
            " as they were typed; compare them with the paper first."
        ),
    ),
    Certainty.SUSPICIOUS: (
        "Suspicious: possible, but something else is likelier",
        "These figures do not exclude each other. Ask the authors what was meant.",
    ),
    Certainty.IMPLIED: (
        "Implied: what the figures say without printing it",
        "Nothing is wrong here. Together the figures tell more than each of them.",
    ),
}
OUTCOMES = {
    Outcome.DIFFERS: (
        "Figures that differ from the data",
        "At the precision at which it is printed, the study has another number.",
    ),
    Outcome.UNDECIDABLE: (
        "Figures that cannot be decided",
        "The study has nothing to hold them against, for the reason given.",
    ),
    Outcome.REPRODUCED: (
        "Figures that the data reproduce",
        "Rounded or cut off as the figure is, the number of the study prints like it.",
    ),
}


def kind_of(finding: AuditFinding) -> str:
    """Say in one word what kind of finding it is."""
    if not finding.is_contradiction:
        return finding.certainty.value
    return "impossible" if finding.is_impossible else "contradictory"


def spelled(paper: PublishedPaper, text: str) -> str:
    """Put the names that readers know in the place of short ones: "RES: 48.8" is "Results: 48.8"."""
    text = " ".join(text.split())
    if not paper.places:
        return text
    short = "|".join(sorted(map(re.escape, paper.places), key=len, reverse=True))
    return re.sub(rf"(?<!\w)({short}):", lambda found: f"{paper.places[found[1]]}:", text)


def adopted(paper: PublishedPaper, reading: AdoptedReading) -> tuple[str, str]:
    """Say what the study adopts, and why."""
    overruled = spelled(paper, reading.overruled_by)
    said = f"follows {overruled}" if overruled else f"reads it as {reading.read_as}"
    return f"The study {said}.", spelled(paper, reading.reason)


def computed(held: HeldFigure, style: NumberStyle) -> str:
    """Print the number of the study as precisely as the figure it is held against."""
    if held.value is None or held.counterpart is None:
        return NONE
    number = Decimal(held.value.numerator) / Decimal(held.value.denominator)
    text = style.number(number, min(held.figure.printed.decimals, MOST_DECIMALS))
    return (
        f"{AT_LEAST * held.counterpart.is_at_least}{text}"
        f"{STILL_ONGOING * held.counterpart.is_ongoing}"
    )


def inert(line: str) -> str:
    """Write what would not show, or would alter how the rest is shown, as its number."""
    if line.isprintable():
        return line
    return "".join(
        f"\\u{ord(sign):04x}" if unicodedata.category(sign) in UNSEEN else sign for sign in line
    )


def places_of(figures: Iterable[Figure]) -> int:
    """Count the places that figures stand in."""
    return len({figure.place for figure in figures if figure.place})
