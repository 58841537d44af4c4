"""End points: times from a start to the first of some events."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from il2report.study.declarations.names import Codes, Key, Keys, Months
from il2report.study.notation import Line, Section


class Endpoint(Section):
    """A time from a start to the first of some events.

    Either from dates of patients.csv (`start`, `event`, `censor`), or measured: a column of times with one
    that says how each ended (`time`, `event_column`, `event_codes`).
    """

    name: Key
    """Its name in ids: `NAME.median`."""
    label: Line
    """What is printed for it."""
    start: Key | None = None
    """The column of the day from which time runs."""
    event: Keys | None = None
    """Columns of days, the first of which is the event; `death` is death_date, or the last contact
    of a patient whose status is one of `dead_codes`."""
    censor: Key | None = None
    """The column of the day on which a patient without an event was last seen."""
    time: Key | None = None
    """Measured: the column of the time."""
    unit: Literal["days", "weeks", "months", "years"] = "days"
    """Measured: the unit of the time."""
    event_column: Key | None = None
    """Measured: the column that says how the time ended."""
    event_codes: Codes | None = None
    """Measured: its codes that are an event."""
    among: Mapping[Key, Codes] | None = None
    """Restricts the end point to patients with these codes, by variable."""
    within: Key | None = None
    """Restricts it to a declared subset."""
    dead_codes: Codes | None = None
    """The codes of `status` that mean death."""
    landmarks_months: Months = ()
    """Months at which the curve is given."""
    rmst_months: float | None = Field(None, gt=0)
    """Months up to which the mean time is taken."""
    naive_mean: bool = False
    """Whether the mean of all times is given, censored ones counted as complete, as some reports
    print it."""
    curve: Literal["survival", "failure"] = "survival"
    """What its figure draws: survival, or failure, which is 1 minus survival."""
    figure: Key | None = None
    """The name of its figure, where that is not its own: `figure.FIGURE`."""
    since: Line | None = None
    """What the time runs from, as the axis of the figure has it: `start of therapy`."""
    axis: Line | None = None
    """What the percentages of figure and text are: `Free of progression`."""
    happened: Line | None = None
    """What is said of a patient with the event: `progressed`; of a death without it `died`."""

    @property
    def is_measured(self) -> bool:
        """Whether the data have the time itself rather than dates."""
        return self.time is not None

    @property
    def verb(self) -> str:
        """What is said of a patient with the event, "" where that is not known."""
        is_death = bool(self.event) and {"death", "death_date"}.issuperset(self.event or ())
        return self.happened or ("died" if is_death else "")

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
