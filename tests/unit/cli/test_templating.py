"""template writes an empty workbook, whole or not at all, and never over anything."""

import os
import shutil

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from il2report.cli.main import main
from il2report.errors import BuildFailed, WrongUse
from il2report.workflow import workbook_template
from il2report.workflow.workbook_template import write_template


@pytest.fixture
def study(project, tmp_path):
    """A study that has choices and codes, and no tables yet."""
    folder = tmp_path / "my study"
    (folder / "data").mkdir(parents=True)
    for name in ("study.toml", "data/codebook.csv"):
        shutil.copy(project / name, folder / name)
    return folder


@pytest.fixture
def written(monkeypatch):
    """Spare the tests of where a file goes the making of what is in it."""
    monkeypatch.setattr(workbook_template, "blank_workbook", lambda _outline: b"a workbook")


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def called(*arguments):
    return CliRunner().invoke(main, ["template", *map(str, arguments)])


def test_the_workbook_stands_beside_the_data_and_the_next_step_is_told(study):
    ended = called("--study", study)
    assert (0, "") == (ended.exit_code, ended.stderr)
    assert [
        f"8 sheets, 63 codes: {study / 'study.xlsx'}",
        f"Next: fill it in, and move it to {study / 'data/study.xlsx'}",
        "Its sheets take the place of these files, which must then go: data/codebook.csv",
        f"  il2report check --study {study}",
    ] == ended.stdout.splitlines()
    assert "patients" in load_workbook(study / "study.xlsx").sheetnames
    assert ["data", "data/codebook.csv", "study.toml", "study.xlsx"] == names(study)


def test_it_may_be_written_where_it_will_be_read(study, written):
    ended = called(study / "data/study.xlsx", "--study", study)
    assert "Next: fill it in" == ended.stdout.splitlines()[1]
    assert b"a workbook" == (study / "data/study.xlsx").read_bytes()


def test_a_study_may_have_no_codes_yet(study, written):
    (study / "data/codebook.csv").unlink()
    ended = called("--study", study)
    assert (0, "") == (ended.exit_code, ended.stderr)


def test_a_folder_that_is_no_study_is_told(tmp_path):
    ended = called("--study", tmp_path)
    assert (1, "") == (ended.exit_code, ended.stdout)
    assert "study.toml: there is no such file" in ended.stderr
    assert [] == names(tmp_path)


@pytest.mark.parametrize("place", ["study.xlsx", "data/study.xlsx"])
def test_a_file_is_never_overwritten(study, written, place):
    (study / place).write_text("mine", encoding="utf-8")
    ended = called(study / place, "--study", study)
    assert 2 == ended.exit_code
    expected = f"{study / place} exists already, and template overwrites nothing; name another file"
    assert f"error: {expected}\n" == ended.stderr
    assert "mine" == (study / place).read_text(encoding="utf-8")


def test_a_link_that_leads_nowhere_is_in_the_way_too(study, written):
    (study / "study.xlsx").symlink_to("elsewhere.xlsx")
    with pytest.raises(WrongUse):
        write_template(study, None)


def test_who_comes_first_keeps_the_name(study, monkeypatch):
    def meanwhile(_outline):
        (study / "study.xlsx").write_text("mine", encoding="utf-8")
        return b"a workbook"

    monkeypatch.setattr(workbook_template, "blank_workbook", meanwhile)
    with pytest.raises(WrongUse):
        write_template(study, None)
    assert "mine" == (study / "study.xlsx").read_text(encoding="utf-8")


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_file_system_without_second_names_will_do(study, written, monkeypatch, is_taken):
    def no_links(self, _target):
        if is_taken:
            self.write_text("mine", encoding="utf-8")
        raise PermissionError

    monkeypatch.setattr(type(study), "hardlink_to", no_links)
    if is_taken:
        with pytest.raises(WrongUse):
            write_template(study, None)
    else:
        write_template(study, None)
    expected = b"mine" if is_taken else b"a workbook"
    assert expected == (study / "study.xlsx").read_bytes()


def test_a_name_that_is_no_workbook_is_wrong_use(study):
    with pytest.raises(WrongUse) as error:
        write_template(study, study / "study.xls")
    assert str(error.value).endswith("study.xls cannot be a workbook; its name must end in .xlsx")


def test_a_file_is_no_folder(study):
    with pytest.raises(WrongUse) as error:
        write_template(study, study / "study.toml" / "study.xlsx")
    assert f"{study / 'study.toml'} is a file, not a folder" == str(error.value)


def test_a_disk_that_refuses_leaves_nothing(study, written, monkeypatch):
    def full(*_arguments):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(type(study), "write_bytes", full)
    before = names(study)
    with pytest.raises(BuildFailed) as error:
        write_template(study, None)
    assert f"{study / 'study.xlsx'} could not be written: No space left on device" == str(
        error.value
    )
    assert before == names(study)
