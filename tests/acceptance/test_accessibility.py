"""Readers who hear, enlarge or recolor what we write: the pages by axe-core, the PDFs by the Matterhorn Protocol."""

import json
import re
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import matterhorn
import pikepdf
import pytest
from browser import Chromium

WIDTHS, HEIGHT = (390, 1440), 900
NARROWEST = 320
"""A window of 1280 pixels at 400%: WCAG 1.4.10 asks for one column there."""
SCHEMES = ("light", "dark")
PAGES = ("manuscript", "public", "changes", "redline", "audit")
BY_COLOR = ("color-contrast", "link-in-text-block")
"""The rules whose answer depends on the color scheme; the others are asked once at each width."""
LEFT_OFF = {
    "p-as-heading": "the list of changes comes before the title of the redline, so its titles are no headings",
    "color-contrast-enhanced": "it asks for 7 to 1, of level AAA; we keep 4.5 to 1, of level AA",
    "hidden-content": "it names whatever is closed, for a person to open; all is opened here",
}
# What selects an element is not needed, and would take as long as the checks.
FINDINGS = """
(() => {
  const named = NAMED, isAsked = ({ruleId}) => ASKED;
  const runOnly = axe.getRules().filter(isAsked).map(({ruleId}) => ruleId);
  const say = (rule, node) => `${rule.id}: ${node.html.slice(0, 120)} (${node.failureSummary})`;
  return axe.run(document, {runOnly, resultTypes: ["violations"], selectors: false}).then((found) =>
    found.violations.flatMap((rule) => rule.nodes.map((node) => say(rule, node))));
})()
"""
FORM = FINDINGS.replace("NAMED", json.dumps([*BY_COLOR, *LEFT_OFF]))
FORM = FORM.replace("ASKED", "!named.includes(ruleId)")
COLOR = FINDINGS.replace("NAMED", json.dumps(BY_COLOR)).replace("ASKED", "named.includes(ruleId)")
TOO_WIDE = "[document.documentElement.scrollWidth].filter((width) => width > innerWidth)"
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
OPEN_PANEL = "document.querySelector('main data[data-result$=\".median\"]')?.click()"
CLOSE_PANEL = "document.getElementById('number-panel')?.close()"
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
    page.run(f"{axe}; {OPEN_ALL}")
    page.look(NARROWEST, HEIGHT)
    found = {f"{NARROWEST}": page.run(TOO_WIDE)}
    for width in WIDTHS:
        page.look(width, HEIGHT)
        found[f"{width}"] = page.run(FORM)
    page.look(WIDTHS[0], HEIGHT)
    page.run(OPEN_PANEL)
    found["panel"] = page.run(FORM)
    page.run(CLOSE_PANEL)
    page.run(ONE_OF_A_KIND)
    for width, scheme in product(WIDTHS, SCHEMES):
        page.look(width, HEIGHT, scheme=scheme)
        found[f"{width}, {scheme}"] = page.run(COLOR)
    page.run(OPEN_PANEL)  # which is beside the text, and dark, by now
    found["panel, dark"] = page.run(COLOR)

    assert {} == {look: findings for look, findings in found.items() if findings}


def test_no_kind_of_page_is_wider_than_its_window(
    chromium: Chromium, pages: dict[str, Path]
) -> None:
    wide = "document.documentElement.scrollWidth"
    found = {name: chromium.open(pages[name], WIDTHS[0], HEIGHT).run(wide) for name in PAGES}
    assert dict.fromkeys(PAGES, WIDTHS[0]) == found


@pytest.mark.parametrize("name", ["changes", "audit"])
def test_a_phone_names_the_rows_and_columns_of_a_table(
    chromium: Chromium, pages: dict[str, Path], name: str
) -> None:
    """Styles that fold a table for a phone can take its heads from a screen reader."""
    page = chromium.open(pages[name], WIDTHS[0], HEIGHT)
    roles = Counter(page.roles())
    scopes = {"columnheader": "thead th", "rowheader": "tbody th", "cell": "td", "row": "tr"}

    assert roles["table"] == page.run("document.querySelectorAll('table').length")
    assert {role: roles[role] for role in scopes} == {
        role: page.run(f"document.querySelectorAll('{cells}').length")
        for role, cells in scopes.items()
    }


