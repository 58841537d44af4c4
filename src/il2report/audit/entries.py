"""Typed texts becoming figures, and names being looked up; what is wrong is reported and left out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from fractions import Fraction

from il2report.audit.bounds import Bounds, at_least
from il2report.audit.cells import texts_by_key
from il2report.audit.lines import Path, line_of
from il2report.audit.paper import Figure, FigureKind
from il2report.audit.printed import PrintedDigits, Rounding, printed_number, printed_pair
from il2report.errors import Finding, Place, Report

SINGLE = {
    "n": FigureKind.N,
    "count": FigureKind.COUNT,
    "percent": FigureKind.PERCENT,
    "mean": FigureKind.MEAN,
    "sd": FigureKind.SD,
    "se": FigureKind.SE,
    "median": FigureKind.MEDIAN,
    "min": FigureKind.MIN,
    "max": FigureKind.MAX,
    "p": FigureKind.P,
    "value": FigureKind.VALUE,
    "at_risk": FigureKind.AT_RISK,
    "events": FigureKind.EVENTS,
    "censored": FigureKind.CENSORED,
    "statistic": FigureKind.STATISTIC,
    "df": FigureKind.DF,
    "df_within": FigureKind.DF_WITHIN,
}
PAIRED = {
    "range": (FigureKind.MIN, FigureKind.MAX),
    "iqr": (FigureKind.Q1, FigureKind.Q3),
    "ci": (FigureKind.CI_LOW, FigureKind.CI_HIGH),
}
ENDINGS = {"n": "", "count": ".n", "value": ""}
"""What the id of a result has behind the one that an entry gives; elsewhere the key itself."""
ENDS = {"range": ("min", "max"), "iqr": ("q1", "q3"), "ci": ("ci_low", "ci_high")}
"""How `results` calls the two figures of one text."""
NO_PLACES: Mapping[str, str] = {}
FEW = 12
"""How many names are listed where none is near the one that is wrong."""
WHOLE = frozenset(
    {FigureKind.N, FigureKind.COUNT, FigureKind.AT_RISK, FigureKind.EVENTS, FigureKind.CENSORED}
)
BETWEEN_DIGITS = re.compile(r"(?<=\d)_(?=\d)")
"""In a name this joins the ends of a range: grade_3_4 is grade 3-4."""
NOT_NEGATIVE = frozenset(
    {
        *WHOLE,
        FigureKind.PERCENT,
        FigureKind.ESTIMATE,
        FigureKind.SD,
        FigureKind.SE,
        FigureKind.P,
        FigureKind.DF,
        FigureKind.DF_WITHIN,
    }
)


def printed_name(name: str, label: str | None = None) -> str:
    """Call a quantity by its label, or by its name as one would print it."""
    plain = BETWEEN_DIGITS.sub("-", name).replace("_", " ")
    return label or plain[:1].upper() + plain[1:]


def shown_path(at: Sequence[str | int]) -> str:
    """Write the path of a key; entries of a list are counted from 1, as a reader counts."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in at if part != "")


def figure_bounds(statistic: FigureKind, number: PrintedDigits, rounding: Rounding) -> Bounds:
    """Give what a figure can have been before it was printed; counts are not rounded."""
    bounds = number.exact() if statistic in WHOLE else number.bounds(rounding)
    return bounds & at_least(0) if statistic in NOT_NEGATIVE else bounds


@dataclass(frozen=True, slots=True)
class Subject:
    """What figures measure, in which patients, and where they are in the file.

    `result` is what the ids of their results share, `results` those that differ, by key. The
    percentages of a subject that `is_estimated` are no shares of patients.
    """

    quantity: str
    label: str
    group: str
    at: Path
    result: str | None = None
    results: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    proposed: bool = False
    is_estimated: bool = False

    def kind(self, key: str) -> FigureKind:
        """Say what a figure is, by its key."""
        statistic = SINGLE[key]
        is_estimate = self.is_estimated and statistic is FigureKind.PERCENT
        return FigureKind.ESTIMATE if is_estimate else statistic

    def result_ids(self, key: str) -> tuple[str, str]:
        """Give the ids of the results that a key's figures correspond to; "" where none does."""
        if key in self.results:
            return self.results[key], ""
        ends = ENDS.get(key, ())
        if self.results.keys() & set(ends):
            low, high = (self.results.get(end, "") for end in ends)
            return low, high
        if not self.result:
            return "", ""
        if ends:
            return f"{self.result}.{ends[0]}", f"{self.result}.{ends[1]}"
        return f"{self.result}{ENDINGS.get(key, f'.{key}')}", ""


