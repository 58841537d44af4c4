"""A table or figure is placed once and mentioned; mentions are called, not typed; no template is unread."""

import time

import pytest
from jinja2 import DictLoader, Environment

from il2report.document.citations import FloatNumbers
from il2report.document.seals import Seals
from il2report.errors import StudyRefused
from il2report.templating.crossreferences import float_findings, typed_in
from il2report.templating.vocabulary import sealing
from il2report.verification.mentions import unread_templates
from il2report.workflow.building import BuildRequest, build
from il2report.workflow.checking import check_study
from il2report.workflow.starting import start_study

RESULTS = "sections/results.md.j2"
MENTION = '{{ ref("table.a") }}'
PLACE = '{{ place("table.a") }}'


def found(**sections):
    """Render small sections and captions, and give the findings as (code, text, line)."""
    sources = {
        f"{'figures' if name == 'fig' else 'sections'}/{name}.md.j2": source
        for name, source in sections.items()
    }
    floats = FloatNumbers(frozenset({"table.a", "table.b", "figure.fig"}))
    environment = Environment(loader=DictLoader(sources), autoescape=True)
    seals = Seals()
    environment.globals.update(ref=sealing(floats.ref, seals), place=sealing(floats.place, seals))
    names = [name for name in sources if not name.endswith("part.md.j2")]
    texts = {name: seals.unsealed(environment.get_template(name).render()) for name in names}
    return [
        (each.code, each.place.file.removeprefix("templates/"), each.place.row)
        for each in float_findings(texts, floats.order)
    ]


def test_what_is_mentioned_and_placed_once_is_fine():
    assert [] == found(results=f"{MENTION}\n{PLACE}", fig=MENTION)


@pytest.mark.parametrize("section", ["abstract", "supplement", "results"])
def test_what_is_mentioned_and_not_placed_is_found_where_it_is_mentioned(section):
    name = f"sections/{section}.md.j2"
    assert [("missing-float", name, 2)] == found(**{section: f"First.\n{MENTION} {MENTION}"})


def test_a_mention_in_an_included_text_is_found_in_its_file():
    sections = {"results": '{% include "sections/part.md.j2" %}', "part": f"\n\n{MENTION}"}
    assert [("missing-float", "sections/part.md.j2", 3)] == found(**sections)


def test_a_mention_in_a_caption_counts_where_the_figure_is_placed():
    figure = '{{ ref("figure.fig") }} {{ place("figure.fig") }}'
    assert [("missing-float", "figures/fig.md.j2", 1)] == found(results=figure, fig=MENTION)
    assert [] == found(results="Text.", fig=MENTION)


@pytest.mark.parametrize("text", ["{% set x %}PLACE{% endset %}", "{% if false %}PLACE{% endif %}"])
def test_what_a_template_drops_is_not_placed(text):
    text = f"{MENTION} {text.replace('PLACE', PLACE)}"
    assert [("missing-float", RESULTS, 1)] == found(results=text)


def test_a_mention_that_a_template_drops_is_none():
    text = f"{PLACE}{{% set x %}}{MENTION}{{% endset %}}"
    assert [("unmentioned-float", RESULTS, 1)] == found(results=text)


def test_what_is_placed_twice_is_found_at_the_second_place():
    text = f"{MENTION}\n{PLACE}\n"
    twice = [("float-placed-twice", RESULTS, 3)]
    assert twice == found(results=f"{text}{PLACE}")
    twice = [("float-placed-twice", "sections/supplement.md.j2", 1)]
    assert twice == found(results=text, supplement=PLACE)


def test_what_is_placed_in_a_loop_is_placed_twice():
    text = f"{MENTION}\n{{% for each in [1, 2] %}}{PLACE}{{% endfor %}}"
    assert [("float-placed-twice", RESULTS, 2)] == found(results=text)


@pytest.mark.parametrize("section", ["abstract", "title"])
def test_where_nothing_can_be_placed_a_place_is_found(section):
    name = f"sections/{section}.md.j2"
    assert [("misplaced-float", name, 1)] == found(results=MENTION, **{section: PLACE})


def test_what_is_placed_and_mentioned_in_its_legend_alone_is_found():
    assert [("unmentioned-float", RESULTS, 1)] == found(results=PLACE, fig=MENTION)


def test_check_and_build_stop_at_what_is_mentioned_and_not_placed(project, tmp_path):
    study = tmp_path / "study"
    start_study(study, "il2")
    section = study / "templates" / RESULTS
    source = section.read_text(encoding="utf-8")
    section.write_text(source.replace('{{ place("figure.swimmer") }}', ""), encoding="utf-8")
    assert ["missing-float"] == [each.code for each in check_study(study).findings if each.is_error]
    with pytest.raises(StudyRefused, match=r"Figure 2 is mentioned here and placed nowhere"):
        build(BuildRequest(study, tmp_path / "out", ("html",)), lambda _: None)


