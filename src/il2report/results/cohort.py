"""cohort.*: who the patients were."""

from collections.abc import Iterator

from il2report.analysis.derivations import Counted, Derived
from il2report.analysis.description import everyone, measured, patients_with, share, share_with
from il2report.analysis.methods import COUNT
from il2report.results.catalogue import Result, Statistic, Topic, Unit
from il2report.results.entries import entries_of_measured, entries_of_proportion
from il2report.study import Study

FAMILY = "cohort"
SEXES = ("male", "female")
ECOG_GRADES = range(5)
OTHER_SITES = "other"
MEASURES = (
    ("age", "Age at diagnosis", Unit.YEARS, "age not recorded"),
    ("ldh", "LDH at the start of therapy", Unit.U_PER_L, "LDH not measured"),
)


def cohort_results(study: Study) -> Iterator[Result]:
    """Give every id that starts with cohort."""
    patients = everyone(study.tables.patients)
    yield Result(
        id="cohort.n",
        derived=Derived(len(patients), COUNT, Counted(len(patients), len(patients))),
        unit=Unit.COUNT,
        label="Patients",
        statistic=Statistic.N,
        topic=Topic(FAMILY, "patients"),
        n=len(patients),
        patients=patients,
        denominator=patients,
        sources=("patients.patient_id",),
    )
    for column, label, unit, missing in MEASURES:
        values = measured(patients, study.tables.patients[column].tolist(), missing)
        topic, sources = Topic(FAMILY, column), (f"patients.{column}",)
        yield from entries_of_measured(f"cohort.{column}", values, topic, label, unit, sources)
    yield from _sex_and_performance(study)
    yield from _metastatic_sites(study)
    yield from _prior_therapies(study)


def _sex_and_performance(study: Study) -> Iterator[Result]:
    frame = study.tables.patients
    for sex in SEXES:
        having = share_with(frame, "sex", [sex])
        yield from entries_of_proportion(
            f"cohort.sex.{sex}",
            having,
            Topic(FAMILY, "sex", sex),
            sex.title(),
            ("patients.sex",),
        )
    for grade in ECOG_GRADES:
        having = share_with(frame, "ecog", [grade])
        yield from entries_of_proportion(
            f"cohort.ecog.{grade}",
            having,
            Topic(FAMILY, "ecog", str(grade)),
            f"ECOG performance status {grade}",
            ("patients.ecog",),
        )


def _metastatic_sites(study: Study) -> Iterator[Result]:
    of = everyone(study.tables.patients)
    frame, codebook = study.tables.metastases, study.codebook
    sources = ("metastases.site",)
    pooled = []
    for code in codebook.codes("metastases", "site"):
        having = share(of, patients_with(frame, "site", [code]))
        label = f"Metastases: {codebook.label('metastases', 'site', code)}"
        where = (("metastases.site", (code,)),)
        topic = Topic(FAMILY, "site", code)
        yield from entries_of_proportion(
            f"cohort.site.{code}", having, topic, label, sources, where=where
        )
        if codebook.group("metastases", "site", code) == OTHER_SITES:
            pooled.append(code)
    others = share(of, patients_with(frame, "site", pooled))
    yield from entries_of_proportion(
        f"cohort.site.{OTHER_SITES}",
        others,
        Topic(FAMILY, "site", OTHER_SITES),
        "Metastases: any other site",
        sources,
        where=(("metastases.site", tuple(pooled)),),
    )


def _prior_therapies(study: Study) -> Iterator[Result]:
    of = everyone(study.tables.patients)
    frame, codebook = study.tables.prior_therapies, study.codebook
    sources = ("prior_therapies.modality",)
    for code in codebook.codes("prior_therapies", "modality"):
        having = share(of, patients_with(frame, "modality", [code]))
        label = f"Prior therapy: {codebook.label('prior_therapies', 'modality', code)}"
        where = (("prior_therapies.modality", (code,)),)
        yield from entries_of_proportion(
            f"cohort.prior.{code}",
            having,
            Topic(FAMILY, "prior", code),
            label,
            sources,
            where=where,
        )
    anything = share(of, frame["patient_id"].tolist())
    yield from entries_of_proportion(
        "cohort.prior_any", anything, Topic(FAMILY, "prior_any"), "Any prior therapy", sources
    )
    yield from entries_of_proportion(
        "cohort.prior_systemic",
        share(of, systemically_pretreated(study)),
        Topic(FAMILY, "prior_systemic"),
        "Prior systemic therapy",
        sources,
        where=(("prior_therapies.modality", _systemic(study)),),
    )


def systemically_pretreated(study: Study) -> frozenset[str]:
    """Patients with any prior therapy but the modalities that study.toml calls non-systemic."""
    return frozenset(patients_with(study.tables.prior_therapies, "modality", _systemic(study)))


def _systemic(study: Study) -> tuple[str, ...]:
    """Modalities of the codebook but those that study.toml calls non-systemic."""
    local = study.configuration.definitions.non_systemic
    return tuple(c for c in study.codebook.codes("prior_therapies", "modality") if c not in local)
