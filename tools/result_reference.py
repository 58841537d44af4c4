"""Write docs/results.md: every id of the results catalogue, with unit, meaning and method.

    python tools/result_reference.py            write docs/results.md
    python tools/result_reference.py --check    compare with docs/results.md, exit 1 on a difference

The ids are those that the program computes for the reference study, given an upper limit of normal
for LDH. A part of an id that depends on the data or on a code stands as a placeholder.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from il2report.results import Result, Unit, compute_results
from il2report.study import Study, read_study

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "results.md"

FAMILIES: Mapping[str, str] = {
    "cohort": "who the patients were",
    "response": "best responses, and the rates pooled from them",
    "progression": "time to disease progression (TTDP)",
    "overall_survival": "time from the start of therapy to death",
    "by_sex": "clinical benefit of women and of men",
    "by_prior_systemic": "clinical benefit with and without prior systemic therapy",
    "by_response": "the patients by best response",
    "dosing": "cycles and doses",
    "exposure": "cycles, doses and time on treatment of each patient, and why treatment ended",
    "correlates": "what goes along with clinical benefit",
    "toxicity": "adverse events, each patient at the worst grade of each term",
    "brain": "patients with brain metastases",
    "patient": "the patients one by one, for the listing of the supplement",
}
UNITS: Mapping[Unit, str] = {
    Unit.COUNT: "patients, cycles, doses or a grade of performance; a whole number",
    Unit.PERCENT: "0 to 100",
    Unit.P_VALUE: "0 to 1, to 12 significant digits",
    Unit.YEARS: "years",
    Unit.MONTHS: "months of 30.4375 days",
    Unit.COMPLETED_MONTHS: "whole calendar months that have passed",
    Unit.DOSES: "doses per cycle, a mean",
    Unit.MILLIMETERS: "mm",
    Unit.GRADE: "grade of an adverse event, 1 to 5",
    Unit.FLAG: "1 for yes, 0 for no",
    Unit.NUMBER: "a number in the unit of its declared variable",
    Unit.RATIO: "a hazard ratio, an odds ratio or a concordance",
}
HEAD = """\
# Results

Every number that the program computes has an id. Text, tables, figures, `report/results.json` and
`python -m il2report explain ID` all use it, and the ids are public: other programs may rely on them.

This page is written by `python tools/result_reference.py` from the catalogue of the reference study;
do not edit it. In an id,

| part | stands for |
|---|---|
| `CODE` | a site, a modality or a response category; sites and modalities as in `data/codebook.csv`, responses in small letters (`cr`, `pr`, `mr`, `sd`, `pd`, `ne`) |
| `TERM` | an adverse-event term of `data/codebook.csv` |
| `G` | a grade: 0 to 4 of performance status, 1 to 5 of an adverse event |
| `K` | the number of a cycle or of a brain lesion, from 1 |
| `ID` | a `patient_id` |

Codes of the codebook that no patient has count zero. A value that the data cannot give is `null` in
results.json, with its `reason`. Which responses make up overall response and clinical benefit, and the level of the
confidence intervals, are choices of study.toml; the meanings below show those of the reference study.
"""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A part of ids that varies: what stands before it, and what labels call each of its values."""

    before: str
    name: str
    wordings: Mapping[str, str]

    def put_into(self, result: Result) -> Result:
        """Replace the varying part in the id and in the label."""
        values = "|".join(sorted(map(re.escape, self.wordings), key=len, reverse=True))
        found = re.search(rf"(?:^|(?<=\.)){re.escape(self.before)}({values})(?=\.|$)", result.id)
        if found is None:
            return result
        called = re.escape(self.wordings[found[1]])
        return replace(
            result,
            id=f"{result.id[: found.start(1)]}{self.name}{result.id[found.end(1) :]}",
            label=re.sub(rf"(?<!\w){called}(?!\w)", self.name, result.label, flags=re.IGNORECASE),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page."""

    pattern: str
    unit: Unit
    meaning: str
    method: str

    def __str__(self) -> str:
        return f"| `{self.pattern}` | {self.unit} | {self.meaning} | {self.method} |"


def placeholders(study: Study) -> tuple[Placeholder, ...]:
    """List what varies from study to study or from code to code, in the order of replacement."""
    codes = study.codebook.codes("patients", "best_response")
    responses = {
        code.lower(): study.codebook.label("patients", "best_response", code) for code in codes
    }
    patients = dict.fromkeys(study.tables.patients["patient_id"])
    themselves = {patient: patient for patient in patients}
    numbers = {str(number): str(number) for number in range(100)}
    return (
        Placeholder("cohort.site.", "CODE", _labels(study, "metastases", "site")),
        Placeholder("cohort.prior.", "CODE", _labels(study, "prior_therapies", "modality")),
        Placeholder("cohort.ecog.", "G", numbers),
        Placeholder("response.", "CODE", responses),
        Placeholder("by_response.", "CODE", responses),
        Placeholder("toxicity.", "TERM", _labels(study, "adverse_events", "term")),
        Placeholder("grade_", "G", numbers),
        Placeholder("brain.", "ID", themselves),
        Placeholder("patient.", "ID", themselves),
        Placeholder("cycle_", "K", numbers),
        Placeholder("lesion.", "K", numbers),
    )


def _labels(study: Study, table: str, column: str) -> dict[str, str]:
    codes = study.codebook.codes(table, column)
    return {code: study.codebook.label(table, column, code) for code in codes}


def rows(study: Study) -> list[Row]:
    """Give one row per pattern of ids, in the order of the catalogue."""
    listed: dict[str, Row] = {}
    varying = placeholders(study)
    for result in compute_results(study).catalogue.values():
        for placeholder in varying:
            result = placeholder.put_into(result)  # noqa: PLW2901 (one after the other)
        method = result.method.name
        listed.setdefault(result.id, Row(result.id, result.unit, result.label, method))
    return list(listed.values())


def page(study: Study) -> str:
    """Write the whole page."""
    parts = [HEAD, *_units(), *_families(rows(study))]
    return "\n".join(parts)


def _units() -> Iterator[str]:
    yield "## Units\n\n| unit | value in results.json |\n|---|---|"
    yield from (f"| {unit} | {UNITS[unit]} |" for unit in Unit)


def _families(listed: list[Row]) -> Iterator[str]:
    families = {name: list(of) for name, of in groupby(listed, _family)}
    for name, meaning in FAMILIES.items():
        yield f"\n## {name}: {meaning}\n\n| id | unit | meaning | method |\n|---|---|---|---|"
        yield from map(str, families.pop(name))
    if families:
        raise ValueError(f"no heading for the ids of {', '.join(families)}")
    yield ""


def _family(row: Row) -> str:
    return row.pattern.partition(".")[0]


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; return 0, or 1 if the page is not what the catalogue gives."""
    parser = argparse.ArgumentParser(description="Write docs/results.md from the catalogue.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    written = page(read_study(ROOT))
    if not parser.parse_args(arguments).check:
        PAGE.write_text(written, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == written:
        return 0
    print("docs/results.md is not what the catalogue gives; run without --check", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
