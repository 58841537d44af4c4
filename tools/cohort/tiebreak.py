"""The tie-break: where the published figures leave a choice, a fixed hash makes it.

SHA-256 gives the same bits on every machine and in every version of Python, which the standard
generator promises for fewer of its methods than are needed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")

SEED = "il2report reference cohort 1"


@dataclass(frozen=True, slots=True)
class TieBreak:
    """Choices that depend on nothing but the seed, the step, the attempt and their own name."""

    step: str
    attempt: int

    def rank(self, *name: object) -> int:
        """Return the place of a choice among all others, as a large whole number."""
        key = "/".join(str(part) for part in (SEED, self.step, self.attempt, *name))
        return int.from_bytes(sha256(key.encode()).digest(), "big")

    def between(self, low: int, high: int, *name: object) -> int:
        """Choose a whole number from low to high, both included."""
        return low + self.rank(*name) % (high - low + 1)

    def one_of(self, options: Sequence[T], *name: object) -> T:
        """Choose one of the options."""
        return options[self.rank(*name) % len(options)]

    def shuffled(self, items: Iterable[T], *name: object) -> list[T]:
        """Return the items in an order that nobody chose."""
        numbered = list(enumerate(items))
        return [item for _, item in sorted(numbered, key=lambda pair: self.rank(*name, pair[0]))]
