"""What the columns of a table are: groups with their sizes, grades, statistics, p-values, estimates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from il2report.audit.sources.printed_table import PrintedTable
from il2report.audit.understanding.examined import Examined, examined
from il2report.audit.understanding.wording import IS_P, OF_TREND, Wording, ratio_named, wording

NUMBER = r"\d{1,3}(?:[,\u2009\u202f\u00a0 ]\d{3})+|\d+"
SIZE = re.compile(
    rf"[(\[]?\s*\b(?:[nN]|[Nn]o\.?(?: of (?:patients|participants|subjects))?)\s*[=:]\s*(?P<n>{NUMBER})\s*(?:patients|participants|subjects)?\s*[)\]]?"
    rf"|[(\[]\s*(?P<m>{NUMBER})\s*(?:patients|participants|subjects|cases|women|men|children)\s*[)\]]"
)
IN_BRACKETS = re.compile(rf"\(\s*(?P<n>{NUMBER})\s*\)\s*$")
IS_TOTAL = re.compile(
    r"^(?:gesamt|insgesamt|ensemble|totale|total|all|overall|both|combined|whole|entire|full)\b(?:\s+(?:patients|participants|subjects|cases|cohort|sample|population|groups?|arms?|study|series|women|men|children|treated|enrolled|randomi[sz]ed))*$",
    re.IGNORECASE,
)
IS_GRADE = re.compile(
    r"\b(?:(?P<any>any|all|total)[ -]?grades?|grades?\s*(?P<after>(?:[1-5]|I{1,3}V?|IV|V)\b.*)"
    r"|(?:grades?\s*)?(?P<least>[\u2265>]=?\s*(?:grades?\s*)?[1-5])|grades?\s+(?P<all>any|all))",
    re.IGNORECASE,
)
IS_TEST_STATISTIC = re.compile(
    r"^(?:(?:(?:one|two)-way )?ANOVA |Student.?s |Wald |Mann[-\u2013]Whitney |Kruskal[-\u2013]Wallis |Welch.?s )?"
    r"(?:[tFzdUHrWZ]|df|\u03c7\s?\^?[2\u00b2]|\u03c7|(?:Pearson.?s )?[Cc]hi[- ]?squared?|(?:[Tt]est )?[Ss]tatistic|[tFzUH][- ](?:value|statistic|ratio|test)s?)"
    r"\s*(?:\(.*\)|\[.*\])?$"
)
IS_TIME_AT_RISK = re.compile(
    r"(?:person|patient|women|man)[- ]?(?:years?|months?|time|days?)(?: .*)?|PYs?", re.IGNORECASE
)
UNUSED = {
    IS_TEST_STATISTIC: "test statistics in a column of their own are not checked",
    IS_TIME_AT_RISK: "times at risk are no numbers of patients",
}
LIMITS_OF_AGREEMENT = re.compile(r"\blimits? of agreement\b|\bLo?As?\b", re.IGNORECASE)
N_INFERRED = "n is taken for the number examined, of which the percentages are"
MEAN_INFERRED = "taken for a mean, as the SD behind it suggests"
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
ALL_GRADES = frozenset(range(1, 6))


class ColumnKind(StrEnum):
    """What the cells of a column are of."""

    GROUP = "group"
    P = "p"
    ESTIMATE = "estimate"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """One printed column of a group: which one, and the statistics that its head names."""

    index: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One or several printed columns that are of the same group.

    Parameters
    ----------
    kind : what its cells are of
    head : its head as printed, on one line
    label : the group, "" for a column that names statistics alone, which is of all patients
    size : number of the group as printed in the head, "" where it is not
    parts : the printed columns
    grades : the grades of adverse events that it counts, empty where it is none of grades
    is_total : whether it is of all patients
    note : what was inferred of its statistics; of a column of no known kind, why it is not used
    estimate : the kind of estimate
    """

    kind: ColumnKind
    head: str
    label: str = ""
    size: str = ""
    parts: tuple[Part, ...] = ()
    grades: frozenset[int] = frozenset()
    is_total: bool = False
    estimate: str = ""
    marks: str = ""
    is_size_in_brackets: bool = False
    note: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """All statistics that its heads name."""
        return tuple(key for part in self.parts for key in part.keys)


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns of a table, and what the head of its first column names."""

    columns: tuple[Column, ...]
    first: Wording
    over_all: Wording = field(default_factory=lambda: wording(""))


def heads_of(table: PrintedTable) -> Heads:
    """Read the head rows of a table."""
    width = max((len(row) for row in table.heads), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in table.heads]
    stacks = [_stack([row[index].strip() for row in rows]) for index in range(1, width)]
    shared = _shared(stacks)
    stacks = [[text for text in stack if text not in shared] for stack in stacks]
    of_prevalence = examined(table, stacks)
    columns = [
        _of_prevalence(index, stack, of_prevalence[index])
        if index in of_prevalence
        else _column(index, stack)
        for index, stack in enumerate(stacks)
    ]
    first = " ".join(_stack([row[0].strip() for row in rows])) if width else ""
    return Heads(
        tuple(_merged(_with_spreads(columns))), wording(first), wording(" ".join(sorted(shared)))
    )


def _stack(texts: Sequence[str]) -> list[str]:
    """Give the texts above a column from top to bottom; one that spans several rows once."""
    return list(dict.fromkeys(text for text in texts if text))


def _shared(stacks: Sequence[Sequence[str]]) -> set[str]:
    """Find a head over all columns of groups, which distinguishes none of them."""
    groups = [stack for stack in stacks if stack and not IS_P.match(" ".join(stack))]
    if len(groups) < 2:
        return set()
    return {
        text
        for text in groups[0]
        if not _size(text)[1]
        and not ratio_named(text)
        and all(text in stack and len(stack) > 1 for stack in groups)
    }


def _column(index: int, stack: Sequence[str]) -> Column:
    head = ", ".join(stack)
    size, texts, marks, in_brackets = "", list[str](), "", False
    keys: tuple[str, ...] = ()
    grades: frozenset[int] = frozenset()
    if is_p(head) or (stack and is_p(stack[-1])):
        return Column(ColumnKind.P, head, parts=(Part(index, ("p",)),), marks=wording(head).marks)
    for pattern, note in UNUSED.items():
        if stack and pattern.fullmatch(stack[-1]):
            return Column(ColumnKind.UNKNOWN, head, parts=(Part(index, ()),), note=note)
    if stack and LIMITS_OF_AGREEMENT.search(stack[-1]):
        return Column(ColumnKind.GROUP, head, parts=(Part(index, ("ci",)),), is_total=True)
    estimate = ratio_named(head)
    for text in stack:
        without_size, found = _size(text)
        size = found or size
        in_brackets |= bool(found) and not SIZE.search(text)
        words = wording(without_size)
        marks += words.marks
        keys = words.keys or keys
        if of_grade := _grades(words.rest):
            grades = of_grade
        elif words.rest and re.search(r"\w", words.rest):
            texts.append(words.rest)
    # "Median of difference (quartiles)" describes values; an estimate has an interval.
    if estimate and not grades and not size and not set(keys) & {"range", "iqr", "min", "max"}:
        return Column(
            ColumnKind.ESTIMATE,
            head,
            ", ".join(texts),
            parts=(Part(index, keys),),
            estimate=estimate,
        )
    label = ", ".join(texts)
    return Column(
        kind=ColumnKind.GROUP if label or keys or size or grades else ColumnKind.UNKNOWN,
        head=head,
        label=label,
        size=size,
        parts=(Part(index, keys),),
        grades=grades,
        is_total=bool(IS_TOTAL.match(label)) or not label,
        marks=marks,
        is_size_in_brackets=in_brackets,
    )


def _of_prevalence(index: int, stack: Sequence[str], of: Examined) -> Column:
    """Give a column whose last head names a part of a prevalence; those above it name the group."""
    column = _column(index, stack[:-1])
    return replace(
        column,
        kind=ColumnKind.GROUP,
        head=", ".join(stack),
        parts=(Part(index, of.keys),),
        is_total=column.is_total or not column.label,
        note=N_INFERRED if of.inferred else "",
    )


def is_p(head: str) -> bool:
    """Whether a head says that its column has p-values."""
    found = IS_P.match(head)
    return (
        bool(found)
        and not re.match(r"\s*(?:[a-z]{3,}\s+[a-z]{3,}|CT|75|25)", found["rest"] if found else "")
    ) or bool(found and OF_TREND.search(found["rest"]))


def _size(text: str) -> tuple[str, str]:
    """Part a head from the number of patients in it."""
    if found := SIZE.search(text):
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        return re.sub(r"[\s,;]+$", "", re.sub(r"\s+", " ", rest)).strip(), (
            found["n"] or found["m"]
        ).strip()
    if (found := IN_BRACKETS.search(text)) and not IS_GRADE.search(text) and found.start():
        return text[: found.start()].strip(), found["n"]
    return text, ""


def _grades(text: str) -> frozenset[int]:
    """Read which grades a head speaks of."""
    found = IS_GRADE.search(text)
    if found is None:
        return frozenset()
    if found["any"] or found["all"]:
        return ALL_GRADES
    if found["least"]:
        least = int(found["least"][-1]) + (
            found["least"].strip()[0] == ">" and "=" not in found["least"]
        )
        return frozenset(range(least, 6))
    digits = [
        ROMAN.get(each.upper()) or int(each)
        for each in re.findall(r"[1-5]|IV|I{1,3}|V", found["after"], re.IGNORECASE)
    ]
    if re.search(r"or (?:higher|worse|greater|more|above)|\+", found["after"]):
        return frozenset(range(digits[0], 6))
    is_run = re.search(r"[-\u2013\u2014]|to", found["after"])
    return frozenset(range(digits[0], digits[-1] + 1) if is_run else digits)


def grades_name(grades: frozenset[int]) -> str:
    """Name a column of grades: grade_3, grade_3_4, any_grade."""
    if grades == ALL_GRADES:
        return "any_grade"
    return "grade_" + "_".join(map(str, sorted({min(grades), max(grades)})))


def _with_spreads(columns: Sequence[Column]) -> list[Column]:
    """Give a column that names a spread alone, such as SD, the label of the one before it.

    So it is in "Mean total score | SD | Mean item score | SD". A label that only one column has is that
    of the measure and of no group. Where a column with a label names no statistic, an SD behind it says
    that it has means.
    """
    named = [
        at for at, column in enumerate(columns) if column.kind is ColumnKind.GROUP and column.label
    ]
    if not named or not all(_has_spread(columns, at) for at in named):
        return list(columns)
    given = list(columns)
    for at in named:
        column, label = columns[at], columns[at].label if len(named) > 1 else ""
        central = Part(column.parts[0].index, column.keys or ("mean",))
        note = column.note or ("" if column.keys else MEAN_INFERRED)
        given[at] = replace(column, label=label, parts=(central,), note=note, is_total=not label)
        given[at + 1] = replace(columns[at + 1], label=label, is_total=not label)
    return given


def _has_spread(columns: Sequence[Column], at: int) -> bool:
    column, following = columns[at], columns[at + 1] if at + 1 < len(columns) else None
    if following is None or following.kind is not ColumnKind.GROUP or following.label:
        return False
    is_central = not column.grades and not column.size and set(column.keys) <= {"mean", "median"}
    spreads = {"sd", "se"} if set(column.keys) <= {"mean"} else {"iqr", "range"}
    return is_central and len(following.keys) == 1 and set(following.keys) <= spreads


def _merged(columns: Sequence[Column]) -> list[Column]:
    """Join neighbors that print different statistics of one group."""
    merged = list[Column]()
    for column in columns:
        last = merged[-1] if merged else None
        if last and _belong_together(last, column):
            merged[-1] = Column(
                kind=last.kind,
                head=f"{last.head} | {column.head}",
                label=last.label,
                size=last.size or column.size,
                parts=(*last.parts, *column.parts),
                grades=last.grades,
                is_total=last.is_total,
                estimate=last.estimate or column.estimate,
                marks=last.marks + column.marks,
                is_size_in_brackets=last.is_size_in_brackets,
                note=last.note or column.note,
            )
        else:
            merged.append(column)
    return merged


def _belong_together(one: Column, other: Column) -> bool:
    if one.kind is ColumnKind.ESTIMATE:
        return _is_of_estimate(one, other)
    if one.kind is not ColumnKind.GROUP or other.kind is not ColumnKind.GROUP:
        return False
    same = (one.label, one.grades) == (other.label, other.grades)
    return same and bool(one.keys and other.keys) and not set(one.keys) & set(other.keys)


def _is_of_estimate(one: Column, other: Column) -> bool:
    """Whether a column has the interval or the standard error of the estimates beside it."""
    if len(other.keys) != 1 or other.keys[0] not in {"ci", "se", "sd"} or other.keys[0] in one.keys:
        return False
    if other.kind is ColumnKind.ESTIMATE:
        is_bare = not other.label or other.label == one.label or other.keys == ("ci",)
        return other.estimate == one.estimate and is_bare
    return other.kind is ColumnKind.GROUP and not other.label
