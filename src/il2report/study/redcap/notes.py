"""What is told of the rows of an export while they are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.redcap.codes import Coder, Counterpart
from il2report.study.redcap.dictionary import COLUMNS, DictionaryField
from il2report.study.redcap.export import RAW
from il2report.study.redcap.plan import Project

LIKE_A_NO = "in every percentage the patient counts like one whose answer is no"
"""Denominators are all patients, so that is what becomes of an answer that is not known."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Makes one finding of many cells: at the first of them, with the number of the others."""

    project: Project
    report: Report

    def fault(self, counterpart: Counterpart, name: str, positions: Sequence[int]) -> None:
        """Tell of cells with a code that has no counterpart."""
        if counterpart.fault is not None:
            place = self.project.export.place(positions[0], name)
            self.report(counterpart.fault(place, _more(positions)))

    def matched(self, coder: Coder, counterparts: Mapping[str, Counterpart]) -> None:
        """Tell which codes were understood by the dictionary's label."""
        if coder.field is None:
            return
        pairs = [
            f"{raw} {label} = {counterparts[raw].text}"
            for raw, label in coder.field.choices.items()
            if raw in counterparts and counterparts[raw].is_matched
        ]
        if pairs:
            message = (
                f"{coder.field.name}: read by the labels for {coder.table}.{coder.column}: "
                f"{', '.join(pairs)}; where that is wrong write codes in study.toml"
            )
            place = Place(self.project.dictionary.file, coder.field.row, COLUMNS["choices"][0])
            self.report(Finding("matched-choices", place, message, Severity.NOTICE))

    def other_events(self, table: str, positions: Sequence[int]) -> None:
        """Tell of rows that have fields of the table in an event that does not count."""
        if positions:
            export = self.project.export
            event = export.events[positions[0]]
            message = (
                f"the row has fields of redcap.{table}, but in the event {event}, and is left out"
                f"{_more(positions)}"
            )
            place = export.place(positions[0], "redcap_event_name")
            self.report(Finding("left-out", place, message, Severity.NOTICE))

    def other_forms(self, table: str, positions: Sequence[int]) -> None:
        """Tell of rows that have fields of the table, but are instances of another instrument."""
        if positions:
            export = self.project.export
            message = (
                f"the row is one of {export.instruments[positions[0]]}, but has fields of "
                f"redcap.{table}, which that instrument does not have{_more(positions)}"
            )
            place = export.place(positions[0], "redcap_repeat_instrument")
            self.report(Finding("wrong-instrument", place, message))

    def unselected(self, positions: Sequence[int]) -> None:
        """Tell of records that the mapping of patients leaves out."""
        if positions:
            export = self.project.export
            message = f"redcap.patients.where leaves this record out{_more(positions, 'records')}"
            place = export.place(positions[0], export.record)
            self.report(Finding("left-out", place, message, Severity.NOTICE))

    def unticked(self, name: str, positions: Sequence[int]) -> None:
        """Tell of fields that are filled though the box that they belong to is not ticked."""
        if positions:
            message = (
                "the field is filled, but the box that it belongs to is not ticked; it is left out"
                f"{_more(positions)}"
            )
            place = self.project.export.place(positions[0], name)
            self.report(Finding("left-out", place, message, Severity.NOTICE))

    def no_box(self, name: str, positions: Sequence[int]) -> None:
        """Tell of boxes that are neither ticked nor clear."""
        if positions:
            export = self.project.export
            cell = export.columns[name][positions[0]].strip()
            message = f"{cell!r} stands where a box has 1 or 0; {RAW}{_more(positions)}"
            self.report(Finding("label-export", export.place(positions[0], name), message))

    def boxes_without_choice(self, field: DictionaryField, positions: Sequence[int]) -> bool:
        """Tell of ticked boxes that the dictionary does not have, and whether there are any."""
        found = False
        columns = self.project.export.columns
        known = {field.box(code) for code in (*field.choices, *self.project.missing)}
        for name in columns:
            if not name.startswith(f"{field.name}___") or name in known:
                continue
            ticked = [n for n in positions if columns[name][n].strip() not in ("", "0")]
            if ticked:
                message = (
                    f"the box is ticked, and the dictionary gives {field.name} no such choice; "
                    f"download the dictionary again{_more(ticked)}"
                )
                place = self.project.export.place(ticked[0], name)
                self.report(Finding("unknown-choice", place, message))
                found = True
        return found

    def unknown_box(self, table: str, name: str, positions: Sequence[int]) -> None:
        """Report ticked boxes that say "unknown"."""
        if positions:
            message = (
                f"the box is ticked, and says that the answer is not known: no row of {table} comes of "
                f"it, and {LIKE_A_NO}{_more(positions)}"
            )
            place = self.project.export.place(positions[0], name)
            self.report(Finding("unknown-answer", place, message, Severity.NOTICE))

    def unknown_answer(self, table: str, name: str, positions: Sequence[int]) -> None:
        """Report rows that are left out of a table because an answer is unknown."""
        if positions:
            cell = self.project.export.columns[name][positions[0]].strip()
            message = (
                f"{cell!r} says that the answer is not known: no row of {table} comes of it, and "
                f"{LIKE_A_NO}{_more(positions)}"
            )
            place = self.project.export.place(positions[0], name)
            self.report(Finding("unknown-answer", place, message, Severity.NOTICE))

    def unknown_value(self, name: str, meaning: str, positions: Sequence[int]) -> None:
        """Report codes for a missing value where a blank says something."""
        if positions:
            cell = self.project.export.columns[name][positions[0]].strip()
            message = (
                f"{cell!r} stands for a missing value, and the patient is counted {meaning}"
                f"{_more(positions)}"
            )
            place = self.project.export.place(positions[0], name)
            self.report(Finding("unknown-answer", place, message, Severity.NOTICE))

    def unanswered(self, table: str, name: str, form: str, positions: Sequence[int]) -> None:
        """Report questions on forms that were not filled in."""
        if positions:
            message = (
                f"{name} has no answer, and the form {form} was not saved as complete: no row of "
                f"{table} comes of it, and {LIKE_A_NO}{_more(positions)}"
            )
            place = self.project.export.place(positions[0], f"{form}_complete")
            self.report(Finding("form-not-filled", place, message, Severity.NOTICE))

    def blank_value(self, name: str, form: str, meaning: str, positions: Sequence[int]) -> None:
        """Report blanks that say something on forms that were not filled in."""
        if positions:
            message = (
                f"the field is blank, and the form {form} was not saved as complete: the patient is "
                f"counted {meaning}{_more(positions)}"
            )
            place = self.project.export.place(positions[0], name)
            self.report(Finding("form-not-filled", place, message, Severity.NOTICE))

    def no_row(self, table: str, name: str, positions: Sequence[int]) -> None:
        """Report records without a row in which a question could have been answered."""
        if positions:
            message = (
                f"the record has no row in the event of {name}: no row of {table} comes of it, and "
                f"{LIKE_A_NO}{_more(positions, 'records')}"
            )
            place = self.project.export.place(positions[0], self.project.export.record)
            self.report(Finding("form-not-filled", place, message, Severity.NOTICE))

    def no_event(self, event: str, meaning: str, positions: Sequence[int]) -> None:
        """Report records without a row in an event, where a blank says something."""
        if positions:
            message = (
                f"the record has no row in the event {event}, and the patient is counted {meaning}"
                f"{_more(positions, 'records')}"
            )
            place = self.project.export.place(positions[0], self.project.export.record)
            self.report(Finding("form-not-filled", place, message, Severity.NOTICE))

    def missing_code_with_label(
        self, name: str, code: str, label: str, positions: Sequence[int]
    ) -> None:
        """Report a code for a missing value that may be an answer."""
        what = f"the choice {label!r}" if label else "a possible value"
        message = (
            f"{code} is one of missing_codes, and {what} of the field; it is read as blank"
            f"{_more(positions)}. If it is an answer, give it a counterpart under codes, or leave it "
            "out of missing_codes"
        )
        place = self.project.export.place(positions[0], name)
        self.report(Finding("missing-code-is-choice", place, message, Severity.NOTICE))

    def several_rows(self, name: str, event: str, positions: Sequence[int]) -> None:
        """Tell of records whose field is filled in several rows of one event."""
        if positions:
            message = f"the record has several rows of the event {event} with this field"
            place = self.project.export.place(positions[0], name)
            self.report(Finding("wrong-event", place, message + _more(positions)))

    def records_without_row(self, positions: Sequence[int]) -> None:
        """Tell of records that have no row from which a patient could be read."""
        if positions:
            export = self.project.export
            message = (
                "the record has no row of its own in the events of redcap.patients, and would be "
                f"left out{_more(positions, 'records')}"
            )
            place = export.place(positions[0], export.record)
            self.report(Finding("record-without-row", place, message))


def _more(positions: Sequence[int], what: str = "rows") -> str:
    others = len(positions) - 1
    if others < 1:
        return ""
    return f", as in {others} more {what if others > 1 else what.removesuffix('s')}"
