"""What a check is, what it may read, and the findings that many checks share."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter
from typing import Any, Literal

import pandas as pd

from il2report.errors import Finding, Place, Severity
from il2report.study.bibliography import Reference
from il2report.study.configuration import Configuration
from il2report.study.findings import alike, quoted, shared, together
from il2report.study.literature import LiteratureFact
from il2report.study.tables import Frames


@dataclass(frozen=True, slots=True)
class Material:
    """All that was read of a study; a part is None when it could not be read."""

    frames: Frames
    configuration: Configuration | None
    references: Mapping[str, Reference] | None
    literature: Mapping[str, LiteratureFact] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One check over the tables, run only where all that it reads is there.

    `whole` names tables from whose silence it concludes something. `find` takes the tables and, if
    the rule `reads_choices`, study.toml, whose sections it `needs` may be left out by a study.
    """

    find: Callable[..., Iterable[Finding]]
    columns: tuple[str, ...]
    whole: tuple[str, ...]
    reads_choices: bool
    needs: tuple[str, ...] = ()

    @property
    def tables(self) -> frozenset[str]:
        """The tables that it reads."""
        return frozenset(column.partition(".")[0] for column in self.columns)

    def findings(self, frames: Frames, choices: Configuration | None = None) -> Iterable[Finding]:
        """Run the check, or give nothing where something that it reads is missing."""
        if not (frames.absent.isdisjoint(self.columns) and frames.partial.isdisjoint(self.whole)):
            return ()
        if not all(map(frames.declares, self.columns)):
            return ()
        if not self.reads_choices:
            return self.find(frames)
        if choices is None or any(getattr(choices, name) is None for name in self.needs):
            return ()
        return self.find(frames, choices)


def reads(
    *columns: str, whole: tuple[str, ...] = (), choices: bool = False, needs: tuple[str, ...] = ()
) -> Callable[[Callable[..., Iterable[Finding]]], Rule]:
    """Declare the columns that a check reads, as "table.column", and whether it reads study.toml.

    `needs` names sections of study.toml without which there is nothing to check.
    """
    return lambda find: Rule(find, columns, whole, choices or bool(needs), needs)


def at_rows(
    code: str,
    frames: Frames,
    cell: str,
    wrong: "pd.Series[Any]",
    message: str,
    severity: Severity = Severity.ERROR,
    also: str | None = None,
) -> Iterator[Finding]:
    """Report one cell of each row where `wrong` holds.

    Parameters
    ----------
    code : entry of docs/messages.md
    frames : the tables
    cell : the cell of the row that the finding names, as "table.column"
    wrong : Series of bool, one per row of the table
    message : what is wrong; `{cell}` is replaced by the value of the cell
    severity : whether it stops a build
    also : if given, all rows are one finding, which says that the others are "outside it" too
    """
    mask = wrong.to_numpy(dtype=bool)
    if not mask.any():
        return
    table, _, column = cell.partition(".")
    rows = frames[table].loc[mask]
    ids = rows["patient_id"] if "patient_id" in rows else repeat(None, len(rows))
    found = [
        Finding(
            code,
            Place(f"data/{table}.csv", int(row), column, patient_id),
            message.format(cell=shown(value)),
            severity,
        )
        for row, patient_id, value in zip(rows.index, ids, rows[column], strict=True)
    ]
    yield from found if also is None else together(found, also)


def notice_rows(
    code: str,
    frames: Frames,
    cell: str,
    wrong: "pd.Series[Any]",
    message: str,
    also: str | None = None,
) -> Iterator[Finding]:
    """Report as `at_rows` does, in notices."""
    return at_rows(code, frames, cell, wrong, message, Severity.NOTICE, also)


def at_texts(
    code: str,
    frames: Frames,
    cell: str,
    wrong: "pd.Series[Any]",
    message: Callable[[str], str],
    severity: Severity = Severity.ERROR,
) -> Iterator[Finding]:
    """Report each text of a column that is wrong once, with all the rows that have it.

    Parameters
    ----------
    code : entry of docs/messages.md
    frames : the tables
    cell : the column, as "table.column"
    wrong : the cells that are wrong, by row
    message : says of a text what is wrong with it
    severity : whether it stops a build
    """
    table, _, column = cell.partition(".")
    for text, (row, *others) in alike(zip(map(int, wrong.index), wrong, strict=True)):
        place = Place(f"data/{table}.csv", row, column, frames[table]["patient_id"][row])
        yield shared(Finding(code, place, message(text), severity), others)


@dataclass(frozen=True, slots=True)
class Dated:
    """What a column of dates records, as messages call it."""

    name: str
    cell: str


def order(
    code: str,
    dated: Dated,
    relation: Literal["before", "after"],
    other: Dated,
    severity: Severity = Severity.ERROR,
) -> Rule:
    """Make a rule that refuses a date before (or after) another of the same row or patient.

    `other` is a date of the same table, or of patients; the finding names the cell of `dated`.
    """
    (table, _, column), (home, _, limit) = dated.cell.partition("."), other.cell.partition(".")
    keys = () if table == home else (f"{table}.patient_id", f"{home}.patient_id")
    message = f"{dated.name} on {{cell}} is {relation} the {home.removesuffix('s')}'s {limit}"

    @reads(dated.cell, other.cell, *keys)
    def find(frames: Frames) -> Iterator[Finding]:
        dates = frames[table][column]
        limits = frames[home][limit] if table == home else frames.of_patient(table, limit)
        wrong = dates < limits if relation == "before" else dates > limits
        return at_rows(code, frames, dated.cell, wrong, message, severity)

    return find


def limit(
    code: str, cell: str, relation: Literal["below", "above"], key: str, subject: str
) -> Rule:
    """Make a rule that refuses a number below (or above) the limit that a key of study.toml gives.

    `subject` is the beginning of the message, up to its verb.
    """
    table, _, column = cell.partition(".")

    @reads(cell, needs=(key.partition(".")[0],))
    def find(frames: Frames, choices: Configuration) -> Iterator[Finding]:
        bound = attrgetter(key)(choices)
        if bound is None:
            return iter(())
        # Grades may be codes of the codebook, such as 0 to 4.
        numbers = pd.to_numeric(frames[table][column], errors="coerce")
        wrong = numbers < bound if relation == "below" else numbers > bound
        message = f"{subject} {relation} {key} in study.toml, {bound}"
        return at_rows(code, frames, cell, wrong, message, also=f"{relation} it")

    return find


def shown(cell: Any) -> str:
    """Write a typed cell as the file has it."""
    if isinstance(cell, str):
        return quoted(cell)
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    return "blank" if pd.isna(cell) else f"{cell:g}"
