"""From a typed study to the catalogue of results."""

from il2report.results.assemble import StudyResults, compute_results
from il2report.results.catalogue import Catalogue, Result, UnknownResult
from il2report.values import Unit

__all__ = ["Catalogue", "Result", "StudyResults", "Unit", "UnknownResult", "compute_results"]
