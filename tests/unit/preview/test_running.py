"""A preview of a small study, without a browser: what its tabs are shown after each edit."""

import gc
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from minimal_study import CHOICES, ROWS, write_minimal_study

from il2report import build
from il2report.errors import Il2ReportError, ProgramFault, WrongUse
from il2report.preview.board import Board
from il2report.preview.pictures import Pictures
from il2report.preview.running import Preview, preview
from il2report.templating.template_files import shipped_templates

SECTIONS = {
    "introduction": "## Introduction\n\nSodium matters.\n\nIt is measured often in most hospitals.\n",
    "discussion": "## Discussion\n\nThe mean was {{ num('cohort.sodium.mean') }} in all of the patients.\n",
}
INTRODUCTION, PATIENTS = "templates/sections/introduction.md.j2", "data/patients.csv"


def fault(error: Exception) -> Il2ReportError:
    return error if isinstance(error, Il2ReportError) else ProgramFault(repr(error))


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_minimal_study(tmp_path / "study", **SECTIONS)


@pytest.fixture
def running(study: Path) -> Iterator[Preview]:
    """Nothing is drawn, so no process is started."""
    made = Preview(study, Pictures(), Board(), fault)
    made.watcher.wait = lambda _seconds: None  # no test waits
    yield made
    gc.unfreeze()


def page(running: Preview) -> str:
    content = running.board.content("page")
    assert content
    return str(json.loads(content)["page"])


def codes(running: Preview) -> list[str]:
    return [each["code"] for each in running.board.state.findings]


def write(study: Path, name: str, text: str) -> None:
    (study / name).write_text(text)


def test_the_page_is_that_of_build_after_each_edit(running: Preview, study: Path, tmp_path: Path):
    edits = [
        (INTRODUCTION, "## Introduction\n\nSodium matters much.\n"),
        (PATIENTS, ROWS.replace("130", "131")),
        ("study.toml", CHOICES.replace("in a series", "again")),
        ("templates/styles/common.css", "p { color: red; }\n"),
        (INTRODUCTION, "## Introduction\n\nSodium matters.\n"),
    ]
    for name, text in edits:
        running.update()
        (study / name).parent.mkdir(exist_ok=True)
        write(study, name, text)
    running.update()
    build(study, tmp_path / "built", formats=("html",))

    assert (tmp_path / "built/report/manuscript.html").read_text() == page(running)


def test_a_page_that_does_not_change_keeps_its_number(running: Preview, study: Path):
    running.update()
    number = running.board.state.page
    os.utime(study / PATIENTS, (0, 0))
    running.update()

    assert number == running.board.state.page > 0


def test_a_study_that_is_broken_at_the_start_is_shown_when_it_is_mended(
    running: Preview, study: Path
):
    (study / "study.toml").rename(study / "away")
    running.update()
    assert ["missing-file"] == codes(running)
    assert 0 == running.board.state.page

    (study / "away").rename(study / "study.toml")
    running.update()
    assert [] == codes(running)
    assert "Serum sodium in a series" in page(running)


@pytest.mark.parametrize(
    ("name", "text", "code", "where"),
    [
        (INTRODUCTION, "## Introduction\n\nSodium in 17 patients.\n", "typed-number", "line 3"),
        (INTRODUCTION, "## Introduction\n\n{{ num('no.such') }}\n", "template-fails", "line 3"),
        (INTRODUCTION, "## Introduction\n\n{% if %}\n", "bad-template", "line 3"),
        (PATIENTS, ROWS.replace("132", "many"), "bad-number", "row 4, column sodium"),
        ("study.toml", f"{CHOICES}[", "bad-toml", "study.toml"),
    ],
)
def test_findings_are_over_the_last_good_page(
    running: Preview, study: Path, name: str, text: str, code: str, where: str
):
    running.update()
    good, before = page(running), (study / name).read_text()
    write(study, name, text)
    running.update()

    found = running.board.state.findings[0]
    assert code == found["code"]
    assert where in found["where"]
    assert found["line"]["path"].startswith(str(study / name))
    assert good == page(running)

    write(study, name, before)
    running.update()
    assert [] == codes(running)


def test_a_number_that_only_the_finished_page_shows_takes_the_page_back(
    running: Preview, study: Path
):
    running.update()
    good = page(running)
    frame = (shipped_templates() / "page.html.j2").read_text()
    write(study, "templates/page.html.j2", frame.replace("<main", "<p>17</p>\n<main"))
    running.update()

    assert codes(running)
    assert good == page(running)


