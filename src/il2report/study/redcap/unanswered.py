"""Questions of a REDCap project that were not answered, and would be read as the answer no.

An export writes 0 in every box of a form that was never opened, and a patient without a row in a
table is one without what the table is about. So is one of whom a box or code says "unknown".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from il2report.errors import Severity
from il2report.study.missing_words import says_unknown
from il2report.study.records import CellRefused
from il2report.study.redcap.codes import Coder, Counterpart
from il2report.study.redcap.dictionary import DictionaryField
from il2report.study.redcap.export import Export
from il2report.study.redcap.plan import Project, TablePlan

ANSWERED = ("1", "2")
"""The states of a form, unverified and complete, in which it was saved as filled in."""

MEANING_OF_BLANK: Mapping[tuple[str, str], str] = {
    ("patients", "progression_date"): "as one who has not progressed"
}
"""Columns in which a blank cell means something, and how the patient is counted then."""

LIKE_A_NO = "in every percentage the patient counts as one whose answer is no"
"""Denominators are all patients, so that is what becomes of an answer that is not known."""


@dataclass(frozen=True)
class Unanswered:
    """Looks through the rows in which one block of a mapping could have been filled in."""

    plan: TablePlan
    project: Project
    left_out: frozenset[str]

    def report_boxes(self, field: DictionaryField, coder: Coder) -> None:
        """Report boxes for "unknown", and rows with no box ticked on a form that was not filled in."""
        columns, missing = self._export.columns, self.project.missing
        known = {code: field.box(code) for code in field.choices}
        extra = {code: field.box(code) for code in missing if code not in known}
        boxes = {code: name for code, name in {**known, **extra}.items() if name in columns}
        for code, name in boxes.items():
            ticked = [n for n in self._rows if columns[name][n] == "1"]
            label = field.choices.get(code, "")
            counterpart = coder.counterpart(code) if code in known else Counterpart()
            if counterpart.text or counterpart.is_refused:
                continue
            if says_unknown(label) or (code in missing and not label):
                message = (
                    f"the box is ticked, and means that the answer is unknown: it makes no row of"
                    f" {self.plan.table}, and {LIKE_A_NO}"
                )
                self.project.report_cells("unknown-answer", name, ticked, message, Severity.NOTICE)
            elif code in missing and code not in coder.source.codes:
                self._report_choice(name, code, label, ticked)
        clear = [n for n in self._rows if all(columns[x][n] in ("", "0") for x in boxes.values())]
        blank = {n for n in clear if not any(columns[x][n] for x in boxes.values())}
        bare = [n for n in clear if n in blank or not self._is_answered(field, n)]
        self._report_unanswered(field, field.name, bare)
        message = (
            f"the record has no row in the event of {field.name}: it makes no row of {self.plan.table},"
            f" and {LIKE_A_NO}"
        )
        export, present = self._export, {self._export.records[n] for n in self._rows}
        repeats = self.plan.instrument in export.repeating
        lacking = () if repeats else export.first_rows(without=present | self.left_out)
        self.project.report_cells(
            "form-not-filled", export.record, lacking, message, Severity.NOTICE
        )

    def report_selection(self, left: Sequence[int]) -> None:
        """Report rows that `where` leaves out for an answer that is unknown or was not given.

        Parameters
        ----------
        left : positions of rows that `where` does not keep
        """
        if self.plan.table == "patients":  # a patient left out there is reported as left out
            return
        for name, codes in self.plan.block.where.items():
            field = self.project.dictionary.fields.get(name)
            cells = self._export.columns[name]
            vague = {*self.project.missing, *_codes_of_unknown(field)} - {*codes, ""}
            if unknown := [n for n in left if cells[n] in vague]:
                message = (
                    f"{cells[unknown[0]]!r} means that the answer is unknown: it makes no row of {self.plan.table},"
                    f" and {LIKE_A_NO}"
                )
                self.project.report_cells("unknown-answer", name, unknown, message, Severity.NOTICE)
            if field is not None:
                bare = [n for n in self._rows if not cells[n] and not self._is_answered(field, n)]
                self._report_unanswered(field, name, bare)

    def report_codes(
        self, coder: Coder, name: str, positions: Sequence[int], lacking: Sequence[int] = ()
    ) -> None:
        """Report codes for a missing value that may be values, and blanks that mean something.

        Parameters
        ----------
        coder : of the column that is read from a field
        name : the field
        positions : of the rows that are read; -1 where a record has none in the field's event
        lacking : of a row of each record that has none there
        """
        column, field = self._export.columns[name], coder.field
        raws = {n: column[n] for n in positions if n >= 0}
        given = self.project.missing - set(coder.source.codes)
        for code in sorted(given.intersection(raws.values())):
            label = field.choices.get(code, "") if field else ""
            if not says_unknown(label) if label else _is_value(coder, code):
                self._report_choice(name, code, label, [n for n in raws if raws[n] == code])
        meaning = MEANING_OF_BLANK.get((coder.table, coder.column))
        if meaning is None:
            return
        if missing := [n for n, raw in raws.items() if raw in given]:
            message = f"{raws[missing[0]]!r} is a code for a missing value, and the patient is counted {meaning}"
            self.project.report_cells("unknown-answer", name, missing, message, Severity.NOTICE)
        if field is not None:
            bare = [n for n, raw in raws.items() if not raw and self.is_bare(field, n)]
            message = (
                f"the field is blank, and the form {field.form} was not saved as complete: the patient is"
                f" counted {meaning}"
            )
            self.project.report_cells("form-not-filled", name, bare, message, Severity.NOTICE)
        message = f"the record has no row in the event {coder.source.event}, and the patient is counted {meaning}"
        record = self._export.record
        self.project.report_cells("form-not-filled", record, lacking, message, Severity.NOTICE)

    def is_bare(self, field: DictionaryField, position: int) -> bool:
        """Whether a row gives no reason to take a blank field for an answer.

        Where the state of the form is blank, as in rows put together from two exports, any other
        field of the form that is filled is a reason.
        """
        if self._is_answered(field, position):
            return False
        state = self._export.column(f"{field.form}_complete")[position]
        return bool(state) or not self._holds_anything(field, position)

    def _report_unanswered(
        self, field: DictionaryField, name: str, positions: Sequence[int]
    ) -> None:
        message = (
            f"{name} has no answer, and the form {field.form} was not saved as complete: it makes no row"
            f" of {self.plan.table}, and {LIKE_A_NO}"
        )
        column = f"{field.form}_complete"
        self.project.report_cells("form-not-filled", column, positions, message, Severity.NOTICE)

    def _report_choice(self, name: str, code: str, label: str, positions: Sequence[int]) -> None:
        """Report a code for a missing value that may be an answer."""
        what = f"the choice {label!r}" if label else "a possible value"
        message = f"{code} is one of missing_codes, and {what} of the field; it is read as blank"
        cure = "if it is an answer, give it a counterpart under codes, or leave it out of missing_codes"
        self.project.report_cells(
            "missing-code-is-choice", name, positions, message, Severity.NOTICE, cure
        )

    @property
    def _export(self) -> Export:
        return self.project.export

    @cached_property
    def _rows(self) -> Sequence[int]:
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

    def _is_answered(self, field: DictionaryField, position: int) -> bool:
        """Whether the form was saved as filled in, or, if the export does not say, holds anything."""
        states = self._export.columns.get(f"{field.form}_complete")
        return states[position] in ANSWERED if states else self._holds_anything(field, position)

    def _holds_anything(self, field: DictionaryField, position: int) -> bool:
        """Whether any field of the form is filled in a row."""
        columns, dictionary = self._export.columns, self.project.dictionary
        for one in dictionary.fields.values():
            if one.form != field.form or one.name == dictionary.record.name:
                continue
            boxes = [one.box(code) for code in one.choices] if one.kind == "checkbox" else []
            ticked = any(columns[name][position] == "1" for name in boxes if name in columns)
            if ticked or (one.name in columns and columns[one.name][position]):
                return True
        return False


def _codes_of_unknown(field: DictionaryField | None) -> Sequence[str]:
    return [code for code, label in field.choices.items() if says_unknown(label)] if field else []


def _is_value(coder: Coder, code: str) -> bool:
    """Whether a code for a missing value could as well be a number of the column."""
    column = coder.contract
    try:
        return column.type in (int, float) and column.value(code) is not None
    except CellRefused:
        return False
