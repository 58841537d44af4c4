"""The rows of one table, taken from the export by the plans of its blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import itemgetter

from il2report.errors import Report
from il2report.study.records import RECORDS, plain_type
from il2report.study.redcap.codes import Coder
from il2report.study.redcap.dictionary import DictionaryField
from il2report.study.redcap.export import Export
from il2report.study.redcap.notes import Notes
from il2report.study.redcap.plan import Plan, Project
from il2report.study.redcap.unanswered import Unanswered

GIVEN = "(a value of study.toml)"
"""Stands for the field of a cell that no field feeds."""

TIMES = "times of day left out"
TICKED, CLEAR = "1", ("0", "")

Key = tuple[int, str]
"""A position in the export, and the choice whose box is ticked."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One column: for each cell its text, its position in the export, and its field.

    The text is None where the cell has a code without counterpart.
    """

    texts: list[str | None] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    def add(self, text: str | None, position: int, name: str) -> None:
        """Append one cell."""
        self.texts.append(text)
        self.positions.append(position)
        self.fields.append(name)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table by column.

    `is_whole` is False where rows are missing because a code has no counterpart.
    """

    columns: Mapping[str, Cells]
    is_whole: bool
    read_as: tuple[str, ...]


def table_rows(
    plans: Sequence[Plan], project: Project, left_out: frozenset[str], report: Report
) -> Rows:
    """Read the rows of one table.

    Parameters
    ----------
    plans : one per block of the table's mapping
    project : dictionary, export and mapping
    left_out : records that the mapping of patients leaves out
    report : called once per finding

    Returns
    -------
    Rows
        In the order of the export; where one row feeds several, by block and then by choice.
    """
    readers = [BlockReader(plan, project, left_out, Notes(project, report)) for plan in plans]
    blocks = [reader.rows() for reader in readers]
    names = [name for name in blocks[0].columns if all(name in block.columns for block in blocks)]
    joined = {name: _joined([block.columns[name] for block in blocks]) for name in names}
    positions = joined["patient_id"].positions
    order = sorted(range(len(positions)), key=positions.__getitem__)
    read_as = tuple(dict.fromkeys(part for block in blocks for part in block.read_as))
    return Rows(
        {name: _ordered(cells, order) for name, cells in joined.items()},
        all(plan.is_whole for plan in plans) and all(block.is_whole for block in blocks),
        read_as,
    )


def _joined(parts: Sequence[Cells]) -> Cells:
    if len(parts) == 1:
        return parts[0]
    return Cells(
        [text for part in parts for text in part.texts],
        [position for part in parts for position in part.positions],
        [name for part in parts for name in part.fields],
    )


def _ordered(cells: Cells, order: Sequence[int]) -> Cells:
    return Cells(
        [cells.texts[n] for n in order],
        [cells.positions[n] for n in order],
        [cells.fields[n] for n in order],
    )


