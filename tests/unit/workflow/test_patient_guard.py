"""A public file that names a patient is found, whatever its type and however the id is written."""

import io
import json
import struct
import zipfile
import zlib
from base64 import b64encode
from urllib.parse import quote

import pypdf
import pytest
from openpyxl import Workbook

from il2report.errors import StudyRefused
from il2report.workflow.patient_guard import public_findings, refuse_patients

PATIENTS = ["P02", "PAT-2003-0017", "Ä12", "12", "200301", "anna"]

FAMILIES = ("patient", "brain")


def codes(files):
    return [finding.code for finding in public_findings(PATIENTS, files, FAMILIES)]


def is_named(content, name="report/manuscript.html"):
    data = content if isinstance(content, bytes) else content.encode()
    return ["patient-in-public-draft"] == codes({name: data})


SPELLINGS = {
    "as it is": "Patient P02 died",
    "in other case": "see p02",
    "in full width": "Ｐ０２",
    "with a letter and its accent apart": "A\u030812",
    "with a soft hyphen": "P\u00ad02",
    "with a zero-width space": "P0\u200b2",
    "with a joiner": "P\u206002",
    "as entities": "&#80;&#x30;2",
    "as entities of entities": "&amp;#80;02",
    "as JSON escapes": '"\\u0050\\u0030\\u0032"',
    "as a script's escapes": r"'\x5002'",
    "as a style sheet's escapes": r'content: "\50 02"',
    "in an address": "?id=%5002",
    "split by markup": "P<b>0</b><i>2</i>",
    "split by a comment": "P<!-- -->02",
    "split by a place to break": "P0<wbr>2",
    "in an attribute": '<img alt="P02">',
    "in a comment": "<!-- P02 -->",
    "in a script": "<script>let a = {'P02': 1}</script>",
    "beside a hyphen": "x-P02-y",
    "with another dash": "PAT\u20102003\u20110017",
    "broken at its hyphen": "PAT-\n2003-0017",
    "broken within": "PAT-20-\n03-0017",
    "wrapped": "PAT-2003-\n0017",
    "wrapped without a hyphen": "PAT-200\n3-0017",
    "a long number": "patient 200301.",
    "a short number in a result's id": '<data data-result="patient.12.age">',
    "a word in a result's id": '<data data-result="brain.anna.duration">',
    "a data address": f"data:text/plain;base64,{b64encode(b'about P02').decode()}",
    "a data address with blanks": f"data:text/plain;charset=utf-8;base64,{quote(b64encode(b'P02 x').decode())}",
    "a picture in the page": '<img src="data:image/svg+xml;base64,'
    + b64encode(b"<svg><metadata>P02</metadata></svg>").decode()
    + '">',
    "a picture in letters": '<img src="data:image/svg+xml,%3Csvg%3E%3Ctext%3EP%3Ctspan%3E02%3C/tspan%3E">',
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_an_id_is_found_however_it_is_written(text):
    assert is_named(text)


HARMLESS = {
    "a longer id": "P021 and xP02 and P0211 and P_02",
    "cells side by side": "<td>P</td><td>02</td>",
    "lines below one another": "P<br>02 P<p>02</p>",
    "a new line": "P\n02",
    "a short number": "12 patients",
    "a word": "anna",
    "the end of a decimal": "M 45.200301 L .200301",
    "letters of a picture": '<img src="data:image/png;base64,'
    + b64encode(b"\x89PNG\r\n\x1a\n").decode()
    + '">/P02x/',
    "another patient of a result": '<data data-result="patient.123.age">',
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_is_no_id_is_not_taken_for_one(text):
    assert [] == codes({"report/manuscript.html": text.encode()})


# --- types of files -------------------------------------------------------------------------------


def pdf(**parts):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    for name, given in parts.items():
        getattr(writer, name)(**given)
    found = io.BytesIO()
    writer.write(found)
    return found.getvalue()


def pdf_with_text(text):
    packed = zlib.compress(f"BT /F1 12 Tf 10 100 Td ({text}) Tj ET".encode())
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        ),
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    body, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)  # fmt: skip


