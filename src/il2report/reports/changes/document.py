"""The difference between two states as JSON, for another program."""

from typing import Any

from il2report.revisions.attribution import Attribution, Reading
from il2report.revisions.comparison import Value, ValueChange
from il2report.revisions.corrections import Correction
from il2report.revisions.difference import ClaimChange, ClaimState, Difference, Side

FORMAT = 1


def difference_document(difference: Difference, notes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give the whole difference as plain values."""
    changes = {"printed": difference.printed, "beside": difference.beside}
    return {
        "format": FORMAT,
        "old": _side(difference.old),
        "new": _side(difference.new),
        "nothing_printed": difference.is_nothing_printed,
        "crossings": [
            {"line": each.line.value, "ids": list(each.ids)} for each in difference.crossings
        ],
        "claims": [_claim(each) for each in difference.claims],
        **{name: [_number(difference, each) for each in of] for name, of in changes.items()},
        "beyond_print": [_number(difference, each) for each in difference.beyond_print],
        "newly_printed": [_placed(difference, each) for each in difference.newly_printed],
        "no_longer_printed": [_placed(difference, each) for each in difference.no_longer_printed],
        "corrections": [_correction(difference, each) for each in difference.corrections or ()],
        "texts": list(difference.texts),
        "log": [each.record for each in difference.review.findings],
        "notes": list(notes),
    }


def _side(side: Side) -> dict[str, str]:
    return {"title": side.title, "detail": side.detail}


def _number(difference: Difference, change: ValueChange) -> dict[str, Any]:
    attribution = difference.attributions.get(change.id)
    return {
        "id": change.id,
        "label": change.label,
        "old": _value(change.old),
        "new": _value(change.new),
        "places": list(difference.places(change.id)),
        "by_program": change.id in difference.by_program,
        **(_causes(attribution) if attribution else {"how": None, "causes": []}),
    }


def _placed(difference: Difference, value: Value) -> dict[str, Any]:
    places = list(difference.places(value.id))
    return {"id": value.id, "label": value.label, "text": value.text, "places": places}


def _value(value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    reason = {"reason": value.reason} if value.reason else {}
    return {"value": value.value, "text": value.text, **reason}


def _causes(attribution: Attribution) -> dict[str, Any]:
    causes = [
        {
            "correction": cause.correction,
            "alone": _reading(cause.alone),
            "without": _reading(cause.without),
        }
        for cause in attribution.causes
    ]
    return {"how": attribution.how.value, "causes": causes}


def _reading(reading: Reading | None) -> dict[str, object] | None:
    return None if reading is None else {"value": reading[0], "text": reading[-1]}


def _claim(change: ClaimChange) -> dict[str, Any]:
    sides = {"old": change.old, "new": change.new}
    return {
        "name": change.name,
        "turn": change.turn.value,
        **{name: _state(state) for name, state in sides.items()},
    }


def _state(state: ClaimState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    return {"outcome": state.outcome, "sentence": state.sentence, "place": state.place}


def _correction(difference: Difference, correction: Correction) -> dict[str, Any]:
    entries = difference.review.entries.get(correction.number, ())
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
            for entry in entries
        ],
    }
