"""audit: whether the published figures can be true."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from il2report.audit import (
    AdoptedReading,
    AuditFinding,
    Certainty,
    Figure,
    PublishedPaper,
    read_paper,
    reading_of,
    source_of,
)
from il2report.audit.reading import FILE
from il2report.errors import Finding, Place, StudyRefused, WrongUse

FORMAT = 1
COUNTED = {
    Certainty.PROVED: "proved contradictory",
    Certainty.SUSPICIOUS: "suspicious",
    Certainty.IMPLIED: "implied without being printed",
}


def paper_of_file(file: Path) -> PublishedPaper:
    """Read the figures of any paper.

    Raises
    ------
    WrongUse
        When there is no such file, or it cannot be read.
    StudyRefused
        With everything that is wrong in it.
    """
    try:
        return read_paper(file.read_bytes(), file)
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}") from error


def paper_of_study(study: Path) -> PublishedPaper:
    """Read the published figures of a study.

    Raises
    ------
    StudyRefused
        When the study has none, or with everything that is wrong in them.
    """
    try:
        return read_paper((study / FILE).read_bytes())
    except FileNotFoundError:
        message = "there is no such file; an audit needs it, or the FILE of another paper"
        raise StudyRefused([Finding("missing-file", Place(FILE), message)]) from None
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise StudyRefused([Finding("unreadable-file", Place(FILE), message)]) from error


def printed_audit(
    paper: PublishedPaper, findings: tuple[AuditFinding, ...], *, as_json: bool
) -> str:
    """Sum up an audit and list its findings, or give both as JSON."""
    if as_json:
        return json.dumps(_document(paper, findings), indent=1)
    blocks = [_summary(paper, findings), *(_block(paper, finding) for finding in findings)]
    return "\n\n".join(blocks)


def _summary(paper: PublishedPaper, findings: tuple[AuditFinding, ...]) -> str:
    counts = Counter(finding.certainty for finding in findings)
    places = len({figure.place for figure in paper.figures if figure.place})
    found = ", ".join(f"{counts[certainty]} {said}" for certainty, said in COUNTED.items())
    return f"{paper.title}\n{len(paper.figures)} figures in {places} places: {found}"


def _block(paper: PublishedPaper, finding: AuditFinding) -> str:
    lines = [f"{finding.certainty}: {finding.message} [{finding.check}]"]
    lines += [f"  {figure}" for figure in dict.fromkeys(finding.figures)]
    lines.append(f"  {finding.arithmetic}")
    if reading := reading_of(paper, finding):
        lines.append(f"  adopted: {_adopted(reading)}")
    return "\n".join(lines)


def _adopted(reading: AdoptedReading) -> str:
    return reading.overruled_by or f"read as {reading.read_as}"


def _document(paper: PublishedPaper, findings: tuple[AuditFinding, ...]) -> dict[str, object]:
    counts = Counter(finding.certainty for finding in findings)
    return {
        "format": FORMAT,
        "title": paper.title,
        "figures": len(paper.figures),
        "counts": {certainty.value: counts[certainty] for certainty in Certainty},
        "findings": [_entry(paper, finding) for finding in findings],
    }


def _entry(paper: PublishedPaper, finding: AuditFinding) -> dict[str, object]:
    reading = reading_of(paper, finding)
    return {
        "check": finding.check,
        "certainty": finding.certainty.value,
        "message": finding.message,
        "arithmetic": finding.arithmetic,
        "source": source_of(finding.check),
        "figures": [_figure(figure) for figure in dict.fromkeys(finding.figures)],
        "statements": list(finding.statements),
        "reading": asdict(reading) if reading else None,
    }


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "place": figure.place,
        "quantity": figure.quantity,
        "label": figure.label,
        "group": figure.group,
        "statistic": figure.statistic.value,
        "printed": figure.printed.text,
        "result": figure.result or None,
        "line": figure.line,
    }
