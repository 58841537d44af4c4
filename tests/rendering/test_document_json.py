"""The tree of a manuscript is kept as JSON, and what is read back is the same tree."""

import json
import shutil

import pytest

from il2report.document.document import Document, placed_nodes
from il2report.document.document_json import UnreadableDocument, document_json, read_document
from il2report.document.tree import Citation, ClaimMark, FloatPlace, Label, Mention, Number, Word
from il2report.pages.manuscript import Typesetter
from il2report.templating.template_files import shipped_templates


@pytest.fixture(scope="module")
def document(typesetter) -> Document:
    return typesetter().manuscript().document


@pytest.mark.parametrize("style", ["anticancer-research", "ama", "nejm", "lancet"])
def test_what_is_read_back_is_what_was_written(typesetter, style):
    document = typesetter(style=style).manuscript().document
    written = document_json(document)

    assert document == read_document(written)
    assert written == document_json(read_document(written))


def test_two_settings_of_one_study_give_the_same_bytes(typesetter, document):
    assert document_json(document) == document_json(typesetter().manuscript().document)


def test_it_says_its_format_first(document):
    assert document_json(document).startswith('{\n "format": 1,')


def test_every_kind_of_node_is_in_the_reference_manuscript(document):
    kinds = {type(placed.node) for placed in placed_nodes(document)}

    assert {Citation, ClaimMark, Label, Mention, Number, Word} == kinds - {FloatPlace}


def test_a_number_knows_the_line_of_the_template_that_called_for_it(document, project):
    def calling_line(number: Number) -> str:
        template = project / "templates" / number.origin.template
        return template.read_text(encoding="utf-8").splitlines()[number.origin.line - 1]

    numbers = [placed.node for placed in placed_nodes(document) if placed.section == "Abstract"]
    found = [each for each in numbers if getattr(each, "result", "") == "response.orr.percent"]

    assert found
    assert all("orr" in calling_line(each) for each in found)


def test_what_a_table_prints_knows_the_line_of_the_frame_that_prints_it(document, project):
    of_tables = [each.node for each in placed_nodes(document) if each.section.startswith("Table")]
    lines = (
        (project / "src/il2report/templates/tables/table.html.j2")
        .read_text(encoding="utf-8")
        .splitlines()
    )

    assert {"tables/table.html.j2"} == {node.origin.template for node in of_tables}
    assert all("{{" in lines[node.origin.line - 1] for node in of_tables)


def test_a_word_of_the_choices_and_a_claim_know_where_they_are_from(document):
    nodes = [placed.node for placed in placed_nodes(document)]
    places = {node.source: node.text for node in nodes if isinstance(node, Word)}
    [claim] = [each for each in nodes if getattr(each, "name", "") == "no-fatal-event"]

    assert document.front.title.text == places["study.title"]
    assert places["study.site.city"] in document.sections[1].nodes.text
    assert ("holds", "No patient died of an adverse event.", "sections/results.md.j2") == (
        claim.outcome,
        claim.sentence,
        claim.origin.template,
    )


def set_with(case, tmp_path, project, name, old, new):
    """The manuscript of the reference study, one template of which is altered."""
    study, results, _ = case("reference")
    shutil.copytree(project / "templates", tmp_path / "templates")
    own = tmp_path / "templates" / name
    source = (own if own.exists() else shipped_templates() / name).read_text(encoding="utf-8")
    assert old in source
    own.parent.mkdir(exist_ok=True)
    own.write_text(source.replace(old, new, 1), encoding="utf-8")
    return Typesetter(study, results, tmp_path).manuscript()


def test_what_a_frame_prints_by_a_call_of_its_own_is_in_the_tree(case, tmp_path, project):
    call = '<p>{{ num("cohort.n") }}</p>'
    page, table = tmp_path / "page", tmp_path / "table"
    of_page = set_with(case, page, project, "page.html.j2", "<header", f"{call}<header")
    of_tables = set_with(
        case, table, project, "tables/table.html.j2", "</figure>", f"{call}</figure>"
    )

    assert "15" == of_page.document.added.text
    assert ("", {"15"}) == (
        of_tables.document.added.text,
        {each.added.text for each in of_tables.document.tables},
    )


def test_a_number_in_a_heading_is_not_the_frames_though_the_contents_repeat_it(
    case, tmp_path, project
):
    heading = '### Of {{ num("cohort.n") }}: '
    document = set_with(case, tmp_path, project, "sections/results.md.j2", "### ", heading).document

    assert "" == document.added.text


def test_a_frame_may_print_the_title_without_its_markup(case, tmp_path, project):
    name, old, new = "page.html.j2", ">{{ title }}<", ">{{ title_text }}<"

    assert set_with(case, tmp_path, project, name, old, new).page


DAMAGED = [
    b"",
    b"[]",
    b"{}",
    b'{"format": 1}',
    b'{"format": 2}',
    b'{"format": 1, "front": 1}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", DAMAGED)
def test_what_is_no_document_is_refused(content):
    with pytest.raises(UnreadableDocument):
        read_document(content)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sections",), {}),
        (("sections", 0, "nodes"), "text"),
        (("sections", 0, "nodes", 0, "kind"), "script"),
        (("sections", 0, "nodes", 0, "tag"), 3),
        (("front", "title"), [1]),
        (("front", "authors"), [None]),
        (("front", "new"), "x"),
        (("tables", 0, "table", "columns", 0, "align"), "slanted"),
        (("tables", 0, "table", "stub"), []),
    ],
)
def test_a_part_of_another_type_is_refused(document, path, value):
    given = json.loads(document_json(document))
    part = given
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value

    with pytest.raises(UnreadableDocument):
        read_document(json.dumps(given))
