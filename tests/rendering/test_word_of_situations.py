"""The Word file of studies in which sentences and tables must change: valid, and read as it was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ooxml_integrity
import pytest
from openxml_audit import OpenXmlValidator

from il2report.study.declarations.word import WordLayout
from il2report.word.file import Imprint, word_files
from il2report.word.manuscript import word_manuscript
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of
from il2report.word.writing import WordPicture

PICTURE = WordPicture(b"\x89PNG\r\n\x1a\n", 0.5, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
IMPRINT = Imprint("Title", (), (), "en-US", "Short", "Working draft")


@pytest.mark.parametrize("situation", ["one patient alone", "no adverse event", "1,000 patients"])
def test_the_file_is_valid_and_read_as_it_was_written(
    set_manuscript: Callable[..., tuple[Any, Any]], situation: str, tmp_path: Path
) -> None:
    _, manuscript = set_manuscript(situation)
    of = word_manuscript(manuscript.document)
    pictures = dict.fromkeys(manuscript.pictures, PICTURE)

    [content] = word_files(of, pictures, IMPRINT, WordLayout()).values()

    file = tmp_path / "manuscript.docx"
    file.write_bytes(content)
    assert list(of.flow) == list(flow_of(word_file_of(content, "manuscript.docx")))
    assert [] == OpenXmlValidator().validate(str(file)).errors
    assert [] == ooxml_integrity.check(str(file))
