"""Whatever changes in a study: accepting all tracked changes gives its new manuscript, rejecting them the old one."""

from __future__ import annotations

import os
import tempfile
from copy import deepcopy
from pathlib import Path

import pytest
from flows import plain
from lxml import etree
from study_pairs import draw_pair, in_word, word_redline

from il2report.word.flow import FlowBlock
from il2report.word.opening import WordFile, word_file_of
from il2report.word.reading import flow_of
from il2report.word.resolution import Decision, w
from il2report.workflow.tracked_comparison import TrackedSide

FIRST = int(os.environ.get("PAIRS_FIRST", "0"))
WITH_ROWS = 2
"""A pair of which rows come and go."""
EACH = int(os.environ.get("PAIRS", "20"))


@pytest.mark.parametrize("seed", range(FIRST, FIRST + EACH))
def test_both_manuscripts_are_in_the_redline_of_a_pair_of_studies(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        old, new = draw_pair(seed, Path(folder))
        content = word_redline(old, new)

    expected = [plain(each) for each in manuscript(in_word(old))], manuscript(in_word(new))
    assert expected == both_versions(word_file_of(content, "redline.docx"))


@pytest.mark.parametrize("kind", ["ins", "del"])
def test_a_mark_that_is_lost_with_its_text_or_row_is_missed(kind: str, tmp_path: Path) -> None:
    content = word_redline(*draw_pair(WITH_ROWS, tmp_path))
    file = word_file_of(content, "redline.docx")
    expected = both_versions(file)
    marks = list(file.xml(file.main).iter(w(kind)))
    of_text, of_rows = (
        [number for number, each in enumerate(marks) if each.getparent().tag == w(parent)]
        for parent in ("p", "trPr")
    )

    for number in (*of_text[:: len(of_text) // 5], *of_rows[:2]):
        assert expected != both_versions(_without(file, kind, number)), number


def _without(file: WordFile, kind: str, number: int) -> WordFile:
    root = deepcopy(file.xml(file.main))
    mark = list(root.iter(w(kind)))[number]
    mark.getparent().remove(mark)
    return WordFile(file.name, {**file.parts, file.main: etree.tostring(root)}, file.main)


def manuscript(side: TrackedSide) -> list[FlowBlock]:
    """Give the blocks of a state as its own Word file has them."""
    return list(side.manuscript.flow)


def both_versions(file: WordFile) -> tuple[list[FlowBlock], list[FlowBlock]]:
    """Read a redline with all changes rejected, without what only the newer version has, and with all accepted."""
    rejected, accepted = (flow_of(file, each) for each in (Decision.REJECT, Decision.ACCEPT))
    return [plain(each) for each in rejected], list(accepted)
