"""The tables of a paper, typed row by row: cells become figures, blank cells are kept as such."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace

from il2report.audit.bounds import EVERYTHING
from il2report.audit.cells import texts_by_key
from il2report.audit.entries import Entries, Subject, printed_name, shown_path
from il2report.audit.layout import TypedTable
from il2report.audit.lines import Path
from il2report.audit.paper import Blank, FeatureFacts, GradedRow, MeasureFacts
from il2report.audit.vocabulary import cell_keys


class TypedTables:
    """The tables of one file; the features and measures that only they have join the others.

    `groups` are those of whom a cell gives the number, by the names of column and row.
    """

    def __init__(
        self,
        tables: Sequence[TypedTable],
        entries: Entries,
        features: MutableMapping[str, FeatureFacts],
        measures: MutableMapping[str, MeasureFacts],
        labels: Mapping[str, str | None],
    ) -> None:
        self.tables, self.entries, self.labels = tables, entries, labels
        self.features, self.measures = features, measures
        self.groups: dict[str, str] = {}
        self.blanks: list[Blank] = []
        self.graded_rows: list[GradedRow] = []
        for table in tables:
            self._name_rows(table)

    def enter(self, groups: set[str]) -> None:
        """Take every row of every table."""
        for number, table in enumerate(self.tables):
            at: Path = ("tables", number)
            if self._has_columns(table, at, groups):
                for row, cells in table.rows.items():
                    self._enter_row(table, row, cells, (*at, "rows", row))

    def _name_rows(self, table: TypedTable) -> None:
        for row in table.rows:
            label = printed_name(row, table.labels.get(row))
            if table.grades is not None:
                for grade in table.grades:
                    facts = FeatureFacts(f"{label}, {printed_name(grade).lower()}", table.of)
                    self.features.setdefault(f"{row}.{grade}", facts)
            elif {"count", "percent"} & set(cell_keys(table.cells)):
                self.features.setdefault(row, FeatureFacts(label, table.of))
            else:
                facts_of_measure = MeasureFacts(label, table.of, "", None, EVERYTHING)
                self.measures.setdefault(row, facts_of_measure)
            if "n" in cell_keys(table.cells):
                for column in table.groups or ():
                    within = f"{printed_name(column, self.labels.get(column))}, {label} known"
                    self.groups[f"{column}.{row}"] = within

    def _has_columns(self, table: TypedTable, at: Path, groups: set[str]) -> bool:
        if (table.groups is None) == (table.grades is None):
            message = "a table should have either groups or grades for its columns"
            self.entries.refuse("bad-entry", at, message)
            return False
        names = [table.of, *(table.groups or ())]
        known = [self.entries.is_known(name, groups, "group or feature", at) for name in names]
        if table.total is not None:
            known += [self.entries.is_known(table.total, table.grades or (), "column", at)]
        return all(known)

    def _enter_row(self, table: TypedTable, row: str, cells: Sequence[str], at: Path) -> None:
        columns = table.grades or table.groups or ()
        if len(cells) != len(columns):
            counted = f"{len(columns)} column{'s' if len(columns) != 1 else ''}"
            message = f"{row} has {len(cells)} cells; the table has {counted}"
            self.entries.refuse("bad-row", at, message)
            return
        for column, cell in zip(columns, cells, strict=True):
            subject = self._subject(table, row, column, at)
            if cell.strip():
                self._enter_cell(table, subject, cell)
            else:
                blank = Blank(table.place, subject.quantity, subject.label, subject.group)
                self.blanks.append(blank)
        if table.grades and table.total:
            grades = tuple(f"{row}.{grade}" for grade in table.grades if grade != table.total)
            label = printed_name(row, table.labels.get(row))
            total = f"{row}.{table.total}"
            self.graded_rows.append(
                GradedRow(table.place, label, grades, total, table.worst_grade, table.of)
            )

    def _subject(self, table: TypedTable, row: str, column: str, at: Path) -> Subject:
        name, group = (f"{row}.{column}", table.of) if table.grades else (row, column)
        if f"{column}.{row}" in self.groups and "n" in cell_keys(table.cells):
            group = f"{column}.{row}"
        facts: Mapping[str, FeatureFacts | MeasureFacts] = self.features | self.measures  # type: ignore[operator]
        pattern = table.result or ""
        result = pattern.replace("{row}", row).replace("{column}", column) or None
        label = facts[name].label
        if group != facts[name].of:
            label = f"{label} ({self._group_label(column)})"
        return Subject(name, label, group, at, result, proposed=table.proposed)

    def _group_label(self, column: str) -> str:
        if column in self.features:
            return self.features[column].label
        return printed_name(column, self.labels.get(column))

    def _enter_cell(self, table: TypedTable, subject: Subject, cell: str) -> None:
        texts = texts_by_key(cell, cell_keys(table.cells))
        if texts is None:
            message = f"{shown_path(subject.at)} is {cell!r}; it should be a cell of the kind {table.cells}"
            self.entries.refuse("bad-figure", subject.at, message)
            return
        for key, printed in texts:
            if key == "n":
                of = replace(subject, quantity=subject.group, label=self.groups[subject.group])
                self.entries.enter_cell(of, key, table.place, printed)
            else:
                self.entries.enter_cell(subject, key, table.place, printed)
