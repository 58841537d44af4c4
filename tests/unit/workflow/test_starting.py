"""init copies the reference study, and never over anything."""

import shutil
from pathlib import Path

import pytest

from il2report.errors import BuildFailed, StudyRefused, WrongUse
from il2report.workflow.starting import copy_reference_study, reference_study


def test_a_new_study_has_choices_data_and_templates(tmp_path, project):
    files = {path.relative_to(tmp_path).as_posix() for path in copy_reference_study(tmp_path)}
    wanted = {
        "study.toml",
        "data/patients.csv",
        "data/references.json",
        "templates/sections/results.md.j2",
    }
    assert wanted <= files
    for name in files:
        assert (project / name).read_bytes() == (tmp_path / name).read_bytes()


def test_nothing_generated_is_copied(tmp_path):
    files = copy_reference_study(tmp_path / "new")
    tops = {path.relative_to(tmp_path / "new").parts[0] for path in files}
    assert {"study.toml", "data", "templates"} == tops


def test_the_parts_are_found_beside_the_source(project):
    expected = {name: project / name for name in ("study.toml", "data", "templates")}
    assert expected == reference_study()


def test_one_file_in_the_way_stops_everything(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/cycles.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(WrongUse) as error:
        copy_reference_study(tmp_path)
    expected = f"{tmp_path / 'data/cycles.csv'} exists already, and init overwrites nothing;"
    assert f"{expected} name a new folder" == str(error.value)
    assert ["data"] == [entry.name for entry in tmp_path.iterdir()]
    assert "mine" == (tmp_path / "data/cycles.csv").read_text(encoding="utf-8")


def test_several_files_in_the_way_are_counted(tmp_path):
    files = copy_reference_study(tmp_path)
    with pytest.raises(WrongUse) as error:
        copy_reference_study(tmp_path)
    assert str(error.value).endswith(f"({len(files)} files are in the way)")


def test_other_files_may_stand_there(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    copy_reference_study(tmp_path)
    assert "mine" == (tmp_path / "notes.txt").read_text(encoding="utf-8")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "study").write_text("", encoding="utf-8")
    with pytest.raises(WrongUse) as error:
        copy_reference_study(tmp_path / "study")
    assert f"{tmp_path / 'study'} is a file, not a folder" == str(error.value)


@pytest.mark.parametrize("name", ["study.toml", "data", "templates/sections", "data/cycles.csv"])
def test_a_link_in_the_folder_is_refused_by_name(tmp_path, name):
    (tmp_path / "outside").mkdir()
    place = tmp_path / "study" / name
    place.parent.mkdir(parents=True)
    place.symlink_to(tmp_path / "outside" / "new" if "." in name else tmp_path / "outside")
    with pytest.raises(StudyRefused) as error:
        copy_reference_study(tmp_path / "study")
    assert str(error.value).startswith(f"{name}: this is a link to ")
    assert [] == list((tmp_path / "outside").iterdir())


def in_a_file(tmp_path):
    (tmp_path / "file").touch()
    return tmp_path / "file" / "study"


def in_a_circle(tmp_path):
    (tmp_path / "circle").symlink_to("circle")
    return tmp_path / "circle" / "study"


def in_a_system_folder(_tmp_path):
    return Path("/proc/new")


def under_a_long_name(tmp_path):
    return tmp_path / ("x" * 300)


@pytest.mark.parametrize("place", [in_a_file, in_a_circle, in_a_system_folder, under_a_long_name])
def test_a_folder_that_cannot_be_made_is_said(tmp_path, place):
    with pytest.raises(BuildFailed, match="no study could be made in "):
        copy_reference_study(place(tmp_path))


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "study").mkdir()
    (tmp_path / "study/notes.txt").touch()
    copied = []

    def full(source, target):
        if len(copied) == 12:
            raise OSError(28, "No space left on device", str(target))
        copied.append(copy(source, target))

    copy = shutil.copyfile
    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(BuildFailed, match="No space left on device"):
        copy_reference_study(tmp_path / "study")
    assert ["notes.txt"] == [path.name for path in (tmp_path / "study").rglob("*")]


@pytest.mark.parametrize("inside", ["data", "data/raw", "templates/x", "report", "figures/new"])
def test_no_study_is_made_in_a_part_of_another(tmp_path, inside):
    (tmp_path / "study.toml").touch()
    with pytest.raises(WrongUse, match="name a folder elsewhere"):
        copy_reference_study(tmp_path / inside)
    assert ["study.toml"] == [path.name for path in tmp_path.iterdir()]


def test_a_study_may_be_made_beside_another(tmp_path):
    (tmp_path / "study.toml").touch()
    assert copy_reference_study(tmp_path / "examples/lung")
