"""Readers who hear, enlarge or recolor what we write: the pages by axe-core."""

import importlib.util
import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from browser import Chromium

WIDTHS, HEIGHT = (390, 1440), 900
SCHEMES = ("light", "dark")
PAGES = ("manuscript", "public", "changes", "redline", "audit")
BY_COLOR = ("color-contrast", "link-in-text-block")
"""The rules whose answer depends on the color scheme; the others are asked once at each width."""
ALSO = ("target-size", "focus-order-semantics", "hidden-content", "label-content-name-mismatch")
"""Rules that axe-core leaves off unless somebody asks for them: of WCAG 2.2, and experimental ones."""
LEFT_OFF = {
    "hidden-content": "it names each closed <details> and dialog, for a person to open",
}
FINDINGS = """
axe.run(document, OPTIONS).then((found) => found.violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)} (${node.failureSummary})`)))
"""
ONE_OF_A_KIND = """
for (const removable of ["main :not(:has(*), td, th)", "tr, li, p"]) {
  const seen = new Set(), frame = (found) => `${found.tagName}.${found.className} `;
  for (const found of document.querySelectorAll(removable)) {
    let kind = [found, ...found.querySelectorAll("*")].map(frame).join("");
    for (let outer = found.parentElement; outer; outer = outer.parentElement) kind = frame(outer) + kind;
    if (seen.has(kind)) found.remove(); else seen.add(kind);
  }
}
"""
"""Leaves one word, row, entry and paragraph of each kind: whatever else is like it has the same colors."""


def asked(**options: Any) -> str:
    # What selects an element is not needed, and would take as long as the checks.
    common = {"resultTypes": ["violations"], "selectors": False}
    return FINDINGS.replace("OPTIONS", json.dumps(common | options))


FORM = asked(
    rules={name: {"enabled": False} for name in BY_COLOR}
    | {name: {"enabled": name not in LEFT_OFF} for name in ALSO}
)
COLOR = asked(runOnly=BY_COLOR)


@pytest.fixture(scope="session")
def axe() -> str:
    """The checks of axe-core, as one script."""
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None, "requirements/axe.txt is not installed"
    (folder,) = package.submodule_search_locations or ()
    return (Path(folder) / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(builds: Callable[..., Any], built: Any, reported: Any) -> dict[str, Path]:
    """Every kind of page that the program writes."""
    public = builds("public", "--public")
    files = {
        each: reported.study / f"report/{each}.html" for each in ("changes", "redline", "audit")
    }
    files |= {"manuscript": built.folder / "report/manuscript.html"}
    return files | {"public": public.folder / "report/manuscript.html"}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(chromium: Chromium, axe: str, pages: dict[str, Path], name: str) -> None:
    page = chromium.open(pages[name], WIDTHS[0], HEIGHT)
    page.run(f"{axe}; 0")
    found = {}
    for width in WIDTHS:
        page.look(width, HEIGHT)
        found[f"{width}"] = page.run(FORM)
    page.run(ONE_OF_A_KIND)
    for width, scheme in product(WIDTHS, SCHEMES):
        page.look(width, HEIGHT, scheme=scheme)
        found[f"{width}, {scheme}"] = page.run(COLOR)

    assert {} == {look: findings for look, findings in found.items() if findings}


def test_axe_would_find_something(chromium: Chromium, axe: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text('<p style="color: #999">pale</p><img src="data:,">', encoding="utf-8")
    page = chromium.open(file, WIDTHS[0], HEIGHT)
    page.run(f"{axe}; 0")

    names = {each.partition(":")[0] for each in (*page.run(FORM), *page.run(COLOR))}
    assert {"color-contrast", "document-title", "html-has-lang", "image-alt", "region"} <= names
