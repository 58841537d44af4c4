"""Studies in which the sentences of the manuscript must change, each under a name that says how.

Most are the reference study with one thing corrected, so that what its sentences become can be
read side by side. The others are invented whole by `make_cohorts`, where size or a statistic must
differ. The rendering tests and `tools/proof_sheet.py` share them. No row describes a real person.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from make_cohorts import COLUMNS, REFERENCE_STUDY, Row, Tables, cohort, write_study

SEED = 1953
RESPONDING = frozenset({"CR", "PR", "MR"})

Change = Callable[[Tables], None]


def reference_tables() -> Tables:
    """Read the tables of the reference study as text."""
    tables: Tables = {}
    for name in COLUMNS:
        with (REFERENCE_STUDY / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


def _respond(row: Row, response: str) -> None:
    """Give a patient another best response, and the status that goes with it."""
    row["best_response"] = response
    row["status"] = {"CR": "NED", "NE": ""}.get(response, row["status"] and "AWD")


def _responses(changes: Mapping[str, str]) -> Change:
    """Turn every best response that `changes` names into another."""

    def change(tables: Tables) -> None:
        for row in tables["patients"]:
            _respond(row, changes.get(row["best_response"], row["best_response"]))

    return change


def _no_response(tables: Tables) -> None:
    _responses(dict.fromkeys(RESPONDING, "SD"))(tables)
    for row in tables["brain_lesions"]:
        row["diameter_mm"] = "9"


def _several_partial(tables: Tables) -> None:
    _responses({"MR": "PR", "SD": "PR"})(tables)


def _two_complete(tables: Tables) -> None:
    row = tables["patients"][7]
    row["progression_date"] = ""
    _respond(row, "CR")


def _all_complete(tables: Tables) -> None:
    _nobody_progressed(tables)
    for row in tables["patients"]:
        _respond(row, "CR")


def _without_brain(tables: Tables) -> None:
    tables["metastases"] = [row for row in tables["metastases"] if row["site"] != "brain"]
    tables["brain_lesions"] = []


def _keep_brain_of(kept: str) -> Change:
    def change(tables: Tables) -> None:
        for name in ("metastases", "brain_lesions"):
            tables[name] = [
                row
                for row in tables[name]
                if row["patient_id"] == kept or row.get("site", "brain") != "brain"
            ]

    return change


def _more_brain(count: int) -> Change:
    """Let brain metastases have been known in the first patients, growing where they are new."""

    def change(tables: Tables) -> None:
        known = {row["patient_id"] for row in tables["brain_lesions"]}
        new = [row for row in tables["patients"] if row["patient_id"] not in known]
        for row in new[: count - len(known)]:
            patient, entry = row["patient_id"], row["entry_date"]
            tables["metastases"].append({"patient_id": patient, "site": "brain"})
            tables["brain_lesions"] += [
                _scan(patient, entry, "11"),
                _scan(patient, row["last_contact_date"], "14"),
            ]

    return change


def _scan(patient: str, day: str, diameter: str) -> Row:
    return {
        "patient_id": patient,
        "lesion": "L1",
        "location": "left_frontal",
        "assessed_on": day,
        "diameter_mm": diameter,
    }


def _nobody_progressed(tables: Tables) -> None:
    for row in tables["patients"]:
        row["progression_date"] = ""
        if row["best_response"] == "PD":
            row["best_response"] = "SD"


def _everybody_progressed(tables: Tables) -> None:
    for row in tables["patients"]:
        row["progression_date"] = row["progression_date"] or row["last_contact_date"]
        row["status"] = ""


def _median_not_reached(tables: Tables) -> None:
    for row in tables["patients"][4:]:
        row["progression_date"] = ""
        if row["best_response"] == "PD":
            row["best_response"] = "SD"


def _died_without_progression(died: tuple[str, ...], alive: tuple[str, ...]) -> Change:
    """Censor some patients, of whom some died of another cause at their last contact."""

    def change(tables: Tables) -> None:
        for row in tables["patients"]:
            if row["patient_id"] in (*died, *alive):
                row["progression_date"] = ""
                row["status"] = "DOC" if row["patient_id"] in died else "AWD"

    return change


def _one_sex(sex: str) -> Change:
    def change(tables: Tables) -> None:
        for row in tables["patients"]:
            row["sex"] = sex

    return change


def _no_prior_therapy(tables: Tables) -> None:
    tables["prior_therapies"] = []


def _all_pretreated(tables: Tables) -> None:
    tables["prior_therapies"] = [
        {"patient_id": row["patient_id"], "modality": "chemotherapy", "agent": ""}
        for row in tables["patients"]
    ]


def _grades(changes: Mapping[str, str]) -> Change:
    def change(tables: Tables) -> None:
        for row in tables["adverse_events"]:
            row["grade"] = changes.get(row["grade"], row["grade"])

    return change


def _fatal(*patients: str) -> Change:
    """Let the worst event of these patients have been fatal."""

    def change(tables: Tables) -> None:
        for patient in patients:
            events = [row for row in tables["adverse_events"] if row["patient_id"] == patient]
            max(events, key=lambda row: row["grade"])["grade"] = "5"
            [person] = [row for row in tables["patients"] if row["patient_id"] == patient]
            person["status"] = "DOC"

    return change


def _no_adverse_event(tables: Tables) -> None:
    tables["adverse_events"] = []


def _without_ldh(count: int) -> Change:
    def change(tables: Tables) -> None:
        for row in tables["patients"][:count]:
            row["ldh"] = ""

    return change


def _high_ldh_without_benefit(tables: Tables) -> None:
    for row in tables["patients"]:
        if row["best_response"] == "PD":
            row["ldh"] = str(int(row["ldh"]) + 500)


def _women_benefit(tables: Tables) -> None:
    for row in tables["patients"]:
        row["sex"] = "male" if row["best_response"] == "PD" else "female"


def _pretreated_benefit(tables: Tables) -> None:
    tables["prior_therapies"] = [
        {"patient_id": row["patient_id"], "modality": "vaccine", "agent": ""}
        for row in tables["patients"]
        if row["best_response"] != "PD"
    ]


def _one_cycle(tables: Tables) -> None:
    for name in ("cycles", "adverse_events"):
        tables[name] = [row for row in tables[name] if row["cycle"] == "1"]


def _four_cycles(tables: Tables) -> None:
    last = date(2002, 7, 27)
    for number in ("3", "4"):
        start = last + timedelta(days=15)
        last = start + timedelta(days=2)
        tables["cycles"].append(
            {
                "patient_id": "P05",
                "cycle": number,
                "start_date": start.isoformat(),
                "last_dose_date": last.isoformat(),
                "doses": "8",
            }
        )


def _tied_sites(tables: Tables) -> None:
    tables["metastases"] = [
        {"patient_id": row["patient_id"], "site": site}
        for row, site in zip(tables["patients"], ["lung", "liver", "adrenal"] * 5, strict=True)
    ] + [row for row in tables["metastases"] if row["site"] == "brain"]


def _no_lesion_measured(tables: Tables) -> None:
    tables["brain_lesions"] = []


def _lesion_recurs(tables: Tables) -> None:
    """Let the lesions of the first patient with any have come back at the last assessment."""
    patient = tables["brain_lesions"][0]["patient_id"]
    rows = [row for row in tables["brain_lesions"] if row["patient_id"] == patient]
    last = max(row["assessed_on"] for row in rows)
    for row in rows:
        row["diameter_mm"] = "6" if row["assessed_on"] == last else row["diameter_mm"]


def _older_with_benefit(tables: Tables) -> None:
    for row in tables["patients"]:
        if row["best_response"] != "PD":
            row["age"] = str(float(row["age"]) + 20)


def _first_patients(*numbers: int) -> Change:
    def change(tables: Tables) -> None:
        kept = {f"P{number:02}" for number in numbers}
        for name, rows in tables.items():
            tables[name] = [row for row in rows if row["patient_id"] in kept]

    return change


def _not_evaluable(tables: Tables) -> None:
    for row in tables["patients"][1:3]:
        row["best_response"], row["progression_date"] = "NE", ""


CORRECTED: Mapping[str, Change] = MappingProxyType(
    {
        "no complete response": _responses({"CR": "PR"}),
        "no response at all": _no_response,
        "several partial responses": _several_partial,
        "two complete responses": _two_complete,
        "every response complete": _all_complete,
        "no clinical benefit": _responses(dict.fromkeys((*RESPONDING, "SD"), "NE")),
        "response not evaluable in two": _not_evaluable,
        "nobody with brain metastases": _without_brain,
        "one patient with brain metastases": _keep_brain_of("P05"),
        "four patients with brain metastases": _more_brain(4),
        "ten patients with brain metastases": _more_brain(10),
        "no brain lesion measured": _no_lesion_measured,
        "a brain lesion that recurred": _lesion_recurs,
        "nobody had progressed": _nobody_progressed,
        "everybody progressed": _everybody_progressed,
        "median not reached": _median_not_reached,
        "one of several censored died": _died_without_progression(("P08",), ("P09", "P10")),
        "all censored died": _died_without_progression(("P05", "P08", "P09"), ()),
        "women only": _one_sex("female"),
        "men only": _one_sex("male"),
        "no prior therapy": _no_prior_therapy,
        "everybody pretreated": _all_pretreated,
        "no grade 4 event": _grades({"4": "3"}),
        "no event of grade 3 or 4": _grades({"4": "2", "3": "2"}),
        "a fatal event": _fatal("P12"),
        "two fatal events": _fatal("P12", "P14"),
        "no adverse event at all": _no_adverse_event,
        "LDH missing for four": _without_ldh(4),
        "LDH missing for all": _without_ldh(15),
        "LDH lower with benefit": _high_ldh_without_benefit,
        "older with benefit": _older_with_benefit,
        "benefit in women only": _women_benefit,
        "benefit in the pretreated only": _pretreated_benefit,
        "one cycle each": _one_cycle,
        "four cycles in one patient": _four_cycles,
        "three sites equally frequent": _tied_sites,
        "one patient alone": _first_patients(5),
        "two patients": _first_patients(4, 12),
        "three patients": _first_patients(5, 8, 12),
    }
)
"""The reference study with one thing corrected."""

CHOSEN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "records of patients": ('data_origin = "reconstructed"', 'data_origin = "patients"'),
        "mixed responses not counted": ('["CR", "PR", "MR"]', '["CR", "PR"]'),
    }
)
"""The reference study with one line of study.toml chosen otherwise."""

INVENTED: Mapping[str, tuple[int, dict[str, Any]]] = MappingProxyType(
    {
        "no response": (12, {"responses": {"SD": 3, "PD": 9}}),
        "nobody progressed": (8, {"responses": {"CR": 2, "PR": 2, "SD": 4}, "progressing": 0.0}),
        "no adverse event": (10, {"events_per_cycle": 0, "brain_patients": 1}),
        "grade 5 event": (20, {"fatal_event": True, "max_cycles": 3, "brain_patients": 2}),
        "everybody benefited": (6, {"responses": {"CR": 2, "PR": 4}, "progressing": 1.0}),
        "only women benefited": (
            60,
            {"responses": {"PR": 30, "PD": 30}, "benefit_sex": "female", "missing_ldh": 6},
        ),
        "one patient": (1, {"responses": {"PD": 1}, "missing_ldh": 1, "brain_patients": 1}),
        "40 patients": (40, {"brain_patients": 3, "max_cycles": 4, "missing_ldh": 1}),
        "one complete response among many": (
            120,
            {"responses": {"CR": 1, "PR": 20, "MR": 9, "SD": 30, "PD": 60}},
        ),
        "200 patients": (200, {"brain_patients": 12, "max_cycles": 3, "missing_ldh": 20}),
        "1,000 patients": (1000, {"brain_patients": 60, "max_cycles": 3, "fatal_event": True}),
    }
)
"""Invented cohorts: the number of patients, and what is asked of `make_cohorts`.

Those without brain metastases are the ones that do not ask for them."""


def write_situation(folder: Path, name: str) -> Path:
    """Write the study of a situation, ready to be read."""
    if name in INVENTED:
        n, asked = INVENTED[name]
        return write_study(folder, cohort(n, SEED, **asked))
    tables = reference_tables()
    if name in CHOSEN:
        return _choosing(write_study(folder, tables), *CHOSEN[name])
    CORRECTED[name](tables)
    return write_study(folder, tables)


def _choosing(folder: Path, shipped: str, chosen: str) -> Path:
    choices = folder / "study.toml"
    choices.write_text(choices.read_text(encoding="utf-8").replace(shipped, chosen), "utf-8")
    return folder
