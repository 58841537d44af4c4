"""The JSON of an audit is what docs/audit-format.md says of it, by its own example."""

import json

from click.testing import CliRunner
from json_reference import blocks, keys

from il2report.cli.main import main


def audited(folder, monkeypatch):
    """Audit the file of the example from its folder, as a reader of the page would."""
    file, printed = blocks()
    monkeypatch.chdir(folder)
    (folder / "table-1.csv").write_text(file, encoding="utf-8")
    ended = CliRunner().invoke(main, ["audit", "table-1.csv", "--json"])
    assert ended.exit_code == 1
    return json.loads(ended.stdout), printed


def test_the_example_prints_what_the_page_says(tmp_path, monkeypatch):
    document, (finding, figures, read) = audited(tmp_path, monkeypatch)

    assert document["findings"] == [finding]
    assert [each for each in document["figures"] if each in figures] == figures
    assert {key: document["read"][key] for key in read} == read


def test_each_key_is_described_and_none_is_missing(tmp_path, monkeypatch):
    document, _ = audited(tmp_path, monkeypatch)
    of_all, of_finding, of_figure, of_read = keys()
    (finding,) = document["findings"]
    of_study = {"outcome", "computed", "origin", "is_ongoing", "note", "why", "reading"}
    places = {"place", "row", "column", "line"}

    assert set(document) == of_all
    assert set(finding) == of_finding
    assert set(document["figures"][0]) == of_figure - of_study
    assert {
        key for part in document["read"].values() for each in part for key in each
    } - places == of_read
