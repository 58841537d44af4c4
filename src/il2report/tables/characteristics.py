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
from il2report.document.tree import Fragment, composed
from il2report.tables.abbreviations import with_abbreviations
from il2report.tables.printing import Source

ECOG_GRADES = range(5)
OTHER = "other"


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
    grades = {str(grade): str(grade) for grade in ECOG_GRADES}
    present = {code: label for code, label in grades.items() if _occurs(source, "ecog", code)}
    yield _counted(source, "cohort.ecog", "ECOG performance status", present)
    yield _measured(source, "cohort.ldh", "LDH at start of therapy, U/L", _ldh_marker(source))


def _disease(source: Source) -> Iterator[RowGroup]:
    sites: dict[str, Text] = {
        code: label
        for code, label in source.labels("metastases", "site").items()
        if source.codebook.group("metastases", "site", code) != OTHER
    }
    if source.occurs(f"cohort.site.{OTHER}"):
        sites[OTHER] = "Other"
    yield _counted(source, "cohort.site", "Metastatic site", sites, {OTHER: "a"})
    yield _prior_therapy(source)


def _prior_therapy(source: Source) -> RowGroup:
    labels = source.labels("prior_therapies", "modality")
    known = {code: label for code, label in labels.items() if f"cohort.prior.{code}.n" in source}
    counted = _counted(source, "cohort.prior", "Prior therapy", known)
    systemic = Row("Any systemic therapy", (source.count_and_share("cohort.prior_systemic"),))
    return RowGroup((*counted.rows, systemic), counted.heading)


def _measured(source: Source, prefix: str, heading: str, marker: str = "") -> RowGroup:
    mean = Row("Mean (SD)", (Cell(source.mean_and_sd(prefix)),), marker)
    median = Row("Median (range)", (Cell(source.median_and_range(prefix)),), marker)
    return RowGroup((mean, median), heading)


def _counted(
    source: Source,
    prefix: str,
    heading: str,
    labels: Mapping[str, Text],
    markers: dict[str, str] | None = None,
) -> RowGroup:
    rows = (
        Row(label, (source.count_and_share(f"{prefix}.{code}"),), (markers or {}).get(code, ""))
        for code, label in labels.items()
    )
    return RowGroup(tuple(rows), heading)


def _notes(source: Source) -> Iterator[TableNote]:
    yield TableNote("A patient may have several metastatic sites and several prior therapies.")
    if source.occurs(f"cohort.site.{OTHER}"):
        yield TableNote(Fragment.of(_other_sites(source), "."), "a")
    if marker := _ldh_marker(source):
        yield TableNote(_ldh_note(source), marker)


def _ldh_note(source: Source) -> Fragment:
    if not source.count("cohort.ldh.n"):
        return Fragment.of("Not recorded.")
    measured = "Measured in {} of {} patients."
    return composed(measured, source.number("cohort.ldh.n"), source.number("cohort.n"))


def _ldh_marker(source: Source) -> str:
    if source.count("cohort.ldh.n") == source.count("cohort.n"):
        return ""
    return "b" if source.occurs(f"cohort.site.{OTHER}") else "a"


def _other_sites(source: Source) -> Text:
    labels = source.labels("metastases", "site")
    return source.enumerated(
        label
        for code, label in labels.items()
        if source.codebook.group("metastases", "site", code) == OTHER
        and source.occurs(f"cohort.site.{code}")
    )


def _occurs(source: Source, what: str, code: str) -> bool:
    return source.occurs(f"cohort.{what}.{code}")
