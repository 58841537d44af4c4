"""What the audit finds in the paper that the reference study reproduces, and in the examples."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from il2report.audit import Certainty, PublishedPaper, audit, read_paper
from il2report.cli.auditing import paper_of_study, printed_audit

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def example(name: str) -> PublishedPaper:
    file = EXAMPLES / name
    return read_paper(file.read_bytes(), file.name)


@pytest.fixture(scope="module")
def reference(project: Path) -> PublishedPaper:
    return paper_of_study(project)


def test_what_is_found_in_the_published_figures(reference, snapshot):
    assert printed_audit(reference, audit(reference), as_json=False) == snapshot


def test_every_contradiction_that_the_study_overrules_is_proved(reference):
    proved = [finding for finding in audit(reference) if finding.is_contradiction]
    quoted = {f.name for finding in proved for f in finding.figures}
    quoted |= {name for finding in proved for name in finding.statements}
    overruled = {name for r in reference.readings if r.overruled_by for name in r.figures}

    assert 5 == len(overruled)
    assert set() == overruled - quoted


def test_a_paper_without_contradictions_has_no_finding():
    assert () == audit(example("consistent-paper.toml"))


def test_every_planted_contradiction_is_found(snapshot):
    found = audit(example("contradictory-paper.toml"))

    assert [f"{finding.certainty} {finding.check}" for finding in found] == snapshot


def test_every_planted_contradiction_is_numbered_and_there_are_as_many_findings():
    text = (EXAMPLES / "contradictory-paper.toml").read_text(encoding="utf-8")
    planted = [number for number in range(1, 20) if f"\n# {number}. " in text]
    proved = [
        f for f in audit(example("contradictory-paper.toml")) if f.certainty is Certainty.PROVED
    ]

    assert list(range(1, 13)) == planted
    assert len(planted) <= len(proved)


def test_the_published_figures_end_in_zero(project: Path):
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "il2report", "audit", "--json"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (ended.returncode, ended.stderr)
    assert 6 == json.loads(ended.stdout)["counts"]["proved"]


def test_the_committed_rates_are_those_of_the_checks(project: Path):
    """When this fails: python tools/audit_rates.py, which takes some minutes."""
    compared = subprocess.run(
        [sys.executable, project / "tools" / "audit_rates.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (compared.returncode, compared.stderr)
