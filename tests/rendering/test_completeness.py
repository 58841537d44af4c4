"""A frame that leaves out a part of the page, a table or a figure, or repeats one, is refused."""

import pytest
from markupsafe import Markup

from il2report.errors import StudyRefused
from il2report.pages.manuscript import Typesetter
from il2report.results import compute_results
from il2report.study import read_study
from il2report.templating.completeness import Parts, refuse_incomplete
from il2report.workflow.starting import copy_reference_study


def said(html, once, others=()):
    """Call the check, and give what it refused."""
    try:
        refuse_incomplete("page.html.j2", html, Parts(once, tuple(others)))
    except StudyRefused as refused:
        return [f"{each.code}: {each.message}" for each in refused.findings]
    return []


PAGE = Markup("<main><p>Figure 12. A <b>curve</b></p><p>5 &lt; 6</p></main>")


@pytest.mark.parametrize(
    "part", ["Figure 12", Markup("A <i>curve</i>"), "5 < 6", Markup("5 &lt; 6"), ""]
)
def test_what_is_printed_once_is_complete(part):
    assert [] == said(PAGE, {"it": part}, [part])


@pytest.mark.parametrize("part", ["Figure 1", "curves", "5 > 6", "main"])
def test_what_is_not_printed_is_named(part):
    assert ["part-not-printed: the frame was given it and does not print it"] == said(
        PAGE, {"it": part}
    )


def test_what_is_in_a_tag_or_a_comment_is_not_printed():
    html = Markup('<p title="The abstract"><!-- The abstract --></p>')
    assert ['part-not-printed: the frame was given "The abstract" and does not print it'] == said(
        html, {}, ["The abstract"]
    )


def test_what_is_printed_twice_is_named_and_what_may_be_repeated_is_not():
    assert ["printed-twice: the frame prints its caption more than once"] == said(
        PAGE + PAGE, {"its caption": "A curve"}, ["5 < 6"]
    )


def test_of_many_missing_parts_three_are_named():
    message = (
        'part-not-printed: the frame was given "v", "w", "x", and 2 more and does not print it'
    )
    assert [message] == said(Markup("<p>a</p>"), {}, ["a", *"vwxyz"])


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frames") / "study"
    copy_reference_study(folder)
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
    source = template.read_text(encoding="utf-8")
    try:
        template.write_text(source.replace(old, new) if old else new, encoding="utf-8")
        with pytest.raises(StudyRefused) as refused:
            Typesetter(study, results, folder).manuscript()
    finally:
        template.write_text(source, encoding="utf-8")
    assert [(code, f"templates/{frame}")] == [
        (each.code, each.place.file) for each in refused.value.findings
    ]