def png(*chunks):
    whole = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), *chunks]
    whole += [(b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in whole
    )


def tiff(text, order="<"):
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHHII", 1, 270, 2, len(text), 26)
    return mark + struct.pack(f"{order}I", 8) + entry + struct.pack(f"{order}I", 0) + text


def jpeg(text):
    return b"\xff\xd8\xff\xe0\0\x04ab\xff\xfe" + struct.pack(">H", len(text) + 2) + text + b"\xff\xda\0\x02P02\xff\xd9"  # fmt: skip


def archive(**members):
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return found.getvalue()


def workbook(cell):
    found, book = io.BytesIO(), Workbook()
    book.active["A1"] = cell
    book.save(found)
    return found.getvalue()


def kinds(text):
    """A file of each type and place that can hold a text."""
    data = text.encode()
    return {
        "page.pdf": pdf_with_text(text),
        "metadata.pdf": pdf(add_metadata={"infos": {"/Title": text}}),
        "attachment.pdf": pdf(add_attachment={"filename": "a.json", "data": data}),
        "attached name.pdf": pdf(add_attachment={"filename": f"{text}.json", "data": b"{}"}),
        "picture attached.pdf": pdf(add_attachment={"filename": "a.png", "data": png((b"tEXt", b"Title\0" + data))}),
        "bookmark.pdf": pdf(add_outline_item={"title": text, "page_number": 0}),
        "text.png": png((b"tEXt", b"Title\0" + data)),
        "packed.png": png((b"zTXt", b"Title\0\0" + zlib.compress(data))),
        "international.png": png((b"iTXt", b"XML:com.adobe.xmp\0\1\0en\0\0" + zlib.compress(data))),
        "exif.png": png((b"eXIf", text.encode("utf-16-le"))),
        "behind.png": png() + data,
        "little.tiff": tiff(b"see " + data),
        "big.tiff": tiff(b"see " + data, ">"),
        "comment.jpg": jpeg(data),
        "page.html": f"<p>{text}</p>".encode(),
        "results.json": json.dumps({"n": text}).encode(),
        "listing.csv": f"patient_id,n\n{text},3\n".encode(),
        "two-byte.csv": text.encode("utf-16"),
        "figure.svg": f"<svg><desc>{text}</desc></svg>".encode(),
        "table.xlsx": workbook(text),
        "report.docx": archive(**{"word/document.xml": f"<w:p><w:t>{text[0]}</w:t><w:t>{text[1:]}</w:t></w:p>"}),
        "member.zip": archive(**{f"{text}.txt": "nothing"}),
        f"{text}.txt": b"nothing",
        "notes.unknown": data,
    }  # fmt: skip


@pytest.mark.parametrize("name", kinds("P02"))
def test_a_patient_is_found_in_every_type_of_file(name):
    assert ["patient-in-public-draft"] == codes({name: kinds("P02")[name]})


@pytest.mark.parametrize("name", kinds("P021"))
def test_a_longer_id_is_found_in_none(name):
    assert [] == codes({name: kinds("P021")[name]})


@pytest.mark.parametrize(
    "content",
    [
        b"\0\1\2\3",
        b"%PDF-1.7 and no more",
        b"PK\x03\x04 and no more",
        b"GIF89a\x01\x00\x01\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\x1f\x8b\x08\0",
        b"latin-1: \xe4",
        b"data:image/png;base64,A",
        png((b"zTXt", b"Title\0\0not packed")),
    ],
)
def test_a_file_that_cannot_be_searched_is_refused(content):
    assert ["unsearched-in-public-draft"] == codes({"report/a": content})


def test_files_within_files_are_bounded():
    content = b"nothing"
    for _ in range(5):
        content = archive(a=content)
    assert ["unsearched-in-public-draft"] == codes({"a.zip": content})


def test_the_refusal_names_five_patients_and_counts_the_others():
    patients = [f"P0{number}" for number in range(1, 8)]
    with pytest.raises(StudyRefused) as error:
        refuse_patients(
            patients, {"a.csv": " ".join(patients).encode(), "b.csv": b"none"}, FAMILIES
        )
    said = "a.csv: a public draft must not name patients, but this file names P01, P02, P03, P04, P05 and 2 more"
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("patient", "found"), [("A1", False), ("A12", True), ("12345", False), ("123456", True)]
)
def test_an_id_is_looked_for_in_words_from_three_signs_or_six_digits(patient, found):
    files = {"a.txt": f"see {patient}".encode()}
    assert found is bool(list(public_findings([patient], files, FAMILIES)))
