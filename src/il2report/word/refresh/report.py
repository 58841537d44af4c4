"""The report on a file that was brought up to date as a tree of blocks, and as an object for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from il2report.document.grammar import plural
from il2report.reports.blocks import (
    Form,
    Item,
    ItemList,
    Note,
    Remark,
    ReportPart,
    ReportTree,
    Role,
)
from il2report.word.refresh.outcome import Carried, Conflict, Refreshed
from il2report.word.review.report import filled, quoted, spot_object

FORMAT = 1


def refresh_report(found: Refreshed) -> ReportTree:
    """Say what was carried over, and first what was not."""
    made, left = len(found.carried), len(found.conflicts)
    opening = [
        Remark(
            Role.SUMMARY,
            f"{found.name}, of {found.old}, is now of {found.new}: {_made(made)}, {_left(left)}.",
        ),
        *(Remark(Role.NOTE, note) for note in found.notes),
    ]
    parts = []
    if found.conflicts:
        items = ItemList(tuple(map(_conflict, found.conflicts)), Form.URGENT)
        parts.append(ReportPart("conflicts", "Left as the file has it", (items,), str(left)))
    if found.flips:
        claims = ItemList(tuple(Item(each.comment) for each in found.flips), Form.PLAIN)
        parts.append(
            ReportPart("claims", "Claims with another sentence", (claims,), str(len(found.flips)))
        )
    if found.carried:
        items = ItemList(
            tuple(_carried(number, each) for number, each in enumerate(found.carried, start=1)),
            Form.NUMBERED,
        )
        parts.append(ReportPart("carried", "Carried over as tracked changes", (items,), str(made)))
    title = f"{found.name} brought up to date with {found.new}"
    return ReportTree(title, title, tuple(opening), tuple(parts), is_foreign=True)


def _made(count: int) -> str:
    return f"{count} {plural(count, 'change was', 'changes were')} carried over"


def _left(count: int) -> str:
    if not count:
        return "and none was left out"
    return f"and {count} {plural(count, 'was', 'were')} not, because the file differs there"


def _conflict(of: Conflict) -> Item:
    typed = f"the file has {quoted(of.typed)}" if of.typed.strip() else "the file does not have it"
    said = ", ".join(
        (f"the draft that was sent has {quoted(of.old)}", typed, f"the newer draft {_now(of.new)}")
    )
    notes = (Note(Role.REASON, of.why),)
    return Item(f"{of.spot}: {said}", notes, id=", ".join(of.results), kind="conflict")


def _now(text: str) -> str:
    return f"has {quoted(text)}" if text.strip() else "no longer has it"


def _carried(number: int, of: Carried) -> Item:
    if of.old.strip() and of.new.strip():
        done = f"{quoted(of.old)} → {quoted(of.new)}"
    elif of.new.strip():
        done = f"{quoted(of.new)} inserted"
    else:
        done = f"{quoted(of.old)} deleted"
    return Item(f"{of.spot}: {done}", id=", ".join(of.results), number=number)


def refresh_document(found: Refreshed, written: Sequence[str]) -> dict[str, Any]:
    """Give it as the object that `refresh --json` prints."""
    return {
        "format": FORMAT,
        "file": found.name,
        "from": found.old,
        "to": found.new,
        "written": list(written),
        "notes": list(found.notes),
        "conflicts": [
            filled(
                {
                    "place": spot_object(each.spot),
                    "old": each.old,
                    "typed": each.typed,
                    "new": each.new,
                    "why": each.why,
                    "results": list(each.results),
                }
            )
            for each in found.conflicts
        ],
        "claims": [{"claim": each.name, "old": each.old, "new": each.new} for each in found.flips],
        "carried": [
            filled(
                {
                    "place": spot_object(each.spot),
                    "old": each.old,
                    "new": each.new,
                    "results": list(each.results),
                }
            )
            for each in found.carried
        ],
    }
