"""One entry, table or passage that is refused is left out and listed; the rest of a paper is audited."""

from dataclasses import replace
from pipes import table

import pytest

from il2report.audit.layout import TypedPassage
from il2report.audit.received import received_paper
from il2report.audit.running_text import reading as of_text
from il2report.audit.running_text.acceptance import NO_ENTRY as NO_PASSAGE
from il2report.audit.running_text.acceptance import accepted
from il2report.audit.running_text.figures import PrintedFigureInText, RunningText
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.audit.understanding.understood import Understood, UnderstoodCell
from il2report.audit.understanding.validation import (
    FAULTS,
    NO_ENTRY,
    NO_TABLE,
    understood_of,
    with_valid_entries,
)

AGE = {"labels": {"age": "Age"}, "rows": {"age": ["54.2 (12.1)"]}}
VALID = {
    "paper": {"title": "A paper"},
    "places": {"T1": "Table 1"},
    "groups": {"all": {"label": "All patients", "n": {"T1": "100"}}, "arm": {"label": "Arm"}},
    "measures": {"age": {"label": "Age"}},
    "survival": {"os": {"label": "Survival", "median": {"T1": "12.1"}}},
    "estimates": {"hr": {"label": "Effect", "kind": "hazard_ratio", "value": {"T1": "0.8"}}},
    "tables": [
        {"place": "T1", "cells": "mean (sd)", "groups": ["all"], **AGE},
        {
            "place": "T1",
            "cells": "count",
            "groups": ["all"],
            "labels": {"men": "Men", "women": "Women"},
            "rows": {"men": ["40"], "women": ["60"]},
        },
    ],
    "tests": {
        "sex": {"label": "Sex", "feature": "men", "groups": ["all", "arm"], "p": {"T1": "0.04"}},
        "ages": {"label": "Age", "measure": "age", "groups": ["all", "arm"], "p": {"T1": "0.2"}},
    },
    "relations": [
        {"kind": "parts", "whole": "all", "members": ["men", "women"], "proposed": True},
        {"kind": "parts", "whole": "all", "members": ["arm", "women"], "proposed": True},
    ],
}


def cell(quantity, printed="x"):
    return UnderstoodCell("T1", "Row", "Column", printed, "count", quantity, "all", "Row", "All")


def understood(document):
    """Give a document with one cell of each of its quantities."""
    names = ("age", "men", "women", "sex", "hr", "os")
    return Understood(document, tuple(map(cell, names)), (), (), {})


def changed(**sections):
    return {**VALID, **sections}


def left_out(document):
    """Say what is left of a document, and which quantities are unread."""
    found = with_valid_entries(understood(document))
    kept = {each.quantity for each in found.cells}
    assert {each.reason for each in found.unread} <= {NO_ENTRY}
    assert len(found.cells) + len(found.unread) == 6
    return found.document, {"age", "men", "women", "sex", "hr", "os"} - kept


def test_a_valid_document_is_kept_as_it_is():
    assert left_out(VALID) == (VALID, set())


def test_a_row_that_is_refused_takes_its_tests_and_relations_with_it():
    tables = [VALID["tables"][0], {**VALID["tables"][1], "rows": {"men": [True], "women": ["60"]}}]
    document, gone = left_out(changed(tables=tables))

    assert gone == {"men"}
    assert document["tables"][1]["rows"] == {"women": ["60"]}
    assert document["tables"][1]["labels"] == {"women": "Women"}
    assert list(document["tests"]) == ["ages"]
    assert [each["members"] for each in document["relations"]] == [["arm", "women"]]


def test_a_row_whose_label_is_refused_is_left_out():
    tables = [VALID["tables"][0], {**VALID["tables"][1], "labels": {"men": "", "women": "Women"}}]

    assert left_out(changed(tables=tables))[1] == {"men"}


def test_a_table_that_is_refused_as_such_is_left_out_with_all_rows():
    tables = [VALID["tables"][0], {**VALID["tables"][1], "place": 5}]
    document, gone = left_out(changed(tables=tables))

    assert gone == {"men", "women"}
    assert document["tables"] == VALID["tables"][:1]
    assert document["relations"] == []


@pytest.mark.parametrize(
    ("section", "name", "entry", "gone"),
    [
        ("measures", "age", {"label": 5}, {"age"}),
        ("survival", "os", {"label": "Survival", "median": "twelve", "unit": 3}, {"os"}),
        ("estimates", "hr", {"label": "Effect", "kind": "ratio of something"}, {"hr"}),
        ("tests", "sex", {**VALID["tests"]["sex"], "method": "guess"}, {"sex"}),
    ],
)
def test_an_entry_that_is_refused_is_left_out_alone(section, name, entry, gone):
    document, found = left_out(changed(**{section: {**VALID[section], name: entry}}))

    assert name not in document[section]
    assert found == gone


