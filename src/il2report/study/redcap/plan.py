"""The mapping held against dictionary and export: what can be read, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from il2report.errors import Finding, Place, Report
from il2report.study.codebook import nearest
from il2report.study.redcap.codes import CLOSE, Coder, Labels
from il2report.study.redcap.dictionary import COLUMNS, WITHOUT_DATA, Dictionary, DictionaryField
from il2report.study.redcap.export import STRUCTURE, Export
from il2report.study.redcap.mapping import Block, ColumnSource, Redcap

STUDY = Place("study.toml")


@dataclass(frozen=True)
class Project:
    """A REDCap project as far as it was read, and what the study makes of it."""

    mapping: Redcap
    dictionary: Dictionary
    export: Export
    labels: Labels

    @cached_property
    def missing(self) -> frozenset[str]:
        """The codes that stand for a missing value in every field."""
        return frozenset(self.mapping.missing_codes)

    @cached_property
    def own_columns(self) -> frozenset[str]:
        """The columns that every row may have, which belong to no instrument."""
        return frozenset({*STRUCTURE, self.dictionary.record.name})


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one block are read.

    `instrument` is "" where its fields stand in the rows of the record itself, `events` is empty
    where all rows count. `coders` has the columns that can be read, and
    `is_whole` tells whether these are all that are mapped.
    """

    table: str
    block: Block
    instrument: str
    events: frozenset[str]
    coders: Mapping[str, Coder]
    is_whole: bool

    @property
    def box_column(self) -> str | None:
        """The column that a checkbox feeds."""
        return next((c for c, coder in self.coders.items() if coder.source.checkbox), None)


def planned(table: str, project: Project, report: Report) -> tuple[Plan, ...] | None:
    """Hold what the mapping says of one table against the project.

    Parameters
    ----------
    table : name of a data table that is mapped
    project : dictionary, export and mapping
    report : called once per finding

    Returns
    -------
    Plans, one per block, or None where it is not clear which rows to read
    """
    blocks = project.mapping.blocks(table)
    makers = [
        _Planner(table, number if len(blocks) > 1 else 0, block, project, report)
        for number, block in enumerate(blocks, start=1)
    ]
    plans = [maker.plan() for maker in makers]
    found = tuple(plan for plan in plans if plan is not None)
    return found if len(found) == len(plans) else None


def is_record_field(name: str, project: Project, report: Report) -> bool:
    """Whether a field can hold the id of a patient: a text in the rows of the record itself."""
    field = project.dictionary.fields.get(name)
    if field is None:
        hint = nearest(name, tuple(project.dictionary.fields), 0.7)
        message = f"redcap.patient_id: the dictionary has no field {name!r}.{hint}"
        report(Finding("unknown-field", STUDY, message))
    elif name not in project.export.columns:
        message = "the export has no such column, which redcap.patient_id reads"
        report(Finding("unknown-field", Place(project.export.file, 1, name), message))
    elif field.form in project.export.repeating:
        message = f"redcap.patient_id: the field {name} belongs to {field.form}, which repeats"
        report(Finding("wrong-instrument", STUDY, message))
    else:
        return True
    return False


