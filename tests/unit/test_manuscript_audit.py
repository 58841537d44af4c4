"""How an audit of a manuscript is told."""

from il2report.errors import Finding, Place, Severity
from il2report.rendering.readback import ManuscriptAudit
from il2report.rendering.readback.printed_audit import (
    manuscript_document,
    printed_manuscript_audit,
)

COUNTS = {"result": 12, "citation": 3}
WRONG = Finding("differing-print", Place("report/manuscript.pdf", section="Abstract", page=2), "so")
NOTICE = Finding("no-print", Place("report/manuscript.pdf"), "none", Severity.NOTICE)


def test_a_clean_manuscript_is_told_in_two_lines():
    expected = "The manuscript read back: 15 numbers, nothing is wrong\n  12 result, 3 citation"
    assert expected == printed_manuscript_audit(ManuscriptAudit((), COUNTS))


def test_a_notice_is_told_and_is_not_wrong():
    audit = ManuscriptAudit((NOTICE,), COUNTS)
    assert audit.is_clean
    assert "nothing is wrong" in printed_manuscript_audit(audit)
    assert "report/manuscript.pdf: none [no-print]" in printed_manuscript_audit(audit)


def test_a_finding_is_told_with_page_and_section():
    audit = ManuscriptAudit((WRONG, NOTICE), COUNTS)
    assert not audit.is_clean
    assert "15 numbers, 1 finding\n" in printed_manuscript_audit(audit)
    told = "report/manuscript.pdf, page 2, Abstract: so [differing-print]"
    assert told in printed_manuscript_audit(audit)


def test_a_program_gets_the_place_in_parts():
    [first, _] = manuscript_document(ManuscriptAudit((WRONG, NOTICE), COUNTS))["findings"]
    assert {
        "code": "differing-print",
        "severity": "error",
        "file": "report/manuscript.pdf",
        "section": "Abstract",
        "page": 2,
        "message": "so",
    } == first
