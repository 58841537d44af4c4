"""The flow of patients from those screened to those analyzed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import Field

from il2report.study.declarations.names import Key, keys_of
from il2report.study.notation import Line, Section


class FlowStep(Section):
    """A number of patients: of a stage that they reached, or with a `reason`, of those who left there.

    The last stage needs no `n`: it is the cohort, which is counted. `name` is the step in result ids,
    made from the label where it is not given.
    """

    label: Line
    """What is printed for it."""
    n: int | None = Field(None, ge=0, le=999_999_999)
    """How many patients; the last stage is the cohort and needs none."""
    reason: Line | None = None
    """Why they left; without it the step is a stage that they reached."""
    name: Key | None = None
    """Its name in ids: `flow.NAME.n`; without it made from the label."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps of a flow by their names in result ids."""

    steps: tuple[tuple[str, FlowStep], ...]

    def faults(self, cohort: int) -> Iterator[tuple[int, str]]:
        """Say where the steps do not add up to the cohort: the place of the step from 1, and what is wrong."""
        left: int | None = None
        out = 0
        last = len(self.steps)
        for place, (_, step) in enumerate(self.steps, start=1):
            if step.n is None and (place < last or step.reason):
                yield place, "n is missing; only the last stage, which is the cohort, needs none"
                return
            n = cohort if step.n is None else step.n
            if step.reason:
                if left is None:
                    yield (
                        place,
                        "the flow begins with an exclusion; the first step is a stage without reason",
                    )
                    return
                out += n
                if out > left:
                    yield place, f"{out} are excluded of {left}"
                    return
                continue
            if left is not None and n != left - out:
                yield place, f"n is {n}, but {left} less {out} excluded are {left - out}"
            left, out = n, 0
        if self.steps and self.steps[-1][1].reason:
            yield (
                last,
                "the flow ends with an exclusion; the last step is the stage of those analyzed",
            )
        elif left is not None and left != cohort:
            yield last, f"n is {left}, but patients.csv has {cohort}; the flow ends at the cohort"


def flow_of(steps: Iterable[FlowStep]) -> Flow:
    """Name the steps of a flow: by their names, or by the words of their labels, each once."""
    steps = tuple(steps)
    named = {step.name for step in steps if step.name}
    keys = iter(keys_of((step.label for step in steps if not step.name), "step", named))
    return Flow(tuple((step.name or next(keys), step) for step in steps))
