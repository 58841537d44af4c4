"""Of which draft a returned file is, and how a review is asked for."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from il2report.cli.main import main
from il2report.errors import WrongUse
from il2report.revisions.fingerprints import Fingerprints
from il2report.revisions.identity import Identity, Issue
from il2report.workflow.reviewing import ReviewRequest, draft_of

BUILT = Fingerprints("d" * 64, "t" * 64, "p" * 64)
ISSUED = Identity(BUILT, Issue(3, "third", "2026-03-01"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--json", "--apply"], "--apply and --json cannot be combined"),
        (["--json", "--format", "html"], "--format html and --json cannot be combined"),
        (["--yes"], "--yes goes with --apply"),
    ],
    ids=["json and apply", "json and html", "yes alone"],
)
def test_options_of_which_one_would_be_ignored_are_refused(
    options: list[str], message: str
) -> None:
    ended = CliRunner().invoke(main, ["review", "a.docx", *options])

    assert (2, True) == (ended.exit_code, message in ended.stderr)


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({}, "a.docx does not say which draft it is"),
        (Identity(BUILT).metadata(), "a.docx was built and not issued"),
        (
            ISSUED.metadata(),
            "a.docx says that it is draft 3, third, issued 2026-03-01, which is no",
        ),
    ],
    ids=["no mark", "built", "of another study"],
)
def test_a_file_of_no_draft_of_the_study_is_refused(
    properties: dict[str, str], message: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.docx"
    with pytest.raises(WrongUse, match=message):
        draft_of(ReviewRequest(tmp_path, (file,)), {"a.docx": properties})
