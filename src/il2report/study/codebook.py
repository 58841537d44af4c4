"""The codebook: label, group and rank of every code in the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from il2report.errors import Il2ReportError
from il2report.study.lookalikes import nearest

RESERVED_CODES: Mapping[tuple[str, str], str] = MappingProxyType(
    {("adverse_events", "term"): "any", ("metastases", "site"): "other"}
)
"""Codes that would take a result id for themselves: `toxicity.any` and `cohort.site.other`."""


class UnknownCode(Il2ReportError, LookupError):
    """A code that the codebook does not list; names the nearest that it does."""


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """What the codebook says of one code; `group` is empty where it gives none.

    `row` is that of codebook.csv, None for an entry that was taken from an earlier state.
    """

    label: str
    group: str
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Codebook:
    """Entries by (table, column), then by code, in the order of the codebook's `order`."""

    entries: Mapping[tuple[str, str], Mapping[str, CodeEntry]]

    def label(self, table: str, column: str, code: str) -> str:
        """Give the printed name of a code."""
        return self._entry(table, column, code).label

    def group(self, table: str, column: str, code: str) -> str:
        """Give the group of a code, such as the organ system of an adverse event, or ""."""
        return self._entry(table, column, code).group

    def codes(self, table: str, column: str) -> tuple[str, ...]:
        """List the codes of a column in the order in which tables print them."""
        return tuple(self.entries.get((table, column), ()))

    def _entry(self, table: str, column: str, code: str) -> CodeEntry:
        try:
            return self.entries[table, column][code]
        except (KeyError, TypeError):  # TypeError: a template gave a list, which is no key
            hint = nearest(code, self.codes(table, column))
            message = f"codebook.csv has no code {code!r} for {table}.{column}.{hint}"
            raise UnknownCode(message) from None


def codebook_from(frame: pd.DataFrame) -> Codebook:
    """Build the codebook from the rows of codebook.csv.

    Parameters
    ----------
    frame : DataFrame, one row per code
        Columns `table`, `column`, `code`, `label`, `group` (may be None), `order`.

    Returns
    -------
    Codebook
        Rows of equal `order` keep the order of the file.
    """
    entries: dict[tuple[str, str], dict[str, CodeEntry]] = {}
    ranked = frame.sort_values("order", kind="stable")
    columns = (ranked[name] for name in ("table", "column", "code", "label", "group"))
    for row, table, column, code, label, group in zip(ranked.index, *columns, strict=True):
        entries.setdefault((table, column), {})[code] = CodeEntry(label, group or "", int(row))
    return Codebook(MappingProxyType({key: MappingProxyType(of) for key, of in entries.items()}))
