"""Invent valid study data of any size, the same from the same seed on every machine.

Run as a script, it rewrites the five cohorts that the spec tests compare with R:

    python tests/spec/make_cohorts.py

Imported, `cohort` gives the tables of one invented study, `write_cohort` puts them on disk in
the layout of a study's `data` folder, and `write_study` makes a folder that the program reads.
No row describes a real person.
"""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from study_codes import AGENTS, LOCATIONS, SITES_OUTSIDE_THE_BRAIN, TERMS

Row = dict[str, str]
Tables = dict[str, list[Row]]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "patients": (
        "patient_id",
        "sex",
        "age",
        "ecog",
        "ldh",
        "entry_date",
        "best_response",
        "progression_date",
        "last_contact_date",
        "status",
    ),
    "metastases": ("patient_id", "site"),
    "prior_therapies": ("patient_id", "modality", "agent"),
    "cycles": ("patient_id", "cycle", "start_date", "last_dose_date", "doses"),
    "adverse_events": ("patient_id", "cycle", "term", "grade"),
    "brain_lesions": ("patient_id", "lesion", "location", "assessed_on", "diameter_mm"),
}
BENEFIT = frozenset({"CR", "PR", "MR", "SD"})
FIRST_ENTRY = date(2000, 1, 10)
LAST_ENTRY = date(2006, 12, 29)
MOST_LDH = 6000  # U/L
DOSES_PER_DAY = 3  # one every 8 hours
REFERENCE_STUDY = Path(__file__).parents[2]
STUDY_FILES = ("study.toml", "data/codebook.csv", "data/literature.toml", "data/references.json")


@dataclass(frozen=True, slots=True)
class Situation:
    """What shall be so in an invented cohort; everything else is drawn."""

    responses: Mapping[str, int] = field(
        default_factory=lambda: {"CR": 1, "PR": 2, "MR": 2, "SD": 4, "PD": 10, "NE": 1}
    )
    """Weights of the best responses; with weights that sum to n they are the counts."""
    benefit_sex: str | None = None
    """The only sex among patients with clinical benefit, or None for either."""
    missing_ldh: int = 0
    """Number of patients without an LDH."""
    max_cycles: int = 2
    brain_patients: int = 0
    fatal_event: bool = False
    """One patient, not evaluable, dies of a grade 5 event in the last cycle."""
    visit_days: int = 1
    """Visits fall on multiples of this many days after entry: above 1 it makes tied times."""
    progressing: float = 0.5
    """Probability that a patient whose best response is not PD progresses later."""
    follow_up_days: tuple[int, int] = (60, 1000)
    """Shortest and longest time from the last dose to progression or last contact."""
    events_per_cycle: int = 4
    """Most adverse events of one patient in one cycle; fewer are as likely, down to none."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One treatment cycle."""

    number: int
    start: date
    last_dose: date
    doses: int


@dataclass(frozen=True, slots=True)
class Course:
    """A patient's treatment, and what is known afterwards."""

    patient_id: str
    response: str
    cycles: tuple[Cycle, ...]
    progression: date | None
    last_contact: date
    fatal: bool

    @property
    def entry(self) -> date:
        """The first day of treatment."""
        return self.cycles[0].start

    @property
    def status(self) -> str:
        """The only status that fits response and progression where there is one, else blank."""
        if self.fatal:
            return "DOC"
        if self.progression:
            return "DOD" if (self.last_contact - self.progression).days > 120 else "AWD"
        return {"CR": "NED", "NE": ""}.get(self.response, "AWD")


def cohort(n: int, seed: int, **situations: Any) -> Tables:
    """Invent the tables of a study.

    Parameters
    ----------
    n : number of patients, 1 or more
    seed : any integer; the same seed gives the same tables
    **situations : fields of `Situation`

    Returns
    -------
    dict of table name (`patients`, `cycles`, ...) to rows
        Every cell is text as it stands in the CSV file; blank is missing.

    Raises
    ------
    TypeError
        For a situation that does not exist.
    """
    situation = Situation(**situations)
    rng = random.Random(seed)
    courses = _courses(n, situation, rng)
    in_brain = set(rng.sample([course.patient_id for course in courses], situation.brain_patients))
    return {
        "patients": _patients(courses, situation, rng),
        "metastases": _rows(_metastases(course, in_brain, rng) for course in courses),
        "prior_therapies": _rows(_prior_therapies(course, rng) for course in courses),
        "cycles": _rows(_cycle_rows(course) for course in courses),
        "adverse_events": _rows(_adverse_events(course, situation, rng) for course in courses),
        "brain_lesions": _rows(
            _brain_lesions(course, rng) for course in courses if course.patient_id in in_brain
        ),
    }


