"""End points: times from a start to the first of some events."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from il2report.study.declarations.names import Codes, Key, Keys, Months
from il2report.study.notation import Line, Section


class Endpoint(Section):
    """A time from a start to the first of some events.

    Either from dates of patients.csv, or measured: a column of times with one of event codes.
    `among` restricts it to patients by the codes of their columns, `within` to a declared subset.
    `naive_mean` adds the mean of all times, censored ones counted as complete, for comparison with
    reports that printed it. `dead_codes` are the codes of `status` that mean death.
    """

    name: Key
    label: Line
    start: Key | None = None
    event: Keys | None = None
    censor: Key | None = None
    time: Key | None = None
    unit: Literal["days", "weeks", "months", "years"] = "days"
    event_column: Key | None = None
    event_codes: Codes | None = None
    among: Mapping[Key, Codes] | None = None
    within: Key | None = None
    dead_codes: Codes | None = None
    landmarks_months: Months = ()
    rmst_months: float | None = Field(None, gt=0)
    naive_mean: bool = False
    curve: Literal["survival", "failure"] = "survival"

    @property
    def is_measured(self) -> bool:
        """Whether the data have the time itself rather than dates."""
        return self.time is not None

    @model_validator(mode="after")
    def is_from_dates_or_measured(self) -> Self:
        """Refuse a mixture of dates and measured times, and half of either."""
        dates = {"start": self.start, "event": self.event, "censor": self.censor}
        measured = {
            "time": self.time,
            "event_column": self.event_column,
            "event_codes": self.event_codes,
        }
        lacking = [name for name, given in dates.items() if given is None]
        short = [name for name, given in measured.items() if given is None]
        if len(short) < 3 and len(lacking) < 3:
            raise ValueError(f"{self.name} has dates and a measured time; give one of them")
        if len(short) < 3 and short:
            raise ValueError(f"{self.name} is measured and lacks {', '.join(short)}")
        if len(short) == 3 and lacking:
            raise ValueError(f"{self.name} lacks {', '.join(lacking)}")
        return self
