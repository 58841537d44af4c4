"""report/results.json: the catalogue with full precision and as printed."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from il2report.rendering.printer import Printer
from il2report.results import Result
from il2report.values import NotEstimable

FORMAT = 1
MOST_NAMED = 1000
"""Patients that one result names; beyond, it gives their number as `patients_n`."""


def results_json(printer: Printer, fingerprint: str) -> str:
    """Write the catalogue as JSON, sorted by id.

    Parameters
    ----------
    printer : the catalogue and the number style of its texts
    fingerprint : SHA-256 of the data and choices that the results came from
    """
    document = {
        "format": FORMAT,
        "style": printer.style.name,
        "fingerprint": fingerprint,
        "results": {key: _entry(result, printer) for key, result in printer.catalogue.items()},
    }
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _entry(result: Result, printer: Printer) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "value": None if isinstance(result.value, NotEstimable) else result.value,
        "text": printer.text_of(result),
        "unit": result.unit.value,
        "label": result.label,
        "method": result.method,
        "n": result.n,
        "sources": list(result.sources),
    }
    entry |= _naming("patients", result.patients, " ".join)
    if isinstance(result.value, NotEstimable):
        entry["reason"] = result.value.reason
    if result.is_ongoing:
        entry["ongoing"] = True
    if result.excluded:
        entry |= _naming(
            "excluded", result.excluded, lambda all_: {out.patient_id: out.reason for out in all_}
        )
    # A set would hash every patient of all three, which mostly are one and the same.
    if result.denominator not in (result.patients, printer.catalogue["cohort.n"].patients):
        entry |= _naming("denominator", result.denominator, list)
    return entry


def _naming(
    key: str, members: Sequence[Any], named: Callable[[Sequence[Any]], object]
) -> dict[str, Any]:
    """Name some members, or give the number of many."""
    if len(members) > MOST_NAMED:
        return {f"{key}_n": len(members)}
    return {key: named(members)}
