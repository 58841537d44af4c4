"""The swimmer plot: which end point it draws, and the words of its key."""

from il2report.study.declarations.names import Key
from il2report.study.notation import Line, Section


class Swimmer(Section):
    """The plot of the course of each patient, which a study with cycles and an end point from dates has."""

    endpoint: Key | None = None
    """The end point that it draws, from dates; default the first such."""
    event: Line = "Event"
    """What its event is called in the key, such as "Progression"."""
    without: Line = "No event at last contact"
    """What is said of patients without it."""
