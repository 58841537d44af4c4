"""Whatever is corrected, the comparison reports what two builds from scratch differ in, and no more."""

import copy
import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from make_cohorts import Tables, write_study
from situations import reference_tables

from il2report.results import compute_results
from il2report.revisions.comparison import DENOMINATOR
from il2report.revisions.difference import Difference
from il2report.revisions.recomputation import StudyBetween
from il2report.revisions.study_comparison import study_change
from il2report.study import Study, inspect_study
from il2report.values import NotEstimable
from il2report.workflow.comparing import compared
from il2report.workflow.editions import Edition, set_edition

Edit = Callable[[Tables], None]

REFERENCE = reference_tables()
PATIENTS = [row["patient_id"] for row in REFERENCE["patients"]]
TERMS = sorted({row["term"] for row in REFERENCE["adverse_events"]})
MARK = re.compile(r'<data value="([^"]*)" data-result="([^"]+)"( data-part="n")?>([^<]*)</data>')
CELLS: dict[tuple[str, str], st.SearchStrategy[str]] = {
    ("patients", "age"): st.integers(25, 80).map(str),
    ("patients", "ldh"): st.one_of(st.just(""), st.integers(100, 1500).map(str)),
    ("patients", "sex"): st.sampled_from(["female", "male"]),
    ("patients", "best_response"): st.sampled_from(["PR", "SD", "PD"]),
    ("adverse_events", "grade"): st.integers(1, 4).map(str),
    ("cycles", "doses"): st.integers(1, 14).map(str),
    ("brain_lesions", "diameter_mm"): st.sampled_from(["0", "3", "12"]),
}


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """Draw one thing to correct: a cell, a new event, an event that was none, a patient who goes."""
    kind = draw(st.sampled_from(["cell", "cell", "cell", "event", "no event", "patient"]))
    if kind == "cell":
        table, column = draw(st.sampled_from(sorted(CELLS)))
        position = draw(st.integers(0, len(REFERENCE[table]) - 1))
        return changed_cell(
            table, dict(REFERENCE[table][position]), column, draw(CELLS[table, column])
        )
    if kind == "event":
        row = {"patient_id": draw(st.sampled_from(PATIENTS)), "cycle": "1"}
        row |= {"term": draw(st.sampled_from(TERMS)), "grade": draw(st.integers(1, 4).map(str))}
        return lambda tables: tables["adverse_events"].append(row)
    if kind == "no event":
        gone = dict(draw(st.sampled_from(REFERENCE["adverse_events"])))
        return without_event(gone)
    return without_patient(draw(st.sampled_from(PATIENTS)))


def changed_cell(table: str, wanted: dict[str, str], column: str, value: str) -> Edit:
    def edit(tables: Tables) -> None:
        for row in tables[table]:
            if row == wanted:
                row[column] = value
                return

    return edit


def without_event(gone: dict[str, str]) -> Edit:
    def edit(tables: Tables) -> None:
        tables["adverse_events"] = [row for row in tables["adverse_events"] if row != gone]

    return edit


def without_patient(gone: str) -> Edit:
    def edit(tables: Tables) -> None:
        for name, rows in tables.items():
            tables[name] = [row for row in rows if row["patient_id"] != gone]

    return edit


def written(folder: Path, made: list[Edit]) -> Path:
    tables = copy.deepcopy(REFERENCE)
    for edit in made:
        edit(tables)
    return write_study(folder, tables)


BOUNDED = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # an example takes a second: too slow to shrink
    suppress_health_check=[HealthCheck.too_slow],
)


@BOUNDED
@given(st.lists(edits(), min_size=1, max_size=4))
def test_the_changes_reported_are_those_of_two_builds_from_scratch(made: list[Edit]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        new = written(Path(folder) / "new", made)
        assume(inspect_study(new).study is not None)
        before, after = BEFORE(), set_edition(new, "new", "")
        difference = compared(before, after).difference
    changed = {change.id for change in difference.changes if not change.id.endswith(DENOMINATOR)}
    assert differing_results(before, after) == changed
    reported = {change.id for change in difference.printed}
    assert set() == differing_marks(before.page, after.page) - reported
    assert set() == reported - marked(before.page) - marked(after.page) - drawn(difference)


def differing_results(old: Edition, new: Edition) -> set[str]:
    """Compare the two results.json entry by entry, by value, reason and text."""
    sides = [json.loads(json.dumps(edition.document))["results"] for edition in (old, new)]
    told = [{key: (of["value"], of.get("reason"), of["text"]) for key, of in side.items()} for side in sides]  # fmt: skip
    return {key for key in told[0].keys() | told[1].keys() if told[0].get(key) != told[1].get(key)}


def differing_marks(old: str, new: str) -> set[str]:
    """Find the numbers that both pages print, but with another value and other texts."""
    sides = [marks(page) for page in (old, new)]
    both = sides[0].keys() & sides[1].keys()
    return {
        key
        for key in both
        if {value for value, _ in sides[0][key]} != {value for value, _ in sides[1][key]}
        and {text for _, text in sides[0][key]} != {text for _, text in sides[1][key]}
    }


def marks(page: str) -> dict[str, set[tuple[str, str]]]:
    """Collect value and text of each number by its id."""
    found: dict[str, set[tuple[str, str]]] = {}
    for value, key, part, text in MARK.findall(page):
        found.setdefault(f"{key}{DENOMINATOR if part else ''}", set()).add((value, text.lower()))
    return found


def marked(page: str) -> set[str]:
    return set(marks(page))


def drawn(difference: Difference) -> set[str]:
    return {
        change.id
        for change in difference.printed
        if any(place.startswith("Figure ") for place in difference.places(change.id))
    }


@BOUNDED
@given(st.lists(edits(), min_size=2, max_size=4))
def test_a_state_with_one_correction_equals_the_study_with_only_that_edit(made: list[Edit]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = inspect_study(written(Path(folder) / "whole", made)).study
        alone = [
            inspect_study(written(Path(folder) / f"{n}", [edit])).study
            for n, edit in enumerate(made)
        ]
    assume(whole is not None and all(alone))
    assert whole is not None
    old = BEFORE().study
    assert old is not None
    change = study_change(old, whole)
    between = StudyBetween(old, whole, change)
    states = [full(between.study({each.number})) for each in change.corrections]
    from_scratch = [full(study) for study in alone if study is not None]
    assume(len(states) == len(made))
    assert [] == [state for state in from_scratch if state not in states]


def full(study: Study) -> dict[str, object]:
    catalogue = compute_results(study).catalogue
    return {
        key: result.value.reason if isinstance(result.value, NotEstimable) else result.value
        for key, result in catalogue.items()
    }


_FOUND: list[Edition] = []


def BEFORE() -> Edition:  # noqa: N802 (a constant that is made when first asked for)
    if not _FOUND:
        with tempfile.TemporaryDirectory() as folder:
            _FOUND.append(set_edition(write_study(Path(folder) / "old", REFERENCE), "old", ""))
    return _FOUND[0]
