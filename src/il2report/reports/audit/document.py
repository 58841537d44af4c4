"""An audit as JSON, for another program: everything that is known, as plain values."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from il2report.audit import (
    AuditFinding,
    Certainty,
    Figure,
    PublishedPaper,
    purpose_of,
    reading_of,
    source_of,
)
from il2report.audit.inspect_sr import item_of
from il2report.audit.misprints import Misprint
from il2report.audit.understanding.understood import Understood
from il2report.audit.verdicts import FigureVerdict, Verdict
from il2report.reports.audit.report import Audit, kind_of
from il2report.reproduction.compared import Agreement, ComparedFigure, ComparedStatement

FORMAT = 1


def audit_document(audit: Audit) -> dict[str, Any]:
    """Give the whole audit as plain values."""
    paper, manuscript = audit.paper, audit.manuscript
    compared = audit.reproduction
    figures = [
        _figure(each.figure) | _verdict(each)
        for each in (audit.examination.verdicts if audit.examination else ())
    ]
    if compared:
        beside = map(_compared, compared.figures)
        figures = [figure | found for figure, found in zip(figures, beside, strict=True)]
    found = audit.examination
    findings = [
        _finding(found.paper, each, found.misprints.get(each, ()))
        for each in (found.findings if found else ())
        if found
    ]
    given = Counter(each.verdict for each in found.verdicts) if found else Counter()
    return {
        "format": FORMAT,
        "title": paper.title if paper else None,
        "source": paper.source or None if paper else None,
        "basis": audit.basis,
        "rounding": paper.rounding.value if paper else None,
        "places": dict(paper.places) if paper else {},
        "counts": _counts(audit),
        "verdicts": {verdict.value: given[verdict] for verdict in Verdict},
        "findings": findings,
        "figures": figures,
        "read": _read(audit.understood) if audit.understood else None,
        "statements": [_statement(each) for each in compared.statements] if compared else [],
        "manuscript": {
            "note": manuscript.note or None,
            "numbers": dict(manuscript.counts),
            "findings": [each.record for each in manuscript.findings],
        }
        if manuscript
        else None,
        "notes": list(audit.notes),
    }


def _read(understood: Understood) -> dict[str, list[dict[str, Any]]]:
    """Give what was read of a printed paper, what was inferred, and what was not read."""
    return {
        "cells": list(map(asdict, understood.cells)),
        "passages": list(map(asdict, understood.passages)),
        "doubts": list(map(asdict, understood.doubts)),
        "unread": list(map(asdict, understood.unread)),
    }


def _counts(audit: Audit) -> dict[str, int]:
    """Count figures and findings; figures by outcome where there is a study."""
    sure = Counter(finding.certainty for finding in audit.findings)
    kinds = Counter(map(kind_of, audit.findings))
    counts = {"figures": len(audit.paper.figures) if audit.paper else 0}
    if audit.reproduction:
        of = audit.reproduction.counts
        counts |= {outcome.value: of[outcome] for outcome in Agreement}
    counts |= {certainty.value: sure[certainty] for certainty in Certainty}
    return counts | {kind: kinds[kind] for kind in ("impossible", "contradictory")}


def _finding(
    paper: PublishedPaper, finding: AuditFinding, explained: Iterable[Misprint]
) -> dict[str, Any]:
    reading = reading_of(paper, finding)
    return {
        "check": finding.check,
        "purpose": purpose_of(finding.check),
        "source": source_of(finding.check),
        "certainty": finding.certainty.value,
        "kind": kind_of(finding),
        "message": finding.message,
        "arithmetic": finding.arithmetic,
        "figures": [_figure(figure) for figure in dict.fromkeys(finding.figures)],
        "statements": list(finding.statements),
        "misprints": [
            {**_figure(each.figure), "instead": each.instead.text, "gravity": each.gravity}
            for each in explained
        ],
        "inspect_sr": item_of(finding.check),
        "reading": asdict(reading) if reading else None,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "place": figure.place,
        "quantity": figure.quantity,
        "label": figure.label,
        "group": figure.group,
        "statistic": figure.statistic.value,
        "printed": figure.printed.text,
        "result": figure.result or None,
        "line": figure.line,
        "inferred": figure.proposed,
    }


def _verdict(each: FigureVerdict) -> dict[str, Any]:
    return {
        "verdict": each.verdict.value,
        "wrong_digits": each.tried,
        "wrong_digits_found": each.caught,
        "not_checkable_because": each.why or None,
    }


def _compared(compared: ComparedFigure) -> dict[str, Any]:
    found = compared.counterpart
    return {
        "outcome": compared.outcome.value,
        "computed": None if compared.value is None else float(compared.value),
        "origin": found.origin.value if found else None,
        "is_ongoing": found.is_ongoing if found else None,
        "note": found.note or None if found else None,
        "why": compared.why or None,
        "reading": asdict(compared.reading) if compared.reading else None,
    }


def _statement(compared: ComparedStatement) -> dict[str, Any]:
    return {
        "place": compared.said.place,
        "says": compared.said.says,
        "outcome": compared.outcome.value,
        "why": compared.why,
        "reading": asdict(compared.reading) if compared.reading else None,
    }
