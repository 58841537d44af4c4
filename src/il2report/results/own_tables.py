"""TABLE.*: the characteristics of a subset of patients, for the tables that a study declares."""

from collections.abc import Iterator

from il2report.results.catalogue import Result, Topic
from il2report.results.characteristics import entries_of_column
from il2report.results.declared import Declared
from il2report.results.entries import entries_of_proportion
from il2report.study.declarations import OwnTable, required
from il2report.values import Proportion


def own_table_results(declared: Declared) -> Iterator[Result]:
    """Give the results of each table of variables over a subset: its size, and every variable."""
    for table in declared.declarations.table:
        if table.among:
            yield from _of_subset(declared, table)


def _of_subset(declared: Declared, table: OwnTable) -> Iterator[Result]:
    subset = declared.declarations.subsets[required(table.among)]
    among = declared.subset(subset.name)
    sources = tuple(
        dict.fromkeys(s for name in subset.where for s in declared.columns[name].sources)
    )
    yield from entries_of_proportion(
        table.name,
        Proportion(among, declared.patients),
        Topic(table.name, subset.name),
        subset.label,
        sources,
    )
    for name in table.variables or ():
        yield from entries_of_column(
            f"{table.name}.{name}",
            declared.columns[name],
            Topic(table.name, name),
            among,
            declared.quantile_type,
            f", {subset.label}",
        )
