"""From sheets of text to typed tables: every cell validated by its column's record field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Annotated, Any, get_args

import numpy as np
import pandas as pd
from pydantic import BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo

from il2report.errors import Finding, Place, Report, Severity, abridged
from il2report.study.characters import HIDDEN, hidden_character
from il2report.study.codebook import Codebook, codebook_from, nearest
from il2report.study.lookalikes import look_alike_hint, looks, told_apart
from il2report.study.missing_words import stands_for_nothing
from il2report.study.records import Record, plain_type
from il2report.study.repetition import alike, shared
from il2report.study.sheets import Sheet

LONGEST_QUOTE = 40
MANY_IDS = 4
"""Above this number of ids with the same fault, the first stands for all."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The six tables; columns as in the records, index = spreadsheet row number, in file order.

    Dates are datetime64[ns], whole numbers int64, other numbers float64 with NaN where blank,
    text and codes str with None where blank. Extra columns follow as text.
    """

    patients: pd.DataFrame
    metastases: pd.DataFrame
    prior_therapies: pd.DataFrame
    cycles: pd.DataFrame
    adverse_events: pd.DataFrame
    brain_lesions: pd.DataFrame


@dataclass(frozen=True)
class Frames:
    """Tables that may still have faults: gaps where a cell was refused or a column is absent.

    `absent` names columns ("cycles.doses") that the file lacks, `partial` the tables of which
    records could not be read, so that nothing may be concluded from what they do not say.
    What several checks ask for is worked out once.
    """

    by_table: Mapping[str, pd.DataFrame]
    absent: frozenset[str]
    partial: frozenset[str]

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.by_table[table]

    def of_patient(self, table: str, column: str) -> "pd.Series[Any]":
        """Bring a column of patients.csv to the rows of another table."""
        patients = self._patients_by_id
        positions = patients.index.get_indexer(pd.Index(self[table]["patient_id"]))
        values = patients[column].to_numpy()
        found = pd.Series(values[positions] if len(values) else None, index=self[table].index)
        return found.where(positions >= 0).astype(patients[column].dtype)

    @cached_property
    def previous_cycles(self) -> pd.DataFrame:
        """For each row of cycles.csv, the row of the patient's previous cycle, or gaps."""
        columns = ["patient_id", "cycle", "start_date", "last_dose_date"]
        cycles = self["cycles"][columns].sort_values(columns[:2], kind="stable")
        ids = cycles["patient_id"]
        same_patient = ids.eq(ids.shift()) & ids.notna()
        return cycles.shift().where(same_patient).reindex(self["cycles"].index)

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook as far as its rows are complete."""
        named = self["codebook"][["table", "column", "code"]].notna().all(axis=1)
        return codebook_from(self["codebook"].loc[named])

    @cached_property
    def _patients_by_id(self) -> pd.DataFrame:
        known = self["patients"].dropna(subset=["patient_id"])
        return known.drop_duplicates("patient_id").set_index("patient_id")


def frames_of(tables: Tables) -> Frames:
    """Give the tables of a study as the checks read them: nothing is absent."""
    by_table = {each.name: getattr(tables, each.name) for each in fields(tables)}
    return Frames(by_table, absent=frozenset(), partial=frozenset())


def frame_from(sheet: Sheet, record: type[Record], report: Report) -> pd.DataFrame:
    """Type the cells of a sheet, reporting each one that its column does not allow.

    Parameters
    ----------
    sheet : text cells by column
    record : the contract of the table
    report : called once per finding

    Returns
    -------
    DataFrame, one row per record, indexed by spreadsheet row number
        The record's columns in its order, then extra ones as text. A refused cell leaves a gap,
        and makes a column of whole numbers float64.

    Notes
    -----
    A column repeats few distinct texts, so each distinct text is validated once.
    """
    _report_header(sheet, record, report)
    blank = ("",) * len(sheet.rows)
    coded = {
        name: pd.factorize(np.array(sheet.columns.get(name, blank), dtype=object))
        for name in record.model_fields
    }
    values, faults = _validated(record, {name: texts for name, (_, texts) in coded.items()})
    columns: dict[str, Any] = {}
    for name, field in record.model_fields.items():
        codes, texts = coded[name]
        if name in sheet.columns and faults[name] and name not in sheet.refused:
            _report_cells(sheet, name, field, np.array(texts)[codes], faults[name], report)
        columns[name] = _array(values[name], field)[codes]
    extra = {name: cells for name, cells in sheet.columns.items() if name not in columns}
    columns |= {name: np.array(cells, dtype=object) for name, cells in extra.items()}
    return pd.DataFrame(columns, index=pd.Index(list(sheet.rows), dtype="int64"))


def empty_frame(record: type[Record]) -> pd.DataFrame:
    """Give the frame of a table that could not be read."""
    return frame_from(Sheet("", (), dict.fromkeys(record.model_fields, ())), record, _unreported)


def _unreported(finding: Finding) -> None:
    raise AssertionError(f"an empty frame has no findings, yet: {finding}")


def _report_header(sheet: Sheet, record: type[Record], report: Report) -> None:
    extra = [name for name in sheet.columns if name not in record.model_fields]
    for name in (name for name in record.model_fields if name not in sheet.columns):
        near = get_close_matches(name, extra, n=1)
        hint = f" Is it the column {near[0]!r}?" if near else ""
        for one in (one for one in extra if looks(one) == name):
            hint = f" The column {told_apart(one, name)} looks like it."
        place = Place(sheet.file, 1, name)
        report(Finding("missing-column", place, f"there is no such column.{hint}"))
    if extra:
        place = Place(sheet.file, 1, extra[0] if len(extra) == 1 else None)
        message = "the column is not one of the table's and is ignored"
        if len(extra) > 1:
            message = (
                f"{len(extra)} columns are none of the table's and are ignored: {', '.join(extra)}"
            )
        report(Finding("extra-column", place, message, Severity.NOTICE))


@cache
def _columns_model(record: type[Record]) -> type[BaseModel]:
    """Turn the record type into a model of whole columns, each cell of which may be blank."""
    cells: dict[str, Any] = {}
    for name, field in record.model_fields.items():
        cell: Any = field.annotation
        for constraint in field.metadata:
            cell = Annotated[cell, constraint]
        cells[name] = (list[cell | None], ...)
    return create_model(f"{record.__name__}Columns", **cells)


def _validated(
    record: type[Record], texts: Mapping[str, Any]
) -> tuple[dict[str, list[Any]], dict[str, dict[str, str]]]:
    """Validate distinct texts by column; give values, and by column and text what is wrong."""
    cells = {name: [text or None for text in distinct] for name, distinct in texts.items()}
    faults: dict[str, dict[str, str]] = {
        name: {"": "missing"} if field.is_required() and "" in texts[name] else {}
        for name, field in record.model_fields.items()
    }
    for name, field in record.model_fields.items():
        if plain_type(field) is str and name not in record.quoting:
            _refuse_missing_words(cells[name], faults[name])
    model = _columns_model(record)
    try:
        return model.model_validate(cells).__dict__, faults
    except ValidationError as error:
        for details in error.errors(include_url=False, include_context=False):
            name, position = str(details["loc"][0]), int(details["loc"][1])
            faults[name][texts[name][position]] = details["type"]
            cells[name][position] = None
    return model.model_validate(cells).__dict__, faults


def _refuse_missing_words(cells: list[str | None], faults: dict[str, str]) -> None:
    """Blank the words for a missing value, such as NA, which a column of text would keep."""
    for position, text in enumerate(cells):
        if text and stands_for_nothing(text):
            faults[text] = "stands_for_nothing"
            cells[position] = None


def _report_cells(
    sheet: Sheet,
    name: str,
    field: FieldInfo,
    texts: "np.ndarray[Any, Any]",
    faults: Mapping[str, str],
    report: Report,
) -> None:
    ids = sheet.columns.get("patient_id", ())
    refused = [(position, text) for position, text in enumerate(texts.tolist()) if text in faults]
    left_out = _alike_in_fault(refused, faults) if name == "patient_id" else {}
    spared = {text for texts in left_out.values() for text in texts}
    for cell, (position, *others) in alike(one for one in refused if one[1] not in spared):
        patient_id = ids[position] if ids and name != "patient_id" else None
        place = Place(sheet.file, sheet.rows[position], name, patient_id or None)
        finding = _cell_finding(place, field, cell, faults[cell])
        if cell in left_out:
            more = f"{finding.message}. So have {len(left_out[cell])} more ids"
            finding = replace(finding, message=more)
        report(shared(finding, [sheet.rows[other] for other in others]))


def _alike_in_fault(
    refused: Sequence[tuple[int, str]], faults: Mapping[str, str]
) -> Mapping[str, Sequence[str]]:
    """Give the first of many ids that are refused for one cause, such as a dot behind each, and the rest."""
    texts: dict[str, list[str]] = {}
    for text in dict.fromkeys(text for _, text in refused if text):
        texts.setdefault(faults[text], []).append(text)
    return {of[0]: of[1:] for of in texts.values() if len(of) > MANY_IDS}


def _cell_finding(place: Place, field: FieldInfo, cell: str, fault: str) -> Finding:
    if HIDDEN.search(cell):
        return hidden_character(place, "the cell", cell)
    return _refused_cell(place, field, cell, fault)


def _refused_cell(place: Place, field: FieldInfo, cell: str, fault: str) -> Finding:
    allowed = f"{place.column} is {field.description}"
    shown = quoted(cell)
    if fault == "missing":
        return Finding("missing-value", place, f"the cell is blank; {allowed}")
    if fault == "stands_for_nothing":
        cure = "it may not be blank" if field.is_required() else "leave the cell blank"
        message = f"{shown} stands for a missing value; {cure}: {allowed}"
        return Finding("word-for-missing", place, message)
    if fault == "bad_date":
        return Finding("bad-date", place, f"{shown} is not a date; {allowed}")
    return _wrong_value(place, field, cell, fault)


def _wrong_value(place: Place, field: FieldInfo, cell: str, fault: str) -> Finding:
    allowed = f"{place.column} is {field.description}"
    shown = quoted(cell)
    match fault:
        case "bad_number" | "bad_whole_number":
            kind = "whole number" if "whole" in fault else "number"
            return Finding("bad-number", place, f"{shown} is not a {kind}; {allowed}")
        case "literal_error":
            codes = literals(field)
            hint = look_alike_hint(cell, codes) or nearest(cell, codes)
            return Finding("unknown-code", place, f"there is no code {shown}; {allowed}.{hint}")
        case "string_pattern_mismatch" | "string_too_long":
            return Finding("bad-text", place, f"{shown} cannot stand here; {allowed}")
        case _:
            return Finding("impossible-value", place, f"{shown} is impossible; {allowed}")


def quoted(cell: str) -> str:
    """Quote the offending cell, shortened where it runs on."""
    return repr(abridged(cell, LONGEST_QUOTE))


def literals(field: FieldInfo) -> tuple[str, ...]:
    """List the codes that the type of a field names, looking through `| None`."""
    options = get_args(field.annotation)
    nested = [get_args(option) for option in options if get_args(option)]
    return nested[0] if nested else options


def _array(values: list[Any], field: FieldInfo) -> "np.ndarray[Any, Any]":
    match plain_type(field):
        case t if t is date:
            return np.array(values, dtype="datetime64[D]").astype("datetime64[ns]")
        case t if t is float or (t is int and None in values):
            return np.array(values, dtype="float64")
        case t if t is int:
            return np.array(values, dtype="int64")
        case _:
            return np.array(values, dtype=object)
