"""The report on an audit says everything that was found, to an editor, and nothing in it is code."""

from dataclasses import replace
from pathlib import Path

import pytest

from il2report.audit import read_paper
from il2report.audit.examination import examine
from il2report.errors import Finding, Place, Severity
from il2report.reports.audit.document import audit_document
from il2report.reports.audit.report import Audit, ManuscriptPart, audit_report
from il2report.reports.blocks import FindingEntry, FindingList, ReportTree
from il2report.reports.markdown import markdown_text
from il2report.reports.page import report_page
from il2report.reports.terminal import terminal_text
from il2report.reproduction.compared import Agreement, ComparedFigure, Reproduction

PAPER = """
[paper]
title = "A {title}"
source = "Journal 1: 2"
[places]
RES = "Results"
T1 = "Table I"
[groups.all]
n = { RES = 15 }
[features.female]
count = { RES = 7 }
percent = { T1 = 53.3 }
[measures.age]
step = 1
median = { T1 = 48.8 }
[[readings]]
figures = ["female count RES"]
overruled_by = "T1: 53.3"
reason = "Tables rule; RES: nothing."
"""
SLIP = Finding("no-number", Place("report/manuscript.html"), "7 belongs to nothing")
AGED = Finding("older", Place("report/manuscript.html"), "the data moved", Severity.NOTICE)


def audited(title: str = "paper", **parts: object) -> Audit:
    paper = read_paper(PAPER.replace("{title}", title).encode(), "paper.toml")
    return Audit(examine(paper), **parts)


def entries(report: ReportTree) -> list[FindingEntry]:
    blocks = (block for part in report.parts for block in part.blocks)
    return [entry for block in blocks if isinstance(block, FindingList) for entry in block.entries]


def test_an_audit_can_be_pasted_into_an_email(snapshot):
    assert snapshot == markdown_text(audit_report(audited()))


def test_what_an_editor_reads(snapshot, project: Path):
    page = report_page(audit_report(audited()), "audit", project)

    assert page[page.index("<main>") : page.index("</main>")] == snapshot


def test_one_figure_alone_is_impossible_and_several_contradict_each_other():
    kinds = {entry.check: entry.kind for entry in entries(audit_report(audited()))}
    expected = {"impossible-medians": "impossible", "differing-figures": "contradictory"}
    assert expected == kinds


def test_short_names_of_places_are_spelled_out_in_what_is_adopted():
    (entry,) = (entry for entry in entries(audit_report(audited())) if entry.adopted)

    assert "The study follows Table I: 53.3." == entry.adopted
    assert "Tables rule; Results: nothing." == entry.reason


@pytest.mark.parametrize(
    ("outcome", "adopted"),
    [
        (Agreement.REPRODUCED, "The study follows Table I: 53.3."),
        (
            Agreement.DIFFERS,
            ("By data/published.toml the study follows Table I: 53.3, but its data no longer give Table I: Female,"
            " percent 53.3."),
        ),
    ],
)  # fmt: skip
def test_what_a_study_adopts_is_said_as_its_data_have_it(outcome, adopted):
    of = audited()
    figures = tuple(
        ComparedFigure(each, outcome, None, None, "", None) for each in of.paper.figures
    )
    report = audit_report(replace(of, reproduction=Reproduction(figures, ())))
    (entry,) = (entry for entry in entries(report) if entry.reason)
    assert adopted == entry.adopted


@pytest.mark.parametrize("sign", ["<b>", "&amp;", "{{ 7 }}", '\\"'])
def test_what_was_typed_is_text_and_never_markup(sign, project: Path):
    page = report_page(audit_report(audited(sign)), "audit", project)
    escaped = {"<b>": "&lt;b&gt;", "&amp;": "&amp;amp;", '\\"': '"'}

    assert f"A {escaped.get(sign, sign)}</p>" in page


def test_the_manuscript_itself_is_a_part_of_its_own(project: Path):
    part = ManuscriptPart({"result": 210, "reference": 19}, (SLIP, AGED))
    report = audit_report(audited(manuscript=part))

    assert part.has_errors
    assert [
        "Findings on the manuscript itself (2)",
        "  error: report/manuscript.html: 7 belongs to nothing [no-number]",
        "  notice: report/manuscript.html: the data moved [older]",
        "  1 error, 1 notice. docs/messages.md explains each by the code in brackets.",
        "",
        "What was read back in the manuscript",
        "   210  result",
        "    19  reference",
    ] == terminal_text(report).splitlines()[-8:]
    assert "7 belongs to nothing [no-number]" in report_page(report, "audit", project)
    assert ["no-number", "older"] == [
        found["code"]
        for found in audit_document(audited(manuscript=part))["manuscript"]["findings"]
    ]


def test_notices_of_the_manuscript_are_no_errors():
    assert not ManuscriptPart(findings=(AGED,)).has_errors


def test_a_study_that_has_published_nothing_still_has_its_manuscript(project: Path):
    report = audit_report(Audit(None, manuscript=ManuscriptPart({"result": 1}), notes=("none",)))

    assert [
        "note: none",
        "",
        "The manuscript itself",
        "     1  numbers read back from the built page",
        "     0  errors",
        "     0  notices",
        "",
        "What was read back in the manuscript",
        "     1  result",
    ] == terminal_text(report).splitlines()
    assert "<h2" in report_page(report, "audit", project)


def test_a_manuscript_that_is_not_built_is_told_once():
    report = audit_report(audited(manuscript=ManuscriptPart(note="It is not built yet.")))

    assert 1 == terminal_text(report).count("It is not built yet.")
