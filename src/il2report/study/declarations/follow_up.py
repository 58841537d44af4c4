"""How long patients were followed, as published series report it."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from il2report.study.declarations.names import Key
from il2report.study.notation import Section

FollowUpMeasure = Literal["reverse_km", "observed_median_range", "observed_mean_sd"]
Measures = Annotated[tuple[FollowUpMeasure, ...], Strict(strict=False), Field(min_length=1)]


class FollowUp(Section):
    """The follow-up of the patients, overall and, with `by`, in each group of a variable.

    `reverse_km` is the median by the reverse Kaplan-Meier method; the observed follow-up of a patient
    runs from the start to the last contact or death. Both are those of an end point: the one named,
    else the first that death is an event of, else the first.
    """

    measures: Measures = ("reverse_km",)
    """The measures given."""
    by: Key | None = None
    """A variable, in each level of which they are given too."""
    endpoint: Key | None = None
    """The end point whose follow-up it is; without it the first that death is an event of, else
    the first."""
