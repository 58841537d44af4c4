"""What is wrong with the page of a study: numbers that nobody computed, and gaps in the text."""

import json
import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "acceptance"))

from readback import Truth, mark_slips, parsed, seen_texts, stray_numbers, without_names

from il2report.rendering.manuscript import Typesetter
from il2report.rendering.results_json import results_json
from il2report.results import StudyResults
from il2report.study import Study

PROJECT = Path(__file__).parents[2]
GAP = re.compile(r"\b(?:nan|NaN|NaT|inf|undefined)\b|[{}]|\(\s*\)|\s[,.;](?=\s|$)|[,;]\s*\.|,\s*,")
"""What text shows where a value was missing and nobody said so."""


@cache
def reference_truth() -> Truth:
    """What numbers are held against in the reference study."""
    return Truth.of(PROJECT, PROJECT / "report/results.json")


def truth_of(study: Study, typesetter: Typesetter, folder: Path | None) -> Truth:
    """Take the truth from the study's files, or for a study without files from its tables."""
    report = json.loads(results_json(typesetter.printer, study.fingerprint))
    truth = reference_truth()
    if folder is not None:
        written = folder / "results.json"
        written.write_text(json.dumps(report), encoding="utf-8")
        truth = Truth.of(folder, written)
    labels = [entry.label for codes in study.codebook.entries.values() for entry in codes.values()]
    texts = {*labels, *study.tables.prior_therapies["agent"].dropna()}
    names = {*truth.names, *texts, *(f"{text[:1].lower()}{text[1:]}" for text in texts)}
    patients = {patient: {} for patient in study.tables.patients["patient_id"]}
    return replace(
        truth,
        results=report["results"],
        patients=patients,
        fingerprint=study.fingerprint,
        choices=study.configuration.model_dump(),
        names=tuple(sorted(names, key=len, reverse=True)),
    )


def printed_slips(study: Study, results: StudyResults, folder: Path | None = None) -> list[str]:
    """Set the whole page and name every number that is not true and every gap.

    Parameters
    ----------
    study, results : what is printed
    folder : the study's files; None for a drawn study, whose choices are those of the reference
    """
    typesetter = Typesetter(study, results, folder or PROJECT)
    page = parsed(typesetter.manuscript().blank())
    truth = truth_of(study, typesetter, folder)
    texts = (text for text, _ in seen_texts(page) if without_names(text, truth).strip(" ,.;"))
    gaps = [text for text in texts if GAP.search(_with_names_veiled(text, truth))]
    return [*mark_slips(page, truth), *stray_numbers(page, truth), *gaps]


def _with_names_veiled(text: str, truth: Truth) -> str:
    for name in truth.names:
        text = text.replace(name, "name")
    return text
