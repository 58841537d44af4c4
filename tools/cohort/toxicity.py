"""Table II, percent of patients by worst grade, as constraints."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cohort.arithmetic import prints_as
from cohort.patient import Cohort, count
from cohort.published import PATIENTS, Constraint, Figure, Rule, share

LOWER_GRADE = 1


@dataclass(frozen=True, slots=True)
class PrintedTerm:
    """One row of Table II; the columns are percentages as printed."""

    system: str
    label: str
    grade_3: str
    grade_4: str
    all_grades: str

    @property
    def term(self) -> str:
        """The code: the printed name in snake_case, the first of two names, a level dropped."""
        name = SHORT_NAMES.get(self.label, self.label)
        return name.lower().replace("/", "_").replace(" ", "_")


SHORT_NAMES = {
    "Pulmonary edema/ARDS": "Pulmonary edema",
    "Increased creatinine levels": "Increased creatinine",
}

# The row of pulmonary edema prints two figures for three columns. The abstract gives 13.33 for
# grade 3, so the blank column is grade 4, and nobody had it.
TABLE_II = (
    PrintedTerm("Cardiovascular", "Hypotension", "6.7", "6.7", "46.7"),
    PrintedTerm("Cardiovascular", "Peripheral edema", "26.7", "0", "66.7"),
    PrintedTerm("Cardiovascular", "Tachycardia", "0", "0", "13.3"),
    PrintedTerm("Gastrointestinal", "Nausea", "6.7", "0", "26.7"),
    PrintedTerm("Gastrointestinal", "Vomiting", "6.7", "0", "20"),
    PrintedTerm("Gastrointestinal", "Diarrhea", "6.7", "0", "26.7"),
    PrintedTerm("Hematologic", "Leukopenia", "0", "0", "13.3"),
    PrintedTerm("Hematologic", "Neutropenia", "0", "0", "13.3"),
    PrintedTerm("Hematologic", "Anemia", "0", "0", "13.3"),
    PrintedTerm("Hematologic", "Thrombocytopenia", "13.3", "0", "66.7"),
    PrintedTerm("Neurologic", "Confusion", "6.7", "0", "6.7"),
    PrintedTerm("Pulmonary", "Dyspnea", "6.7", "0", "26.7"),
    PrintedTerm("Pulmonary", "Pulmonary edema/ARDS", "13.3", "0", "13.3"),
    PrintedTerm("Renal", "Increased creatinine levels", "0", "0", "6.7"),
    PrintedTerm("Renal", "Anuria", "6.7", "0", "13.3"),
    PrintedTerm("Metabolic", "Hypocalcemia", "0", "0", "6.7"),
    PrintedTerm("Metabolic", "Hypophosphatemia", "6.7", "6.7", "13.3"),
    PrintedTerm("Metabolic", "Rhabdomyolysis", "0", "6.7", "6.7"),
    PrintedTerm("Hepatic", "Transaminitis", "13.3", "0", "40"),
    PrintedTerm("Hepatic", "Hyperbilirubinemia", "26.7", "0", "40"),
    PrintedTerm("General", "Fever", "13.3", "0", "46.7"),
    PrintedTerm("General", "Rigor/Chill", "0", "0", "20"),
    PrintedTerm("General", "Generalized pain", "6.7", "0", "20"),
    PrintedTerm("Ophthalmologic", "Conjunctivitis", "0", "0", "13.3"),
)


def patients_behind(printed: str) -> int:
    """Return the one number of patients whose percentage of the cohort prints like this."""
    (patients,) = (
        k for k in range(PATIENTS + 1) if prints_as(Fraction(100 * k, PATIENTS), printed)
    )
    return patients


def row_constraints(row: PrintedTerm) -> tuple[Figure, ...]:
    """Build the three constraints of one row of Table II."""
    term, label = row.term, row.label
    return (
        share("T2", f"{label} grade 3", row.grade_3, lambda p: p.worst_grade(term) == 3),
        share("T2", f"{label} grade 4", row.grade_4, lambda p: p.worst_grade(term) == 4),
        share("T2", f"{label} all grades", row.all_grades, lambda p: p.worst_grade(term) > 0),
    )


def single_cycle_was_toxic(cohort: Cohort) -> bool:
    """Say whether each patient who tolerated one cycle only had an event of grade 3 or 4."""
    single = [patient for patient in cohort if len(patient.doses) == 1]
    return all(any(event.grade >= 3 for event in patient.events) for patient in single)


TOXICITY: tuple[Constraint, ...] = (
    *(constraint for row in TABLE_II for constraint in row_constraints(row)),
    Rule("RES", "three patients tolerated one cycle only", single_cycle_was_toxic),
    Rule(
        "T2",
        "no event of grade 5",
        lambda c: count(c, lambda p: any(event.grade == 5 for event in p.events)) == 0,
    ),
)