@pytest.mark.parametrize(
    "text",
    [
        "see Table IV.", "in Figure ??", "Fig. 3", "Fig.3", "Tables I and II", "table 2", "Table S1",
        "(see above Table)", "Table&nbsp;IV", "**Table** IV", "Table\nII", "Figure&#160;3", "Figs. 2",
        "Table two", "eTable 1", "Table {{ num('x') }}", "Table {{ ref('table.x') }}", "TABLE II",
        "{{ 'Table IV' }}", "{{ 'Table ' ~ x }}", "the table below", "the following figure",
        "Figure 2A", "Table A1", "(Figure I)", "Table no. 3", "Tabelle 2", "Abb. 3", "Table <b>II</b>",
        "[??]", "Table ___", "Table (II)", "Figure\N{NO-BREAK SPACE}IV", "Table iv",
        "Table {% if x %}IV{% endif %}", "{% set t = 'Figure 3' %}",
    ],
)  # fmt: skip
def test_a_typed_mention_is_found(text):
    assert [2] == [line for line, _ in list(typed_in(f"First.\n{text}"))[:1]]


@pytest.mark.parametrize(
    "text",
    [
        "{{ ref('table.x') }} and {{ ref('figure.y') }}", "stable II", "the tests named in the table; for age",
        "In the table I made", "shown in the table. IV fluids", "{# Table IV #}", "acceptable 2",
        "the table {{ counted('cohort.n', 'patient') }}", "What? Why?", "Panel B of {{ ref('figure.y') }}",
    ],
)  # fmt: skip
def test_other_words_are_no_mention(text):
    assert [] == list(typed_in(text))


@pytest.mark.parametrize(
    "piece",
    ["<div>", "</span >", "\N{NO-BREAK SPACE}", "&nbsp;", "_", "*~", "Table ", "a_", "? ", "<a "],
)
def test_a_long_gap_is_read_in_no_time(piece):
    started = time.process_time()
    list(typed_in(f"Table {piece * 2000}"))
    list(typed_in(f"word {piece * 2000}."))
    assert time.process_time() - started < 1


@pytest.mark.parametrize("gap", [" __", "__ ", " <b><i>", "\N{NO-BREAK SPACE} ", "&nbsp;**", " _"])
def test_a_mention_is_found_across_what_stands_between_its_words(gap):
    assert [(1, f"Table{gap.replace(chr(160), ' ')}3".replace("  ", " "))] == list(
        typed_in(f"In Table{gap}3 we")
    )
    assert [] == list(typed_in(f"In Table{gap}and"))


def test_the_name_of_another_papers_table_can_be_listed_as_a_term():
    assert [] == list(typed_in("as in Table II of Powell", ("Table II of Powell",)))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sections/result.md.j2", "rename it to sections/results.md.j2"),
        ("sections/Results.md.j2", "rename it to sections/results.md.j2"),
        ("sections/results.md", "rename it to sections/results.md.j2"),
        ("sections/results.md.j2.bak", "rename it to sections/results.md.j2"),
        ("results.md.j2", "rename it to sections/results.md.j2"),
        ("sections/own.md.j2", "delete it, or include it"),
        ("figures/swimmers.md.j2", "rename it to figures/swimmer.md.j2"),
        ("tables/toxicity.html.j2", "or include it"),
        ("styles/prints.css", "rename it to styles/print.css"),
        ("style/print.css", "rename it to styles/print.css"),
        ("term.toml", "rename it to terms.toml"),
        ("section/results.md.j2", "rename it to sections/results.md.j2"),
    ],
)
def test_a_template_that_nothing_reads_is_a_notice_that_names_the_nearest(
    case, tmp_path, name, said
):
    own = tmp_path / "templates" / name
    own.parent.mkdir(parents=True)
    own.write_text("text", encoding="utf-8")
    (found,) = unread_templates(case("reference")[0], tmp_path)
    assert (f"templates/{name}", False) == (found.place.file, found.is_error)
    assert said in found.message


@pytest.mark.parametrize(
    "name",
    ["sections/README.md", "images/photo.png", "sections/.DS_Store", "sections/results.md.j2~", "sections/part.md.j2"],
)  # fmt: skip
def test_what_is_read_included_or_left_by_a_desktop_is_no_notice(case, tmp_path, name):
    sections = tmp_path / "templates/sections"
    sections.mkdir(parents=True)
    (sections / "results.md.j2").write_text('{% include "sections/part.md.j2" %}', encoding="utf-8")
    own = tmp_path / "templates" / name
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(b"text")
    assert [] == list(unread_templates(case("reference")[0], tmp_path))
