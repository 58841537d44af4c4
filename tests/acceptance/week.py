"""The week of corrections in week.toml, applied to the tables of the reference study."""

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from make_cohorts import COLUMNS, Row, Tables, write_study
from situations import reference_tables

WEEK = Path(__file__).with_name("week.toml")


@dataclass(frozen=True)
class Step:
    """One correction: its name, why it was made, what it edits, and what must come of it."""

    name: str
    reason: str
    edit: tuple[Mapping[str, Any], ...]
    must: tuple[str, ...]
    choices: tuple[tuple[str, str], ...] = ()


def steps() -> tuple[Step, ...]:
    """Read the week."""
    entries = tomllib.loads(WEEK.read_text(encoding="utf-8"))["correction"]
    return tuple(
        Step(
            entry["name"],
            entry["reason"],
            tuple(entry.get("edit", ())),
            tuple(entry["must"]),
            tuple((old, new) for old, new in entry.get("choices", ())),
        )
        for entry in entries
    )


def states() -> list[Tables]:
    """Give the tables before the week and after each of its corrections."""
    found = [reference_tables()]
    for step in steps():
        tables = copy.deepcopy(found[-1])
        for edit in step.edit:
            _apply(tables, edit)
        found.append(tables)
    return found


def write_studies(folder: Path) -> list[Path]:
    """Write the study before the week and after each of its corrections, with the choices that a correction makes."""
    found, edits = [], list[tuple[str, str]]()
    for number, tables in enumerate(states()):
        study = write_study(folder / f"{number:02}", tables)
        if number:
            edits += steps()[number - 1].choices
        choices = study / "study.toml"
        text = choices.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text
            text = text.replace(old, new)
        choices.write_text(text, encoding="utf-8")
        found.append(study)
    return found


def _apply(tables: Tables, edit: Mapping[str, Any]) -> None:
    patient = edit["patient"]
    if edit.get("remove"):
        for name, rows in tables.items():
            tables[name] = [row for row in rows if row["patient_id"] != patient]
    elif "add" in edit:
        row = dict.fromkeys(COLUMNS[edit["table"]], "") | {"patient_id": patient} | edit["add"]
        tables[edit["table"]].append(row)
    else:
        (row,) = _rows(tables[edit["table"]], patient, edit.get("where", {}))
        row.update(edit["set"])


def _rows(rows: list[Row], patient: str, where: Mapping[str, str]) -> list[Row]:
    wanted = {"patient_id": patient, **where}
    return [row for row in rows if wanted.items() <= row.items()]
