"""NAME.*: the patients with measured lesions, one by one, under the name that study.toml gives them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from il2report.analysis.derivations import Counted, Derived
from il2report.analysis.derivations.dates import Resolution, Span
from il2report.analysis.description import cells
from il2report.analysis.lesions import Lesion, lesions_of, measurements_by_patient, resolution
from il2report.analysis.methods import COMPLETED_MONTHS, COUNT, OBSERVED
from il2report.analysis.variables import Column
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.declared import Declared
from il2report.results.entries import entry_of_patient
from il2report.study.declarations import DiseaseFree, LesionColumn, MeasuredLesions
from il2report.study.declarations.lesions import LAST_DOSE
from il2report.values import NotEstimable, Patients, Unit

Recorded = tuple[tuple[str, str | None], ...]
"""Codes of a patient, each with what a further column of its row details."""


@dataclass(frozen=True, slots=True)
class NumberedLesion:
    """One lesion of a patient, numbered in the order of first assessment; `prefix` begins its ids."""

    prefix: str
    number: int
    measured: Lesion

    @property
    def location(self) -> str:
        """The code of where it is, "" where that is not recorded."""
        return self.measured.location or ""

    def result(self, name: str) -> str:
        """Give the id of one of this lesion's results."""
        return f"{self.prefix}.{name}"


@dataclass(frozen=True, slots=True)
class DiseaseFreeTime:
    """Time free of disease of one patient, or why there is none."""

    span: Span | NotEstimable
    is_ongoing: bool = False


@dataclass(frozen=True, slots=True)
class LesionPatient:
    """All that the tables hold of one patient with the lesions; codes, not labels.

    `recorded` has codes by variable, those of the lesions themselves left out; `numbers` those
    variables that are results. `resolution` is None when some lesion never resolved.
    """

    family: str
    id: str
    recorded: Mapping[str, Recorded]
    numbers: Mapping[str, float | NotEstimable]
    lesions: tuple[NumberedLesion, ...]
    resolution: Resolution | None
    disease_free: DiseaseFreeTime | None

    @property
    def resolved(self) -> bool:
        """Whether every lesion resolved."""
        return self.resolution is not None

    @property
    def ongoing(self) -> bool:
        """Whether every lesion resolved and none has recurred."""
        return self.resolution is not None and self.resolution.is_ongoing

    def result(self, name: str) -> str:
        """Give the id of one of this patient's results."""
        return f"{self.family}.{self.id}.{name}"


def patients_with_lesions(declared: Declared) -> Patients:
    """List the patients with the declared lesions, in the order of patients.csv; none without a block."""
    lesions = declared.declarations.measured_lesions
    if lesions is None:
        return ()
    if lesions.among:
        return declared.where(lesions.among)
    measured = frozenset(declared.tables[lesions.table]["patient_id"].tolist())
    return tuple(patient for patient in declared.patients if patient in measured)


def lesion_patients(declared: Declared) -> tuple[LesionPatient, ...]:
    """Collect the patients with the declared lesions, in the order of patients.csv."""
    lesions = declared.declarations.measured_lesions
    if lesions is None or lesions.table not in declared.tables:
        return ()
    having = patients_with_lesions(declared)
    measurements = measurements_by_patient(declared.tables[lesions.table])
    shown = {column.of: _recorded(declared, lesions, column, having) for column in lesions.shown}
    measured = [name for name in shown if declared.columns[name].variable.is_number]
    numbers = {
        name: declared.columns[name].by_patient
        for name in dict.fromkeys((*(lesions.values or ()), *measured))
    }
    free = disease_free_times(declared, lesions.disease_free, having)
    return tuple(
        LesionPatient(
            family=lesions.name,
            id=patient,
            recorded={name: of.get(patient, ()) for name, of in shown.items()},
            numbers={name: _number(of[patient]) for name, of in numbers.items()},
            lesions=tuple(
                NumberedLesion(f"{lesions.name}.{patient}.lesion.{number}", number, lesion)
                for number, lesion in enumerate(lesions_of(measurements.get(patient, ())), start=1)
            ),
            resolution=resolution(measurements.get(patient, ())),
            disease_free=free.get(patient),
        )
        for patient in having
    )


