"""What a check is, what it may read, and how it points at rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from il2report.errors import Finding, Place, Severity
from il2report.study.bibliography import Reference
from il2report.study.configuration import Configuration
from il2report.study.literature import LiteratureFact
from il2report.study.tables import Frames, quoted


@dataclass(frozen=True, slots=True)
class Material:
    """All that was read of a study; a part is None when it could not be read."""

    frames: Frames
    configuration: Configuration | None
    references: Mapping[str, Reference] | None
    literature: Mapping[str, LiteratureFact] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One check over the tables, run only where the columns it reads are there.

    `whole` names tables from whose silence it concludes something.
    """

    find: Callable[[Frames], Iterable[Finding]]
    columns: tuple[str, ...]
    whole: tuple[str, ...]

    @property
    def tables(self) -> frozenset[str]:
        """The tables that it reads."""
        return frozenset(column.partition(".")[0] for column in self.columns)

    def findings(self, frames: Frames) -> Iterable[Finding]:
        """Run the check, or give nothing where its material is missing."""
        if frames.absent.isdisjoint(self.columns) and frames.partial.isdisjoint(self.whole):
            return self.find(frames)
        return ()


@dataclass(frozen=True, slots=True)
class ProtocolRule:
    """One check of the tables against study.toml."""

    find: Callable[[Frames, Configuration], Iterable[Finding]]
    columns: tuple[str, ...]

    def findings(self, frames: Frames, configuration: Configuration) -> Iterable[Finding]:
        """Run the check, or give nothing where its columns are missing."""
        if frames.absent.isdisjoint(self.columns):
            return self.find(frames, configuration)
        return ()


def reads(
    *columns: str, whole: tuple[str, ...] = ()
) -> Callable[[Callable[[Frames], Iterable[Finding]]], Rule]:
    """Declare the columns that a check reads, as "table.column"."""
    return lambda find: Rule(find, columns, whole)


def reads_protocol(
    *columns: str,
) -> Callable[[Callable[[Frames, Configuration], Iterable[Finding]]], ProtocolRule]:
    """Declare the columns that a check against study.toml reads, as "table.column"."""
    return lambda find: ProtocolRule(find, columns)


def at_rows(
    code: str,
    frames: Frames,
    table: str,
    column: str,
    wrong: "pd.Series[Any]",
    message: str,
    severity: Severity = Severity.ERROR,
) -> Iterator[Finding]:
    """Report one cell of each row where `wrong` holds.

    Parameters
    ----------
    code : entry of docs/messages.md
    frames : the tables
    table, column : which cell of the row is pointed at
    wrong : Series of bool, one per row of the table
    message : what is wrong; `{cell}` stands for the cell
    severity : whether it stops a build
    """
    mask = wrong.to_numpy(dtype=bool)
    if not mask.any():
        return
    rows = frames[table].loc[mask]
    for row, patient_id, cell in zip(rows.index, rows["patient_id"], rows[column], strict=True):
        place = Place(f"data/{table}.csv", int(row), column, patient_id)
        yield Finding(code, place, message.format(cell=shown(cell)), severity)


def shown(cell: Any) -> str:
    """Write a typed cell as the file has it."""
    if isinstance(cell, str):
        return quoted(cell)
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    return "blank" if pd.isna(cell) else f"{cell:g}"
