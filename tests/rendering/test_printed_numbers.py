"""Every build checks the text that it has set: no number in it that is not the catalogue's."""

from dataclasses import replace

import pytest

from il2report.document.html import html
from il2report.document.results_json import results_json
from il2report.document.tree import Citation, Element, Fragment, Number
from il2report.verification.audit import set_page_findings
from il2report.verification.older_pages import nodes_of_page

N = '<data value="15" data-result="cohort.n">15</data>'
ORR = '<data value="20.0" data-result="response.orr.percent">20.0</data>'
WORD = '<data value="3" data-result="response.orr.n">three</data>'
PEOPLE = '<data value="270" data-result="literature.atkins1999.patients">270</data>'


@pytest.fixture(scope="module")
def codes(found):
    return lambda fragment: [finding.code for finding in found(fragment)]


@pytest.fixture(scope="module")
def said(found):
    return lambda fragment: [finding.message for finding in found(fragment)]


@pytest.fixture(scope="module")
def found(set_manuscript):
    """Insert a paragraph behind the discussion, in the tree and in the page, and give the findings."""
    setter, manuscript = set_manuscript()
    written = results_json(setter.printer, setter.study.fingerprint, setter.identity.record())
    *others, last = manuscript.document.sections

    def found_in(fragment):
        nodes = nodes_of_page(fragment) if isinstance(fragment, str) else Fragment.of(fragment)
        section = replace(last, nodes=last.nodes + nodes)
        changed = replace(
            manuscript,
            page=manuscript.page.replace(html(last.nodes, {}), html(section.nodes, {})),
            document=replace(manuscript.document, sections=(*others, section)),
        )
        return set_page_findings(changed, setter, written)

    return found_in


SOUND = [
    f"<p>Of {N} patients, {WORD} ({ORR}%) responded.</p>",
    f"<p>Ranges: {N}-{N}, {N}–{N}, {WORD}/{N}, {N}; {N}, {N}. {N}</p>",
    f"<p>({N}) [{N}] {N}-patient series, HD IL-2, grade 3 or 4</p>",
    f"<p>In {N}\N{NO-BREAK SPACE}patients.</p>",
    f"<p>{N}<br>{N}</p>",
    f"<table><tr><td>{N}</td><td>{N}</td></tr></table>",
]


@pytest.mark.parametrize("fragment", SOUND)
def test_a_sound_paragraph_has_no_finding(codes, fragment):
    assert [] == codes(fragment)


