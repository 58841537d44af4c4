"""The manuscript as a Word file, of both worked studies: valid, the same each time, and word for word the document."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import ooxml_integrity
import pytest
from openxml_audit import OpenXmlValidator

from il2report.document.document import Document, NumberedTable
from il2report.document.document_json import read_document
from il2report.document.tables import Table
from il2report.document.tree import Element, FloatPlace, Node, plain_text
from il2report.verification.pdf_text import read_pdf
from il2report.word.flow import Flow, paragraphs_of
from il2report.word.manuscript import word_manuscript
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of

ROOT = Path(__file__).parents[2]
SOME_DAY = "1262304000"


@pytest.fixture(scope="module")
def reference(builds: Callable[..., Any]) -> Path:
    return builds("word", "--format", "docx", SOURCE_DATE_EPOCH=SOME_DAY).folder / "report"


@pytest.fixture(scope="module")
def lung(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lung-in-word")
    study = ("--study", ROOT / "examples" / "lung", "--output", folder)
    command = [sys.executable, "-m", "il2report", "build", *study, "--format", "docx"]
    subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd=ROOT)
    return folder / "report"


@pytest.fixture(scope="module", params=["reference", "lung"])
def report(request: pytest.FixtureRequest) -> Path:
    """The folder report/ of a study with its Word file."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


def document_of(report: Path) -> Document:
    return read_document((report / "document.json").read_bytes())


def flow_in(report: Path) -> Flow:
    return flow_of(word_file_of((report / "manuscript.docx").read_bytes(), "manuscript.docx"))


def body_of(report: Path) -> str:
    with zipfile.ZipFile(report / "manuscript.docx") as package:
        return package.read("word/document.xml").decode()


def test_two_builds_give_the_same_bytes(reference: Path, builds: Callable[..., Any]) -> None:
    again = builds("word-again", "--format", "docx,html").folder / "report"

    assert (reference / "manuscript.docx").read_bytes() == (again / "manuscript.docx").read_bytes()
    assert (reference / "document.json").read_bytes() == (again / "document.json").read_bytes()


def test_both_validators_find_nothing(report: Path) -> None:
    file = str(report / "manuscript.docx")

    assert [] == ooxml_integrity.check(file)
    assert [] == OpenXmlValidator().validate(file).errors


def test_the_file_says_what_the_document_says_word_for_word(report: Path) -> None:
    expected = " ".join(texts_of(document_of(report))).split()

    assert expected == " ".join(each.text for each in paragraphs_of(flow_in(report))).split()


def texts_of(document: Document) -> Iterator[str]:
    """Give every text of a document in reading order, with what the frame of the page adds to it."""
    floats = {each.key: each for each in document.floats}

    def through(nodes: tuple[Node, ...]) -> Iterator[str]:
        line = ""
        for node in nodes:
            is_line = not isinstance(node, Element) or node.is_inline
            if isinstance(node, FloatPlace):
                yield from of_float(node.key)
            elif is_line:
                line += plain_text((node,))
            else:
                yield line
                line = ""
                yield from through(node.children)
        yield line

    def of_float(key: str) -> Iterator[str]:
        item = floats[key]
        caption = item.table.caption if isinstance(item, NumberedTable) else item.caption
        yield f"{item.label}. {caption}"
        if isinstance(item, NumberedTable):
            yield from of_table(item.table)

    front = document.front
    yield str(front.title)
    yield ", ".join(front.authors)
    yield front.notice or ""
    yield str(front.source_reference or "")
    yield "Abstract"
    yield from through(front.abstract)
    yield f"Key words: {', '.join(front.keywords)}"
    for section in document.sections:
        yield from through(section.nodes)
    yield "References"
    for each in document.references:
        yield str(each.nodes)
    yield from through(document.supplement)


def of_table(table: Table) -> Iterator[str]:
    for panel in table.panels:
        yield str(panel.caption)
        for head in table.head:
            for cell in head:
                yield from (str(cell.heading), str(cell.subheading))
        for group in panel.groups:
            yield str(group.heading)
            for row in group.rows:
                yield f"{row.header}{row.marker}"
                for filled in row.cells:
                    after = filled.marker if filled.is_pair else ""
                    yield f"{filled.content}{'' if filled.is_pair else filled.marker}"
                    yield f"{filled.share}{after}"
    for note in table.notes:
        yield f"{note.marker}{note.text}"


