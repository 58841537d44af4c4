"""What was understood of printed tables, cell by cell, and what is in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from il2report.audit.layout import TypedPaper
from il2report.audit.lines import Path
from il2report.audit.paper import PublishedPaper
from il2report.audit.transcript import Transcript
from il2report.errors import Finding, StudyRefused


@dataclass(frozen=True, slots=True)
class UnderstoodCell:
    """A printed cell, which statistics it has, of what, and of whom.

    Parameters
    ----------
    place, row, column, printed, line : where it is printed, and the text as printed
    statistics : in the order of the cell, as `cells` of a typed table has them
    quantity, group : names under which its figures are found in the paper; "" where it has none
    label : what is counted or measured
    of_whom : the group in words
    n : the size of that group as printed, "" where it is not known
    proposed : whether the statistics or the group were inferred
    """

    place: str
    row: str
    column: str
    printed: str
    statistics: str
    quantity: str
    group: str
    label: str
    of_whom: str
    n: str = ""
    proposed: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class UnderstoodPassage:
    """A stretch of the running text from which figures were read, as printed."""

    place: str
    printed: str


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """A printed cell that no figure was read from, and why."""

    place: str
    row: str
    column: str
    printed: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was inferred and should be confirmed; row and column are "" for all of them."""

    place: str
    row: str
    column: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.place, self.row, self.column)))
        return f"{where}: {self.message}"


@dataclass(frozen=True)
class Understood:
    """A paper as it was understood.

    `document` has the layout of a file of typed figures; `lines` says on which line of the printed
    file an entry of it is based.
    """

    document: Mapping[str, Any]
    cells: tuple[UnderstoodCell, ...]
    doubts: tuple[Doubt, ...]
    unread: tuple[UnreadCell, ...]
    lines: Mapping[Path, int]
    file: str = "paper"
    passages: tuple[UnderstoodPassage, ...] = ()

    @cached_property
    def typed(self) -> TypedPaper:
        """The sections of a file of typed figures."""
        return TypedPaper.model_validate(self.document)

    def paper(self) -> PublishedPaper:
        """The paper that the checks read."""
        findings: list[Finding] = []
        paper = Transcript(self.typed, self.file, self.lines, findings.append).paper()
        if findings:
            raise StudyRefused(findings)
        return paper