def _recorded(
    declared: Declared, lesions: MeasuredLesions, shown: LesionColumn, having: Patients
) -> Mapping[str, Recorded]:
    """Give the codes of a variable by each patient with lesions: in the order of the codebook, or, with details, of the table."""
    column, own = declared.columns[shown.of], (lesions.among or {}).get(shown.of, ())
    if shown.detail is None:
        return {
            patient: tuple(
                (level.code, None)
                for level in column.levels
                if column.has(patient, level.code) and level.code not in own
            )
            for patient in having
        }
    frame = declared.tables[column.variable.table]
    names = ("patient_id", column.variable.from_column, shown.detail)
    found: defaultdict[str, Recorded] = defaultdict(tuple)
    for patient, code, detail in zip(*(cells(frame[name]) for name in names), strict=True):
        if code not in own:
            found[patient] += ((code, detail if isinstance(detail, str) else None),)
    return found


def _number(value: object) -> float | NotEstimable:
    """Give a value of a variable as a number, also where the code of a level is one, such as ECOG 2."""
    if value is None:
        return NotEstimable("not recorded")
    try:
        return _plain(float(str(value)))
    except ValueError:
        return NotEstimable(f"the code {value} is no number")


def disease_free_times(
    declared: Declared, asked: DiseaseFree | None, of: Iterable[str]
) -> Mapping[str, DiseaseFreeTime]:
    """Give the time of some patients from the last dose, or from another date, to the event."""
    if asked is None:
        return {}
    starts, events, ends = (
        _dates(declared, name) for name in (asked.start, asked.event, asked.censor)
    )
    among = frozenset(declared.where(asked.among))
    other = " and ".join(
        _is_other(declared.columns[name], codes) for name, codes in asked.among.items()
    )
    times = {}
    for patient in of:
        start, event = starts.get(patient), events.get(patient)
        end = event or ends.get(patient)
        if patient not in among:
            times[patient] = DiseaseFreeTime(NotEstimable(other))
        elif start is None or end is None or end < start:
            reason = f"the time from {asked.start} to {asked.event} or {asked.censor} is not known"
            times[patient] = DiseaseFreeTime(NotEstimable(reason))
        else:
            times[patient] = DiseaseFreeTime(Span(start, end, is_completed=True), event is None)
    return times


def _is_other(column: Column, codes: Sequence[str]) -> str:
    """Say that a patient has none of some levels: "best response is not complete response"."""
    labels = [level.label for level in column.levels if level.code in codes]
    first, *others = (
        label[:1].lower() + label[1:] if label[1:2].islower() else label
        for label in (column.variable.label, *labels)
    )
    return f"{first} is not {' or '.join(others)}"


def _dates(declared: Declared, name: str) -> Mapping[str, date]:
    """Give the dates of a column of patients.csv, or the last of each patient's cycles."""
    is_dose = name == LAST_DOSE
    table, column = ("cycles", "last_dose_date") if is_dose else ("patients", name)
    if table not in declared.tables or column not in declared.tables[table]:
        return {}
    frame = declared.tables[table]
    days = frame[column]
    known: dict[str, date] = {}
    for patient, day in zip(frame["patient_id"].tolist(), cells(days), strict=True):
        if day is not None:
            known[patient] = max(day, known.get(patient, day))
    return known


def lesion_results(declared: Declared, affected: tuple[LesionPatient, ...]) -> Iterator[Result]:
    """Give every id that starts with the name of the lesions; those of each patient up to the limit."""
    lesions = declared.declarations.measured_lesions
    if lesions is None or lesions.table not in declared.tables:
        return
    family = lesions.name
    having = tuple(patient.id for patient in affected)
    among = {name: declared.columns[name] for name in lesions.among or ()}
    first = next(iter(among), family)
    count = Result(
        id=f"{family}.n",
        derived=Derived(len(having), COUNT, Counted(len(having), len(declared.patients))),
        unit=Unit.COUNT,
        label=f"Patients with {lesions.label}",
        statistic=Statistic.N,
        topic=Topic(family, first, "_".join((lesions.among or {}).get(first, ()))),
        patients=having,
        denominator=declared.patients,
        sources=_sources(among.values()) or (f"{lesions.table}.patient_id",),
        where=tuple(
            (column.sources[0], (lesions.among or {})[name])
            for name, column in among.items()
            if column.has_several
        ),
    )
    yield count
    resolved = tuple(patient.id for patient in affected if patient.resolved)
    yield replace(
        count,
        id=f"{family}.resolved.n",
        derived=Derived(len(resolved), COUNT, Counted(len(resolved), len(having))),
        label=f"Patients with complete resolution of all {lesions.several}",
        topic=Topic(family, "resolved"),
        n=len(having),
        patients=resolved,
        denominator=having,
        sources=_measured(lesions),
        where=(),
    )
    if len(affected) <= lesions.most_patients:
        for patient in affected:
            yield from _of_patient(declared, lesions, patient)


