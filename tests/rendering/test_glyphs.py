"""Characters without a glyph: named with their label before anything is drawn or printed."""

from dataclasses import replace
from itertools import chain

import pytest

from il2report.document.formats import number_style
from il2report.document.tree import Fragment
from il2report.errors import Place
from il2report.figures.contents import drawables
from il2report.figures.glyphs import PLAIN, beyond_the_page, figure_findings, page_findings
from il2report.figures.pictures import draw
from il2report.figures.typeface import FAMILIES, lacking
from il2report.pages.pdf import unprintable
from il2report.study.codebook import Codebook

ROW_OF_CR, ROW_OF_HYPOTENSION = 9, 38
"""Of the codebook of the reference study."""
IN_NO_FONT = "\U0010fffd"
"""The last code point for private use."""


@pytest.fixture
def study(case):
    return case("reference")[0]


@pytest.fixture
def shown(case, printer):
    study, results, _ = case("reference")
    return drawables(study, results, printer())


SWIMMER, GRADES = "figure.swimmer", "figure.adverse_events"


def altered(shown, key, **fields):
    return {**shown, key: replace(shown[key], **fields)}


def with_label(shown, term, label):
    return altered(shown, GRADES, terms={**shown[GRADES].terms, term: label})


def messages(findings):
    return [finding.message for finding in findings]


def test_both_typefaces_have_what_counts_as_plain():
    plain = [chr(code) for code in chain(range(0x20, 0x2700)) if PLAIN.fullmatch(chr(code))]
    assert "" == lacking("".join(plain))
    assert "" == lacking("".join(plain), FAMILIES[:1])


@pytest.mark.parametrize(
    "label",
    [
        "Diarrhœa",
        "β-blockade ≥2",
        "Диарея",
        "Ελληνικά ά",
        "שלשול",
        "إسهال",
        "e\u0301te\u0301",
        "Diarrhea ☺",
        "$x^2$",
    ],
)
def test_a_label_that_can_be_drawn_is_no_finding(study, shown, label):
    assert () == figure_findings(study, with_label(shown, "hypotension", label))


def test_the_reference_study_can_be_drawn(study, shown):
    assert () == figure_findings(study, shown)


@pytest.mark.parametrize(
    ("label", "named"),
    [
        (
            "腹泻",
            "腹 (U+8179 CJK UNIFIED IDEOGRAPH-8179), 泻 (U+6CFB CJK UNIFIED IDEOGRAPH-6CFB)",
        ),
        ("Low 腹 腹", "腹 (U+8179 CJK UNIFIED IDEOGRAPH-8179)"),
        ("Low 🫀", "🫀 (U+1FAC0 ANATOMICAL HEART)"),
        ("저", "저 (U+C800 HANGUL SYLLABLE JEO)"),
        ("Low क", "क (U+0915 DEVANAGARI LETTER KA)"),
    ],
)
def test_a_label_with_a_letter_that_the_figures_lack_is_named_with_it(study, shown, label, named):
    (finding,) = figure_findings(study, with_label(shown, "hypotension", label))
    place = Place("data/codebook.csv", ROW_OF_HYPOTENSION, "label")
    assert ("missing-glyph", place) == (finding.code, finding.place)
    assert (
        f"the label of adverse_events.term hypotension, '{label}', has no glyph for {named} in the"
        " typefaces of the figures, which would draw boxes; write it in other letters"
    ) == finding.message


def test_labels_of_one_file_are_one_finding(study, shown):
    many = shown
    for term in list(shown[GRADES].terms)[:7]:
        many = with_label(many, term, f"腹泻 {term}")
    drawn = {counts.term for counts in shown[GRADES].grades} & set(list(shown[GRADES].terms)[:7])
    (finding,) = figure_findings(study, many)
    assert finding.message.endswith(f"and {len(drawn) - 4} more")


