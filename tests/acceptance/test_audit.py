"""What the audit finds in the paper that the reference study reproduces, and in the examples."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from json_reference import keys
from pypdf import PdfReader

from il2report.audit import Certainty, PublishedPaper, audit, read_paper
from il2report.cli.main import main
from il2report.reports.audit.document import audit_document
from il2report.reports.audit.report import Audit, audit_report
from il2report.reports.blocks import FindingList
from il2report.reports.terminal import terminal_text
from il2report.reproduction.compared import Agreement
from il2report.workflow.auditing import audit_of_study

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def example(name: str) -> PublishedPaper:
    file = EXAMPLES / name
    return read_paper(file.read_bytes(), file.name)


@pytest.fixture(scope="module")
def reference(project: Path) -> Audit:
    return audit_of_study(project)


@pytest.fixture
def study(project: Path, tmp_path: Path) -> Path:
    """A study as `init` makes it, to be changed."""
    folder = tmp_path / "study"
    CliRunner().invoke(main, ["init", str(folder), "--example", "il2"])
    return folder


def audited(folder: Path, *options: str) -> dict:
    ended = CliRunner().invoke(
        main, ["audit", "--study", str(folder), "--no-report", "--json", *options]
    )
    assert 0 == ended.exit_code, ended.output
    return json.loads(ended.stdout)


def test_what_is_found_in_the_published_figures(reference, snapshot):
    # Without what any change of data/ or of the text moves: fingerprint, and the manuscript read back.
    report = audit_report(replace(reference, basis="", manuscript=None))

    assert terminal_text(report, whole=True) == snapshot


def test_the_json_of_a_study_has_the_keys_that_its_page_describes(reference):
    document = audit_document(reference)
    of_all, _, of_figure, _ = keys()

    assert of_all == set(document)
    assert of_figure == set(document["figures"][0])
    assert {"place", "says", "outcome", "why", "reading"} == set(document["statements"][0])


def test_every_contradiction_that_the_study_overrules_is_proved(reference):
    proved = [finding for finding in reference.findings if finding.is_contradiction]
    quoted = {f.name for finding in proved for f in finding.figures}
    quoted |= {name for finding in proved for name in finding.statements}
    overruled = {name for r in reference.paper.readings if r.overruled_by for name in r.figures}

    assert 5 == len(overruled)
    assert set() == overruled - quoted


def test_every_figure_of_the_cohort_that_is_not_overruled_is_reproduced(reference):
    overruled = {name for r in reference.paper.readings if r.overruled_by for name in r.figures}
    cited = {"atkins n INT", "brain_survival value INT"}
    differing = {held.figure.name for held in reference.reproduction.of(Agreement.DIFFERS)}
    differing |= {
        held.said.name
        for held in reference.reproduction.statements
        if held.outcome is Agreement.DIFFERS
    }

    assert overruled | cited == differing


def test_every_proof_is_in_the_report_with_what_the_study_adopts(reference):
    blocks = (block for part in audit_report(reference).parts for block in part.blocks)
    proved = next(block for block in blocks if isinstance(block, FindingList))

    assert "proved" == proved.kind
    assert [] == [entry.message for entry in proved.entries if not entry.reason]


def test_the_report_is_written_as_page_and_pdf_without_a_network(reported: Any, reference: Audit):
    ended, study = reported.audit, reported.study
    pages = PdfReader(study / "report/audit.pdf").pages
    printed = " ".join(" ".join(page.extract_text() for page in pages).split())
    page = unescape((study / "report/audit.html").read_text(encoding="utf-8"))

    assert (0, "") == (ended.exit_code, ended.asked_for)
    assert ["written:"] * 2 == [line[:8] for line in ended.messages.splitlines()]
    said = {finding.message for finding in reference.findings}
    assert set() == {message for message in said if message not in page}
    assert set() == {message for message in said if message not in printed}
    cells = {f'<td class="amount printed">{f.printed}</td>' for f in reference.paper.figures}
    assert set() == {cell for cell in cells if cell not in page}


def test_a_study_made_by_init_is_audited(study: Path):
    assert {"reproduced": 197, "differs": 6, "undecidable": 3}.items() <= audited(study)[
        "counts"
    ].items()


def test_figures_of_another_paper_are_audited_and_cannot_be_decided(study: Path):
    shutil.copy(EXAMPLES / "contradictory-paper.toml", study / "data" / "published.toml")
    counts = audited(study)["counts"]

    assert {"figures": 35, "undecidable": 35, "proved": 13}.items() <= counts.items()


@pytest.fixture
def with_build(study: Path, built) -> Path:
    """The same with a manuscript that was built of it."""
    for part in ("report", "figures"):
        shutil.copytree(built.folder / part, study / part)
    return study


def test_the_manuscript_of_the_study_is_read_back(with_build: Path):
    manuscript = audited(with_build)["manuscript"]

    assert ([], None) == (manuscript["findings"], manuscript["note"])
    assert 400 < manuscript["numbers"]["result"]


def test_a_manuscript_built_elsewhere_is_read_back_where_it_lies(study: Path, built):
    manuscript = audited(study, "--output", str(built.folder))["manuscript"]

    assert [] == manuscript["findings"]
    assert "not built yet" in audited(study)["manuscript"]["note"]


def test_an_error_in_our_own_manuscript_ends_in_one(with_build: Path):
    page = with_build / "report" / "manuscript.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</h2>", " of 77 patients</h2>", 1), encoding="utf-8")
    ended = CliRunner().invoke(main, ["audit", "--study", str(with_build), "--no-report"])

    assert 1 == ended.exit_code
    assert "77" in ended.stdout.partition("Findings on the manuscript itself")[2]


def test_a_study_that_has_published_nothing_still_has_its_manuscript_read_back(with_build: Path):
    (with_build / "data" / "published.toml").unlink()
    ended = CliRunner().invoke(main, ["audit", "--study", str(with_build), "--no-report"])

    assert "note: data/published.toml: there is no such file" in ended.stdout
    assert "numbers read back from the built page" in ended.stdout


def test_a_mistake_in_a_template_of_the_team_is_told_after_what_was_found(study: Path):
    (study / "templates" / "audit.html.j2").write_text("{{ nothing }}", encoding="utf-8")
    ended = CliRunner().invoke(main, ["audit", "--study", str(study)])

    assert 1 == ended.exit_code
    assert "197  reproduced by the data" in ended.stdout
    assert "templates/audit.html.j2, line 1: there is no 'nothing' here" in ended.stderr
    assert not (study / "report" / "audit.html").exists()


def test_a_study_with_errors_is_refused_with_all_of_them(study: Path):
    (study / "data" / "patients.csv").write_text("patient_id\n", encoding="utf-8")
    ended = CliRunner().invoke(main, ["audit", "--study", str(study), "--no-report"])

    assert (1, "") == (ended.exit_code, ended.stdout)
    assert "data/patients.csv" in ended.stderr


def test_after_a_correction_of_the_data_the_figures_that_moved_differ(study: Path):
    patients = study / "data" / "patients.csv"
    text = patients.read_text(encoding="utf-8")
    patients.write_text(text.replace(",female,", ",male,", 1), encoding="utf-8")
    figures = audited(study)["figures"]
    moved = {f"{f['quantity']} {f['statistic']} {f['place']}": f for f in figures}

    # The results text printed 7 women, which the tables ruled out; now it is 7.
    assert "reproduced" == moved["female count RES"]["outcome"]
    assert ("differs", 46.6666666667) == (
        moved["female percent T1"]["outcome"],
        moved["female percent T1"]["computed"],
    )


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


def test_the_published_figures_end_in_zero(study: Path):
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "il2report", "audit", "--json", "--no-report"],
        cwd=study,
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
