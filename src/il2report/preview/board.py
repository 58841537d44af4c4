"""What all tabs are shown at present; the threads that send it to them are woken when that changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from threading import Condition
from typing import Any

Record = Mapping[str, Any]
"""Something that goes to a browser as JSON."""


@dataclass(frozen=True, slots=True)
class State:
    """All that a tab needs to know to show the present state; it needs no earlier one.

    `number` grows with every change of the state. `page` is the number of the page that is shown, 0 while
    there is none; `findings` are why there is no newer one. `changes` and `redline` are the numbers of
    the list of changes and of the redline that can be fetched; `changed` is how many numbers the last edit changed,
    `draft` the draft that the redline is against, if any was issued; `documents` says by format what became of
    a document that was asked for.
    """

    number: int = 0
    title: str = ""
    is_working: bool = True
    page: int = 0
    findings: tuple[Record, ...] = ()
    notices: tuple[Record, ...] = ()
    changes: int = 0
    changed: int = 0
    draft: str = ""
    redline: int = 0
    redline_fault: str = ""
    documents: Mapping[str, Record] = field(default_factory=dict)

    @property
    def record(self) -> dict[str, Any]:
        """The state for the browser."""
        return asdict(self)


class Board:
    """Holds the present state and the contents that it numbers."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._state = State()
        self._contents: dict[str, bytes] = {}

    @property
    def state(self) -> State:
        """The present state."""
        with self._changed:
            return self._state

    def show(self, contents: Mapping[str, bytes] | None = None, **changes: Any) -> None:
        """Change the state, and what can be fetched with it."""
        with self._changed:
            self._contents.update(contents or {})
            self._state = replace(self._state, number=self._state.number + 1, **changes)
            self._changed.notify_all()

    def show_document(self, kind: str, record: Record, content: bytes | None = None) -> None:
        """Say what became of a document that was asked for."""
        with self._changed:
            # Its number distinguishes it from an earlier one.
            made = {**record, "made": self._state.number + 1}
            documents = {**self._state.documents, kind: made}
            self.show({} if content is None else {kind: content}, documents=documents)

    def content(self, name: str) -> bytes | None:
        """Give the page, or another content."""
        with self._changed:
            return self._contents.get(name)

    def newer(self, number: int, most: float) -> State | None:
        """Wait for a state with another number than this one; None when so many seconds have passed."""
        with self._changed:
            self._changed.wait_for(lambda: self._state.number != number, most)
            return self._state if self._state.number != number else None
