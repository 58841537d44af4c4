"""What `review` and `refresh` print, and how `review` asks before it changes a template."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from il2report.errors import WrongUse
from il2report.reports.blocks import visible
from il2report.reports.terminal import terminal_text
from il2report.word.refresh.outcome import Refreshed
from il2report.word.refresh.report import refresh_document, refresh_report
from il2report.word.review.patches import Patch
from il2report.word.review.report import review_document, review_report
from il2report.word.review.review import Review
from il2report.workflow.applying import Applied, Outcome, apply


def printed_review(found: Review, *, as_json: bool) -> str:
    """Write a review for a reader, or as JSON."""
    if as_json:
        return json.dumps(review_document(found), indent=1, ensure_ascii=False)
    return terminal_text(review_report(found))


def printed_refresh(found: Refreshed, written: Sequence[Path], *, as_json: bool) -> str:
    """Write what became of a file that was brought up to date, for a reader or as JSON."""
    if as_json:
        document = refresh_document(found, [path.as_posix() for path in written])
        return json.dumps(document, indent=1, ensure_ascii=False)
    return terminal_text(refresh_report(found))


def apply_patches(found: Review, study: Path, *, accepts_all: bool) -> int:
    """Ask for each change of a template, make those accepted, and say what became of each; gives the exit code.

    1: something is left to do by hand, or was not accepted.
    """
    offered = list(found.patches)
    if offered and not accepts_all and not sys.stdin.isatty():
        raise WrongUse(
            "there is no terminal to ask on; --yes accepts every change, and without --apply they are only shown"
        )
    accepted: list[Patch] = []
    for number, (file, each, patch) in enumerate(offered, start=1):
        by = f", {'; '.join(map(str, each.edit.hands))}" if each.edit.hands else ""
        click.echo(visible(f"{number} of {len(offered)}: {each.edit.spot}, {file.name}{by}"))
        click.echo(visible(patch.diff()))
        answer = "y" if accepts_all else _answer()
        if answer == "q":
            break
        if answer == "y":
            accepted.append(patch)
    outcomes, files = apply(study, accepted)
    for outcome in outcomes:
        click.echo("\n".join(_said(outcome)))
    for path in files:
        click.echo(f"written: {path.as_posix()}", err=True)
    made = sum(each.outcome is not Outcome.CONFLICT for each in outcomes)
    edits = sum(len(file.edits) for file in found.files)
    by_hand = edits - sum(1 for file in found.files for each in file.edits if each.patch)
    if by_hand:
        click.echo(
            f"{by_hand} of {edits} edits cannot be made here; `il2report review` says what each needs"
        )
    return 1 if by_hand or made < len(offered) or any(file.comments for file in found.files) else 0


def _answer() -> str:
    return str(click.prompt("Make this change?", type=click.Choice(["y", "n", "q"]), default="n"))


def _said(applied: Applied) -> Iterator[str]:
    name = f"templates/{applied.patch.template}, line {applied.patch.line}"
    yield f"{name}: {applied.outcome}"
    if applied.outcome is Outcome.CONFLICT:
        yield "  the template has changed there since the draft, so it was left as it is"
        for label, text in (
            ("draft", applied.draft),
            ("co-author", applied.wanted),
            ("now", applied.working),
        ):
            yield from (
                f"  {label:<10} {visible(line)}" for line in text.splitlines() or ["(nothing)"]
            )
