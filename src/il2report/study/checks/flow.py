"""The flow of patients: what study.toml says of it must add up to the patients of the tables."""

from collections.abc import Iterator

from il2report.errors import Finding, Place
from il2report.study.checks.rules import reads
from il2report.study.configuration import FILE, Configuration
from il2report.study.declarations.flow import flow_of
from il2report.study.tables import Frames


@reads("patients.patient_id", whole=("patients",), choices=True)
def flow_that_does_not_add_up(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Each stage is the one before less those who left, and the last is the cohort."""
    cohort = len(frames["patients"])
    for place, fault in flow_of(study.flow).faults(cohort):
        label = study.flow[place - 1].label
        message = f"flow, step {place} ({label}): {fault}"
        yield Finding("flow-does-not-add-up", Place(FILE), message)