def _sources(columns: Iterable[Column]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for column in columns for source in column.sources))


def _measured(lesions: MeasuredLesions) -> tuple[str, ...]:
    return f"{lesions.table}.assessed_on", f"{lesions.table}.diameter_mm"


def _of_patient(
    declared: Declared, lesions: MeasuredLesions, patient: LesionPatient
) -> Iterator[Result]:
    family = lesions.name
    for name, number in patient.numbers.items():
        column = declared.columns[name]
        entry = entry_of_patient(
            patient.result(name),
            Derived(number, OBSERVED) if isinstance(number, NotEstimable) else number,
            Topic(family, name, patient=patient.id),
            _unit(column),
            f"{column.variable.label}, patient {patient.id}",
            column.sources,
        )
        if entry.unit is Unit.NUMBER:
            entry = replace(entry, unit_name=column.variable.unit or "")
        # A column of the table prints a whole number as it was recorded.
        is_shown = isinstance(number, int) and name in {one.of for one in lesions.shown}
        yield replace(entry, decimals=0) if is_shown and entry.unit is not Unit.COUNT else entry
    yield from _durations(lesions, patient)
    if lesions.disease_free and patient.disease_free:
        yield _disease_free(lesions, lesions.disease_free, patient, patient.disease_free)
    for lesion in patient.lesions:
        yield entry_of_patient(
            lesion.result("diameter"),
            _plain(lesion.measured.first_diameter_mm),
            Topic(family, "diameter", by="lesion", group=str(lesion.number), patient=patient.id),
            Unit.MILLIMETERS,
            f"Diameter of {lesions.lesion} {lesion.number} at the first assessment, patient {patient.id}",
            _measured(lesions),
            where=((f"{lesions.table}.lesion", (lesion.measured.lesion,)),),
        )


def _unit(column: Column) -> Unit:
    """The unit of a patient's number; ages have one of their own, by which they are grouped."""
    if not column.variable.is_number:
        return Unit.COUNT
    return Unit.YEARS if column.variable.unit == "years" else Unit.NUMBER


def _durations(lesions: MeasuredLesions, patient: LesionPatient) -> Iterator[Result]:
    """Give how long the resolution of every lesion lasted, and whether it goes on."""
    found, family = patient.resolution, lesions.name
    unresolved = NotEstimable(f"the {lesions.several} did not all resolve")
    length, ongoing = Derived(unresolved, COMPLETED_MONTHS), Derived(unresolved, OBSERVED)
    if found:
        length = Derived(found.span.months, COMPLETED_MONTHS, found.span)
        ongoing = Derived(int(found.is_ongoing), OBSERVED, found)
    duration = entry_of_patient(
        patient.result("duration"),
        length,
        Topic(family, "duration", patient=patient.id),
        Unit.COMPLETED_MONTHS,
        f"Duration of the response of the {lesions.several}, patient {patient.id}",
        _measured(lesions),
    )
    yield replace(duration, is_ongoing=patient.ongoing)
    yield entry_of_patient(
        patient.result("ongoing"),
        ongoing,
        Topic(family, "ongoing", patient=patient.id),
        Unit.FLAG,
        f"Response of the {lesions.several} ongoing at the last assessment, patient {patient.id}",
        _measured(lesions),
    )


def _disease_free(
    lesions: MeasuredLesions, asked: DiseaseFree, patient: LesionPatient, time: DiseaseFreeTime
) -> Result:
    span = time.span
    free = (
        Derived(span, COMPLETED_MONTHS)  # the reason why there is none
        if isinstance(span, NotEstimable)
        else Derived(span.months, COMPLETED_MONTHS, span)
    )
    is_dose = asked.start == LAST_DOSE
    since = "cycles.last_dose_date" if is_dose else f"patients.{asked.start}"
    entry = entry_of_patient(
        patient.result("disease_free"),
        free,
        Topic(lesions.name, "disease_free", patient=patient.id),
        Unit.COMPLETED_MONTHS,
        f"Disease-free time since {'the last dose' if is_dose else asked.start}, patient {patient.id}",
        (since, f"patients.{asked.event}", f"patients.{asked.censor}"),
    )
    return replace(entry, is_ongoing=time.is_ongoing)


def _plain(value: float) -> int | float:
    """Give a whole number as int, so that it prints as it was recorded."""
    return int(value) if value == int(value) else float(value)
