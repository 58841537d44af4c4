"""A REDCap project of the kind that a group keeps, written in REDCap's formats from tables.

Run as a script with a data folder it writes the example of docs/how-to/redcap anew.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "redcap"
TITLES = (
    "Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"
    '"Choices, Calculations, OR Slider Labels",Field Note,'
    "Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,"
    "Identifier?,Branching Logic (Show field only if...),Required Field?,Custom Alignment,"
    "Question Number (surveys only),Matrix Group Name,Matrix Ranking?,Field Annotation"
)
RESPONSES = {
    "CR": "1, Complete",
    "PR": "2, Partial",
    "MR": "3, Mixed",
    "SD": "4, Stable",
    "PD": "5, Progression",
    "NE": "9, Not evaluable",
}
STATUSES = {"NED": "1, Alive, free", "AWD": "2, Alive", "DOD": "3, Died", "DOC": "4, Died, other"}
GRADES = {"1": "1, Mild", "2": "2, Moderate", "3": "3, Severe", "4": "4, Life", "5": "5, Death"}

MAPPING = """\
[redcap]
export = "redcap/export.csv"
dictionary = "redcap/dictionary.csv"
missing_codes = ["-99"]

[redcap.patients]
sex = "sex"
age = "age"
ecog = "ecog"
ldh = "ldh"
entry_date = "entered"
best_response = { field = "bor", codes = { 1 = "CR", 2 = "PR", 3 = "MR", 4 = "SD", 5 = "PD", 9 = "NE" } }
progression_date = "progressed"
last_contact_date = "last_seen"
status = { field = "vital", codes = { 1 = "NED", 2 = "AWD", 3 = "DOD", 4 = "DOC" } }

[redcap.metastases]
site = { checkbox = "mets" }

[redcap.prior_therapies]
modality = { checkbox = "prior" }
agent = { by_code = { AGENTS } }

[redcap.cycles]
cycle = "redcap_repeat_instance"
start_date = "cycle_start"
last_dose_date = "cycle_last"
doses = "cycle_doses"

[redcap.adverse_events]
cycle = "ae_cycle"
term = "ae_term"
grade = "ae_grade"

[redcap.brain_lesions]
lesion = "bl_lesion"
location = "bl_location"
assessed_on = "bl_date"
diameter_mm = "bl_mm"
"""

Table = list[dict[str, str]]
Tables = Mapping[str, Table]


def read_tables(folder: Path) -> dict[str, Table]:
    """Read the CSV files of a data folder."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found[path.stem] = list(csv.DictReader(lines))
    return found


def listed(codebook: Table, table: str, column: str) -> dict[str, tuple[str, str]]:
    """Number the codes of a column from 1: by code, REDCap's code and the label."""
    entries = [row for row in codebook if (row["table"], row["column"]) == (table, column)]
    entries.sort(key=lambda row: int(row["order"]))
    return {row["code"]: (str(n), row["label"]) for n, row in enumerate(entries, start=1)}


def mapping(codebook: Table) -> str:
    """Write the section of study.toml."""
    codes = listed(codebook, "prior_therapies", "modality")
    return MAPPING.replace("AGENTS", ", ".join(f'{code} = "prior_{code}"' for code in codes))


def choices(codes: Mapping[str, tuple[str, str]]) -> str:
    return " | ".join(f"{number}, {label}" for number, label in codes.values())


def dictionary(codebook: Table) -> str:
    """Write the data dictionary as a project's designer downloads it."""

    def of(table: str, column: str) -> str:
        return choices(listed(codebook, table, column))

    modalities = listed(codebook, "prior_therapies", "modality")
    number, whole, day = "number", "integer", "date_ymd"
    fields = [
        ("record_id", "enrollment", "text", "Record ID", "", ""),
        ("sex", "enrollment", "radio", "Sex", of("patients", "sex"), ""),
        ("age", "enrollment", "text", "Age at diagnosis", "", number),
        ("ecog", "enrollment", "dropdown", "ECOG", "0, ECOG 0 | 1, ECOG 1 | 2, ECOG 2", ""),
        ("ldh", "enrollment", "text", "LDH (U/L)", "", number),
        ("entered", "enrollment", "text", "First day of therapy", "", day),
        ("mets", "enrollment", "checkbox", "Sites", of("metastases", "site"), ""),
        ("prior", "enrollment", "checkbox", "Before", of("prior_therapies", "modality"), ""),
        *(
            (f"prior_{code}", "enrollment", "text", f"{label}: which", "", "")
            for code, (_, label) in modalities.items()
        ),
        ("bor", "outcome", "radio", "Best response", " | ".join(RESPONSES.values()), ""),
        ("progressed", "outcome", "text", "Progression", "", day),
        ("last_seen", "outcome", "text", "Last contact", "", day),
        ("vital", "outcome", "radio", "Status", " | ".join(STATUSES.values()), ""),
        ("cycle_start", "il2_cycle", "text", "First dose", "", day),
        ("cycle_last", "il2_cycle", "text", "Last dose", "", day),
        ("cycle_doses", "il2_cycle", "text", "Doses", "", whole),
        ("ae_cycle", "adverse_event", "text", "In cycle", "", whole),
        ("ae_term", "adverse_event", "dropdown", "Term", of("adverse_events", "term"), ""),
        ("ae_grade", "adverse_event", "radio", "Grade", " | ".join(GRADES.values()), ""),
        ("bl_lesion", "brain_imaging", "text", "Lesion", "", ""),
        ("bl_location", "brain_imaging", "dropdown", "Where", of("brain_lesions", "location"), ""),
        ("bl_date", "brain_imaging", "text", "Date of imaging", "", day),
        ("bl_mm", "brain_imaging", "text", "Diameter (mm)", "", number),
    ]
    rows = [
        [name, form, "", kind, label, options, "", validation, *[""] * 10]
        for name, form, kind, label, options, validation in fields
    ]
    return f"{TITLES}\n{written(rows)}"


