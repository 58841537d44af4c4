"""Tables that were pasted as text or saved as CSV."""

import pytest
from written_tables import THREE, aligned, markdown, pasted, separated, without_lines

from il2report.audit.sources.reading import read_printed
from il2report.errors import StudyRefused

FORMS = {
    "tabs": pasted,
    "comma": lambda table: separated(table, ","),
    "semicolon": lambda table: separated(table, ";"),
    "blanks": aligned,
    "markdown": markdown,
}


def read(text, name="pasted.txt", encoding="utf-8"):
    return read_printed(text.encode(encoding), name)


@pytest.mark.parametrize("table", THREE, ids=lambda table: table.heading)
@pytest.mark.parametrize("form", FORMS)
def test_the_same_table_reads_the_same_from_each_form_of_text(form, table):
    name = "table.csv" if form in {"comma", "semicolon"} else "pasted.txt"
    assert [table.printed] == without_lines(read(FORMS[form](table), name))


@pytest.mark.parametrize("form", ["tabs", "blanks", "markdown", "semicolon"])
def test_several_tables_and_the_text_between_them_are_parted(form):
    text = "\n\nAll 45 patients were followed. None was lost, as far as is known.\n\n"
    paper = read(text.join(FORMS[form](table) for table in THREE))
    assert [table.printed for table in THREE] == without_lines(paper)
    assert ("All 45 patients were followed. None was lost, as far as is known.",) * 2 == (
        paper.paragraphs
    )


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_text_is_read_in_the_encodings_of_spreadsheets(encoding):
    text = "Merkmal;Gruppe A (n = 12);Gruppe B (n = 13)\nGröße, cm;171,5 ± 8,2;169,0 ± 7,9\n"
    table = read(text, "t.csv", encoding).tables[0]
    assert ("Merkmal", "Gruppe A (n = 12)", "Gruppe B (n = 13)") == table.heads[0]
    assert ("171,5 ± 8,2", "169,0 ± 7,9") == table.rows[0].cells
    assert "Größe, cm" == table.rows[0].label


def test_running_text_without_a_table_gives_paragraphs():
    paper = read(
        "Table 2 shows the results, of which t(28) = 2.20, p = .036, is one.\nHR 0.68 (95% CI 0.45 to\n"
        "0.89), and so on.\n\nOf 45 patients, 12 responded (27%); the rest, as expected, did not.\n"
    )
    assert () == paper.tables
    assert (
        "Table 2 shows the results, of which t(28) = 2.20, p = .036, is one. HR 0.68 (95% CI 0.45 to 0.89), and so on.",
        "Of 45 patients, 12 responded (27%); the rest, as expected, did not.",
    ) == paper.paragraphs


def test_numbers_that_rise_are_a_head_of_grades_but_not_below_one():
    table = read("Event\t1\t2\t3\nRash\t1\t2\t3\nFever\t4\t5\t6\n").tables[0]
    assert (("Event", "1", "2", "3"),) == table.heads
    assert ["Rash", "Fever"] == [row.label for row in table.rows]


def test_a_first_row_of_small_counts_or_of_words_is_no_head():
    table = read("\tA\tB\nDeaths\t1\t2\nSite\tlung\tliver\n").tables[0]
    assert (("", "A", "B"),) == table.heads
    table = read("\tA\tB\nSite\tlung\tliver\nDeaths\t1\t2\n").tables[0]
    assert (("", "A", "B"),) == table.heads


def test_a_table_without_heads_has_none():
    table = read("Age\t56.2\t55.9\nMale\t12 (26.7)\t13 (28.9)\n").tables[0]
    assert () == table.heads
    assert [1, 2] == [row.line for row in table.rows]


def test_rows_below_a_row_without_cells_are_below_it():
    table = read(
        "\tA\tB\nSex\t\t\nMale\t12\t13\nFemale\t3\t4\nAge, mean ± SD\t5.3 ± 1.2\t5.1 ± 1.0\n"
    ).tables[0]
    assert [("Sex", 0), ("Male", 1), ("Female", 1), ("Age, mean ± SD", 0)] == [
        (row.label, row.indent) for row in table.rows
    ]


def test_labels_in_two_columns_become_one_with_an_indent():
    table = read(
        "Sex\t\tA\tB\nSex\tMale\t12\t13\n\tFemale\t3\t4\nStage\tIII\t1\t2\n\tIV\t3\t4\n", "a.tsv"
    ).tables[0]
    assert [("Sex", 0, ("", "")), ("Male", 1, ("12", "13")), ("Female", 1, ("3", "4"))] == [
        (row.label, row.indent, row.cells) for row in table.rows
    ][:3]


def test_labels_in_three_columns_of_which_some_are_numbers_with_words_become_one():
    table = read(
        "\t\t\tTested\tPositive\nGoats\tSex\tFemale\t345\t54\n\t\tMale\t104\t3\n"
        "\tAge\t0-6 months\t128\t4\n\t\t7-12 months\t124\t8\n\t\t>12 months\t197\t45\n",
        "a.tsv",
    ).tables[0]
    assert [
        ("Goats", 0),
        ("Sex", 1),
        ("Female", 2),
        ("Male", 2),
        ("Age", 1),
        ("0-6 months", 2),
        ("7-12 months", 2),
        (">12 months", 2),
    ] == [(row.label, row.indent) for row in table.rows]
    assert ("197", "45") == table.rows[-1].cells


def test_a_column_of_figures_beside_rows_without_a_label_is_none_of_labels():
    table = read(
        "Visit\tMonth\tA\tB\nOne\t0\t12\t13\n\t6\t3\t4\nTwo\t12\t5\t6\n\t18\t7\t8\n", "a.tsv"
    ).tables[0]
    assert ("Visit", "Month", "A", "B") == table.heads[0]


def test_a_continued_table_is_joined():
    text = "Table 1. Baseline\n\tA\tB\nAge\t50\t51\n\nTable 1 (continued)\n\tA\tB\nSize\t5\t6\n"
    (table,) = read(text).tables
    assert ["Age", "Size"] == [row.label for row in table.rows]
    assert "Baseline" == table.caption


def test_columns_and_rows_without_cells_are_dropped():
    (table,) = read("\tA\t\tB\n\nAge\t50\t\t51\n\t\t\t\nSize\t5\t\t6\n").tables
    assert (("", "A", "B"),) == table.heads
    assert [("50", "51"), ("5", "6")] == [row.cells for row in table.rows]


def test_what_is_printed_is_kept_and_what_is_not_shown_is_not():
    (table,) = read("\tA\tB\nx·10\u2009³\t−0·5\t12\u202f345\ny\u200b\t1\u00a0%\t0.31ᵃ\n").tables
    assert [("x·10\u2009³", "−0·5", "12\u202f345"), ("y", "1\u00a0%", "0.31^a")] == [
        (row.label, *row.cells) for row in table.rows
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\x00\x81 \x8f", "is not text in UTF-8, UTF-16 or Windows-1252"),
        (b"a\tb\n" + b"1\t" * 600, "a row has 601 columns; a table may have up to 500"),
        (b"a\tb\tc\n" * 80_000, "more than 200,000 cells"),
        (b'a,b\n1,"' + b"x" * 200_000 + b'"\n', "more than 32,767 characters"),
    ],
)
def test_a_text_that_is_no_table_of_a_paper_is_refused_in_a_sentence(content, message):
    with pytest.raises(StudyRefused) as refused:
        read_printed(content, "t.csv")
    (finding,) = refused.value.findings
    assert message in finding.message
    assert "t.csv" == finding.place.file
