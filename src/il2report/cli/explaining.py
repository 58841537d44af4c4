"""explain: from a printed number back to its patients and cells."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from il2report.errors import WrongUse
from il2report.rendering.formats import number_style
from il2report.rendering.printer import Printer
from il2report.results import UnknownResult, compute_results
from il2report.results.explanation import Cell, Explanation, explain
from il2report.study import read_study
from il2report.study.bibliography import Reference
from il2report.values import NotEstimable, Patients

WHOLE_LIST = 40


@dataclass(frozen=True, slots=True)
class PrintedExplanation:
    """An explanation with its result as the house style prints it."""

    explanation: Explanation
    text: str
    reference: Reference | None


def explain_result(folder: Path, result_id: str) -> PrintedExplanation:
    """Read and compute the study, and explain one of its results.

    Raises
    ------
    WrongUse
        For an id that the catalogue does not have; names the nearest.
    """
    study = read_study(folder)
    results = compute_results(study)
    try:
        explanation = explain(study, results, result_id)
    except UnknownResult as error:
        raise WrongUse(str(error)) from None
    printer = Printer(results.catalogue, number_style(study.configuration.journal.style))
    key = explanation.method.reference
    return PrintedExplanation(
        explanation, printer.text(result_id), study.references.get(key) if key else None
    )


def printed_explanation(printed: PrintedExplanation, *, as_json: bool) -> str:
    """Write an explanation for a reader, or as JSON."""
    return json.dumps(_document(printed), indent=1) if as_json else "\n".join(_lines(printed))


def _document(printed: PrintedExplanation) -> dict[str, Any]:
    result, method = printed.explanation.result, printed.explanation.method
    estimable = not isinstance(result.value, NotEstimable)
    return {
        "id": result.id,
        "label": result.label,
        "value": result.value if estimable else None,
        "text": printed.text,
        "reason": None if estimable else result.value.reason,  # type: ignore[union-attr]
        "unit": result.unit.value,
        "method": asdict(method),
        "n": result.n,
        "patients": list(result.patients),
        "denominator": list(result.denominator),
        "excluded": {out.patient_id: out.reason for out in result.excluded},
        "sources": list(result.sources),
        "cells": [asdict(cell) for cell in printed.explanation.cells],
    }


def _lines(printed: PrintedExplanation) -> list[str]:
    result, method = printed.explanation.result, printed.explanation.method
    value = result.value
    full = f"cannot be estimated: {value.reason}" if isinstance(value, NotEstimable) else value
    cited = printed.reference
    lines = [
        result.id,
        f"  {result.label}",
        "",
        f"  printed      {printed.text}",
        f"  value        {full}  ({result.unit.value})",
        f"  method       {method.name}",
        f"  formula      {method.formula}",
    ]
    if cited:
        author = cited.author[0].family if cited.author else cited.title
        lines.append(f"  after        {author}, {cited.container_title} {cited.year}")
    lines.append(f"  n            {result.n}")
    lines.append(f"  counted      {_named(result.patients)}")
    if result.denominator != result.patients:
        lines.append(f"  out of       {_named(result.denominator)}")
    lines += [f"  left out     {out.patient_id}: {out.reason}" for out in result.excluded]
    lines += ["", f"  read from {', '.join(result.sources)}"]
    cells = printed.explanation.cells
    lines += [f"    {_written(cell)}" for cell in cells[:WHOLE_LIST]]
    if len(cells) > WHOLE_LIST:
        lines.append(f"    and {len(cells) - WHOLE_LIST} further cells (all with --json)")
    return lines


def _written(cell: Cell) -> str:
    column = cell.column
    if column != cell.read_as:
        column = f"{column}, read as {cell.read_as}"
    return f"{cell.file}, row {cell.row}, {cell.patient_id}: {column} = {cell.content or 'blank'}"


def _named(patients: Patients) -> str:
    shown = ", ".join(patients[:WHOLE_LIST])
    more = len(patients) - WHOLE_LIST
    return (
        f"{len(patients)} patients"
        + (f": {shown}" if shown else "")
        + (f" and {more} more" if more > 0 else "")
    )
