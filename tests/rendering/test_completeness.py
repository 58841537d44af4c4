"""A frame that leaves out a part of the page, a table or a figure, or repeats one, is refused."""

import pytest
from markupsafe import Markup

from il2report.document.seals import Seals
from il2report.document.tree import Fragment
from il2report.errors import StudyRefused
from il2report.pages.manuscript import Typesetter
from il2report.results import compute_results
from il2report.study import read_study
from il2report.templating.completeness import Parts, refuse_incomplete
from il2report.templating.template_files import shipped_templates
from il2report.workflow.starting import start_study


@pytest.fixture
def seals():
    return Seals()


@pytest.fixture
def parts(seals):
    """The seals of texts, each of its own."""
    return lambda *texts: [seals.own_seal(Fragment.of(text)) for text in texts]


@pytest.fixture
def said(seals):
    """Call the check, and give what it refused."""

    def refused(html, once, others=(), ordered=()):
        try:
            parts = Parts(once, tuple(others), ordered)
            refuse_incomplete("page.html.j2", Markup(html), parts, seals)
        except StudyRefused as refused:
            return [f"{each.code}: {each.message}" for each in refused.findings]
        return []

    return refused


def test_what_is_printed_once_is_complete(said, parts):
    label, curve = parts("Figure 12", "A curve")
    assert [] == said(f"<p>{label}. <b>{curve}</b></p>", {"it": label, "none": ""}, [curve, ""])


def test_one_of_two_forms_of_a_part_will_do(said, parts):
    title, its_words = parts("A title", "A title")
    assert [] == said(f"<h1>{its_words}</h1>", {}, [title + its_words])


def test_what_is_not_printed_is_named_though_its_words_are(said, parts):
    [label] = parts("Figure 1")
    assert ["part-not-printed: the frame was given it and does not print it"] == said(
        "<p>Figure 1</p>", {"it": label}
    )


def test_what_is_in_a_tag_or_a_comment_is_not_printed(said, parts):
    [part] = parts("The abstract")
    html = f'<p title="{part}"><!-- {part} --></p>'
    assert ['part-not-printed: the frame was given "The abstract" and does not print it'] == said(
        html, {}, [part]
    )


def test_what_is_printed_twice_is_named_and_what_may_be_repeated_is_not(said, parts):
    caption, other = parts("A curve", "5 < 6")
    assert ["printed-twice: the frame prints its caption more than once"] == said(
        f"<p>{caption} {other}</p>" * 2, {"its caption": caption}, [other]
    )


def test_of_many_missing_parts_three_are_named(said, parts):
    message = (
        'part-not-printed: the frame was given "v", "w", "x", and 2 more and does not print it'
    )
    shown, *missing = parts("a", *"vwxyz")
    assert [message] == said(f"<p>{shown}</p>", {}, [shown, *missing])


def test_rows_are_printed_in_their_order(said, parts):
    one, two, three = parts("1", "2", "3")
    rows = [[one, "", two], [three]]
    assert [] == said(f"<p>{one}{two}{three}</p>", {}, (), rows)
    assert ['part-not-printed: the row "3" lacks a cell, or its place'] == said(
        f"<p>{three}{one}{two}</p>", {}, (), rows
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frames") / "study"
    start_study(folder, "il2")
    study = read_study(folder)
    return folder, study, compute_results(study)


@pytest.mark.parametrize(
    ("frame", "old", "new", "code"),
    [
        ("page.html.j2", None, "", "part-not-printed"),
        ("page.html.j2", "{{ abstract }}", "", "part-not-printed"),
        ("page.html.j2", "{{ section.html }}", "{{ section.html }}{{ section.html }}", "printed-twice"),
        ("page.html.j2", "{{ reference }}", "", "part-not-printed"),
        ("page.html.j2", "{% if notice %}", "{% if notice and false %}", "part-not-printed"),
        ("figures/figure.html.j2", "{{ label }}.", "{{ label }}. {{ label }}", "printed-twice"),
        ("figures/figure.html.j2", "{{ caption }}", "", "part-not-printed"),
        ("tables/table.html.j2", '<td class="count">{{ cell.content }}</td>', "<td></td>", "part-not-printed"),
        ("tables/table.html.j2", "{{ note.text }}", "", "part-not-printed"),
        ("tables/table.html.j2", "in group.rows", "in group.rows if not loop.first", "part-not-printed"),
    ],
)  # fmt: skip
def test_a_frame_that_leaves_out_a_part_of_the_manuscript_is_refused(frame, old, new, code, copied):
    folder, study, results = copied
    template = folder / "templates" / frame
    source = (shipped_templates() / frame).read_text(encoding="utf-8")
    template.parent.mkdir(exist_ok=True)
    try:
        template.write_text(source.replace(old, new) if old else new, encoding="utf-8")
        with pytest.raises(StudyRefused) as refused:
            Typesetter(study, results, folder).manuscript()
    finally:
        template.unlink()
    assert [(code, f"templates/{frame}")] == [
        (each.code, each.place.file) for each in refused.value.findings
    ]
