"""toxicity.*: adverse events by worst grade."""

from collections.abc import Iterator

from il2report.analysis.toxicity import ANY_TERM, GRADES, WorstGrades
from il2report.results.catalogue import Result, Topic
from il2report.results.entries import Where, entries_of_proportion
from il2report.study import Study
from il2report.values import GradeCounts

FAMILY = "toxicity"
ALL_GRADES = "all_grades"
SOURCES = ("adverse_events.term", "adverse_events.grade")


def toxicity_results(study: Study, worst: WorstGrades) -> Iterator[Result]:
    """Give every id that starts with toxicity: each term of the codebook, and any."""
    for term in (*study.codebook.codes("adverse_events", "term"), ANY_TERM):
        where: Where = ()
        label = "Any adverse event"
        if term != ANY_TERM:
            where = (("adverse_events.term", (term,)),)
            label = study.codebook.label("adverse_events", "term", term)
        reported = worst.reported(term)
        counted = [
            (f"grade_{grade}", str(grade), f"worst grade {grade}", worst.at(term, grade))
            for grade in GRADES
        ]
        counted.append((ALL_GRADES, ALL_GRADES, "all grades", worst.at_any(term)))
        for name, level, graded, proportion in counted:
            yield from entries_of_proportion(
                f"toxicity.{term}.{name}",
                proportion,
                Topic(FAMILY, term, level),
                f"{label}, {graded}",
                SOURCES,
                where=where,
                reported=reported,
            )


def counts_by_grade(study: Study, worst: WorstGrades) -> tuple[GradeCounts, ...]:
    """Patients by worst grade of each term that occurred, in the order of the codebook."""
    terms = study.codebook.codes("adverse_events", "term")
    return tuple(worst.counts(term) for term in terms if term in worst.by_term)
