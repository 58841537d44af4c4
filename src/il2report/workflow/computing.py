"""The results of a study, ready to be printed in a number style."""

from pathlib import Path

from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.results import compute_results
from il2report.study import Study, read_study
from il2report.tables.results_table import ResultsTable, printed_results


def study_printer(study: Study, style: str | None = None) -> Printer:
    """Compute a study, to print its results in a style, by default that of study.toml."""
    alpha = study.configuration.definitions.alpha
    printed_in = number_style(study.journal(style), alpha)
    return Printer(compute_results(study).catalogue, printed_in)


def results_table(folder: Path, style: str | None = None) -> ResultsTable:
    """Read and compute a study, and print all its results."""
    study = read_study(folder)
    printer = study_printer(study, style)
    return ResultsTable(printer.style.name, study.fingerprint, tuple(printed_results(printer)))
