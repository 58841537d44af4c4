"""Accepting all tracked changes gives the newer version, rejecting them the older one, whatever changed."""

from __future__ import annotations

from dataclasses import replace

from flows import PICTURES, finished, plain, versions
from hypothesis import given, settings

from il2report.study.declarations.word import WordLayout
from il2report.word.file import Imprint, Placed, word_file
from il2report.word.flow import Flow, FlowBlock, Grid
from il2report.word.manuscript import WordManuscript
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of
from il2report.word.resolution import Decision
from il2report.word.tracked_writing import TrackedWriter
from il2report.word.tracking import tracked
from il2report.word.units import Edition
from il2report.word.writing import WordPicture

DRAWN = {key: WordPicture(b"raster", 0.5, b"<svg/>") for key in PICTURES}
IMPRINT = Imprint("Title", ("A. Author",), (), "en-US", "Short", "Draft 1")


@settings(max_examples=80, deadline=None)
@given(versions())
def test_both_versions_are_in_the_file(drawn: tuple[Flow, Flow]) -> None:
    (old, old_slots), (new, new_slots) = (finished(each) for each in drawn)
    before, after = Edition(old_slots), Edition(new_slots)
    manuscript = WordManuscript(new, (), (), {}, new_slots)
    writer = TrackedWriter(new_slots, DRAWN, former=DRAWN)

    blocks = tracked([Placed(each) for each in old], [Placed(each) for each in new], before, after)
    content = word_file(blocks, manuscript, DRAWN, IMPRINT, WordLayout(), writer=writer)

    file = word_file_of(content, "changes.docx")
    accepted = [_unnamed(each) for each in flow_of(file, Decision.ACCEPT)]
    rejected = [plain(each) for each in flow_of(file, Decision.REJECT)]
    assert accepted == [_unnamed(each) for each in new]
    assert rejected == [plain(each) for each in old]


def _unnamed(block: FlowBlock) -> FlowBlock:
    """Leave out what nothing says without a caption: the key of a table."""
    return replace(block, key="") if isinstance(block, Grid) else block
