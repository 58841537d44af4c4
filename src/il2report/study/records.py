"""The contract of the data tables: what a row of each is, and what its columns allow.

contract.toml declares it. `holds` says what the cells of a column are, `allowed` what may be in
them. Findings quote the latter, the notes of an empty workbook both.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from il2report.study.characters import HIDDEN

EARLIEST_DATE = date(1900, 1, 1)
LATEST_DATE = date(2199, 12, 31)
"""Dates beyond these are typing errors, and some would not fit a nanosecond time stamp."""
LONGEST_NAME = 64

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+(\.0*)?")
DECIMAL_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    ID = "id"
    CODE = "code"
    WORDS = "words"
    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"


class CellRefused(ValueError):
    """A cell that its column does not allow; `code` is that of the finding."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class ContractColumn:
    """One column of a table: what its cells are, and what is allowed in them.

    A code is one of the codebook. Numbers and dates may be `low` to `high`, both included except
    `low` if `excludes_low`. A limit that is not firm may be passed on purpose. `needed_by` names the
    declarations of study.toml that say what the column is; without any it is as the program knows it.
    An `is_time` column has times to an event, any of which may be short. A column that is not required
    may be absent, and one of yes and no may lack rows in the codebook.
    """

    table: str
    name: str
    kind: ColumnKind
    holds: str
    allowed: str
    may_be_blank: bool = False
    low: Any = None
    high: Any = None
    excludes_low: bool = False
    is_firm: bool = True
    is_required: bool = False
    is_yes_no: bool = False
    is_time: bool = False
    needed_by: tuple[str, ...] = ()

    @property
    def type(self) -> type:
        """The type of its values: str, int, float or date."""
        return {ColumnKind.WHOLE: int, ColumnKind.NUMBER: float, ColumnKind.DATE: date}.get(
            self.kind, str
        )

    def value(self, text: str) -> Any:
        """Read the text of a cell that is not blank.

        Raises
        ------
        CellRefused
            When the column does not allow it.
        """
        value = READERS[self.kind](text)
        if self.low is not None and (
            not self.low <= value <= self.high or (self.excludes_low and value == self.low)
        ):
            raise CellRefused("impossible-value")
        return value


@dataclass(frozen=True, slots=True)
class Record:
    """What a row of a table is, and its columns; `key` names those that no two rows may share.

    `quoting` names those that quote cells of tables, in which a word such as NA may have been,
    `needed_by` the declarations of study.toml that read the table.
    """

    row: str
    columns: Mapping[str, ContractColumn]
    key: tuple[str, ...]
    quoting: tuple[str, ...]
    needed_by: tuple[str, ...] = ()

    @property
    def is_beside_the_data(self) -> bool:
        """Whether its rows are not those of patients."""
        return "patient_id" not in self.columns or bool(self.quoting)


def _date(text: str) -> date:
    """Read `2003-07-21` and nothing looser: other spellings of a date are ambiguous."""
    with suppress(ValueError):
        if ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
    raise CellRefused("bad-date")


def _whole(text: str) -> int:
    """Read `12`, and `12.0` as spreadsheets write it."""
    if WHOLE_NUMBER.fullmatch(text) is None:
        raise CellRefused("bad-number")
    with suppress(ValueError):
        return int(text.partition(".")[0])
    raise CellRefused("impossible-value")  # more digits than Python reads


def _decimal(text: str) -> float:
    """Read `627.7`; neither a decimal comma, nor `nan`, nor `1e3`."""
    if DECIMAL_NUMBER.fullmatch(text) is None:
        raise CellRefused("bad-number")
    return float(text)


def _name(text: str) -> str:
    """Read an id or a code: letters with their marks, digits, underscores and, within, hyphens."""
    is_name = PLAIN_NAME.fullmatch(text) or (
        text[0] != "-"
        and all(
            sign == "-" or unicodedata.category(sign).startswith(("L", "M", "Nd", "Nl", "Pc"))
            for sign in text
        )
    )
    if not is_name or len(text) > LONGEST_NAME:
        raise CellRefused("bad-text")
    return text


