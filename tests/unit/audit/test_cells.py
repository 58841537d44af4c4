"""Cells of tables as journals print them."""

import pytest

from il2report.audit import read_paper
from il2report.audit.cells import DecimalMark, printed_cell, texts_by_key
from il2report.audit.paper import FigureKind

POINT = [
    ("12/45 (26.7)", "#/#(#)", ("12", "45", "26.7")),
    ("12/45 (26.7%)", "#/#(#%)", ("12", "45", "26.7")),
    ("12 of 45 (27%)", "#/#(#%)", ("12", "45", "27")),
    ("0", "#", ("0",)),
    ("12 (26.7)", "#(#)", ("12", "26.7")),
    ("12(26.7)", "#(#)", ("12", "26.7")),
    ("12 (<1)", "#(#)", ("12", "<1")),
    ("26.7%", "#%", ("26.7",)),
    ("26.7% (12/45)", "#%(#/#)", ("26.7", "12", "45")),
    ("5.3 \u00b1 1.2", "#\u00b1#", ("5.3", "1.2")),
    ("5.3 +/- 1.2", "#\u00b1#", ("5.3", "1.2")),
    ("5.3 (\u00b11.2)", "#(\u00b1#)", ("5.3", "1.2")),
    ("48 [21, 90]", "#(#,#)", ("48", "21", "90")),
    ("62 (23\u201381)", "#(#-#)", ("62", "23", "81")),
    ("62 (23 to 81)", "#(#-#)", ("62", "23", "81")),
    ("62; 23\u201381", "#;#-#", ("62", "23", "81")),
    ("12 (26.7; 14.6-41.9)", "#(#;#-#)", ("12", "26.7", "14.6", "41.9")),
    ("\u22121.2 (\u22123.4 to 1.0)", "#(#-#)", ("-1.2", "-3.4", "1.0")),
    ("-3.4\u2013-1.0", "#-#", ("-3.4", "-1.0")),
    ("12.1 months (95% CI, 9.3\u2013NE)", "#(#-~)", ("12.1", "9.3", "")),
    ("NR (12.1-NE)", "~(#-~)", ("", "12.1", "")),
    ("12 (\u2013)", "#(~)", ("12", "")),
    ("NR", "~", ("",)),
    ("N/A", "~", ("",)),
    ("\u2014", "~", ("",)),
    ("1.00 [Reference]", "#(~)", ("1.00", "")),
    ("<0.001", "#", ("<0.001",)),
    ("P = .03", "#", (".03",)),
    (">10", "#", (">10",)),
    ("\u22653", "#", ("\u22653",)),
    ("26\u00b77", "#", ("26\u00b77",)),
    ("1,234 (26.7)", "#(#)", ("1,234", "26.7")),
    ("1\u202f234", "#", ("1\u202f234",)),
    ("45 100", "# #", ("45", "100")),
    ("23/22", "#/#", ("23", "22")),
]


@pytest.mark.parametrize(("text", "shape", "numbers"), POINT)
def test_a_cell_is_taken_apart(text, shape, numbers):
    cell = printed_cell(text)
    assert cell is not None
    assert (cell.shape, cell.numbers) == (shape, numbers)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("26,7", ("26.7",)),
        ("1.234,5 (3,2)", ("1234.5", "3.2")),
        ("12 (26,7 %)", ("12", "26.7")),
        ("< 0,001", ("<0.001",)),
        ("62 (23\u201381)", ("62", "23", "81")),
        ("0.03", ("0.03",)),
    ],
)
def test_decimals_behind_a_comma(text, numbers):
    cell = printed_cell(text, DecimalMark.COMMA)
    assert cell is not None
    assert cell.numbers == numbers


MARKED = [
    ("6.9^ab [1.7,23.9]", "#(#,#)", ("6.9", "1.7", "23.9"), "ab"),
    ("11.6^A [7.7\u201317.2]", "#(#-#)", ("11.6", "7.7", "17.2"), "A"),
    ("8.16*** (4)", "#(#)", ("8.16", "4"), "***"),
    ("8.16^** (4)^a", "#(#)", ("8.16", "4"), "**a"),
    ("5^**", "#", ("5",), "**"),
    ("5**", "#", ("5",), "**"),
    ("**5**", "#", ("5",), ""),
    ("**5** (10)", "#(#)", ("5", "10"), ""),
    ("12 (26.7)**", "#(#)", ("12", "26.7"), "**"),
    ("5.3\u2020 \u00b1 1.2", "#\u00b1#", ("5.3", "1.2"), "\u2020"),
    ("5.3^a,b \u00b1 1.2^c", "#\u00b1#", ("5.3", "1.2"), "abc"),
    ("5.3a \u00b1 1.2", "#\u00b1#", ("5.3", "1.2"), "a"),
    ("6.9ab [1.7, 23.9]", "#(#,#)", ("6.9", "1.7", "23.9"), "ab"),
    ("12^1/45", "#/#", ("12", "45"), "1"),
    ("26.7%* (12/45)", "#%(#/#)", ("26.7", "12", "45"), "*"),
    ("0.45*, 0.67**", "#,#", ("0.45", "0.67"), "***"),
]


