"""Published figures compared with a study: reproduced, different, or not verifiable."""

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from il2report.analysis.months import DAYS_PER_MONTH
from il2report.audit import reading_of_figure
from il2report.audit.bounds import Bounds, at_least
from il2report.audit.paper import Assertion, Figure, FigureKind, PublishedPaper
from il2report.audit.printed import Rounding, Sign
from il2report.reproduction.compared import (
    Agreement,
    ComparedFigure,
    ComparedStatement,
    NumberOrigin,
    Reproduction,
    StudyNumber,
)
from il2report.reproduction.counterparts import Counterparts
from il2report.values import NotEstimable, Unit

UNIT_OF = {
    FigureKind.N: "count",
    FigureKind.COUNT: "count",
    FigureKind.PERCENT: "percent",
    FigureKind.P: "p_value",
}
SPELLINGS = {"%": "percent", "mm": "millimeters", "cm": "centimeters"}
DAYS = {
    "days": Fraction(1),
    "weeks": Fraction(7),
    "months": Fraction(DAYS_PER_MONTH),
    "years": 12 * Fraction(DAYS_PER_MONTH),
}
"""How many days each unit of time has; a month has them as the results do."""
UNITS = frozenset({*(unit.value for unit in Unit), *DAYS, *SPELLINGS.values()})
OPPOSITE = {"significant": False, "not_significant": True}


def reproduction(paper: PublishedPaper, counterparts: Counterparts) -> Reproduction:
    """Compare every figure of a paper with a study.

    A figure is reproduced where the number of the study, in the unit of the figure and at its own
    precision, prints like it under a rule of rounding that the paper may have used.
    """
    return Reproduction(
        tuple(_compared_figure(paper, figure, counterparts) for figure in paper.figures),
        tuple(_compared_statement(paper, said, counterparts) for said in paper.assertions),
    )


def _compared_figure(
    paper: PublishedPaper, figure: Figure, counterparts: Counterparts
) -> ComparedFigure:
    reading = reading_of_figure(paper, figure.name)
    found = counterparts.of(figure.result)
    if isinstance(found, NotEstimable):
        return ComparedFigure(figure, Agreement.UNDECIDABLE, None, None, found.reason, reading)
    value = _in_unit_of_figure(paper, figure, found)
    if isinstance(value, NotEstimable):
        return ComparedFigure(figure, Agreement.UNDECIDABLE, found, None, value.reason, reading)
    outcome, why = _outcome(figure, found, value)
    if outcome is Agreement.DIFFERS and (other := _other_type(paper, figure, found)):
        outcome, why = Agreement.REPRODUCED, f"by quartiles of type {other}, not those of the study"
    shown = Fraction(math.floor(value)) if found.unit == Unit.COMPLETED_MONTHS else value
    return ComparedFigure(figure, outcome, found, shown, why, reading)


def _in_unit_of_figure(
    paper: PublishedPaper, figure: Figure, found: StudyNumber
) -> Fraction | NotEstimable:
    """Give the number of the study in the unit of the figure; times are converted."""
    wanted, has = _unit(paper, figure), found.unit
    times = has.removeprefix("completed_")
    if wanted in {has, times} or not {has, wanted} <= UNITS:
        return found.value
    if times in DAYS and wanted in DAYS:
        return found.value * DAYS[times] / DAYS[wanted]
    return NotEstimable(
        f"it is printed in {wanted.replace('_', ' ')}, and {found.id} is in {has.replace('_', ' ')}"
    )


def _unit(paper: PublishedPaper, figure: Figure) -> str:
    """Name the unit of a figure as results do; "" where none was typed."""
    if figure.statistic in UNIT_OF:
        return UNIT_OF[figure.statistic]
    if figure.quantity in paper.features:
        return "percent"
    facts = paper.measures.get(figure.quantity)
    typed = (figure.unit or (facts.unit if facts else "")).lower()
    return SPELLINGS.get(typed, typed)


def _outcome(figure: Figure, found: StudyNumber, value: Fraction) -> tuple[Agreement, str]:
    """Compare the printed digits with a number; completed months are truncated, as they are counted."""
    printed = figure.printed
    if found.is_at_least:
        if at_least(value).meets(figure.bounds):
            return Agreement.UNDECIDABLE, "the study has only a lower limit of it"
        return Agreement.DIFFERS, ""
    if found.unit == Unit.COMPLETED_MONTHS and printed.sign is Sign.AT_LEAST:
        is_same = math.floor(value) == printed.value
        ended = "in the data it has ended" if is_same and not found.is_ongoing else ""
        return Agreement.REPRODUCED if is_same and found.is_ongoing else Agreement.DIFFERS, ended
    if found.unit == Unit.COMPLETED_MONTHS and printed.sign is Sign.EQUAL:
        value = Fraction(math.floor(value))
    if value in figure.bounds:
        cut = value not in printed.bounds(Rounding.HALF) and value not in printed.exact()
        return Agreement.REPRODUCED, "truncated, not rounded" if cut else ""
    if _is_known_too_coarsely(figure, found):
        return Agreement.UNDECIDABLE, f"literature.toml has {found.id} with fewer decimals"
    return Agreement.DIFFERS, ""


