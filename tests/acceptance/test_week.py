"""Twelve corrections, each with all that it changes and why; and all of them at once."""

from itertools import pairwise
from pathlib import Path

import pytest
from flows import plain
from redline_reading import accepted, read, rejected
from study_pairs import in_word
from syrupy.assertion import SnapshotAssertion
from week import Step, steps, write_studies

from il2report.redline import ChangeKind, redline
from il2report.reports.changes.wording import Names, arrow
from il2report.revisions.comparison import DENOMINATOR, ValueChange
from il2report.revisions.difference import Difference
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of
from il2report.word.remarks import word_text
from il2report.word.resolution import Decision
from il2report.workflow.comparing import Compared, compared
from il2report.workflow.editions import Edition, set_edition
from il2report.workflow.tracked_comparison import tracked_word_file

STEPS = steps()
NAMES = Names(abbreviations={"ldh": "LDH"})


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> list[Edition]:
    """Set the study before the week and after each correction."""
    studies = write_studies(tmp_path_factory.mktemp("week"))
    return [set_edition(each, f"state {number}", "") for number, each in enumerate(studies)]


def lines(difference: Difference) -> list[str]:
    """Write all that a difference says, one thing a line."""
    parts = {
        "printed": difference.printed,
        "beside": difference.beside,
        "beyond": difference.beyond_print,
    }
    found = [f"correction {c.number}: {NAMES.correction(c)}" for c in difference.corrections or ()]
    found += ["nothing printed has changed"] if difference.is_nothing_printed else []
    found += [f"crossing {c.line.value}: {' '.join(c.ids)}" for c in difference.crossings]
    found += [f"claim {c.name}: {c.turn.value}" for c in difference.claims]
    for part, changes in parts.items():
        found += [f"{part} {line(difference, change)}" for change in changes]
    return found


def line(difference: Difference, change: ValueChange) -> str:
    sides = (change.old, change.new)
    is_of_reasons = not change.prints_differently and all(side and side.reason for side in sides)
    texts = arrow(
        *((side.full if is_of_reasons else side.text) if side else None for side in sides)
    )
    attribution = difference.attributions.get(change.id)
    numbers = " ".join(map(str, attribution.corrections)) if attribution else ""
    cause = f" | {attribution.how.value} {numbers}" if attribution else ""
    places = "; ".join(difference.places(change.id))
    return f"{change.id}: {texts}{cause}{f' | {places}' if places else ''}"


@pytest.mark.parametrize("number", range(len(STEPS)), ids=[step.name for step in STEPS])
def test_a_correction_changes_all_that_it_should_and_nothing_else(
    number: int, editions: list[Edition], snapshot: SnapshotAssertion
) -> None:
    found = lines(difference_of(editions[number], editions[number + 1]))
    assert "\n".join(found) == snapshot
    assert [] == [must for must in STEPS[number].must if not is_told(must, found)]


def test_the_whole_week_is_led_back_to_its_corrections(
    editions: list[Edition], snapshot: SnapshotAssertion
) -> None:
    assert "\n".join(lines(difference_of(editions[0], editions[-1]))) == snapshot


@pytest.mark.parametrize("number", range(len(STEPS)), ids=[step.name for step in STEPS])
def test_the_redline_of_a_correction_holds_both_manuscripts(
    number: int, editions: list[Edition]
) -> None:
    old, new = editions[number].page, editions[number + 1].page
    marked = redline(old, new)
    assert read(old).blocks == rejected(marked.html).blocks
    assert read(new).blocks == accepted(marked.html).blocks


@pytest.mark.parametrize("number", range(len(STEPS)), ids=[step.name for step in STEPS])
def test_the_word_file_of_a_correction_holds_both_manuscripts(
    number: int, editions: list[Edition]
) -> None:
    old, new = editions[number], editions[number + 1]
    sides = [in_word(each) for each in (old, new)]

    content = tracked_word_file(*sides, difference_of(old, new), NAMES, new.study)
    file = word_file_of(content, "redline.docx")

    accepted, rejected = (flow_of(file, each) for each in (Decision.ACCEPT, Decision.REJECT))
    assert accepted == sides[1].manuscript.flow
    assert [plain(each) for each in rejected] == [plain(each) for each in sides[0].manuscript.flow]


def test_a_claim_with_another_wording_has_a_comment_that_says_why(editions: list[Edition]) -> None:
    old, new = editions[6:8]
    difference = difference_of(old, new)

    content = tracked_word_file(in_word(old), in_word(new), difference, NAMES, new.study)

    comments = word_text(word_file_of(content, "redline.docx")).comments
    assert comments[0].text.startswith("Because of correction 1: P05, ")
    [of_claim] = [each for each in comments if "(claim " in each.text]
    assert of_claim.text.startswith(
        "A sentence is no longer true and was replaced by another wording, because of correction 1"
        " (claim sensitivity-analyses-agree).\n"
        "Correction 1: P05, "
    )
    assert ": 696 \N{RIGHTWARDS ARROW} 396." in of_claim.text


def test_the_redline_tells_the_values_that_the_comparison_tells(editions: list[Edition]) -> None:
    for old, new in pairwise(editions):
        told = {c.result for c in redline(old.page, new.page).changes if c.kind is ChangeKind.VALUE}
        printed = {c.id.removesuffix(DENOMINATOR) for c in difference_of(old, new).printed}
        assert set() == told - printed


def is_told(must: str, found: list[str]) -> bool:
    return any(line == must or line.startswith(f"{must} |") for line in found)


def difference_of(old: Edition, new: Edition) -> Difference:
    answer: Compared = compared(old, new)
    assert () == answer.notes
    return answer.difference


def test_there_are_twelve_corrections_with_a_reason_each() -> None:
    assert 12 == len(STEPS)
    assert [] == [step.name for step in STEPS if not step.reason]


def test_the_log_of_the_week_is_found_complete(editions: list[Edition], tmp_path: Path) -> None:
    folders = [edition.folder for edition in (editions[0], editions[-1])]
    assert all(folders)
    log = ["date,who,patient_id,table,column,old,new,reason"]
    difference = difference_of(editions[0], editions[-1])
    for correction in difference.corrections or ():
        log += [entry_of(row, STEPS[0]) for row in correction.rows[:1]]
    assert folders[1]
    (folders[1] / "data" / "corrections.csv").write_text("\n".join(log) + "\n", encoding="utf-8")
    logged = difference_of(editions[0], set_edition(folders[1], "logged", ""))
    assert () == logged.review.findings
    assert len(logged.corrections or ()) == len(logged.review.entries)


def entry_of(row, step: Step) -> str:
    if row.kind.value != "changed":
        return f"2026-11-20,A. Fellow,{row.patient_id},{row.table},,,{row.kind.value},{step.reason.replace(',', '')}"
    (cell,) = row.cells
    old, new = (f'"{text}"' if "," in text else text for text in (cell.old, cell.new))
    return (
        f"2026-11-20,A. Fellow,{row.patient_id or ''},{row.table},{cell.column},{old},{new},re-read"
    )
