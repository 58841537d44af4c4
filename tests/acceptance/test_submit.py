"""A submission: complete, as its manifest says, without names where it is blinded, and never over others' files."""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image
from printed_lines import lines_of
from without_network import run_without_network

from il2report.pages.review_copy import review_copy
from il2report.study.journal_files import SHIPPED, shipped_journal
from il2report.workflow import SubmitRequest, submit

EXPECTED = {
    *("manuscript.docx", "manuscript-blinded.docx", "manuscript.pdf", "title-page.docx"),
    *("figure-legends.docx", "strobe-checklist.docx", "cover-letter-facts.md"),
}


ANSWERED = {"1a", "1b", "2", "3", "4", "12a", "14a", "16a", "18", "19", "22"}
"""The items that both studies answer."""
MARGIN, NEAR = 85, 4
"""Where the text of manuscript.pdf begins, and how far the number of a line is from its baseline, in points."""
STUDIES = {"reference": ".", "lung": "examples/lung"}
EVERY = [(study, journal) for study in STUDIES for journal in SHIPPED]
BY_COMMAND = {("reference", "nejm"): ("--public",), ("lung", "lancet"): ()}
"""Those that the command makes, with its options; the others are made by the function that it calls."""


@dataclass(frozen=True)
class Made:
    """A submission: its folder, its manifest, the page that manuscript.pdf was printed from, and what was said."""

    out: Path
    manifest: dict[str, Any]
    page: str
    messages: str


@pytest.fixture(scope="session")
def submitted(project, once):
    """Submit a study to a journal, once."""

    def made(study, journal):
        of = project / STUDIES[study]
        by_command = BY_COMMAND.get((study, journal))

        def fill(folder):
            if by_command is None:
                page = submitted_by_function(of, journal, folder / "out")
                (folder / "page.html").write_text(page, encoding="utf-8")
                return
            options = ("--study", of, "--journal", journal, *by_command, "--output", folder / "out")
            ended = run_without_network(folder / "log", "submit", *options)
            assert 0 == ended.exit_code, ended.messages
            (folder / "messages.txt").write_text(ended.messages, encoding="utf-8")

        folder = once(f"submission-{study}-{journal}", fill)
        manifest = json.loads((folder / "out/manifest.json").read_bytes())
        texts = (folder / name for name in ("page.html", "messages.txt"))
        found = (text.read_text(encoding="utf-8") if text.exists() else "" for text in texts)
        return Made(folder / "out", manifest, *found)

    return made


def submitted_by_function(study, journal, out):
    """Submit, and give the page that the copy for reviewers was printed from."""
    pages = []

    def kept(*arguments):
        copy = review_copy(*arguments)
        pages.append(copy.page)
        return copy

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("il2report.workflow.submitting.review_copy", kept)
        submit(SubmitRequest(study, journal, out), lambda _: None)
    return pages[0]


def words_behind(page):
    """Give the first words behind each anchor of a page, in the order of the page."""
    for behind in re.split(r'<span id="item-\d+"></span>', page)[1:]:
        text = re.split("</p>|</h[1-4]>", behind)[0]
        yield "".join(unescape(re.sub(r"<[^>]*>", "", text)).split()[:3])


def unspaced(text):
    return "".join(text.split())


def numbered_lines(pdf):
    """Read a PDF by page and by the number that is printed in the margin beside each line; without blanks.

    After an italic letter a reader of PDF may miss a blank.
    """
    lines = lines_of(pdf)
    numbers = [line for line in lines if line.right < MARGIN]
    text = [line for line in lines if line.left >= MARGIN]
    return {
        (number.page, int(number.text)): "".join(
            unspaced(line.text)
            for line in text
            if line.page == number.page and abs(line.baseline - number.baseline) < NEAR
        )
        for number in numbers
    }


def text_of(file: Path) -> str:
    with ZipFile(file) as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")
        ]
    return re.sub(r"<[^>]+>", " ", " ".join(parts))


