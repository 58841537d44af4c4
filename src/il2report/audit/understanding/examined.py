"""Columns of a prevalence: how many were examined, how many of them were positive, in percent, with interval."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from il2report.audit.cells import printed_cell
from il2report.audit.evidence import counts_giving
from il2report.audit.printed import PrintedDigits, Sign, printed_number
from il2report.audit.sources.printed_table import PrintedTable
from il2report.audit.understanding.names import whole
from il2report.audit.understanding.wording import wording

COUNTED = r"(?:(?:total\s+)?(?:no\.?|nos\.?|number|n|#)\s*(?:of\s+)?)"
THEY = r"(?:(?:patients|participants|subjects|persons|people|individuals|children|women|men|animals|samples|sera|specimens|isolates)\s+)?"
EXAMINED = re.compile(
    rf"(?:{COUNTED}|total\s+)?{THEY}(?:examined|tested|sampled|screened|investigated|surveyed|assessed|evaluated|analy[sz]ed|interviewed)"
    r"\s*(?:,?\s*\(?\s*[nN]\s*\)?)?|sample size\s*(?:\(\s*[nN]\s*\))?",
    re.IGNORECASE,
)
BARE_N = re.compile(r"[nN]\.?|[Nn]o\.?|[Nn]umber|\(\s*[nN]\s*\)")
POSITIVE = re.compile(
    rf"{COUNTED}?{THEY}(?:with\s+)?(?:sero-?)?(?:positives?|infected|infections?|affected|reactive|reactors|diseased|cases)\s*(?:\(\s*[nN]\s*\)|,\s*[nN])?",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"(?:crude\s+|overall\s+|apparent\s+|observed\s+)?(?:(?:sero-?)?prevalence|(?:sero-?)?positivity|(?:infection|detection|positivity|carriage|attack|colonization)\s+rate|(?:sero-?)?positives?|infected|affected|cases|rate|proportion|percentage)",
    re.IGNORECASE,
)
PREVALENCE = re.compile(
    r"(?:crude |overall |apparent |observed )?(?:sero-?)?(?:prevalence|positivity)", re.IGNORECASE
)
NAMED = re.compile(
    r"prevalence|positivity|infection rate|carriage|seropositiv|infected", re.IGNORECASE
)
PERCENT_SIGN = re.compile(r"%|\bper ?cent\b|\bin percent\b", re.IGNORECASE)
EDGES = re.compile(r"^[\s,;:()\[\]]+|[\s,;:()\[\]]+$")
FEW = 3
OFTEN, NEARLY_ALL = Fraction(3, 4), Fraction(9, 10)
Roles = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Examined:
    """One column of a prevalence: the statistics of its cells.

    `inferred` says that a column called "n" is taken for the number examined, as the figures suggest.
    """

    keys: tuple[str, ...]
    inferred: bool = False


def examined(table: PrintedTable, stacks: Sequence[Sequence[str]]) -> dict[int, Examined]:
    """Find the columns of prevalences, by their number among the columns behind the labels.

    `stacks` are the heads of each column from top to bottom. Columns under one head are of one
    prevalence, in which the number examined is the denominator of the percentage.
    """
    found: dict[int, Examined] = {}
    unnamed: list[Roles] = []
    for columns in _side_by_side(stacks):
        roles: Roles = {column: role for column in columns if (role := _role(stacks[column]))}
        keys = [key for role in roles.values() for key in role]
        if len(keys) != len(set(keys)) or not {"percent", "count"} & set(keys):
            continue
        if ("n" in keys) == ("n?" in keys):
            continue
        if "n" in keys or "count" in keys:
            found |= _named(roles, inferred=False)
        else:
            unnamed.append(roles)
    if unnamed and _are_examined(table, unnamed):
        for roles in unnamed:
            found |= _named(roles, inferred=True)
    return found


def _named(roles: Roles, *, inferred: bool) -> dict[int, Examined]:
    return {
        column: Examined(("n",), inferred) if role == ("n?",) else Examined(role)
        for column, role in roles.items()
    }


def _side_by_side(stacks: Sequence[Sequence[str]]) -> list[list[int]]:
    """Group neighbors that have the same heads but the last."""
    grouped: list[list[int]] = []
    for column, stack in enumerate(stacks):
        if grouped and stack and tuple(stacks[grouped[-1][-1]][:-1]) == tuple(stack[:-1]):
            grouped[-1].append(column)
        else:
            grouped.append([column])
    return grouped


def _role(stack: Sequence[str]) -> tuple[str, ...]:
    """Say of what a column is by its last head; ("n?",) is of a column called n alone."""
    words = wording(stack[-1]) if stack else wording("")
    if EXAMINED.fullmatch(words.text):
        return ("n",)
    if BARE_N.fullmatch(words.text):
        return ("n?",)
    rest = EDGES.sub("", PERCENT_SIGN.sub(" ", words.rest))
    after: tuple[str, ...] = ("ci",) if "ci" in words.keys else ()
    if after and not rest and set(words.keys) <= {"ci", "percent"}:
        return tuple(key for key in ("percent", "ci") if key in words.keys)
    has_percent = "percent" in words.keys or bool(PERCENT_SIGN.search(words.rest))
    if has_percent and (not rest or SHARE.fullmatch(rest)):
        return ("percent", *after)
    if POSITIVE.fullmatch(words.text):
        return ("count",)
    return ("percent", *after) if PREVALENCE.fullmatch(rest) else ()


def _are_examined(table: PrintedTable, of_columns: Sequence[Roles]) -> bool:
    """Whether the numbers of columns called n are denominators of the percentages beside them.

    They are no counts: each count would give the number of all patients by its percentage, and these
    would agree. As denominators, nearly each has a count that gives its percentage.
    """
    possible = total = 0
    for roles in of_columns:
        pairs = _pairs(table, roles)
        if _are_counts(pairs):
            return False
        possible += sum(bool(counts_giving(percent.bounds(), n)) for n, percent in pairs)
        total += len(pairs)
    said = " ".join([*(text for head in table.heads for text in head), table.caption])
    is_named = bool(NAMED.search(said))
    has_interval = any("ci" in role for roles in of_columns for role in roles.values())
    least = OFTEN if is_named else NEARLY_ALL
    return (is_named or has_interval) and total >= FEW and possible >= least * total


def _pairs(table: PrintedTable, roles: Roles) -> list[tuple[int, PrintedDigits]]:
    """List the numbers of a column called n with the percentages beside them."""
    of_n = next(column for column, role in roles.items() if role == ("n?",))
    of_percent = next(column for column, role in roles.items() if role[0] == "percent")
    pairs = []
    for row in table.rows:
        cells = [
            row.cells[column] if column < len(row.cells) else "" for column in (of_n, of_percent)
        ]
        texts = [
            parsed.numbers[0] for cell in cells if (parsed := printed_cell(cell)) and parsed.numbers
        ]
        if len(texts) == 2 and (n := whole(texts[0])):
            percent = printed_number(texts[1])
            if percent is not None and percent.sign is Sign.EQUAL:
                pairs.append((n, percent))
    return pairs


def _are_counts(pairs: Sequence[tuple[int, PrintedDigits]]) -> bool:
    """Whether most numbers, taken for counts, are of one number of patients by their percentages."""
    of = [
        (
            Fraction(100 * n) / (percent.value + percent.unit),
            Fraction(100 * n) / (percent.value - percent.unit),
        )
        for n, percent in pairs
        if percent.value > percent.unit
    ]
    agreeing = (sum(low <= at <= high for low, high in of) for at, _ in of)
    return max(agreeing, default=0) > Fraction(len(of), 2)
