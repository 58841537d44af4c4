"""No number is typed into a section of the text: shown for all of them, and that it would show."""

import re
import tomllib

import pytest
from jinja2 import TemplateNotFound

from il2report.errors import Finding, Place
from il2report.templating.style_sheets import printing_findings
from il2report.templating.template_files import shipped_templates
from il2report.templating.template_lint import findings_in_template, template_findings
from il2report.templating.terms import read_terms
from il2report.verification.proof import lint_findings

TERMS = ("IL-2", "grade 3", "version 3.0")

LONGEST_LINE = 140
EVERY_SECTION = (
    *("title", "abstract", "introduction", "methods", "results", "discussion", "supplement"),
    "tables",
)


def findings(source, terms=TERMS):
    return [
        (finding.code, finding.place.row) for finding in template_findings(source, "x.md.j2", terms)
    ]


def numbers(source, terms=TERMS):
    """The typed numbers that are found, as they stand."""
    found = template_findings(source, "x.md.j2", terms)
    return [re.match(r"the number (\S+) is typed", finding.message)[1] for finding in found]


def test_a_shipped_template_reads_as_a_text(project):
    """No line is longer than an editor shows, and none builds a list by hand; a phrase does that."""
    lines = {
        f"{path.relative_to(project)}:{number}": line
        for folder in (project / "templates", shipped_templates())
        for path in sorted(folder.rglob("*.j2"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    }
    assert len(lines) > 500
    assert [] == [place for place, line in lines.items() if len(line) > LONGEST_LINE]
    assert [] == [place for place, line in lines.items() if "namespace" in line]


@pytest.mark.parametrize("section", EVERY_SECTION)
def test_no_number_is_typed_into_a_section(project, section):
    assert () == findings_in_template(
        project, f"sections/{section}.md.j2", read_terms(project).names
    )


@pytest.mark.parametrize("section", EVERY_SECTION)
def test_a_number_planted_in_any_section_would_be_found(tmp_path, own_templates, section):
    own = own_templates / "sections" / f"{section}.md.j2"
    source = own.read_text(encoding="utf-8") if own.exists() else "{{ study.title }}"
    own.write_text(f"{source.rstrip()} There were 15 patients.\n", encoding="utf-8")

    found = findings_in_template(tmp_path, f"sections/{section}.md.j2", read_terms(tmp_path).names)

    line = len(source.rstrip().splitlines())
    assert ["typed-number"] == [finding.code for finding in found]
    assert [Place(f"templates/sections/{section}.md.j2", line)] == [
        finding.place for finding in found
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Of 15 patients", ["15"]),
        ("a rate of 20.0%, or 1,234", ["20.0", "1,234"]),
        ("it was 6.5.", ["6.5"]),
        ("{% if value('a.n') %}3 patients{% endif %}", ["3"]),
        ("{% set text %}3 patients{% endset %}{{ text }}", ["3"]),
        ('{% set text = "3 patients" %}{{ text }}', ["3"]),
        ("{% macro m() %}in 7{% endmacro %}{{ m() }}", ["7"]),
        ('{{ "20.0%" }}', ["20.0"]),
        ('{{ "half" if value("a.n") else "1 in 3" }}', ["1", "3"]),
        ('{{ listed(["5 mm", "brain"]) }}', ["5"]),
        ('{{ num("a.n") ~ " of 15" }}', ["15"]),
        ("{{ 15 }}", ["15"]),
        ('{{ "15" }}', ["15"]),
        ('{{ "3.5" if value("a.n") else "few" }}', ["3.5"]),
        ("<sup>3</sup>", ["3"]),
        ("&#51; patients", ["51"]),
        ("\N{ARABIC-INDIC DIGIT THREE} patients", ["\N{ARABIC-INDIC DIGIT THREE}"]),
    ],
)
def test_a_typed_number_is_found_wherever_it_could_be_printed_from(source, found):
    assert found == numbers(source)


def test_a_typed_number_is_named_with_its_line_and_what_to_do():
    message = (
        "the number 15 is typed; print it by the id of its result, or list the name that it"
        " belongs to in templates/terms.toml"
    )
    found = list(template_findings("One\ntwo\nof 15 patients", "x.md.j2", TERMS))
    assert [Finding("typed-number", Place("x.md.j2", 3), message)] == found


@pytest.mark.parametrize(
    "source",
    [
        '{{ num("toxicity.fever.grade_3.n") }}',
        '{{ cite("atkins1999") }}',
        '{{ value(prefix ~ ".grade_3.n") }}',
        '{% include "sections/more.md.j2" %}',
        '{{ percent("progression.at_12_months") }}',
        "{% if value('a.n') > 4 and codes | length <= 8 %}few{% endif %}",
        "{% for code in codes[:3] %}{{ code }}{% endfor %}",
        "{# of 15 patients #}",
        "High-dose IL-2, at grade 3 by version 3.0.",
        "(IL-2)",
    ],
)
def test_ids_conditions_comments_and_names_may_hold_digits(source):
    assert [] == findings(source)


@pytest.mark.parametrize(
    ("source", "found"),
    [("IL-22", ["22"]), ("MIL-2", ["2"]), ("grade 30", ["30"]), ("version 3.0b", ["3.0"])],
)
def test_a_name_is_allowed_only_as_a_whole_word(source, found):
    assert found == numbers(source)


@pytest.mark.parametrize(
    "source", ["{{ a - b }}", "{{ a * b }}", "{{ a / b }}", "{{ a // b }}", "{{ a % b }}", "{{ a ** b }}", "{% if a - b > c %}x{% endif %}"]
)  # fmt: skip
def test_arithmetic_is_found(source):
    assert [("template-arithmetic", 1)] == findings(source)


def test_lists_may_grow():
    assert [] == findings('{% set items = items + ["lung"] %}')


def test_a_template_that_cannot_be_read_is_one_finding():
    found = list(template_findings("fine\n{% if %}", "x.md.j2", TERMS))
    assert [("bad-template", Place("x.md.j2", 2))] == [
        (finding.code, finding.place) for finding in found
    ]


def test_a_section_that_is_nowhere_names_the_folders_searched(tmp_path):
    with pytest.raises(TemplateNotFound) as error:
        findings_in_template(tmp_path, "sections/epilogue.md.j2", ())
    assert "no template sections/epilogue.md.j2 in " in str(error.value)


def entries(project):
    return tomllib.loads((project / "templates/terms.toml").read_text(encoding="utf-8"))["term"]


def test_every_allowed_name_holds_a_digit_and_has_a_reason(project):
    for entry in entries(project):
        assert {"text", "reason"} == set(entry)
        assert re.search(r"\d", entry["text"])
        assert len(entry["reason"]) > 10


def test_every_allowed_name_is_printed_somewhere(project, typesetter):
    page = typesetter().manuscript().page.replace("\N{NO-BREAK SPACE}", " ")
    sources = "".join(f.read_text(encoding="utf-8") for f in project.glob("templates/**/*.md.j2"))
    unused = [
        entry["text"]
        for entry in entries(project)
        if not re.search(rf"(?<!\w){re.escape(entry['text'])}(?!\w)", page + sources)
    ]
    assert [] == unused


def test_longer_names_come_first_so_that_none_is_cut(project):
    terms = read_terms(project).names
    assert sorted(terms, key=len, reverse=True) == list(terms)


@pytest.mark.parametrize(
    "typed",
    ["⑮ patients", "½ of them", "10 m²", "Ⅳ", "\uff11\uff15", "\u0661\u0665", "&#53;", "&#x35;"],
)
def test_a_numeral_of_any_script_is_a_typed_number(typed):
    assert "typed-number" in [finding.code for finding in template_findings(typed, "x.md.j2", ())]


@pytest.mark.parametrize(
    "typed",
    [
        '<data value="x">',
        '<DATA data-result="cohort.n">',
        "< data>",
        "</data>",
        '<span data-result="cohort.n">',
        '{{ "<data>" }}',
        "{% raw %}<data>{% endraw %}",
    ],
)
def test_a_mark_cannot_be_typed(typed):
    assert "typed-mark" in [finding.code for finding in template_findings(typed, "x.md.j2", ())]


@pytest.mark.parametrize(
    "sheet",
    [
        'p::before { content: "15 patients"; }',
        "p::before { content: '⑮' }",
        'p::after { content: "n" attr(x) "5"; }',
        'p::after { CONTENT : "\\35 "; }',
        'p::after { content: "\\000035"; }',
        "ol { counter-reset: item 14; }",
        "li { counter-increment: item 15 }",
        "p { counter-set: n 5 }",
        "data { unicode-bidi: bidi-override; }",
        "data { direction: rtl }",
        "p::after { con\\74 ent: '51' }",
        "p { quotes: '51' '15' } p::before { content: open-quote }",
        "@counter-style x { symbols: '51' } li { list-style: x }",
        "p { string-set: x '51' } @page { @top-left { content: string(x) } }",
        "data::before { content: attr(value) }",
        "data::before { content: attr(data-value) }",
        "li { list-style-type: '15 ' }",
        "p { & data { order: 1 } }",
        "data { transform: scaleX(-1) }",
        "p { display: flex; flex-direction: row-reverse }",
        "@media print { data { direction: rtl } }",
    ],
)
def test_a_style_sheet_prints_no_number_and_turns_none_round(sheet):
    assert 1 == len(list(printing_findings(sheet, "templates/styles/own.css")))


@pytest.mark.parametrize(
    "sheet",
    [
        'p::before { content: "\\2014 "; margin: 15px }',
        "p::after { content: counter(page) }",
        "ol { counter-reset: item }",
        "li { counter-increment: item }",
        '/* content: "15" */ p { color: #151515 }',
        'p[title="content: 15"] { color: red }',
        ".direction { color: red }",
        "@font-face { font-family: 'Font 15'; src: url('fonts/f15.woff2') }",
        "h1 { string-set: running attr(data-running) }",
    ],
)
def test_other_numbers_of_a_style_sheet_are_its_own(sheet):
    assert [] == list(printing_findings(sheet, "templates/styles/own.css"))


def test_a_file_that_a_section_includes_is_read_as_well(tmp_path):
    own = tmp_path / "templates/sections"
    own.mkdir(parents=True)
    (own / "part.md.j2").write_text("All 15 patients\n", encoding="utf-8")
    found = [finding for finding in lint_findings(tmp_path) if finding.code == "typed-number"]
    assert ["templates/sections/part.md.j2, line 1"] == [str(each.place) for each in found]


def test_a_mark_cannot_be_typed_into_a_frame(tmp_path, own_templates):
    own = own_templates / "tables"
    own.mkdir()
    (own / "table.html.j2").write_text('\n<data value="1">1</data>', encoding="utf-8")
    found = lint_findings(tmp_path)
    assert {("typed-mark", 2)} == {(each.code, each.place.row) for each in found}


@pytest.mark.parametrize(
    "source",
    ["{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}", "{% if true %}" * 3_000],
    ids=["brackets", "blocks"],
)
def test_a_template_too_deep_for_its_parser_is_a_finding(source):
    assert [("bad-template", 1)] == findings(source)
