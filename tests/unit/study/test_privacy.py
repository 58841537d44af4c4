"""What could tell who a patient is does not pass unnoticed, and is not repeated by the message."""

import pytest

from il2report.study import inspect_study
from il2report.study.checks.privacy import identifier_kind

NAMES_OF_COLUMNS = {
    "a name": (
        "name Name PATIENT_NAME patientName First.Name lastname LASTNAME surname Initials"
        " motherName name_1 Nachname"
    ),
    "a date of birth": "DOB dob birth_date BirthDate dateOfBirth date-of-birth PtDOB birthday",
    "an address": "address home_address HomeAddress street Street2 zip ZIPCode postal-code city",
    "a telephone or fax number": "phone Phone1 homePhone telephone_number mobile fax cellphone",
    "an e-mail or web address": "email e-mail E_Mail EMailAddress patientemail",
    "a medical record number": "mrn MRN patient_mrn MRNNumber medical_record_no chart_number",
    "a social security or identity number": "ssn SSN SSN_last4 socialSecurityNumber passport_no",
    "an insurance or account number": "insurance_id InsuranceNumber policy.number medicaid_no",
    "a license, vehicle or device number": "license_number",
    "a photograph or fingerprint": "photo patientPhoto",
}
"""Names of columns, separated by blanks, and what each tells."""

HARMLESS = (
    "age sex weight_kg drug_name site_name trade_name cell_count capacity birth_weight year_of_birth"
    " comment study_id record_id ldh_baseline stage tumor_mobile remission ethnicity velocity"
    " dobutamine_dose mailing phonation electricity serial_ldh"
)


@pytest.mark.parametrize(
    ("column", "kind"),
    [(column, kind) for kind, names in NAMES_OF_COLUMNS.items() for column in names.split()],
)
def test_a_column_is_known_by_its_name_however_it_is_written(column, kind):
    assert kind == identifier_kind(column)


@pytest.mark.parametrize("column", HARMLESS.split())
def test_a_column_that_only_resembles_one_is_left_alone(column):
    assert None is identifier_kind(column)


def with_column(name):
    return (
        "patient_id,site\nA1,lung\nA1,brain\nA2,liver\nA3,lung\nA4,lymph_node\n",
        f"patient_id,site,{name}\nA1,lung,secret\nA1,brain,\nA2,liver,\nA3,lung,\nA4,lymph_node,\n",
    )


def codes(folder):
    return [finding.code for finding in inspect_study(folder).findings]


def test_no_message_tells_what_stands_in_such_a_column(small_study):
    folder = small_study(metastases=with_column("email"))
    assert ["extra-column", "identifier-column"] == codes(folder)
    assert not [f for f in inspect_study(folder).findings if "secret" in str(f)]


def test_a_column_may_stay_that_study_toml_allows_by_name(small_study):
    allowed = ('city = "A city"', 'city = "A city"\n\n[privacy]\nallowed_columns = ["city"]')
    assert ["extra-column"] == codes(small_study(metastases=with_column("city"), study=allowed))
    assert ["extra-column", "identifier-column"] == codes(
        small_study(metastases=with_column("phone"), study=allowed)
    )


@pytest.mark.parametrize(
    ("patient_id", "expected"),
    [
        ("123-45-6789", ["identifying-patient-id"]),
        ("612-555-0100", ["identifying-patient-id"]),
        ("1234567", ["doubtful-patient-id"]),
        ("Smith-John", ["doubtful-patient-id"]),
        ("JS-1950-03-04", ["doubtful-patient-id"]),
        ("jane@example", ["bad-text"]),
        ("Patient-One", []),
        ("IL2-0042", []),
        ("P00001", []),
    ],
)
def test_an_id_that_a_register_gave_is_told_once_and_not_repeated(
    small_study, patient_id, expected
):
    folder = small_study(patients=("A1,female", f"{patient_id},female"))
    for table in ("metastases", "prior_therapies", "cycles", "adverse_events", "brain_lesions"):
        file = folder / f"data/{table}.csv"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("\nA1,", f"\n{patient_id},"), encoding="utf-8")
    found = [f for f in inspect_study(folder).findings if f.place.file == "data/patients.csv"]
    assert expected == [finding.code for finding in found]
    assert expected in (["bad-text"], []) or patient_id not in str(found[0])


def test_patients_of_one_kind_share_one_finding(small_study):
    folder = small_study(patients=("A1,female,41", "A1,female,90"))
    file = folder / "data/patients.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",55,", ",97.5,"), encoding="utf-8")
    told = (
        "data/patients.csv, row 2, column age: 2 patients from here on have an age over 89, which"
        " is printed as ≥90 [age-over-89]"
    )
    assert [told] == [str(finding) for finding in inspect_study(folder).findings]


def test_an_age_of_89_is_told_as_it_is(small_study):
    assert [] == codes(small_study(patients=("A1,female,41", "A1,female,89.9")))