@pytest.mark.parametrize(("text", "shape", "numbers", "marks"), MARKED)
def test_marks_between_numbers_are_no_part_of_them(text, shape, numbers, marks):
    cell = printed_cell(text)
    assert cell is not None
    assert (cell.shape, cell.numbers, cell.marks) == (shape, numbers, marks)


@pytest.mark.parametrize("text", ["10^3 (4)", "5 apples (3)", "12 CR (3)", "3 bad (4)"])
def test_words_and_powers_are_no_marks(text):
    assert printed_cell(text) is None


@pytest.mark.parametrize(
    ("text", "marks", "number"),
    [
        ("0.03*", "*", "0.03"),
        ("12 (26.7)a", "a", "12"),
        ("5.3^b", "b", "5.3"),
        ("<0.001\u2020\u2021", "\u2020\u2021", "<0.001"),
        ("5.3\u00b2", "\u00b2", "5.3"),
        ("5.3a,b", "ab", "5.3"),
    ],
)
def test_marks_of_footnotes_are_no_digits(text, marks, number):
    cell = printed_cell(text)
    assert cell is not None
    assert (cell.marks, cell.numbers[0]) == (marks, number)


@pytest.mark.parametrize("text", ["yes", "12 with lesions", "see text", "II-III"])
def test_words_are_no_cell(text):
    assert printed_cell(text) is None


@pytest.mark.parametrize(
    ("cell", "keys", "texts"),
    [
        ("0", ["count", "percent"], [("count", ("0",))]),
        ("26.7%", ["count", "percent"], [("percent", ("26.7",))]),
        (
            "12/45 (27)",
            ["count", "n", "percent"],
            [("count", ("12",)), ("n", ("45",)), ("percent", ("27",))],
        ),
        ("NR (9.3-NE)", ["median", "ci"], [("median", ("",)), ("ci", ("9.3", ""))]),
        ("NE", ["median", "ci"], []),
        ("62 (23)", ["median", "range"], None),
        ("7 (46.7) (8)", ["count", "percent"], None),
    ],
)
def test_a_cell_may_stop_early(cell, keys, texts):
    assert texts == texts_by_key(cell, keys)


def test_a_cell_gives_its_own_denominator():
    paper = read_paper(
        b"""
        paper.title = "A paper"
        groups = { all = { n = 50 }, weekly = { n = 25 }, monthly = { n = 25 } }
        [[tables]]
        place = "T1"
        cells = "count/n (percent)"
        groups = ["weekly", "monthly"]
        rows.response = ["12/20 (60)", "9/25"]
        [tests.by_regimen]
        feature = "response"
        groups = ["weekly.response", "monthly.response"]
        p = { T1 = 0.11 }
        """
    )
    figures = {(f.group, f.statistic): f.printed.text for f in paper.of("response")}
    assert figures == {
        ("weekly.response", FigureKind.COUNT): "12",
        ("weekly.response", FigureKind.PERCENT): "60",
        ("monthly.response", FigureKind.COUNT): "9",
    }
    [size] = paper.of("weekly.response", "weekly.response")
    assert (size.statistic, size.printed.text) == (FigureKind.N, "20")
    assert paper.groups["weekly.response"] == "Weekly, Response known"


def test_an_estimate_is_no_count():
    paper = read_paper(
        b"""
        paper.title = "A paper"
        groups = { all = { n = 41 } }
        [estimates.death]
        kind = "hazard_ratio"
        groups = ["all"]
        value = { T1 = "0.68" }
        ci = { T1 = "0.45-0.89" }
        """
    )
    assert paper.estimates["death"].groups == ("all",)
    assert [f.statistic for f in paper.of("death")] == [
        FigureKind.VALUE,
        FigureKind.CI_LOW,
        FigureKind.CI_HIGH,
    ]