STRANGE = {
    "<p>51 patients</p>": "unmarked-number",
    "<p>n51</p>": "unmarked-number",
    "<p>½ of them, cm²</p>": "unmarked-number",
    "<p>⑮ of them</p>": "unmarked-number",
    "<p>Ⅳ of them</p>": "unmarked-number",
    "<p>\uff11\uff15 of them</p>": "unmarked-number",
    "<p>\u0661\u0665 of them</p>": "unmarked-number",
    "<p>\U0001d7cf of them</p>": "unmarked-number",
    "<p>&#49;&#53; of them</p>": "unmarked-number",
    "<p>1<b>5</b> of them</p>": "unmarked-number",
    '<p title="15">of them</p>': "unmarked-number",
    "<p>Twelve patients died.</p>": "number-in-words",
    '<p><data value="15" data-result="cohort.n">51</data> patients</p>': "differing-text",
    '<p><data value="51" data-result="cohort.n">15</data> patients</p>': "differing-value",
    '<p><data value="51" data-result="cohort.m">51</data> patients</p>': "unknown-result",
    '<p><data value="12.4" data-result="literature.own.os">12.4</data></p>': "unknown-result",
    f"<p>{N}{N}</p>": "joined-number",
    f"<p>{N}<b>{N}</b></p>": "joined-number",
    f"<p>{N}.{N}</p>": "joined-number",
    f'<p><data value="20.0" data-result="response.orr.percent">20.0</data>%{N}</p>': "joined-number",
    f"<p>{N}<sup></sup>{N}</p>": "joined-number",
    f'<p>{N}<sup><a class="citation"></a></sup>{N}</p>': "joined-number",
    f"<p>{N},{N}</p>": "joined-number",
    f"<p>of .{N}</p>": "joined-number",
    f"<p>a change of -{N}</p>": "joined-number",
    f"<p>a change of \N{MINUS SIGN}{N}</p>": "joined-number",
    f"<p>10<sup>{N}</sup></p>": "unmarked-number",
    f"<p>{N}<sup>{N}</sup></p>": "joined-number",
    f"<p>{N}\u20e3</p>": "joined-number",
    f"<p>{N}\u0338</p>": "joined-number",
    f"<p>twenty-{WORD}</p>": "joined-number",
    f"<p>{WORD} hundred</p>": "joined-number",
    f"<p>{WORD}teen</p>": "joined-number",
    f"<p>seventy {WORD}</p>": "joined-number",
    f"<p>{N}&shy;{N}</p>": "joined-number",
    f"<p>{N}&zwnj;{N}</p>": "joined-number",
    f"<p>{N}&lrm;{N}</p>": "joined-number",
    f"<p>{N}\N{HAIR SPACE}{N}</p>": "joined-number",
    f'<p>{N}<span style="display:none"> </span>{N}</p>': "joined-number",
    f"<p>{N}% of patients</p>": "joined-number",
    f"<p>{N}\N{NO-BREAK SPACE}percent of patients</p>": "joined-number",
    f"<p>{N} million patients</p>": "joined-number",
    f"<p>{N}k patients</p>": "joined-number",
    f"<p>{N}O patients</p>": "joined-number",
    f"<p>{N}th of them</p>": "joined-number",
    f"<p>In {PEOPLE} patients</p>": "uncited-figure",
}
WORDS = {
    "<p>fifty one patients</p>": "fifty one",
    "<p>two dozen patients</p>": "two dozen",
    "<p>a hundred patients</p>": "a hundred",
    "<p>two thousand patients</p>": "two thousand",
    "<p>thousands of patients</p>": "thousands",
    "<p>Five responded.</p>": "Five",
    "<p>twelve melanoma patients</p>": "twelve",
    "<p>twelve elderly female patients</p>": "twelve",
    "<p>The median was five.</p>": "five",
    "<p>(n = five)</p>": "five",
    "<p>one in five</p>": "one",
    "<p>five out of six</p>": "five",
    "<p>a third of patients</p>": "a third",
    "<p>two thirds of the patients</p>": "two thirds",
    "<p>three-quarters of patients</p>": "three-quarters",
    "<p>twelve pat&shy;ients</p>": "twelve",
    "<p>twelve\N{THIN SPACE}patients</p>": "twelve",
    "<p>twelve\npatients</p>": "twelve",
    "<div>Twelve patients<p>died</p></div>": "Twelve",
    "<dl><dt>Twelve patients</dt></dl>": "Twelve",
    "<table><tr><td>Twelve patients</td></tr></table>": "Twelve",
    "<h4>Twelve patients</h4>": "Twelve",
    "<p>\u4e94\u5341\u4e00 patients</p>": "\u4e94\u5341\u4e00",
}
NO_COUNT = (
    "<p>one or more patients, response at one site or more, one half, one twelfth of a year</p>",
    "<p>a two-sided test, the latter two. A patient, six months and at twelve. By category</p>",
    "<p>a quarter of an hour, the first patient, the third cycle, one of the patients</p>",
    "<p>on one hand, twelve<br>patients, between two and the patients, at one institution</p>",
)


@pytest.mark.parametrize("fragment", STRANGE)
def test_a_number_that_the_catalogue_does_not_have_is_found(codes, fragment):
    assert STRANGE[fragment] in codes(fragment)


@pytest.mark.parametrize("fragment", WORDS)
def test_a_number_word_that_counts_is_found_however_it_is_put(said, fragment):
    assert [f"{WORDS[fragment]!r} counts something"] == [
        message.partition(" and does not")[0] for message in said(fragment)
    ]


@pytest.mark.parametrize("fragment", NO_COUNT)
def test_a_number_word_that_counts_nothing_of_the_study_is_none(codes, fragment):
    assert [] == codes(fragment)


PATIENTS = Number("cohort.n", "15", 15)
OF_LITERATURE = Number("literature.atkins1999.patients", "270", 270)


def cited(setter, key, *, is_raised=False):
    place = setter.citations.order.index(key) + 1
    return Citation((key,), str(place), place, is_raised)


def test_a_citation_above_the_line_is_not_joined_to_the_number_before(codes, set_manuscript):
    setter, _ = set_manuscript()
    citation = cited(setter, "atkins1999", is_raised=True)
    assert [] == codes(Element("p", ("version ", PATIENTS, ".", citation, " in use")))


def test_a_number_word_is_a_notice_for_a_build_and_all_else_an_error(found):
    severities = {each.code: each.is_error for each in found("<p>Twelve patients, 51.</p>")}
    assert {"number-in-words": False, "unmarked-number": True} == severities


def test_a_figure_of_the_literature_is_cited_in_the_same_paragraph(codes, set_manuscript):
    setter, _ = set_manuscript()
    citation = cited(setter, "atkins1999")
    first = ("In ", OF_LITERATURE, " patients ")
    assert [] == codes(Element("p", (*first, citation, ".")))
    apart = Fragment.of(Element("p", (*first, ".")), Element("p", ("Also ", citation, ".")))
    assert ["uncited-figure"] == codes(apart)
