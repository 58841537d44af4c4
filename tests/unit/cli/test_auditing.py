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


def test_a_contradiction_is_quoted_with_its_places_and_ends_in_one(audited, tmp_path):
    ended = audited(CONTRADICTORY)

    message = "DIS says that there were none, which the figures exclude."
    assert 1 == ended.exit_code
    assert [
        "A paper",
        f"Figures as typed in {tmp_path / 'paper.toml'}.",
        "",
        "Figures",
        "     2  printed, in 2 places",
        "     1  part of a proved contradiction",
        "     0  reproduced: any other digit would contradict the other figures",
        "     0  consistent: some wrong digits would have been found, and none was",
        "     1  not checkable: no wrong digit of them could have been found",
        "",
        "Findings",
        "     0  impossible, proved: one figure that no data can give",
        "     1  contradictory, proved: figures that cannot all be true",
        "     0  impossible or contradictory unless truncated: cannot be true if rounded",
        "     0  suspicious: possible, but another explanation is more likely",
        "     0  implied: no error, the figures say more than is printed",
        "",
        "Proved: these figures cannot all be true (1)",
        "",
        f"1. {message}  [contradictory: denied-figures]",
        "     RES: Partial response, count 1",
        "   = Partial response: 1 of 15",
        "   ? One misprint would explain it: Partial response, count in RES, 0 instead of 1.",
    ] == ended.stdout.splitlines()


def test_a_paper_without_contradiction_ends_in_zero(audited):
    typed = CONTRADICTORY.partition("[[statements]]")[0]

    assert 0 == audited(typed).exit_code


def test_json_has_all_that_is_known_of_a_finding(audited):
    document = json.loads(audited(CONTRADICTORY, "--json").stdout)
    (finding,) = document["findings"]

    certainties = {"proved": 1, "unless-truncated": 0, "suspicious": 0, "implied": 0}
    kinds = {"impossible": 0, "contradictory": 1}
    assert {"figures": 2} | certainties | kinds == document["counts"]
    assert ("not checkable", 1) == (
        document["figures"][0]["verdict"],
        document["verdicts"]["contradictory"],
    )
    assert (1, "A paper") == (document["format"], document["title"])
    assert ["15", "1"] == [figure["printed"] for figure in document["figures"]]
    assert ["statement pr DIS"] == finding["statements"]
    assert {
        "place": "RES",
        "quantity": "pr",
        "label": "Partial response",
        "group": "all",
        "statistic": "count",
        "printed": "1",
        "result": None,
        "inferred": False,
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
    assert "data/published.toml: there is no such file, so no published figures" in ended.stderr
    assert "docs/how-to/audit-a-paper.md" in ended.stderr


def test_a_file_is_only_printed_unless_it_is_told_where_to_write(audited, tmp_path):
    audited(CONTRADICTORY)
    audited(CONTRADICTORY, "--output", str(tmp_path / "out"), "--no-report")

    assert ["paper.toml"] == sorted(path.name for path in tmp_path.iterdir())


def test_the_report_of_a_file_is_called_by_its_name(audited, tmp_path):
    ended = audited(CONTRADICTORY, "--output", str(tmp_path))

    assert 1 == ended.exit_code
    written = sorted(path.name for path in (tmp_path / "report").iterdir())
    assert ["audit-paper.html", "audit-paper.pdf"] == written
    assert (tmp_path / "report/audit-paper.pdf").read_bytes().startswith(b"%PDF")


def test_signs_that_steer_a_terminal_are_shown_as_their_numbers(audited):
    ended = audited(CONTRADICTORY.replace("A paper", "A \\u001b[31m\\u202epaper"))

    assert "A \\u001b[31m\\u202epaper" == ended.stdout.splitlines()[0]


TABLE = """Table 2. Response
Characteristic	Weekly (N = 22)	Monthly (N = 19)
Response, n (%)	12 (54.5)	11 (42.1)
Remarks	see text
"""


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "table.txt"
    file.write_text(TABLE, encoding="utf-8")
    return file


def test_a_printed_table_is_audited_without_typing(table):
    ended = CliRunner().invoke(main, ["audit", str(table)])

    assert 1 == ended.exit_code
    assert "Table 2: Response (Monthly), count 11" in ended.stdout
    assert "Response (Monthly), count in Table 2, 8 instead of 11" not in ended.stdout
    assert "see text (" in ended.stdout


def test_what_was_read_is_shown_cell_by_cell(table):
    ended = CliRunner().invoke(main, ["audit", str(table), "--show"])

    assert 0 == ended.exit_code
    assert "12 (54.5); read as Response: count, percent of Weekly (n = 22)" in ended.stdout
    assert "Proved" not in ended.stdout


def test_what_was_read_can_be_corrected_and_audited_again(table, tmp_path):
    typed = tmp_path / "typed.toml"
    written = CliRunner().invoke(main, ["audit", str(table), "--typed", str(typed)])
    again = CliRunner().invoke(main, ["audit", str(table), "--typed", str(typed)])
    typed.write_text(typed.read_text(encoding="utf-8").replace("11 (42.1)", "8 (42.1)"), "utf-8")

    assert [0, 2] == [written.exit_code, again.exit_code]
    assert 0 == CliRunner().invoke(main, ["audit", str(typed)]).exit_code


def test_typed_figures_have_nothing_to_show(audited, tmp_path):
    assert 2 == audited(CONTRADICTORY, "--show").exit_code
    assert 2 == CliRunner().invoke(main, ["audit", "--show"]).exit_code
