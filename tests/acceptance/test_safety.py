"""A study that came from elsewhere can print, and do nothing else."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def study(project, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(project / "data", folder / "data")
    shutil.copytree(project / "templates", folder / "templates")
    shutil.copy(project / "study.toml", folder)
    return folder


OUTSIDE = Path("/", "etc", "hostname").as_uri()


@pytest.mark.parametrize(
    ("rule", "address"),
    [
        ("@import url(http://example.org/x.css);", "http://example.org/x.css"),
        (f"@import '{OUTSIDE}';", OUTSIDE),
        (f"body {{ background: url({OUTSIDE}) }}", OUTSIDE),
        ("body { background: url(//example.org/x.png) }", "example.org/x.png"),
    ],
)
def test_a_style_sheet_reads_nothing_outside_the_study(il2report, study, project, rule, address):
    own = study / "templates/styles/common.css"
    own.parent.mkdir()
    shipped = (project / "src/il2report/templates/styles/common.css").read_text(encoding="utf-8")
    own.write_text(f"{rule}\n{shipped}", encoding="utf-8")
    ended = il2report("build", "--study", study)
    assert (1, "", "") == (ended.exit_code, ended.output, ended.asked_for)
    assert address in ended.messages
    assert "Traceback" not in ended.messages


def test_an_image_that_is_missing_ends_the_build_with_its_name(il2report, study, project):
    own = study / "templates/sections/introduction.md.j2"
    shipped = (project / "templates/sections/introduction.md.j2").read_text(encoding="utf-8")
    own.write_text(shipped + "\n\n![A picture](missing-picture.png)\n", encoding="utf-8")
    ended = il2report("build", "--study", study)
    assert (1, "", "") == (ended.exit_code, ended.output, ended.asked_for)
    assert "missing-picture.png" in ended.messages
    assert "Traceback" not in ended.messages
