"""The data sets of ADaM as they are in their files: records with the names of the standard."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from il2report.errors import Finding, Place, Report
from il2report.study.declarations.adam import Adam
from il2report.study.lookalikes import nearest
from il2report.study.sheets import read_sheet
from il2report.study.statistical_files import is_statistical, read_statistical_file

SUBJECT, PARAMETER = "USUBJID", "PARAMCD"
SEQUENCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"adae": ("AESEQ", "ASEQ"), "adtte": ("ASEQ",), "adrs": ("ASEQ", "RSSEQ")}
)
"""The variables that number the records of a subject, by data set."""
CLOSE = 0.7


@dataclass(frozen=True, slots=True)
class DataSet:
    """The records of one file that are read, by their positions; `rows` are their numbers in it."""

    name: str
    file: str
    rows: Sequence[int]
    variables: Mapping[str, Sequence[str]]
    is_whole: bool = True

    @property
    def subjects(self) -> Sequence[str]:
        """The subject of each record."""
        return self.variables[SUBJECT]

    @property
    def sequences(self) -> Mapping[int, str]:
        """The number of each record among those of its subject, by its row, where it has one."""
        for variable in SEQUENCES.get(self.name, ()):
            if variable in self.variables:
                numbered = zip(self.rows, self.variables[variable], strict=True)
                return {row: f"{variable} {number}" for row, number in numbered if number}
        return {}

    def column(self, variable: str) -> Sequence[str]:
        """Give a variable, blank where the data set does not have it."""
        return self.variables.get(variable) or ("",) * len(self.rows)

    def place(self, position: int, variable: str) -> Place:
        """Name one cell."""
        row = self.rows[position]
        return Place(
            self.file,
            row,
            variable,
            self.subjects[position] or None,
            sequence=self.sequences.get(row),
        )

    def having(self, wanted: Mapping[str, Iterable[str]]) -> "DataSet":
        """Keep the records that have one of these values in each of these variables."""
        kept = list(range(len(self.rows)))
        for variable, values in wanted.items():
            cells, among = self.column(variable), frozenset(values)
            kept = [n for n in kept if cells[n] in among]
        return self.at(kept)

    def at(self, positions: Sequence[int]) -> "DataSet":
        """Keep the records at these positions."""
        return DataSet(
            self.name,
            self.file,
            [self.rows[n] for n in positions],
            {name: [cells[n] for n in positions] for name, cells in self.variables.items()},
            self.is_whole,
        )


def read_data_sets(
    adam: Adam, contents: Mapping[str, bytes], report: Report
) -> Mapping[str, DataSet]:
    """Read the files that the mapping names, as far as they can be read.

    Parameters
    ----------
    adam : the `[source.adam]` section of study.toml
    contents : bytes of the files by path
    report : called once per finding; a file that is missing was reported

    Returns
    -------
    mapping of DataSet by name
        Without a data set that cannot be read, or that lacks a variable which the mapping names.
        `where` is applied.
    """
    found = {}
    for name, file in adam.files.items():
        data_set = _read(name, file, contents, report) if file in contents else None
        if data_set is None:
            continue
        lacking = [each for each in _required(adam, name) if each not in data_set.variables]
        for variable in lacking:
            hint = nearest(variable, tuple(data_set.variables), CLOSE)
            message = f"there is no variable {variable}, which source.adam reads.{hint}"
            report(Finding("missing-column", Place(file, column=variable), message))
        if not lacking:
            found[name] = data_set.having(adam.where.get(name, {}))  # type: ignore[call-overload]
    return found


def _read(name: str, file: str, contents: Mapping[str, bytes], report: Report) -> DataSet | None:
    if is_statistical(file):
        read = read_statistical_file(file, contents[file], report)
        sheet = read.sheet if read else None
    else:
        sheet = read_sheet(file, contents[file], report, (SUBJECT, PARAMETER))
    if sheet is None:
        return None
    variables = {
        column.upper(): [cell.strip() for cell in cells] for column, cells in sheet.columns.items()
    }
    return DataSet(name, file, list(sheet.rows), variables, sheet.is_whole)


def _required(adam: Adam, name: str) -> Iterator[str]:
    """Give the variables that the mapping names, or that the data set is read by."""
    yield SUBJECT
    yield from adam.where.get(name, {})  # type: ignore[call-overload]
    match name:
        case "adsl":
            yield from (one for one in (adam.population, adam.arm) if one)
        case "adae":
            named = (adam.grade, adam.related, adam.ended_treatment)
            yield from (adam.term, adam.system, *(one for one in named if one))
            if adam.treatment_emergent:
                yield "TRTEMFL"
        case "adtte":
            yield from (PARAMETER, "AVAL", "CNSR")
        case "adrs":
            yield from (PARAMETER, "AVALC")