def export(tables: Tables) -> str:
    """Write the flat export with raw data: a row of each record, then its repeated instances."""
    rows = list(export_rows(tables))
    names = dict.fromkeys(
        ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", *columns(tables)]
    )
    return written([list(names), *([row.get(name, "") for name in names] for row in rows)])


def columns(tables: Tables) -> Iterator[str]:
    """List an export's columns: the dictionary's fields in order, with the state of each form."""
    form = ""
    for field in csv.DictReader(io.StringIO(dictionary(tables["codebook"]))):
        name, kind = field["Variable / Field Name"], field["Field Type"]
        if form and field["Form Name"] != form:
            yield f"{form}_complete"
        form = field["Form Name"]
        if kind == "checkbox":
            options = field["Choices, Calculations, OR Slider Labels"].split(" | ")
            yield from (f"{name}___{option.partition(',')[0]}" for option in options)
        else:
            yield name
    yield f"{form}_complete"


def export_rows(tables: Tables) -> Iterator[dict[str, str]]:
    book = tables["codebook"]
    for patient in tables["patients"]:
        record = patient["patient_id"]
        own = {
            name: [row for row in tables[name] if row["patient_id"] == record]
            for name in tables
            if name not in ("codebook", "patients")
        }
        yield record_row(patient, own, book)
        for cycle in own["cycles"]:
            start, last, doses = cycle["start_date"], cycle["last_dose_date"], cycle["doses"]
            fields = {"cycle_start": start, "cycle_last": last, "cycle_doses": doses}
            yield instance_row(record, "il2_cycle", cycle["cycle"], fields)
        terms = listed(book, "adverse_events", "term")
        for number, event in enumerate(own["adverse_events"], start=1):
            term, grade = terms[event["term"]][0], event["grade"]
            fields = {"ae_cycle": event["cycle"], "ae_term": term, "ae_grade": grade}
            yield instance_row(record, "adverse_event", str(number), fields)
        places = listed(book, "brain_lesions", "location")
        for number, lesion in enumerate(own["brain_lesions"], start=1):
            fields = {
                "bl_lesion": lesion["lesion"],
                "bl_location": places[lesion["location"]][0],
                "bl_date": lesion["assessed_on"],
                "bl_mm": lesion["diameter_mm"],
            }
            yield instance_row(record, "brain_imaging", str(number), fields)


def instance_row(
    record: str, instrument: str, instance: str, fields: Mapping[str, str]
) -> dict[str, str]:
    return {
        "record_id": record,
        "redcap_repeat_instrument": instrument,
        "redcap_repeat_instance": instance,
        **fields,
        f"{instrument}_complete": "2",
    }


def record_row(patient: dict[str, str], own: Tables, book: Table) -> dict[str, str]:
    sites = {row["site"] for row in own["metastases"]}
    before = {row["modality"]: row["agent"] for row in own["prior_therapies"]}
    return {
        "record_id": patient["patient_id"],
        "sex": listed(book, "patients", "sex")[patient["sex"]][0],
        "age": patient["age"],
        "ecog": patient["ecog"],
        "ldh": patient["ldh"] or "-99",
        "entered": patient["entry_date"],
        **ticked("mets", listed(book, "metastases", "site"), sites),
        **ticked("prior", listed(book, "prior_therapies", "modality"), before),
        **{f"prior_{modality}": agent for modality, agent in before.items()},
        "enrollment_complete": "2",
        "bor": RESPONSES[patient["best_response"]].partition(",")[0],
        "progressed": patient["progression_date"],
        "last_seen": patient["last_contact_date"],
        "vital": STATUSES.get(patient["status"], "").partition(",")[0],
        "outcome_complete": "2",
    }


def ticked(
    name: str, codes: Mapping[str, tuple[str, str]], chosen: Iterable[str]
) -> dict[str, str]:
    boxes = frozenset(chosen)
    return {f"{name}___{number}": str(int(code in boxes)) for code, (number, _) in codes.items()}


def written(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def redcap_files(tables: Tables) -> dict[str, str]:
    """Write a project by file name: export, dictionary and mapping."""
    return {
        "export.csv": export(tables),
        "dictionary.csv": dictionary(tables["codebook"]),
        "mapping.toml": mapping(tables["codebook"]),
    }


if __name__ == "__main__":
    for name, text in redcap_files(read_tables(Path(sys.argv[1]))).items():
        (EXAMPLE / name).write_text(text, encoding="utf-8")
