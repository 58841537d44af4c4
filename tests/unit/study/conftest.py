"""A study of four patients that one can check by hand, and changes to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

STUDY_TOML = """\
title = "A small series"
short_title = "Small series"
authors = ["A. Author"]
keywords = ["melanoma"]
language = "en-US"
data_origin = "reconstructed"
source = "doe2009"

[period]
start = 2000-01-01
end = 2008-10-31

[eligibility]
age = { min = 18 }
ecog = { max = 2 }

[protocol]
dose_iu_per_kg = 600000
infusion_minutes = 15
interval_hours = 8
doses_per_cycle_max = 14
rest_days_min = 10
rest_days_max = 21
cycles_per_assessment = 2

[response_criteria]
partial_regression_percent = 30
stable_growth_percent = 20
remission_months_min = 1

[definitions]
overall_response = ["CR", "PR", "MR"]
clinical_benefit = ["CR", "PR", "MR", "SD"]
confidence_level = 95
alpha = 0.05

[toxicity]
reported_grades = [3, 4]
criteria_version = "3.0"

[journal]
style = "ama"

[site]
institution = "A hospital"
city = "A city"

[[variable]]
name = "sex"
kind = "category"
label = "Sex"
missing = "refuse"

[[variable]]
name = "age"
kind = "number"
label = "Age"
unit = "years"
missing = "refuse"
least = 0
most = 120

[[variable]]
name = "ldh"
kind = "number"
label = "Lactate dehydrogenase"
unit = "U/L"
least = 0.1
most = 100000

[[variable]]
name = "site"
kind = "category"
label = "Disease site"
table = "metastases"

[[variable]]
name = "prior"
kind = "category"
label = "Prior therapy"
table = "prior_therapies"
column = "modality"

[[variable]]
name = "ecog"
kind = "ordered"
label = "ECOG performance status"
missing = "refuse"

[[variable]]
name = "best_response"
kind = "ordered"
label = "Best response"
missing = "refuse"

[[endpoint]]
name = "progression"
label = "Time to progression"
start = "entry_date"
event = ["progression_date"]
censor = "last_contact_date"
dead_codes = ["DOD", "DOC"]

[status]
with_disease = ["AWD", "DOD"]

[measured_lesions]
name = "brain"
label = "brain metastases"
lesion = "brain lesion"
table = "brain_lesions"
among = { site = ["brain"] }
columns = [{ of = "duration" }, { of = "diameters" }, { of = "prior", detail = "agent" }]
"""

PATIENTS = """\
patient_id,sex,age,ecog,ldh,entry_date,best_response,progression_date,last_contact_date,status
A1,female,41,0,210.5,2003-03-03,CR,,2006-01-10,NED
A2,male,55,1,,2003-05-05,PD,2003-08-01,2004-02-02,DOD
A3,male,62.5,2,480,2004-01-12,SD,2004-06-30,2004-09-01,AWD
A4,female,33,0,655,2005-10-10,NE,,2005-11-20,
"""

METASTASES = """\
patient_id,site
A1,lung
A1,brain
A2,liver
A3,lung
A4,lymph_node
"""

PRIOR_THERAPIES = """\
patient_id,modality,agent
A1,radiation,"whole-brain, 30 Gy"
A3,chemotherapy,
"""

CYCLES = """\
patient_id,cycle,start_date,last_dose_date,doses
A1,1,2003-03-03,2003-03-07,12
A1,2,2003-03-20,2003-03-23,9
A2,1,2003-05-05,2003-05-09,14
A3,1,2004-01-12,2004-01-14,8
A3,2,2004-01-28,2004-01-30,6
A4,1,2005-10-10,2005-10-10,2
"""

ADVERSE_EVENTS = """\
patient_id,cycle,term,grade
A1,1,hypotension,2
A1,1,hypotension,3
A1,2,fever,1
A3,1,fever,4
"""

BRAIN_LESIONS = """\
patient_id,lesion,location,assessed_on,diameter_mm
A1,L1,left_frontal,2003-02-20,10
A1,L1,left_frontal,2003-05-02,0
A1,L2,left_parietal,2003-02-20,17.5
A1,L2,left_parietal,2003-05-02,0
"""

CODEBOOK = """\
table,column,code,label,group,order
patients,sex,male,Male,,1
patients,sex,female,Female,,2
patients,best_response,CR,Complete response,,1
patients,best_response,PR,Partial response,,2
patients,best_response,MR,Mixed response,,3
patients,best_response,SD,Stable disease,,4
patients,best_response,PD,Progressive disease,,5
patients,best_response,NE,Not evaluable,,6
patients,status,NED,No evidence of disease,,1
patients,status,AWD,Alive with disease,,2
patients,status,DOD,Dead of disease,,3
patients,status,DOC,Dead of other cause,,4
metastases,site,lymph_node,Lymph nodes,listed,2
metastases,site,lung,Lung,listed,1
metastases,site,liver,Liver,listed,3
metastases,site,brain,Brain,listed,4
prior_therapies,modality,radiation,Radiation,,1
prior_therapies,modality,chemotherapy,Chemotherapy,,2
adverse_events,term,hypotension,Hypotension,Cardiovascular,1
adverse_events,term,fever,Fever,General,2
brain_lesions,location,left_frontal,left frontal lobe,,1
brain_lesions,location,left_parietal,left parietal lobe,,2
patients,ecog,0,0,,1
patients,ecog,1,1,,2
patients,ecog,2,2,,3
patients,ecog,3,3,,4
patients,ecog,4,4,,5
"""

LITERATURE = """\
[doe2009.patients]
value = 270
unit = "count"
label = "patients analyzed"

[doe2009.response]
value = 16.5
unit = "percent"
decimals = 1
label = "response rate"
note = "as the abstract has it"
"""

REFERENCES = """\
[
 {"id": "doe2009", "type": "article-journal", "title": "A title",
  "author": [{"family": "Doe", "given": "Jane"}, {"literal": "A Group"}],
  "container-title": "A Journal", "issued": {"date-parts": [[2009, 10]]},
  "volume": "29", "issue": "10", "page": "1-9", "DOI": "10.1000/1", "note": "checked"}
]
"""

FILES = {
    "study": ("study.toml", STUDY_TOML),
    "patients": ("data/patients.csv", PATIENTS),
    "metastases": ("data/metastases.csv", METASTASES),
    "prior_therapies": ("data/prior_therapies.csv", PRIOR_THERAPIES),
    "cycles": ("data/cycles.csv", CYCLES),
    "adverse_events": ("data/adverse_events.csv", ADVERSE_EVENTS),
    "brain_lesions": ("data/brain_lesions.csv", BRAIN_LESIONS),
    "codebook": ("data/codebook.csv", CODEBOOK),
    "literature": ("data/literature.toml", LITERATURE),
    "references": ("data/references.json", REFERENCES),
}

Change = tuple[str, str] | bytes | None
SmallStudy = Callable[..., Path]


@pytest.fixture
def small_study(tmp_path: Path) -> SmallStudy:
    """Write the small study; a change names a file and replaces a text, all of it, or deletes it."""

    def write(**changes: Change) -> Path:
        for name, (path, text) in FILES.items():
            content = changed(text, changes[name]) if name in changes else text.encode()
            target = tmp_path / path
            target.parent.mkdir(exist_ok=True)
            target.unlink(missing_ok=True)
            if content is not None:
                target.write_bytes(content)
        return tmp_path

    return write


def changed(text: str, change: Change) -> bytes | None:
    if not isinstance(change, tuple):
        return change
    old, new = change
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new).encode()
