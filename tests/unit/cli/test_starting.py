"""init copies the reference study, and never over anything."""

import pytest

from il2report.cli.starting import copy_reference_study, reference_study
from il2report.errors import WrongUse


def test_a_new_study_has_choices_data_and_templates(tmp_path, project):
    files = {path.relative_to(tmp_path).as_posix() for path in copy_reference_study(tmp_path)}
    wanted = {"study.toml", "data/patients.csv", "data/references.json", "templates/page.html.j2"}
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
