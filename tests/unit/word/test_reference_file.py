"""What a study's own reference.docx gives to its manuscript, and what is refused of it."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import ooxml_integrity
import pytest
from openxml_audit import OpenXmlValidator
from word_files import content_types, p, part, relations, zipped

from il2report.errors import StudyRefused
from il2report.study.declarations.word import WordLayout
from il2report.word.draft import own_stationery
from il2report.word.file import Imprint, Placed, word_file
from il2report.word.flow import Paragraph, Run
from il2report.word.manuscript import WordManuscript
from il2report.word.stationery import PLAIN, Stationery

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
STYLES = part(
    "styles",
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>'
    '<w:sz w:val="22"/><w:lang w:val="de-DE"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:ascii="Arial"/><w:color w:val="2F5496"'
    ' w:themeColor="accent1"/></w:rPr></w:style>',
)
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
    '<a:majorFont><a:latin typeface="Cambria"/></a:majorFont><a:minorFont><a:latin typeface="Calibri"/></a:minorFont>'
    "</a:fontScheme></a:themeElements></a:theme>"
)
HEAD = part(
    "hdr",
    '<w:p><w:r><w:t>Journal of Examples</w:t></w:r><w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/>'
    '<wp:docPr id="1" name="logo"/><a:graphic><a:graphicData uri="x"><a:blip r:embed="rId1"/></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing></w:r></w:p>",
)
SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:pgSz w:w="12240" w:h="15840"/>'
    '<w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800"/></w:sectPr>'
)


def reference(
    study: Path, *, section: str = SECTION, picture: bytes = PICTURE, head: str = HEAD
) -> Path:
    """Put a reference.docx into a study."""
    place = study / "templates" / "word"
    place.mkdir(parents=True)
    kinds = (
        ("rId1", "styles", "styles.xml"),
        ("rId2", "theme", "theme.xml"),
        ("rId3", "header", "header.xml"),
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": part("document", f"<w:body><w:p/>{section}</w:body>"),
        "word/_rels/document.xml.rels": relations(*kinds),
        "word/styles.xml": STYLES,
        "word/theme.xml": THEME,
        "word/header.xml": head,
        "word/_rels/header.xml.rels": relations(("rId1", "image", "media/logo.png")),
        "word/media/logo.png": picture,
    }
    (place / "reference.docx").write_bytes(zipped(parts))
    return study


def headed(inside: str) -> str:
    """Write the head of pages with something in it."""
    return part("hdr", p(inside))


def field(*instruction: str) -> str:
    """Write a field whose instruction is in several runs."""
    texts = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in instruction)
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{texts}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def test_fields_that_print_what_the_file_says_are_taken_over(tmp_path: Path) -> None:
    head = headed(field(" PAGE ") + field("styleref 1") + '<w:fldSimple w:instr="NUMPAGES"/>')

    assert own_stationery(reference(tmp_path, head=head)).head is not None


def written(stationery: Stationery) -> bytes:
    blocks = [Placed(Paragraph("Heading 1", (Run("Results"),), "_p1"))]
    manuscript = WordManuscript((), (), (), {}, ())
    return word_file(
        blocks,
        manuscript,
        {},
        Imprint("T", ("A",), (), "en-US", "Short", "Draft"),
        WordLayout(),
        stationery,
    )


def test_without_such_a_file_pages_are_plain(tmp_path: Path) -> None:
    assert PLAIN == own_stationery(tmp_path)


def test_fonts_margins_and_head_are_those_of_the_file(tmp_path: Path) -> None:
    stationery = own_stationery(reference(tmp_path))

    assert (12240, 1800, 1440) == (
        stationery.paper.width,
        stationery.paper.left,
        stationery.paper.top,
    )
    assert (
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/>'
        == stationery.letters[""]
    )
    assert '<w:rFonts w:ascii="Arial"/><w:color w:val="2F5496"/>' == stationery.letters["heading 1"]
    assert {"heading 1": "center"} == stationery.sides
    assert stationery.head
    assert {"rId1": PICTURE} == stationery.head.pictures


def test_a_manuscript_set_like_it_is_valid_and_has_its_head(tmp_path: Path) -> None:
    content = written(own_stationery(reference(tmp_path)))
    file = tmp_path / "manuscript.docx"
    file.write_bytes(content)

    with ZipFile(BytesIO(content)) as package:
        assert "Journal of Examples" in package.read("word/header1.xml").decode()
        assert 'w:ascii="Calibri"' in package.read("word/styles.xml").decode()
        assert PICTURE == package.read("word/media/image1.png")
    assert [] == ooxml_integrity.check(str(file))
    of_ours = [
        each
        for each in OpenXmlValidator().validate(str(file)).errors
        if "header" not in str(each.part_uri)
    ]
    assert [] == of_ours


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"picture": b"\x01\x00\x00\x00 a metafile"},
            "neither text nor a picture of kind PNG or JPEG",
        ),
        ({"section": SECTION.replace("1800", "5000")}, "less than two inches of a page for text"),
        ({"head": headed(field("INCLUDE", "PICTURE x"))}, "has a field 'INCLUDEPICTURE'"),
        ({"head": headed(field("PAGE") + field("ddeauto a b"))}, "has a field 'ddeauto'"),
        ({"head": headed('<w:fldSimple w:instr=" INCLUDETEXT x"/>')}, "has a field 'INCLUDETEXT'"),
        ({"head": headed('<w:r><w:pict src="http://a"/></w:r>')}, "has an address"),
        ({"head": f"<!DOCTYPE x>{HEAD}"}, "declares a document type or entities"),
    ],
)
def test_what_cannot_be_taken_over_is_refused(
    tmp_path: Path, given: dict[str, str], said: str
) -> None:
    with pytest.raises(StudyRefused) as refused:
        own_stationery(reference(tmp_path, **given))

    [finding] = refused.value.findings
    assert ("bad-word-reference", "templates/word/reference.docx") == (
        finding.code,
        finding.place.file,
    )
    assert said in finding.message


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "templates" / "word"
    place.mkdir(parents=True)
    (place / "reference.docx").write_bytes(b"%PDF-1.7")

    with pytest.raises(StudyRefused, match="is a PDF, not a Word file"):
        own_stationery(tmp_path)
