"""Whatever a co-author does to a draft is found, once, and nothing else."""

import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from returned_drafts import edited, with_anchors_of_another_draft, without_anchors

from il2report.pages.manuscript import Typesetter
from il2report.results import compute_results
from il2report.study import read_study
from il2report.word.flow import Flow
from il2report.word.manuscript import WordManuscript, word_manuscript
from il2report.word.remarks import WordText
from il2report.word.review.anchors import with_own_anchors
from il2report.word.review.comparison import compared
from il2report.word.review.edits import TYPED_OVER, EditKind

NUMBER = EditKind.NUMBER
PROJECT = Path(__file__).parents[2]


@cache
def draft() -> WordManuscript:
    """The reference manuscript as a Word file says it."""
    study = read_study(PROJECT)
    return word_manuscript(Typesetter(study, compute_results(study), PROJECT).manuscript().document)


def believed(returned: Flow) -> WordText:
    """Read a file that came back as one of the draft."""
    text = WordText(tuple(returned), (), (), (), (), {})
    return with_own_anchors(draft().flow, text, draft().slots)


@pytest.mark.parametrize("keeps_anchors", [True, False])
def test_a_file_that_came_back_as_it_was_has_no_edit(*, keeps_anchors: bool) -> None:
    returned = draft().flow if keeps_anchors else without_anchors(draft().flow)
    text = believed(returned)
    found = compared(draft().flow, text.accepted, draft().slots)
    assert (text.notes, found.edits, found.known) == ((), (), 1.0)


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), anchors=st.sampled_from(["kept", "lost", "of another draft"]))
def test_every_edit_is_found_and_none_invented(*, seed: int, anchors: str) -> None:
    rng = random.Random(seed)
    returned, expected, swaps = edited(draft().flow, rng)
    if anchors == "lost":
        returned = without_anchors(returned)
    elif anchors == "of another draft":
        returned = with_anchors_of_another_draft(returned, rng)
    text = believed(returned)
    assert anchors == "of another draft" or text.notes == ()
    found = Counter(
        EditKind.MOVED
        if each.kind is EditKind.MOVED
        else (NUMBER if each.kind in TYPED_OVER.values() else each.kind, each.old, each.new)
        for each in compared(draft().flow, text.accepted, draft().slots).edits
    )
    assert found == Counter(expected) + Counter({EditKind.MOVED: swaps})
