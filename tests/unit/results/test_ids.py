"""The ids that users and other programs rely on exist, as the design names them."""

import re
from collections.abc import Iterator, Mapping

import pytest

from il2report.results import Catalogue, StudyResults
from il2report.study import Study

PUBLIC = """
    cohort.n
    cohort.{age,ldh}.{n,mean,sd,median,min,max}
    cohort.sex.{male,female}.{n,percent}
    cohort.ecog.G.{n,percent}
    cohort.site.SITE.{n,percent}
    cohort.prior.MODALITY.{n,percent}
    cohort.prior_systemic.{n,percent}
    response.{cr,pr,mr,sd,pd,ne}.{n,percent}
    response.{orr,orr_recist,benefit}.{n,percent,ci_low,ci_high}
    progression.{events,censored,mean_naive}
    progression.median
    progression.median.{ci_low,ci_high}
    progression.at_6_months
    progression.at_6_months.{ci_low,ci_high}
    progression.at_12_months
    progression.at_12_months.{ci_low,ci_high}
    progression.rmst_12
    progression.follow_up.median
    progression.by_response.{cr,pr,mr,sd,pd}.median
    dosing.cycle_K.{n,percent}
    dosing.cycle_K.doses.mean
    dosing.by_response.RESPONSE.doses.mean
    correlates.{sex,prior_systemic}.p
    correlates.{age,ldh}.p
    correlates.{age,ldh}.{benefit,no_benefit}.{n,mean,sd}
    correlates.{age,ldh}.{welch_p,mann_whitney_p}
    toxicity.TERM.{grade_1,grade_2,grade_3,grade_4,grade_5,all_grades}.{n,percent}
    toxicity.any.{grade_1,grade_2,grade_3,grade_4,grade_5,all_grades}.{n,percent}
    brain.n
    brain.PATIENT.{duration,ongoing}
"""
PATTERNS = [line.strip() for line in PUBLIC.strip().splitlines()]
BRACES = re.compile(r"\{([^}]*)\}")


def expanded(pattern: str, codes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Write a pattern out: each choice in braces, each code for its name in capitals."""
    name = next((part for part in re.findall(r"[A-Z]+", pattern) if part in codes), None)
    braces = BRACES.search(pattern)
    if name is None and braces is None:
        yield pattern
        return
    place, choices = (name, codes[name]) if name else (braces[0], braces[1].split(","))
    for choice in choices:
        yield from expanded(pattern.replace(place, choice, 1), codes)


@pytest.fixture(scope="module")
def codes(reference_study: Study) -> Mapping[str, tuple[str, ...]]:
    """What the names in capitals stand for in the reference study."""
    codebook, brain = reference_study.codebook, reference_study.tables.brain_lesions["patient_id"]
    return {
        "SITE": codebook.codes("metastases", "site"),
        "MODALITY": codebook.codes("prior_therapies", "modality"),
        "TERM": codebook.codes("adverse_events", "term"),
        "RESPONSE": tuple(c.lower() for c in codebook.codes("patients", "best_response")),
        "PATIENT": tuple(brain.unique()),
        "G": ("0", "1", "2", "3", "4"),
        "K": ("1", "2"),
    }


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_public_id_exists(
    pattern: str, codes: Mapping[str, tuple[str, ...]], reference_results: StudyResults
) -> None:
    ids = list(expanded(pattern, codes))
    assert ids
    assert [] == [key for key in ids if key not in reference_results.catalogue]


def test_a_pattern_is_written_out_in_full() -> None:
    written_out = list(expanded("a.X.{n,sd}.{p,q}", {"X": ("1", "2")}))
    expected = ["a.1.n.p", "a.1.n.q", "a.1.sd.p", "a.1.sd.q"]
    expected += ["a.2.n.p", "a.2.n.q", "a.2.sd.p", "a.2.sd.q"]
    assert expected == written_out


def test_every_result_is_stored_under_its_own_id_in_order(
    reference_results: StudyResults, catalogue: Catalogue
) -> None:
    for results in (reference_results.catalogue, catalogue):
        assert list(results) == sorted(results)
        assert list(results) == [result.id for result in results.values()]


def test_an_id_is_made_of_names_and_dots(reference_results: StudyResults) -> None:
    shape = re.compile(r"[a-z_]+(\.[A-Za-z0-9_-]+)+")
    assert [] == [key for key in reference_results.catalogue if not shape.fullmatch(key)]
