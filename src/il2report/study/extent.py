"""How large a table may be, and how much may be wrong with a file before reading ends.

The bounds are those of spreadsheets, or leave ten times what 100,000 patients need. They are looked
at before the cells are taken apart, so that a file without end ends in a message within seconds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from il2report.errors import Finding, Place, Report

MOST_ROWS = 1_048_576
"""Rows of a sheet of a spreadsheet."""
MOST_COLUMNS = 5_000
"""A REDCap project with every choice of its checkboxes can have some thousands."""
MOST_CELLS = 20_000_000
LONGEST_CELL = 32_767
"""Characters of a cell of a spreadsheet."""
FIRST_ROWS = 50
"""Rows among which the header is looked for, each of which may be as wide as a table."""
MOST_ERRORS = 1_000
"""Errors of one file that are listed."""


class EnoughErrors(Exception):
    """So much is wrong with a file that the rest is not looked for."""

    def __init__(self, file: str) -> None:
        message = f"more than {MOST_ERRORS:,} errors; the rest was not looked for"
        self.finding = Finding("too-many-errors", Place(file), message)
        super().__init__(file)


class Collected(list[Finding]):
    """Findings as they are made, up to a number of errors for each file."""

    def __init__(self) -> None:
        super().__init__()
        self._errors: Counter[str] = Counter()

    def report(self, finding: Finding) -> None:
        """Take a finding.

        Raises
        ------
        EnoughErrors
            Beyond the number of errors that one file may have.
        """
        self.append(finding)
        if finding.is_error:
            self._errors[finding.place.file] += 1
            if self._errors[finding.place.file] > MOST_ERRORS:
                raise EnoughErrors(finding.place.file)


def is_too_large(file: str, text: str, marks: Iterable[str], report: Report) -> bool:
    """Whether the text of a CSV file has more rows, columns or cells than a table may have.

    Parameters
    ----------
    file : path within the study, for the finding
    text : what the file holds
    marks : what may separate its columns
    report : called with one finding where it is too large
    """
    rows = max(text.count("\n"), text.count("\r"))
    if exceeds(Place(file), {"rows": rows}, report):
        return True
    first = text.split("\n", FIRST_ROWS)[:FIRST_ROWS]
    for mark in marks:
        columns = max(line.count(mark) for line in first) + 1
        cells = text.count(mark) + rows
        if exceeds(Place(file), {"columns": columns, "cells": cells}, report):
            return True
    return False


def exceeds(place: Place, counts: Mapping[str, int], report: Report) -> bool:
    """Whether rows, columns or cells are more than a table may have; the first that is, is reported."""
    most = {"rows": MOST_ROWS, "columns": MOST_COLUMNS, "cells": MOST_CELLS}
    for name, count in counts.items():
        if count > most[name]:
            message = f"the table has {count:,} {name}; it may have up to {most[name]:,}"
            report(Finding("table-too-large", place, message))
            return True
    return False


def long_cell(place: Place) -> Finding:
    """Say that a cell is too long, which a quotation mark that is not closed makes it."""
    message = (
        f"a cell has more than {LONGEST_CELL:,} characters; close the quotation mark before it,"
        " or shorten the text"
    )
    return Finding("table-too-large", place, message)