def write_cohort(folder: Path, tables: Tables) -> None:
    """Write each table to `folder` as CSV, making the folder where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def write_study(folder: Path, tables: Tables) -> Path:
    """Write a whole study: these tables with the choices of the reference study."""
    write_cohort(folder / "data", tables)
    copy_choices(folder)
    return folder


def copy_choices(folder: Path) -> None:
    """Copy everything of the reference study but its tables: choices, codebook and sections."""
    for file in STUDY_FILES:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REFERENCE_STUDY / file, folder / file)
    shutil.copytree(REFERENCE_STUDY / "templates", folder / "templates", dirs_exist_ok=True)


def _courses(n: int, situation: Situation, rng: random.Random) -> list[Course]:
    responses = _best_responses(n, situation, rng)
    fatal = responses.index("NE") if situation.fatal_event else None
    width = max(2, len(str(n)))
    return [
        _course(f"P{number + 1:0{width}}", response, situation, rng, fatal=number == fatal)
        for number, response in enumerate(responses)
    ]


def _best_responses(n: int, situation: Situation, rng: random.Random) -> list[str]:
    weights = situation.responses
    if sum(weights.values()) == n:
        responses = [response for response, count in weights.items() for _ in range(count)]
        rng.shuffle(responses)
    else:
        responses = rng.choices(list(weights), list(weights.values()), k=n)
    if situation.fatal_event and "NE" not in responses:
        responses[-1] = "NE"
    return responses


def _course(
    patient_id: str, response: str, situation: Situation, rng: random.Random, *, fatal: bool
) -> Course:
    cycles = _cycles(rng.randint(1, situation.max_cycles), rng)
    if fatal:
        death = cycles[-1].last_dose + timedelta(days=rng.randint(1, 9))
        return Course(patient_id, response, cycles, None, death, fatal)
    progressed = response == "PD" or (response != "NE" and rng.random() < situation.progressing)
    entry, last_dose = cycles[0].start, cycles[-1].last_dose
    shortest, longest = (20, 60) if response == "PD" else situation.follow_up_days
    end = _visit(entry, last_dose, rng.randint(shortest, longest), situation.visit_days)
    last_contact = end + timedelta(days=rng.randint(0, 400)) if progressed else end
    return Course(patient_id, response, cycles, end if progressed else None, last_contact, fatal)


def _visit(entry: date, last_dose: date, days: int, visit_days: int) -> date:
    """Give the first scheduled visit at least `days` after the last dose."""
    days_since_entry = (last_dose - entry).days + days
    return entry + timedelta(days=-(-days_since_entry // visit_days) * visit_days)


def _cycles(count: int, rng: random.Random) -> tuple[Cycle, ...]:
    start = FIRST_ENTRY + timedelta(days=rng.randint(0, (LAST_ENTRY - FIRST_ENTRY).days))
    cycles = []
    for number in range(1, count + 1):
        doses = rng.randint(7, 14) if rng.random() < 0.8 else rng.randint(1, 6)
        last_dose = start + timedelta(days=(doses - 1) // DOSES_PER_DAY)
        cycles.append(Cycle(number, start, last_dose, doses))
        start = last_dose + timedelta(days=rng.randint(10, 21))
    return tuple(cycles)


def _patients(courses: Sequence[Course], situation: Situation, rng: random.Random) -> list[Row]:
    without_ldh = set(rng.sample(range(len(courses)), situation.missing_ldh))
    ldh = _ldh(len(courses), rng)
    return [
        {
            "patient_id": course.patient_id,
            "sex": _sex(course, situation, rng),
            "age": str(rng.randint(18, 84)),
            "ecog": rng.choices("012", (5, 3, 1))[0],
            "ldh": "" if number in without_ldh else str(ldh[number]),
            "entry_date": course.entry.isoformat(),
            "best_response": course.response,
            "progression_date": course.progression.isoformat() if course.progression else "",
            "last_contact_date": course.last_contact.isoformat(),
            "status": course.status,
        }
        for number, course in enumerate(courses)
    ]


def _ldh(n: int, rng: random.Random) -> list[int]:
    """Draw values without a tie, as long as there are values enough that a laboratory can give."""
    highest = 1620 + 3 * n
    if highest <= MOST_LDH:
        return rng.sample(range(120, highest), n)
    return rng.choices(range(120, MOST_LDH), k=n)


def _sex(course: Course, situation: Situation, rng: random.Random) -> str:
    drawn = rng.choice(("female", "male"))
    return (course.response in BENEFIT and situation.benefit_sex) or drawn


def _metastases(course: Course, in_brain: set[str], rng: random.Random) -> list[Row]:
    sites = rng.sample(SITES_OUTSIDE_THE_BRAIN, rng.randint(1, 3))
    if course.patient_id in in_brain:
        sites.append("brain")
    return [{"patient_id": course.patient_id, "site": site} for site in sites]


def _prior_therapies(course: Course, rng: random.Random) -> list[Row]:
    return [
        {"patient_id": course.patient_id, "modality": modality, "agent": agent}
        for modality, agent in AGENTS.items()
        if rng.random() < 0.25
    ]


def _cycle_rows(course: Course) -> list[Row]:
    return [
        {
            "patient_id": course.patient_id,
            "cycle": str(cycle.number),
            "start_date": cycle.start.isoformat(),
            "last_dose_date": cycle.last_dose.isoformat(),
            "doses": str(cycle.doses),
        }
        for cycle in course.cycles
    ]


def _adverse_events(course: Course, situation: Situation, rng: random.Random) -> list[Row]:
    events = [
        (cycle.number, term, rng.choices("1234", (6, 6, 3, 1))[0])
        for cycle in course.cycles
        for term in rng.sample(TERMS, rng.randint(0, situation.events_per_cycle))
    ]
    if course.fatal:
        last = course.cycles[-1].number
        events = [event for event in events if event[:2] != (last, "hypotension")]
        events.append((last, "hypotension", "5"))
    return [
        {"patient_id": course.patient_id, "cycle": str(cycle), "term": term, "grade": grade}
        for cycle, term, grade in events
    ]


def _brain_lesions(course: Course, rng: random.Random) -> list[Row]:
    before = course.entry - timedelta(days=rng.randint(3, 20))
    after = _scan_dates(course)
    return [
        {
            "patient_id": course.patient_id,
            "lesion": str(lesion),
            "location": location,
            "assessed_on": day.isoformat(),
            "diameter_mm": str(diameter),
        }
        for lesion, location in enumerate(LOCATIONS[: rng.randint(1, 2)], start=1)
        for day, diameter in zip((before, *after), _diameters(course, len(after), rng), strict=True)
    ]


def _scan_dates(course: Course) -> list[date]:
    """Scan every eight weeks after the last dose, six times at most, up to the last contact."""
    last_dose = course.cycles[-1].last_dose
    scans = [last_dose + timedelta(days=56 * number) for number in range(1, 7)]
    return [scan for scan in scans if scan <= course.last_contact]


def _diameters(course: Course, scans: int, rng: random.Random) -> list[int]:
    """Give one lesion's diameter before treatment and at each scan after it."""
    first = rng.randint(2, 30)
    if course.response in {"CR", "PR", "MR"}:
        still_there = rng.randint(0, 1)
        diameters = [first, *[first // 2] * still_there, *[0] * scans][: scans + 1]
        recurs = course.response == "MR" and course.progression and scans > 3
        return [*diameters[:-1], first] if recurs else diameters
    growth = 3 if course.response == "PD" else 0
    return [first + growth * scan for scan in range(scans + 1)]


def _rows(tables: Iterable[list[Row]]) -> list[Row]:
    return [row for rows in tables for row in rows]


COHORTS: Mapping[str, tuple[int, int, dict[str, Any]]] = {
    # Seven patients: nobody with a complete response, no man with clinical benefit, two
    # without LDH, tied times, the median not reached, nobody followed for twelve months.
    "small": (
        7,
        1087,
        {
            "responses": {"PR": 1, "MR": 1, "SD": 1, "PD": 2, "NE": 2},
            "benefit_sex": "female",
            "missing_ldh": 2,
            "visit_days": 28,
            "progressing": 0.2,
            "follow_up_days": (60, 240),
            "brain_patients": 1,
        },
    ),
    # Forty patients, every response, up to four cycles, tied times, a death of toxicity;
    # LDH without ties in groups of more than eight, where R still counts exactly.
    "medium": (
        40,
        11,
        {
            "responses": {"CR": 3, "PR": 4, "MR": 4, "SD": 8, "PD": 18, "NE": 3},
            "missing_ldh": 5,
            "max_cycles": 4,
            "brain_patients": 4,
            "fatal_event": True,
            "visit_days": 14,
        },
    ),
    # Two hundred patients, for which every test takes its large-sample form.
    "large": (200, 2009, {"missing_ldh": 20, "max_cycles": 3, "brain_patients": 12}),
    # Three patients, the fewest that a test of clinical benefit can still compare.
    "n3": (3, 4, {"responses": {"PR": 1, "PD": 2}}),
    # A thousand patients with visits every week, so that many leave the curve at one time.
    "n1000": (
        1000,
        31,
        {"missing_ldh": 90, "max_cycles": 3, "brain_patients": 60, "visit_days": 7},
    ),
}


def named_cohort(name: str) -> Tables:
    """Invent one of the committed cohorts."""
    n, seed, situations = COHORTS[name]
    return cohort(n, seed, **situations)


if __name__ == "__main__":
    for name in COHORTS:
        write_cohort(Path(__file__).parent / "cohorts" / name / "data", named_cohort(name))
