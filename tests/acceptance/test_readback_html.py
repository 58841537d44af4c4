"""Every number of the built manuscript is accounted for, and a slip of any kind would be noticed."""

import json
import re
from dataclasses import replace

import pytest
from reading_back import background_of, codes_of, in_tree, redrawn, replaced

from il2report.document.document_json import read_document
from il2report.errors import WrongUse
from il2report.results import compute_results
from il2report.study import read_study
from il2report.verification import audit_manuscript, manuscript_findings
from il2report.verification.audit import alternative_findings, number_findings
from il2report.verification.build import read_build
from il2report.verification.order import order_findings
from il2report.verification.passages import passages
from il2report.verification.same_tree import picture_findings, tree_findings
from il2report.verification.truth import Truth


@pytest.fixture(scope="module")
def build(built):
    return read_build(built.folder)


@pytest.fixture(scope="module")
def background(project):
    study = read_study(project)
    return background_of(study, compute_results(study), project)


@pytest.fixture(scope="module")
def truth(build, background):
    return Truth.of(
        background.study, background.results, build.document, background.folder, build.identity
    )


@pytest.fixture(scope="module")
def differing(build, truth):
    """The codes of what is found in a page that is compared with the tree of the build."""

    def codes(html):
        compared = (tree_findings(html, build.tree, truth), picture_findings(html, build.tree))
        return {finding.code for findings in compared for finding in findings}

    return codes


@pytest.fixture(scope="module")
def audit(build, background):
    return manuscript_findings(build, background)


def test_nothing_is_wrong_with_the_manuscript(audit):
    assert () == audit.findings


def test_most_numbers_are_marked_and_no_kind_is_empty(audit):
    marked = ("result", "literature fact", "protocol constant")
    assert sum(audit.counts[kind] for kind in marked) > 450
    assert {
        *("citation", "mention of a table or figure", "label of a table or figure", "reference"),
        *("source of the reconstruction", "fingerprint", "name of a row", "name with a digit"),
    } <= {*audit.counts}
    assert "unmarked" not in audit.counts
    assert audit.counts["in the words for a figure"] > 20


def test_the_tables_and_figures_that_stand_alone_are_those_of_the_page(build):
    assert (6, 3) == (len(build.tables), len(build.figures))


ORR = 'data-result="response.orr.percent">20.0</data>'
N = 'data-result="cohort.n">15</data>'
GROUP = 'data-result="correlates.benefit.n">'
REFERENCE = "J Am Coll Surg 181"
GLYPH = '<use xlink:href="#STIXGeneral-Regular-{}"/>'

