"""Backward selection: which variables leave a model, in which order, and at which p-value."""

from collections.abc import Sequence
from dataclasses import dataclass

from il2report.analysis.derivations import Derived
from il2report.analysis.regression import FittedModel
from il2report.analysis.variables import Column
from il2report.results.model_sample import Sample, term_of
from il2report.values import NotEstimable, Patients

SELECTED_OUT = NotEstimable("taken out by backward selection")


@dataclass(frozen=True, slots=True)
class Step:
    """A variable that was taken out, and the likelihood-ratio p-value that it had in that step."""

    column: Column
    p: Derived


@dataclass(frozen=True, slots=True)
class Selected:
    """The model that is left, None without a variable, and the steps that led to it."""

    kept: tuple[Column, ...]
    fitted: FittedModel | None
    steps: tuple[Step, ...]


def backward(
    sample: Sample, columns: Sequence[Column], patients: Patients, limit: float
) -> Selected:
    """Take out the variable with the largest p-value, one at a time, while that is above a limit.

    Parameters
    ----------
    sample : what is fitted
    columns : the candidates, in the order of the declaration
    patients : those with a value of every candidate, the same in each step
    limit : p-value above which a variable goes; on the limit it stays

    Returns
    -------
    Selected
        A variable whose p-value cannot be computed, as it is the same in every patient or collinear,
        goes first. A model that cannot be fitted is left as it is.

    References
    ----------
    The p-values are those of drop1(test = "Chisq") in R; Harrell FE. Regression Modeling Strategies,
    2nd ed. 2015, section 4.3, on what is wrong with the p-values of a selected model.
    """
    kept, steps = list(columns), list[Step]()
    while kept:
        terms = [term_of(column, patients) for column in kept]
        tested = dict(sample.fit(terms, patients).overall)
        worst = max(kept, key=lambda column: _above(tested[column.variable.name]))
        p = tested[worst.variable.name]
        has_none = all(isinstance(each.value, NotEstimable) for each in tested.values())
        if has_none or _above(p) <= limit:
            fitted = sample.fit(terms, patients, assess=True)
            return Selected(tuple(kept), fitted, tuple(steps))
        kept.remove(worst)
        steps.append(Step(worst, p))
    return Selected((), None, tuple(steps))


def _above(p: Derived) -> float:
    return 2.0 if isinstance(p.value, NotEstimable) else float(p.value)
