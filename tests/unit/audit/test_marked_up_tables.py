"""Tables of web pages and of the XML of papers."""

import pytest
from written_tables import THREE, html, html_without_parts, jats, jats_wrap, without_lines

from il2report.audit.sources.reading import read_printed
from il2report.errors import StudyRefused


def read(text, name="paper.html"):
    return read_printed(text.encode(), name)


def table_of(rows, name="paper.html"):
    (table,) = read(f"<html><body><table>{rows}</table></body></html>", name).tables
    return table


HEAD = "<tr><th></th><th>A</th><th>B</th></tr>"


@pytest.mark.parametrize("table", THREE, ids=lambda table: table.heading)
@pytest.mark.parametrize(
    "form",
    [html, html_without_parts, lambda table: jats(jats_wrap(table))],
    ids=["html", "plain", "jats"],
)
def test_the_same_table_reads_the_same_from_each_form_of_markup(form, table):
    assert [table.printed] == without_lines(read(form(table)))


def test_a_paper_has_its_tables_and_the_paragraphs_of_abstract_and_body():
    paper = read(jats(*map(jats_wrap, THREE)), "paper.xml")
    assert [table.printed for table in THREE] == without_lines(paper)
    assert "A trial of two drugs" == paper.title
    assert ("Of 45\u00a0patients, 12 responded.", "See Table 1.", "End.") == paper.paragraphs


def test_the_notes_of_a_paper_have_their_marks_and_marks_in_cells_are_after_a_caret():
    wrap = (
        "<table-wrap><label>Table 2</label><table>"
        f"<thead>{HEAD}</thead><tbody><tr><td>Age <xref ref-type='table-fn'><sup>a</sup></xref></td>"
        "<td>12.3<xref ref-type='table-fn'>b</xref></td><td>10<sup>9</sup>/L</td></tr></tbody></table>"
        "<table-wrap-foot><fn><label>a</label><p>In years.</p></fn><p>CI: interval.</p></table-wrap-foot></table-wrap>"
    )
    (table,) = read(jats(wrap), "paper.xml").tables
    assert ("Age ^a", "12.3^b", "10^9/L") == (table.rows[0].label, *table.rows[0].cells)
    assert ("a In years.", "CI: interval.") == table.notes


def test_several_tables_of_one_frame_have_its_caption_and_places_of_their_own():
    one = f"<table><thead>{HEAD}</thead><tbody><tr><td>Age</td><td>1</td><td>2</td></tr></tbody></table>"
    two = one.replace("<th>A</th>", "<th>C</th>")
    wrap = f"<table-wrap><label>Table 2</label><caption><title>Both.</title></caption>{one}{two}</table-wrap>"
    assert [("T2", "Both."), ("T2_2", "Both.")] == [
        (t.place, t.caption) for t in read(jats(wrap), "p.xml").tables
    ]


def test_a_caption_above_the_name_of_a_part_is_that_of_the_table():
    part = (
        f"<table><caption>Patients</caption>{HEAD}<tr><td>Age</td><td>1</td><td>2</td></tr></table>"
    )
    (table,) = read(f"<html><figure><p>Table 1. Both groups.</p>{part}</figure></html>").tables
    assert ("Table 1", "Both groups. Patients") == (table.heading, table.caption)


def test_a_cell_over_several_rows_has_its_text_in_the_first():
    table = table_of(
        HEAD
        + "<tr><td rowspan=2>Sex</td><td>12</td><td rowspan='0'>0.31</td></tr><tr><td>13</td></tr>"
        "<tr><td>Age</td><td>5</td></tr>"
    )
    assert [("Sex", "12", "0.31"), ("", "13", ""), ("Age", "5", "")] == [
        (row.label, *row.cells) for row in table.rows
    ]


