"""What was read of a running text: each figure with its sentence, and what was seen and not understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from il2report.audit.layout import TypedPassage, TypedStatistic


@dataclass(frozen=True, slots=True)
class PrintedFigureInText:
    """One passage of figures that belong together.

    Parameters
    ----------
    place : short name of its paragraph
    passage : the stretch that was read, as printed
    entry : its figures, as they are typed in the file of an audit; `says` is the sentence
    """

    place: str
    passage: str
    entry: TypedStatistic | TypedPassage


Read = tuple[int, int, TypedStatistic | TypedPassage]
"""A figure with the first and the last sign of the stretch of its sentence that it was read from."""


@dataclass(frozen=True, slots=True)
class UnreadPassage:
    """A stretch that looks like a figure and was not read, and why."""

    place: str
    passage: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunningText:
    """Everything that was read of a running text, in reading order."""

    figures: tuple[PrintedFigureInText, ...] = ()
    unread: tuple[UnreadPassage, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def statistics(self) -> tuple[TypedStatistic, ...]:
        """The test statistics, and p-values without one."""
        return tuple(f.entry for f in self.figures if isinstance(f.entry, TypedStatistic))

    @property
    def passages(self) -> tuple[TypedPassage, ...]:
        """The estimates, proportions, means and medians."""
        return tuple(f.entry for f in self.figures if isinstance(f.entry, TypedPassage))
