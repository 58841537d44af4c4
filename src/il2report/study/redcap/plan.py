"""The mapping compared with dictionary and export: what can be read, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.contract import PATIENT_ID
from il2report.study.lookalikes import nearest
from il2report.study.records import Record
from il2report.study.redcap.codes import CLOSE, Coder, Labels
from il2report.study.redcap.dictionary import COLUMNS, WITHOUT_DATA, Dictionary
from il2report.study.redcap.export import STRUCTURE, Export
from il2report.study.redcap.mapping import ColumnSource, MappingBlock, Redcap

STUDY = Place("study.toml")


@dataclass(frozen=True)
class Project:
    """A REDCap project as far as it was read, what the study makes of it, and the list of findings.

    `records` are the contract of the study.
    """

    mapping: Redcap
    dictionary: Dictionary
    export: Export
    labels: Labels
    records: Mapping[str, Record]
    report: Report

    @cached_property
    def missing(self) -> frozenset[str]:
        """The codes for a missing value, in every field."""
        return frozenset(self.mapping.missing_codes)

    @cached_property
    def own_columns(self) -> frozenset[str]:
        """The columns that every row may have, which belong to no instrument."""
        return frozenset({*STRUCTURE, self.dictionary.record.name})

    def report_cells(
        self,
        code: str,
        name: str,
        positions: Sequence[int],
        problem: str,
        severity: Severity,
        cure: str = "",
    ) -> None:
        """Report one finding about many cells of a column: at the first, with the number of the others.

        Parameters
        ----------
        code : entry of docs/messages.md
        name : column of the export; the record's own where whole records are concerned
        positions : of the rows; without any there is no finding
        problem, cure : what is wrong, and what to do
        severity : whether it stops a build
        """
        if not positions:
            return
        others = len(positions) - 1
        what = "record" if name == self.export.record else "row"
        more = f", as in {others} more {what}{'s' if others > 1 else ''}" if others else ""
        message = f"{problem}{more}; {cure}" if cure else f"{problem}{more}"
        self.report(Finding(code, self.export.place(positions[0], name), message, severity))


@dataclass(frozen=True, slots=True)
class TablePlan:
    """How the rows of one block are read.

    `instrument` is "" where its fields are in the rows of the record itself, `events` is empty
    where all rows count. `coders` has the columns that can be read, and `is_whole` says whether
    these are all that are mapped.
    """

    table: str
    block: MappingBlock
    instrument: str
    events: frozenset[str]
    coders: Mapping[str, Coder]
    is_whole: bool

    @property
    def box_column(self) -> str | None:
        """The column that is read from a checkbox."""
        return next((c for c, coder in self.coders.items() if coder.source.checkbox), None)


def planned(table: str, project: Project) -> tuple[TablePlan, ...] | None:
    """Compare what the mapping says about one table with the project.

    Parameters
    ----------
    table : name of a data table that is mapped
    project : dictionary, export and mapping

    Returns
    -------
    Plans, one per block, or None where it is not clear which rows to read
    """
    blocks = project.mapping.blocks(table)
    plans = [
        _Planner(table, number if len(blocks) > 1 else 0, block, project).plan()
        for number, block in enumerate(blocks, start=1)
    ]
    found = tuple(plan for plan in plans if plan is not None)
    return found if len(found) == len(plans) else None


@dataclass(frozen=True, slots=True)
class _Planner:
    """Makes the plan of one block; `number` is 0 where it is the only one of its table."""

    table: str
    number: int
    block: MappingBlock
    project: Project

    def plan(self) -> TablePlan | None:
        contract = self.project.records[self.table].columns
        given = dict(self.block.sources)
        for column in (column for column in given if column not in contract):
            known = tuple(name for name in contract if name != PATIENT_ID)
            hint = nearest(column, known) or f" It has {', '.join(known)}."
            self.refuse("unknown-setting", column, f"{self.table} has no such column.{hint}")
        # A column called as an option of the section cannot be mapped, for its key is the option.
        options = [name for name in MappingBlock.model_fields if name in contract]
        for option in options:
            message = (
                "this key says which rows are read, so no field can be mapped to the column"
                f" {self.table}.{option}; give the column another name in study.toml"
            )
            self.refuse("missing-mapping", option, message)
        sources = {column: given[column] for column in contract if column in given}
        for column in (one.name for one in contract.values() if one.is_required):
            if column not in sources and column not in (PATIENT_ID, *options):
                message = (
                    'no field is mapped; name one, or write { value = "" } where nothing is known'
                )
                self.refuse("missing-mapping", column, message)
        fields = self.project.dictionary.fields
        coders = {}
        for column, source in sources.items():
            if self._is_known(column, source):
                name = source.field or source.checkbox or ""
                field = None if name in self.project.own_columns else fields.get(name)
                labels = self.project.labels.get((self.table, column), {})
                coders[column] = Coder(
                    contract[column], source, field, labels, self.project.missing
                )
        if options:
            return None
        selects = [
            self._is_field("where", name, boxes=False) and self._are_choices("where", name, codes)
            for name, codes in self.block.where.items()
        ]
        instrument, events = self._instrument(), self._events()
        lost = any(source.checkbox and column not in coders for column, source in sources.items())
        if lost or not all(selects) or instrument is None or events is None:
            return None
        for column, coder in coders.items():
            self._check_codes(column, coder)
        is_whole = len(coders) == len(sources)
        return TablePlan(self.table, self.block, instrument, events, coders, is_whole)

    def refuse(self, code: str, column: str, message: str) -> None:
        """Report what is wrong with a key of study.toml."""
        key = ".".join(part for part in ("redcap", self.table, column) if part)
        entry = f", entry {self.number}" if self.number else ""
        self.project.report(Finding(code, STUDY, f"{key}{entry}: {message}"))

    def _is_known(self, column: str, source: ColumnSource) -> bool:
        """Whether dictionary and export have the fields of a column, and the event of its field."""
        boxes = source.checkbox is not None
        found = [self._is_field(column, name, boxes=boxes) for name in source.named_fields]
        events = self.project.export.event_names
        if source.event and source.event not in events:
            hint = nearest(source.event, events, 0.6)
            self.refuse("wrong-event", column, f"the export has no event {source.event!r}.{hint}")
            return False
        return all(found)

    def _is_field(self, column: str, name: str, *, boxes: bool) -> bool:
        """Whether dictionary and export have a field, as a checkbox or as another, as it is mapped."""
        export, dictionary = self.project.export, self.project.dictionary
        if name in self.project.own_columns:
            if name not in export.columns:
                self.refuse("unknown-field", column, f"the export has no column {name!r}")
            return name in export.columns
        field = dictionary.fields.get(name)
        if field is None:
            hint = nearest(name.partition("___")[0], tuple(dictionary.fields), 0.7)
            self.refuse("unknown-field", column, f"the dictionary has no field {name!r}.{hint}")
        elif field.kind in WITHOUT_DATA:
            message = f"the field {name} is of type {field.kind}, which exports no data"
            self.refuse("wrong-field", column, message)
        elif boxes and field.kind != "checkbox":
            message = f"the field {name} is of type {field.kind}, not a checkbox"
            self.refuse("wrong-field", column, message)
        elif not boxes and field.kind == "checkbox":
            message = (
                f"the field {name} is a checkbox; write {{ checkbox = "
                f'"{name}" }} to make a row of each ticked box'
            )
            self.refuse("wrong-field", column, message)
        elif field.malformed:
            place = Place(dictionary.file, field.row, COLUMNS["choices"][0])
            for part in field.malformed:
                message = f"{name}: {repr(part) if part else 'a blank'} is not a choice in the form code, comma, label"
                self.project.report(Finding("bad-choices", place, message))
        else:
            wanted = [field.box(code) for code in field.choices] if boxes else [name]
            lacking = [each for each in wanted if each not in export.columns]
            for each in lacking:
                message = (
                    f"the export has no such column, but redcap.{self.table}.{column} reads it; export all"
                    " fields"
                )
                self.project.report(Finding("unknown-field", Place(export.file, 1, each), message))
            return not lacking
        return False

    def _are_choices(self, column: str, name: str, codes: Sequence[str]) -> bool:
        field = self.project.dictionary.fields.get(name)
        if field is None or not field.choices:
            return True
        strange = [code for code in codes if code not in field.choices]
        for code in strange:
            message = f"the field {name} has no choice {code!r}; it has {field.listed}"
            self.refuse("unknown-choice", column, message)
        return not strange

    def _instrument(self) -> str | None:
        """Find the one instrument whose rows are read; "" for the rows of the record itself."""
        dictionary, repeating = self.project.dictionary, self.project.export.repeating
        own = [source for _, source in self.block.sources if not source.event]
        names = [*(name for source in own for name in source.named_fields), *self.block.where]
        forms = {
            name: dictionary.fields[name].form
            for name in names
            if name in dictionary.fields and name not in self.project.own_columns
        }
        repeated = (form for form in forms.values() if form in repeating)
        wanted = self.block.instrument or next(repeated, "")
        strays = [name for name, form in forms.items() if wanted and form != wanted]
        if wanted and wanted not in dictionary.forms:
            hint = nearest(wanted, dictionary.forms)
            message = f"the dictionary has no instrument {wanted!r}.{hint}"
            self.refuse("wrong-instrument", "instrument", message)
            return None
        if self.table == "patients" and wanted in repeating:
            message = f"{wanted} repeats in the export, and a patient has one row"
            self.refuse("wrong-instrument", "", message)
            return None
        for name in strays:
            message = f"the field {name} belongs to the instrument {forms[name]}, not to {wanted}"
            self.refuse("wrong-instrument", "", message)
        return None if strays else wanted

    def _events(self) -> frozenset[str] | None:
        """Find the events whose rows count; empty where all do, None where it is not clear."""
        wanted = self.block.event or self.project.mapping.event
        present = self.project.export.event_names
        if not wanted and len(present) > 1:
            message = f"the export has several events; write event = one of {', '.join(present)}"
            self.refuse("wrong-event", "event", message)
            return None
        strange = [event for event in wanted if event not in present]
        for event in strange:
            hint = nearest(event, present, 0.6)
            self.refuse("wrong-event", "event", f"the export has no event {event!r}.{hint}")
        return None if strange else frozenset(wanted)

    def _check_codes(self, column: str, coder: Coder) -> None:
        """Report codes of the mapping that REDCap or the study does not have."""
        source = coder.source
        if coder.field is not None:
            codes = [code for code in source.codes if code not in coder.missing]
            self._are_choices(column, coder.field.name, codes)
        given = [*source.codes.values(), *([source.value] if source.value else [])]
        for code in given:
            if code and coder.known and code not in coder.known:
                hint = nearest(code, tuple(coder.known), CLOSE)
                self.refuse("unknown-code", column, f"there is no code {code!r}.{hint}")
        box = next((column for column, each in self.block.sources if each.checkbox), "")
        boxes = tuple(self.project.labels.get((self.table, box), {}))
        for code in source.by_code or ():
            if boxes and code not in boxes:
                hint = nearest(code, boxes)
                self.refuse("unknown-code", column, f"there is no code {code!r}.{hint}")
