"""A study of patients.csv with one declared number passes its checks, builds and explains its results."""

import re

from il2report import build, read_study
from il2report.results import compute_results

CHOICES = """\
title = "Serum sodium in a series"
short_title = "Serum sodium"
authors = ["A. Author"]
data_origin = "synthetic"

[[variable]]
name = "sodium"
kind = "number"
label = "Serum sodium"
unit = "mmol/L"
"""
SECTIONS = {
    "abstract": "We report serum sodium.\n",
    "introduction": "## Introduction\n\nSodium matters.\n",
    "discussion": "## Discussion\n\nSodium was measured.\n",
    "supplement": "",
}


def test_patients_and_one_number_make_a_manuscript(tmp_path):
    study = tmp_path / "study"
    (study / "data").mkdir(parents=True)
    (study / "templates" / "sections").mkdir(parents=True)
    (study / "study.toml").write_text(CHOICES, encoding="utf-8")
    rows = "".join(f"A{n},{130 + n}\n" for n in range(5))
    (study / "data" / "patients.csv").write_text(f"patient_id,sodium\n{rows}", encoding="utf-8")
    for name, text in SECTIONS.items():
        (study / "templates" / "sections" / f"{name}.md.j2").write_text(text, encoding="utf-8")
    read = read_study(study)
    assert () == read.notices
    assert 132.0 == compute_results(read).catalogue["cohort.sodium.median"].value
    build(study, tmp_path / "out", formats=("html",))
    page = (tmp_path / "out" / "report" / "manuscript.html").read_text(encoding="utf-8")
    said = re.sub(r"<[^>]+>", "", page.partition("<body")[2])
    assert re.search(r"sodium[^.]{0,40}\b132\b", " ".join(said.split()), re.IGNORECASE)
    assert not re.search("melanoma|interleukin|metasta", said, re.IGNORECASE)
