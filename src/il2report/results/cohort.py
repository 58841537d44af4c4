"""cohort.*: who the patients were."""

from collections.abc import Iterator

from il2report.analysis.derivations import Counted, Derived
from il2report.analysis.description import everyone, measured, patients_with, share
from il2report.analysis.methods import COUNT
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.entries import entries_of_measured, entries_of_proportion, entry
from il2report.study import Study
from il2report.values import Unit

FAMILY = "cohort"
OTHER_SITES = "other"
SITE, MODALITY = "metastases.site", "prior_therapies.modality"
MEASURES = (
    ("age", "Age at diagnosis", Unit.YEARS, "age not recorded"),
    ("ldh", "LDH at the start of therapy", Unit.U_PER_L, "LDH not measured"),
)


def cohort_results(study: Study) -> Iterator[Result]:
    """Give every id that starts with cohort."""
    patients = everyone(study.tables.patients)
    counted = Derived(len(patients), COUNT, Counted(len(patients), len(patients)))
    topic, source, kind = (
        Topic(FAMILY, "patients"),
        "patients.patient_id",
        (Unit.COUNT, Statistic.N),
    )
    yield entry("cohort.n", counted, kind, topic, "Patients", patients, (source,))
    for column, label, unit, missing in MEASURES:
        if not study.tables.has(f"patients.{column}"):
            continue
        values = measured(patients, study.tables.patients[column].tolist(), missing)
        topic, sources = Topic(FAMILY, column), (f"patients.{column}",)
        yield from entries_of_measured(f"cohort.{column}", values, topic, label, unit, sources)
    for topic, source, codes, label in _counted(study):
        table, _, column = source.partition(".")
        if not study.tables.has(source):
            continue
        having = share(patients, patients_with(study.tables[table], column, codes))
        # In patients.csv, the row of each patient is the one that was read, whatever its code.
        where = () if table == "patients" else ((source, codes),)
        name = ".".join(filter(None, (FAMILY, topic.variable, topic.level)))
        yield from entries_of_proportion(name, having, topic, label, (source,), where=where)
    if study.tables.has(MODALITY):
        yield from entries_of_proportion(
            "cohort.prior_any",
            share(patients, study.tables.prior_therapies["patient_id"].tolist()),
            Topic(FAMILY, "prior_any"),
            "Any prior therapy",
            (MODALITY,),
        )


def _counted(study: Study) -> Iterator[tuple[Topic, str, tuple[object, ...], str]]:
    """Give what is counted: topic, column, the codes that count, and label."""
    codebook = study.codebook
    for sex in ("male", "female"):
        yield Topic(FAMILY, "sex", sex), "patients.sex", (sex,), sex.title()
    for grade in range(5):
        label = f"ECOG performance status {grade}"
        yield Topic(FAMILY, "ecog", str(grade)), "patients.ecog", (grade,), label
    sites = codebook.codes("metastases", "site")
    for code in sites:
        label = f"Metastases: {codebook.label('metastases', 'site', code)}"
        yield Topic(FAMILY, "site", code), SITE, (code,), label
    others = tuple(c for c in sites if codebook.group("metastases", "site", c) == OTHER_SITES)
    yield Topic(FAMILY, "site", OTHER_SITES), SITE, others, "Metastases: any other site"
    for code in codebook.codes("prior_therapies", "modality"):
        label = f"Prior therapy: {codebook.label('prior_therapies', 'modality', code)}"
        yield Topic(FAMILY, "prior", code), MODALITY, (code,), label
    yield Topic(FAMILY, "prior_systemic"), MODALITY, _systemic(study), "Prior systemic therapy"


def systemically_pretreated(study: Study) -> frozenset[str]:
    """Patients with any prior therapy but the modalities that study.toml calls non-systemic."""
    return frozenset(patients_with(study.tables.prior_therapies, "modality", _systemic(study)))


def _systemic(study: Study) -> tuple[str, ...]:
    local = study.configuration.definitions.non_systemic
    return tuple(c for c in study.codebook.codes("prior_therapies", "modality") if c not in local)
