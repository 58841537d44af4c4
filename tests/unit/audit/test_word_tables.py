"""Tables of a Word file."""

import pytest
from written_tables import THREE, paragraph, without_lines, word, word_cell, word_row, word_table

from il2report.audit.sources.reading import read_printed
from il2report.errors import StudyRefused

HEAD = word_row(word_cell(""), word_cell("A"), word_cell("B"))
END = word_row(word_cell("Size"), word_cell("3"), word_cell("4"))


def read(body, **parts):
    return read_printed(word(body, **parts), "paper.docx")


def table_of(*rows, **parts):
    (table,) = read(f"<w:tbl>{''.join(rows)}</w:tbl>", **parts).tables
    return table


def cell(content):
    return f"<w:tc><w:p>{content}</w:p></w:tc>"


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize("table", THREE, ids=lambda table: table.heading)
def test_the_same_table_reads_the_same_from_a_word_file(table):
    assert [table.printed] == without_lines(read(word_table(table)))


def test_tables_and_paragraphs_are_read_in_their_order():
    title = paragraph("Two drugs", '<w:pStyle w:val="Titel"/>')
    styles = '<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    between = paragraph("Of 45 patients, 12 responded, as we had expected they would.")
    paper = read(title + between.join(map(word_table, THREE)), styles=styles)
    assert [table.printed for table in THREE] == without_lines(paper)
    assert "Two drugs" == paper.title
    assert ("Of 45 patients, 12 responded, as we had expected they would.",) * 2 == paper.paragraphs


def test_changes_are_taken_as_accepted():
    changed = (
        run("1")
        + "<w:del><w:r><w:delText>2</w:delText></w:r></w:del>"
        + f"<w:ins>{run('3')}</w:ins>"
        + f"<w:moveFrom>{run('4')}</w:moveFrom><w:moveTo>{run('5')}</w:moveTo>"
    )
    table = table_of(
        HEAD,
        word_row(word_cell("Age"), cell(changed), word_cell("2")),
        word_row(word_cell("Gone"), word_cell("8"), word_cell("9"), properties="<w:del/>"),
        END,
    )
    assert [("Age", "135", "2"), ("Size", "3", "4")] == [
        (row.label, *row.cells) for row in table.rows
    ]


def test_a_cell_over_several_rows_has_its_text_in_the_first():
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = table_of(
        HEAD,
        word_row(word_cell("Male"), word_cell("1"), word_cell("0.31", properties=start)),
        word_row(word_cell("Female"), word_cell("2"), word_cell("", properties=on)),
    )
    assert [("Male", "1", "0.31"), ("Female", "2", "")] == [
        (row.label, *row.cells) for row in table.rows
    ]


def test_what_is_raised_is_after_a_caret_and_what_is_hidden_is_left_out():
    raised, hidden = '<w:vertAlign w:val="superscript"/>', "<w:vanish/>"
    table = table_of(
        HEAD,
        word_row(
            cell(run("Age") + run("a", raised) + run(",b", raised)),
            cell(run("12") + run("secret", hidden)),
            cell(run("5.1 ") + '<w:r><w:sym w:font="Symbol" w:char="F0B1"/></w:r>' + run(" 1.2")),
        ),
        END,
    )
    assert ("Age^a,b", "12", "5.1 ± 1.2") == (table.rows[0].label, *table.rows[0].cells)


def test_footnotes_of_a_table_are_its_notes():
    footnotes = (
        f'<w:footnote w:id="-1"><w:p/></w:footnote><w:footnote w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{paragraph("Two were lost.")}</w:footnote>'
    )
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    table = table_of(
        HEAD,
        word_row(cell(run("Age") + call), word_cell("1"), word_cell("2")),
        END,
        footnotes=footnotes,
    )
    assert "Age^1" == table.rows[0].label
    assert ("^1 Two were lost.",) == table.notes


def test_rows_that_repeat_on_each_page_are_heads():
    row = word_row(word_cell("Sex"), word_cell("1"), word_cell("2"), properties="<w:tblHeader/>")
    table = table_of(
        word_row(word_cell(""), word_cell("A"), word_cell("B"), properties="<w:tblHeader/>"),
        row,
        END,
    )
    assert (("", "A", "B"), ("Sex", "1", "2")) == table.heads


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (word("<w:p>" * 200 + "</w:p>" * 200), "deep within each other"),
        (word("")[:300], "the file is damaged"),
        (
            word("<w:tbl>" + word_row(word_cell("1", 400), word_cell("2")) * 900 + "</w:tbl>"),
            "more than 200,000 cells",
        ),
    ],
    ids=["deep", "cut off", "wide"],
)
def test_a_word_file_that_cannot_be_read_is_refused_in_a_sentence(content, message):
    with pytest.raises(StudyRefused) as refused:
        read_printed(content, "t.docx")
    (finding,) = refused.value.findings
    assert message in finding.message
