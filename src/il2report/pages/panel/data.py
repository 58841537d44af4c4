"""The accounts of all printed numbers as one compact object: what repeats is given once.

Every text stands here as it is shown; the script of the page looks up and computes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from il2report.document.grammar import plural
from il2report.pages.accounts import Account, IssuedDraft
from il2report.pages.places import printed_place
from il2report.results.ledger import Cell
from il2report.values import AGE_GROUPED_FROM, Exclusion, Patients

AGE = "age"


@dataclass(slots=True)
class Pool:
    """Values that are told once, each with the place in the list under which others refer to it."""

    values: list[Any] = field(default_factory=list)
    positions: dict[Any, int] = field(default_factory=dict)

    def place(self, key: Any, value: Any = None) -> int:
        """Give the place of a value by its key; the key itself is the value where none is given."""
        if key not in self.positions:
            self.positions[key] = len(self.values)
            self.values.append(key if value is None else value)
        return self.positions[key]


def panel_data(
    accounts: Iterable[Account], drafts: Sequence[IssuedDraft], *, by_patient: bool
) -> dict[str, Any]:
    """Collect the accounts of all printed numbers.

    Parameters
    ----------
    accounts : of each printed number
    drafts : those issued so far, whose texts the accounts give in the same order
    by_patient : whether patients and cells are named, or their number told

    Returns
    -------
    dict
        As JSON takes it; panel.js reads it.
    """
    return _Collection(by_patient=by_patient).collected(accounts, drafts)


class _Collection:
    def __init__(self, *, by_patient: bool) -> None:
        self.by_patient = by_patient
        self.texts, self.groups, self.sources = Pool(), Pool(), Pool()
        self.tables: dict[str, _Table] = {}

    def collected(
        self, accounts: Iterable[Account], drafts: Sequence[IssuedDraft]
    ) -> dict[str, Any]:
        numbers = {account.id: self._number(account) for account in accounts}
        return {
            "drafts": [f"Draft {d.number}, {d.name}, {d.issued}" for d in drafts],
            "groups": self.groups.values,
            "numbers": numbers,
            "sources": self.sources.values,
            "tables": [table.document() for table in self.tables.values()],
            "texts": self.texts.values,
        }

    def _number(self, account: Account) -> dict[str, Any]:
        number: dict[str, Any] = {
            "label": self._text(account.label),
            "printed": account.printed,
            "definition": self._text(account.definition),
            "method": self._text(account.method.name),
            "formula": self._text(account.method.formula),
            "working": list(account.working),
            "places": [self._text(printed_place(place)) for place in account.places]
            + [self._text(f"drawn in {figure}") for figure in account.figures],
        }
        if account.reference:
            number["reference"] = self._text(account.reference)
        if account.reason:
            number["reason"] = self._text(account.reason)
        if account.n is not None:
            number |= self._counted(account)
        if account.history and (self.by_patient or not account.is_of_one_patient):
            number["history"] = [[issued.text, issued.changed] for issued in account.history] + [
                [account.text, account.changed]
            ]
        return number

    def _counted(self, account: Account) -> dict[str, Any]:
        counted: dict[str, Any] = {"patients": self._group(account.patients)}
        if account.denominator != account.patients:
            counted["denominator"] = self._group(account.denominator)
        if account.excluded:
            counted["excluded"] = [self._text(line) for line in self._left_out(account.excluded)]
        if account.sources:
            counted["sources"] = self._source(account)
        return counted

    def _text(self, text: str) -> int:
        return self.texts.place(text)

    def _group(self, patients: Patients) -> int:
        said = f"{len(patients)} {plural(len(patients), 'patient')}"
        if self.by_patient and patients:
            said += f": {', '.join(patients)}"
        return self.groups.place(said)

    def _left_out(self, excluded: tuple[Exclusion, ...]) -> list[str]:
        if self.by_patient:
            return [f"{out.patient_id}: {out.reason}" for out in excluded]
        reasons = [out.reason for out in excluded]
        return [
            f"{reasons.count(r)} {plural(reasons.count(r), 'patient')}: {r}"
            for r in dict.fromkeys(reasons)
        ]

    def _source(self, account: Account) -> int:
        cells, n = account.cells, account.cells_n
        said = f"{n} {plural(n, 'cell')} of {', '.join(account.sources)}"
        if not self.by_patient:
            return self.sources.place(said, [said])
        blocks = [
            self._block(file, list(of_file))
            for file, of_file in groupby(sorted(cells, key=attrgetter("file")), attrgetter("file"))
        ]
        return self.sources.place(repr((said, blocks)), [said, *blocks])

    def _block(self, file: str, cells: list[Cell]) -> list[Any]:
        """Give the cells of one table: its place, the columns shown, and the rows."""
        table = self.tables.setdefault(file, _Table(len(self.tables), file))
        columns = dict.fromkeys(cell.heading for cell in cells)
        rows = dict.fromkeys(cell.row for cell in cells)
        for cell in cells:
            table.take(cell)
        return [table.place, [table.columns.place(c) for c in columns], list(rows)]


@dataclass(slots=True)
class _Table:
    """The rows of one source table that any number was read from."""

    place: int
    file: str
    columns: Pool = field(default_factory=Pool)
    patients: dict[int, str] = field(default_factory=dict)
    contents: dict[tuple[int, str], str] = field(default_factory=dict)

    def take(self, cell: Cell) -> None:
        self.columns.place(cell.heading)
        self.patients[cell.row] = cell.patient_id
        self.contents[cell.row, cell.heading] = _shown(cell)

    def document(self) -> dict[str, Any]:
        columns: list[str] = self.columns.values
        rows: Mapping[int, list[str]] = {
            row: [patient, *(self.contents.get((row, column), "") for column in columns)]
            for row, patient in sorted(self.patients.items())
        }
        return {"file": self.file, "columns": columns, "rows": rows}


def _shown(cell: Cell) -> str:
    """Give a cell as the page may show it: an age that identifies is told as 90 or older."""
    if cell.read_as == AGE and cell.content and float(cell.content) >= AGE_GROUPED_FROM:
        return f"≥{AGE_GROUPED_FROM}"
    return cell.content or "blank"
