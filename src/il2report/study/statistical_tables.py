"""Tables of a study that are files of SAS, SPSS or Stata in the place of CSV files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from il2report.errors import Finding, Place, Report, Severity
from il2report.study.codebook import CodeEntry
from il2report.study.labelled_codes import ColumnCodes, codes_of_texts, natural_order, with_letters
from il2report.study.layout import FileOfRecords, Layout
from il2report.study.records import PLAIN_NAME, ColumnKind, Record
from il2report.study.sheets import Sheet
from il2report.study.source_tables import SourceTables
from il2report.study.statistical_files import READERS, read_statistical_file

VALUES_NAMED = 3
LONGEST_OF_TRANSPORT = 8
"""Letters of a name in a SAS transport file of version 5."""


def read_statistical_tables(
    contents: Mapping[str, bytes], records: Mapping[str, Record], report: Report
) -> SourceTables:
    """Read the tables of a study that are files of SAS, SPSS or Stata.

    Parameters
    ----------
    contents : bytes of the files by path
    records : the contract of the study
    report : called once per finding; a table in two files is one

    Returns
    -------
    SourceTables
        Sheets of text whose rows are the numbers of the records. Names of columns are in small
        letters. Codes have the labels that the file has for them; texts of a column with codes that
        cannot be codes are their labels.
    """
    sheets, origins = dict[str, Sheet](), dict[str, FileOfRecords]()
    mapped, labels = set[str](), list[ColumnCodes]()
    for table, record in records.items():
        own = [f"data/{table}{suffix}" for suffix in READERS if f"data/{table}{suffix}" in contents]
        if not own:
            continue
        mapped.add(table)
        for other in own[1:]:
            message = f"{own[0]} has this table too; keep one of them"
            report(Finding("table-twice", Place(other), message))
        read = read_statistical_file(own[0], contents[own[0]], report)
        names = _small_letters(read.sheet, report) if read else None
        names = _whole_names(names, record) if names and own[0].endswith(".xpt") else names
        if read is None or names is None:
            continue
        columns = {small: read.sheet.columns[name] for small, name in names.items()}
        for column in (each for each in record.columns.values() if each.name in columns):
            name, cells = names[column.name], columns[column.name]
            known = read.value_labels.get(name, {})
            place = Place(own[0], column=name)
            if column.kind is ColumnKind.CODE:
                columns[column.name], entries = _coded(cells, known)
                labels += [ColumnCodes(table, column.name, place, entries)] if entries else []
                continue
            for finding in _labelled_numbers(place, cells, known):
                report(finding)
        sheets[table] = replace(
            read.sheet, file=f"data/{table}.csv", columns=MappingProxyType(columns)
        )
        origins[table] = FileOfRecords(own[0], names)
    return SourceTables(
        mapped=frozenset(mapped),
        sheets=MappingProxyType(sheets),
        layout=Layout(MappingProxyType(origins)),
        labels=tuple(labels),
    )


def _small_letters(sheet: Sheet, report: Report) -> Mapping[str, str] | None:
    """Give the columns by their names in small letters; Stata alone distinguishes these from capitals."""
    found: dict[str, str] = {}
    for name in sheet.columns:
        if name.lower() in found:
            message = f"the columns {found[name.lower()]} and {name} differ only in capitals"
            report(Finding("duplicate-column", Place(sheet.file, column=name), message))
            return None
        found[name.lower()] = name
    return found


def _whole_names(names: Mapping[str, str], record: Record) -> Mapping[str, str]:
    """Give PATIENT_ as patient_id: names in transport files of version 5 have up to 8 letters."""
    cut = Counter(name[:LONGEST_OF_TRANSPORT] for name in record.columns)
    whole = {
        name[:LONGEST_OF_TRANSPORT]: name
        for name in record.columns
        if name not in names and cut[name[:LONGEST_OF_TRANSPORT]] == 1
    }
    return {whole.get(small, small): name for small, name in names.items()}


def _coded(
    cells: Sequence[str], labels: Mapping[str, str]
) -> tuple[Sequence[str], Mapping[str, CodeEntry]]:
    """Give the cells as codes, and the codes that have labels, in the order of the file's labels.

    Where a text without a label can be no code, as "Never smoked", all such texts become codes and
    are their labels.
    """
    entries = {code: CodeEntry(label, "") for code, label in labels.items() if label}
    texts = [text for text in dict.fromkeys(cells) if text and text not in labels]
    if all(PLAIN_NAME.fullmatch(text) for text in texts):
        return cells, entries
    made = codes_of_texts(texts)
    entries |= {
        made[text]: CodeEntry(with_letters(text), "") for text in sorted(made, key=natural_order)
    }
    return [made.get(cell, cell) for cell in cells], entries


def _labelled_numbers(
    place: Place, cells: Sequence[str], labels: Mapping[str, str]
) -> Iterator[Finding]:
    """Report numbers with a label, such as 999 "unknown", which are read as numbers all the same."""
    found = [value for value in labels if value in {*cells}]
    if found:
        named = ", ".join(f"{value} ({labels[value]})" for value in found[:VALUES_NAMED])
        more = f" and {len(found) - VALUES_NAMED} more" if len(found) > VALUES_NAMED else ""
        message = (
            f"the file labels the values {named}{more}, which are read as they are; if they mean a"
            " missing value, declare them as missing in the file"
        )
        yield Finding("labelled-number", place, message, Severity.NOTICE)
