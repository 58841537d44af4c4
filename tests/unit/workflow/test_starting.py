"""init copies the reference study, and never over anything."""

import re
import shutil
from pathlib import Path

import pytest

from il2report.document.tree import words
from il2report.errors import BuildFailed, StudyRefused, WrongUse
from il2report.pages.manuscript import Typesetter
from il2report.results import compute_results
from il2report.study import read_study
from il2report.verification.proof import proof
from il2report.workflow.checking import check_study
from il2report.workflow.starting import examples, start_study


def test_a_new_study_has_choices_data_and_templates(tmp_path, project):
    files = {path.relative_to(tmp_path).as_posix() for path in start_study(tmp_path, "il2")}
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
    files = start_study(tmp_path / "new", "il2")
    tops = {path.relative_to(tmp_path / "new").parts[0] for path in files}
    assert {"study.toml", "data", "templates"} == tops


def test_the_examples_are_found_beside_the_source(project):
    assert {"il2": project, "lung": project / "examples/lung"} == examples()


def test_an_example_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(WrongUse, match=r"there is no example 'lang'; choose from il2, lung"):
        start_study(tmp_path / "new", "lang")


def test_each_example_has_what_its_writing_team_can_call(tmp_path):
    assert tmp_path / "templates/README.md" in start_study(tmp_path, "lung")


# --- the starter ----------------------------------------------------------------------------------

STARTED = """
P1,61,female,2019-01-10,2019-12-01,2019-12-01
P2,54,male,2019-03-02,,2021-02-02
P3,70,female,2019-05-20,2020-08-11,2020-08-11
"""
OF_AN_EXAMPLE = re.compile(
    r"melanoma|interleukin|il-2|ldh|brain|vaccine|lung|powell", re.IGNORECASE
)


def test_a_starter_asks_for_patients_first_and_lists_what_is_to_be_written(tmp_path):
    start_study(tmp_path)
    found = check_study(tmp_path).findings

    assert ["empty-table"] == [each.code for each in found if each.is_error]
    undeclared = {"missing-statement", "incomplete-authors", "incomplete-design"}
    assert {"open-point", *undeclared} == {each.code for each in found if not each.is_error}
    assert [
        "study.toml",
        *(
            f"templates/sections/{name}.md.j2"
            for name in ("abstract", "introduction", "discussion")
        ),
    ] == list(dict.fromkeys(each.place.file for each in found if not each.is_error))


def test_a_starter_with_a_few_rows_is_a_manuscript_without_a_word_of_an_example(tmp_path):
    start_study(tmp_path)
    with (tmp_path / "data/patients.csv").open("a", encoding="utf-8") as file:
        file.write(STARTED.lstrip())
    study = read_study(tmp_path)
    found = proof(study, compute_results(study), tmp_path).findings
    document = Typesetter(study, compute_results(study), tmp_path).manuscript().document
    text = " ".join(words(each.nodes) for each in document.sections)

    assert {"open-point"} == {each.code for each in found}
    assert "Overall survival was measured from entry to death" in text
    assert None is OF_AN_EXAMPLE.search(text)


def test_one_file_in_the_way_stops_everything(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/cycles.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(WrongUse) as error:
        start_study(tmp_path, "il2")
    expected = f"{tmp_path / 'data/cycles.csv'} exists already, and init overwrites nothing;"
    assert f"{expected} name a new folder" == str(error.value)
    assert ["data"] == [entry.name for entry in tmp_path.iterdir()]
    assert "mine" == (tmp_path / "data/cycles.csv").read_text(encoding="utf-8")


def test_several_files_in_the_way_are_counted(tmp_path):
    files = start_study(tmp_path, "il2")
    with pytest.raises(WrongUse) as error:
        start_study(tmp_path, "il2")
    assert str(error.value).endswith(f"({len(files)} files are in the way)")


def test_other_files_may_stand_there(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    start_study(tmp_path, "il2")
    assert "mine" == (tmp_path / "notes.txt").read_text(encoding="utf-8")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "study").write_text("", encoding="utf-8")
    with pytest.raises(WrongUse) as error:
        start_study(tmp_path / "study", "il2")
    assert f"{tmp_path / 'study'} is a file, not a folder" == str(error.value)


@pytest.mark.parametrize("name", ["study.toml", "data", "templates/sections", "data/cycles.csv"])
def test_a_link_in_the_folder_is_refused_by_name(tmp_path, name):
    (tmp_path / "outside").mkdir()
    place = tmp_path / "study" / name
    place.parent.mkdir(parents=True)
    place.symlink_to(tmp_path / "outside" / "new" if "." in name else tmp_path / "outside")
    with pytest.raises(StudyRefused) as error:
        start_study(tmp_path / "study", "il2")
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
        start_study(place(tmp_path), "il2")


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
        start_study(tmp_path / "study", "il2")
    assert ["notes.txt"] == [path.name for path in (tmp_path / "study").rglob("*")]


@pytest.mark.parametrize("inside", ["data", "data/raw", "templates/x", "report", "figures/new"])
def test_no_study_is_made_in_a_part_of_another(tmp_path, inside):
    (tmp_path / "study.toml").touch()
    with pytest.raises(WrongUse, match="name a folder elsewhere"):
        start_study(tmp_path / inside, "il2")
    assert ["study.toml"] == [path.name for path in tmp_path.iterdir()]


def test_a_study_may_be_made_beside_another(tmp_path):
    (tmp_path / "study.toml").touch()
    assert start_study(tmp_path / "examples/lung", "il2")
