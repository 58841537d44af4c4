"""What is known of the values of a measure: its unit, its ends, and whether it was in whole numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from il2report.audit.understanding.estimates import is_of_times
from il2report.audit.understanding.grid import Cell
from il2report.audit.understanding.names import Names
from il2report.audit.understanding.rows import Line
from il2report.audit.understanding.scales import scale_of, scale_said

if TYPE_CHECKING:
    from il2report.audit.understanding.table import TableReader

WHOLE_NUMBERS = re.compile(
    r"\bages?\b|\bscores?\b|\b(?:number|no\.?|count) of\b|\bpoints?\b", re.IGNORECASE
)
"""Measures that are usually recorded as whole numbers."""


class MeasureNames:
    """The names of the measures of one table.

    Rows that print different statistics under one label are of one measure, whether the label stands on
    each, "Age, mean (SD), y" and "Age, median (range)", or on their section. A statistic that is printed
    once more is of another one.
    """

    def __init__(self, names: Names, place: str) -> None:
        self.names, self.place = names, place
        self._known: dict[str, list[tuple[str, str, set[tuple[int, str]]]]] = {}

    def name_of(self, label: str, unit: str, cells: Sequence[Cell]) -> str:
        """Name the measure of a row."""
        printed = {(cell.column, key) for cell in cells for key in cell.texts if key != "n"}
        for name, known_unit, seen in self._known.get(label, ()):
            if not seen & printed and (not unit or not known_unit or same_unit(unit, known_unit)):
                seen.update(printed)
                return name
        name = self.names.new(label, self.place)
        self._known.setdefault(label, []).append((name, unit, printed))
        return name


def same_unit(one: str, other: str) -> bool:
    """Whether two units are one: "y" and "years", "mg/dL" and "mg/dl"."""
    one, other = sorted((one.lower().rstrip("."), other.lower().rstrip(".")), key=len)
    return one == other or (len(one) <= 3 and "/" not in one and other.startswith(one.rstrip("s")))


def describe(reader: "TableReader", name: str, label: str, line: Line) -> None:
    """Say what is known of a measure, and propose that it was recorded as whole numbers."""
    facts: dict[str, Any] = {"label": label}
    if is_of_times(label):
        if all(set(cell.texts) <= {"median", "ci"} for cell in reader.grid.row(line)):
            return
        facts["censored"] = True
    facts = reader.draft.measures.setdefault(name, facts)
    unit = line.words.unit or (line.section.words.unit if line.section else "")
    if unit:
        facts["unit"] = unit
    if not {"step", "low", "high"} & set(facts):
        facts |= _scale(reader, line) or (
            {"step": "1", "proposed": ["step"]} if WHOLE_NUMBERS.search(label) else {}
        )
        if said := facts.get("proposed"):
            message = f"taken to be recorded {_in_words(facts, said)}, which is not said of it"
            reader.draft.doubt(reader.table.place, message, (line.section or line).printed)


def _scale(reader: "TableReader", line: Line) -> dict[str, Any]:
    """Find what its label, its section, a head or the caption says of the values of a measure."""
    cells = reader.grid.row(line)
    heads = {reader.heads.columns[cell.column].head for cell in cells}
    own = [each.printed.label for each in (line, *reversed(line.parents))]
    of_rows = reader.heads.first.text
    for text in [*own, of_rows, *(heads if len(heads) == 1 else ())]:
        if scale := scale_of(text):
            return scale.facts(is_said_of_it=True)
    of_table = scale_said([reader.table.caption, *reader.table.notes])
    if of_table is None or line.words.unit or not all(map(of_table.holds, _centers(cells))):
        return {}
    return of_table.facts(is_said_of_it=False)


def _centers(cells: Iterable[Cell]) -> Iterator[str]:
    """List the means and medians of a row."""
    for cell in cells:
        for key in ("mean", "median"):
            yield from cell.texts.get(key, ())


def _in_words(facts: Mapping[str, Any], said: Iterable[str]) -> str:
    """Say which values a measure is taken to have."""
    words = ["as whole numbers"] if "step" in said else ["on a scale"]
    return " ".join(words + ([f"from {facts['low']} to {facts['high']}"] if "low" in said else []))
