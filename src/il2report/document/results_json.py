"""report/results.json: the catalogue with full precision and as printed."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from il2report.document.indented_json import indented
from il2report.document.printer import Printer
from il2report.results import Result
from il2report.values import NotEstimable

FORMAT = 1
MOST_NAMED = 1000
"""Patients that one result names; beyond, it gives their number as `patients_n`."""


def results_json(
    printer: Printer,
    fingerprint: str,
    identity: Mapping[str, object] = MappingProxyType({}),
    *,
    public: bool = False,
) -> str:
    """Write the catalogue as JSON, sorted by id, with the texts that the printer gives.

    `fingerprint` is the SHA-256 of the data and choices that the results came from, `identity` what else
    identifies the draft. With `public`, who was counted is left out, and every result of one patient.
    """
    shown = {
        key: each for key, each in printer.catalogue.items() if not (public and each.topic.patient)
    }
    document = {
        "format": FORMAT,
        "style": printer.style.name,
        "fingerprint": fingerprint,
        **identity,
        "results": {
            key: _entry(result, printer) | ({} if public else _counted(result, printer))
            for key, result in shown.items()
        },
    }
    return indented(document, sort_keys=True) + "\n"


def _entry(result: Result, printer: Printer) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "value": None if isinstance(result.value, NotEstimable) else result.value,
        "text": printer.text_of(result),
        "unit": result.unit.value,
        "label": result.label,
        "method": result.method.key,
        "n": result.n,
        "sources": list(result.sources),
    }
    if isinstance(result.value, NotEstimable):
        entry["reason"] = result.value.reason
    if result.is_ongoing:
        entry["ongoing"] = True
    return entry


def _counted(result: Result, printer: Printer) -> dict[str, Any]:
    """Name the patients that a result counts, leaves out, and is out of."""
    entry = _naming("patients", result.patients, " ".join)
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
