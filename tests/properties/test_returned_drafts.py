"""Whatever a co-author does to a draft is found, once, and nothing else."""

import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from returned_drafts import edited, without_anchors

from il2report.pages.manuscript import Typesetter
from il2report.results import compute_results
from il2report.study import read_study
from il2report.word.manuscript import WordManuscript, word_manuscript
from il2report.word.review.comparison import compared
from il2report.word.review.edits import TYPED_OVER, EditKind

NUMBER = EditKind.NUMBER
PROJECT = Path(__file__).parents[2]


@cache
def draft() -> WordManuscript:
    """The reference manuscript as a Word file says it."""
    study = read_study(PROJECT)
    return word_manuscript(Typesetter(study, compute_results(study), PROJECT).manuscript().document)


@pytest.mark.parametrize("keeps_anchors", [True, False])
def test_a_file_that_came_back_as_it_was_has_no_edit(*, keeps_anchors: bool) -> None:
    returned = draft().flow if keeps_anchors else without_anchors(draft().flow)
    found = compared(draft().flow, returned, draft().slots)
    assert (found.edits, found.known) == ((), 1.0)


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), keeps_anchors=st.booleans())
def test_every_edit_is_found_and_none_invented(*, seed: int, keeps_anchors: bool) -> None:
    returned, expected, swaps = edited(draft().flow, random.Random(seed))
    if not keeps_anchors:
        returned = without_anchors(returned)
    found = Counter(
        EditKind.MOVED
        if each.kind is EditKind.MOVED
        else (NUMBER if each.kind in TYPED_OVER.values() else each.kind, each.old, each.new)
        for each in compared(draft().flow, returned, draft().slots).edits
    )
    assert found == Counter(expected) + Counter({EditKind.MOVED: swaps})
