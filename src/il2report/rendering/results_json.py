"""report/results.json: the catalogue with full precision and as printed."""

import json
from typing import Any

from il2report.rendering.printer import Printer
from il2report.results import Result
from il2report.values import NotEstimable

FORMAT = 1


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
        "patients": " ".join(result.patients),
        "sources": list(result.sources),
    }
    if isinstance(result.value, NotEstimable):
        entry["reason"] = result.value.reason
    if result.is_ongoing:
        entry["ongoing"] = True
    if result.excluded:
        entry["excluded"] = {out.patient_id: out.reason for out in result.excluded}
    if result.denominator not in {result.patients, printer.catalogue["cohort.n"].patients}:
        entry["denominator"] = list(result.denominator)
    return entry
