"""A paper being understood: its groups, figures, tests and relations so far, and every doubt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from il2report.audit.sources.printed_table import PrintedRow
from il2report.audit.understanding.names import Groups, Names
from il2report.audit.understanding.understood import Doubt, UnderstoodCell, UnreadCell
from il2report.audit.vocabulary import TestMethod

ORDER = ("n", "count", "percent", "mean", "sd", "se", "median", "range", "iqr", "min", "max", "ci")
"""The order of the figures of a cell in a typed table."""
OFTEN = 4
"""From how many rows on a doubt is written once for all of them."""
Texts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is printed of one quantity in one group: the texts of each statistic.

    `grade` is that of a table of grades, `of` the group in which the row as a whole is counted.
    """

    place: str
    quantity: str
    label: str
    is_measure: bool
    group: str
    texts: Texts
    proposed: bool = False
    grade: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class TestRead:
    """A p-value: what it compares, in which groups."""

    __test__ = False

    name: str
    label: str
    quantities: tuple[str, ...]
    is_measure: bool
    groups: tuple[str, ...]
    method: TestMethod | None
    place: str
    p: str
    proposed: bool
    line: int | None = None


@dataclass(slots=True)
class Draft:
    """What has been understood of a paper so far."""

    names: Names = field(default_factory=Names)
    groups: Groups = field(init=False)
    readings: list[Reading] = field(default_factory=list)
    tests: list[TestRead] = field(default_factory=list)
    estimates: dict[str, dict[str, Any]] = field(default_factory=dict)
    survival: dict[str, dict[str, Any]] = field(default_factory=dict)
    relations: list[dict[str, Any]] = field(default_factory=list)
    measures: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    cells: list[UnderstoodCell] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    unread: list[UnreadCell] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.groups = Groups(self.names)

    def doubt(
        self, place: str, message: str, row: PrintedRow | None = None, column: str = ""
    ) -> None:
        """Note that something was inferred."""
        label, line = (row.label, row.line) if row else ("", None)
        found = Doubt(place, label, column, message, line)
        if found not in self.doubts:
            self.doubts.append(found)

    def propose_all(self, place: str) -> None:
        """Mark everything that is printed in a place as inferred."""
        self.readings = [
            replace(each, proposed=True) if each.place == place else each for each in self.readings
        ]
        self.tests = [
            replace(each, proposed=True) if each.place == place else each for each in self.tests
        ]
        self.cells = [
            replace(each, proposed=True) if each.place == place else each for each in self.cells
        ]
        for entry in self.groups.entries.values():
            entry.proposed |= bool(entry.sizes) and set(entry.sizes) == {place}
        for estimate in self.estimates.values():
            if any(place in estimate.get(key, ()) for key in ("value", "ci", "p")):
                estimate["proposed"] = True
        for curve in self.survival.values():
            if curve["of_place"] == place:
                curve["proposed"] = True
        for relation in self.relations:
            relation["proposed"] = True

    def gathered_doubts(self) -> tuple[Doubt, ...]:
        """Write a doubt about many rows of a table once."""
        rows: dict[tuple[str, str], dict[str, None]] = {}
        for doubt in self.doubts:
            rows.setdefault((doubt.place, doubt.message), {})[doubt.row] = None
        gathered: dict[Doubt, None] = {}
        for doubt in self.doubts:
            labels = rows[doubt.place, doubt.message]
            if len(labels) >= OFTEN:
                message = f"{doubt.message} (rows {', '.join(labels)})"
                gathered[Doubt(doubt.place, "", "", message)] = None
            else:
                gathered[doubt] = None
        return tuple(gathered)


def in_order(keys: Iterable[str]) -> tuple[str, ...]:
    """Put the keys of a cell in their order."""
    return tuple(sorted(set(keys), key=ORDER.index))