def _other_type(paper: PublishedPaper, figure: Figure, found: StudyNumber) -> int | None:
    """Name the definition of quartiles by which a figure is that of the study after all.

    References
    ----------
    Hyndman RJ, Fan Y. Am Stat 1996;50:361-365.
    """
    for definition, quartile in found.by_type:
        value = _in_unit_of_figure(paper, figure, replace(found, value=quartile))
        if not isinstance(value, NotEstimable) and value in figure.bounds:
            return definition
    return None


def _is_known_too_coarsely(figure: Figure, found: StudyNumber) -> bool:
    """Whether a figure has more decimals than a fact of the literature, and may be it."""
    if found.origin is not NumberOrigin.LITERATURE or found.decimals is None:
        return False
    half = Fraction(1, 2 * 10**found.decimals)
    may_be = Bounds(found.value - half, found.value + half)
    return figure.printed.decimals > found.decimals and may_be.meets(figure.bounds)


def _compared_statement(
    paper: PublishedPaper, said: Assertion, counterparts: Counterparts
) -> ComparedStatement:
    reading = reading_of_figure(paper, said.name)
    holds = (
        _significance(paper, said, counterparts)
        if said.claim in OPPOSITE
        else _counts(paper, said, counterparts)
    )
    if isinstance(holds, NotEstimable):
        return ComparedStatement(said, Agreement.UNDECIDABLE, holds.reason, reading)
    is_so, numbers = holds
    outcome = Agreement.REPRODUCED if is_so else Agreement.DIFFERS
    return ComparedStatement(said, outcome, numbers, reading)


def _significance(
    paper: PublishedPaper, said: Assertion, counterparts: Counterparts
) -> tuple[bool, str] | NotEstimable:
    found = next(_found(paper, said.about, counterparts, FigureKind.P), UNNAMED_SUBJECT)
    if isinstance(found, NotEstimable):
        return found
    is_so = (found.value >= paper.alpha) is OPPOSITE[said.claim]
    return is_so, f"p is {float(found.value):.4g}, the level {float(paper.alpha):g}"


UNNAMED_SUBJECT = NotEstimable("the file names no result for its subject")


def _counts(
    paper: PublishedPaper, said: Assertion, counterparts: Counterparts
) -> tuple[bool, str] | NotEstimable:
    about = _count(paper, said.about, counterparts)
    other = _count(paper, said.than, counterparts) if said.than else (0, 0)
    if isinstance(about, NotEstimable) or isinstance(other, NotEstimable):
        return about if isinstance(about, NotEstimable) else other  # type: ignore[return-value]
    count, n = about
    is_so = {
        "none": count == 0,
        "some": count > 0,
        "all": count == n,
        "most": 2 * count > n,
        "more": count > other[0],
        "fewer": count < other[0],
    }[said.claim]
    numbers = f"{count} of {n}" + (f" against {other[0]} of {other[1]}" if said.than else "")
    return is_so, numbers


def _count(
    paper: PublishedPaper, name: str, counterparts: Counterparts
) -> tuple[int, int] | NotEstimable:
    """Give how many patients a feature or a group has in the study, and out of how many."""
    statistics = FigureKind.N, FigureKind.COUNT, FigureKind.PERCENT
    for found in _found(paper, name, counterparts, *statistics):
        if isinstance(found, NotEstimable) or found.unit not in {"count", "percent"}:
            continue
        share = found.value / 100 if found.unit == "percent" else found.value / max(1, found.n)
        return round(share * found.n), found.n
    return UNNAMED_SUBJECT


def _found(
    paper: PublishedPaper, name: str, counterparts: Counterparts, *statistics: FigureKind
) -> Iterator[StudyNumber | NotEstimable]:
    """Look up what corresponds to the figures of a feature, a group or a test as a whole."""
    home = paper.features[name].of if name in paper.features else name
    for figure in paper.of(name, None, *statistics):
        if figure.result and figure.group in {home, ""}:
            yield counterparts.of(figure.result)
