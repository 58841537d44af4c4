"""What became of each change of a newer draft in the file of a co-author."""

from __future__ import annotations

from dataclasses import dataclass

from il2report.word.review.edits import Spot

DELETED = "the co-author deleted it"
EDITED = "the co-author changed the same words"
EDITED_WHOLE = "the newer draft no longer has it, and the co-author changed it"
UNREADABLE = "the file has it in a form that cannot be changed in place"
SHAPE = "the cells of this row are not those of the draft"
NO_PLACE = "nothing of the draft is left in the file beside which it could be put"
OTHER_PICTURE = "the picture in the file is not that of the draft"


@dataclass(frozen=True, slots=True)
class Carried:
    """A change that was made in the file: where, what the sent draft had, and what the newer one has."""

    spot: Spot
    old: str
    new: str
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change that was not made: what the sent draft had, what the file has, and what the newer draft has."""

    spot: Spot
    old: str
    typed: str
    new: str
    why: str
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim with another sentence in the newer draft, and the comment that says so."""

    name: str
    old: str
    new: str
    comment: str


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A file that was brought up to date: what was carried over, what was not, and what should be known."""

    name: str
    old: str
    new: str
    content: bytes
    carried: tuple[Carried, ...]
    conflicts: tuple[Conflict, ...]
    flips: tuple[Flip, ...]
    notes: tuple[str, ...]
