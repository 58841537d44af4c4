"""In a real browser each number opens its account: by mouse, keyboard and touch, without any network."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import Chromium, Page

from il2report.cli.explaining import document
from il2report.pages.places import PrintedPlace, printed_place
from il2report.workflow.explaining import study_accounts

PANEL, TITLE = "#number-panel", "#number-panel-title"
MEDIAN = '.abstract [data-result="progression.median"]'
DESKTOP, PHONE = (1280, 800), (390, 844)
READ = """
(() => {
  const number = document.querySelector(`main data[data-result="${ID}"]`);
  number.click();
  const body = document.getElementById("number-panel-body");
  const texts = (selector) => [...body.querySelectorAll(selector)].map((found) => found.textContent);
  return {
    title: document.getElementById("number-panel-title").textContent,
    label: texts(".label"), id: texts(".id"), definition: texts(".definition"), method: texts(".method"),
    reason: texts(".reason p"), working: texts(".working"), reference: texts(".reference p"),
    patients: texts(".patients p"), denominator: texts(".denominator p"), excluded: texts(".excluded li"),
    places: texts(".places li"),
    cells: [...body.querySelectorAll(".cells table")].flatMap((table) => {
      const columns = [...table.rows[0].cells].map((cell) => cell.textContent);
      return [...table.rows].slice(1).flatMap((row) => columns.slice(2).map((column, place) =>
        [table.caption.textContent, row.cells[0].textContent, row.cells[1].textContent, column, row.cells[place + 2].textContent]));
    }),
  };
})()
"""


@pytest.fixture(scope="module")
def public(builds: Callable[..., Any]):
    return builds("public", "--public")


@pytest.fixture(scope="module")
def desktop(chromium: Chromium, built) -> Page:
    """The page on a desktop; each test leaves the panel closed."""
    return chromium.open(built.folder / "report/manuscript.html", *DESKTOP)


@pytest.fixture(scope="module")
def phone(chromium: Chromium, built) -> Page:
    return chromium.open(built.folder / "report/manuscript.html", *PHONE, touch=True, scheme="dark")


def is_open(page: Page) -> bool:
    return bool(page.of(PANEL, "open"))


def focused(page: Page) -> str:
    """The id, or the result, of what has the focus."""
    return str(page.run("document.activeElement.dataset.result || document.activeElement.id"))


def test_a_click_opens_the_account_and_a_click_beside_it_closes_it(desktop: Page) -> None:
    desktop.click(MEDIAN)
    assert (True, "2.9 months") == (is_open(desktop), desktop.of(TITLE, "textContent"))

    desktop.click('.abstract [data-result="response.orr.percent"]')
    assert (True, "20.0%") == (is_open(desktop), desktop.of(TITLE, "textContent"))

    desktop.click(".keywords")
    assert not is_open(desktop)


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_key_opens_it_and_escape_gives_the_focus_back(desktop: Page, key: str) -> None:
    desktop.of(MEDIAN, "focus()")
    desktop.press(key)
    assert (True, "number-panel-title") == (is_open(desktop), focused(desktop))

    desktop.press("Escape")
    assert (False, "progression.median") == (is_open(desktop), focused(desktop))


def test_the_close_button_is_reached_by_tab_and_closes(desktop: Page) -> None:
    desktop.of(MEDIAN, "focus()")
    desktop.press("Enter", "Tab")
    assert "number-panel-close" == focused(desktop)

    desktop.press("Enter")
    assert (False, "progression.median") == (is_open(desktop), focused(desktop))


def test_tab_stops_once_in_a_paragraph_and_arrows_go_from_number_to_number(desktop: Page) -> None:
    desktop.run("document.querySelector('.abstract h2').tabIndex = -1")
    desktop.of(".abstract h2", "focus()")
    desktop.press("Tab")
    assert "constant.period.start" == focused(desktop)

    desktop.press("Tab", "Home")
    assert "cohort.n" == focused(desktop)

    desktop.press("ArrowRight")
    assert "response.orr_recist.n" == focused(desktop)

    desktop.press("End")
    last = focused(desktop)
    desktop.press("ArrowRight")
    assert last == focused(desktop)


def test_arrows_go_up_and_down_the_column_of_a_table(desktop: Page) -> None:
    desktop.of('#table-toxicity [data-result="toxicity.hypotension.grade_4.n"]', "focus()")
    desktop.press("ArrowDown")
    assert "toxicity.peripheral_edema.grade_4.n" == focused(desktop)

    desktop.press("ArrowUp")
    assert "toxicity.hypotension.grade_4.n" == focused(desktop)


def test_a_reader_tabs_through_blocks_and_not_through_numbers(desktop: Page) -> None:
    stops = desktop.run("document.querySelectorAll('data[tabindex=\"0\"]').length")
    numbers = desktop.run("document.querySelectorAll('data[data-result]').length")

    assert 6 * stops < numbers


def test_only_the_number_with_the_focus_is_a_button(desktop: Page) -> None:
    desktop.of(MEDIAN, "focus()")
    assert 1 == desktop.run("document.querySelectorAll('data[role]').length")
    assert "button" == desktop.of(MEDIAN, "getAttribute('role')")

    desktop.of(MEDIAN, "blur()")
    assert 0 == desktop.run("document.querySelectorAll('data[role]').length")


def box(page: Page, selector: str) -> dict[str, float]:
    return dict(page.of(selector, "getBoundingClientRect().toJSON()"))


def test_beside_the_text_the_panel_covers_none_of_it(desktop: Page) -> None:
    desktop.click(MEDIAN)
    panel, text = box(desktop, PANEL), box(desktop, "main p")
    desktop.press("Escape")

    assert panel["right"] <= text["left"]
    assert (0, DESKTOP[1]) == (panel["top"], panel["height"])


def test_a_finger_opens_a_sheet_from_below_that_leaves_the_number_in_sight(phone: Page) -> None:
    for number in (MEDIAN, '#table-s_listing tr:last-child [data-result="patient.P15.ttdp"]'):
        phone.tap(number)
        panel, touched = box(phone, PANEL), box(phone, number)
        assert is_open(phone)
        assert (PHONE[0], PHONE[1]) == (panel["width"], round(panel["bottom"]))
        assert touched["bottom"] <= panel["top"]
        phone.tap("#number-panel-close")
        assert not is_open(phone)


def test_the_page_of_a_phone_does_not_scroll_sideways(phone: Page) -> None:
    phone.tap(MEDIAN)
    width = phone.run("document.documentElement.scrollWidth")
    phone.tap("#number-panel-close")

    assert PHONE[0] == width


def in_words(of: list[str]) -> str:
    return f"{len(of)} patient{'s' * (len(of) != 1)}" + (f": {', '.join(of)}" if of else "")


def as_shown(account: dict[str, Any]) -> dict[str, Any]:
    """What the panel must show of what `explain --json` says."""
    method, computed = account["method"], account["n"] is not None
    apart = account["denominator"] != account["patients"]
    return {
        "title": account["printed"],
        "label": [account["label"]],
        "id": [account["id"]],
        "definition": [account["definition"]],
        "method": [f"{method['name']}: {method['formula']}"],
        "reason": [account["reason"]] if account["reason"] else [],
        "working": account["working"],
        "reference": [account["reference"]] if account["reference"] else [],
        "patients": [in_words(account["patients"])] if computed else [],
        "denominator": [in_words(account["denominator"])] if apart else [],
        "excluded": [f"{who}: {why}" for who, why in account["excluded"].items()],
        "places": [printed_place(PrintedPlace(**place)) for place in account["places"]]
        + [f"drawn in {figure}" for figure in account["figures"]],
        "cells": sorted(
            [c["file"], str(c["row"]), c["patient_id"], c["column"], c["content"] or "blank"]
            for c in account["cells"]
        ),
    }


def test_the_panel_says_what_explain_says(desktop: Page, project: Path) -> None:
    """One number of each unit and method, and a published figure and a choice."""
    accounts = study_accounts(project)
    samples = {
        (account["unit"], account["method"]["name"], account["reason"] is None): account
        for account in (json.loads(json.dumps(document(a))) for a in accounts.of_printed())
    }
    assert len(samples) > 30

    for account in samples.values():
        read = desktop.run(READ.replace("${ID}", account["id"]))
        read["cells"] = sorted(read["cells"])
        assert as_shown(account) == read
    desktop.press("Escape")


def test_without_scripts_the_page_reads_as_before(chromium: Chromium, built) -> None:
    page = chromium.open(built.folder / "report/manuscript.html", *DESKTOP, scripts=False)
    hidden = ("#number-panel", "#number-panel-hint", "#number-panel-data")

    assert ["none"] * len(hidden) == [
        page.run(f"getComputedStyle(document.querySelector('{each}')).display") for each in hidden
    ]
    assert "" == page.run("document.querySelector('dialog').innerText.trim().replace('×', '')")


def test_the_public_page_opens_numbers_without_patients(chromium: Chromium, public) -> None:
    page = chromium.open(public.folder / "report/manuscript.html", *DESKTOP)
    page.click(MEDIAN)

    assert ["15 patients"] == page.run(READ.replace("${ID}", "progression.median"))["patients"]
    assert 0 == page.run("document.querySelectorAll('.cells').length")
    assert_quiet(page)


def test_no_page_asks_the_network_or_complains(desktop: Page, phone: Page) -> None:
    for page in (desktop, phone):
        assert_quiet(page)


def assert_quiet(page: Page) -> None:
    assert [page.address] == [url for url in page.asked_for() if not url.startswith("data:")]
    assert [] == page.complained()
