"""Brain lesions: they belong to patients with brain metastases, and lie within follow-up."""

from collections.abc import Iterator

import pandas as pd

from il2report.errors import Finding, Severity
from il2report.study.checks.rules import at_rows, reads
from il2report.study.tables import Frames

BRAIN = "brain"
BASELINE = pd.Timedelta(days=28)
"""Baseline imaging is done at most 4 weeks before treatment starts (RECIST, therasse2000)."""


@reads(
    "patients.patient_id",
    "brain_lesions.patient_id",
    "metastases.patient_id",
    "metastases.site",
    whole=("metastases",),
)
def lesion_without_metastasis(frames: Frames) -> Iterator[Finding]:
    """Whoever has a brain lesion has the brain among the sites of metastasis."""
    ids = frames["brain_lesions"]["patient_id"]
    listed = ids.isin(frames["patients"]["patient_id"].dropna())
    stray = listed & ~ids.isin(_with_brain_metastasis(frames)) & ~ids.duplicated()
    message = "the patient has a brain lesion, but metastases.csv has no site 'brain' for them"
    return at_rows(
        "lesion-without-metastasis", frames, "brain_lesions", "patient_id", stray, message
    )


@reads(
    "brain_lesions.patient_id", "metastases.patient_id", "metastases.site", whole=("brain_lesions",)
)
def metastasis_without_lesion(frames: Frames) -> Iterator[Finding]:
    """Brain metastases can be known without a measurement, which Table III then lacks."""
    metastases = frames["metastases"]
    measured = metastases["patient_id"].isin(frames["brain_lesions"]["patient_id"])
    bare = (metastases["site"] == BRAIN) & metastases["patient_id"].notna() & ~measured
    message = "brain_lesions.csv has no measurement for this patient with brain metastases"
    return at_rows(
        "metastasis-without-lesion", frames, "metastases", "site", bare, message, Severity.NOTICE
    )


@reads(
    "patients.patient_id",
    "patients.entry_date",
    "brain_lesions.patient_id",
    "brain_lesions.assessed_on",
)
def assessment_before_baseline(frames: Frames) -> Iterator[Finding]:
    """Images from long before entry are not the baseline of this treatment."""
    entry = frames.of_patient("brain_lesions", "entry_date")
    early = frames["brain_lesions"]["assessed_on"] < pd.to_datetime(entry) - BASELINE
    message = "the assessment on {cell} is more than 28 days before the patient's entry_date"
    return at_rows(
        "assessment-before-baseline",
        frames,
        "brain_lesions",
        "assessed_on",
        early,
        message,
        Severity.NOTICE,
    )


@reads(
    "patients.patient_id",
    "patients.last_contact_date",
    "brain_lesions.patient_id",
    "brain_lesions.assessed_on",
)
def assessment_after_last_contact(frames: Frames) -> Iterator[Finding]:
    """Whoever took the image was in contact."""
    last_contact = frames.of_patient("brain_lesions", "last_contact_date")
    late = frames["brain_lesions"]["assessed_on"] > last_contact
    message = "the assessment on {cell} is after the patient's last_contact_date"
    return at_rows(
        "assessment-after-last-contact", frames, "brain_lesions", "assessed_on", late, message
    )


@reads("brain_lesions.patient_id", "brain_lesions.lesion", "brain_lesions.location")
def lesion_moved(frames: Frames) -> Iterator[Finding]:
    """One lesion has one location."""
    lesions = frames["brain_lesions"]
    before = lesions.groupby(["patient_id", "lesion"], sort=False)["location"].shift()
    moved = lesions["location"].notna() & before.notna() & (lesions["location"] != before)
    message = "the location {cell} is not where an earlier row has the same lesion"
    return at_rows("lesion-moved", frames, "brain_lesions", "location", moved, message)


def _with_brain_metastasis(frames: Frames) -> "pd.Series[str]":
    metastases = frames["metastases"]
    return metastases.loc[metastases["site"] == BRAIN, "patient_id"]


BRAIN_RULES = (
    lesion_without_metastasis,
    metastasis_without_lesion,
    assessment_before_baseline,
    assessment_after_last_contact,
    lesion_moved,
)
