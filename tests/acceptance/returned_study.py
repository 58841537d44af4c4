"""A small study and its issued draft in Word, without the printing of a PDF, for files that co-authors return."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from types import MappingProxyType

from il2report.document.document_json import document_json
from il2report.document.results_json import results_json
from il2report.pages.identity import working_draft
from il2report.pages.manuscript import Typesetter
from il2report.results import compute_results
from il2report.revisions import Draft
from il2report.revisions.identity import Issue
from il2report.revisions.records import DraftClaim
from il2report.study import read_study
from il2report.word.draft import word_draft
from il2report.word.manuscript import word_manuscript
from il2report.word.stationery import PLAIN
from il2report.word.writing import WordPicture
from il2report.workflow.issuing import READ_ONLY

ISSUED = "2026-03-01"
CHOICES = """\
title = "Serum sodium in a small series"
short_title = "Serum sodium"
authors = ["A. Author", "B. Writer"]
data_origin = "patients"

[word]

[sections]
order = ["introduction", "results", "discussion"]

[[variable]]
name = "sodium"
kind = "number"
label = "Serum sodium"
unit = "mmol/L"

[[variable]]
name = "sex"
kind = "category"
label = "Sex"
"""
CODES = """\
table,column,code,label,group,order
patients,sex,male,Male,,1
patients,sex,female,Female,,2
"""
PATIENTS = "patient_id,sodium,sex\n" + "".join(
    f"A{n},{130 + n},{'male' if n % 3 else 'female'}\n" for n in range(10)
)
WORKS = """\
[{"id": "hoorn2017", "type": "article-journal", "title": "Diagnosis and treatment of hyponatremia",
  "author": [{"family": "Hoorn", "given": "E. J."}, {"family": "Zietse", "given": "R."}],
  "container-title": "Journal of the American Society of Nephrology", "container-title-short": "J Am Soc Nephrol",
  "issued": {"date-parts": [[2017]]}, "volume": "28", "page": "1340-1349"}]
"""
SECTIONS = {
    "abstract": """\
**Background.** A low concentration of sodium is common among patients who are admitted to a hospital ward.

**Results.** Of {{ counted("cohort.n", "patient") }}, {{ words("cohort.sex.female.n") }}
({{ percent("cohort.sex.female.percent") }}) were women. The mean sodium was {{ quantity("cohort.sodium.mean") }}.
""",
    "introduction": """\
## Introduction

Hyponatremia is the most common disorder of electrolytes {{ cite("hoorn2017") }}. Its causes are many, and *its treatment*
depends on them &mdash; so that the cause must be found first.

Little is known about patients who have no symptoms. Most reports describe those in whom the disorder was severe enough to be
treated, which leaves the milder forms aside.

We therefore describe a series of patients who were seen at one hospital.
""",
    "results": """\
## Results

{{ counted("cohort.n", "patient", start=true) }} were seen ({{ ref("table.characteristics") }}). The median sodium was
{{ quantity("cohort.sodium.median") }} with a range of {{ range("cohort.sodium") }}.

{{ place("table.characteristics") }}

{% if value("cohort.sex.female.n") > value("cohort.sex.male.n") %}Women were seen more often than men, which was not expected.
{% else %}Men were seen more often than women, which was not expected. {% endif %}
No patient needed treatment on the ward.
""",
    "discussion": """\
## Discussion

{% claim "few-women" when value("cohort.sex.female.percent") < value("cohort.sex.male.percent") %}
Fewer women than men were admitted to the ward in this series.
{% else %}More women than men were admitted to the ward in this series.
{% endclaim %}
The reason is not known, and further studies of larger series are needed.

This series is small. It was seen at one hospital, and nothing is known about patients who were seen elsewhere.
""",
    "supplement": "",
}


def write_study(folder: Path) -> Path:
    """Write the study to a folder."""
    for part in ("data", "templates/sections"):
        (folder / part).mkdir(parents=True)
    files = {
        "study.toml": CHOICES,
        "data/codebook.csv": CODES,
        "data/patients.csv": PATIENTS,
        "data/references.json": WORKS,
    }
    files |= {f"templates/sections/{name}.md.j2": text for name, text in SECTIONS.items()}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def draft_of(
    study: Path,
    folder: Path,
    pictures: Mapping[str, WordPicture] = MappingProxyType({}),
    number: int = 1,
) -> Draft:
    """Make a draft of a study as `issue` does, without its pages in print."""
    read = read_study(study)
    name = f"draft-{number}"
    issue = Issue(number, name, ISSUED)
    identity = replace(working_draft(read, study), issue=issue)
    typesetter = Typesetter(read, compute_results(read), study, identity=identity)
    set_manuscript = typesetter.manuscript()
    document = set_manuscript.document
    manuscript = word_manuscript(document)
    files = word_draft(document, manuscript, pictures, read, identity, PLAIN)
    files["document.json"] = document_json(document, manuscript.slots).encode()
    files["results.json"] = results_json(typesetter.printer, read.fingerprint).encode()
    files["manuscript.html"] = set_manuscript.blank().encode()
    folder.mkdir(parents=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    copytree(study, folder / "inputs")
    for file in (folder / "inputs").rglob("*.*"):
        file.chmod(READ_ONLY)
    claims = tuple(
        DraftClaim(each.name, each.place.file, each.place.row, each.outcome.value, each.sentence)
        for each in typesetter.claims.made
    )
    return Draft(
        number=number,
        name=name,
        slug=name,
        issued=ISSUED,
        public=False,
        style="",
        folder=folder,
        program={},
        fingerprints=identity.fingerprints,
        claims=claims,
        files=dict.fromkeys(files, ""),
        altered=(),
    )
