"""Waits until the files of a study have changed and are at rest again.

The files are looked at every few hundredths of a second: a study has some dozen. An editor may write a
file in pieces, empty it first, or put another one in its place; what is read half-written would be
shown as an error, so a change counts once nothing has changed for a moment.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from il2report.preview.stamps import Stamps

LOOK_SECONDS = 0.04
"""Between two looks."""
REST_SECONDS = 0.015
"""How long a file that was written must be left alone."""
EMPTY_SECONDS = 0.3
"""The same for a file that had a content and is empty or gone: an editor is about to write it."""
MOST_SECONDS = 2.0
"""After this time a change counts even if writing goes on."""
SHARE, MOST_WAIT_SECONDS = 5, 0.5
"""So much longer than a look takes is waited until the next: the more files, the rarer; but not longer than that."""


@dataclass(slots=True)
class Watcher:
    """Looks at the files of a study; `look` gives their stamps, the other fields let a test set the time."""

    look: Callable[[], Stamps]
    wait: Callable[[float], object] = time.sleep
    now: Callable[[], float] = time.monotonic
    took: float = field(default=0.0, init=False)

    def changed(self, seen: Stamps, most: float = float("inf")) -> Stamps | None:
        """Wait until the files differ from what was seen, and are at rest; None when `most` seconds have passed."""
        end = self.now() + most
        while (found := self._look()) == seen:
            if self.now() >= end:
                return None
            self.wait(max(LOOK_SECONDS, min(SHARE * self.took, MOST_WAIT_SECONDS)))
        return self._at_rest(seen, found)

    def _at_rest(self, seen: Stamps, found: Stamps) -> Stamps:
        begun = since = self.now()
        while True:
            self.wait(REST_SECONDS)
            again, now = self._look(), self.now()
            if again != found:
                found, since = again, now
            long = EMPTY_SECONDS if _is_emptied(seen, found) else REST_SECONDS
            if now - since >= long or now - begun >= MOST_SECONDS:
                return found

    def _look(self) -> Stamps:
        start = self.now()
        found = self.look()
        self.took = self.now() - start
        return found


def _is_emptied(seen: Stamps, found: Stamps) -> bool:
    """Whether a file that had a content has none now, or is not there."""
    gone = (0, 0, 0)
    return any(size and not found.get(path, gone)[1] for path, (_, size, _) in seen.items())