class Entries:
    """The figures of one file."""

    def __init__(
        self,
        file: str,
        lines: Mapping[Path, int],
        rounding: Rounding,
        report: Report,
        places: Mapping[str, str] = NO_PLACES,
    ) -> None:
        self.file, self.lines, self.rounding, self.report = file, lines, rounding, report
        self.places = places
        self.figures: list[Figure] = []

    def refuse(self, code: str, at: Path, message: str) -> None:
        """Report what is wrong at a key of the file."""
        self.report(Finding(code, Place(self.file, line_of(at, self.lines)), message))

    def is_known(self, name: str, known: Iterable[str], kind: str, at: Path) -> bool:
        """Whether a group, feature or other entry has that name; reported where not."""
        names = sorted(known)
        if name in names:
            return True
        near = get_close_matches(name, names, n=1, cutoff=0.6)
        hint = f"; did you mean {near[0]}?" if near else ""
        if not near and 0 < len(names) <= FEW:
            hint = f"; there is {', '.join(names)}"
        self.refuse("unknown-name", at, f"there is no {kind} {name}{hint}")
        return False

    def constant(self, text: str | None, at: Path) -> Fraction | None:
        """Read a number that is no figure of the paper."""
        if text is None:
            return None
        number = printed_number(text)
        if number is None:
            self._no_figure(text, at, "a number")
        return number.value if number else None

    def enter(self, subject: Subject, key: str, place: str, text: str) -> None:
        """Take the figure, or both figures, of one text."""
        at = (*subject.at, key, place)
        ids = subject.result_ids(key)
        if key in SINGLE:
            if number := printed_number(text):
                self._take(subject, subject.kind(key), place, number, ids[0], at)
            else:
                self._no_figure(text, at, "a number as it is printed, such as 46.7 or <0.001")
        elif pair := printed_pair(text):
            for statistic, number, result in zip(PAIRED[key], pair, ids, strict=True):
                self._take(subject, statistic, place, number, result, at)
        elif ends := texts_by_key(text, [key]):
            self.enter_cell(replace(subject, at=at), key, place, ends[0][1])
        else:
            self._no_figure(text, at, "two numbers, such as 23-62 or 4.3 to 48.1")

    def enter_cell(self, subject: Subject, key: str, place: str, texts: Sequence[str]) -> None:
        """Take one key of a cell; an end of an interval that is not given has no text."""
        statistics = PAIRED.get(key) or (SINGLE[key],)
        for statistic, text, result in zip(
            statistics, texts, subject.result_ids(key), strict=False
        ):
            if text and (number := printed_number(text)):
                self._take(subject, statistic, place, number, result, subject.at)

    def _take(
        self,
        subject: Subject,
        statistic: FigureKind,
        place: str,
        number: PrintedDigits,
        result: str,
        at: Path,
    ) -> None:
        if statistic in NOT_NEGATIVE and number.value < 0:
            self._no_figure(number.text, at, f"no number below zero, as {statistic}")
            return
        if statistic in WHOLE and number.value.denominator != 1:
            self._no_figure(number.text, at, f"a whole number, as {statistic}")
            return
        self.figures.append(
            Figure(
                place=place,
                quantity=subject.quantity,
                label=subject.label,
                statistic=statistic,
                group=subject.group,
                printed=number,
                bounds=figure_bounds(statistic, number, self.rounding),
                result=result,
                line=line_of(at, self.lines),
                unit=subject.unit,
                heading=self.places.get(place, ""),
                proposed=subject.proposed,
            )
        )

    def _no_figure(self, text: str, at: Path, wanted: str) -> None:
        self.refuse("bad-figure", at, f"{shown_path(at)} is {text!r}; it should be {wanted}")
