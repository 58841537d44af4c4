"""Whatever is wrong with a template is a finding with file and line, never a traceback."""

from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from il2report.pages.manuscript import Typesetter, UnfitSection
from il2report.verification.proof import (
    failure,
    is_of_a_template,
    lint_findings,
    numbers_in_titles,
    proof,
)

pytestmark = pytest.mark.usefixtures("own_templates")


@pytest.fixture
def findings(case, tmp_path):
    """Findings on a study that has one template of its own, as (code, file, line, message)."""

    def found(name, text):
        own = tmp_path / "templates" / name
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_bytes(text if isinstance(text, bytes) else text.encode())
        study, results, _ = case("reference")
        return [
            (slip.code, slip.place.file, slip.place.row, slip.message)
            for slip in proof(study, results, tmp_path).findings
            if slip.code != "unread-template"  # the parts that a replaced section included
        ]

    return found


def test_the_shipped_templates_are_without_fault(case):
    assert () == proof(*case("reference")).findings


@pytest.mark.parametrize(
    "name", ["no response", "nobody progressed", "no adverse event", "grade 5 event", "one patient"]
)
def test_the_shipped_templates_fit_other_data(case, name):
    assert () == proof(*case(name)).findings


RESULTS = "templates/sections/results.md.j2"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            '{{ num("response.orr.m") }}',
            "no result has the id 'response.orr.m'. Did you mean response.orr.n",
        ),
        ("{{ value('cohort.n') }}", "the number 15 would be printed as it is; print it with num()"),
        ('{{ cite("atkins1998") }}', "references.json has no 'atkins1998'. Did you mean atkins1999?"),
        ('{{ ref("table.toxicities") }}', "there is no table or figure 'table.toxicities'."),
        ('{{ lit("atkins1999.or") }}', "literature.toml has no 'atkins1999.or'."),
        ('{{ constant("protocol.dose") }}', "study.toml has no 'protocol.dose'"),
        ('{{ constant("title.length") }}', "study.toml has no 'title.length'"),
        ('{{ label("metastases", "site", "lugn") }}', ""),
        ('{{ ranked("nothing", "n") }}', "'nothing' cannot be ranked"),
        ("{{ nothing }}", "there is no 'nothing' here. templates/README.md lists the calls; an id is written in quotation marks, such as num(\"cohort.n\")"),
        ("{{ cite.order.append }}", ""),
        ("{{ words('cohort.age.mean') }}", "cohort.age.mean is not a count"),
        ("{{ listed([]) }}", "an empty list cannot be printed"),
        ("{% if value('progression.by_response.cr.median') < 1 %}x{% endif %}", "two values of different kinds cannot be compared"),
    ],
)  # fmt: skip
def test_a_call_that_fails_is_found_with_its_line(findings, line, message):
    found = findings("sections/results.md.j2", f"## Results\n\n{line}\n")
    assert [("template-fails", RESULTS, 3)] == [finding[:3] for finding in found]
    assert found[0][3].startswith(message)


def test_a_call_that_fails_within_a_macro_is_found_there(findings):
    source = '## Results\n{% macro m() %}\n{{ num("nothing") }}\n{% endmacro %}\n\n{{ m() }}\n'
    assert [3] == [line for _, _, line, _ in findings("sections/results.md.j2", source)]


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("sections/results.md.j2", "fine\n{% if %}\n", "bad-template", 2),
        ("sections/results.md.j2", "of 15 patients\n", "typed-number", 1),
        ("sections/results.md.j2", '{% include "sections/x.md.j2" %}\n', "missing-template", 1),
        ("sections/results.md.j2", b"fine\n\xff\n", "not-utf8", 2),
        ("sections/results.md.j2", "fine\n![x](img/x.svg)\n", "missing-image", 2),
        ("sections/results.md.j2", '<img alt="" src="../x.png">\n', "missing-image", 1),
        ("styles/screen.css", "a {\nbackground: url('x.png') }", "missing-image", 2),
        ("figures/ttdp.md.j2", "within 12 months\n", "typed-number", 1),
        ("figures/swimmer.md.j2", '{{ num("nothing") }}\n', "template-fails", 1),
        ("page.html.j2", "<p>\n{{ title\n", "bad-template", 2),
        ("tables/table.html.j2", "{% macro %}\n", "bad-template", 1),
        ("terms.toml", "[[term]\n", "bad-term", None),
        ("terms.toml", '[[term]]\nreason = "no text"\n', "bad-term", None),
        ("terms.toml", b"\xff", "bad-term", None),
    ],
)
def test_a_slip_is_found_in_its_file_and_once(findings, name, text, code, line):
    found = [finding[:3] for finding in findings(name, text) if finding[0] != "missing-float"]
    assert [(code, f"templates/{name}", line)] == found


def test_an_include_of_what_is_not_there_names_it(findings):
    [(_, _, _, message)] = findings("sections/results.md.j2", '{% include "sections/x.md.j2" %}')
    assert message.startswith("there is no template 'sections/x.md.j2'")


