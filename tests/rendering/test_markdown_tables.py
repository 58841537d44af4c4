"""Tables that a section writes in Markdown."""

import pytest

from il2report.document.tables import Align
from il2report.document.tree import FloatPlace, Fragment, Origin, from_data
from il2report.errors import StudyRefused
from il2report.templating.markdown import section_text
from il2report.templating.markdown_tables import captioned_tables, without_tables

TABLE = """\
## Methods

table.grading: grades of *adverse events*

| Grade | Meaning | n |
|-------|---------|--:|
| Mild | none **needed** | a \\| b |
| Severe | | many |

After.
"""
WHERE = {"table.grading": Origin("sections/methods.md.j2", 3)}


def test_a_captioned_table_becomes_a_table_in_its_place():
    nodes, tables = without_tables(section_text(TABLE).nodes, WHERE)
    table = tables["table.grading"]
    assert "Grades of adverse events." == str(table.caption)
    assert ["Grade", "Meaning", "n"] == [
        str(t) for t in (*table.stub, *(c.heading for c in table.columns))
    ]
    assert [Align.TEXT, Align.NUMBER] == [column.align for column in table.columns]
    assert [["Mild", "none needed", "a | b"], ["Severe", "", "many"]] == [
        [str(row.header), *(str(cell.content) for cell in row.cells)] for row in table.rows
    ]
    assert [FloatPlace("table.grading", WHERE["table.grading"])] == list(from_data(nodes))


def test_what_was_printed_in_a_cell_stays_what_it_is():
    text = section_text(TABLE, lambda part: Fragment.of(part.replace("many", "MANY")))
    _, tables = without_tables(text.nodes, WHERE)
    assert "MANY" == str(list(tables["table.grading"].rows)[1].cells[1].content)


@pytest.mark.parametrize(
    "source",
    [TABLE.replace("table.grading: ", ""), TABLE.replace("table.grading:", "table.other:")],
)
def test_a_table_without_a_caption_stays_in_the_text(source):
    nodes, tables = without_tables(section_text(source).nodes, WHERE)
    assert {} == tables
    assert 1 == sum(1 for node in nodes if getattr(node, "tag", "") == "table")


def in_a_study(folder, source):
    (folder / "templates/sections").mkdir(parents=True)
    (folder / "templates/sections/methods.md.j2").write_text(source, encoding="utf-8")
    return folder


def test_captions_are_found_with_their_lines(tmp_path):
    found = captioned_tables(in_a_study(tmp_path, TABLE))
    assert WHERE == {key: found[key] for key in WHERE}


def test_a_name_that_is_taken_is_refused_at_its_line(tmp_path):
    with pytest.raises(StudyRefused) as refused:
        captioned_tables(in_a_study(tmp_path, TABLE), {"table.grading"})
    (finding,) = refused.value.findings
    assert ("table-name-taken", 3) == (finding.code, finding.place.row)
