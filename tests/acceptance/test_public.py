"""build --public: no output names a patient or tells a date of one."""

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from il2report.errors import StudyRefused
from il2report.verification import audit_manuscript
from il2report.workflow.building import BuildRequest, build

TABLES = ("patients", "metastases", "prior_therapies", "cycles", "adverse_events", "brain_lesions")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture(scope="module")
def public(builds: Callable[..., Any]):
    return builds("public", "--public")


@pytest.fixture(scope="module")
def named(project: Path) -> set[str]:
    """Every patient id and every date of the tables."""
    found = set()
    for table in TABLES:
        with (project / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for record in csv.DictReader(file):
                found.add(record["patient_id"])
                found |= {cell for cell in record.values() if DATE.fullmatch(cell)}
    assert len(found) > 80
    return found


def words(build, *leaving: str) -> dict[str, set[str]]:
    """The words of each output but some; those of a PDF as a reader has them."""
    texts = {
        name: "\n".join(page.extract_text() for page in PdfReader(build.folder / name).pages)
        if name.endswith(".pdf")
        else content.decode("utf-8", errors="replace")
        for name, content in build.files().items()
        if not name.endswith((".png", *leaving))
    }
    return {name: set(re.split(r"[^\w-]+", text.replace(".", " "))) for name, text in texts.items()}


def test_no_output_has_a_patient_id_or_a_date_of_a_patient(public, named: set[str]) -> None:
    assert {} == {name: found for name, text in words(public).items() if (found := text & named)}


def test_the_ordinary_build_would_be_noticed(built, named: set[str]) -> None:
    assert {
        "report/document.json",
        "report/manuscript.html",
        "report/results.json",
        "report/tables/brain.html",
        "report/tables/s_listing.html",
        "figures/swimmer.pdf",
    } <= {name for name, text in words(built, "manuscript.pdf").items() if text & named}


def test_the_listing_is_neither_a_table_nor_a_file(public) -> None:
    assert [] == [name for name in public.files() if "listing" in name]


def test_the_alternative_texts_name_nobody(public, named: set[str]) -> None:
    page = (public.folder / "report/manuscript.html").read_text(encoding="utf-8")
    alternatives = re.findall(r'alt="([^"]*)"', page)

    assert 3 == len(alternatives)
    assert not set(re.findall(r"[\w-]+", " ".join(alternatives))) & named


def test_the_public_supplement_says_that_nobody_is_listed(public) -> None:
    page = (public.folder / "report/manuscript.html").read_text(encoding="utf-8")

    assert "This public version does not list the patients one by one." in page
    assert "listing.csv" not in page


def test_it_is_read_back_without_a_finding(public: Any, project: Path) -> None:
    assert () == audit_manuscript(public.folder, project).findings


def test_a_public_build_that_would_name_a_patient_writes_nothing(project: Path, tmp_path: Path):
    study = tmp_path / "study"
    for name in ("data", "templates"):
        shutil.copytree(project / name, study / name)
    shutil.copy(project / "study.toml", study)
    codebook = study / "data" / "codebook.csv"
    text = codebook.read_text(encoding="utf-8")
    assert ",Hypotension," in text
    codebook.write_text(text.replace(",Hypotension,", ",Hypotension of P02,"), encoding="utf-8")
    request = BuildRequest(study, tmp_path / "output", ("html",), public=True)

    with pytest.raises(StudyRefused) as error:
        build(request, lambda _step: None)

    assert {"patient-in-public-draft"} == {finding.code for finding in error.value.findings}
    assert not (tmp_path / "output").exists()
