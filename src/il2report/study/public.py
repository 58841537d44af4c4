"""The public form of a study: no patient's name in it, and no patient shown alone but in Table III."""

from collections.abc import Mapping
from dataclasses import fields, replace
from itertools import count

from il2report.study.loading import Study
from il2report.study.tables import Tables

BRAIN = "brain"
SHOWN_ONE_BY_ONE = ("listing_rows", "swimmer_lanes")
"""The limits below which patients are shown one by one; a public study lies beyond both."""


def public_study(study: Study) -> Study:
    """Put numbers in the place of patient ids, and show nobody in listing and swimmer plot.

    Nothing that is computed from the study can then name a patient. Those with brain metastases,
    whom Table III shows, have the first numbers, in the order of the patients table.

    Parameters
    ----------
    study : with the patients' own ids

    Returns
    -------
    Study
        With the same results; those of one patient have ids such as brain.1.duration.
    """
    numbers = _numbers(study.tables)
    choices = study.configuration
    limits = choices.limits.model_copy(update=dict.fromkeys(SHOWN_ONE_BY_ONE, 0))
    return replace(
        study,
        configuration=choices.model_copy(update={"limits": limits}),
        tables=_numbered(study.tables, numbers),
        log=None,
        is_public=True,
    )


def _numbers(tables: Tables) -> Mapping[str, str]:
    """Number the patients; no number is given that is the id of a patient."""
    metastases = tables.metastases
    shown = frozenset(metastases.loc[metastases["site"] == BRAIN, "patient_id"])
    patients = dict.fromkeys(tables.patients["patient_id"])
    order = sorted(patients, key=lambda patient: patient not in shown)
    free = (str(number) for number in count(1) if str(number) not in patients)
    return dict(zip(order, free, strict=False))


def _numbered(tables: Tables, numbers: Mapping[str, str]) -> Tables:
    frames = {each.name: getattr(tables, each.name) for each in fields(tables)}
    return Tables(
        **{
            name: frame.assign(patient_id=frame["patient_id"].map(numbers))
            for name, frame in frames.items()
        }
    )