@dataclass(frozen=True, slots=True)
class _Planner:
    """Makes the plan of one block; `number` is 0 where it stands alone."""

    table: str
    number: int
    block: Block
    project: Project
    report: Report

    def plan(self) -> Plan | None:
        self._report_unmapped()
        sources = dict(self.block.sources)
        known = {column: self._is_known(column, source) for column, source in sources.items()}
        coders = {
            column: self._coder(column, source)
            for column, source in sources.items()
            if known[column]
        }
        selects = [self._is_selection(name, codes) for name, codes in self.block.where.items()]
        instrument, events = self._instrument(), self._events()
        lost = any(source.checkbox and not known[column] for column, source in sources.items())
        if lost or not all(selects) or instrument is None or events is None:
            return None
        for column, coder in coders.items():
            self._check_codes(column, coder)
        is_whole = all(known.values())
        return Plan(self.table, self.block, instrument, events, coders, is_whole)

    def _of(self, column: str, message: str) -> str:
        """Say which key of study.toml a message is about."""
        key = ".".join(part for part in ("redcap", self.table, column) if part)
        entry = f", entry {self.number}" if self.number else ""
        return f"{key}{entry}: {message}"

    def _report_unmapped(self) -> None:
        mapped = {column for column, _ in self.block.sources}
        for column in self.block.columns:
            if column not in mapped:
                message = (
                    'no field feeds this column; name one, or write { value = "" } where nothing '
                    "is known"
                )
                self.report(Finding("missing-mapping", STUDY, self._of(column, message)))

    def _coder(self, column: str, source: ColumnSource) -> Coder:
        project = self.project
        name = source.field or source.checkbox or ""
        return Coder(
            self.table,
            column,
            source,
            project.dictionary.fields.get(name) if name not in project.own_columns else None,
            project.labels.get((self.table, column), {}),
            project.missing,
        )

    def _is_known(self, column: str, source: ColumnSource) -> bool:
        """Whether dictionary and export have the fields of a column, as what they are mapped."""
        found = [self._is_field(column, name, source) for name in source.named_fields]
        if source.event and source.event not in self.project.export.event_names:
            hint = nearest(source.event, self.project.export.event_names, 0.6)
            self.report(
                Finding(
                    "wrong-event",
                    STUDY,
                    self._of(column, f"the export has no event {source.event!r}.{hint}"),
                )
            )
            return False
        return all(found)

    def _is_field(self, column: str, name: str, source: ColumnSource | None) -> bool:
        project = self.project
        if name in project.own_columns:
            if name not in project.export.columns:
                self.report(
                    Finding(
                        "unknown-field",
                        STUDY,
                        self._of(column, f"the export has no column {name!r}"),
                    )
                )
            return name in project.export.columns
        field = project.dictionary.fields.get(name)
        if field is None:
            base = name.partition("___")[0]
            hint = nearest(base, tuple(project.dictionary.fields), 0.7)
            self.report(
                Finding(
                    "unknown-field",
                    STUDY,
                    self._of(column, f"the dictionary has no field {name!r}.{hint}"),
                )
            )
            return False
        return self._is_fit(column, field, source) and self._is_exported(column, field)

    def _is_fit(self, column: str, field: DictionaryField, source: ColumnSource | None) -> bool:
        boxes = source is not None and source.checkbox is not None
        if field.kind in WITHOUT_DATA:
            message = f"the field {field.name} is of type {field.kind}, which exports no data"
        elif boxes and field.kind != "checkbox":
            message = f"the field {field.name} is of type {field.kind}, not a checkbox"
        elif not boxes and field.kind == "checkbox":
            message = (
                f"the field {field.name} is a checkbox; write {{ checkbox = "
                f'"{field.name}" }} to make a row of each ticked box'
            )
        else:
            return self._has_choices(field)
        self.report(Finding("wrong-field", STUDY, self._of(column, message)))
        return False

    def _has_choices(self, field: DictionaryField) -> bool:
        for part in field.malformed:
            shown = repr(part) if part else "a blank"
            message = f"{shown} is no choice of its own, written as code, comma, label"
            place = Place(self.project.dictionary.file, field.row, COLUMNS["choices"][0])
            self.report(Finding("bad-choices", place, f"{field.name}: {message}"))
        return not field.malformed

    def _is_exported(self, column: str, field: DictionaryField) -> bool:
        boxed = field.kind == "checkbox"
        wanted = [field.box(code) for code in field.choices] if boxed else [field.name]
        export = self.project.export
        lacking = [name for name in wanted if name not in export.columns]
        for name in lacking:
            reader = f"redcap.{self.table}.{column}" if column else f"redcap.{self.table}.where"
            message = f"the export has no such column, which {reader} reads; export all its fields"
            self.report(Finding("unknown-field", Place(export.file, 1, name), message))
        return not lacking

    def _is_selection(self, name: str, codes: tuple[str, ...]) -> bool:
        if not self._is_field("where", name, None):
            return False
        field = self.project.dictionary.fields.get(name)
        strange = [code for code in codes if field and field.choices and code not in field.choices]
        for code in strange:
            self._tell_no_choice("where", field, code)
        return not strange

    def _tell_no_choice(self, column: str, field: DictionaryField | None, code: str) -> None:
        if field is not None:
            message = f"the field {field.name} has no choice {code!r}, but {field.listed}"
            self.report(Finding("unknown-choice", STUDY, self._of(column, message)))

    def _instrument(self) -> str | None:
        """Find the one instrument whose rows are read; "" for the rows of the record itself."""
        fields = self.project.dictionary.fields
        forms = {
            name: fields[name].form
            for name in self._row_fields()
            if name in fields and name not in self.project.own_columns
        }
        repeating = self.project.export.repeating
        wanted = self.block.instrument or next(
            (form for form in forms.values() if form in repeating), ""
        )
        if wanted and wanted not in self.project.dictionary.forms:
            hint = nearest(wanted, self.project.dictionary.forms)
            message = f"the dictionary has no instrument {wanted!r}.{hint}"
            self.report(Finding("wrong-instrument", STUDY, self._of("instrument", message)))
            return None
        if self.table == "patients" and wanted in repeating:
            message = f"{wanted} repeats in the export, and a patient has one row"
            self.report(Finding("wrong-instrument", STUDY, self._of("", message)))
            return None
        return wanted if self._are_of(wanted, forms) else None

    def _are_of(self, wanted: str, forms: Mapping[str, str]) -> bool:
        strays = {name: form for name, form in forms.items() if wanted and form != wanted}
        for name, form in strays.items():
            message = f"the field {name} belongs to the instrument {form}, not to {wanted}"
            self.report(Finding("wrong-instrument", STUDY, self._of("", message)))
        return not strays

    def _row_fields(self) -> Iterator[str]:
        for _, source in self.block.sources:
            yield from () if source.event else source.named_fields
        yield from self.block.where

    def _events(self) -> frozenset[str] | None:
        """Find the events whose rows count; empty where all do, None where it is not clear."""
        wanted = self.block.event or self.project.mapping.event
        present = self.project.export.event_names
        if not wanted and len(present) > 1:
            message = f"the export has several events; write event = one of {', '.join(present)}"
            self.report(Finding("wrong-event", STUDY, self._of("event", message)))
            return None
        strange = [event for event in wanted if event not in present]
        for event in strange:
            hint = nearest(event, present, 0.6)
            self.report(
                Finding(
                    "wrong-event",
                    STUDY,
                    self._of("event", f"the export has no event {event!r}.{hint}"),
                )
            )
        return None if strange else frozenset(wanted)

    def _check_codes(self, column: str, coder: Coder) -> None:
        """Report codes of the mapping that REDCap or the study does not have."""
        field, source, known = coder.field, coder.source, tuple(coder.known)
        for code in source.codes:
            if field and field.choices and code not in {*field.choices, *coder.missing}:
                self._tell_no_choice(column, field, code)
        given = [*source.codes.values(), *([source.value] if source.value else [])]
        for code in given:
            if code and known and code not in known:
                hint = nearest(code, known, CLOSE)
                message = f"there is no code {code!r}.{hint}"
                self.report(Finding("unknown-code", STUDY, self._of(column, message)))
        per_code = self._box_codes() if source.by_code else ()
        for code in source.by_code or () if per_code else ():
            if code not in per_code:
                message = f"there is no code {code!r}.{nearest(code, per_code)}"
                self.report(Finding("unknown-code", STUDY, self._of(column, message)))

    def _box_codes(self) -> tuple[str, ...]:
        return tuple(
            code
            for column, source in self.block.sources
            if source.checkbox
            for code in self.project.labels.get((self.table, column), {})
        )
