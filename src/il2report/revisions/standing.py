"""How a study differs from a draft: what changed since, and which printed numbers that changes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from il2report.revisions.drafts import Draft
from il2report.revisions.fingerprints import Fingerprints

DENOMINATOR = "n"
MOVING = ("data", "configuration", "templates", "program")
"""What can change, in the order in which it is reported."""

Mark = tuple[str, str]
"""A number on the page: the id of its result, and "n" where it is the denominator, else nothing."""

Text = Callable[[Mark], str | None]
"""Prints a number of the page as the results are now; None where there is no such result."""


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """A printed number that would print differently now; `new` is None where there is no such result."""

    id: str
    part: str
    old: str
    new: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What changed since a draft, and what that does to the `printed` numbers of its page.

    `changed` is None where it could not be computed, because the study has errors or, where the
    draft is not `readable`, because that is damaged. `versions` names each library, or the program
    or Python itself, that has another version now, with the old and the new one.
    """

    moved: tuple[str, ...]
    versions: Mapping[str, tuple[str, str]]
    printed: int
    changed: tuple[ChangedNumber, ...] | None
    readable: bool = True

    @property
    def has_moved(self) -> bool:
        """Whether a new draft would differ; a program that prints the same does not count."""
        return bool(self.changed) or bool(set(self.moved) - {"program"})


def moved(before: Fingerprints, now: Fingerprints) -> tuple[str, ...]:
    """Name what changed. Where only data and choices together are known, both are named as data.

    A document knows less than draft.json, and what it does not know is left out.
    """
    has = {
        "data": before.data != now.data,
        "configuration": False,
        "templates": before.templates != now.templates,
        "program": bool(before.program) and before.program != now.program,
    }
    if before.tables and before.configuration:
        has["data"] = before.tables != now.tables
        has["configuration"] = before.configuration != now.configuration
    return tuple(name for name in MOVING if has[name])


def other_versions(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Name what has another version now, with the old and the new one."""
    return {
        name: (version, now[name])
        for name, version in before.items()
        if name in now and now[name] != version
    }


def changed_numbers(
    draft: Draft, numbers: Iterable[Mark], text: Text
) -> tuple[int, tuple[ChangedNumber, ...]]:
    """Count the numbers of results that a draft prints, and give those that would print differently now.

    `numbers` are in reading order; `text` prints a result as it is now, in the draft's style.
    Constants of the protocol and facts of the literature are no results.
    """
    results: Mapping[str, Any] = draft.results.get("results", {})
    printed = [mark for mark in dict.fromkeys(numbers) if mark[0] in results]
    changed = []
    for result_id, part in printed:
        entry = results[result_id]
        old = str(entry["n"] if part == DENOMINATOR else entry["text"])
        new = text((result_id, part))
        if old != new:
            changed.append(ChangedNumber(result_id, part, old, new))
    return len(printed), tuple(changed)
