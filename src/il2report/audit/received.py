"""A paper as it is received: a file of any form, or a table of a notebook, read and understood."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from il2report.audit.examination import Examination, examine
from il2report.audit.paper import PublishedPaper
from il2report.audit.reading import read_paper
from il2report.audit.running_text.acceptance import accepted
from il2report.audit.running_text.figures import RunningText
from il2report.audit.running_text.reading import read_running_text
from il2report.audit.running_text.writing import toml_of
from il2report.audit.sources.limits import MOST_OF_FILE
from il2report.audit.sources.printed_table import PrintedPaper, PrintedRow, PrintedTable
from il2report.audit.sources.reading import read_printed
from il2report.audit.understanding.paper import understand
from il2report.audit.understanding.toml import as_toml
from il2report.audit.understanding.understood import Understood, UnderstoodPassage, UnreadCell
from il2report.audit.understanding.validation import is_paper
from il2report.errors import WrongUse

TYPED = ".toml"
"""How the name of a file of typed figures ends; every other file is a paper as it is printed."""


class ReceivedPaper:
    """A paper, and what was understood of it where it was not typed.

    `understood` is None for a file of typed figures; `typed` is what was understood as such a file, to
    correct.
    """

    def __init__(
        self, paper: PublishedPaper, understood: Understood | None = None, typed: str = ""
    ) -> None:
        self.paper, self.understood, self.typed = paper, understood, typed


def received_paper(content: bytes, name: str) -> ReceivedPaper:
    """Read a paper of any form.

    Parameters
    ----------
    content : the file
    name : its name; a file of typed figures ends in .toml

    Raises
    ------
    StudyRefused
        When the file cannot be read, or nothing in it could be understood as a figure.
    """
    if name.lower().endswith(TYPED):
        return ReceivedPaper(read_paper(content, PurePath(name)))
    return _understood(read_printed(content, name))


def _understood(printed: PrintedPaper) -> ReceivedPaper:
    tables = understand(printed)
    text = accepted(
        read_running_text(printed.paragraphs), lambda some: is_paper(_with_text(tables, some))
    )
    understood = _with_text(tables, text)
    typed = "\n".join(filter(None, (as_toml(understood), toml_of(text, with_places=False))))
    return ReceivedPaper(understood.paper(), understood, typed)


def _with_text(understood: Understood, text: RunningText) -> Understood:
    """Add the figures of the running text to those of the tables."""
    places = {**understood.document.get("places", {}), **text.places}
    document = {
        **understood.document,
        "places": places,
        "statistics": [each.model_dump(exclude_defaults=True) for each in text.statistics],
        "passages": [each.model_dump(exclude_defaults=True) for each in text.passages],
    }
    read = (UnderstoodPassage(each.place, each.passage) for each in text.figures)
    unread = (UnreadCell(each.place, "", "", each.passage, each.reason) for each in text.unread)
    return replace(
        understood,
        document=document,
        passages=tuple(read),
        unread=(*understood.unread, *unread),
    )


class TableAudit:
    """What the checks say of the tables of a paper; a notebook shows it as text.

    `examination` has the findings and verdicts, `understood` what was read, cell by cell, and `typed`
    is the same as a file of typed figures, to correct where a cell was misread.
    """

    def __init__(self, received: ReceivedPaper) -> None:
        self.examination: Examination = examine(received.paper)
        self.understood, self.typed = received.understood, received.typed

    @property
    def findings(self) -> list[dict[str, Any]]:
        """One entry per finding, the gravest first."""
        return [
            {
                "certainty": each.certainty.value,
                "check": each.check,
                "message": each.message,
                "figures": [str(figure) for figure in each.figures],
                "arithmetic": each.arithmetic,
                "misprints": [
                    f"{one.figure}: {one.instead}"
                    for one in self.examination.misprints.get(each, ())
                ],
            }
            for each in self.examination.findings
        ]

    @property
    def figures(self) -> list[dict[str, Any]]:
        """One entry per printed figure, with its verdict."""
        return [
            {
                "place": each.figure.where,
                "quantity": each.figure.label,
                "group": each.figure.group,
                "statistic": each.figure.statistic.value,
                "printed": each.figure.printed.text,
                "verdict": each.verdict.value,
                "power": each.power if each.tried else None,
                "why": each.why,
            }
            for each in self.examination.verdicts
        ]

    @property
    def doubts(self) -> list[str]:
        """What was inferred, and what was not read."""
        if self.understood is None:
            return []
        unread = (
            f"{each.place}, {each.row}, {each.column}: {each.printed!r} was not read: {each.reason}"
            for each in self.understood.unread
        )
        return [*map(str, self.understood.doubts), *unread]

    def __repr__(self) -> str:
        proved = sum(each.is_contradiction for each in self.examination.findings)
        n, doubts = len(self.examination.verdicts), len(self.doubts)
        return f"<{n} figures, {proved} proved contradictions, {doubts} doubts>"


def audit_table(table: Any) -> TableAudit:
    """Audit the tables of a paper, without a study.

    Parameters
    ----------
    table : path of a file (text, CSV, XLSX, HTML, JATS, DOCX, PDF, or typed TOML), or a DataFrame with
        one row per printed row. Its cells are texts, as printed: digits say how precise a figure is.
        Row labels are its index where that has names, else its first column.

    Raises
    ------
    StudyRefused
        When the file cannot be read.
    WrongUse
        When there is no such file, or a DataFrame has numbers where texts are needed.

    Examples
    --------
    >>> audited = audit_table("table-1.csv")
    >>> [each["message"] for each in audited.findings]
    """
    if hasattr(table, "columns") and hasattr(table, "index"):
        return TableAudit(_understood(PrintedPaper("", (printed_frame(table),))))
    path = Path(table)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_OF_FILE + 1)
    except OSError as error:
        raise WrongUse(f"{path} cannot be read: {error.strerror}") from None
    return TableAudit(received_paper(content, str(path)))


def printed_frame(frame: Any) -> PrintedTable:
    """Take a DataFrame as a printed table; column labels of several levels are several head rows."""
    has_labels = any(isinstance(label, str) for label in frame.index)
    heads = [_texts(column) for column in frame.columns]
    rows = [_cells(row) for row in frame.itertuples(index=False, name=None)]
    if has_labels:
        labels = [_label(label) for label in frame.index]
        heads = [("",) * len(heads[0]), *heads] if heads else heads
    else:
        labels = [row[0] for row in rows]
        rows = [row[1:] for row in rows]
    return PrintedTable(
        place="T1",
        heading="Table 1",
        caption="",
        heads=tuple(zip(*heads, strict=True)),
        rows=tuple(
            PrintedRow(label.strip(), (len(label) - len(label.lstrip())) // 2, row, number)
            for number, (label, row) in enumerate(zip(labels, rows, strict=True), start=1)
        ),
    )


def _texts(column: Any) -> tuple[str, ...]:
    parts: Sequence[Any] = column if isinstance(column, tuple) else (column,)
    return tuple(map(str, parts))


def _label(label: Any) -> str:
    return " ".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _cells(row: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(_cell, row))


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return ""
    if isinstance(value, float):
        raise WrongUse(
            f"the table has the number {value}; give its cells as texts, such as '46.70', whose digits"
            " say how precise they are (read_csv(..., dtype=str))"
        )
    return str(value)