@pytest.mark.parametrize(("study", "journal"), EVERY)
def test_the_folder_is_whole_and_as_its_manifest_says(submitted, study, journal):
    made = submitted(study, journal)
    listed = {each["path"]: each for each in made.manifest["files"]}
    found = {f.relative_to(made.out).as_posix() for f in made.out.rglob("*") if f.is_file()}
    assert {*listed, "manifest.json", "manifest.md"} == found
    profile = shipped_journal(journal)
    figures = {name for name in listed if name.startswith("figures/figure-1.")}
    assert listed.keys() >= EXPECTED
    assert {"figures/figure-1.pdf", "figures/figure-1.tiff"} == figures
    assert ("supplement.docx" in listed) is (study == "reference")
    assert ("tables.docx" in listed) is (profile.submission.tables.form == "together")
    assert ("tables/table-1.docx" in listed) is (journal == "lancet")
    readable = (made.out / "manifest.md").read_text(encoding="utf-8")
    for path, each in listed.items():
        content = (made.out / path).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (each["bytes"], each["sha256"])
        assert f"`{path}`" in readable
        if path.endswith(".docx"):
            assert None is ZipFile(made.out / path).testzip()


@pytest.mark.parametrize(("study", "journal"), EVERY)
def test_each_strobe_item_is_in_the_section_and_on_the_line_that_the_checklist_gives(
    submitted, study, journal
):
    made = submitted(study, journal)
    lines = numbered_lines((made.out / "manuscript.pdf").read_bytes())
    places = [(each["item"], place) for each in made.manifest["strobe"] for place in each["places"]]
    assert {item for item, _ in places} >= ANSWERED
    checklist = text_of(made.out / "strobe-checklist.docx")
    headings = {unspaced(place["section"].rpartition(", ")[2]) for _, place in places}
    for item, place in places:
        at = place["page"], place["line"]
        assert f"{place['section']}: page {at[0]}, line {at[1]}" in checklist, item
        assert lines[at], item
        above = [text for where, text in sorted(lines.items()) if where <= at and text in headings]
        assert unspaced(place["section"]).endswith((above or ["Title"])[-1]), item
    if made.page:  # what is behind each mark, in the order of the page
        marked = sorted((place["page"], place["line"]) for _, place in places)
        behind = list(words_behind(made.page))
        assert len(marked) == len(behind)
        assert [] == [
            text for at, text in zip(marked, behind, strict=True) if text not in lines[at]
        ]


@pytest.mark.parametrize(("study", "journal"), EVERY)
def test_figures_are_as_wide_as_the_journal_wants(submitted, study, journal):
    wanted = shipped_journal(journal).submission.figures
    with Image.open(submitted(study, journal).out / "figures/figure-1.tiff") as image:
        assert (wanted.dpi, wanted.dpi) == tuple(map(round, image.info["dpi"]))
        assert wanted.width_mm == pytest.approx(image.width / wanted.dpi * 25.4, abs=0.1)


def test_a_journal_that_does_not_take_such_papers_is_warned_of_first(submitted):
    made = submitted("reference", "nejm")
    assert "does not take a case series" in made.manifest["warnings"][0]
    assert "before you submit: The New England" in made.messages
    warnings = submitted("lung", "lancet").manifest["warnings"]
    assert not any("does not take" in each for each in warnings)


def test_counts_and_requirements_are_given_with_source_and_date(submitted):
    made = submitted("reference", "nejm")
    counts = {each["counted"]: each for each in made.manifest["counts"]}
    assert (40, "2026-11-29") == (counts["references"]["at_most"], counts["references"]["date"])
    assert "nejm.org" in counts["references"]["source"]
    assert 100 < counts["abstract_words"]["number"] < 400
    assert (False, "general knowledge, not verified") == (
        counts["abstract_words"]["verified"],
        counts["abstract_words"]["known_from"],
    )
    wanted = {each["of"]: each for each in made.manifest["requirements"]}
    assert (True, False) == (wanted["kinds of papers"]["verified"], wanted["figures"]["verified"])
    readable = (made.out / "manifest.md").read_text(encoding="utf-8")
    assert "unverified limit: general knowledge, not verified" in readable
    assert "(unverified limit: general knowledge" in made.messages


@pytest.mark.parametrize(("study", "journal"), EVERY)
def test_the_blinded_manuscript_names_nobody(submitted, study, journal):
    made = submitted(study, journal)
    authors = made.manifest["cover_letter"]["Authors"]
    assert authors in text_of(made.out / "manuscript.docx")
    assert authors in text_of(made.out / "title-page.docx")
    blinded = text_of(made.out / "manuscript-blinded.docx")
    assert authors not in blinded
    assert "This work received" not in blinded
    assert not any("still names" in each for each in made.manifest["warnings"])


def test_what_is_missing_is_listed(submitted):
    assert "no author is corresponding" in submitted("lung", "lancet").manifest["missing"]


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