def test_a_file_that_is_half_written_is_no_finding(
    running: Preview, study: Path, monkeypatch: pytest.MonkeyPatch
):
    running.update()
    shown = []
    monkeypatch.setattr(running.board, "show", lambda *_, **changes: shown.append(changes))
    write(study, PATIENTS, ROWS[:30] + "A,")

    class Watching:
        def changed(self, _seen: object, most: float) -> object:
            assert most > 0
            write(study, PATIENTS, ROWS.replace("130", "131"))
            return running.session.stamps()

    monkeypatch.setattr(running, "watcher", Watching())
    running.update()

    assert [] == [each["findings"] for each in shown if each.get("findings")]
    assert shown[-1].get("changes")


def test_an_edit_of_the_data_is_listed_with_its_cause(running: Preview, study: Path):
    running.update()
    write(study, PATIENTS, ROWS.replace("A0,130", "A0,135"))
    running.update()

    (edit,) = running.log.edits
    mean = next(each for each in edit["numbers"] if each["id"] == "cohort.sodium.mean")
    assert ["A0, sodium: 130 → 135"] == [each["text"] for each in edit["corrections"]]
    assert ("132.0", "133.0", "correction 1") == (
        mean["old"],
        mean["new"],
        mean["cause"],
    )
    assert [PATIENTS] == [each["name"] for each in edit["files"]]


def test_an_edit_of_a_text_is_listed_with_its_file(running: Preview, study: Path):
    running.update()
    write(study, INTRODUCTION, "## Introduction\n\nOf {{ num('cohort.n') }} patients.\n")
    running.update()

    (edit,) = running.log.edits
    assert [INTRODUCTION] == [each["name"] for each in edit["files"]]
    assert [] == edit["corrections"]


def test_a_line_is_found_by_its_words_or_its_number(running: Preview, study: Path):
    running.update()

    line = running.line_of("", 0, "It is measured often in most hospitals.")
    assert f"{INTRODUCTION}:5" == line["name"]
    assert f"vscode://file{study}/{INTRODUCTION}:5" == line["address"]
    discussion = running.line_of("cohort.sodium.mean", 99, "")["name"]
    assert discussion.startswith("templates/")
    assert running.line_of("", 0, "words that no template has") is None


def test_a_mistake_of_the_program_is_shown_and_the_next_edit_too(
    running: Preview, study: Path, monkeypatch: pytest.MonkeyPatch
):
    running.update()
    with monkeypatch.context() as patch:
        patch.setattr(running.session, "set", lambda: 1 / 0)
        running.update()
    assert "ZeroDivisionError" in running.board.state.findings[0]["message"]

    write(study, INTRODUCTION, "## Introduction\n\nSodium matters much.\n")
    running.update()
    assert [] == codes(running)
    assert "matters much" in page(running)


def test_a_folder_that_disappears_is_said_and_shown_again(running: Preview, study: Path):
    running.update()
    good = page(running)
    study.rename(study.with_name("away"))
    running.update()
    assert running.board.state.findings
    assert good == page(running)

    study.with_name("away").rename(study)
    running.update()
    assert [] == codes(running)


def test_edits_leave_nothing_behind(running: Preview, study: Path):
    """`benchmarks/preview.py` makes 1,000 of them, with a browser."""
    held = []
    for n in range(48):
        if n in (24, 36, 47):
            gc.collect()
            threads, files = threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
            held.append((threads, files, len(gc.get_objects())))
        write(study, INTRODUCTION, f"## Introduction\n\nSodium {'very ' * (n % 3)}matters.\n")
        write(study, PATIENTS, ROWS.replace("130", str(120 + n % 4)))
        if n % 5 == 4:
            write(study, PATIENTS, ROWS.replace("132", "many"))
        if n % 7 == 6:
            write(study, INTRODUCTION, "## Introduction\n\n{{ num('no.such') }}\n")
        running.update()

    (threads, files, _), (_, _, middle), (*last, end) = held
    assert [threads, files] == last
    assert end - middle < 2_000


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path):
    with pytest.raises(WrongUse, match="there is no folder"):
        preview(tmp_path / "none", 0, pytest.fail, fault)
