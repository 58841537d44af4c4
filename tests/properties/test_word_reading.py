"""Whatever a flow says, the Word file that is written of it says the same when it is read."""

from __future__ import annotations

from dataclasses import replace

from flows import FLOWS, PICTURES, finished
from hypothesis import given, settings

from il2report.study.declarations.word import WordLayout
from il2report.word.file import Imprint, Placed, word_file
from il2report.word.flow import Flow, FlowBlock, Grid
from il2report.word.manuscript import WordManuscript
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of
from il2report.word.writing import WordPicture

DRAWN = {key: WordPicture(b"raster", 0.5, b"<svg/>") for key in PICTURES}
IMPRINT = Imprint("Title", ("A. Author",), (), "en-US", "Short", "Draft 1")


@settings(max_examples=60, deadline=None)
@given(FLOWS)
def test_a_written_flow_is_read_as_it_was(drawn: Flow) -> None:
    flow, slots = finished(drawn)
    manuscript = WordManuscript(flow, (), (), {}, slots)

    content = word_file([Placed(each) for each in flow], manuscript, DRAWN, IMPRINT, WordLayout())

    assert [_nameless(each) for each in flow_of(word_file_of(content, "draft.docx"))] == [
        _nameless(each) for each in flow
    ]


def _nameless(block: FlowBlock) -> FlowBlock:
    """Leave out the key of a table: without a caption nothing says it."""
    return replace(block, key="") if isinstance(block, Grid) else block
