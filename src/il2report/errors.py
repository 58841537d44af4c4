"""What can go wrong, where, and the exit code of each kind."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from enum import Enum

STATISTICAL = (".sas7bdat", ".xpt", ".sav", ".dta")
"""How the names of files of SAS, SPSS and Stata end, whose records have numbers."""


def legible(text: str) -> str:
    """Write what would not show, or would alter how a terminal shows the rest, as its number."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def abridged(text: str, most: int) -> str:
    """Cut a text that is longer than so many characters, for a message that quotes it."""
    return text if len(text) <= most else f"{text[:most]}..."


class Severity(Enum):
    """Whether a finding stops the build."""

    ERROR = "error"
    NOTICE = "notice"


def row_unit(file: str) -> str:
    """Say what the rows of a file are called, by its name."""
    if file.endswith(STATISTICAL):
        return "record"
    return "row" if file.endswith(".csv") else "line"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The place of a finding: a file of the study and, in a table, row, column and patient.

    `row` counts as a spreadsheet does: the header is row 1, the first record row 2. In any other
    file it is the line. In a workbook `letter` is what the spreadsheet calls the column. In a built
    manuscript `section` is the section, table or figure, and `page` the page of the PDF.
    In a file of SAS, SPSS or Stata `row` is the number of the record, and `sequence` names it among
    those of the patient, where the file numbers them (`AESEQ 3`).
    """

    file: str
    row: int | None = None
    column: str | None = None
    patient_id: str | None = None
    sheet: str | None = None
    letter: str | None = None
    section: str | None = None
    page: int | None = None
    sequence: str | None = None

    def __str__(self) -> str:
        where = ""
        if self.row is not None:
            unit = "row" if self.sheet else row_unit(self.file)
            where = f"cell {self.letter}{self.row}" if self.letter else f"{unit} {self.row}"
        parts = [
            self.file,
            f"sheet {self.sheet}" if self.sheet else "",
            where,
            self.sequence or "",
            f"column {self.column}" if self.column else "",
            f"patient {self.patient_id}" if self.patient_id else "",
            f"page {self.page}" if self.page else "",
            self.section or "",
        ]
        return legible(", ".join(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a study: what, where, and what is allowed or what to do.

    `code` is the entry of docs/messages.md that explains cause and cure.
    """

    code: str
    place: Place
    message: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether it stops a build."""
        return self.severity is Severity.ERROR

    @property
    def line(self) -> str:
        """The finding as every verb prints it."""
        return f"{self.severity.value}: {self}"

    @property
    def record(self) -> dict[str, object]:
        """The finding as every verb gives it to another program."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            **asdict(self.place),
            "message": self.message,
        }

    def __str__(self) -> str:
        return f"{self.place}: {self.message} [{self.code}]"


def finding_counts(findings: Iterable[Finding]) -> str:
    """Count errors and notices."""
    severities = [finding.severity for finding in findings]
    numbers = [(severities.count(severity), severity.value) for severity in Severity]
    return ", ".join(f"{n} {name}{'s' if n != 1 else ''}" for n, name in numbers)


def finding_summary(findings: Collection[Finding]) -> str:
    """Count errors and notices and, where there are any, say where each is explained."""
    explained = ". docs/messages.md explains each by the code in brackets." if findings else ""
    return finding_counts(findings) + explained


Report = Callable[[Finding], None]
"""What is called once per finding while something is read."""


MOST_ERRORS = 1_000
"""Errors of one file that are listed."""


class EnoughErrors(Exception):
    """A file has so many errors that the rest of it is not checked."""

    def __init__(self, file: str) -> None:
        message = f"more than {MOST_ERRORS:,} errors; the rest of the file was not checked"
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


class Il2ReportError(Exception):
    """Base of every error that a user can cause; `exit_code` is that of the command."""

    exit_code = 1


class StudyRefused(Il2ReportError):
    """The study has findings that must be corrected first; all of them, in file order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))

    def __reduce__(self) -> "tuple[type[StudyRefused], tuple[tuple[Finding, ...]]]":
        """Pass from a worker process as findings; the text is made from them again."""
        return type(self), (self.findings,)


class BuildFailed(Il2ReportError):
    """A build could not finish; the last good output stays as it was."""


class WrongUse(Il2ReportError):
    """A command or a call asks for something that does not exist."""

    exit_code = 2


class ProgramFault(Il2ReportError):
    """A mistake in the program; says where the details are."""

    exit_code = 3


class WorkerFault(Exception):
    """An unforeseen error in a worker process; its cause has the traceback from there."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(f"{kind}: {message}")
