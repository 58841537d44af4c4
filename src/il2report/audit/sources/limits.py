"""How much of a file is read: it may have come from anybody."""

from il2report.errors import Finding, Place, StudyRefused

MEGABYTE = 1_000_000
MOST_OF_FILE = 64 * MEGABYTE
"""A paper with its pictures has a tenth."""
MOST_OF_TEXT = 16 * MEGABYTE
"""A text, a page or the XML of a paper; a book has one or two."""
MOST_CELLS = 200_000
"""Cells of all tables of a file, also those that spans cover; a long supplement has some 20,000."""
MOST_COLUMNS = 500
MOST_ROWS = 20_000
MOST_TABLES = 500
LONGEST_CELL = 32_767
"""Characters of a cell of a spreadsheet."""


def refused(
    file: str, message: str, row: int | None = None, sheet: str | None = None
) -> StudyRefused:
    """Refuse a file: one sentence with its place."""
    return StudyRefused([Finding("unreadable-paper", Place(file, row, sheet=sheet), message)])


def too_large(file: str, message: str, row: int | None = None) -> StudyRefused:
    """Refuse a file that is larger than the tables of a paper are."""
    return StudyRefused([Finding("paper-too-large", Place(file, row), message)])


class CellCount:
    """Counts the cells of a file while it is read, and refuses more than a paper can have."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._cells = 0

    def add(self, columns: int, rows: int = 1, row: int | None = None) -> None:
        """Count a row, or several of them.

        Raises
        ------
        StudyRefused
            When a row or all rows together have more cells than can be read.
        """
        if columns > MOST_COLUMNS:
            message = f"a row has {columns:,} columns; a table may have up to {MOST_COLUMNS:,}"
            raise too_large(self.file, message, row)
        self._cells += max(columns, 1) * rows
        if self._cells > MOST_CELLS:
            message = f"the tables have more than {MOST_CELLS:,} cells, more than is read of a file"
            raise too_large(self.file, message, row)
