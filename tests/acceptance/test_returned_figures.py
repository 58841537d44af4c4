"""A figure whose picture a co-author replaced is an edit; one that a program has only saved in its own way is none."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest
from PIL import Image, ImageDraw
from returned_study import draft_of, write_study

from il2report.word.media import pictures_in
from il2report.word.opening import word_file_of
from il2report.word.remarks import word_text
from il2report.word.review.review import ReviewedFile
from il2report.word.writing import WordPicture
from il2report.workflow.refreshing import Refresher
from il2report.workflow.reviewing import Reviewer

ALTERNATIVE = "Two lines that cross."
FIGURE = f"""
[[figure]]
name = "lines"
kind = "file"
file = "lines.png"
caption = "Two lines."
alternative = "{ALTERNATIVE}"
"""


def drawing(end: int) -> Image.Image:
    """Draw two lines, of which one ends at some height."""
    image = Image.new("RGB", (1200, 600), "white")
    draw = ImageDraw.Draw(image)
    draw.line((100, 100, 1100, 500), fill="black", width=4)
    draw.line((100, 500, 1100, end), fill="red", width=4)
    return image


def saved(image: Image.Image, kind: str = "PNG", width: int = 1200) -> bytes:
    """Save a drawing as a kind of file and in some size."""
    content = BytesIO()
    image.resize((width, width // 2), Image.Resampling.BICUBIC).save(content, kind)
    return content.getvalue()


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory: pytest.TempPathFactory) -> Reviewer:
    study = write_study(tmp_path_factory.mktemp("figures") / "study")
    raster = saved(drawing(100))
    (study / "lines.png").write_bytes(raster)
    choices, results = study / "study.toml", study / "templates/sections/results.md.j2"
    choices.write_text(choices.read_text() + FIGURE)
    placed = '\nThe lines cross ({{ ref("figure.lines") }}).\n\n{{ place("figure.lines") }}\n'
    results.write_text(results.read_text() + placed)
    picture = WordPicture(raster, 0.5)
    return Reviewer(draft_of(study, study.parent / "draft", {"figure.lines": picture}))


def sent(reviewer: Reviewer) -> bytes:
    return (reviewer.draft.folder / "manuscript.docx").read_bytes()


def with_picture(content: bytes, picture: bytes) -> bytes:
    """Put another picture into the file, under the same name."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, picture if name.endswith(".png") else old.read(name))
    return written.getvalue()


def reviewed(reviewer: Reviewer, content: bytes) -> ReviewedFile:
    return reviewer.review({"file": word_text(word_file_of(content, "file"))}).files[0]


@pytest.mark.parametrize(
    ("picture", "edits"),
    [
        (saved(drawing(100)), []),
        (saved(drawing(100), "JPEG"), []),
        (saved(drawing(100), width=600), []),
        (saved(drawing(100), "JPEG", width=900), []),
        (saved(drawing(140)), [("figure replaced", "Figure 1", ALTERNATIVE)]),
        (saved(drawing(300), width=600), [("figure replaced", "Figure 1", ALTERNATIVE)]),
        (b"\x89PNG that is none", [("figure replaced", "Figure 1", ALTERNATIVE)]),
    ],
    ids=[
        "the same",
        "as JPEG",
        "smaller",
        "smaller as JPEG",
        "a little different",
        "different and smaller",
        "damaged",
    ],
)
def test_a_picture_that_shows_something_else_is_an_edit(
    picture: bytes, edits: list[tuple[str, str, str]], reviewer: Reviewer
) -> None:
    found = reviewed(reviewer, with_picture(sent(reviewer), picture)).edits

    assert edits == [(each.edit.kind, str(each.edit.spot), each.edit.old) for each in found]


def test_other_words_in_place_of_a_picture_are_an_edit(reviewer: Reviewer) -> None:
    written = BytesIO()
    with ZipFile(BytesIO(sent(reviewer))) as old, ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"Two lines that", b"Lines that"))

    [found] = reviewed(reviewer, written.getvalue()).edits

    assert ("Figure 1, alternative text", ALTERNATIVE, "Lines that cross.") == (
        str(found.edit.spot),
        found.edit.old,
        found.edit.new,
    )


def test_a_picture_that_libreoffice_saved_is_the_same(
    reviewer: Reviewer, tmp_path: Path, libreoffice: Callable[..., Path]
) -> None:
    file = tmp_path / "returned.docx"
    file.write_bytes(sent(reviewer))
    content = libreoffice(file, "docx", tmp_path / "saved").read_bytes()

    assert () == reviewed(reviewer, content).edits


def test_a_newer_draft_replaces_the_picture_that_was_sent_and_no_other(
    reviewer: Reviewer, tmp_path: Path
) -> None:
    newer = saved(drawing(450))
    study = Path(copytree(reviewer.draft.folder / "inputs", tmp_path / "study"))
    pictures = {"figure.lines": WordPicture(newer, 0.5)}
    refresher = Refresher(reviewer.draft, draft_of(study, tmp_path / "second", pictures, number=2))

    found = [
        refresher.refresh(content, "file.docx")
        for content in (sent(reviewer), with_picture(sent(reviewer), saved(drawing(300))))
    ]

    shown = [pictures_in(each.content)["figure.lines"].raster for each in found]
    assert [newer, saved(drawing(300))] == shown
    assert [1, 0] == [len(each.carried) for each in found]
    assert [[], ["the picture in the file is not that of the draft"]] == [
        [of.why for of in each.conflicts] for each in found
    ]
    with ZipFile(BytesIO(found[0].content)) as package:
        assert 1 == sum(name.startswith("word/media/") for name in package.namelist())
