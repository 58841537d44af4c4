"""flow.*: patients from those screened to those analyzed, as study.toml has the numbers."""

from collections.abc import Iterator

from il2report.analysis.derivations import Counted, Derived, Recorded
from il2report.analysis.methods import COUNT, DECLARED
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.declared import Declared
from il2report.study.declarations.flow import FlowStep, flow_of
from il2report.values import Unit

FAMILY = "flow"


def flow_results(declared: Declared) -> Iterator[Result]:
    """Give the number of patients of each step; the last one is the cohort, and is counted."""
    steps = flow_of(declared.declarations.flow).steps
    for place, (key, step) in enumerate(steps, start=1):
        yield _step(declared, key, step, is_last=place == len(steps))


def _step(declared: Declared, key: str, step: FlowStep, *, is_last: bool) -> Result:
    patients = declared.patients if is_last else ()
    if is_last:
        derived = Derived(len(patients), COUNT, Counted(len(patients), len(patients)))
    else:
        derived = Derived(step.n or 0, DECLARED, Recorded(step.n or 0))
    return Result(
        id=f"{FAMILY}.{key}.n",
        derived=derived,
        unit=Unit.COUNT,
        label=f"Flow of patients (study.toml, flow): {step.label}"
        + (f", {step.reason}" if step.reason else ""),
        statistic=Statistic.N,
        topic=Topic(FAMILY, key),
        n=step.n or len(patients),
        patients=patients,
        sources=("patients.patient_id",) if is_last else (),
    )
