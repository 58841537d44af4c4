"""The reference list follows the journal that is chosen, on examples of each one's rules."""

import json
import re
from itertools import chain, combinations

import pytest

from il2report.document.author_names import all_joined, author_name, shortened
from il2report.document.html import html
from il2report.document.references import (
    REFERENCE_STYLES,
    elided,
    printed_reference,
)
from il2report.document.title_markup import with_markup
from il2report.study import Person, Reference
from il2report.study.bibliography import read_references

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
    assert name == author_name(Person(family="Able", given=given))


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
    assert name == author_name(Person.model_validate(person))


@pytest.mark.parametrize(
    "others", [{"family": "others"}, {"literal": "et al."}, {"family": "al.", "given": "et"}]
)
def test_others_are_no_author(others):
    people = [Person.model_validate(each) for each in (SIX[0], others)]
    assert ("Able AB, et al", "Able AB, et al") == (shortened(people), all_joined(people))


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
    assert printed == html(with_markup(title))


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
}  # fmt: skip


@pytest.mark.parametrize("style", REFERENCE_STYLES)
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


@pytest.mark.parametrize("style", REFERENCE_STYLES)
@pytest.mark.parametrize(
    "kind", ["article-journal", "book", "chapter", "report", "thesis", "webpage", "article"]
)
def test_a_part_that_a_record_lacks_leaves_no_sign_behind(style, kind):
    for lacking in chain.from_iterable(combinations(COMPLETE, n) for n in (0, 1, 2, 3, 9, 10, 11)):
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
    records = [ARTICLE | {"id": f"r{n}", "DOI": doi} for n, doi in enumerate(dois)]
    found = []
    references = read_references(json.dumps(records).encode(), found.append)
    assert (codes, 2) == ([each.code for each in found if not each.is_error], len(references))


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
    assert "SciPy Contributors" == author_name(Person(literal="SciPy Contributors"))


@pytest.mark.parametrize(
    ("count", "names"),
    [
        (1, "Able AB"),
        (6, "Able AB, van Elm E, Carter JH Jr, Dent JP, Evans EE, Fox F"),
        (7, "Able AB, van Elm E, Carter JH Jr, et al"),
    ],
)
def test_more_than_six_authors_are_three_and_others(count, names):
    people = [Person(**person) for person in [*SIX, {"family": "Gray", "given": "G"}][:count]]
    assert names == shortened(people)


@pytest.mark.parametrize(
    ("count", "names"),
    [(0, ""), (1, "Able AB"), (2, "Able AB and van Elm E"), (3, "Able AB, van Elm E and Carter JH Jr")],
)  # fmt: skip
def test_the_last_of_all_authors_stands_behind_and(count, names):
    assert names == all_joined([Person(**person) for person in SIX[:count]])


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
        ("17-17", "17-17"),
    ],
)
def test_the_second_page_drops_the_digits_that_it_shares(pages, text):
    assert text == elided(pages, "-")


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (
            "anticancer-research",
            "Able AB and van Elm E: Durability of complete responses. J Ex 25: 1457-1463, 2002.",
        ),
        (
            "american-medical-association",
            (
                "Able AB, van Elm E. Durability of complete responses. <em>J Ex</em>."
                " 2002;25(3):1457-1463. doi:10.1000/x&lt;y"
            ),
        ),
        (
            "the-new-england-journal-of-medicine",
            "Able AB, van Elm E. Durability of complete responses. J Ex 2002;25:1457-63.",
        ),
        (
            "the-lancet",
            (
                "Able AB, van Elm E. Durability of complete responses. <em>J Ex</em> 2002;"
                " 25: 1457–63."
            ),
        ),
    ],
)
def test_an_article_is_printed_as_its_journal_does(style, text):
    assert text == html(printed_reference(reference(), style))


@pytest.mark.parametrize("style", REFERENCE_STYLES)
def test_a_title_that_asks_needs_no_full_stop(style):
    printed = printed_reference(reference(title="Who responds?"), style)
    assert "Who responds? " in printed.text


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("anticancer-research", "A program. The Press, 2002."),
        ("american-medical-association", "<em>A program</em>. The Press; 2002."),
        ("the-new-england-journal-of-medicine", "A program. The Press, 2002."),
        ("the-lancet", "A program. The Press, 2002."),
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


@pytest.mark.parametrize("style", REFERENCE_STYLES)
def test_every_work_of_the_reference_study_prints_in_every_style(case, style):
    references = case("reference")[0].references
    assert all(
        str(work.year) in printed_reference(work, style).text for work in references.values()
    )
