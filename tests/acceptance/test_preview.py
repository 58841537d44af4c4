"""`preview` in a real browser: what is edited is shown, what is wrong is said, and nothing else moves."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from browser import Chromium, Page
from issuing import Issued
from previewing import FRAME, Edited, Running, copied, shown, until, until_newer

INTRODUCTION, PATIENTS = "templates/sections/introduction.md.j2", "data/patients.csv"
FINDINGS = "!document.getElementById('findings').hidden"
NO_FINDINGS = "document.getElementById('findings').hidden"
DESKTOP, PHONE = (1280, 800), (390, 844)
AXE = """axe.run(document, {resultTypes: ["violations"]}).then(({violations}) =>
  violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html} ${node.failureSummary}`)))"""
BEGINS = {"pdf": "%PDF-", "docx": "PK"}
"""The first letters of each document."""
AGE = ("P02,female,48", "P02,female,68")


@pytest.fixture(scope="module")
def study(first: Issued, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference study with an issued draft, to be edited."""
    return copied(first.study, tmp_path_factory.mktemp("preview") / "study")


@pytest.fixture(scope="module")
def running(study: Path) -> Iterator[Running]:
    with Running(study) as preview:
        yield preview


@pytest.fixture(scope="module")
def desktop(running: Running, chromium: Chromium) -> Page:
    page = chromium.open(running.address, *DESKTOP)
    shown(page)
    return page


@pytest.fixture
def introduction(study: Path, desktop: Page) -> Iterator[Edited]:
    yield from put_back(Edited.of(study, INTRODUCTION), desktop)


@pytest.fixture
def patients(study: Path, desktop: Page) -> Iterator[Edited]:
    yield from put_back(Edited.of(study, PATIENTS), desktop)


def put_back(edited: Edited, page: Page) -> Iterator[Edited]:
    yield edited
    number = shown(page)
    is_changed = edited.file.read_text(encoding="utf-8") != edited.content
    edited.restore()
    if is_changed and page.run(NO_FINDINGS):
        until_newer(page, number)
    until(page, NO_FINDINGS)


def built_page(study: Path, output: Path) -> str:
    command = [sys.executable, "-m", "il2report", "build", "--study", str(study)]
    subprocess.run(
        [*command, "--output", str(output), "--format", "html"], check=True, capture_output=True
    )
    return (output / "report/manuscript.html").read_text(encoding="utf-8")


def test_what_is_shown_is_what_a_build_writes_after_any_edit(
    study: Path, desktop: Page, introduction: Edited, patients: Edited, tmp_path: Path
):
    number = shown(desktop)
    introduction.replace("melanoma", "melanoma of the skin")
    number = until_newer(desktop, number)
    patients.replace(*AGE)
    until_newer(desktop, number)
    sent = desktop.run("fetch('page').then((answer) => answer.json())")
    built = built_page(study, tmp_path / "built")

    assert built == sent["page"]
    assert "of the skin" in built
    compare = f"""((text) => {{
      const read = new ({FRAME}.defaultView.DOMParser)().parseFromString(text, "text/html");
      const words = (page) => page.querySelector("main").textContent.replace(page.getElementById("number-panel-hint").textContent, "");
      const pictures = (page) => [...page.querySelectorAll("main img")].map((each) => each.src);
      const is = {FRAME};
      return [words(is) === words(read), String(pictures(is)) === String(pictures(read)), is.title === read.title];
    }})({json.dumps(built)})"""
    assert [True, True, True] == desktop.run(compare)


def test_place_and_panel_stay_while_changed_numbers_flash_and_are_listed_with_their_cause(
    desktop: Page, patients: Edited
):
    desktop.run(f"{FRAME}.querySelector('#results').scrollIntoView()")
    mean = f"{FRAME}.querySelector('#results ~ p data[data-result=\"cohort.age.mean\"]')"
    desktop.run(f"{mean}.click()")
    before = desktop.run(f"{FRAME}.querySelector('#results').getBoundingClientRect().top")
    number = shown(desktop)
    patients.replace(*AGE)
    until(desktop, f"Number(document.body.dataset.painted) > {number}")
    flashing = desktop.run(
        f"[...{FRAME}.querySelectorAll('.preview-changed')].map((each) => each.dataset.result)"
    )
    until_newer(desktop, number)

    assert {"cohort.age.mean", "cohort.age.max"} <= set(flashing)
    assert "cohort.n" not in flashing
    assert "50.1" == desktop.run(f"{mean}.textContent")
    panel = f"{FRAME}.getElementById('number-panel')"
    assert desktop.run(f"{panel}.open")
    assert "50.1 years" == desktop.run(f"{FRAME}.getElementById('number-panel-title').textContent")
    after = desktop.run(f"{FRAME}.querySelector('#results').getBoundingClientRect().top")
    assert abs(before - after) < 2

    desktop.run(f"{FRAME}.getElementById('number-panel-close').click()")
    desktop.click("#changes-button")
    edit = "document.querySelector('#changes .edit')"  # the last one
    until(desktop, f"{edit}?.textContent.includes('P02, age: 48 → 68')")
    said = desktop.run(f"{edit}.textContent")
    assert "Age at diagnosis, mean: 48.8 years → 50.1 years" in said
    assert "correction 1" in said
    links = desktop.run(f"[...{edit}.querySelectorAll('a')].map((each) => each.href)")
    assert any(link.endswith("/study/data/patients.csv:3") for link in links)
    desktop.press("Escape")
    assert desktop.run("document.getElementById('changes').hidden")


def test_a_finding_is_over_the_last_good_page_with_its_place_and_goes_when_it_is_mended(
    desktop: Page, introduction: Edited
):
    number = shown(desktop)
    introduction.replace("melanoma", "melanoma in 17 patients")
    until(desktop, FINDINGS)
    said = desktop.run("document.getElementById('findings').textContent")

    assert "1 error: this is the last good page" == desktop.of("#status", "textContent")
    assert "the number 17 is typed" in said
    assert "templates/sections/introduction.md.j2, line" in said
    link = desktop.of("#findings a", "href")
    assert link.startswith("vscode://file/")
    assert "/study/templates/sections/introduction.md.j2:" in link
    assert "in 17 patients" not in desktop.run(f"{FRAME}.querySelector('main').textContent")

    introduction.restore()
    until(desktop, NO_FINDINGS)
    assert number == shown(desktop)


def test_axe_finds_nothing_in_bar_findings_and_changes(
    chromium: Chromium, running: Running, desktop: Page, introduction: Edited, axe: str
):
    """Without the manuscript, which has its own test."""
    introduction.replace("melanoma", "melanoma in 17 patients")
    until(desktop, FINDINGS)
    page = chromium.open(running.address, *DESKTOP)
    until(page, FINDINGS)
    page.run("for (const each of document.querySelectorAll('iframe')) each.remove()")
    page.run(f"{axe}; document.getElementById('changes').hidden = false")
    found = {}
    for width, scheme in product((PHONE[0], DESKTOP[0]), ("light", "dark")):
        page.look(width, DESKTOP[1], scheme=scheme)
        found |= {f"{width} {scheme}": page.run(AXE)}

    assert {} == {look: findings for look, findings in found.items() if findings}


def test_a_wrong_cell_is_named_by_row_and_column(desktop: Page, patients: Edited):
    patients.replace("P02,female,48", "P02,female,forty")
    until(desktop, FINDINGS)

    assert "data/patients.csv, row 3, column age" in desktop.of("#findings", "textContent")


def test_a_study_without_choices_is_said_and_shown_again_when_they_are_back(
    study: Path, desktop: Page
):
    (study / "study.toml").rename(study / "away.toml")
    until(desktop, FINDINGS)
    assert "study.toml" in desktop.of("#findings", "textContent")

    (study / "away.toml").rename(study / "study.toml")
    until(desktop, NO_FINDINGS)


def test_a_text_and_a_number_say_which_line_they_come_from(study: Path, desktop: Page):
    lines = (study / INTRODUCTION).read_text(encoding="utf-8").splitlines()
    desktop.run(f"{FRAME}.querySelector('#introduction ~ p').click()")
    link = "document.getElementById('line-link').textContent"
    until(desktop, f"{link}.startsWith('{INTRODUCTION}')")
    line = desktop.run(link).rpartition(":")[2]

    text = desktop.run(f"{FRAME}.querySelector('#introduction ~ p').textContent")
    words = lines[int(line) - 1].split()
    assert any(" ".join(words[at : at + 3]) in text for at in range(len(words) - 2))


def test_the_redline_is_against_the_last_draft(desktop: Page, introduction: Edited):
    number = shown(desktop)
    introduction.replace("melanoma", "melanoma of the skin")
    until_newer(desktop, number)
    desktop.click("#redline-label")
    redline = "document.getElementById('redline')"
    until(desktop, f"!{redline}.hidden && {redline}.contentDocument.querySelector('main ins')")

    inserted = f"[...{redline}.contentDocument.querySelectorAll('main ins')]"
    assert any("skin" in text for text in desktop.run(f"{inserted}.map((e) => e.textContent)"))
    desktop.click("#redline-label")
    assert desktop.run(f"{redline}.hidden")


def test_a_tab_that_was_away_and_another_on_a_phone_show_the_present_page(
    running: Running, chromium: Chromium, desktop: Page, introduction: Edited
):
    number = shown(desktop)
    introduction.replace("melanoma", "melanoma of the skin")
    number = until_newer(desktop, number)
    phone = chromium.open(running.address, *PHONE, touch=True, scheme="dark")

    assert number == shown(phone)
    assert PHONE[0] == phone.run("document.documentElement.scrollWidth")
    assert "of the skin" in phone.run(f"{FRAME}.querySelector('main').textContent")


def test_the_page_complains_of_nothing_and_asks_its_own_server_alone(
    running: Running, desktop: Page
):
    origin = running.address.rpartition("/")[0]

    assert [] == desktop.complained()
    assert [] == [url for url in desktop.asked_for() if not url.startswith((f"{origin}/", "data:"))]


def test_a_page_of_another_origin_reads_nothing(
    running: Running, chromium: Chromium, tmp_path: Path
):
    (tmp_path / "page.html").write_text("<!DOCTYPE html><title>Another page</title>")
    other = chromium.open(tmp_path / "page.html", *DESKTOP)
    asked = f"fetch('{running.address}page').then(() => 'read', () => 'refused')"
    blind = f"fetch('{running.address}page', {{mode: 'no-cors'}}).then((a) => a.status, () => 'refused')"

    assert "refused" == other.run(asked)
    assert other.run(blind) in ("refused", 0)


def test_pdf_and_word_are_built_in_the_background_while_the_page_follows(
    desktop: Page, introduction: Edited
):
    for kind in BEGINS:
        desktop.click(f"button[data-kind='{kind}']")
    number = shown(desktop)
    introduction.replace("melanoma", "melanoma of the skin")
    until_newer(desktop, number)
    for kind, name in (("pdf", "PDF"), ("docx", "Word")):
        link = f"document.querySelector('#documents a[href=\"{kind}\"]')"
        until(desktop, f"{link}?.textContent === '{name} is ready'")

    assert ", of an earlier page" in desktop.of("#documents", "textContent")
    for kind, signature in BEGINS.items():
        read = f"fetch('{kind}').then((answer) => answer.arrayBuffer())"
        begins = f"String.fromCharCode(...new Uint8Array(bytes).slice(0, {len(signature)}))"
        assert signature == desktop.run(f"{read}.then((bytes) => {begins})")


@pytest.mark.parametrize(
    ("number", "word"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated")]
)
def test_it_ends_at_once_in_one_line_and_leaves_nothing_behind(
    study: Path, chromium: Chromium, number: int, word: str
):
    preview = Running(study)
    page = chromium.open(preview.address, *DESKTOP)
    until(page, "document.body.dataset.page")
    family = preview.family()
    code, messages = preview.end(number)

    assert 128 + number == code
    assert [f"il2report: {word}"] == messages.splitlines()[1:]
    assert len(family) > 1
    assert [] == [pid for pid in family if Path(f"/proc/{pid}/exe").exists()]
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", int(preview.address.split(":")[2].split("/")[0])))
    until(page, "document.body.classList.contains('lost')")
