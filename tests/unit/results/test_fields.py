"""What a result is stands in its fields, and nothing else has to say it."""

import ast
from collections import Counter
from pathlib import Path

import pytest

import il2report
from il2report.results import StudyResults
from il2report.results.catalogue import Statistic

SOURCE = Path(il2report.__file__).parent
TAKES_APART = {
    *("split", "rsplit", "partition", "rpartition"),
    *("startswith", "endswith", "removeprefix", "removesuffix", "find", "index"),
}


def takes_an_id_apart(node: ast.AST) -> bool:
    """Whether code calls such a method of an `id` or `result_id`, or takes a slice of one."""
    match node:
        case ast.Call(func=ast.Attribute(value=of, attr=method)) if method in TAKES_APART:
            pass
        case ast.Subscript(value=of, slice=ast.Slice()):
            pass
        case _:
            return False
    match of:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in {"id", "id_", "result_id"}
    return False


def test_no_code_takes_the_id_of_a_result_apart() -> None:
    found = [
        f"{path.relative_to(SOURCE)}: {ast.unparse(node)}"
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if takes_an_id_apart(node)
    ]

    assert [] == found


@pytest.mark.parametrize("code", ["x.id.split('.')", "result_id[3:]", "a.b.id.endswith('.n')"])
def test_an_id_that_is_taken_apart_would_be_found(code: str) -> None:
    assert any(map(takes_an_id_apart, ast.walk(ast.parse(code))))


def test_topic_statistic_and_method_tell_every_result_from_every_other(
    reference_results: StudyResults,
) -> None:
    counts = Counter(
        (result.topic, result.statistic, result.method)
        for result in reference_results.catalogue.values()
    )

    assert [] == [key for key, n in counts.items() if n > 1]


def test_a_limit_names_its_estimate_and_shares_its_topic(reference_results: StudyResults) -> None:
    catalogue = reference_results.catalogue
    limits = [each for each in catalogue.values() if each.statistic.is_limit]

    assert limits
    assert [] == [
        limit.id for limit in limits if catalogue[limit.limits_of].topic is not limit.topic
    ]
    assert [] == [
        each.id for each in catalogue.values() if each.limits_of and not each.statistic.is_limit
    ]


def test_fields_say_what_an_id_abbreviates(reference_results: StudyResults) -> None:
    def fields(result_id: str) -> tuple[object, ...]:
        result = reference_results.catalogue[result_id]
        topic = result.topic
        return (
            topic.variable,
            topic.level,
            topic.by,
            topic.group,
            topic.patient,
            topic.months,
            result.statistic,
        )

    assert ("age", "", "", "", "", None, Statistic.MEAN) == fields("cohort.age.mean")
    assert ("site", "lung", "", "", "", None, Statistic.N) == fields("cohort.site.lung.n")
    assert ("best_response", "CR", "", "", "", None, Statistic.N) == fields("response.cr.n")
    assert ("orr", "", "", "", "", None, Statistic.CI_LOW) == fields("response.orr.ci_low")
    assert ("progression", "", "", "", "", 6, Statistic.SURVIVAL) == fields(
        "progression.at_6_months"
    )
    assert ("progression", "", "best_response", "CR", "", None, Statistic.MEDIAN) == fields(
        "progression.by_response.cr.median"
    )
    assert ("age", "", "benefit", "no_benefit", "", None, Statistic.SD) == fields(
        "correlates.age.no_benefit.sd"
    )
    assert ("sex", "female", "benefit", "benefit", "", None, Statistic.PERCENT) == fields(
        "correlates.sex.benefit.female.percent"
    )
    assert ("doses", "", "cycle", "2", "", None, Statistic.MEAN) == fields(
        "dosing.cycle_2.doses.mean"
    )
    assert ("age", "", "", "", "P01", None, Statistic.VALUE) == fields("patient.P01.age")
    assert ("progression", "", "", "", "", 12, Statistic.RESTRICTED_MEAN) == fields(
        "progression.rmst_12"
    )