def _text(text: str) -> str:
    """Read one line without blanks at its ends and without a hidden character."""
    if text != text.strip() or HIDDEN.search(text) or any(sign in text for sign in "\t\r\n"):
        raise CellRefused("bad-text")
    return text


def _words(text: str) -> str:
    """Read a name that the manuscript prints: a number alone would pass there for a result."""
    if not any(map(str.isalpha, text)):
        raise CellRefused("bad-text")
    return _text(text)


READERS: Mapping[ColumnKind, Callable[[str], Any]] = MappingProxyType(
    {
        ColumnKind.ID: _name,
        ColumnKind.CODE: _name,
        ColumnKind.WORDS: _words,
        ColumnKind.TEXT: _text,
        ColumnKind.WHOLE: _whole,
        ColumnKind.NUMBER: _decimal,
        ColumnKind.DATE: _date,
    }
)


def _column(table: str, name: str, declared: Mapping[str, Any]) -> ContractColumn:
    kind = ColumnKind(declared["kind"])
    low, high = declared.get("above", declared.get("low")), declared.get("high")
    if kind is ColumnKind.DATE:
        low, high = EARLIEST_DATE, LATEST_DATE
    span = f"above {low}, up to {high}" if "above" in declared else f"from {low} to {high}"
    span = f" of {declared['unit']} {span}" if "unit" in declared else f" {span}"
    allowed = {
        ColumnKind.ID: "letters, digits, hyphens and underscores",
        ColumnKind.CODE: "a code of codebook.csv",
        ColumnKind.WORDS: "one line of text with a letter in it, without blanks at its ends",
        ColumnKind.TEXT: "one line of text without blanks at its ends",
        ColumnKind.WHOLE: f"a whole number{span}",
        ColumnKind.NUMBER: f"a number{span}",
        ColumnKind.DATE: "a date written as 2003-07-21, between 1900 and 2199",
    }[kind]
    may_be_blank = declared.get("blank", False)
    return ContractColumn(
        table=table,
        name=name,
        kind=kind,
        holds=declared["holds"],
        allowed=f"{allowed}, or blank" if may_be_blank else allowed,
        may_be_blank=may_be_blank,
        low=low,
        high=high,
        excludes_low="above" in declared,
        is_required=not declared.get("optional", False),
        is_yes_no=declared.get("yes_no", False),
    )


def _records(contract: Mapping[str, Any]) -> Mapping[str, Record]:
    return MappingProxyType(
        {
            table: Record(
                declared["row"],
                MappingProxyType(
                    {name: _column(table, name, of) for name, of in declared["columns"].items()}
                ),
                tuple(declared.get("key", ())),
                tuple(declared.get("quoting", ())),
            )
            for table, declared in contract.items()
        }
    )


_CONTRACT = _records(
    tomllib.loads(Path(__file__).with_name("contract.toml").read_text(encoding="utf-8"))
)
LESIONS = _CONTRACT["lesions"]
"""What a table of measured lesions has, whatever study.toml calls it."""

READ_TABLES: Mapping[str, Record] = MappingProxyType(
    {table: record for table, record in _CONTRACT.items() if record is not LESIONS}
)
"""Every CSV file that the program itself knows: data tables, the codebook, the log of corrections."""

CODEBOOK = "codebook"
OPTIONAL_TABLES = ("corrections",)
"""What a study may keep as well: the log of its corrections."""
BESIDE_THE_DATA = (CODEBOOK, *OPTIONAL_TABLES)
"""Tables that do not hold rows of patients."""
REQUIRED_TABLES = frozenset({"patients"})
"""What every study has; other tables are there or not, and what rests on them comes and goes with them."""


def data_records(records: Mapping[str, Record]) -> Mapping[str, Record]:
    """Give the records of the tables that hold rows of patients, in their order."""
    return {table: record for table, record in records.items() if table not in BESIDE_THE_DATA}