def test_all_sections_are_tried_even_when_one_fails(findings):
    findings("sections/abstract.md.j2", '{{ num("a.b") }}')
    found = findings("sections/discussion.md.j2", "## Discussion\n\nof 15 patients")
    assert ["discussion", "abstract"] == [Path(file).name.partition(".")[0] for _, file, _, _ in found]  # fmt: skip


def test_an_image_of_the_study_is_not_missed(findings, tmp_path):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    (tmp_path / "x.svg").write_text(svg, encoding="utf-8")
    source = '![x](x.svg) <img src="{{ "x" }}.svg">'
    assert [] == findings("figures/adverse_events.md.j2", source)


def test_works_named_in_any_branch_or_kept_with_a_reason_are_not_told(
    case, tmp_path, own_templates
):
    study, results, _ = case("reference")
    own = own_templates
    terms = (own / "terms.toml").read_text(encoding="utf-8")
    (own / "terms.toml").write_text(terms.replace('"lang2013"', '"roe2013"'), encoding="utf-8")
    (own / "unused.j2").write_text('{% if %}{{ cite("lang2013") }}', encoding="utf-8")
    found = proof(study, results, tmp_path).findings
    [notice] = [each for each in found if each.code != "unread-template"]
    assert ("uncited-reference", False) == (notice.code, notice.is_error)
    assert notice.message.startswith("no template cites 'lang2013'")


def test_the_lint_alone_renders_nothing(tmp_path):
    own = tmp_path / "templates" / "sections" / "results.md.j2"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('{{ num("nothing") }} of 15\n', encoding="utf-8")
    assert ["typed-number"] == [slip.code for slip in lint_findings(tmp_path)]


def test_an_error_from_nowhere_is_told_of_the_template_that_was_rendered():
    place = failure(ValueError("x"), "sections/results.md.j2").place
    assert (RESULTS, None) == (place.file, place.row)


def test_a_fault_of_the_program_is_not_laid_to_a_template(case, tmp_path):
    own = tmp_path / "templates/sections/results.md.j2"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('{{ ordinal("x") }}', encoding="utf-8")
    study, results, _ = case("reference")
    with pytest.raises(TypeError) as slip:
        Typesetter(study, results, tmp_path).section("results")
    with pytest.raises(TypeError) as fault:
        Typesetter(study)
    assert (True, False) == (is_of_a_template(slip.value), is_of_a_template(fault.value))


OWN = {
    "a section without a heading": ("sections/introduction.md.j2", "Only a line.\n"),
    "a section that is empty": ("sections/methods.md.j2", ""),
    "a section beyond all measure": ("sections/methods.md.j2", "## A\n\n" + "word " * 100_000),
    "an undefined name in the frame of a table": ("tables/table.html.j2", "{{ nothing }}"),
    "an undefined name in the frame of a figure": ("figures/figure.html.j2", "{{ nothing }}"),
    "an undefined name in the frame of the page": ("page.html.j2", "{{ nothing }}"),
    "a frame that alters what was printed": (
        "tables/table.html.j2",
        "{{ table.panels[0].groups[0].rows[0].cells[0].content[1:] }}",
    ),
    "a style sheet that is no text": ("styles/common.css", b"p { color: red } \xff"),
    "a style sheet that prints a number": ("styles/common.css", b"p::after { content: '5' }"),
}


@pytest.mark.parametrize("kind", OWN)
def test_check_finds_what_would_end_a_build(findings, kind):
    assert findings(*OWN[kind])


def test_a_section_has_a_length(typesetter, monkeypatch):
    monkeypatch.setattr("il2report.pages.manuscript.MOST_OF_SECTION", 100)
    with pytest.raises(UnfitSection, match="prints more than 100 characters"):
        typesetter().section("abstract")


LISTED = 'templates/README.md lists the calls; an id is written in quotation marks, such as num("cohort.n")'


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        ('{{ number("response.orr.n") }}', "there is no 'number' here. Did you mean num? "),
        ('{{ persent("response.orr.n") }}', "there is no 'persent' here. Did you mean percent? "),
        ("{{ num(response.orr.n) }}", "there is no 'response' here. "),
    ],
)
def test_an_unknown_name_says_what_may_be_meant(typesetter, call, hint):
    with pytest.raises(UndefinedError) as refused:
        typesetter().environment.from_string(call).render()
    assert f"{hint}{LISTED}" == str(refused.value)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("High-dose interleukin-2 (IL-2) in melanoma", []),
        ("Results in 51 patients", ["title has the number 51"]),
        ("A phase ² trial of IL-2", ["title has the number ²"]),
        ("A phase II trial of IL-2", []),
    ],
)
def test_a_number_in_the_title_is_a_notice_unless_it_belongs_to_a_name(case, title, found):
    study, _, _ = case("reference")
    titled = replace(study, configuration=study.configuration.model_copy(update={"title": title}))
    notices = list(numbers_in_titles(titled, ("IL-2", "interleukin-2")))
    assert found == [notice.message.partition(",")[0] for notice in notices]
    assert not any(notice.is_error for notice in notices)
