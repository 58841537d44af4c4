"""Whatever is wrong with the reference study is said at once, at its place, with what to do."""

import csv
import io
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from il2report.templating.template_files import shipped_templates
from il2report.workflow.checking import check_study

LISTED = tomllib.loads(Path(__file__).with_name("corruptions.toml").read_text(encoding="utf-8"))
CORRUPTIONS = LISTED["corruption"]


def corrupt(file: Path, corruption: dict[str, Any]) -> None:
    """Delete a file, or change its text as the corruption says.

    A template that ships with the program, which the study does not have, becomes its own.
    """
    if not file.exists():
        shipped = shipped_templates() / Path(corruption["file"]).relative_to("templates")
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shipped, file)
    if "delete" in corruption:
        file.unlink()
        return
    text = file.read_text(encoding="utf-8")
    if "text" in corruption:
        text = corruption["text"]
    elif "drop" in corruption:
        text = without_column(text, corruption["drop"])
    else:
        assert 1 == text.count(corruption["old"])
        text = text.replace(corruption["old"], corruption["new"])
    file.write_text(text, encoding="utf-8")


def without_column(text: str, column: str) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    position = rows[0].index(column)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(
        row[:position] + row[position + 1 :] for row in rows
    )
    return written.getvalue()


@pytest.fixture
def copy(project, tmp_path):
    """A copy of the reference study, to be spoiled."""
    folder = tmp_path / "study"
    for part in ("data", "templates"):
        shutil.copytree(project / part, folder / part)
    shutil.copy(project / "study.toml", folder)
    return folder


def told(folder: Path) -> list[str]:
    """Give the findings on a study, each in one line without the place where this test runs."""
    found = (f"{finding.severity.value}: {finding}" for finding in check_study(folder).findings)
    root = str(Path(__file__).parents[2])
    return [line.replace(str(folder), "STUDY").replace(root, "PROGRAM") for line in found]


@pytest.mark.parametrize(
    "corruption",
    CORRUPTIONS,
    ids=lambda c: f"{c['file']}-{''.join(c['findings'][:1]).rpartition('[')[2][:-1]}",
)
def test_each_corruption_gives_exactly_its_findings(copy, corruption):
    corrupt(copy / corruption["file"], corruption)
    assert corruption["findings"] == told(copy)


def test_the_corruptions_are_many_and_all_different():
    slips = {str({k: v for k, v in c.items() if k != "findings"}) for c in CORRUPTIONS}
    assert len(CORRUPTIONS) == len(slips)
    assert len(slips) >= 150


def test_every_table_is_spoiled_in_every_column(project):
    dropped = {(c["file"], c["drop"]) for c in CORRUPTIONS if "drop" in c}
    assert dropped == {
        (f"data/{file.name}", column)
        for file in (project / "data").glob("*.csv")
        for column in file.read_text(encoding="utf-8").partition("\n")[0].split(",")
    }