ON_THE_PAGE = [
    # marked numbers
    ("another digit", ORR, ORR.replace("20.0", "20.1")),
    ("fewer decimals", ORR, ORR.replace("20.0", "20")),
    ("another value", f'value="20.0" {ORR}', f'value="20.01" {ORR}'),
    ("an unknown result", ORR, ORR.replace("orr", "orrr")),
    ("another result", ORR, ORR.replace("orr", "benefit")),
    ("another count", N, N.replace("15", "14")),
    ("another word", 'data-result="response.cr.n">one</data>', 'data-result="response.cr.n">two</data>'),
    ("another fact", 'data-result="literature.atkins1999.orr">16<', 'data-result="literature.atkins1999.orr">17<'),
    ("an unknown fact", 'literature.atkins1999.orr"', 'literature.atkins1999.rate"'),
    ("another choice", ">January 2000</data>", ">January 2001</data>"),
    ("an unknown choice", "constant.period.start", "constant.period.begin"),
    ("digits exchanged in p", ">p=0.608</data>", ">p=0.680</data>"),
    ("a plus sign lost", '.duration">34+</data>', '.duration">34</data>'),
    ("another cell", 'cohort.sex.male.n">7</data></td>', 'cohort.sex.male.n">6</data></td>'),
    ("another size of a group", f"{GROUP}5</data>", f"{GROUP}6</data>"),
    # numbers without a mark
    ("a typed digit", "derived clinical benefit.", "derived clinical benefit in 5."),
    ("a typed word", "derived clinical benefit.", "derived clinical benefit, five patients."),
    ("a mark lost", f'<data value="15" {N}', "15"),
    ("a mark lost about a word", 'complete in <data value="1" data-result="response.cr.n">one</data>', "complete in one"),
    ("a name altered", "HD IL-2", "HD IL-3"),
    ("a grade that is no name", "grade 3 event", "grade 6 event"),
    ("a digit behind a mark", ORR, f"{ORR}5"),
    ("a digit in bold", ORR, f"{ORR}<b>1</b>"),
    ("a numbered heading", '<h2 id="results">Results</h2>', '<h2 id="results">2 Results</h2>'),
    ("a numbered line of the contents", 'href="#results">Results</a>', 'href="#results">3. Results</a>'),
    ("another patient in a row", '<th scope="row" class="text stub">P03', '<th scope="row" class="text stub">P04'),
    ("a patient that is none", '<th scope="row" class="text stub">P03', '<th scope="row" class="text stub">P16'),
    ("a numbered column", '<th scope="col" class="text">Sex', '<th scope="col" class="text">Sex 2'),
    ("another grade of a column", 'class="count-share" colspan="2">Grade 4', 'class="count-share" colspan="2">Grade 2'),
    ("a number in a note", "All tests are two-sided.", "All 7 tests are two-sided."),
    ("a number read aloud", 'aria-label="Contents"', 'aria-label="Contents 1"'),
    ("another fingerprint", 'fingerprint">data ', 'fingerprint">data 0'),
    ("another source", "Anticancer Res 29: 4189-4193, 2009.</p>", "Anticancer Res 29: 4189-4193, 2010.</p>"),
    # numbers that contradict each other
    ("one result in two ways", 'progression.median">2.9</data>', 'progression.median">3.9</data>'),
    ("a share that is not its count", 'cohort.sex.male.percent">46.7', 'cohort.sex.male.percent">47.6'),
    ("limits that exclude", 'response.orr.ci_low">4.3', 'response.orr.ci_low">43.0'),
    ("a maximum below the mean", 'cohort.age.max">62', 'cohort.age.max">26'),
    ("grades beyond their sum", 'toxicity.hypotension.all_grades.n">7', 'toxicity.hypotension.all_grades.n">1'),
    # references, tables and figures
    ("another citation", 'href="#reference-1">1</a>', 'href="#reference-1">2</a>'),
    ("a citation of nothing", 'href="#reference-1">1</a>', 'href="#reference-1">1, 99</a>'),
    ("a citation lost", '(<a class="citation" href="#reference-2">2</a>)', ""),
    ("the only citation lost", '(<a class="citation" href="#reference-16">16</a>)', ""),
    ("another volume", REFERENCE, REFERENCE.replace("181", "182")),
    ("an entry out of number", 'li id="reference-5"', 'li id="reference-6"'),
    ("another figure mentioned", "Figure\N{NO-BREAK SPACE}1</a>", "Figure\N{NO-BREAK SPACE}2</a>"),
    ("a mention that leads nowhere", 'class="mention" href="#figure-ttdp"', 'class="mention" href="#figure-x"'),
    ("a mention without a link", "derived clinical benefit.", "derived clinical benefit (Table IV)."),
    ("a mention lost", '<a class="mention" href="#table-characteristics">', '<a href="#">'),
    ("a label out of number", '<span class="label">Figure 2.</span>', '<span class="label">Figure 3.</span>'),
    # the words for figures
    ("words for other patients", "for 15 patients", "for 14 patients"),
    ("words for other events", "14 progressed and 1 was censored", "13 progressed and 2 were censored"),
    ("words for another median", "Median 2.9 months", "Median 3.9 months"),
    ("words for others at risk", "4 at month 6", "5 at month 6"),
    ("words for another longest", "that of P05, on top", "that of P06, on top"),
    ("words for another censored", "last contact (P05)", "last contact (P06)"),
    ("words for another response", "Stable disease in 2", "Stable disease in 3"),
    ("words for other kinds", "24 kinds", "23 kinds"),
    ("words for another event", "Hypotension in 7", "Hypotension in 8"),
    ("words for a severe event", "or higher: Peripheral edema in 4", "or higher: Peripheral edema in 10"),
    ("words with a stray number", 'alt="Swimmer plot', 'alt="2 Swimmer plot'),
    # text that the build did not write
    ("another word", "derived clinical benefit.", "derived no clinical benefit."),
    ("another label of a code", ">Hypotension</th>", ">Hypertension</th>"),
    ("another head of a column", '<th scope="col" class="text">Sex</th>', '<th scope="col" class="text">Gender</th>'),
    ("another word of a note", "All tests are two-sided.", "All tests are one-sided."),
    ("another word of a caption", "Characteristics by clinical benefit.", "Characteristics by age."),
    ("another word of a reference", "J Am Coll Surg", "J Am Coll Phys"),
    ("emphasis lost", "<strong>Results.</strong>", "Results."),
    ("a heading lost", '<h2 id="results">Results</h2>', ""),
    ("a paragraph added", '<h2 id="results">Results</h2>', '<h2 id="results">Results</h2><p>Nobody was lost.</p>'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [case[1:] for case in ON_THE_PAGE], ids=[case[0] for case in ON_THE_PAGE])  # fmt: skip
def test_a_page_that_differs_from_its_tree_is_noticed(build, differing, old, new):
    found = differing(replaced(build.html, old, new))
    assert found & {"differing-page", "unmarked-number", "number-in-words", "missing-float"}


ADDED_BY_A_FRAME = [
    ("a typed digit", "<article>", "<article><p>Of 51 patients.</p>", "unmarked-number"),
    ("a typed word", "<article>", "<article><p>Five patients responded.</p>", "number-in-words"),
    ("a typed mention", "<article>", "<article><p>See Table IV.</p>", "missing-float"),
    ("a number read aloud", "<article>", '<article title="15">', "unmarked-number"),
    ("a mark", "<article>", f'<article><p><data value="15" {N}</p>', "differing-page"),
    ("a digit in a table", '<div class="notes">', '<div class="notes"><p>Of 51.</p>', "unmarked-number"),
    ("a word in a table", '<div class="notes">', '<div class="notes"><p>Five patients responded.</p>', "number-in-words"),
    ("a mark in a table", '<div class="notes">', f'<div class="notes"><p><data value="15" {N}</p>', "differing-page"),
    ("a digit in a figure", "<figcaption ", "<p>Of 51.</p><figcaption ", "unmarked-number"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code"), [case[1:] for case in ADDED_BY_A_FRAME], ids=[case[0] for case in ADDED_BY_A_FRAME])  # fmt: skip
def test_a_number_that_a_frame_adds_is_noticed(build, differing, old, new, code):
    assert {code} == differing(replaced(build.html, old, new))


ORR_NODE = '"result":"response.orr.percent","text":"20.0","value":20.0'
N_NODE = '"result":"cohort.n","text":"15","value":15'
SIZE = '"result":"correlates.benefit.n","text":"5","value":5'
HEADING = '"heading":[{"kind":"word","source":"study.variable.sex.label","text":"Sex"'
CITED = '"keys":["barth1995"],"numbers":"1","first":1'
MENTIONED = '"key":"figure.ttdp","text":"Figure 1"'

ROW = '"header":[{"kind":"word","source":"patients.patient_id","text":"P03"'
GRADE = '"source":"study.toxicity.reported_grades","text":"4"'

IN_THE_TREE = [
    # numbers from data
    ("another digit", ORR_NODE, ORR_NODE.replace('"20.0"', '"20.1"'), "differing-text"),
    ("fewer decimals", ORR_NODE, ORR_NODE.replace('"20.0"', '"20"'), "differing-text"),
    ("another value", ORR_NODE, ORR_NODE.replace(":20.0", ":20.01"), "differing-value"),
    ("an unknown result", ORR_NODE, ORR_NODE.replace("orr", "orrr"), "unknown-result"),
    ("another result", ORR_NODE, ORR_NODE.replace("orr", "benefit"), "differing-value"),
    ("another count", N_NODE, N_NODE.replace('"15"', '"14"'), "differing-text"),
    ("another word", '"result":"response.cr.n","text":"one"', '"result":"response.cr.n","text":"two"', "differing-text"),
    ("another fact", '"result":"literature.atkins1999.orr","text":"16"', '"result":"literature.atkins1999.orr","text":"17"', "differing-text"),
    ("an unknown fact", '"literature.atkins1999.orr"', '"literature.atkins1999.rate"', "unknown-result"),
    ("another choice", '"text":"January 2000"', '"text":"January 2001"', "differing-text"),
    ("an unknown choice", '"constant.period.start"', '"constant.period.begin"', "unknown-result"),
    ("digits exchanged in p", '"text":"p=0.608"', '"text":"p=0.680"', "differing-text"),
    ("a plus sign lost", '"text":"34+"', '"text":"34"', "differing-text"),
    ("another cell", '"result":"cohort.sex.male.n","text":"7"', '"result":"cohort.sex.male.n","text":"6"', "differing-text"),
    ("another size of a group", SIZE, SIZE.replace('"5"', '"6"'), "differing-text"),
    ("another median", '"result":"progression.median","text":"2.9"', '"result":"progression.median","text":"3.9"', "differing-text"),
    ("another share", '"result":"cohort.sex.male.percent","text":"46.7"', '"result":"cohort.sex.male.percent","text":"47.6"', "differing-text"),
    ("another limit", '"result":"response.orr.ci_low","text":"4.3"', '"result":"response.orr.ci_low","text":"43.0"', "differing-text"),
    ("another maximum", '"result":"cohort.age.max","text":"62"', '"result":"cohort.age.max","text":"26"', "differing-text"),
    ("another count of grades", '"result":"toxicity.hypotension.all_grades.n","text":"7"', '"result":"toxicity.hypotension.all_grades.n","text":"1"', "differing-text"),
    # numbers that do not come from data
    ("a typed digit", "derived clinical benefit.", "derived clinical benefit in 5.", "unmarked-number"),
    ("a typed word", "derived clinical benefit.", "derived clinical benefit, five patients.", "number-in-words"),
    ("a mark lost", f'{{"kind":"number",{N_NODE}', '{"kind":"label","table":"","column":"","code":"","text":"15"', "unmarked-number"),
    ("a name altered", "HD IL-2", "HD IL-3", "unmarked-number"),
    ("a grade that is no name", "grade 3 event", "grade 6 event", "unmarked-number"),
    ("a numbered heading", '"children":["Results"]', '"children":["2 Results"]', "unmarked-number"),
    ("another patient in a row", ROW, ROW.replace("3", "4"), "unmarked-number"),
    ("a patient that is none", ROW, ROW.replace("P03", "P16"), "unmarked-number"),
    ("a numbered column", HEADING, HEADING.replace("Sex", "Sex 2"), "unmarked-number"),
    ("another grade of a column", GRADE, GRADE.replace("4", "2"), "unmarked-number"),
    ("a number in a note", "All tests are two-sided.", "All 7 tests are two-sided.", "unmarked-number"),
    ("another source", '"source_reference":["', '"source_reference":["5 ', "unmarked-number"),
    ("an author with a number", '"authors":["', '"authors":["5 ', "unmarked-number"),
    # references, tables and figures
    ("another citation", CITED, CITED.replace('"1"', '"2"'), "unlisted-citation"),
    ("a citation of nothing", CITED, CITED.replace("barth1995", "nobody2000"), "unlisted-citation"),
    ("a citation out of order", CITED, CITED.replace("barth1995", "rosenberg2001"), "wrong-order"),
    ("a work listed twice", '{"key":"barth1995"', '{"key":"rosenberg2001"', "unknown-work"),
    ("another volume", REFERENCE, REFERENCE.replace("181", "182"), "unknown-work"),
    ("another figure mentioned", MENTIONED, MENTIONED.replace("1", "2"), "missing-float"),
    ("a mention that leads nowhere", MENTIONED, MENTIONED.replace("ttdp", "x"), "missing-float"),
    ("a mention without a link", "derived clinical benefit.", "derived clinical benefit (Table IV).", "missing-float"),
    ("a label out of number", '"label":"Figure 2"', '"label":"Figure 3"', "wrong-order"),
    ("a label of no kind", '"label":"Figure 2"', '"label":"Chart 2"', "wrong-order"),
    # the words for figures
    ("words for other patients", "for 15 patients", "for 14 patients", "differing-alternative"),
    ("words for other events", "14 progressed and 1 was censored", "13 progressed and 2 were censored", "differing-alternative"),
    ("words with a stray number", '"alternative":"Swimmer plot', '"alternative":"2 Swimmer plot', "differing-alternative"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code"), [case[1:] for case in IN_THE_TREE], ids=[case[0] for case in IN_THE_TREE])  # fmt: skip
def test_a_slip_in_the_tree_is_noticed_by_its_own_check(build, truth, old, new, code):
    tree = read_document(in_tree(build, old, new))
    assert code in {finding.code for finding in findings_of_tree(tree, truth)}


def findings_of_tree(tree, truth):
    read = passages(tree, truth)
    yield from number_findings(read, truth)
    yield from order_findings(tree, read, truth)
    yield from alternative_findings(tree, truth)


def test_a_work_or_figure_that_the_text_does_not_mention_is_noticed(build, truth):
    for kind, code in (("citation", "uncited-work"), ("mention", "unmentioned-float")):
        lost = re.sub(
            rf'"kind": "{kind}"(?s:.*?)\}}',
            '"kind": "place", "key": "x"}',
            build.document_json.decode(),
        )
        assert code in {each.code for each in findings_of_tree(read_document(lost), truth)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<!-- 11 -->", "<!-- 12 -->"),
        ("<!-- Median 2.9 months -->", "<!-- Median 2.8 months -->"),
        ("<!-- Patients (of 15) -->", "<!-- Patients (of 14) -->"),
        ("<!-- P01 -->", "<!-- P02 -->"),
        ("<!-- 18 -->", "<!-- 19 -->"),
        ('"#STIXGeneral-Regular-18"', '"#STIXGeneral-Regular-19"'),
    ],
)
def test_a_slip_in_a_figure_is_noticed(build, background, old, new):
    found = codes_of(build, background, html=redrawn(build.html, old, new), pdf=None, figures={})
    assert {"drawn-differently", "no-print"} == found


def test_two_numbers_that_changed_places_are_noticed(build, background):
    html = build.html.replace(">11.8</data>", ">@</data>").replace(">4.3</data>", ">11.8</data>")
    html = html.replace(">@</data>", ">4.3</data>")
    assert "differing-page" in codes_of(build, background, html=html, pdf=None)


def test_a_finding_says_where_it_is_and_quotes_the_words_around(build, background):
    spoiled = in_tree(build, "derived clinical benefit.", "derived benefit in 5 of them.")
    found = manuscript_findings(replace(build, document_json=spoiled), background).findings
    assert (
        "report/manuscript.html, Abstract: 5 comes from no result and is not part of a known name; in"
        ' "... 95% CI 11.8-61.6%) derived benefit in 5 of them. The median TTDP was 2.9 months ..."'
        " [unmarked-number]"
    ) in list(map(str, found))


# --- against the tree of the build ----------------------------------------------------------------


def test_two_paragraphs_that_changed_places_are_noticed(build, background):
    first, second = re.findall(r"<p>.*?</p>\n", build.html.partition('id="introduction"')[2])[:2]
    html = build.html.replace(first, "@").replace(second, first).replace("@", second)
    assert "differing-page" in codes_of(build, background, html=html, pdf=None)


def test_a_build_without_its_tree_is_an_error_and_its_marked_numbers_are_compared(
    build, background
):
    for lost in (None, b"", b"{}"):
        assert {"no-tree"} == codes_of(build, background, document_json=lost)
    html = replaced(build.html, ORR, ORR.replace("20.0", "20.1"))
    found = codes_of(build, background, document_json=None, html=html, pdf=None)
    assert {"no-tree", "differing-text"} <= found


def test_the_tree_of_another_build_is_noticed(build, background):
    other = build.document_json.replace(b'"fingerprint": "data ', b'"fingerprint": "data 0')
    assert {"other-draft"} == codes_of(build, background, document_json=other)


# --- what stands beside the page ------------------------------------------------------------------


def with_results(build, change):
    document = json.loads(build.results)
    change(document)
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def test_results_that_the_data_do_not_give_are_noticed(build, background):
    def change(document):
        document["results"]["cohort.age.sd"] |= {"value": 8.7, "text": "8.7"}

    found = codes_of(build, background, results=with_results(build, change), pdf=None)
    assert {"differing-results", "differing-value", "differing-text", "no-print"} <= found


def test_results_of_another_build_are_noticed(build, background):
    def change(document):
        document["fingerprint"] = "0" * 64

    results = with_results(build, change)
    assert {"other-draft"} == codes_of(build, background, results=results)


def test_results_that_cannot_be_read_are_one_finding(build, background):
    found = codes_of(build, background, results=b"{", pdf=None)
    assert {"unreadable-results", "no-print"} == found


@pytest.mark.parametrize("odd", [None, 3, {}, {"value": "x", "text": "x", "unit": "count", "n": 1}])
def test_an_entry_that_nothing_prints_is_told_where_it_is_used_and_is_no_traceback(
    build, background, odd
):
    def change(document):
        document["results"]["response.orr.percent"] = odd
        document["style"] = "x"

    found = codes_of(build, background, results=with_results(build, change), pdf=None)
    assert {"unknown-result", "differing-results", "unreadable-results"} <= found


def test_a_table_and_a_figure_that_differ_from_the_page_are_noticed(build, background):
    tables = build.tables | {"toxicity.html": build.tables["toxicity.html"].replace("7", "8", 1)}
    assert {"differing-copy"} == codes_of(build, background, tables=tables)
    figures = build.figures | {"ttdp.svg": build.figures["ttdp.svg"] + b"\n"}
    assert {"differing-copy"} == codes_of(build, background, figures=figures)


def test_a_build_that_is_older_than_the_data_is_told_and_its_numbers_still_held(build, background):
    other = re.sub(r'(name="il2report-data" content=")\w{12}', rf"\g<1>{'0' * 12}", build.html)
    html = replaced(other, ORR, ORR.replace("20.0", "20.1"))
    found = codes_of(build, background, html=html, pdf=None)
    assert {"older-than-study", "differing-text"} <= found


def test_a_folder_without_a_build_says_what_to_do(tmp_path, project):
    with pytest.raises(WrongUse) as error:
        audit_manuscript(tmp_path, project)
    assert "has no manuscript to be read back" in str(error.value)
    assert "`il2report build`" in str(error.value)


def test_the_page_is_one_file_that_asks_for_nothing(build):
    html = build.html
    addresses = re.findall(r'(?:src|srcset|data|poster|action)="([^"]*)"', html)
    assert ["data:"] * 3 == [address[:5] for address in addresses]
    assert [] == re.findall(r"<(?:link|iframe|object|embed)\b", html)
    assert ['type="application/json" id="number-panel-data"', ""] == re.findall(
        r"<script ?([^>]*)>", html
    )
    assert [] == re.findall(r"@import|url\((?!data:)", html)
