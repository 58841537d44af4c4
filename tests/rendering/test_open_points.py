"""{% todo %}: what is still to be written is shown, listed, and kept from being issued."""

from __future__ import annotations

from pathlib import Path

import pytest

from il2report.document.tree import Fragment, words
from il2report.errors import StudyRefused
from il2report.pages.manuscript import Typesetter
from il2report.verification.proof import proof
from il2report.workflow.build_checks import BuildChecks

SECTION = "sections/discussion.md.j2"
TEXT = '## Discussion\n\n{% todo "Compare 2 *rates* with <others>." %}\n\nThe end.\n'


@pytest.fixture
def folder(tmp_path: Path, own_templates: Path) -> Path:
    own = own_templates / SECTION
    own.write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_the_draft_shows_an_open_point_as_it_was_typed(case, folder):
    study, results, *_ = case("reference")
    text = Typesetter(study, results, folder).section("discussion")

    said = words(Fragment.of(text.nodes)).split()
    assert "Discussion [to be written] Compare 2 *rates* with <others>. The end." == " ".join(said)


def test_each_open_point_is_a_notice_with_its_line_and_its_digits_are_no_numbers(case, folder):
    study, results, *_ = case("reference")
    found = [f for f in proof(study, results, folder).findings if f.code != "uncited-reference"]

    assert [
        f"templates/{SECTION}, line 3: to be written: Compare 2 *rates* with <others>. [open-point]"
    ] == [str(each) for each in found if each.code == "open-point" or each.is_error]


def test_a_draft_that_must_be_complete_is_refused(case, folder):
    study, results, *_ = case("reference")
    typesetter = Typesetter(study, results, folder)
    typesetter.section("discussion")
    checks = BuildChecks(
        folder, study, typesetter, strict=False, claims_must_hold=False, must_be_complete=True
    )

    with pytest.raises(StudyRefused, match="to be written"):
        checks.open_points()


@pytest.mark.parametrize("tag", ["{% todo %}", '{% todo "" %}', "{% todo text %}"])
def test_a_todo_needs_a_text(case, folder, tag):
    (folder / "templates" / SECTION).write_text(f"## Discussion\n\n{tag}\n", encoding="utf-8")
    study, results, *_ = case("reference")

    assert [("bad-template", 3)] == [
        (each.code, each.place.row)
        for each in proof(study, results, folder).findings
        if each.is_error
    ]
