"""The reference list follows the journal that is chosen, on examples of each one's rules."""

import pytest

from il2report.rendering.references import (
    REFERENCE_STYLES,
    all_joined,
    author_name,
    elided,
    printed_reference,
    shortened,
)
from il2report.study import Person, Reference

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
        ("AB", "Able A"),
        ("A B", "Able AB"),
        ("John Henry Jr", "Able JH Jr"),
        ("John, III", "Able J III"),
        ("", "Able"),
    ],
)
def test_given_names_become_initials_and_suffixes_stay(given, name):
    assert name == author_name(Person(family="Able", given=given))


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
            "ama",
            (
                "Able AB, van Elm E. Durability of complete responses. <em>J Ex</em>."
                " 2002;25(3):1457-1463. doi:10.1000/x&lt;y"
            ),
        ),
        (
            "nejm",
            "Able AB, van Elm E. Durability of complete responses. J Ex 2002;25:1457-63.",
        ),
        (
            "lancet",
            (
                "Able AB, van Elm E. Durability of complete responses. <em>J Ex</em> 2002;"
                " 25: 1457–63."
            ),
        ),
    ],
)
def test_an_article_is_printed_as_its_journal_does(style, text):
    assert text == printed_reference(reference(), style)


@pytest.mark.parametrize("style", REFERENCE_STYLES)
def test_a_title_that_asks_needs_no_full_stop(style):
    printed = printed_reference(reference(title="Who responds?"), style)
    assert "Who responds? " in printed


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("anticancer-research", "A program. The Press, 2002."),
        ("ama", "A program. <em>The Press</em>. 2002."),
        ("nejm", "A program. The Press 2002."),
        ("lancet", "A program. <em>The Press</em> 2002."),
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
    assert text == printed_reference(bare, style)


@pytest.mark.parametrize("style", REFERENCE_STYLES)
def test_every_work_of_the_reference_study_prints_in_every_style(case, style):
    references = case("reference")[0].references
    assert all(str(work.year) in printed_reference(work, style) for work in references.values())
