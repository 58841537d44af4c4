"""report/results.json carries every result, at full precision and as printed."""

import json
import math
import re

import pytest

from il2report.document.results_json import results_json
from il2report.results import Unit

FINGERPRINT = "f" * 64


@pytest.fixture
def document(printer):
    return json.loads(results_json(printer(), FINGERPRINT))


def test_the_document_says_its_format_and_what_it_was_made_from(document):
    head = {key: document[key] for key in document if key != "results"}
    assert {"format": 1, "style": "anticancer-research", "fingerprint": FINGERPRINT} == head


def test_every_result_is_there_sorted_by_its_id(document, printer):
    assert sorted(printer().catalogue) == list(document["results"])


def test_a_result_has_what_its_readers_are_promised(document):
    promised = {"value", "text", "unit", "label", "method", "n"}
    assert [] == [key for key, entry in document["results"].items() if promised - set(entry)]


def test_values_are_whole_and_exact(document, printer):
    catalogue = printer().catalogue
    for key, entry in document["results"].items():
        if entry["value"] is not None:
            assert catalogue[key].value == entry["value"]
            assert math.isfinite(entry["value"])


def test_what_has_no_value_has_a_reason_and_the_other_way_round(document):
    for key, entry in document["results"].items():
        assert (entry["value"] is None) == bool(entry.get("reason")), key


def test_the_text_is_what_the_page_prints(document, printer):
    texts = {key: entry["text"] for key, entry in document["results"].items()}
    assert {key: printer().text(key) for key in printer().catalogue} == texts
    assert ("20.0", "35.5") == (
        texts["response.orr.percent"],
        texts["progression.follow_up.median"],
    )


def test_percentages_are_stored_from_nought_to_a_hundred(document):
    for key, entry in document["results"].items():
        if entry["unit"] == Unit.PERCENT and entry["value"] is not None:
            assert 0 <= entry["value"] <= 100, key


def test_the_style_changes_the_texts_and_nothing_else(printer, document):
    lancet = json.loads(results_json(printer("lancet"), FINGERPRINT))["results"]
    assert "20·0" == lancet["response.orr.percent"]["text"]
    for key, entry in document["results"].items():
        assert entry | {"text": ""} == lancet[key] | {"text": ""}


def test_a_lasting_duration_says_so(document):
    entry = document["results"]["brain.P05.disease_free"]
    assert (True, "34+") == (entry["ongoing"], entry["text"])


def test_patients_left_out_stand_with_the_reason(printer):
    results = json.loads(results_json(printer(name="one patient"), FINGERPRINT))["results"]
    assert ["P01"] == list(results["cohort.ldh.n"]["excluded"])
    assert "reason" in results["cohort.ldh.mean"]


def test_nothing_but_json_is_written(printer):
    text = results_json(printer(), FINGERPRINT)
    assert text.endswith("}\n")
    assert [] == re.findall(r"\b(?:NaN|Infinity)\b", text)
