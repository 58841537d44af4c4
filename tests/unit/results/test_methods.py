"""Every method has its use, its words and its source."""

import pytest

from il2report.analysis import methods
from il2report.analysis.methods import Method
from il2report.results import StudyResults
from il2report.study import Study

METHODS = {m.key: m for m in vars(methods).values() if isinstance(m, Method)}


@pytest.fixture(scope="module")
def methods_used(
    four_results: StudyResults,
    reference_results: StudyResults,
    declared_results: StudyResults,
) -> set[str]:
    return {
        result.method.key
        for results in (four_results, reference_results, declared_results)
        for result in results.catalogue.values()
    }


def test_every_method_is_used_by_a_result(
    methods_used: set[str],
) -> None:
    assert set(METHODS) == methods_used


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_method_has_a_name_and_a_formula(method: Method) -> None:
    assert method.name
    assert method.formula


def test_the_source_of_a_method_stands_in_the_bibliography(reference_study: Study) -> None:
    cited = {method.reference for method in METHODS.values() if method.reference}
    assert cited
    assert set() == cited - set(reference_study.references)


@pytest.mark.parametrize(
    ("key", "reference"),
    [
        ("clopper_pearson", "clopper1934"),
        ("kaplan_meier", "kaplan1958"),
        ("fisher", "fisher1935"),
        ("worst_grade", "trotti2003"),
    ],
)
def test_a_method_names_whom_it_follows(key: str, reference: str) -> None:
    assert reference == METHODS[key].reference


def test_two_results_with_one_label_are_one_quantity(reference_results: StudyResults) -> None:
    values: dict[str, set[object]] = {}
    for result in reference_results.catalogue.values():
        values.setdefault(result.label, set()).add((result.value, result.unit))
    assert [] == [label for label, quantities in values.items() if len(quantities) > 1]


def test_the_label_of_a_test_names_the_groups(
    reference_results: StudyResults, declared_results: StudyResults
) -> None:
    reference, declared = reference_results.catalogue, declared_results.catalogue
    by_sex, by_prior = (reference[f"by_{name}.benefit.p"] for name in ("sex", "prior_systemic"))
    assert "Clinical benefit by sex: Fisher's exact test, two-sided" == by_sex.label
    assert "Clinical benefit by prior systemic therapy: " in by_prior.label
    assert "Overall survival by stage: Log-rank test" == declared["os.by_stage.logrank_p"].label
