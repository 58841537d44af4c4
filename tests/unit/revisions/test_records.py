"""A record or results of a draft with a part of another type is damaged, and nothing is read from it."""

import json

import pytest

from il2report.revisions.drafts import read_draft
from il2report.revisions.records import draft_record, results_document

CLAIM = {"name": "a", "file": "x", "line": 1, "outcome": "holds", "sentence": "S.", "wording": 0}
RECORD = {
    "format": 1,
    "number": 1,
    "name": "Round 1",
    "slug": "round-1",
    "issued": "2026-11-20",
    "public": False,
    "style": "ama",
    "program": {"python": "3.11"},
    "fingerprints": {"data": "d", "templates": "t", "program": "p", "draft": "x"},
    "files": {"results.json": "0"},
    "claims": [CLAIM],
}
RESULT = {"value": 20.0, "text": "20.0", "unit": "percent", "label": "Response", "n": 15}
RESULTS = {"style": "ama", "results": {"response.orr.percent": RESULT}}
WRONG = (None, True, "x", 1.5, [], {}, [[]], {"x": []})


def written(document, key, wrong):
    return json.dumps(document | {key: wrong}).encode()


def is_read(read, content):
    try:
        read(content)
    except ValueError:
        return False
    return True


def test_records_as_they_are_written_are_read():
    assert draft_record(json.dumps(RECORD).encode()).claims[0].sentence == "S."
    assert RESULTS == results_document(json.dumps(RESULTS).encode())


@pytest.mark.parametrize("key", RECORD)
def test_each_part_of_a_record_has_one_type(key):
    accepted = [wrong for wrong in WRONG if is_read(draft_record, written(RECORD, key, wrong))]
    lists, tables, texts = [[]], [{}], ["x"]
    expected = {"claims": lists, "program": tables, "fingerprints": tables, "files": tables}
    expected |= dict.fromkeys(("name", "slug", "issued", "style"), texts) | {"public": [True]}
    assert expected.get(key, []) == accepted


@pytest.mark.parametrize("key", CLAIM)
def test_each_part_of_a_claim_has_one_type(key):
    accepted = [
        wrong
        for wrong in WRONG
        if is_read(draft_record, written(RECORD, "claims", [CLAIM | {key: wrong}]))
    ]
    expected = [None] if key in {"line", "wording"} else ["x"]
    assert expected == accepted


@pytest.mark.parametrize("key", RESULT)
def test_each_part_of_a_result_has_one_type(key):
    accepted = [
        wrong
        for wrong in WRONG
        if is_read(results_document, written(RESULTS, "results", {"x": RESULT | {key: wrong}}))
    ]
    assert {"value": [None, 1.5], "n": []}.get(key, ["x"]) == accepted


def test_a_style_is_a_name_that_a_journal_can_have():
    """A journal of a study may have any name of one line; whether there is one is asked later."""
    assert is_read(results_document, written(RESULTS, "style", "jama"))
    assert not is_read(results_document, written(RESULTS, "style", "ja\nma"))


@pytest.mark.parametrize("number", [0, -1, 1.0, True, "2", None, [1]])
def test_a_draft_whose_number_is_none_is_known_by_its_folder(tmp_path, number):
    folder = tmp_path / "report/drafts/007-round"
    folder.mkdir(parents=True)
    (folder / "draft.json").write_bytes(written(RECORD, "number", number))
    draft = read_draft(folder)
    assert (7, ("draft.json",)) == (draft.number, draft.altered)
