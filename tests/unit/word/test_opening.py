"""A Word file is opened within bounds, and each refusal says what is wrong with it."""

from __future__ import annotations

import pytest
from word_files import MAIN, content_types, p, part, r, relations, word_bytes, zipped

from il2report.word.opening import WordFileRefused, word_file_of
from il2report.word.reading import flow_of

ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;">]>'
NESTED = 130


def deep(levels: int) -> str:
    """Write a text in so many smart tags within each other."""
    return p("<w:smartTag>" * levels + r("deep") + "</w:smartTag>" * levels)


def with_document(document: str) -> bytes:
    """Pack a main part as it is."""
    return zipped(
        {
            "[Content_Types].xml": content_types(),
            "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": document,
        }
    )


REFUSED = {
    "nothing": (b"", "is no Word file (.docx), or it was damaged on its way"),
    "text": (b"Dear all, see below", "is no Word file (.docx), or it was damaged on its way"),
    "PDF": (b"%PDF-1.7 ...", "is a PDF, not a Word file"),
    "RTF": (b"{\\rtf1 ...", "is an RTF file, not a Word file"),
    "older Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is a file of Word 97-2003"),
    "with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "is protected by a password",
    ),
    "OpenDocument": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        "is an OpenDocument file",
    ),
    "archive": (zipped({"a.txt": "b"}), "is a ZIP archive, not a Word file"),
    "workbook": (
        word_bytes(
            p(r("a")), main=MAIN.replace("wordprocessingml.document", "spreadsheetml.sheet")
        ),
        "is an Excel workbook, not a Word file",
    ),
    "cut off": (word_bytes(p(r("a" * 50)))[:-30], "is damaged"),
    "no text": (zipped({"[Content_Types].xml": content_types()}), "is damaged: it has no text"),
    "no XML": (with_document("<w:document"), "its part 'word/document.xml' is damaged"),
    "entity": (with_document(f"{ENTITY}<x>&a;</x>"), "declares a document type or entities"),
    "entities": (with_document(f"{BOMB}<x>&b;</x>"), "declares a document type or entities"),
    "entity in UTF-16": (
        zipped(
            {
                "[Content_Types].xml": content_types(),
                "word/document.xml": f"{ENTITY}<x>&a;</x>".encode("utf-16"),
            }
        ),
        "declares a document type or entities",
    ),
    "outside entity": (
        with_document('<!DOCTYPE x SYSTEM "other.dtd"><x/>'),
        "declares a document type or entities",
    ),
    "too deep": (word_bytes(deep(NESTED)), "has elements more than 120 deep within each other"),
    "much too deep": (word_bytes(deep(3000)), "has elements more than 120 deep within each other"),
    "zip bomb": (
        word_bytes(p(r("a")), styles=b" " * 5_000_000),
        "unpacks to 1,0",
    ),
    "many parts": (
        zipped({f"word/{n}.xml": "<a/>" for n in range(2_001)}),
        "has 2,001 parts; a Word file may have up to 2,000",
    ),
    "no document": (with_document(part("ins", p(r("a")))), "is damaged (it begins as"),
    "strict": (
        with_document('<document xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'),
        "is saved as Strict Open XML",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_opened_says_why(name: str) -> None:
    content, why = REFUSED[name]

    with pytest.raises(WordFileRefused) as refusal:
        flow_of(word_file_of(content, "back.docx"))

    assert (str(refusal.value).startswith("back.docx "), why in str(refusal.value)) == (True, True)


def test_a_part_that_is_there_twice_is_refused() -> None:
    twice = word_bytes(p(r("a")), styles="<a/>", stylez="<a/>").replace(
        b"stylez.xml", b"styles.xml"
    )

    with pytest.raises(WordFileRefused, match="is there twice"):
        word_file_of(twice, "back.docx")


def test_elements_up_to_the_bound_are_read() -> None:
    file = word_file_of(word_bytes(deep(110)), "back.docx")

    assert [each.text for each in flow_of(file)] == ["deep"]


def test_macros_are_noted_and_not_read() -> None:
    main = "application/vnd.ms-word.document.macroEnabled.main+xml"
    file = word_file_of(word_bytes(p(r("a")), main=main), "back.docm")

    assert file.notes == ("it has macros, which are not read and never run",)


def test_what_lies_outside_is_noted_and_an_address_in_the_text_is_not() -> None:
    links = (
        ("rId2", "hyperlink", "https://example.org"),
        ("rId3", "attachedTemplate", "https://example.org/normal.dotm"),
        ("rId4", "image", "http://example.org/tracker.png"),
        ("rId5", "image", "http://example.org/tracker2.png"),
    )
    file = word_file_of(word_bytes(p(r("a")), links), "back.docx")

    assert file.notes == (
        "it refers to a file outside of it (attachedTemplate), which is not opened",
        "it refers to 2 files outside of it (image), which are not opened",
    )


def test_a_document_in_another_place_of_the_package_is_found() -> None:
    content = zipped(
        {
            "[Content_Types].xml": content_types().replace("/word/document.xml", "/doc/main.xml"),
            "_rels/.rels": relations(("rId1", "officeDocument", "/doc/main.xml")),
            "doc/main.xml": part("document", f"<w:body>{p(r('a'))}</w:body>"),
        }
    )

    assert [each.text for each in flow_of(word_file_of(content, "x"))] == ["a"]
