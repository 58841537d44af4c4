"""Drafts as a team issues them: what they carry, and what `status` says of them later and elsewhere."""

import json
import os
import re
import shutil
import zipfile
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from issuing import NAME, correct
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from il2report.cli.main import main
from il2report.verification import audit_manuscript
from il2report.workflow.building import GENERATED

FOOT = re.compile(r"Draft 1 · 2009-10-31 · ([0-9a-f]{12})")


@pytest.fixture
def study(first, tmp_path):
    """A copy of it, to be changed."""
    return Path(shutil.copytree(first.study, tmp_path / "study"))


def status(*arguments):
    """What `status` answers, in this process: it is called often here."""
    return CliRunner().invoke(main, ["status", *map(str, arguments)])


def test_a_draft_is_read_back_against_its_own_inputs_whatever_became_of_the_study(study):
    correct(study, ",CR,", ",PR,")
    [draft] = (study / "report/drafts").iterdir()
    assert () == audit_manuscript(draft).findings


# --- what a draft carries -------------------------------------------------------------------------


def test_number_date_and_fingerprint_stand_in_the_foot_of_every_page(first):
    pages = page_texts(first.draft / "manuscript.pdf")
    assert len(pages) > 5
    short = first.record()["fingerprints"]["draft"]
    assert [{short}] * len(pages) == [set(FOOT.findall(page)) for page in pages]


def test_the_head_of_the_page_says_which_draft_it_is(first):
    html = (first.draft / "manuscript.html").read_text(encoding="utf-8")
    record = first.record()
    entries = dict(re.findall(r'<meta name="il2report-(\w+)" content="([^"]*)">', html))
    expected = {"draft": "1", "name": NAME, "issued": "2009-10-31", "public": "no"}
    expected |= {"fingerprint": record["fingerprints"]["draft"]}
    expected |= {name: record["fingerprints"][name] for name in ("data", "templates", "program")}
    assert expected == entries


def test_the_pdf_says_the_same_and_stays_accessible(first):
    with pikepdf.open(first.draft / "manuscript.pdf") as pdf:
        information = {str(key): str(value) for key, value in pdf.docinfo.items()}
        assert ("1", NAME) == (information["/il2reportdraft"], information["/il2reportname"])
        assert 'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes().decode()


def test_results_travel_in_the_pdf_with_names_for_old_and_new_readers(first):
    with pikepdf.open(first.draft / "manuscript.pdf") as pdf:
        [(name, attachment)] = pdf.attachments.items()
        file = attachment.get_file()
        assert (first.draft / "results.json").read_bytes() == file.read_bytes()
        assert ("results.json", "application/json") == (name, file.mime_type)
        assert "results.json" == str(attachment.obj.UF) == str(attachment.obj.F)


def test_results_say_which_draft_they_belong_to(first):
    results = json.loads((first.draft / "results.json").read_text(encoding="utf-8"))
    short = first.record()["fingerprints"]["draft"]
    assert {
        "number": 1,
        "name": NAME,
        "issued": "2009-10-31",
        "public": False,
        "fingerprint": short,
    } == results["draft"]


def test_the_claims_of_the_text_are_kept(first):
    claims = first.record()["claims"]
    html = (first.draft / "manuscript.html").read_text(encoding="utf-8")
    assert len(claims) > 3
    assert {"holds", "alternative"} >= {claim["outcome"] for claim in claims}
    assert all(claim["file"].startswith("templates/sections/") for claim in claims)
    assert claims[0]["sentence"].split()[0] in html


def test_a_draft_is_no_output_of_a_build(first):
    """A working build in the same study touches none of its bytes."""
    assert [] == [file for pattern in GENERATED for file in first.study.glob(pattern)]
    assert [] == [
        path
        for path in first.draft.rglob("*")
        if path.is_file() and os.access(path, os.W_OK) and os.getuid()
    ]


# --- a working build ------------------------------------------------------------------------------


def test_a_working_build_carries_its_results_and_what_it_was_made_from(built):
    report = built.folder / "report"
    reader = PdfReader(report / "manuscript.pdf")
    results = (report / "results.json").read_bytes()
    assert {"results.json": [results]} == dict(reader.attachments)
    made_from = json.loads(results)
    information = {
        key: str(value) for key, value in reader.metadata.items() if key.startswith("/il2report")
    }
    assert {
        "/il2reportdraft": "working",
        "/il2reportdata": made_from["fingerprint"],
        "/il2reporttemplates": made_from["templates"],
    } == information


