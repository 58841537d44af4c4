"""dosing.*: cycles and doses, by cycle and by response."""

from collections.abc import Iterator
from dataclasses import replace

from il2report.analysis.description import everyone, share
from il2report.analysis.dosing import (
    cycles_given,
    mean_doses_in_cycle,
    mean_doses_per_cycle,
    most_cycles,
    patients_in_cycle,
)
from il2report.analysis.variables import Column
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.entries import entries_of_proportion, entry
from il2report.study import Study
from il2report.values import Patients, Unit

FAMILY = "dosing"
BY_RESPONSE = "best_response"
CYCLE, DOSES = "cycles.cycle", "cycles.doses"
MEAN_DOSES = (Unit.DOSES, Statistic.MEAN)


def dosing_results(study: Study, response: Column | None) -> Iterator[Result]:
    """Give every id that starts with dosing, for as many cycles as anyone received."""
    cycles, of = study.tables.cycles, everyone(study.tables.patients)
    given = cycles_given(cycles)
    most = max(given.values(), default=0)
    yield Result(
        id="dosing.cycles_max",
        derived=most_cycles(cycles, of),
        unit=Unit.COUNT,
        label="Most cycles that any patient received",
        statistic=Statistic.MAX,
        topic=Topic(FAMILY, "cycles"),
        patients=tuple(patient for patient in of if given.get(patient, 0) == most),
        denominator=of,
        sources=(CYCLE,),
    )
    only_one = share(of, [patient for patient, n in given.items() if n == 1])
    topic = Topic(FAMILY, "cycles", "1", heading="one cycle only")
    yield from entries_of_proportion(
        "dosing.one_cycle_only", only_one, topic, "One cycle only", (CYCLE,)
    )
    for cycle in range(1, most + 1):
        yield from _cycle(study, cycle, of)
    for level in response.levels if response else ():
        patients = response.with_level(level.code).having if response else ()
        mean = mean_doses_per_cycle(cycles, patients)
        name = f"Doses per cycle, mean, {level.label.lower()}"
        topic = Topic(FAMILY, "doses", by=BY_RESPONSE, group=level.code, heading="by response")
        result_id = f"dosing.by_response.{level.key}.doses.mean"
        yield entry(result_id, mean, MEAN_DOSES, topic, name, patients, (CYCLE, DOSES))
    mean, topic = mean_doses_per_cycle(cycles, of), Topic(FAMILY, "doses")
    name = "Doses per cycle, mean"
    yield entry("dosing.doses.mean", mean, MEAN_DOSES, topic, name, of, (CYCLE, DOSES))


def _cycle(study: Study, cycle: int, of: Patients) -> Iterator[Result]:
    patients = share(of, patients_in_cycle(study.tables.cycles, cycle))
    prefix = f"dosing.cycle_{cycle}"
    where = ((CYCLE, (cycle,)),)
    heading = f"cycle {cycle}"
    label, topic = f"Received cycle {cycle}", Topic(FAMILY, "cycle", str(cycle), heading=heading)
    yield from entries_of_proportion(prefix, patients, topic, label, (CYCLE,), where=where)
    mean = mean_doses_in_cycle(study.tables.cycles, cycle)
    name = f"Doses in cycle {cycle}, mean"
    topic = Topic(FAMILY, "doses", by="cycle", group=str(cycle), heading=heading)
    result_id, sources = f"{prefix}.doses.mean", (CYCLE, DOSES)
    doses = entry(result_id, mean, MEAN_DOSES, topic, name, patients.having, sources)
    yield replace(doses, where=where)