def test_the_group_the_response_and_the_patient_are_looked_at_too(study, shown):
    grouped = altered(shown, GRADES, systems={**shown[GRADES].systems, "hypotension": "心"})
    answered = altered(shown, SWIMMER, responses={**shown[SWIMMER].responses, "CR": "完全"})
    first, *others = shown[SWIMMER].lanes
    by_id = altered(shown, SWIMMER, lanes=(replace(first, patient_id="患1"), *others))
    starts = [
        messages(figure_findings(study, each))[0].partition(",")[0]
        for each in (grouped, answered, by_id)
    ]
    assert [
        "the group of adverse_events.term hypotension",
        "the label of patients.best_response CR",
        "the patient_id",
    ] == starts
    places = [figure_findings(study, each)[0].place for each in (grouped, answered)]
    assert [
        Place("data/codebook.csv", ROW_OF_HYPOTENSION, "group"),
        Place("data/codebook.csv", ROW_OF_CR, "label"),
    ] == places


def test_a_patient_whose_id_cannot_be_drawn_is_found_in_its_row(study, shown):
    lanes = shown[SWIMMER].lanes
    lane = lanes[3]
    patients = study.tables.patients
    row = int(patients.index[patients["patient_id"] == lane.patient_id][0])
    patients = patients.replace({"patient_id": {lane.patient_id: "患1"}})
    renamed = replace(study, tables=type(study.tables)({**study.tables, "patients": patients}))
    lanes = tuple(replace(one, patient_id="患1") if one is lane else one for one in lanes)
    (finding,) = figure_findings(renamed, altered(shown, SWIMMER, lanes=lanes))
    assert Place("data/patients.csv", row, "patient_id", "患1") == finding.place


def test_a_label_that_the_page_prints_is_found_in_its_row(study):
    entries = {key: dict(codes) for key, codes in study.codebook.entries.items()}
    entry = entries["adverse_events", "term"]["hypotension"]
    entries["adverse_events", "term"]["hypotension"] = replace(entry, group="Cardio 泻")
    labeled = replace(study, codebook=Codebook(entries))
    (finding,) = page_findings(labeled, {}, "<p>泻</p>", lambda text: text)
    assert Place("data/codebook.csv", ROW_OF_HYPOTENSION, "group") == finding.place


def test_a_label_that_no_figure_draws_is_no_matter_of_the_figures(study, shown):
    assert () == figure_findings(study, with_label(shown, "unheard_of", "腹泻"))
    no_one = altered(shown, SWIMMER, responses={**shown[SWIMMER].responses, "NE": "腹泻"})
    assert () == figure_findings(study, no_one)


def test_what_would_be_drawn_as_a_box_all_the_same_ends_the_drawing(shown):
    with pytest.raises(UserWarning, match="Glyph"):
        draw(with_label(shown, "hypotension", "腹泻"), number_style("ama"))


@pytest.mark.parametrize(
    ("page", "beyond"),
    [
        ("<p>Plain words – and Ω ≥ 2</p>", ""),
        ("<p>完全 and 完</p>", "完全"),
        ("<p>&#33145;</p>", "腹"),
        ('<p title="腹">words</p>', ""),
        ("<style>p::before { content: '腹' }</style><p>words</p>", ""),
        ("<head><title>腹</title></head><p>words</p>", ""),
        ("<p>thin\u202fspace\u2009and</p>", ""),
    ],
)
def test_only_what_a_page_shows_is_looked_at(page, beyond):
    assert beyond == beyond_the_page(page)


def test_a_letter_of_the_page_is_told_with_the_file_it_comes_from(study):
    titled = study.configuration.model_copy(update={"title": "A 腹 study"})
    texts = {"sections/results.md.j2": Fragment.of("we saw 泻")}
    found = page_findings(
        replace(study, configuration=titled), texts, "<p>腹 and 泻 and ☃</p>", lambda text: text
    )
    assert [Place("study.toml"), Place("templates/sections/results.md.j2")] == [
        each.place for each in found
    ][:2]
    assert (
        "no font of this machine has a glyph for 腹 (U+8179 CJK UNIFIED IDEOGRAPH-8179), which the"
        " page prints; write it in other letters, or install a font that has it"
    ) == found[0].message


def test_a_letter_that_a_font_of_the_machine_has_is_no_finding(study):
    assert () == page_findings(study, {}, "<p>腹</p>", lambda _: "")


def test_fonts_are_asked_only_where_the_typeface_lacks_a_letter(study):
    def never(_: str) -> str:
        raise AssertionError

    assert () == page_findings(study, {}, "<p>Plain words</p>", never)


def test_what_no_font_has_is_found_by_printing_it():
    assert IN_NO_FONT == unprintable(f"é{IN_NO_FONT}Ω")
