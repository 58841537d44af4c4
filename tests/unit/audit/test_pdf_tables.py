"""Tables of a PDF, whose columns are guessed."""

import re
from dataclasses import replace

import pytest
from written_tables import THREE, WrittenTable, aligned, pdf, without_lines

from il2report.audit.sources.reading import read_printed
from il2report.errors import StudyRefused


def in_latin(table: WrittenTable) -> WrittenTable:
    """Replace what the fonts of every PDF reader do not have."""

    def plain(text):
        return re.sub("[−\u202f]", "-", text)

    rows = tuple(
        (plain(label), indent, tuple(map(plain, cells))) for label, indent, cells in table.rows
    )
    return replace(table, rows=rows)


TABLES = tuple(map(in_latin, THREE))


def without_rules(table):
    return re.sub(r"^-+$", "", aligned(table), flags=re.MULTILINE)


@pytest.mark.parametrize("turned", [False, True], ids=["upright", "turned"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.heading)
def test_an_aligned_table_is_read_from_a_pdf_and_marked_as_uncertain(table, turned):
    paper = read_printed(pdf(without_rules(table), turned=turned), "paper.pdf")
    assert [table.printed] == without_lines(paper)
    assert paper.tables[0].is_uncertain


def test_the_tables_of_several_pages_are_read_and_what_every_page_repeats_is_left_out():
    pages = [
        f"J Med 2024            page {n}\n\n{without_rules(table)}"
        for n, table in enumerate(TABLES)
    ]
    paper = read_printed(pdf(*pages), "paper.pdf")
    assert [table.printed for table in TABLES] == without_lines(paper)
    assert () == paper.paragraphs


def test_a_head_in_the_middle_of_the_labels_is_above_them():
    lines = (
        "            Event  Drug  Placebo",
        "Any                12    13",
        "Neutropenia, n     14    15",
        "Rash                     17",
    )
    (table,) = read_printed(pdf("\n".join(lines)), "paper.pdf").tables
    assert (("Event", "Drug", "Placebo"),) == table.heads
    assert ["Any", "Neutropenia, n", "Rash"] == [row.label for row in table.rows]


def test_columns_of_running_text_are_paragraphs():
    left = "of the patients who had been treated with it we saw few"
    right = "and nothing that we had not expected was seen in any of"
    page = "\n".join(f"{left}     {right}" for _ in range(20))
    paper = read_printed(pdf(page), "paper.pdf")
    assert () == paper.tables
    assert all(left in text or right in text for text in paper.paragraphs)


def test_text_that_was_pasted_from_a_pdf_is_uncertain_too():
    (table,) = read_printed((aligned(TABLES[0]) + "\f").encode(), "pasted.txt").tables
    assert table.is_uncertain


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pdf(""), "the PDF has no text, only pictures of it"),
        (pdf("Some text")[:200], "the PDF cannot be read"),
        (b"%PDF-1.7\n" + b"\0" * 100, "the PDF cannot be read"),
    ],
    ids=["no text", "cut off", "nothing"],
)
def test_a_pdf_that_cannot_be_read_is_refused_in_a_sentence(content, message):
    with pytest.raises(StudyRefused) as refused:
        read_printed(content, "t.pdf")
    (finding,) = refused.value.findings
    assert message in finding.message