@dataclass(frozen=True)
class BlockReader:
    """Reads the rows of one block.

    A row's key is its position in the export and, where a checkbox makes the rows, a choice.
    """

    plan: Plan
    project: Project
    left_out: frozenset[str]
    notes: Notes

    def rows(self) -> Rows:
        """Read all rows and columns."""
        keys, is_whole = self._keys()
        if self.plan.block.where:
            self._unanswered.report_selection(self.selection[1])
        columns = {"patient_id": self._ids(keys)}
        columns |= {column: self._column(coder, keys) for column, coder in self.plan.coders.items()}
        has_times = any(map(self._has_times, self.plan.coders.values()))
        return Rows(columns, is_whole, (TIMES,) if has_times else ())

    @cached_property
    def selection(self) -> tuple[Sequence[int], Sequence[int]]:
        """The positions of rows that `where` keeps, and of those that it leaves out."""
        kept, left = list[int](), list[int]()
        for position in self._positions:
            (kept if self._is_selected(position) else left).append(position)
        return kept, left

    @property
    def _export(self) -> Export:
        return self.project.export

    @property
    def _unanswered(self) -> Unanswered:
        return Unanswered(self.plan, self.project, self.left_out, self.notes)

    @cached_property
    def _positions(self) -> Sequence[int]:
        """The rows of the block's instrument and events; others that are filled are told."""
        export, plan = self._export, self.plan
        within, in_other_event, in_other_form = list[int](), list[int](), list[int]()
        for position, instrument in enumerate(export.instruments):
            if export.records[position] in self.left_out:
                continue
            is_filled = position in self._filled
            in_event = not plan.events or export.events[position] in plan.events
            if instrument not in ("", plan.instrument):
                if is_filled:
                    in_other_form.append(position)
            elif in_event and (instrument or is_filled or plan.table == "patients"):
                within.append(position)
            elif is_filled:
                in_other_event.append(position)
        self.notes.other_events(plan.table, in_other_event)
        self.notes.other_forms(plan.table, in_other_form)
        return within

    @cached_property
    def _filled(self) -> frozenset[int]:
        """The rows that hold anything of this block.

        Boxes that the dictionary does not know count, so that none is lost.
        """
        sources = [coder.source for coder in self.plan.coders.values()]
        boxes = tuple(f"{source.checkbox}___" for source in sources if source.checkbox)
        named = {name for source in sources if not source.event for name in source.named_fields}
        named = {*named, *self.plan.block.where} - self.project.own_columns
        return frozenset(
            position
            for name, cells in self._export.columns.items()
            if name in named or name.startswith(boxes)
            for position, cell in enumerate(cells)
            if cell and cell.strip() not in (("",) if name in named else CLEAR)
        )

    def _is_selected(self, position: int) -> bool:
        columns = self._export.columns
        return all(
            columns[name][position].strip() in codes
            for name, codes in self.plan.block.where.items()
        )

    def _keys(self) -> tuple[Sequence[Key], bool]:
        """Make the key of each row, and tell whether none had to be left out for a fault."""
        positions, _ = self.selection
        column = self.plan.box_column
        if column is None:
            return [(position, "") for position in positions], True
        coder = self.plan.coders[column]
        field = coder.boxes
        keys = list[Key]()
        is_whole = not self.notes.boxes_without_choice(field, positions)
        self._unanswered.report_boxes(field, coder)
        counterparts = {code: coder.counterpart(code) for code in field.choices}
        for code, counterpart in counterparts.items():
            ticked = self._ticked(field.box(code), positions)
            if ticked and counterpart.is_refused:
                self.notes.fault(counterpart, field.box(code), ticked)
                is_whole = False
            elif counterpart.text:
                keys += [(position, code) for position in ticked]
        used = {code for _, code in keys}
        self.notes.matched(coder, {code: c for code, c in counterparts.items() if code in used})
        return sorted(keys, key=itemgetter(0)), is_whole

    def _ticked(self, name: str, positions: Sequence[int]) -> Sequence[int]:
        cells = self._export.columns[name]
        filled = [position for position in positions if cells[position].strip() not in CLEAR]
        self.notes.no_box(name, [n for n in filled if cells[n].strip() != TICKED])
        return filled

    def _ids(self, keys: Sequence[Key]) -> Cells:
        """Name the patient of each row; in patients the place is that of the field with the id."""
        export, own = self._export, self.plan.table == "patients"
        name = (self.project.mapping.patient_id if own else None) or export.record
        positions = [position for position, _ in keys]
        # A record without an id is told in its row of patients.
        texts = [export.patient(n) or ("" if own else None) for n in positions]
        return Cells(texts, positions, [name] * len(keys))

    def _column(self, coder: Coder, keys: Sequence[Key]) -> Cells:
        source = coder.source
        if source.checkbox:
            return self._boxes(coder, keys)
        if source.by_code is not None:
            return self._by_code(coder, source.by_code, keys)
        if source.field is not None:
            return self._field(coder, source.field, keys)
        cells = Cells()
        for position, _ in keys:
            cells.add(source.value, position, GIVEN)
        return cells

    def _boxes(self, coder: Coder, keys: Sequence[Key]) -> Cells:
        cells, field = Cells(), coder.boxes
        texts = {code: coder.counterpart(code).text for code in field.choices}
        names = {code: field.box(code) for code in field.choices}
        for position, code in keys:
            cells.add(texts[code], position, names[code])
        return cells

    def _by_code(self, coder: Coder, by_code: Mapping[str, str], keys: Sequence[Key]) -> Cells:
        """Read for each ticked box the field that goes with its code, if one does."""
        box = self.plan.coders[self.plan.box_column or ""]
        names = {
            code: by_code.get(box.counterpart(code).text, GIVEN)
            for code in {code for _, code in keys}
        }
        cells, texts = Cells(), dict[Key, str | None]()
        for name in dict.fromkeys(by_code.values()):
            own = [position for position, code in keys if names[code] == name]
            field = self.project.dictionary.fields.get(name)
            read = self._texts(replace(coder, field=field), name, own)
            texts |= {(position, name): text for position, text in zip(own, read, strict=True)}
            column = self._export.columns[name]
            filled = (n for n in self.selection[0] if column[n].strip())
            self.notes.unticked(name, [n for n in filled if (n, name) not in texts])
        for position, code in keys:
            cells.add(texts.get((position, names[code]), ""), position, names[code])
        return cells

    def _field(self, coder: Coder, name: str, keys: Sequence[Key]) -> Cells:
        own, event = [position for position, _ in keys], coder.source.event
        read = self._in_event(event, name, own, coder.field) if event else own
        lacking = [base for n, base in zip(read, own, strict=True) if n < 0]
        self._unanswered.report_lacking(coder, lacking)
        positions = [n if n >= 0 else base for n, base in zip(read, own, strict=True)]
        return Cells(self._texts(coder, name, read), positions, [name] * len(own))

    def _texts(self, coder: Coder, name: str, positions: Sequence[int]) -> list[str | None]:
        """Translate a field's cells; "" at -1, None where a code has no counterpart."""
        self._unanswered.report_codes(coder, name, positions)
        column = self._export.columns[name]
        raws = [column[n].strip() if n >= 0 else "" for n in positions]
        counterparts = {raw: coder.counterpart(raw) for raw in dict.fromkeys(raws)}
        for raw, counterpart in counterparts.items():
            if counterpart.fault:
                at = [n for n, one in zip(positions, raws, strict=True) if one == raw]
                self.notes.fault(counterpart, name, at)
        self.notes.matched(coder, counterparts)
        has_times = self._has_times(coder)
        texts = {
            raw: None if c.is_refused else c.text.split(" ")[0] if has_times else c.text
            for raw, c in counterparts.items()
        }
        return [texts[raw] for raw in raws]

    def _has_times(self, coder: Coder) -> bool:
        kind = plain_type(RECORDS[self.plan.table].model_fields[coder.column])
        field = coder.field
        return kind is date and field is not None and field.validation.startswith("datetime")

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
            is_filled = bool(column[position].strip())
            has_value = record in found and bool(column[found[record]].strip())
            if is_filled and has_value:
                twice.append(position)
            elif (
                record not in found
                or is_filled
                or (not has_value and field and not self._unanswered.is_bare(field, position))
            ):
                found[record] = position
        self.notes.several_rows(name, event, twice)
        return [found.get(export.records[position], -1) for position in own]
