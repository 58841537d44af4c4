"""audit says what it found in words, as JSON, and by its exit code."""

import json

import pytest
from click.testing import CliRunner

from il2report.cli.main import main

CONTRADICTORY = """
[paper]
title = "A paper"
[groups]
all = { n = { A = 15 } }
[features.pr]
label = "Partial response"
count = { RES = 1 }
[[statements]]
place = "DIS"
says = "there were none"
about = "pr"
claim = "none"
"""


@pytest.fixture
def audited(tmp_path):
    def run(typed, *options):
        file = tmp_path / "paper.toml"
        file.write_text(typed, encoding="utf-8")
        return CliRunner().invoke(main, ["audit", str(file), *options])

    return run


def test_a_contradiction_is_quoted_with_its_places_and_ends_in_one(audited):
    ended = audited(CONTRADICTORY)

    assert 1 == ended.exit_code
    assert [
        "A paper",
        "2 figures in 2 places: 1 proved contradictory, 0 suspicious, 0 implied without being printed",
        "",
        "proved: DIS says that there were none, which the figures exclude. [denied-figures]",
        "  RES: Partial response, count 1",
        "  Partial response: 1 of 15",
    ] == ended.stdout.splitlines()


def test_a_paper_without_contradiction_ends_in_zero(audited):
    typed = CONTRADICTORY.partition("[[statements]]")[0]

    assert 0 == audited(typed).exit_code


def test_json_has_all_that_is_known_of_a_finding(audited):
    document = json.loads(audited(CONTRADICTORY, "--json").stdout)
    (finding,) = document["findings"]

    assert {"proved": 1, "suspicious": 0, "implied": 0} == document["counts"]
    assert (1, 2, "A paper") == (document["format"], document["figures"], document["title"])
    assert ["statement pr DIS"] == finding["statements"]
    assert {
        "place": "RES",
        "quantity": "pr",
        "label": "Partial response",
        "group": "all",
        "statistic": "count",
        "printed": "1",
        "result": None,
        "line": 8,
    } == finding["figures"][0]
    assert finding["source"].startswith("Arithmetic alone")


def test_slips_in_the_file_are_findings(audited):
    ended = audited(CONTRADICTORY.replace("count = { RES = 1 }", "count = { RES = 1.5 }"))

    assert 1 == ended.exit_code
    assert "paper.toml, line 8: features.pr.count.RES is '1.5'" in ended.stderr


def test_a_file_that_is_not_there_is_wrong_use(tmp_path):
    ended = CliRunner().invoke(main, ["audit", str(tmp_path / "gone.toml")])

    assert 2 == ended.exit_code
    assert "gone.toml cannot be read: No such file or directory" in ended.stderr


def test_a_study_without_published_figures_says_so(tmp_path):
    ended = CliRunner().invoke(main, ["audit", "--study", str(tmp_path)])

    assert 1 == ended.exit_code
    assert "data/published.toml: there is no such file; an audit needs it" in ended.stderr
