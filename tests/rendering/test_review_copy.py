"""What the copy for reviewers marks: the items of STROBE; tests/acceptance/test_submit.py reads its PDF back."""

import pytest

from il2report.document.strobe import ITEMS
from il2report.templating.journal_headings import UnknownHeading, heading
from il2report.templating.strobe_marks import UnknownItem, strobe


def test_the_checklist_has_every_item_once():
    numbers = [each.number for each in ITEMS]
    assert len(set(numbers)) == len(numbers)
    assert [str(n) for n in range(1, 23)] == list(dict.fromkeys(n.rstrip("abcde") for n in numbers))


def test_an_item_or_a_heading_that_there_is_not_is_answered_with_those_that_there_are(
    set_manuscript,
):
    with pytest.raises(UnknownItem, match="STROBE has no item '23'"):
        strobe("23")
    setter, _ = set_manuscript()
    with pytest.raises(UnknownHeading, match="Did you mean methods"):
        heading(setter.journal.headings, "method")
