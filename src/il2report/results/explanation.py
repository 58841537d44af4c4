"""How a result came about: its method, the numbers in it, and the cells that it was read from."""

from dataclasses import dataclass

from il2report.results.assemble import StudyResults
from il2report.results.catalogue import Result
from il2report.results.ledger import Cell, Ledger
from il2report.results.methods import METHODS, Method
from il2report.results.worked import Worked
from il2report.results.workings import Working
from il2report.study import Study


@dataclass(frozen=True, slots=True)
class Explanation:
    """A result with its method in words, the numbers in its formula, and the cells behind it.

    `cells_n` counts the cells, also where they are not given one by one.
    """

    result: Result
    method: Method
    working: Working | None
    cells: tuple[Cell, ...]
    cells_n: int


class Explanations:
    """Explains the results of one study, with or without its patients one by one.

    What the results share is read once.
    """

    def __init__(self, study: Study, results: StudyResults, *, by_patient: bool = True) -> None:
        self.results, self.by_patient = results, by_patient
        self.ledger = Ledger(study)
        self._worked = Worked(self.ledger, results, by_patient=by_patient)

    def of(self, result_id: str) -> Explanation:
        """Explain one result.

        Raises
        ------
        UnknownResult
            When the catalogue has no such id; names the nearest.
        """
        result = self.results.catalogue[result_id]
        return Explanation(
            result,
            METHODS[result.method],
            self._worked.working(result),
            self.ledger.cells(result) if self.by_patient else (),
            self.ledger.cells_n(result),
        )


def explain(study: Study, results: StudyResults, result_id: str) -> Explanation:
    """Explain one result of a study."""
    return Explanations(study, results).of(result_id)
