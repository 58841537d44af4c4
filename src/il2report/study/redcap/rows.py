"""The rows of one table, taken from the export by the plans of its blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from il2report.errors import Finding, Place, Severity
from il2report.study.redcap.codes import Coder, Counterpart
from il2report.study.redcap.dictionary import COLUMNS, DictionaryField
from il2report.study.redcap.export import EVENT, INSTRUMENT, RAW, Export
from il2report.study.redcap.plan import Project, TablePlan
from il2report.study.redcap.unanswered import Unanswered

GIVEN = "(a value of study.toml)"
"""Takes the place of the field in a cell that is read from no field."""

TIMES = "times of day left out"
TICKED, CLEAR = "1", ("0", "")

Key = tuple[int, str]
"""A position in the export, and the choice whose box is ticked."""


class ExportCell(NamedTuple):
    """One cell of a table, with its position in the export and its field.

    The text is None where a code has no counterpart.
    """

    text: str | None
    position: int
    field: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table by column.

    `is_whole` is False where rows are missing because a code has no counterpart.
    """

    columns: Mapping[str, Sequence[ExportCell]]
    is_whole: bool
    read_as: tuple[str, ...]


def table_rows(plans: Sequence[TablePlan], project: Project, left_out: frozenset[str]) -> Rows:
    """Read the rows of one table.

    Parameters
    ----------
    plans : one per block of the table's mapping
    project : dictionary, export and mapping
    left_out : records that the mapping of patients leaves out

    Returns
    -------
    Rows
        In the order of the export; where one row gives several, by block and then by choice.
    """
    blocks = [BlockReader(plan, project, left_out).rows() for plan in plans]
    names = [name for name in blocks[0].columns if all(name in block.columns for block in blocks)]
    joined = {name: [cell for block in blocks for cell in block.columns[name]] for name in names}
    ids = joined["patient_id"]
    order = sorted(range(len(ids)), key=lambda n: ids[n].position)
    return Rows(
        {name: [cells[n] for n in order] for name, cells in joined.items()},
        all(plan.is_whole for plan in plans) and all(block.is_whole for block in blocks),
        tuple(dict.fromkeys(part for block in blocks for part in block.read_as)),
    )