# --- public ---------------------------------------------------------------------------------------


@cache
def page_texts(file):
    return [page.extract_text() for page in PdfReader(file).pages]


def is_text(part):
    """Whether a stream of a PDF can hold words: no font and no picture."""
    font = "/Length1" in part or part.get("/Subtype") in {"/CIDFontType0C", "/Type1C", "/OpenType"}
    return not font and part.get("/Subtype") != "/Image"


def streams(file):
    """The bytes of a file and of everything compressed in it, as the parts of a Word file and attachments of a PDF."""
    yield file.read_bytes()
    if file.suffix == ".docx":
        with zipfile.ZipFile(file) as package:
            yield from map(package.read, package.namelist())
    if file.suffix == ".pdf":
        with pikepdf.open(file) as pdf:
            parts = [part for part in pdf.objects if isinstance(part, pikepdf.Stream)]
            yield from (part.read_bytes() for part in parts if is_text(part))
            yield from (attached.get_file().read_bytes() for attached in pdf.attachments.values())
        yield "\n".join(page_texts(file)).encode()


def named_patients(project, draft):
    ids = re.findall(
        r"^(P\d+),", (project / "data/patients.csv").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(ids) == 15
    pattern = re.compile(
        r"(?<![A-Za-z0-9+/])(?:{})(?![A-Za-z0-9+/=])".format("|".join(ids)), re.ASCII
    )
    files = (path for path in draft.rglob("*") if path.is_file())
    return {
        path.name: sorted(set(found))
        for path in files
        if (
            found := [
                hit
                for part in streams(path)
                for hit in pattern.findall(part.decode("utf-8", "replace"))
            ]
        )
    }


def test_patients_in_a_draft_would_be_found(project, first):
    files = {"results.json", "document.json", "manuscript.html", "manuscript.pdf", "patients.csv"}
    files.add("manuscript.docx")
    assert files <= named_patients(project, first.draft).keys()


def test_a_public_draft_names_no_patient_in_any_byte(project, public_draft):
    assert {} == named_patients(project, public_draft.draft)


def test_a_public_draft_keeps_the_fingerprints_of_its_inputs_and_not_the_inputs(public_draft):
    assert not (public_draft.draft / "inputs").exists()
    assert {12, 64} == {len(each) for each in public_draft.record()["fingerprints"].values()}
    assert public_draft.record()["public"]


# --- status ---------------------------------------------------------------------------------------


def test_after_an_issue_nothing_has_moved(first, tmp_path):
    ended = status("--study", first.study)
    short = first.record()["fingerprints"]["draft"]
    assert (0, "") == (ended.exit_code, ended.stderr)
    assert f"  1  2009-10-31  {short}  {NAME}\nNothing has changed since draft 1.\n" == ended.stdout


def test_a_correction_is_told_with_the_printed_numbers_that_it_changes(study, tmp_path):
    correct(study, ",PD,", ",SD,")
    shown = status("--study", study)
    assert 1 == shown.exit_code
    assert "Changed since draft 1: data.\n" in shown.stdout
    ended = status("--study", study, "--json")
    since = json.loads(ended.stdout)["since"]
    changed = {
        each["id"]: (each["old"], each["new"])
        for each in since["changed_numbers"]
        if not each["part"]
    }
    assert (
        f"{len(since['changed_numbers'])} of its {since['printed_numbers']} printed numbers"
        in shown.stdout
    )
    old, new = changed["response.pd.n"]
    assert int(old) - 1 == int(new)
    assert "response.orr.percent" not in changed
    assert ["data"] == since["moved"]


def test_a_reworded_sentence_moves_templates_and_no_number(study, tmp_path):
    correct(study, "patients", "persons", "templates/sections/introduction.md.j2")
    ended = status("--study", study)
    assert 1 == ended.exit_code
    assert "Changed since draft 1: templates.\nNone of its " in ended.stdout


def test_a_choice_moves_the_configuration_and_not_the_data(study, tmp_path):
    correct(study, 'short_title = "', 'short_title = "The ', "study.toml")
    assert "Changed since draft 1: configuration.\n" in status("--study", study).stdout


def test_errors_in_the_study_are_no_obstacle_to_telling_what_moved(study, tmp_path):
    correct(study, ",PD,", ",XX,")
    ended = status("--study", study)
    assert 1 == ended.exit_code
    assert "Changed since draft 1: data.\nThe numbers cannot be computed" in ended.stdout


def test_an_altered_draft_is_told(study, tmp_path):
    [page] = (study / "report/drafts").glob("*/manuscript.html")
    page.chmod(0o644)
    page.write_bytes(page.read_bytes() + b" ")
    ended = status("--study", study)
    assert 1 == ended.exit_code
    assert f"{NAME}  ALTERED: manuscript.html\n" in ended.stdout


@pytest.mark.parametrize("document", ["manuscript.pdf", "manuscript.html", "manuscript.docx"])
def test_a_document_from_elsewhere_says_which_draft_it_is(first, tmp_path, document, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = Path(shutil.copy(first.draft / document, tmp_path / f"mail {document}"))
    short = first.record()["fingerprints"]["draft"]
    alone = status(file)
    said = f"{file} is draft 1 ({NAME}), issued 2009-10-31, fingerprint {short}\n"
    assert (0, f"{said}Give --study DIR to compare it with the study.\n") == (
        alone.exit_code,
        alone.stdout,
    )
    held = status(file, "--study", first.study)
    said += "This file is identical to the issued version.\nNothing has changed since draft 1.\n"
    assert (0, said) == (held.exit_code, held.stdout)


def test_a_word_file_from_elsewhere_is_compared_with_the_draft_that_it_names(first, tmp_path):
    with zipfile.ZipFile(first.draft / "manuscript.docx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts["word/document.xml"]
    assert 1 == text.count(b"induces lasting remission")
    parts["word/document.xml"] = text.replace(
        b"induces lasting remission", b"induces lasting relief"
    )
    file = tmp_path / "returned.docx"
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    ended = [
        CliRunner().invoke(main, ["review", str(each), "--study", str(first.study), "--json"])
        for each in (first.draft / "manuscript.docx", file)
    ]
    assert [0, 1] == [each.exit_code for each in ended]
    [edit] = json.loads(ended[1].stdout)["files"][0]["edits"]
    assert ("words", "remission", "relief") == (edit["kind"], edit["old"], edit["new"])


def test_a_pdf_that_a_reader_annotated_and_saved_is_known_and_told_apart(first, tmp_path):
    writer = PdfWriter(clone_from=first.draft / "manuscript.pdf")
    writer.add_annotation(0, FreeText(text="Is this so?", rect=(50, 50, 200, 90)))
    file = tmp_path / "annotated.pdf"
    writer.write(file)
    ended = status(file, "--study", first.study, "--json")
    told = json.loads(ended.stdout)
    assert (1, 1, False) == (ended.exit_code, told["draft"]["number"], told["as_issued"])


def test_so_is_one_that_was_packed_anew(first, tmp_path):
    file = tmp_path / "packed.pdf"
    with pikepdf.open(first.draft / "manuscript.pdf") as pdf:
        pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
    assert f"is draft 1 ({NAME}), issued 2009-10-31" in status(file, "--study", first.study).stdout


def test_an_encrypted_pdf_is_read_or_said_to_be_unreadable(first, tmp_path):
    file = tmp_path / "locked.pdf"
    with pikepdf.open(first.draft / "manuscript.pdf") as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="o", user="secret"))
    ended = status(file)
    assert (2, True) == (ended.exit_code, f"{file} cannot be read as a PDF" in ended.stderr)


def test_a_working_draft_is_held_against_the_study_too(built, study, tmp_path):
    file = built.folder / "report/manuscript.pdf"
    settled = status(file, "--study", study)
    assert (0, "Nothing has changed since this working draft.") == (
        settled.exit_code,
        settled.stdout.splitlines()[-1],
    )
    correct(study, ",PD,", ",SD,")
    moved = status(file, "--study", study)
    assert (1, "Changed since this working draft: data.") == (
        moved.exit_code,
        moved.stdout.splitlines()[-1],
    )


def test_a_file_that_is_none_of_ours_is_wrong_use(project, tmp_path):
    ended = status(project / "README.md")
    assert (2, "") == (ended.exit_code, ended.stdout)
    assert "does not say which draft it is" in ended.stderr


def test_a_study_without_drafts_says_so(project, tmp_path):
    ended = status("--study", project)
    assert (0, "No draft has been issued yet") == (ended.exit_code, ended.stdout[:28])


def test_where_there_is_no_study_status_says_so(tmp_path):
    ended = status("--study", tmp_path)
    assert 1 == ended.exit_code
    assert "[missing-file]" in ended.stderr
