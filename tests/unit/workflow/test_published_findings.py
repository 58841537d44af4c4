"""check tells of slips in data/published.toml, and of ids in it that lead nowhere, as notices."""

import pytest

from il2report.errors import Severity
from il2report.workflow.checking import published_findings

PAPER = 'paper.title = "A paper"\n'


@pytest.fixture
def told(four_patients, catalogue, tmp_path):
    def run(typed):
        (tmp_path / "data").mkdir()
        (tmp_path / "data/published.toml").write_text(typed, encoding="utf-8")
        found = published_findings(four_patients, catalogue, tmp_path)
        assert all(finding.severity is Severity.NOTICE for finding in found)
        return [str(finding) for finding in found]

    return run


def test_nothing_is_told_where_nothing_is_published(four_patients, catalogue, tmp_path):
    assert () == published_findings(four_patients, catalogue, tmp_path)


def test_slips_of_the_file_are_told(told):
    (said,) = told(PAPER + 'groups.all.n = "many"\n')

    assert said.startswith("data/published.toml, line 2: groups.all.n is 'many'")


def test_an_id_that_leads_nowhere_is_told_once_with_its_line_and_the_nearest(told):
    typed = 'groups.all = { n = { T1 = 4, T2 = 4 }, result = "cohort.m" }\n'

    said = "data/published.toml, line 2: there is no result, fact or choice cohort.m"
    assert [f"{said}; did you mean cohort.n? [unknown-id]"] == told(PAPER + typed)


def test_a_file_that_cannot_be_read_is_told(four_patients, catalogue, tmp_path):
    (tmp_path / "data/published.toml").mkdir(parents=True)

    (found,) = published_findings(four_patients, catalogue, tmp_path)
    assert ("not-a-file", Severity.NOTICE) == (found.code, found.severity)
