"""The redline in Word of two states in which everything changes: valid, and both states, also behind LibreOffice."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import ooxml_integrity
import pytest
from make_cohorts import write_study
from openxml_audit import OpenXmlValidator
from PIL import Image
from situations import reference_tables
from study_pairs import difference_of
from week import states

from il2report.reports.changes.wording import Names
from il2report.word.flow import Flow, Grid, Picture
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of
from il2report.word.resolution import Decision
from il2report.word.writing import WordPicture
from il2report.workflow.editions import Edition, set_edition
from il2report.workflow.tracked_comparison import TrackedSide, tracked_word_file

INTRODUCTION = "templates/sections/introduction.md.j2"
HEADING = '## {{ heading("introduction") }}'
MOVED = (
    "Intravascular volume falls, and with it the blood pressure, while fluid collects in the lungs and the soft tissues of"
    " patients who were well before.\n"
)


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrackedSide, TrackedSide, bytes]:
    """Two states, and their redline."""
    folder = tmp_path_factory.mktemp("redline")
    week = states()
    old, new = (
        write_study(folder / name, tables)
        for name, tables in (("old", reference_tables()), ("new", week[-1]))
    )
    _edit(old, f"{HEADING}\n", f"{HEADING}\n\n{MOVED}")
    _edit(
        new,
        f"{HEADING}\n",
        f'{HEADING}, as revised\n\nAs reported {{{{ cite("vonelm2007") }}}}.\n',
    )
    _edit(new, "\n{% if lesion_patients %}", f"\n{MOVED}\n{{% if lesion_patients %}}")
    editions = [set_edition(each, each.name, "") for each in (old, new)]
    one, other = (_in_word(each) for each in editions)
    found = difference_of(*editions)
    return one, other, tracked_word_file(one, other, found, Names(), editions[1].study)


def _edit(study: Path, before: str, after: str) -> None:
    file = study / INTRODUCTION
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def _in_word(side: Edition) -> TrackedSide:
    """Take a state with a small picture for each figure, in gray as long as what it shows."""
    assert side.tree is not None
    drawn = {}
    for figure in side.tree.figures:
        raster = io.BytesIO()
        Image.new("L", (80, 40), len(figure.alternative) % 256).save(raster, "PNG")
        drawn[figure.key] = WordPicture(raster.getvalue(), 0.5)
    return TrackedSide.of(side.tree, drawn, side.study)


Sides = tuple[TrackedSide, TrackedSide, bytes]


def test_everything_occurs_in_it(sides: Sides) -> None:
    body = zipfile.ZipFile(io.BytesIO(sides[2])).read("word/document.xml").decode()
    paragraphs = re.findall("<w:p>.*?</w:p>", body)

    def counted(pattern: str, *, within: str = "") -> int:
        return sum(bool(re.search(pattern, each)) for each in paragraphs if within in each)

    found = {
        "rows inserted": len(re.findall(r"<w:trPr><w:cantSplit/><w:ins ", body)),
        "rows deleted": len(re.findall(r"<w:trPr><w:cantSplit/><w:del ", body)),
        "figures inserted": counted("<w:ins [^>]*><w:r><w:drawing>"),
        "figures deleted": counted("<w:del [^>]*><w:r><w:drawing>"),
        "sentences moved away": counted("<w:moveFrom "),
        "sentences moved here": counted("<w:moveTo "),
        "headings": counted("<w:ins ", within='"Heading1"'),
        "references": counted("<w:ins ", within='"Bibliography"'),
        "links": counted('<w:hyperlink w:anchor="reference-[^>]*><w:ins '),
        "comments": body.count("<w:commentReference "),
        "controls": body.count("<w:sdtContent><w:del "),
        "inserted controls": body.count("<w:customXmlInsRangeStart "),
    }
    assert [] == [name for name, count in found.items() if not count]


def test_both_validators_find_nothing(sides: Sides, tmp_path: Path) -> None:
    file = tmp_path / "redline.docx"
    file.write_bytes(sides[2])

    assert [] == ooxml_integrity.check(str(file))
    assert [] == OpenXmlValidator().validate(str(file)).errors


def test_a_file_that_libreoffice_saved_has_both_states(
    sides: Sides, libreoffice: Callable[..., Path], tmp_path: Path
) -> None:
    old, new, content = sides
    file = tmp_path / "redline.docx"
    file.write_bytes(content)
    (tmp_path / "saved").mkdir()

    saved = word_file_of(libreoffice(file, "docx", tmp_path / "saved").read_bytes(), "redline.docx")

    assert _said(old.manuscript.flow) == _said(flow_of(saved, Decision.REJECT))
    assert _said(new.manuscript.flow) == _said(flow_of(saved, Decision.ACCEPT))


def _said(flow: Flow) -> list[object]:
    """Give the style and words of each paragraph, the words in place of its pictures, and each cell with its size."""
    found: list[object] = []
    for block in flow:
        if isinstance(block, Grid):
            found += [
                [
                    (each.columns, each.rows, [of.text for of in each.paragraphs])
                    for each in row.cells
                ]
                for row in block.rows
            ]
        else:
            pictures = [each.alternative for each in block.inlines if isinstance(each, Picture)]
            found.append((block.style, block.text, pictures))
    return found
