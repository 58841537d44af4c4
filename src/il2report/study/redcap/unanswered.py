"""Questions of a REDCap project that were not answered, and would pass for the answer no.

An export writes 0 in every box of a form that was never opened, and a patient without a row in a
table is one without what the table is about. So is one of whom a box or code says "unknown".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from il2report.study.missing_words import says_unknown
from il2report.study.records import RECORDS, plain_type
from il2report.study.redcap.codes import Coder, Counterpart
from il2report.study.redcap.dictionary import DictionaryField
from il2report.study.redcap.export import Export
from il2report.study.redcap.notes import Notes
from il2report.study.redcap.plan import Plan, Project

ANSWERED = ("1", "2")
"""The states of a form, unverified and complete, in which somebody saved it as filled in."""

MEANING_OF_BLANK: Mapping[tuple[str, str], str] = {
    ("patients", "progression_date"): "as one who has not progressed"
}
"""Columns in which a blank cell says something, and how the patient is counted then."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Looks through the rows in which one block of a mapping could have been filled in."""

    plan: Plan
    project: Project
    left_out: frozenset[str]
    notes: Notes

    def report_boxes(self, field: DictionaryField, coder: Coder) -> None:
        """Report boxes for "unknown", and rows with no box ticked on a form that was not filled in."""
        rows = self._rows()
        columns = self._export.columns
        known = {code: field.box(code) for code in field.choices}
        extra = {code: field.box(code) for code in self.project.missing if code not in known}
        for code, name in {**known, **extra}.items():
            if name not in columns:
                continue
            ticked = [n for n in rows if columns[name][n].strip() == "1"]
            label = field.choices.get(code, "")
            counterpart = coder.counterpart(code) if code in known else Counterpart()
            if not ticked or counterpart.text or counterpart.is_refused:
                continue
            if says_unknown(label) or (code in self.project.missing and not label):
                self.notes.unknown_box(self.plan.table, name, ticked)
            elif code in self.project.missing and code not in coder.source.codes:
                self.notes.missing_code_with_label(name, code, label, ticked)
        names = [name for name in {**known, **extra}.values() if name in columns]
        clear = [n for n in rows if all(columns[name][n].strip() in ("", "0") for name in names)]
        blank = {n for n in clear if not any(columns[name][n].strip() for name in names)}
        bare = [n for n in clear if n in blank or not self._is_answered(field, n)]
        self.notes.unanswered(self.plan.table, field.name, field.form, bare)
        self.notes.no_row(self.plan.table, field.name, self._records_without_row())

    def report_selection(self, left: Sequence[int]) -> None:
        """Report rows that `where` leaves out for an answer that is unknown or was not given.

        Parameters
        ----------
        left : positions of rows that `where` does not keep
        """
        if self.plan.table == "patients":  # a patient left out there is reported as left out
            return
        columns, fields = self._export.columns, self.project.dictionary.fields
        for name, codes in self.plan.block.where.items():
            field = fields.get(name)
            cells = columns[name]
            unknown = [n for n in left if self._is_unknown(field, cells[n].strip(), codes)]
            self.notes.unknown_answer(self.plan.table, name, unknown)
            if field is not None:
                bare = [
                    n
                    for n in self._rows()
                    if not cells[n].strip() and not self._is_answered(field, n)
                ]
                self.notes.unanswered(self.plan.table, name, field.form, bare)

    def report_codes(self, coder: Coder, name: str, positions: Sequence[int]) -> None:
        """Report codes for a missing value that may be values, and blanks that say something.

        Parameters
        ----------
        coder : of the column that a field feeds
        name : the field
        positions : of the rows that are read; -1 where a record has none in the field's event
        """
        column = self._export.columns[name]
        raws = {n: column[n].strip() for n in positions if n >= 0}
        given = self.project.missing - set(coder.source.codes)
        for code in sorted(given.intersection(raws.values())):
            at = [n for n, raw in raws.items() if raw == code]
            label = coder.field.choices.get(code, "") if coder.field else ""
            if label and not says_unknown(label):
                self.notes.missing_code_with_label(name, code, label, at)
            elif not label and _is_value(coder, code):
                self.notes.missing_code_with_label(name, code, "", at)
        meaning = MEANING_OF_BLANK.get((coder.table, coder.column))
        if meaning is None:
            return
        self.notes.unknown_value(name, meaning, [n for n, raw in raws.items() if raw in given])
        field = coder.field
        if field is not None:
            bare = [n for n, raw in raws.items() if not raw and self.is_bare(field, n)]
            self.notes.blank_value(name, field.form, meaning, bare)

    def report_lacking(self, coder: Coder, positions: Sequence[int]) -> None:
        """Report records without a row in the event of a field whose blank says something."""
        meaning = MEANING_OF_BLANK.get((coder.table, coder.column))
        if meaning is not None:
            self.notes.no_event(coder.source.event or "", meaning, positions)

    def is_bare(self, field: DictionaryField, position: int) -> bool:
        """Whether a row gives no reason to take a blank field for an answer.

        Where the state of the form is blank, as in rows put together from two exports, any other
        field of the form that is filled is a reason.
        """
        if self._is_answered(field, position):
            return False
        return bool(self._state(field, position)) or not self._holds_anything(field, position)

    @property
    def _export(self) -> Export:
        return self.project.export

    def _rows(self) -> list[int]:
        """The rows of patients in which the fields of the block could be filled in."""
        export, plan = self._export, self.plan
        instruments = (
            {plan.instrument} if plan.instrument in export.repeating else {"", plan.instrument}
        )
        return [
            n
            for n, instrument in enumerate(export.instruments)
            if instrument in instruments
            and export.records[n] not in self.left_out
            and (not plan.events or export.events[n] in plan.events)
        ]

    def _records_without_row(self) -> list[int]:
        """One row of each record that has none where the block's are, in its events."""
        export = self._export
        if self.plan.instrument in export.repeating:
            return []
        present = {export.records[n] for n in self._rows()} | self.left_out
        first: dict[str, int] = {}
        for n, record in enumerate(export.records):
            if record not in present:
                first.setdefault(record, n)
        return list(first.values())

    def _state(self, field: DictionaryField, position: int) -> str:
        """The state of a field's form, blank where it was never opened or the export does not say."""
        cells = self._export.columns.get(f"{field.form}_complete")
        return cells[position].strip() if cells else ""

    def _is_answered(self, field: DictionaryField, position: int) -> bool:
        """Whether the form was saved as filled in, or, if the export does not say, holds anything."""
        if f"{field.form}_complete" in self._export.columns:
            return self._state(field, position) in ANSWERED
        return self._holds_anything(field, position)

    def _holds_anything(self, field: DictionaryField, position: int) -> bool:
        """Whether any field of the form is filled in a row."""
        columns = self._export.columns
        dictionary = self.project.dictionary
        for one in dictionary.fields.values():
            if one.form != field.form or one.name == dictionary.record.name:
                continue
            boxes = [one.box(code) for code in one.choices] if one.kind == "checkbox" else []
            ticked = any(
                columns[name][position].strip() == "1" for name in boxes if name in columns
            )
            if ticked or columns.get(one.name, {position: ""})[position].strip():
                return True
        return False

    def _is_unknown(self, field: DictionaryField | None, raw: str, codes: Sequence[str]) -> bool:
        label = field.choices.get(raw, "") if field else ""
        return (
            bool(raw) and raw not in codes and (raw in self.project.missing or says_unknown(label))
        )


def _is_value(coder: Coder, code: str) -> bool:
    """Whether a code for a missing value could as well be a number of the column."""
    field = RECORDS[coder.table].model_fields[coder.column]
    if plain_type(field) not in (int, float):
        return False
    cell: TypeAdapter[object] = TypeAdapter(field.rebuild_annotation())
    try:
        cell.validate_python(code)
    except ValidationError:
        return False
    return True
