"""The accounts of all printed numbers as one compact object, in which repeated values are stored once.

Every text is stored as it is shown; the script of the page only looks it up and computes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from il2report.document.grammar import plural
from il2report.pages.accounts import Account
from il2report.pages.places import printed_place
from il2report.results.ledger import SourceCell
from il2report.revisions import Draft
from il2report.values import AGE_GROUPED_FROM, Exclusion, Patients


@dataclass(slots=True)
class Pool:
    """Values that are stored once, each with its position in the list, by which others refer to it."""

    values: list[Any] = field(default_factory=list)
    positions: dict[Any, int] = field(default_factory=dict)

    def place(self, key: Any, value: Any = None) -> int:
        """Give the position of a value by its key, which is the value itself where none is given."""
        if key not in self.positions:
            self.positions[key] = len(self.values)
            self.values.append(key if value is None else value)
        return self.positions[key]


def panel_data(
    accounts: Iterable[Account], drafts: Sequence[Draft], *, by_patient: bool
) -> dict[str, Any]:
    """Collect the accounts of all printed numbers as panel.js reads them.

    `drafts` are those that the histories of the accounts go through; with `by_patient`, patients and cells are
    named, otherwise only counted.
    """
    collection = _Collection(by_patient=by_patient)
    numbers = {account.id: collection.number(account) for account in accounts}
    return {
        "drafts": [f"Draft {d.number}, {d.name}, {d.issued}" for d in drafts],
        "groups": collection.groups.values,
        "numbers": numbers,
        "sources": collection.sources.values,
        "tables": [table.document() for table in collection.tables.values()],
        "texts": collection.texts.values,
    }


class _Collection:
    def __init__(self, *, by_patient: bool) -> None:
        self.by_patient = by_patient
        self.texts, self.groups, self.sources = Pool(), Pool(), Pool()
        self.tables: dict[str, _Table] = {}

    def number(self, account: Account) -> dict[str, Any]:
        """Store one account."""
        text = self.texts.place
        number: dict[str, Any] = {
            "label": text(account.label),
            "printed": account.printed,
            "definition": text(account.definition),
            "method": text(account.method.name),
            "formula": text(account.method.formula),
            "working": list(account.working),
            "places": [text(printed_place(place)) for place in account.places]
            + [text(f"drawn in {figure}") for figure in account.figures],
        }
        if account.reference:
            number["reference"] = text(account.reference)
        if account.reason:
            number["reason"] = text(account.reason)
        if account.n is not None:
            number["patients"] = self._group(account.patients)
            if account.denominator != account.patients:
                number["denominator"] = self._group(account.denominator)
            if account.excluded:
                number["excluded"] = [text(line) for line in self._excluded(account.excluded)]
            if account.sources:
                number["sources"] = self._source(account)
        if account.history and (self.by_patient or not account.is_of_one_patient):
            issued = [[each.text, each.changed] for each in account.history]
            number["history"] = [*issued, [account.text, account.changed]]
        return number

    def _group(self, patients: Patients) -> int:
        said = f"{len(patients)} {plural(len(patients), 'patient')}"
        if self.by_patient and patients:
            said += f": {', '.join(patients)}"
        return self.groups.place(said)

    def _excluded(self, excluded: tuple[Exclusion, ...]) -> list[str]:
        if self.by_patient:
            return [f"{out.patient_id}: {out.reason}" for out in excluded]
        counts = Counter(out.reason for out in excluded)
        return [f"{n} {plural(n, 'patient')}: {reason}" for reason, n in counts.items()]

    def _source(self, account: Account) -> int:
        """Store the cells of each table: its place, the columns shown, and the rows."""
        n = account.cells_n
        said = f"{n} {plural(n, 'cell')} of {', '.join(account.sources)}"
        if not self.by_patient:
            return self.sources.place(said, [said])
        blocks = []
        by_file = attrgetter("file")
        for file, cells_of_file in groupby(sorted(account.cells, key=by_file), by_file):
            cells = list(cells_of_file)
            table = self.tables.setdefault(file, _Table(len(self.tables), file))
            for cell in cells:
                table.take(cell)
            columns = dict.fromkeys(table.columns.place(cell.heading) for cell in cells)
            rows = dict.fromkeys(cell.row for cell in cells)
            blocks.append([table.place, list(columns), list(rows)])
        return self.sources.place(repr((said, blocks)), [said, *blocks])


@dataclass(slots=True)
class _Table:
    """The rows of one source table that any number was read from."""

    place: int
    file: str
    columns: Pool = field(default_factory=Pool)
    patients: dict[int, str] = field(default_factory=dict)
    contents: dict[tuple[int, str], str] = field(default_factory=dict)

    def take(self, cell: SourceCell) -> None:
        """Store a cell as the page may show it: an age that identifies as 90 or older."""
        content = cell.content or "blank"
        if cell.read_as == "age" and cell.content and float(cell.content) >= AGE_GROUPED_FROM:
            content = f"≥{AGE_GROUPED_FROM}"
        self.columns.place(cell.heading)
        self.patients[cell.row] = cell.patient_id
        self.contents[cell.row, cell.heading] = content

    def document(self) -> dict[str, Any]:
        """Give the table as JSON has it."""
        columns: list[str] = self.columns.values
        rows = {
            row: [patient, *(self.contents.get((row, column), "") for column in columns)]
            for row, patient in sorted(self.patients.items())
        }
        return {"file": self.file, "columns": columns, "rows": rows}