@dataclass(frozen=True)
class BlockReader:
    """Reads the rows of one block.

    A row's key is its position in the export and, where a checkbox makes the rows, a choice.
    """

    plan: TablePlan
    project: Project
    left_out: frozenset[str]

    def rows(self) -> Rows:
        """Read all rows and columns."""
        keys, is_whole = self._keys()
        if self.plan.block.where:
            self._unanswered.report_selection(self.selection[1])
        columns: dict[str, Sequence[ExportCell]] = {"patient_id": self._ids(keys)}
        columns |= {column: self._column(coder, keys) for column, coder in self.plan.coders.items()}
        has_times = any(map(self._has_times, self.plan.coders.values()))
        return Rows(columns, is_whole, (TIMES,) if has_times else ())

    @cached_property
    def selection(self) -> tuple[Sequence[int], Sequence[int]]:
        """The positions of rows that `where` keeps, and of those that it leaves out."""
        columns, where = self._export.columns, self.plan.block.where.items()
        kept, left = list[int](), list[int]()
        for position in self._positions():
            is_kept = all(columns[name][position] in codes for name, codes in where)
            (kept if is_kept else left).append(position)
        return kept, left

    @property
    def _export(self) -> Export:
        return self.project.export

    @cached_property
    def _unanswered(self) -> Unanswered:
        return Unanswered(self.plan, self.project, self.left_out)

    def _positions(self) -> Sequence[int]:
        """Find the rows of the block's instrument and events, and report others that are filled."""
        export, plan, filled = self._export, self.plan, self._filled()
        within, in_other_event, in_other_form = list[int](), list[int](), list[int]()
        for position, instrument in enumerate(export.instruments):
            if export.records[position] in self.left_out:
                continue
            is_filled = position in filled
            in_event = not plan.events or export.events[position] in plan.events
            if instrument not in ("", plan.instrument):
                if is_filled:
                    in_other_form.append(position)
            elif in_event and (instrument or is_filled or plan.table == "patients"):
                within.append(position)
            elif is_filled:
                in_other_event.append(position)
        if in_other_event:
            event = export.events[in_other_event[0]]
            message = f"the row has fields of redcap.{plan.table} in the event {event}, which is not read; it is left out"
            self.project.report_cells("left-out", EVENT, in_other_event, message, Severity.NOTICE)
        if in_other_form:
            form = export.instruments[in_other_form[0]]
            message = (
                f"the row belongs to {form}, but has fields of redcap.{plan.table}, which that instrument"
                " does not have"
            )
            self.project.report_cells(
                "wrong-instrument", INSTRUMENT, in_other_form, message, Severity.ERROR
            )
        return within

    def _filled(self) -> frozenset[int]:
        """Find the rows that hold anything of this block.

        Boxes that the dictionary does not know count, so that none is lost.
        """
        sources = [coder.source for coder in self.plan.coders.values()]
        boxes = tuple(f"{source.checkbox}___" for source in sources if source.checkbox)
        fields = {name for source in sources if not source.event for name in source.named_fields}
        named = {*fields, *self.plan.block.where} - self.project.own_columns
        return frozenset(
            position
            for name, cells in self._export.columns.items()
            if name in named or name.startswith(boxes)
            for position, cell in enumerate(cells)
            if cell not in (("",) if name in named else CLEAR)
        )

    def _keys(self) -> tuple[Sequence[Key], bool]:
        """Make the key of each row; the second value is False if some were left out for a fault."""
        positions, _ = self.selection
        column = self.plan.box_column
        if column is None:
            return [(position, "") for position in positions], True
        coder = self.plan.coders[column]
        field = coder.boxes
        keys = list[Key]()
        is_whole = not self._has_boxes_without_choice(field, positions)
        self._unanswered.report_boxes(field, coder)
        counterparts = {code: coder.counterpart(code) for code in field.choices}
        for code, counterpart in counterparts.items():
            name = field.box(code)
            cells = self._export.columns[name]
            ticked = [n for n in positions if cells[n] not in CLEAR]
            if strange := [n for n in ticked if cells[n] != TICKED]:
                message = f"{cells[strange[0]]!r} is not 1 or 0, which a box has"
                self.project.report_cells(
                    "label-export", name, strange, message, Severity.ERROR, RAW
                )
            if ticked and counterpart.is_refused:
                self._report_fault(counterpart, name, ticked)
                is_whole = False
            elif counterpart.text:
                keys += [(position, code) for position in ticked]
        used = {code for _, code in keys}
        self._report_matched(coder, {code: c for code, c in counterparts.items() if code in used})
        return sorted(keys, key=itemgetter(0)), is_whole

    def _has_boxes_without_choice(self, field: DictionaryField, positions: Sequence[int]) -> bool:
        """Report ticked boxes that the dictionary does not have."""
        known = {field.box(code) for code in (*field.choices, *self.project.missing)}
        found = False
        for name, cells in self._export.columns.items():
            if not name.startswith(f"{field.name}___") or name in known:
                continue
            ticked = [n for n in positions if cells[n] not in CLEAR]
            message = f"the box is ticked, but the dictionary has no such choice for {field.name}"
            cure = "download the dictionary again"
            self.project.report_cells("unknown-choice", name, ticked, message, Severity.ERROR, cure)
            found = found or bool(ticked)
        return found

    def _report_fault(self, counterpart: Counterpart, name: str, positions: Sequence[int]) -> None:
        if counterpart.fault is not None:
            code, problem, cure = counterpart.fault
            self.project.report_cells(code, name, positions, problem, Severity.ERROR, cure)

    def _report_matched(self, coder: Coder, counterparts: Mapping[str, Counterpart]) -> None:
        """Report which codes were understood by the dictionary's label."""
        if coder.field is None:
            return
        pairs = [
            f"{raw} {label} = {counterparts[raw].text}"
            for raw, label in coder.field.choices.items()
            if raw in counterparts and counterparts[raw].is_matched
        ]
        if pairs:
            message = (
                f"{coder.field.name}: choices read by their labels for {coder.table}.{coder.column}: "
                f"{', '.join(pairs)}; if a pair is wrong, write codes in study.toml"
            )
            place = Place(self.project.dictionary.file, coder.field.row, COLUMNS["choices"][0])
            self.project.report(Finding("matched-choices", place, message, Severity.NOTICE))

    def _ids(self, keys: Sequence[Key]) -> Sequence[ExportCell]:
        """Name the patient of each row; in patients the place is that of the field with the id."""
        export, own = self._export, self.plan.table == "patients"
        name = (self.project.mapping.patient_id if own else None) or export.record
        # A record without an id is reported in its row of patients.
        return [ExportCell(export.patient(n) or ("" if own else None), n, name) for n, _ in keys]

    def _column(self, coder: Coder, keys: Sequence[Key]) -> Sequence[ExportCell]:
        source = coder.source
        if source.checkbox:
            field = coder.boxes
            boxes = {c: (coder.counterpart(c).text, field.box(c)) for c in field.choices}
            return [ExportCell(boxes[code][0], position, boxes[code][1]) for position, code in keys]
        if source.by_code is not None:
            return self._by_code(coder, source.by_code, keys)
        if source.field is not None:
            return self._field(coder, source.field, [position for position, _ in keys])
        return [ExportCell(source.value, position, GIVEN) for position, _ in keys]

    def _by_code(
        self, coder: Coder, by_code: Mapping[str, str], keys: Sequence[Key]
    ) -> Sequence[ExportCell]:
        """Read for each ticked box the field that goes with its code, if one does."""
        box = self.plan.coders[self.plan.box_column or ""]
        names = {
            code: by_code.get(box.counterpart(code).text, GIVEN)
            for code in {code for _, code in keys}
        }
        texts = dict[tuple[int, str], str | None]()
        for name in dict.fromkeys(by_code.values()):
            own = [position for position, code in keys if names[code] == name]
            fitting = replace(coder, field=self.project.dictionary.fields.get(name))
            self._unanswered.report_codes(fitting, name, own)
            read = self._texts(fitting, name, own)
            texts |= {(position, name): text for position, text in zip(own, read, strict=True)}
            column = self._export.columns[name]
            unticked = [n for n in self.selection[0] if column[n] and (n, name) not in texts]
            message = (
                "the field is filled, but the box that it belongs to is not ticked; it is left out"
            )
            self.project.report_cells("left-out", name, unticked, message, Severity.NOTICE)
        return [
            ExportCell(texts.get((position, names[code]), ""), position, names[code])
            for position, code in keys
        ]

    def _field(self, coder: Coder, name: str, own: Sequence[int]) -> Sequence[ExportCell]:
        event = coder.source.event
        read = self._in_event(event, name, own, coder.field) if event else own
        lacking = [base for n, base in zip(read, own, strict=True) if n < 0]
        self._unanswered.report_codes(coder, name, read, lacking)
        texts = self._texts(coder, name, read)
        return [
            ExportCell(text, n if n >= 0 else base, name)
            for text, n, base in zip(texts, read, own, strict=True)
        ]

    def _texts(self, coder: Coder, name: str, positions: Sequence[int]) -> list[str | None]:
        """Translate a field's cells; "" at -1, None where a code has no counterpart."""
        column = self._export.columns[name]
        raws = [column[n] if n >= 0 else "" for n in positions]
        counterparts = {raw: coder.counterpart(raw) for raw in dict.fromkeys(raws)}
        for raw, counterpart in counterparts.items():
            if counterpart.fault:
                at = [n for n, one in zip(positions, raws, strict=True) if one == raw]
                self._report_fault(counterpart, name, at)
        self._report_matched(coder, counterparts)
        has_times = self._has_times(coder)
        texts = {
            raw: None if c.is_refused else c.text.split(" ")[0] if has_times else c.text
            for raw, c in counterparts.items()
        }
        return [texts[raw] for raw in raws]

    def _has_times(self, coder: Coder) -> bool:
        field = coder.field
        return (
            coder.contract.type is date
            and field is not None
            and field.validation.startswith("datetime")
        )

    def _in_event(
        self, event: str, name: str, own: Sequence[int], field: DictionaryField | None
    ) -> Sequence[int]:
        """Find the row of the same record in the event of a column; -1 where there is none.

        Of several rows the filled one counts; where all are blank, one whose form was answered.
        """
        export = self._export
        column = export.columns[name]
        found: dict[str, int] = {}
        twice = list[int]()
        for position, record in enumerate(export.records):
            if export.events[position] != event or export.instruments[position]:
                continue
            is_filled = bool(column[position])
            has_value = record in found and bool(column[found[record]])
            if is_filled and has_value:
                twice.append(position)
            elif (
                record not in found
                or is_filled
                or (not has_value and field and not self._unanswered.is_bare(field, position))
            ):
                found[record] = position
        message = f"the record has several rows of the event {event} with this field"
        self.project.report_cells("wrong-event", name, twice, message, Severity.ERROR)
        return [found.get(export.records[position], -1) for position in own]
