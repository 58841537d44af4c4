"""What each edit changed in print, and which correction caused it, as `diff` finds it."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from il2report.errors import Place
from il2report.preview.board import Record
from il2report.preview.records import line_record
from il2report.preview.session import Rendering
from il2report.reports.changes.families import named, printed
from il2report.reports.changes.wording import (
    TURNS,
    Names,
    cause_words,
    correction_place,
    crossing_words,
)
from il2report.revisions.comparison import ValueChange
from il2report.revisions.corrections import Correction
from il2report.revisions.difference import Difference
from il2report.workflow.comparing import compared, names_in
from il2report.workflow.editions import Edition, edition_of

MOST_EDITS = 20
"""So many edits are listed, the last one first."""
MOST_NUMBERS = 200
"""So many numbers of one edit are listed; the rest is counted."""


class ChangeLog:
    """The edits since the preview began that changed something in print."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: tuple[Rendering, Edition] | None = None
        self._edits: deque[Record] = deque(maxlen=MOST_EDITS)
        self._count = 0

    @property
    def edits(self) -> tuple[Record, ...]:
        """The edits, the last one first."""
        return tuple(self._edits)

    def note(self, rendering: Rendering) -> bool:
        """Compare a page with the one that was noted before; whether there is anything new to list."""
        if self._last and self._last[0] is rendering:
            return False
        text = rendering.text
        now = edition_of(
            *(text.typesetter, text.manuscript, text.computed.document(text.typesetter)),
            "the page as it is now",
        )
        last, self._last = self._last, (rendering, now)
        if last is None or last[0].page == rendering.page:
            return False
        before, old = last
        found = compared(old, now).difference
        names = names_in(now, old)
        numbers = [*_numbers(found)]
        edit = {
            "files": [*self._files(before.text.files, text.files)],
            "corrections": [self._correction(each, names) for each in found.corrections or ()],
            "claims": [
                {"turn": TURNS[each.turn], "sentence": state.sentence if state else ""}
                for each in found.claims
                for state in (each.new or each.old,)
            ],
            "crossings": [*map(crossing_words, found.crossings)],
            "numbers": numbers[:MOST_NUMBERS],
            "more": max(0, len(numbers) - MOST_NUMBERS),
        }
        self._count += 1
        self._edits.appendleft(
            {"edit": self._count, "at": f"{datetime.now().astimezone():%H:%M:%S}", **edit}
        )
        return True

    def _files(
        self, old: dict[str, bytes | None], new: dict[str, bytes | None]
    ) -> Iterator[Record]:
        """Give the files that differ, each with a link that opens it."""
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                yield {"name": name, "line": line_record(Place(name), self._folder)}

    def _correction(self, correction: Correction, names: Names) -> Record:
        place = correction.rows[0].place
        return {
            "number": correction.number,
            "text": names.correction(correction),
            "where": correction_place(correction),
            "line": line_record(place, self._folder),
        }


def _numbers(found: Difference) -> Iterator[Record]:
    """Give the numbers that are printed otherwise than before, then those that came and went."""
    for change in found.printed:
        yield {
            "id": change.id,
            "label": named(change),
            "old": printed(change.old) or "",
            "new": printed(change.new) or "",
            "places": "; ".join(found.places(change.id)),
            "cause": _cause(found, change),
        }
    lists = (("newly printed", found.newly_printed), ("no longer printed", found.no_longer_printed))
    for what, values in lists:
        for value in values:
            yield {
                "id": value.id,
                "label": named(value),
                "old": "",
                "new": printed(value) or "",
                "places": "; ".join(found.places(value.id)),
                "cause": what,
            }


def _cause(found: Difference, change: ValueChange) -> str:
    """Say which correction caused a change; without one it is that of the text."""
    attribution = found.attributions.get(change.id)
    return cause_words(attribution) if attribution else ""