def test_the_file_is_read_as_the_flow_that_was_written(report: Path) -> None:
    assert list(word_manuscript(document_of(report)).flow) == list(flow_in(report))


def test_each_slot_of_document_json_is_a_control_within_its_bookmark(report: Path) -> None:
    listed = json.loads((report / "document.json").read_bytes())["slots"]
    controls = re.compile(
        r'<w:bookmarkStart w:id="(\d+)" w:name="_s(\d+)"/><w:sdt><w:sdtPr><w:alias w:val="[^"]*"/>'
        r'<w:tag w:val="\2"/>.*?</w:sdt><w:bookmarkEnd w:id="\1"/>',
        re.DOTALL,
    )
    printed: dict[int, tuple[str, str]] = {}
    for paragraph in paragraphs_of(flow_in(report)):
        for run in paragraph.runs:
            if run.slot:
                _, before = printed.get(run.slot, ("", ""))
                printed[run.slot] = (paragraph.name, before + run.text)

    assert [each["number"] for each in listed] == [
        int(each[2]) for each in controls.finditer(body_of(report))
    ]
    shown = {each["number"]: (each["paragraph"], " ".join(each["text"].split())) for each in listed}
    assert shown == {
        number: (name, " ".join(text.split())) for number, (name, text) in printed.items()
    }


def test_every_citation_and_mention_leads_to_a_place_in_the_file(report: Path) -> None:
    paragraphs = list(paragraphs_of(flow_in(report)))
    links = {run.link for each in paragraphs for run in each.runs if run.link.startswith("#")}

    assert links
    assert links <= {f"#{each.target}" for each in paragraphs}


def test_a_control_has_a_title_unless_it_is_a_link(report: Path) -> None:
    controls = re.findall(r"<w:sdt>.*?</w:sdt>", body_of(report), re.DOTALL)
    links = ["<w:hyperlink " in each for each in controls]

    assert any(links)
    assert links == ['<w:alias w:val=""/>' in each for each in controls]


def test_properties_name_the_draft_and_no_date(reference: Path) -> None:
    with zipfile.ZipFile(reference / "manuscript.docx") as package:
        dates = {each.date_time for each in package.infolist()}
        core = package.read("docProps/core.xml").decode()
        custom = package.read("docProps/custom.xml").decode()
    title = plain_text(document_of(reference).front.title)

    assert {(1980, 1, 1, 0, 0, 0)} == dates
    assert f"<dc:title>{title}</dc:title>" in core
    assert "dcterms:created" not in core
    assert 'name="il2report-draft"><vt:lpwstr>working</vt:lpwstr>' in custom


def test_libreoffice_prints_it_with_all_its_text(
    report: Path, as_pdf: Callable[[Path], Path]
) -> None:
    pdf = read_pdf(as_pdf(report / "manuscript.docx").read_bytes())
    printed = re.sub(r"\W+", "", " ".join(page.text for page in pdf.pages))
    headings = [each for each in paragraphs_of(flow_in(report)) if each.style.startswith("Heading")]

    assert [] == [each.text for each in headings if re.sub(r"\W+", "", each.text) not in printed]
    assert not any(page.outside for page in pdf.pages)


def test_libreoffice_prints_it_where_all_letters_are_wider_than_those_of_times(
    report: Path, libreoffice: Callable[..., Path], tmp_path: Path
) -> None:
    for font in Path(mpl.get_data_path(), "fonts", "ttf").glob("DejaVu*.ttf"):
        shutil.copy(font, tmp_path)
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(
        f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    manuscript = report / "manuscript.docx"

    pdf = libreoffice(manuscript, "pdf", tmp_path, FONTCONFIG_FILE=str(fonts)).read_bytes()

    assert b"DejaVu" in pdf
    assert b"Liberation" not in pdf
