"""What `explain` prints: an account of one number, in lines or as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from il2report.errors import row_unit
from il2report.pages.accounts import Account
from il2report.pages.places import printed_place
from il2report.values import Patients
from il2report.workflow.explaining import FloatAccount

WHOLE_LIST = 40
MARGIN = 15
"""Width of the column before the lines of an explanation."""


def printed_explanation(account: Account, *, as_json: bool) -> str:
    """Write an explanation for a reader, or as JSON."""
    return json.dumps(document(account), indent=1) if as_json else "\n".join(_lines(account))


def printed_float(account: FloatAccount, *, as_json: bool) -> str:
    """Write what a table or figure shows for a reader, or as JSON."""
    if as_json:
        return json.dumps(
            asdict(account) | {"results": [document(each) for each in account.results]}, indent=1
        )
    results = [f"{each.id}: {each.printed}  ({each.label})" for each in account.results]
    lines = (
        *_entry("printed as", account.name),
        *_entry("caption", account.caption or "none"),
        *_entry("shows", *(results or ["no result"])),
    )
    return "\n".join((account.key, "", *lines))


def document(account: Account) -> dict[str, Any]:
    """Give an account as the object that `explain --json` prints."""
    record = asdict(account)
    del record["is_of_one_patient"]
    return record | {
        "method": {
            "name": account.method.name,
            "formula": account.method.formula,
            "reference": account.method.reference,
        },
        "excluded": {out.patient_id: out.reason for out in account.excluded},
    }


def _lines(account: Account) -> Iterator[str]:
    yield from (account.id, f"  {account.label}", "")
    yield from _entry("printed", account.printed)
    full = f"cannot be estimated: {account.reason}" if account.value is None else account.value
    yield from _entry("value", f"{full}  ({account.unit})")
    yield from _entry("definition", account.definition)
    yield from _entry("method", account.method.name)
    yield from _entry("formula", account.method.formula, *account.working)
    if account.reference:
        yield from _entry("after", account.reference)
    if account.n is not None:
        yield from _patients(account)
        yield ""
        yield f"  read from {', '.join(account.sources)}"
        for cell in account.cells[:WHOLE_LIST]:
            unit = "record" if row_unit(cell.file) == "record" else "row"
            where = f"{cell.file}, {unit} {cell.row}, {cell.patient_id}"
            where += f", {cell.sequence}" if cell.sequence else ""
            yield f"    {where}: {cell.heading} = {cell.content or 'blank'}"
        if (more := len(account.cells) - WHOLE_LIST) > 0:
            yield f"    and {more} further cells (all with --json)"
    yield ""
    places = [printed_place(place) for place in account.places]
    places += [f"drawn in {' and '.join(account.figures)}"] if account.figures else []
    yield from _entry("printed in", *(places or ["no place of the manuscript"]))
    if account.history:
        yield from _entry("history", *_history(account))


def _entry(name: str, *lines: str) -> Iterator[str]:
    """Write lines beside each other's head."""
    for head, line in zip((name, *[""] * len(lines)), lines, strict=False):
        yield f"  {head:<{MARGIN - 2}}{line}"


def _patients(account: Account) -> Iterator[str]:
    yield from _entry("n", str(account.n))
    yield from _entry("counted", _named(account.patients))
    if account.denominator != account.patients:
        yield from _entry("out of", _named(account.denominator))
    if account.excluded:
        left_out = (f"{out.patient_id}: {out.reason}" for out in account.excluded)
        yield from _entry("left out", *left_out)


def _history(account: Account) -> Iterator[str]:
    for issued in account.history:
        text = "not in this draft" if issued.text is None else issued.text
        changed = ", changed" if issued.changed else ""
        yield f"draft {issued.draft}, {issued.name}, {issued.issued}: {text}{changed}"
    yield f"now: {account.text}" + (", changed" if account.changed else "")


def _named(patients: Patients) -> str:
    shown = ", ".join(patients[:WHOLE_LIST])
    more = len(patients) - WHOLE_LIST
    return (
        f"{len(patients)} patients"
        + (f": {shown}" if shown else "")
        + (f" and {more} more" if more > 0 else "")
    )
