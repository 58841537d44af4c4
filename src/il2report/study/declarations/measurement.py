"""Repeated values: one measure of each patient at several times."""

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from il2report.study.declarations.names import Codes, Key
from il2report.study.notation import Line, Section

PairedTest = Literal["paired_t", "wilcoxon", "mcnemar", "mcnemar_exact"]
OF_PAIRED_NUMBERS = frozenset({"paired_t", "wilcoxon"})
TimePair = Annotated[tuple[str, str], Strict(strict=False)]


class Measurement(Section):
    """One measure at several times: a table with patient_id, a code of the time, and the value.

    Times are codes of the codebook.
    """

    name: Key
    """Its name in ids: `NAME.TIME.mean`."""
    label: Line
    """What is printed for it."""
    table: Key
    """Its table, with patient_id, a time and a value in each row."""
    time_column: Key = "time"
    """The column of the time."""
    column: Key = "value"
    """The column of the value."""
    kind: Literal["number", "yes_no"] = "number"
    """Number or yes_no."""
    unit: Line | None = None
    """The unit of a number."""
    decimals: int | None = Field(None, ge=0, le=6)
    """Decimals of its values; without them those of the data."""
    times: Codes
    """The codes of the times, in the order of the codebook."""
    by: Key | None = None
    """A variable, in each level of which it is given too."""
    pairs: Annotated[tuple[TimePair, ...], Strict(strict=False)] = ()
    """Times that are compared within patients."""
    tests: Annotated[tuple[PairedTest, ...], Strict(strict=False)] = ()
    """The tests of the pairs; the first is the main analysis."""
    among: Key | None = None
    """A declared subset."""

    @property
    def is_number(self) -> bool:
        """Whether it is summarised by mean and median rather than counted."""
        return self.kind == "number"

    @model_validator(mode="after")
    def pairs_are_of_its_times(self) -> Self:
        """Refuse times given twice, and pairs of other times."""
        twice = [time for time, n in Counter(self.times).items() if n > 1]
        if twice:
            raise ValueError(f"{self.name}: the time {twice[0]} is given twice")
        for first, second in self.pairs:
            for time in (first, second):
                if time not in self.times:
                    known = ", ".join(self.times)
                    raise ValueError(f"{self.name}: pairs: {time} is not one of its times: {known}")
            if first == second:
                raise ValueError(f"{self.name}: pairs: {first} is compared with itself")
        return self

    @model_validator(mode="after")
    def tests_fit(self) -> Self:
        """Refuse tests of another kind, tests without pairs, and what its kind has no use for."""
        for test in self.tests:
            if (test in OF_PAIRED_NUMBERS) is not self.is_number:
                raise ValueError(f"{self.name}: {test} is no test of a {self.kind} measurement")
        if bool(self.tests) is not bool(self.pairs):
            missing, given = ("pairs", "tests") if self.tests else ("tests", "pairs")
            raise ValueError(f"{self.name}: {given} are declared without {missing}")
        if not self.is_number and (self.unit or self.decimals is not None):
            raise ValueError(f"{self.name} is no number, so it has neither unit nor decimals")
        return self
