"""What was made the last time, for who makes the same again: a preview after an edit of something else."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Memory:
    """Remembers one thing by each name, with what it was made from; a build begins with an empty one."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Any, Any]] = {}

    def made(self, name: Hashable, given: object, make: Callable[[], Made]) -> Made:
        """Give what was made under a name, if it was made from the same, or make it.

        What is `given` must be all that it depends on; it is compared by value.
        """
        known = self._known.get(name)
        if known is None or known[0] != given:
            known = self._known[name] = given, make()
        made: Made = known[1]
        return made
