"""A submission: complete, as its manifest says, without names where it is blinded, and never over others' files."""

import json
import re
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image
from without_network import run_without_network

EXPECTED = {
    *("manuscript.docx", "manuscript-blinded.docx", "manuscript.pdf", "title-page.docx"),
    *("figure-legends.docx", "strobe-checklist.docx", "cover-letter-facts.md"),
}


@pytest.fixture(scope="session")
def submitted(project, once):
    """Submit the reference study to NEJM for the public, and the lung study to The Lancet."""

    def made(name: str) -> tuple[Path, dict[str, object]]:
        study, options = {
            "nejm": (project, ("--public",)),
            "lancet": (project / "examples/lung", ()),
        }[name]

        def fill(folder: Path) -> None:
            ended = run_without_network(
                folder / "log",
                "submit",
                "--study",
                study,
                "--journal",
                name,
                *options,
                "--output",
                folder / "out",
            )
            assert 0 == ended.exit_code, ended.messages
            (folder / "messages.txt").write_text(ended.messages, encoding="utf-8")

        folder = once(f"submission-{name}", fill)
        return folder, json.loads((folder / "out/manifest.json").read_bytes())

    return made


def text_of(file: Path) -> str:
    with ZipFile(file) as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")
        ]
    return re.sub(r"<[^>]+>", " ", " ".join(parts))


@pytest.mark.parametrize("name", ["nejm", "lancet"])
def test_the_folder_is_what_its_manifest_says(submitted, name):
    folder, manifest = submitted(name)
    out = folder / "out"
    listed = {each["path"]: each for each in manifest["files"]}
    found = {file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file()}
    assert {*listed, "manifest.json", "manifest.md"} == found
    assert EXPECTED <= listed.keys()
    for path, each in listed.items():
        content = (out / path).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (each["bytes"], each["sha256"])
        assert f"`{path}`" in (out / "manifest.md").read_text(encoding="utf-8")
    assert ("tables.docx" in listed) is (name == "nejm")
    assert ("tables/table-1.docx" in listed) is (name == "lancet")


@pytest.mark.parametrize(("name", "width", "dots"), [("nejm", 178, 300), ("lancet", 154, 300)])
def test_figures_are_as_wide_as_the_journal_wants(submitted, name, width, dots):
    folder, _ = submitted(name)
    with Image.open(folder / "out/figures/figure-1.tiff") as image:
        assert (dots, dots) == tuple(map(round, image.info["dpi"]))
        assert width == pytest.approx(image.width / dots * 25.4, abs=0.1)


def test_a_journal_that_does_not_take_such_papers_is_warned_of_first(submitted):
    folder, manifest = submitted("nejm")
    assert "does not take a case series" in manifest["warnings"][0]
    assert "before you submit: The New England" in (folder / "messages.txt").read_text()
    _, manifest = submitted("lancet")
    assert not any("does not take" in each for each in manifest["warnings"])


def test_counts_are_given_with_limit_source_and_date(submitted):
    _, manifest = submitted("nejm")
    counts = {each["counted"]: each for each in manifest["counts"]}
    assert (40, "2026-11-29") == (counts["references"]["at_most"], counts["references"]["date"])
    assert "nejm.org" in counts["references"]["source"]
    assert 100 < counts["abstract_words"]["number"] < 400


def test_the_blinded_manuscript_names_nobody(submitted):
    folder, manifest = submitted("lancet")
    authors = manifest["cover_letter"]["Authors"]
    assert authors in text_of(folder / "out/manuscript.docx")
    assert authors in text_of(folder / "out/title-page.docx")
    blinded = text_of(folder / "out/manuscript-blinded.docx")
    assert authors not in blinded
    assert "This work received" not in blinded


def test_what_is_missing_is_listed(submitted):
    _, manifest = submitted("lancet")
    assert "no author is corresponding" in manifest["missing"]


def test_a_folder_of_others_is_never_written_to(il2report, project, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letter.txt").write_text("mine")
    ended = il2report("submit", "--study", project, "--output", tmp_path / "out")
    assert 2 == ended.exit_code
    assert "holds letter.txt, which no submission of il2report put there" in ended.messages
    assert ["letter.txt"] == [file.name for file in (tmp_path / "out").iterdir()]


def test_an_unknown_journal_is_wrong_use(il2report, project, tmp_path):
    ended = il2report(
        "submit", "--study", project, "--journal", "nejmm", "--output", tmp_path / "o"
    )
    assert 2 == ended.exit_code
    assert "Did you mean nejm?" in ended.messages
