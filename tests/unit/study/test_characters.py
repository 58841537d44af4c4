"""Characters that nobody sees are known by Unicode's categories, named, and told with their place."""

import sys
import unicodedata

import pytest

from il2report.errors import Finding, Place, legible
from il2report.study.characters import HIDDEN, hidden_in, visible, visible_values

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
ADVICE = "which is not visible; delete it, or retype the text"


def test_hidden_are_all_controls_formats_separators_and_surrogates_but_tab_and_line_breaks():
    unseen = {c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) in UNSEEN}
    hidden = set(HIDDEN.findall("".join(map(chr, range(sys.maxunicode + 1)))))
    assert {"\t", "\n", "\r"} == unseen - hidden
    # What Unicode has kept free among them, or added since this Python, is hidden as well.
    # So is the last private-use plane, in which the page seals what a call printed.
    others = {c for c in hidden - unseen if ord(c) < 0x100000}
    assert {"Cn"} >= {unicodedata.category(c) for c in others}


def test_a_hidden_character_is_named_once_by_number_and_name():
    text = "a\u202eb\u202e\x1b\ud800\u200d"
    assert (
        "U+202E RIGHT-TO-LEFT OVERRIDE, U+001B (a control character),"
        " U+D800 (half of a surrogate pair), U+200D ZERO WIDTH JOINER"
    ) == hidden_in(text)
    assert "" == hidden_in("naïve\tµ\n≥90 €")


def test_the_lines_of_a_file_are_told_and_its_text_goes_on_without_them():
    findings: list[Finding] = []
    assert "a = 1\r\nb = 2\n" == visible("study.toml", "a = 1\r\nb\u200b = 2\n", findings.append)
    message = f"the line contains U+200B ZERO WIDTH SPACE, {ADVICE}"
    assert [Finding("hidden-character", Place("study.toml", 2), message)] == findings


@pytest.mark.parametrize(("lines", "findings"), [(3, 3), (4, 1), (400, 1)])
def test_many_lines_with_hidden_characters_are_one_finding(lines, findings):
    found: list[Finding] = []
    visible("study.toml", "a\u200b\n" * lines, found.append)
    assert findings == len(found)
    assert (findings == lines) or f"{lines - 1} further lines" in found[0].message


def test_what_a_file_writes_by_number_is_told_by_its_key():
    findings: list[Finding] = []
    document = {"site": {"city": "\u2066X"}, "authors": ["A", "B\x07"], "k\u200b": 1}
    cleaned = visible_values("study.toml", document, findings.append)
    assert {"site": {"city": "X"}, "authors": ["A", "B"], "k": 1} == cleaned
    assert ["site.city", "authors 2", "a key"] == [
        finding.message.partition(" contains ")[0] for finding in findings
    ]


def test_a_place_shows_what_would_alter_the_line_as_its_number():
    assert "data/x.csv, row 1, column a\\u202eb" == str(Place("data/x.csv", 1, "a\u202eb"))
    assert "≥90 naïve" == legible("≥90 naïve")
