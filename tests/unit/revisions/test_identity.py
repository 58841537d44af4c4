"""What a document says of its draft, and how that is read back."""

import io
import logging

import pypdf
import pytest

from il2report.errors import WrongUse
from il2report.revisions import Fingerprints, Identity, Issue, fingerprints
from il2report.revisions.fingerprints import program_fingerprint, study_fingerprints
from il2report.revisions.identity import identity_of_page
from il2report.study.fingerprint import fingerprint
from il2report.workflow.statuses import identity_of

PRINTS = Fingerprints("d" * 64, "t" * 64, "p" * 64)
WORKING = Identity(PRINTS)
ISSUED = Identity(PRINTS, Issue(3, "to the journal", "2026-11-28", public=True))
PRIVATE = Identity(PRINTS, Issue(4, "to us", "2026-11-29"))


def test_an_issued_document_has_each_part_under_its_name():
    assert {
        "il2report-draft": "3",
        "il2report-name": "to the journal",
        "il2report-issued": "2026-11-28",
        "il2report-public": "yes",
        "il2report-fingerprint": PRINTS.draft,
        "il2report-data": "d" * 64,
        "il2report-templates": "t" * 64,
        "il2report-program": "p" * 64,
    } == ISSUED.metadata()
    assert "no" == PRIVATE.metadata()["il2report-public"]


def test_a_working_document_has_what_it_was_made_from():
    assert {
        "il2report-draft": "working",
        "il2report-data": "d" * 64,
        "il2report-templates": "t" * 64,
    } == WORKING.metadata()


def test_results_json_has_the_draft_that_it_belongs_to():
    assert {"templates": "t" * 64} == WORKING.record()
    assert {
        "templates": "t" * 64,
        "draft": {
            "number": 3,
            "name": "to the journal",
            "issued": "2026-11-28",
            "public": True,
            "fingerprint": PRINTS.draft,
        },
    } == ISSUED.record()


def page(identity):
    metas = "".join(f'<meta name="{k}" content="{v}">' for k, v in identity.metadata().items())
    return f"<html><head><meta charset='utf-8'>{metas}</head><body><meta name='il2report-draft' content='9'></body>"  # fmt: skip


def pdf(identity):
    writer, found = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(10, 10)
    writer.add_metadata({f"/{k.replace('-', '')}": v for k, v in identity.metadata().items()})
    writer.write(found)
    return found.getvalue()


@pytest.mark.parametrize("identity", [ISSUED, PRIVATE])
def test_page_and_pdf_say_the_same_draft(identity, tmp_path):
    (tmp_path / "a.html").write_text(page(identity), encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(pdf(identity))
    assert [identity, identity] == [identity_of(tmp_path / name) for name in ("a.html", "a.pdf")]


def test_a_working_page_says_so():
    assert Identity(Fingerprints("d" * 64, "t" * 64, "")) == identity_of_page(page(WORKING))


def test_metadata_in_the_body_of_a_page_are_not_those_of_the_page():
    metas = page(WORKING).partition("<meta charset='utf-8'>")[2].partition("</head>")[0]
    assert identity_of_page(f"<html><head></head><body>{metas}</body>") is None
    assert identity_of_page(f"<html><head>{metas}</head><body></body>") is not None


@pytest.mark.parametrize(
    "other", ['<meta property="og:title" content="A study">', '<meta name="il2report-draft">']
)
def test_metadata_that_lack_a_name_or_a_content_are_passed_over(other):
    text = page(ISSUED).replace("<head>", f"<head>{other}")
    assert ISSUED == identity_of_page(text)


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"il2report-draft": "3"},
        {"il2report-data": "d"},
        {"il2report-draft": "three", "il2report-data": "d"},
    ],
)
def test_what_lacks_a_draft_or_its_data_is_none_of_ours(metadata):
    assert Identity.of_metadata(metadata) is None


def test_a_document_without_a_mark_is_refused(tmp_path):
    file = tmp_path / "a.html"
    file.write_text("<html><head></head>", encoding="utf-8")
    with pytest.raises(WrongUse) as error:
        identity_of(file)
    assert (
        f"{file} does not say which draft it is: it has no mark of an il2report build. Export by"
        " another program and printing remove the mark; the foot of the pages may still name the"
        " draft"
    ) == str(error.value)


def test_a_damaged_pdf_is_refused(tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.7\nand no more")
    with pytest.raises(WrongUse, match="cannot be read as a PDF: "):
        identity_of(file)


def test_a_pdf_that_had_to_be_repaired_is_read_without_a_word(tmp_path, caplog):
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(ISSUED).replace(b"startxref\n", b"startxref\n9"))
    logging.getLogger("pypdf").setLevel(logging.NOTSET)
    assert ISSUED == identity_of(file)
    assert [] == caplog.messages


def test_the_fingerprint_of_the_program_is_that_of_its_modules_and_templates(tmp_path, monkeypatch):
    (tmp_path / "study").mkdir()
    for name in ("a.py", "study/b.py", "py.typed"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(fingerprints, "PACKAGE", tmp_path)
    files = {"a.py": b"a.py", "study/b.py": b"study/b.py", "templates/c.html": b"frame"}
    assert fingerprint(files) == program_fingerprint({"c.html": b"frame"})


def test_fingerprints_tell_data_choices_and_templates_apart(tmp_path):
    (tmp_path / "data").mkdir()
    files = {"study.toml": b"title = 'A'", "data/patients.csv": b"patient_id\nP1\n"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    found = study_fingerprints(tmp_path, {"a.md": b"text"}, {"b.html": b"frame"})
    assert fingerprint(files) == found.data
    assert fingerprint({"study.toml": files["study.toml"]}) == found.configuration
    assert fingerprint({"data/patients.csv": files["data/patients.csv"]}) == found.tables
    assert fingerprint({"a.md": b"text"}) == found.templates
    other = study_fingerprints(tmp_path, {"a.md": b"text"}, {"b.html": b"another frame"})
    assert (found.data, found.templates) == (other.data, other.templates)
    assert found.program != other.program
    assert found == Fingerprints.of_record(found.record())
