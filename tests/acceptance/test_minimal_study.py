"""A study of patients.csv with one declared number passes its checks, builds and explains its results."""

import re

from minimal_study import write_minimal_study

from il2report import build, read_study
from il2report.results import compute_results


def test_patients_and_one_number_make_a_manuscript(tmp_path):
    study = write_minimal_study(tmp_path / "study")
    read = read_study(study)
    assert () == read.notices
    assert 132.0 == compute_results(read).catalogue["cohort.sodium.median"].value
    build(study, tmp_path / "out", formats=("html",))
    page = (tmp_path / "out" / "report" / "manuscript.html").read_text(encoding="utf-8")
    said = re.sub(r"<[^>]+>", "", page.partition("<body")[2])
    assert re.search(r"sodium[^.]{0,40}\b132\b", " ".join(said.split()), re.IGNORECASE)
    assert not re.search("melanoma|interleukin|metasta", said, re.IGNORECASE)