def test_axe_would_find_something(chromium: Chromium, axe: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text('<p style="color: #999">pale</p><img src="data:,">', encoding="utf-8")
    page = chromium.open(file, WIDTHS[0], HEIGHT)
    page.run(f"{axe}; 0")

    names = {each.partition(":")[0] for each in (*page.run(FORM), *page.run(COLOR))}
    assert {"color-contrast", "document-title", "html-has-lang", "image-alt", "region"} <= names


# --- PDF/UA-1 -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed(pages: dict[str, Path]) -> dict[str, Path]:
    """The PDF of each kind of page."""
    return {name: page.with_suffix(".pdf") for name, page in pages.items()}


@pytest.mark.parametrize("name", PAGES)
def test_a_pdf_has_no_fault_that_a_program_can_find(printed: dict[str, Path], name: str) -> None:
    with pikepdf.open(printed[name]) as pdf:
        assert [] == matterhorn.failures(pdf)


def test_each_paragraph_list_and_table_of_the_page_is_one_in_the_pdf(
    printed: dict[str, Path], pages: dict[str, Path]
) -> None:
    """However many columns and pages it is on."""
    page = pages["manuscript"].read_text(encoding="utf-8")
    article = page[page.index("<article>") : page.index("</article>")]
    article = re.sub(r"<details.*?</details>", "", article, flags=re.DOTALL)
    tags = {"Table": "table", "TR": "tr", "TH": "th", "TD": "td", "L": "[ou]l", "LI": "li"}
    tags |= {"H1": "h1", "H2": "h2", "H3": "h3", "P": "p", "Figure": "img"}
    with pikepdf.open(printed["manuscript"]) as pdf:
        counts = {tag: len(matterhorn.named(pdf, tag)) for tag in tags}

    assert {tag: len(re.findall(rf"<{name}\b", article)) for tag, name in tags.items()} == counts


def tagged(pdf: pikepdf.Pdf, tag: str) -> pikepdf.Dictionary:
    return matterhorn.named(pdf, tag)[0]


def link(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    return next(each for page in pdf.pages for each in page.get("/Annots", []))


def without_tags(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"/Artifact", b"/Other"))


SPOILED: dict[str, tuple[Callable[[pikepdf.Pdf], Any], Callable[[pikepdf.Pdf], Any]]] = {
    "01-005": (matterhorn.content, without_tags),
    "ParentTree": (
        matterhorn.content,
        lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums[1].__setitem__(0, tagged(pdf, "LI")),
    ),
    "02-001": (matterhorn.tags, lambda pdf: tagged(pdf, "P").update({"/S": pikepdf.Name.Q})),
    "09-004": (matterhorn.tags, lambda pdf: tagged(pdf, "TR").update({"/S": pikepdf.Name.P})),
    "09-005": (matterhorn.tags, lambda pdf: tagged(pdf, "LBody").update({"/S": pikepdf.Name.P})),
    "06-001": (matterhorn.metadata, lambda pdf: pdf.Root.__delitem__("/Metadata")),
    "07-001": (matterhorn.metadata, lambda pdf: pdf.Root.__delitem__("/ViewerPreferences")),
    "11-001": (matterhorn.metadata, lambda pdf: pdf.Root.__delitem__("/Lang")),
    "13-004": (matterhorn.figures, lambda pdf: tagged(pdf, "Figure").__delitem__("/Alt")),
    "BBox": (matterhorn.figures, lambda pdf: tagged(pdf, "Figure").__delitem__("/A")),
    "14-002": (matterhorn.headings, lambda pdf: tagged(pdf, "H1").update({"/S": pikepdf.Name.P})),
    "14-003": (matterhorn.headings, lambda pdf: tagged(pdf, "H2").update({"/S": pikepdf.Name.H4})),
    "15-003": (matterhorn.tables, lambda pdf: tagged(pdf, "TH").A.__delitem__("/Scope")),
    "15": (matterhorn.tables, lambda pdf: tagged(pdf, "TR").K.__delitem__(0)),
    "IDTree": (
        matterhorn.tables,
        lambda pdf: pdf.Root.StructTreeRoot.__delitem__("/IDTree"),
    ),
    "28-009": (matterhorn.annotations, lambda pdf: pdf.pages[0].obj.__delitem__("/Tabs")),
    "28-011": (
        matterhorn.annotations,
        lambda pdf: tagged(pdf, "Link").update({"/S": pikepdf.Name.Span}),
    ),
    "28-012": (matterhorn.annotations, lambda pdf: link(pdf).update({"/Contents": link(pdf).Dest})),
    "31-027": (
        matterhorn.fonts,
        lambda pdf: next(iter(pdf.pages[0].Resources.Font.values())).__delitem__("/ToUnicode"),
    ),
}


def test_each_fault_would_be_found(printed: dict[str, Path]) -> None:
    found = {}
    for number, (check, spoil) in SPOILED.items():
        with pikepdf.open(printed["manuscript"]) as pdf:
            spoil(pdf)
            found[number] = {fault.partition(":")[0] for fault in check(pdf)}

    assert [] == [number for number, faults in found.items() if number not in faults]


# --- Word -----------------------------------------------------------------------------------------


def test_a_word_file_says_what_a_screen_reader_needs(first: Any, project: Path) -> None:
    study = tomllib.loads((project / "study.toml").read_text(encoding="utf-8"))
    with zipfile.ZipFile(first.draft / "manuscript.docx") as package:
        core, styles, text = (
            package.read(part).decode()
            for part in ("docProps/core.xml", "word/styles.xml", "word/document.xml")
        )
    tables = re.findall(r"<w:tbl>.*?</w:tbl>", text, re.DOTALL)
    levels = [int(level) for level in re.findall(r'w:pStyle w:val="Heading(\d)"', text)]

    assert f"<dc:title>{study['title']}</dc:title>" in core
    assert f'<w:lang w:val="{study["language"]}"' in styles
    assert [] == [table for table in tables if "<w:tblHeader/>" not in table.split("</w:tr>")[0]]
    assert len(tables) == text.count('w:firstRow="1"') == text.count('w:firstColumn="1"')
    assert 3 == len(re.findall(r'<wp:docPr [^>]*descr="[^"]{40}', text)) == text.count("<wp:docPr ")
    assert (1, []) == (levels[0], [(a, b) for a, b in pairwise(levels) if b > a + 1])
