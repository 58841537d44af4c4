"""Published tables are read as printed, and their complete reports are those that were read and accepted."""

import re
from pathlib import Path

import pytest
from published_reports import FOLDER, published, report_of, report_path

from il2report.audit import Certainty, audit
from il2report.audit.received import received_paper

FILES = published()
CONTRADICTED = {
    "grim.txt": ["impossible-means"],
    "grimmer.csv": ["impossible-spreads"],
    "debit.html": ["impossible-spreads"],
    "tuberculosis.docx": ["impossible-percentages"] * 6,
    "kidney-function.xlsx": ["differing-figures", "disordered-figures"],
}
CLEAN = {"off-label-marketing.xml", "leprosy-reactions.csv", "rituximab.html", "bone-density.xml"}
CONTRADICTIONS = {Certainty.PROVED, Certainty.UNLESS_TRUNCATED}


@pytest.fixture
def in_its_folder(monkeypatch):
    monkeypatch.chdir(FOLDER)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_report_is_the_one_that_was_accepted(file: Path, in_its_folder: None):
    assert report_path(file).read_text(encoding="utf-8") == report_of(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_known_to_be_wrong_is_contradicted_and_nothing_else(file: Path):
    findings = audit(received_paper(file.read_bytes(), file.name).paper)
    found = sorted(each.check for each in findings if each.certainty in CONTRADICTIONS)
    assert CONTRADICTED.get(file.name, []) == found
    assert not (file.name in CLEAN and findings)


def test_ten_tables_have_their_source():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = set(
        re.findall(r"^\| (\S+\.\w+) \|.*doi:|^\| (\S+\.\w+) \|.*OSF", readme, re.MULTILINE)
    )
    assert {file.name for file in FILES} == {name for pair in listed for name in pair if name}
    assert len(FILES) >= 10
