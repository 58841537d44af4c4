"""The public form of a study has numbers where patients had ids."""

from dataclasses import replace

import pytest

from il2report.study import Study, public_study, read_study


@pytest.fixture(scope="module")
def study(project) -> Study:
    return read_study(project)


def ids(study: Study, table: str) -> list[str]:
    return getattr(study.tables, table)["patient_id"].tolist()


def test_patients_with_brain_metastases_have_the_first_numbers(study: Study) -> None:
    numbers = dict(zip(ids(study, "patients"), ids(public_study(study), "patients"), strict=True))

    assert {"P01": "1", "P05": "2", "P02": "3"}.items() <= numbers.items()
    assert sorted(map(str, range(1, 16))) == sorted(numbers.values())


def test_every_table_keeps_its_patients_together(study: Study) -> None:
    public = public_study(study)
    numbers = dict(zip(ids(study, "patients"), ids(public, "patients"), strict=True))

    for table in study.tables:
        assert [numbers[patient] for patient in ids(study, table)] == ids(public, table)


def test_no_number_is_the_id_of_a_patient(study: Study) -> None:
    digits = {
        name: frame.assign(patient_id=frame["patient_id"].str.removeprefix("P0").str.lstrip("P"))
        for name, frame in study.tables.items()
    }
    numbered = replace(study, tables=type(study.tables)(digits))

    assert set(ids(public_study(numbered), "patients")).isdisjoint(ids(numbered, "patients"))


def test_nobody_is_shown_one_by_one(study: Study) -> None:
    public = public_study(study)
    limits = public.configuration.limits

    assert (True, 0, 0) == (public.is_public, limits.listing_rows, limits.swimmer_lanes)
    assert study.configuration.measured_lesions == public.configuration.measured_lesions
