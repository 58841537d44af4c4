"""Table I: who the patients were when therapy began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from il2report.document.tables import (
    Align,
    Cell,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
    Text,
)
from il2report.document.tree import Fragment, Word, composed
from il2report.tables.printing import Source, enumerated, with_abbreviations

ECOG_GRADES = tuple("01234")
OTHER = "other"
OTHER_SITES = f"cohort.site.{OTHER}"


def characteristics_table(source: Source) -> Table:
    """Describe the cohort: age, sex, performance status and LDH; disease sites and prior therapy."""
    table = Table(
        id="table.characteristics",
        caption=composed("Characteristics of the patients (N={}).", source.number("cohort.n")),
        stub=("Characteristic", "Category"),
        columns=(Column("n (%)", Align.COUNT_AND_SHARE),),
        panels=(
            Panel(tuple(_patients(source)), "Patients"),
            Panel(tuple(_disease(source)), "Disease and prior therapy"),
        ),
        notes=tuple(_notes(source)),
    )
    return with_abbreviations(table)


def _patients(source: Source) -> Iterator[RowGroup]:
    yield _measured(source, "cohort.age", "Age at diagnosis, years")
    yield _counted(source, "cohort.sex", "Sex", source.labels("patients", "sex"))
    grades: dict[str, Text] = {
        grade: Fragment.of(Word("patients.ecog", grade))
        for grade in ECOG_GRADES
        if source.occurs(f"cohort.ecog.{grade}")
    }
    yield _counted(source, "cohort.ecog", "ECOG performance status", grades)
    yield _measured(source, "cohort.ldh", "LDH at start of therapy, U/L", _ldh_marker(source))


def _disease(source: Source) -> Iterator[RowGroup]:
    in_rows, others = _sites(source)
    sites: dict[str, Text] = {**in_rows, **({OTHER: "Other"} if others else {})}
    yield _counted(source, "cohort.site", "Metastatic site", sites, OTHER)
    known = {
        code: label
        for code, label in source.labels("prior_therapies", "modality").items()
        if f"cohort.prior.{code}.n" in source
    }
    counted = _counted(source, "cohort.prior", "Prior therapy", known)
    systemic = Row("Any systemic therapy", (source.count_and_share("cohort.prior_systemic"),))
    yield RowGroup((*counted.rows, systemic), counted.heading)


def _sites(source: Source) -> tuple[dict[str, Fragment], list[Fragment]]:
    """Give the labels of the sites with rows of their own, and those that share one and occurred."""
    labels = source.labels("metastases", "site")
    grouped = {
        code for code in labels if source.codebook.group("metastases", "site", code) == OTHER
    }
    in_rows = {code: label for code, label in labels.items() if code not in grouped}
    others = [labels[code] for code in labels if code in grouped and source.occurs(f"cohort.site.{code}")]  # fmt: skip
    return in_rows, others


def _measured(source: Source, prefix: str, heading: str, marker: str = "") -> RowGroup:
    mean = Row("Mean (SD)", (Cell(source.mean_and_sd(prefix)),), marker)
    median = Row("Median (range)", (Cell(source.median_and_range(prefix)),), marker)
    return RowGroup((mean, median), heading)


def _counted(
    source: Source, prefix: str, heading: str, labels: Mapping[str, Text], marked: str = ""
) -> RowGroup:
    rows = (
        Row(label, (source.count_and_share(f"{prefix}.{code}"),), "a" if code == marked else "")
        for code, label in labels.items()
    )
    return RowGroup(tuple(rows), heading)


def _notes(source: Source) -> Iterator[TableNote]:
    yield TableNote("A patient may have several metastatic sites and several prior therapies.")
    if source.occurs(OTHER_SITES):
        yield TableNote(Fragment.of(enumerated(_sites(source)[1]), "."), "a")
    if marker := _ldh_marker(source):
        numbers = map(source.number, ("cohort.ldh.n", "cohort.n"))
        measured = composed("Measured in {} of {} patients.", *numbers)
        yield TableNote(measured if source.count("cohort.ldh.n") else "Not recorded.", marker)


def _ldh_marker(source: Source) -> str:
    if source.count("cohort.ldh.n") == source.count("cohort.n"):
        return ""
    return "b" if source.occurs(OTHER_SITES) else "a"
