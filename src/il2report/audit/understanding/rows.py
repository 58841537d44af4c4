"""What the rows of a table are: sections, their parts, rows of statistics, missing values, sizes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from il2report.audit.sources.printed_table import PrintedRow, PrintedTable
from il2report.audit.understanding.wording import Wording, wording


class RowKind(StrEnum):
    """What a row is, by its label and by which of its cells are filled."""

    SECTION = "section"
    ENTRY = "entry"
    STATISTIC = "statistic"
    MISSING = "missing"
    SIZE = "size"


IS_MISSING = re.compile(
    r"^(?:(?:data )?missing|unknown|not (?:reported|available|known|recorded|assessed|done|stated|specified|tested)|no data|unspecified|n/?a)\b(?!.*\b(?:primary|origin)\b)",
    re.IGNORECASE,
)
IS_SIZE = re.compile(
    r"^(?:(?:total )?(?:patients|participants|subjects|cases|sample(?: size)?|evaluable(?: patients)?|(?:patients )?(?:evaluated|assessed|analy[sz]ed)|with data|total)|"
    r"(?:no\.?|number|n)(?: of)? (?:patients|participants|subjects|cases|evaluable|assessed|evaluated|analy[sz]ed|with data)(?: (?:evaluated|assessed|analy[sz]ed|with data))?|n)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Line:
    """A row with what its label says.

    Parameters
    ----------
    number : which row of the table it is
    printed : the row itself
    words : its label taken apart
    kind : what it is
    parents : sections around it, the outermost first
    """

    number: int
    printed: PrintedRow
    words: Wording
    kind: RowKind
    parents: tuple["Line", ...] = ()
    children: list["Line"] = field(default_factory=list)

    @property
    def section(self) -> "Line | None":
        """The section that it is directly in."""
        return self.parents[-1] if self.parents else None

    @property
    def name(self) -> str:
        """What it is of, without its sections."""
        return self.words.rest or self.words.text

    @property
    def path(self) -> str:
        """What it is of, with its sections."""
        return self.path_as(self.name)

    def path_as(self, name: str) -> str:
        """Write what it is of, with its sections, under another name."""
        names = [*(parent.name for parent in self.parents), name]
        return ": ".join(filter(None, names)) or "Row without a label"

    def named(self) -> tuple[str, ...]:
        """Give the statistics that it or a section around it names, nearest first."""
        return next(
            (line.words.keys for line in (self, *reversed(self.parents)) if line.words.keys), ()
        )


def lines_of(table: PrintedTable, values: Sequence[int]) -> list[Line]:
    """Read the rows of a table; `values` are its columns that are no p-values."""
    rows = table.rows
    has_indents = len({row.indent for row in rows}) > 1
    lines, stack = list[Line](), list[tuple[int, Line]]()
    for number, row in enumerate(rows):
        line = Line(number, row, _words(row.label), RowKind.ENTRY)
        is_filled = any(row.cells[index].strip() for index in values if index < len(row.cells))
        following = rows[number + 1] if number + 1 < len(rows) else None
        has_below = following is not None and following.indent > row.indent
        level = row.indent
        if not has_indents:
            level = 0 if not is_filled or _ends_section(line, stack) else 1
        while stack and stack[-1][0] >= level:
            stack.pop()
        line.parents = tuple(parent for _, parent in stack)
        line.kind = _kind(line, is_filled=is_filled)
        if line.section is not None:
            line.section.children.append(line)
        if not is_filled or (has_indents and has_below):
            stack.append((level, line))
        lines.append(line)
    return lines


def close_section(section: Line, members: Sequence[Line]) -> None:
    """Keep only some rows in a section; those behind them are of none."""
    for line in section.children:
        if line not in members:
            line.parents = section.parents
            if line.kind is RowKind.STATISTIC:
                line.kind = RowKind.ENTRY
    section.children = [line for line in section.children if line in members]


def _words(label: str) -> Wording:
    """Take a label apart; M and F are sexes there, and a bullet is none of it."""
    plain = re.sub(r"^\s*[\u2022\u00b7\u2013\u2014-]\s+", "", label).strip()
    words = wording(plain)
    return Wording(plain, plain, marks=words.marks) if words.text in {"M", "No"} else words


def _kind(line: Line, *, is_filled: bool) -> RowKind:
    if not is_filled:
        return RowKind.SECTION
    if IS_MISSING.match(line.words.text):
        return RowKind.MISSING
    is_n = IS_SIZE.match(line.words.rest or line.words.text) or line.words.text in {"n", "N"}
    if is_n and set(line.words.keys) <= {"count"}:
        return RowKind.SIZE
    if line.words.is_statistic and line.section is not None:
        return RowKind.STATISTIC
    return RowKind.ENTRY


def _ends_section(line: Line, stack: Sequence[tuple[int, Line]]) -> bool:
    """Whether a row of a table without indents is no part of the section before it.

    Its label names its own statistics, of another kind than the rows of the section.
    """
    if not stack or line.words.is_statistic or not line.words.keys:
        return False
    section = stack[0][1]
    before = {child.words.keys for child in section.children}
    return bool(section.children) and line.words.keys not in before