def test_what_a_page_hides_is_left_out():
    table = table_of(
        HEAD
        + "<tr><td>Age<span class='sr-only'> in years</span></td><td>5</td><td style='display: none'>6</td><td>7</td></tr>"
        "<tr hidden><td>Secret</td><td>1</td><td>2</td></tr><tr><td>Size</td><td>8</td><td>9<script>1</script></td></tr>"
    )
    assert [("Age", "5", "7"), ("Size", "8", "9")] == [
        (row.label, *row.cells) for row in table.rows
    ]


@pytest.mark.parametrize(
    "label",
    [
        '<td style="padding-left: 12px">Male</td>',
        '<td style="padding: 0 0 0 1em">Male</td>',
        '<td class="indent-1">Male</td>',
        "<td>&nbsp;&nbsp;Male</td>",
        "<td>&emsp;Male</td>",
        '<td><p style="margin-left:10pt">Male</p></td>',
    ],
)
def test_an_indent_is_read_from_lengths_classes_and_blanks(label):
    table = table_of(
        f"{HEAD}<tr><td>Sex</td><td></td><td></td></tr><tr>{label}<td>1</td><td>2</td></tr><tr><td>Age</td><td>3</td><td>4</td></tr>"
    )
    assert [("Sex", 0), ("Male", 1), ("Age", 0)] == [(row.label, row.indent) for row in table.rows]


def test_tables_that_arrange_a_page_are_texts():
    text = f"<table><tr><td>Menu</td><td><table>{HEAD}<tr><td>Age</td><td>1</td><td>2</td></tr></table></td></tr></table><p>End</p>"
    paper = read(
        f"<!DOCTYPE html><html><head><title>T &amp; U</title></head><body>{text}</body></html>"
    )
    assert ["Age"] == [row.label for row in paper.tables[0].rows]
    assert ("T & U", ("Menu", "End")) == (paper.title, paper.paragraphs)


def test_the_lines_of_cells_are_rows_where_each_cell_has_as_many():
    table = table_of(
        f"{HEAD}<tr><td>Sex<br>Male<br>Female</td><td><br>12<br>13</td><td>&nbsp;<br>3<br>4</td></tr><tr><td>Age<br/>(years)</td><td>50<br/>(40&ndash;60)</td><td>51<br/>(41&ndash;60)</td></tr>"
    )
    assert [
        ("Sex", "", ""),
        ("Male", "12", "3"),
        ("Female", "13", "4"),
        ("Age (years)", "50 (40–60)", "51 (41–60)"),
    ] == [(row.label, *row.cells) for row in table.rows]


def test_a_page_in_another_encoding_is_read_as_it_says():
    page = f"<html><meta charset='iso-8859-1'><table>{HEAD}<tr><td>Größe</td><td>1 ± 2</td><td>3</td></tr></table></html>"
    assert "Größe" == read_printed(page.encode("cp1252"), "p.html").tables[0].rows[0].label


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><article><article-meta/>&c;</article>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "declares a document type or entities"),
        ("<?xml version='1.0'?><article><article-meta>", "the XML is damaged"),
        (
            "<?xml version='1.0'?><note><to>x</to></note>",
            "no paper in the form of JATS: it begins as 'note'",
        ),
        (
            "<article><article-meta/>" + "<sec>" * 200 + "</sec>" * 200 + "</article>",
            "deep within each other",
        ),
        (
            "<table>" + "<tr><td colspan=400>1</td><td>2</td></tr>" * 900 + "</table>",
            "more than 200,000 cells",
        ),
        ("<table><tr>" + "<td>1</td>" * 600 + "</tr></table>", "a row has 600 columns"),
    ],
)
def test_markup_that_is_no_paper_is_refused_in_a_sentence(text, message):
    with pytest.raises(StudyRefused) as refused:
        read(text, "paper.xml")
    (finding,) = refused.value.findings
    assert message in finding.message


def test_an_external_entity_is_not_opened(tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    text = f'<!DOCTYPE a SYSTEM "{tmp_path.as_uri()}/secret.txt"><article><article-meta/><body><p>x&s;y</p></body></article>'
    assert ("x&s;y",) == read(text, "paper.xml").paragraphs or ("xy",) == read(
        text, "paper.xml"
    ).paragraphs
