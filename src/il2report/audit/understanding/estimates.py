"""Estimates of a table: ratios, differences and coefficients with their intervals, survival at times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from il2report.audit.cells import PrintedCell, printed_cell
from il2report.audit.printed import printed_number
from il2report.audit.understanding.heads import Column, ColumnKind, is_p
from il2report.audit.understanding.rows import Line
from il2report.audit.understanding.understood import UnderstoodCell, UnreadCell

if TYPE_CHECKING:
    from il2report.audit.understanding.grid import Cell
    from il2report.audit.understanding.names import GroupEntry
    from il2report.audit.understanding.table import TableReader

IS_OF_TIMES = re.compile(
    r"\b(?:overall|progression|event|disease|relapse|recurrence|metastas[ei]s|failure|cancer|graft|patient)[- ](?:free |specific )?survival\b"
    r"|\bsurvival (?:rate|probability|at|,|\()|^survival\b|\b(?:OS|PFS|DFS|EFS|RFS|MFS|DSS)\b|kaplan|cumulative incidence|\bfreedom from\b"
    r"|\btime to (?:progression|death|event|relapse|recurrence|treatment failure)\b|\bduration of response\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"(?P<time>\d+(?:\.\d+)?)[- ]?(?P<unit>years?|yrs?|y|months?|mos?|weeks?|wks?|days?|d)\b",
    re.IGNORECASE,
)
OF_P = "it is the p of several rows together, of a trend or of an interaction, which these figures do not give"
REFERENCE = "reference category"
"""What is shown of the ratio 1 of the category with which the others are compared."""
UNITS = {"y": "years", "m": "months", "w": "weeks", "d": "days"}


def is_of_times(label: str) -> bool:
    """Whether a row is of times to an event, of which percentages are estimates and no counts."""
    return bool(IS_OF_TIMES.search(label))


def survival_of(reader: TableReader, line: Line, cell: Cell, label: str, group: GroupEntry) -> None:
    """Enter the median time, or the share at a time, of a group."""
    found = TIME.search(label)
    is_at_time = "percent" in cell.texts
    place = reader.table.place
    if is_at_time and found is None:
        reader.draft.unread.append(
            reader.grid.unread(cell, "the time of the estimate is not known")
        )
        return
    name = re.sub(r"\s+", " ", TIME.sub("", label) if is_at_time else label)
    top = (line.section.path if line.section is not None else "") or name.strip(" ,:-") or label
    entry = _curve(reader, top, place)
    if found and is_at_time:
        entry.setdefault("unit", UNITS[found["unit"][0].lower()])
    elif line.words.unit:
        entry.setdefault("unit", line.words.unit)
    within = entry if group.name == "all" else entry.setdefault("by", {}).setdefault(group.name, {})
    if found and is_at_time:
        within = within.setdefault("at", {}).setdefault(found["time"], {})
    for key, texts in cell.texts.items():
        if key in {"percent", "median", "ci"}:
            _put(within, key, place, _joined(texts))
        else:
            reader.draft.unread.append(
                reader.grid.unread(cell, f"the {key} of times to an event is not used")
            )


def _curve(reader: TableReader, label: str, place: str) -> dict[str, Any]:
    for entry in reader.draft.survival.values():
        if entry["label"] == label and entry["of_place"] == place:
            return entry
    name = reader.draft.names.new(f"{label} over time", place)
    entry = {"label": label, "of_place": place}
    reader.draft.survival[name] = entry
    return entry


def _put(within: dict[str, Any], key: str, place: str, text: str) -> None:
    if text:
        within.setdefault(key, {})[place] = text


def _joined(texts: tuple[str, ...]) -> str:
    """Write one number, or two, of which one may not be given."""
    return " to ".join(text or "NE" for text in texts) if any(texts) else ""


ERRORS = frozenset({"se", "sd"})
"""What is printed of an estimate and is neither its value nor its interval."""
NO_ERROR = "the standard error of an estimate is not used"


def enter_estimates(reader: TableReader) -> None:
    """Enter the columns of estimates, each with the p-value beside it."""
    for number, column in enumerate(reader.heads.columns):
        if column.kind is ColumnKind.ESTIMATE:
            for line in reader.lines:
                _enter(reader, line, number, column)
                _leave_out_errors(reader, line, column)


def _leave_out_errors(reader: TableReader, line: Line, column: Column) -> None:
    """List the standard errors in columns of their own, which are not used."""
    place, row = reader.table.place, line.printed
    for part in column.parts:
        text = _text(line, part.index)
        if part.keys and set(part.keys) <= ERRORS and re.search(r"\d", text):
            reader.draft.unread.append(
                UnreadCell(place, row.label, column.head, text, NO_ERROR, row.line)
            )


def _enter(reader: TableReader, line: Line, number: int, column: Column) -> None:
    parts = [part for part in column.parts if not part.keys or not set(part.keys) <= ERRORS]
    texts = [_text(line, part.index) for part in parts]
    printed = " | ".join(filter(None, texts))
    parsed = [printed_cell(text, reader.grid.mark) for text in texts if text]
    if not printed or all(cell is not None and cell.is_empty for cell in parsed):
        return
    place, row = reader.table.place, line.printed
    if is_p(line.words.text):
        unread = UnreadCell(place, row.label, column.head, printed, OF_P, row.line)
        reader.draft.unread.append(unread)
        return
    given = _value_and_interval([cell for cell in parsed if cell]) if None not in parsed else None
    if given is None:
        reason = "it is not read as an estimate with its interval"
        reader.draft.unread.append(
            UnreadCell(place, row.label, column.head, printed, reason, row.line)
        )
        return
    if _is_reference(column.estimate, given):
        _show(reader, line, column.head, printed, "", line.path, REFERENCE)
        return
    label = f"{line.path}, {column.label or column.head}"
    name = reader.draft.names.new(f"{line.path} {column.label or column.estimate}", place)
    entry: dict[str, Any] = {"label": label, "kind": column.estimate}
    groups = [reader.columns[at].name for at, _ in reader.compared()]
    if len(groups) == 2:
        entry["groups"] = groups
    level = re.search(r"(\d{2})\s*%\s*(?:C\.?\s?I|confidence|credible)", column.head, re.IGNORECASE)
    if level and level[1] != "95" and 50 <= int(level[1]) <= 99:
        entry["level"] = int(level[1])
    value, interval = given
    _put(entry, "value", place, value)
    _put(entry, "ci", place, interval)
    statistics = [key for key in ("value", "ci") if key in entry]
    _show(reader, line, column.head, printed, name, label, ", ".join(statistics))
    _p_beside(reader, line, number, entry, name)
    if statistics or "p" in entry:
        reader.draft.estimates[name] = entry
        if row.line is not None:
            reader.draft.lines["estimates", name] = row.line


def _is_reference(kind: str, given: tuple[str, str]) -> bool:
    """Whether an estimate without an interval is that of the category with which others are compared."""
    value = printed_number(given[0]) if given[0] else None
    nothing = 0 if kind in {"difference", "coefficient", "correlation"} else 1
    return value is not None and not given[1] and value.value == nothing


def _text(line: Line, index: int) -> str:
    cells = line.printed.cells
    return cells[index].strip() if index < len(cells) else ""


def _value_and_interval(cells: list[PrintedCell]) -> tuple[str, str] | None:
    """Take an estimate and the limits behind it."""
    numbers = [number for cell in cells for number in cell.numbers]
    shape = "".join(cell.shape for cell in cells)
    if "\u00b1" in shape or "/" in shape or len(numbers) not in {1, 2, 3}:
        return None
    if len(numbers) == 2:  # 1 (ref), or limits alone
        if "" in numbers:
            return numbers[0], ""
        are_limits = len(cells) == 1 and "(" not in shape
        return ("", " to ".join(numbers)) if are_limits else None
    return numbers[0], _joined(tuple(numbers[1:])) if len(numbers) == 3 else ""


def _p_beside(
    reader: TableReader, line: Line, number: int, entry: dict[str, Any], name: str
) -> None:
    """Take the p-value in the column behind an estimate."""
    columns = reader.heads.columns
    if number + 1 == len(columns) or columns[number + 1].kind is not ColumnKind.P:
        return
    column = columns[number + 1]
    text = _text(line, column.parts[0].index)
    parsed = printed_cell(text, reader.grid.mark) if text else None
    if not is_of_estimate(reader, number + 1) or not text or (parsed and parsed.is_empty):
        return
    if _is_of_several_rows(reader, line, number):
        row, reason = line.printed, "it may be the p of several rows together"
        unread = UnreadCell(reader.table.place, row.label, column.head, text, reason, row.line)
        reader.draft.unread.append(unread)
    elif parsed is not None and len(parsed.numbers) == 1 and parsed.numbers[0][:1] != "-":
        _put(entry, "p", reader.table.place, parsed.numbers[0])
        _show(reader, line, column.head, text, name, entry["label"], "p")
    else:
        row, reason = line.printed, "it is not read as a p-value"
        unread = UnreadCell(reader.table.place, row.label, column.head, text, reason, row.line)
        reader.draft.unread.append(unread)


def _is_of_several_rows(reader: TableReader, line: Line, number: int) -> bool:
    """Whether the next row has an estimate as well, and no p of its own."""
    following = next((each for each in reader.lines if each.number == line.number + 1), None)
    if following is None or following.parents != line.parents:
        return False
    columns = reader.heads.columns
    estimate = printed_cell(_text(following, columns[number].parts[0].index), reader.grid.mark)
    p = _text(following, columns[number + 1].parts[0].index)
    return not p and estimate is not None and not estimate.is_empty


def is_of_estimate(reader: TableReader, number: int) -> bool:
    """Whether a column of p-values belongs to the estimates before it and not to a test of groups."""
    before = reader.heads.columns[number - 1] if number > 0 else None
    if before is None or before.kind is not ColumnKind.ESTIMATE:
        return False
    return before.estimate not in {"difference", "other"} or not reader.compared()


def _show(
    reader: TableReader, line: Line, head: str, printed: str, name: str, label: str, statistics: str
) -> None:
    row = line.printed
    reader.draft.cells.append(
        UnderstoodCell(
            reader.table.place,
            row.label,
            head,
            printed,
            statistics,
            name,
            "",
            label,
            "",
            line=row.line,
        )
    )
