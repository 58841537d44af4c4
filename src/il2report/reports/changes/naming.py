"""Tables, columns and codes as a reader of the report calls them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from il2report.revisions.corrections import PATIENTS, CellChange, Correction, Kind, RowChange

Label = Callable[[str, str, str], str | None]
"""Gives the codebook's label of a code by table, column and code; None where it lists none."""

ABBREVIATIONS = {"ldh": "LDH", "ecog": "ECOG", "id": "ID", "mm": "(mm)"}
ROW_NAMES: Mapping[str, str] = {
    "metastases": "metastasis in {site}",
    "prior_therapies": "prior therapy {modality} {agent}",
    "cycles": "cycle {cycle}",
    "adverse_events": "{term} in cycle {cycle}",
    "brain_lesions": "brain lesion {lesion} on {assessed_on}",
}
"""How a row is called by its key."""

BLANK = "blank"


def _no_label(table: str, column: str, code: str) -> str | None:  # noqa: ARG001 (the shape of Label)
    return None


@dataclass(frozen=True, slots=True)
class Names:
    """Gives each thing of the data the name that a reader knows it by."""

    label: Label = _no_label

    def cell(self, table: str, column: str, text: str) -> str:
        """Write a cell: the label of a code, with the code where that is an abbreviation."""
        if not text:
            return BLANK
        label = self.label(table, column, text)
        if label is None:
            return text
        inner = label if label[:2].isupper() else label[:1].lower() + label[1:]
        return f"{inner} ({text})" if text.isupper() else inner

    def row(self, row: RowChange) -> str:
        """Call a row of a table by its key: "hypotension in cycle 1"; empty for a patient's own."""
        key = dict(row.key)
        if row.table == PATIENTS:
            return ""
        if row.table not in ROW_NAMES:
            return ", ".join((row.table, *key.values()))
        named = {
            name: self.cell(row.table, name, text) if text else "" for name, text in key.items()
        }
        return " ".join(ROW_NAMES[row.table].format(**named).split())

    def step(self, row: RowChange, cell: CellChange) -> str:
        """Write what became of a cell: "best response: stable disease (SD) → ..."."""
        old, new = (self.cell(row.table, cell.column, text) for text in (cell.old, cell.new))
        return f"{column_words(cell.column)}: {old} → {new}"

    def whole_row(self, row: RowChange) -> str:
        """Say that a row came or went, with the cells that do not name it."""
        is_new = row.kind is Kind.ADDED
        named = {"patient_id", *(name for name, _ in row.key)}
        rest = [
            f"{column_words(cell.column)} "
            f"{self.cell(row.table, cell.column, cell.new if is_new else cell.old)}"
            for cell in row.cells
            if cell.column not in named
        ]
        return f"{row.kind.value} ({', '.join(rest)})" if rest else row.kind.value

    def correction(self, correction: Correction) -> str:
        """Write a correction on one line."""
        if correction.is_of_whole_patient:
            return patient_words(correction)
        row = correction.rows[0]
        if row.patient_id is None and not row.is_used:
            return f"column {row.cells[0].column} of {column_words(row.table)} {row.cells[0].new}"
        subject = ", ".join(part for part in (row.patient_id, self.row(row)) if part)
        if row.kind is not Kind.CHANGED:
            return f"{subject} {self.whole_row(row)}"
        steps = [self.step(row, cell) for cell in row.cells]
        return f"{subject}, {'; '.join(steps)}"


def column_words(column: str) -> str:
    """Write the name of a column as words; a key of study.toml as it is."""
    if "." in column:
        return column
    return " ".join(ABBREVIATIONS.get(word, word) for word in column.split("_"))


def patient_words(correction: Correction) -> str:
    """Say that a patient came, went, or has another id."""
    if correction.new_id:
        return f"patient {correction.patient_id} is now {correction.new_id}"
    return f"patient {correction.patient_id} {correction.rows[0].kind.value}"
