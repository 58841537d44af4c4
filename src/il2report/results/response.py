"""response.*: the best responses, and the rates pooled from them."""

from collections.abc import Iterator

from il2report.analysis.description import share_with
from il2report.analysis.inference import clopper_pearson
from il2report.results.catalogue import Result, Topic
from il2report.results.entries import entries_of_limits, entries_of_proportion
from il2report.study import Study
from il2report.values import Proportion

FAMILY = "response"
CATEGORIES = {
    "CR": "Complete response",
    "PR": "Partial response",
    "MR": "Mixed response",
    "SD": "Stable disease",
    "PD": "Progressive disease",
    "NE": "Not evaluable",
}
RECIST_RESPONSES = ("CR", "PR")
SOURCES = ("patients.best_response",)


def with_response(study: Study, codes: tuple[str, ...]) -> Proportion:
    """Patients whose best response is one of `codes`, out of all, the not evaluable included."""
    return share_with(study.tables.patients, "best_response", codes)


def response_results(study: Study) -> Iterator[Result]:
    """Give every id that starts with response."""
    definitions = study.configuration.definitions
    for code, label in CATEGORIES.items():
        yield from entries_of_proportion(
            f"response.{code.lower()}",
            with_response(study, (code,)),
            Topic(FAMILY, "best_response", code, heading=code),
            label,
            SOURCES,
        )
    for name, label, codes in (
        ("orr", "Overall response", definitions.overall_response),
        ("orr_recist", "Overall response by RECIST", RECIST_RESPONSES),
        ("benefit", "Clinical benefit", definitions.clinical_benefit),
    ):
        proportion = with_response(study, tuple(codes))
        prefix, named = f"response.{name}", f"{label} ({' + '.join(codes)})"
        topic = Topic(FAMILY, name)
        count, percent = entries_of_proportion(prefix, proportion, topic, named, SOURCES)
        limits = clopper_pearson(proportion, definitions.confidence_level)
        yield from (count, percent, *entries_of_limits(percent, limits, prefix))
