"""No page is wider than its window: pictures shrink, and a wide table scrolls in a region of its own."""

from pathlib import Path

import pytest
from browser import Chromium
from without_network import run_without_network

from il2report.figures.sheet import FULL_WIDTH_MM
from il2report.figures.typeface import POINTS_PER_MM, SMALL_POINTS

PHONE, DESKTOP, HEIGHT = 390, 1440, 900
BEYOND_THE_WINDOW = """
[...document.querySelectorAll("main *")].filter((found) =>
  found.getBoundingClientRect().right > document.documentElement.clientWidth + 1
  && (!found.closest(".scroll, .drawn .card") || found.matches("caption, .picture-figure:not(.drawn) img"))).map((found) => found.outerHTML.slice(0, 80))
"""


@pytest.fixture(scope="module")
def lung(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the lung study, which has a table wider than a phone."""
    folder = tmp_path_factory.mktemp("lung")
    study = str(project / "examples" / "lung")
    arguments = ("build", "--study", study, "--output", str(folder), "--format", "html")
    ended = run_without_network(folder / "asked-for", *arguments)
    assert 0 == ended.exit_code, ended.messages
    return folder / "report" / "manuscript.html"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_page_is_as_wide_as_its_window(chromium: Chromium, lung: Path, width: int) -> None:
    page = chromium.open(lung, width, HEIGHT)

    assert width == page.run("document.documentElement.scrollWidth")
    assert [] == page.run(BEYOND_THE_WINDOW)


def test_a_table_wider_than_a_phone_scrolls_under_its_caption(
    chromium: Chromium, lung: Path
) -> None:
    page = chromium.open(lung, PHONE, HEIGHT)
    page.run("document.querySelector('#table-by_sex .scroll').scrollLeft = 9999")

    assert page.of("#table-by_sex .scroll", "scrollLeft") > 0
    assert 0 <= page.of("#table-by_sex caption", "getBoundingClientRect().left")
    assert PHONE >= page.of("#table-by_sex tr > :last-child", "getBoundingClientRect().right")
    assert [] == page.run(BEYOND_THE_WINDOW)


def test_the_names_of_the_rows_stay_while_a_table_scrolls(chromium: Chromium, lung: Path) -> None:
    page = chromium.open(lung, PHONE, HEIGHT)
    page.run("document.querySelector('#table-by_sex .scroll').scrollLeft = 9999")
    edge = page.of("#table-by_sex .scroll", "getBoundingClientRect().left")

    for names in ("tbody th[scope=row]", ".row-names"):
        assert edge == page.of(f"#table-by_sex {names}", "getBoundingClientRect().left")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_letters_of_a_drawing_are_large_enough_to_read(
    chromium: Chromium, lung: Path, width: int
) -> None:
    page = chromium.open(lung, width, HEIGHT)
    pixels_per_mm = page.of("#figure-os img", "getBoundingClientRect().width") / FULL_WIDTH_MM

    assert pixels_per_mm * SMALL_POINTS / POINTS_PER_MM >= 11 - 0.01
