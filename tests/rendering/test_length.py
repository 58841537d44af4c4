"""How long a manuscript is, and over which limits of its journal."""

import pytest

from il2report.document.length import counts, word_count
from il2report.document.tree import Element, Fragment
from il2report.study.journal_files import shipped_journal
from il2report.study.journals import Limit
from il2report.verification.length import over_limits


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Three of 15 (20.0%) responded.", 5),
        ("10\u202f000 patients - none left", 4),
        ("", 0),
    ],
)
def test_words_are_what_blanks_separate(text, number):
    assert number == word_count(Fragment.of(text))


def test_words_of_two_blocks_are_not_one():
    blocks = [Element("p", ("one ", Element("em", ("two",)))), Element("p", ("three",))]
    assert 3 == word_count(Fragment.of(*blocks))


def test_a_limit_is_exceeded_by_one_more_and_not_by_its_own_number(typesetter):
    setter = typesetter("reference")
    document, journal = setter.manuscript().document, shipped_journal("nejm")
    numbers = {each.key: each for each in counts(document, journal, "A title")}
    assert 7 == numbers["short_title_characters"].number
    have = numbers["references"].number
    for at_most, over in ((have - 1, 1), (have, 0), (have + 1, 0)):
        limits = {"references": Limit(at_most=at_most)}
        own = journal.model_copy(
            update={"limits": type(journal.limits)(**limits), "title": "The Journal"}
        )
        found = [each.message for each in over_limits(document, setter.study, own)]
        assert over == len(found)
    limits = type(journal.limits)(references=Limit(at_most=1))
    (notice,) = over_limits(document, setter.study, journal.model_copy(update={"limits": limits}))
    assert notice.message.endswith("takes at most 1 (unverified limit: no source is given)")
    assert not notice.is_error
