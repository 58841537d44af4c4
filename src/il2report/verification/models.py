"""Doubts about fitted models: too few events for their parameters, variables that predict each other."""

from collections.abc import Iterator

from il2report.errors import Finding, Place, Severity
from il2report.results.catalogue import Catalogue
from il2report.study import Study
from il2report.study.configuration import FILE
from il2report.study.declarations import Model
from il2report.values import NotEstimable

FEWEST_EVENTS = 10
"""Events per parameter below which a model is unstable (Peduzzi P, et al. J Clin Epidemiol 1996)."""
MOST_INFLATION = 10
"""Variance inflation factor above which variables are called collinear."""


def model_findings(study: Study, catalogue: Catalogue) -> Iterator[Finding]:
    """Find what is doubtful about the declared models of a study."""
    for model in study.configuration.model:
        yield from _few_events(model, catalogue)
        yield from _collinear(model, catalogue)


def _few_events(model: Model, catalogue: Catalogue) -> Iterator[Finding]:
    value = _value(catalogue, f"{model.name}.events_per_parameter")
    if value is None or value >= FEWEST_EVENTS:
        return
    events = "events" if model.kind == "cox" else "patients with the rarer outcome"
    message = (
        f"model {model.name} has {value:.1f} {events} per parameter, fewer than {FEWEST_EVENTS}: its"
        " ratios are unstable"
    )
    yield Finding("few-events", Place(FILE), message, Severity.NOTICE)


def _collinear(model: Model, catalogue: Catalogue) -> Iterator[Finding]:
    for name in model.variables:
        value = _value(catalogue, f"{model.name}.{name}.vif")
        if value is not None and value > MOST_INFLATION:
            message = (
                f"model {model.name}: {name} is predicted by the other variables (variance inflation"
                f" factor {value:.1f}, above {MOST_INFLATION})"
            )
            yield Finding("collinear-variables", Place(FILE), message, Severity.NOTICE)


def _value(catalogue: Catalogue, result_id: str) -> float | None:
    if result_id not in catalogue:
        return None
    value = catalogue[result_id].value
    return None if isinstance(value, NotEstimable) else float(value)
