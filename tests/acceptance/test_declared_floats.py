"""A study that declares every kind of table and figure prints each of them once, and nothing that audit doubts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from declared_study import write_declared_study
from pypdf import PdfReader

from il2report.document.captions import declared_floats
from il2report.study import read_study

PATIENTS = 45


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "il2report", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_declared_study(tmp_path_factory.mktemp("declared"), PATIENTS)
    done = run("build", "--study", folder)
    assert "0 errors" in done.stdout, done.stderr
    return folder


@pytest.fixture(scope="module")
def floats(built: Path) -> list[dict[str, Any]]:
    document = json.loads((built / "report/document.json").read_text(encoding="utf-8"))
    return [*document["tables"], *document["figures"]]


def words(nodes: Iterable[Any]) -> str:
    """The letters and digits of a text, which neither line breaks nor hyphens change."""
    texts = (node if isinstance(node, str) else node.get("text", "") for node in nodes)
    return re.sub(r"[\W_]", "", "".join(texts))


def test_every_declared_table_and_figure_is_in_the_document(built: Path, floats: Any) -> None:
    declared = {each.key for each in declared_floats(read_study(built).configuration)}
    assert declared <= {(each.get("table") or each).get("id") or each["key"] for each in floats}


def test_every_table_and_figure_is_printed_once_with_its_caption(built: Path, floats: Any) -> None:
    pages = PdfReader(built / "report/manuscript.pdf").pages
    text = words("".join(page.extract_text() for page in pages).replace(" (continued)", ""))
    for each in floats:
        caption = (each.get("table") or each)["caption"]
        caption = words([each["label"]]) + words([caption] if isinstance(caption, str) else caption)
        # A long table has its caption on each page.
        assert 1 <= text.count(caption) <= 2, caption


def test_the_audit_finds_nothing(built: Path) -> None:
    done = run("audit", "--study", built, "--no-report")
    assert (0, "") == (done.returncode, done.stderr)
