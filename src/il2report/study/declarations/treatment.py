"""The treatment: what it is called, how long it was given, why it ended."""

from typing import Literal

from il2report.study.declarations.names import Codes, Key
from il2report.study.notation import Line, Section


class Discontinuation(Section):
    """Why the treatment ended: a variable with the reason of each patient.

    Stopped are all patients with a reason that is not among the codes of `ongoing`. Without a code the
    reason is not recorded: such patients are counted apart, and in no percentage of those who stopped.
    """

    variable: Key
    """The variable of the reasons, of kind category or ordered."""
    ongoing: Codes | None = None
    """Its codes of patients who are still treated."""
    of: Literal["stopped", "patients"] = "stopped"
    """What the percentages are of: those who stopped, or all patients."""


class Treatment(Section):
    """The treatment of the study.

    The numbers of cycles and doses, and the time from the first dose to the last, are computed where
    there is a table of cycles.
    """

    name: Line
    """What it is called in captions and sentences, such as "nivolumab"."""
    duration: Literal["days", "weeks", "months"] = "months"
    """The unit of the time from the first dose to the last."""
    discontinuation: Discontinuation | None = None
    """Why it ended."""