def test_a_group_that_is_refused_takes_the_tests_that_compare_it_with_it():
    groups = {**VALID["groups"], "arm": {"label": ""}}
    document, _ = left_out(changed(groups=groups))

    assert list(document["groups"]) == ["all"]
    assert document["tests"] == {}
    assert [each["members"] for each in document["relations"]] == [["men", "women"]]


def test_what_is_refused_and_is_of_no_entry_is_a_fault_of_the_paper():
    with pytest.raises(FAULTS):
        with_valid_entries(understood(changed(paper={"title": 5})))


# --- tables ---

ONE = table("| All (n = 100)\nMen | 40", place="T1")
TWO = table("| All (n = 100)\nOld | 30", place="T2")
THREE = table("| All (n = 100)\nTall | 20", place="T3")


def reader(fails):
    """Read papers as a reader would that fails on some sets of tables."""

    def read(paper):
        places = [each.place for each in paper.tables]
        fails(places)
        document = {"paper": VALID["paper"], "places": dict.fromkeys(places, "Table")}
        cells = tuple(replace(cell("men"), place=place) for place in places)
        return Understood({**document, "groups": {"all": {"label": "All"}}}, cells, (), (), {})

    return read


@pytest.mark.parametrize("fault", FAULTS)
def test_a_table_that_fails_as_a_whole_is_unread_and_the_others_are_read(fault):
    def fails(places):
        if "T2" in places:
            raise fault("unforeseen")

    found = understood_of(PrintedPaper("A paper", (ONE, TWO, THREE)), reader(fails))

    assert [each.place for each in found.cells] == ["T1", "T3"]
    assert [(each.place, each.row, each.printed, each.reason) for each in found.unread] == [
        ("T2", "Old", "30", NO_TABLE)
    ]


def test_of_two_tables_that_fail_only_together_the_first_is_read():
    def fails(places):
        if {"T1", "T2"} <= set(places):
            raise ValueError("together")

    found = understood_of(PrintedPaper("A paper", (ONE, TWO, THREE)), reader(fails))

    assert [each.place for each in found.cells] == ["T1", "T3"]
    assert [each.printed for each in found.unread] == ["30"]


def test_an_error_of_the_program_is_not_hidden():
    def fails(_places):
        raise MemoryError

    with pytest.raises(MemoryError):
        understood_of(PrintedPaper("A paper", (ONE,)), reader(fails))


# --- running text ---


def passage(value, place="TXT1"):
    entry = TypedPassage(place=place, says="A sentence.", kind="proportion", value=value, n="45")
    return PrintedFigureInText(place, f"{value}%", entry)


TEXT = RunningText((passage("27"), passage("-3"), passage("20")), (), {"TXT1": "Text"})


def test_a_passage_that_is_refused_is_unread_and_the_others_are_kept():
    found = accepted(TEXT, lambda text: not any(f.passage == "-3%" for f in text.figures))

    assert [each.passage for each in found.figures] == ["27%", "20%"]
    assert [(each.passage, each.reason) for each in found.unread] == [("-3%", NO_PASSAGE)]


def test_of_passages_that_are_refused_only_together_the_first_is_kept():
    found = accepted(TEXT, lambda text: len(text.figures) < 2)

    assert [each.passage for each in found.figures] == ["27%"]
    assert [each.passage for each in found.unread] == ["-3%", "20%"]


def test_a_text_that_is_accepted_is_asked_about_once():
    asked = []

    def is_valid(text):
        asked.append(text)
        return True

    assert accepted(TEXT, is_valid) is TEXT
    assert asked == [TEXT]


def test_one_refused_passage_does_not_refuse_a_paper(monkeypatch):
    content = b"Table 1. Sex\n\tAll (n = 45)\nMen\t12 (26.7)\n\nOf the women, 12/45 (27%) and 9/45 (20%) improved.\n"
    read = of_text.read_proportions

    def spoiled(sentence):
        for start, end, entry in read(sentence):
            yield (
                start,
                end,
                entry.model_copy(update={"value": "-20"} if entry.value == "20" else {}),
            )

    monkeypatch.setattr(of_text, "read_proportions", spoiled)
    received = received_paper(content, "paper.txt")

    printed = {figure.printed.text for figure in received.paper.figures}
    assert {"26.7", "27"} <= printed
    assert received.understood is not None
    assert [(each.printed, each.reason) for each in received.understood.unread] == [
        ("9/45 (20%)", NO_PASSAGE)
    ]
    assert "-20" not in received.typed.split("# Seen in the text and not read:")[0]


def test_a_negative_percentage_with_its_interval_is_a_change_and_no_share():
    received = received_paper(
        b"The change was -3% (95% CI -5% to 1%), and 12/45 (27%) improved.\n", "paper.txt"
    )

    assert {figure.printed.text for figure in received.paper.figures} >= {"-3", "-5", "1", "27"}
