"""Files that a study does not have, and that a text needs which could not be rendered."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from il2report.document.citations import UnknownFloat
from il2report.errors import Finding, Place
from il2report.pages.floats import TABLES_READ
from il2report.results import UnknownResult
from il2report.results.families import families_of
from il2report.study import Study
from il2report.study.literature import FILE as LITERATURE
from il2report.templating.facts import NoLiterature


def lacking_files(
    study: Study, folder: Path, failures: Iterable[tuple[Exception, Place]]
) -> Iterator[Finding]:
    """Find each file without which texts failed, with the first place that needs it.

    Parameters
    ----------
    study : whose texts were rendered
    folder : where it was read from
    failures : what rendering raised, and where in a template
    """
    found: dict[str, Place] = {}
    for error, place in failures:
        for file in _files_behind(error, study):
            found.setdefault(file, place)
    for file, place in found.items():
        if not os.path.lexists(folder / file):
            message = f"there is no such file; {place} needs it"
            yield Finding("missing-file", Place(file), message)


def _files_behind(error: Exception, study: Study) -> Iterator[str]:
    """Give the files that would have what a template asked for in vain."""
    tables = frozenset[str]()
    match error:
        case NoLiterature():
            yield LITERATURE
        case UnknownFloat():
            tables = TABLES_READ.get(error.key, tables)
        case UnknownResult():
            prefix = error.wrong.partition(".")[0]
            for family in families_of(study.configuration):
                tables |= (family.tables or tables) if family.name == prefix else frozenset()
    yield from (f"data/{table}.csv" for table in sorted(tables) if table not in study.tables)
