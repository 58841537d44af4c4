"""Works are numbered as they are cited, tables and figures as they are mentioned."""

import pytest

from il2report.document.citations import (
    Citations,
    FloatNumbers,
    UnknownFloat,
    UnknownReference,
    citations_placed,
    collapsed,
)
from il2report.document.html import html
from il2report.document.seals import CITATION_SIGN, Seals
from il2report.document.tree import element_id, is_supplementary
from il2report.study import Reference
from il2report.study.journal_files import shipped_journal
from il2report.study.journals import CitationMarks

FLOATS = frozenset({"table.toxicity", "figure.ttdp", "table.s_dosing", "table.brain"})
KEYS = ("able1999", "baker2001", "carter2003", "dent2005", "evans2007")


def work(key):
    return Reference.model_validate(
        {"id": key, "type": "article-journal", "title": key, "issued": {"date-parts": [[1999]]}}
    )


def behind(source):
    return citations_placed(source, shipped_journal("ama").citation)


def citations(style="anticancer-research"):
    return Citations({key: work(key) for key in KEYS}, shipped_journal(style).citation)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([4], "4"),
        ([1, 2], "1, 2"),
        ([1, 2, 3], "1-3"),
        ([5, 3, 1, 4], "1, 3-5"),
        ([1, 2, 4, 5, 6, 9], "1, 2, 4-6, 9"),
        ([2, 2, 2], "2"),
        ([9, 10, 11, 12], "9-12"),
    ],
)
def test_three_in_a_row_are_a_range(numbers, text):
    assert text == collapsed(numbers)


def test_works_are_numbered_in_the_order_of_their_first_citation():
    cited = citations()
    texts = [cited.cite(*keys).text for keys in [KEYS[2:3], KEYS[0:1], KEYS[2:3], KEYS[4:]]]
    assert ["(1)", "(2)", "(1)", "(3)"] == texts
    assert ["carter2003", "able1999", "evans2007"] == cited.order


def test_several_works_share_one_link_to_the_first_of_them():
    cited = citations()
    cited.cite("evans2007")
    expected = '(<a class="citation" href="#reference-1">1-4</a>)'
    assert expected == html(cited.cite("able1999", "baker2001", "evans2007", "carter2003"))


@pytest.mark.parametrize("style", ["ama", "nejm", "lancet"])
def test_journals_with_superscripts_have_neither_parentheses_nor_spaces(style):
    expected = '<sup><a class="citation" href="#reference-1">1,2</a></sup>'
    assert expected == html(citations(style).cite("able1999", "baker2001"))


def test_an_unknown_work_names_the_nearest():
    with pytest.raises(UnknownReference) as error:
        citations().cite("bakr2001")
    assert "references.json has no 'bakr2001'. Did you mean baker2001?" == str(error.value)


def test_a_work_unlike_any_other_is_not_guessed():
    with pytest.raises(UnknownReference) as error:
        citations().cite("zzz")
    assert "references.json has no 'zzz'." == str(error.value)


@pytest.mark.parametrize("punctuation", [".", ",", ";", ":"])
def test_a_superscript_stands_behind_the_punctuation(punctuation):
    citation = sealed_citation()
    assert f"shown{punctuation}{citation} Next" == behind(f"shown {citation}{punctuation} Next")


def test_a_superscript_within_a_sentence_only_loses_the_space_before_it():
    citation = sealed_citation()
    assert f"shown{citation} again" == behind(f"shown {citation} again")


def sealed_citation():
    return Seals().seal(citations("ama").cite("able1999"), CITATION_SIGN)


def test_other_superscripts_stay_where_they_are():
    assert "10 <sup>9</sup>." == behind("10 <sup>9</sup>.")


def test_tables_and_figures_are_numbered_apart_and_the_supplement_by_itself():
    floats = FloatNumbers(FLOATS)
    keys = ("table.toxicity", "figure.ttdp", "table.s_dosing", "table.brain", "table.toxicity")
    labels = [floats.label(key) for key in keys]
    assert ["Table I", "Figure 1", "Table S1", "Table II", "Table I"] == labels


def test_a_mention_leads_to_its_table_and_does_not_break():
    expected = '<a class="mention" href="#table-toxicity">Table\N{NO-BREAK SPACE}I</a>'
    assert expected == html(FloatNumbers(FLOATS).ref("table.toxicity"))


def test_an_unknown_table_names_the_nearest():
    with pytest.raises(UnknownFloat) as error:
        FloatNumbers(FLOATS).ref("table.toxicities")
    assert "there is no table or figure 'table.toxicities'. Did you mean table.toxicity?" == str(
        error.value
    )


def test_the_supplement_is_told_by_the_key():
    assert (True, False) == (is_supplementary("table.s_listing"), is_supplementary("table.brain"))
    assert "table-s_listing" == element_id("table.s_listing")


def test_a_profile_places_citations_before_or_after_punctuation():
    citation = Seals().seal(citations().cite(KEYS[0]), CITATION_SIGN)

    def placed(mark, place):
        return citations_placed(f"shown {citation}.", CitationMarks(mark=mark, place=place))

    assert f"shown\N{NO-BREAK SPACE}{citation}." == placed("brackets", "before")
    assert f"shown.\N{NO-BREAK SPACE}{citation}" == placed("parentheses", "after")
    assert f"shown{citation}." == placed("superscript", "before")
    assert f"shown.{citation}" == placed("superscript", "after")


@pytest.mark.parametrize("before", ["", "One.\n\n", "- ", "## "])
def test_a_citation_that_begins_a_block_keeps_its_place(before):
    source = f"{before}{sealed_citation()} showed"
    assert source == citations_placed(source, shipped_journal("anticancer-research").citation)


@pytest.mark.parametrize(
    ("mark", "range_", "printed"),
    [
        ("parentheses", "-", '(<a class="citation" href="#reference-1">1-3, 5</a>)'),
        ("brackets", "-", '[<a class="citation" href="#reference-1">1-3, 5</a>]'),
        (
            "superscript",
            "\N{EN DASH}",
            '<sup><a class="citation" href="#reference-1">1–3,5</a></sup>',
        ),
    ],
)
def test_a_profile_chooses_signs_and_dash_of_citations(mark, range_, printed):
    cited = Citations(
        {key: work(key) for key in KEYS}, CitationMarks(mark=mark, place="before", range=range_)
    )
    cited.cite(*KEYS)
    assert printed == html(cited.cite(*KEYS[:3], KEYS[4]))
