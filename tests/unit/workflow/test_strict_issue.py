"""A strict issue refuses a study of real patients without what journals ask for."""

import shutil

import pytest

from il2report.errors import StudyRefused
from il2report.workflow.issuing import IssueRequest, issue

LOST = {
    "ethics approval or exemption": 'exemption = "every record is invented and describes no person"\n',
    "funding": 'funding = "This work received no funding."\n',
    "conflicts of interest": 'conflicts = "There are none to declare."\n',
}


@pytest.mark.parametrize("said", LOST)
def test_a_study_of_patients_without_a_statement_is_not_issued(project, tmp_path, said):
    for folder in ("data", "templates"):
        shutil.copytree(project / folder, tmp_path / folder)
    text = (project / "study.toml").read_text(encoding="utf-8")
    changes = {LOST[said]: "", 'data_origin = "reconstructed"': 'data_origin = "patients"'}
    for old, new in changes.items():
        assert 1 == text.count(old)
        text = text.replace(old, new)
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyRefused) as refused:
        issue(IssueRequest(tmp_path, "for the co-authors", strict=True), lambda _: None)
    named = [f.message for f in refused.value.findings if f.code == "missing-statement"]
    assert [each for each in named if each.startswith(f"there is no statement on {said};")]
    assert len(named) == 1
    assert [] == list(tmp_path.rglob("*.html"))
