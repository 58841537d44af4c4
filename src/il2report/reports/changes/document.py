"""The difference between two states as JSON, for another program."""

from typing import Any

from il2report.revisions.attribution import Reading
from il2report.revisions.comparison import Value, ValueChange
from il2report.revisions.corrections import Correction
from il2report.revisions.difference import ClaimState, Difference

FORMAT = 1


def difference_document(difference: Difference, notes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give the whole difference as plain values; `notes` say what could not be compared."""
    changes = {
        "printed": difference.printed,
        "beside": difference.beside,
        "beyond_print": difference.beyond_print,
    }
    placed = {
        "newly_printed": difference.newly_printed,
        "no_longer_printed": difference.no_longer_printed,
    }
    return {
        "format": FORMAT,
        "old": {"title": difference.old.title, "detail": difference.old.detail},
        "new": {"title": difference.new.title, "detail": difference.new.detail},
        "nothing_printed": difference.is_nothing_printed,
        "crossings": [
            {"line": each.line.value, "ids": list(each.ids)} for each in difference.crossings
        ],
        "claims": [
            {
                "name": each.name,
                "turn": each.turn.value,
                "old": _state(each.old),
                "new": _state(each.new),
            }
            for each in difference.claims
        ],
        **{name: [_number(difference, each) for each in of] for name, of in changes.items()},
        **{
            name: [
                {
                    "id": value.id,
                    "label": value.label,
                    "text": value.text,
                    "places": list(difference.places(value.id)),
                }
                for value in of
            ]
            for name, of in placed.items()
        },
        "corrections": [_correction(difference, each) for each in difference.corrections or ()],
        "texts": list(difference.texts),
        "log": [each.record for each in difference.review.findings],
        "notes": list(notes),
    }


def _number(difference: Difference, change: ValueChange) -> dict[str, Any]:
    attribution = difference.attributions.get(change.id)
    return {
        "id": change.id,
        "label": change.label,
        "old": _value(change.old),
        "new": _value(change.new),
        "places": list(difference.places(change.id)),
        "by_program": change.id in difference.by_program,
        "how": attribution.how.value if attribution else None,
        "causes": [
            {
                "correction": cause.correction,
                "alone": _reading(cause.alone),
                "without": _reading(cause.without),
            }
            for cause in (attribution.causes if attribution else ())
        ],
    }


def _value(value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    reason = {"reason": value.reason} if value.reason else {}
    return {"value": value.value, "text": value.text, **reason}


def _reading(reading: Reading | None) -> dict[str, object] | None:
    return None if reading is None else {"value": reading[0], "text": reading[-1]}


def _state(state: ClaimState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    return {"outcome": state.outcome, "sentence": state.sentence, "place": state.place}


def _correction(difference: Difference, correction: Correction) -> dict[str, Any]:
    return {
        "number": correction.number,
        "patient_id": correction.patient_id,
        "used": correction.is_used,
        "rows": [
            {
                "table": row.table,
                "kind": row.kind.value,
                "key": dict(row.key),
                "file": row.place.file,
                "old_row": row.old_place.row if row.old_place else None,
                "new_row": row.new_place.row if row.new_place else None,
                "cells": [
                    {"column": cell.column, "old": cell.old, "new": cell.new} for cell in row.cells
                ],
            }
            for row in correction.rows
        ],
        "log": [
            {"date": entry.date.isoformat(), "who": entry.who, "reason": entry.reason}
            for entry in difference.review.entries.get(correction.number, ())
        ],
    }
