"""Tables of a PDF, whose columns are guessed."""

import re
from dataclasses import replace

import pytest
from written_tables import THREE, WrittenTable, aligned, pdf, without_lines

from il2report.audit import Certainty, audit, read_paper
from il2report.audit.received import received_paper
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


WRONG = """\
Characteristic       Weekly (N = 22)   Monthly (N = 19)   HR (95% CI)          P
Women, No. (%)       12 (54.5)         11 (57.4)          0.68 (0.95-1.89)     0.21
Men, No. (%)         10 (45.5)         8 (42.1)           0.70 (0.50-0.98)     0.90
"""


def test_figures_whose_columns_are_guessed_are_suspected_and_not_proved_wrong():
    certain = received_paper(WRONG.encode(), "paper.txt").paper
    guessed = received_paper(pdf(WRONG), "paper.pdf")
    found = audit(guessed.paper)

    assert Certainty.PROVED in {each.certainty for each in audit(certain)}
    assert {each.certainty for each in found} == {Certainty.SUSPICIOUS}
    assert any(each.check == "impossible-percentages" for each in found)
    assert guessed.understood is not None
    assert [each.message for each in guessed.understood.doubts if "guessed" in each.message] == [
        "its columns are guessed from the layout of a page, so that nothing in it is proved"
    ]
    typed = audit(read_paper(guessed.typed.encode()))
    assert [each.message for each in typed] == [each.message for each in found]


def test_a_curve_that_was_inferred_proves_nothing():
    curve = "survival.os = { at.12.percent.A = 53, at.24.percent.A = 60%s }\n"
    head = 'groups.all.n.A = 41\npaper.title = "A trial"\n'
    stated = audit(read_paper((head + curve % "").encode()))
    inferred = audit(read_paper((head + curve % ", proposed = true").encode()))

    assert [each.certainty for each in stated] == [Certainty.PROVED]
    assert [each.certainty for each in inferred] == [Certainty.SUSPICIOUS]
