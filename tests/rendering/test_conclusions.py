"""The conclusion of the abstract follows from the numbers printed in the abstract, whatever the data are."""

import pytest
from conclusions import Published, contradictions
from make_cohorts import cohort, write_study
from plain_text import plain_section, rendered
from situations import CHOSEN, CORRECTED, INVENTED

from il2report.pages.manuscript import Typesetter
from il2report.results import compute_results
from il2report.study import read_study

PUBLISHED = Published(16, 12, 21)
STYLES = ("anticancer-research", "ama", "nejm", "lancet")
RESPONSES = (
    {"CR": 0, "PR": 0, "PD": 1},
    {"CR": 3, "PR": 3, "SD": 1},
    {"MR": 1, "PD": 1},
    {"CR": 1, "PR": 1, "MR": 1, "SD": 1, "PD": 8},
)


def abstract_of(setter):
    return plain_section("abstract", rendered(setter, "abstract"))


@pytest.mark.parametrize("situation", ["reference", *CORRECTED, *CHOSEN, *INVENTED])
def test_the_conclusion_follows_from_the_abstract(typesetter, situation):
    assert [] == list(contradictions(abstract_of(typesetter(situation)), PUBLISHED))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("situation", ["reference", "no response at all", "200 patients"])
def test_the_conclusion_follows_from_the_abstract_in_each_style(typesetter, situation, style):
    assert [] == list(contradictions(abstract_of(typesetter(situation, style=style)), PUBLISHED))


@pytest.mark.parametrize("n", [3, 25, 90])
@pytest.mark.parametrize("seed", range(len(RESPONSES)))
def test_the_conclusion_follows_in_a_generated_cohort(tmp_path, n, seed):
    rows = cohort(n, seed, responses=RESPONSES[seed], brain_patients=min(n, 3) * (seed % 2))
    study = read_study(write_study(tmp_path, rows))
    setter = Typesetter(study, compute_results(study), tmp_path)
    assert [] == list(contradictions(abstract_of(setter), PUBLISHED))


RATE = "A complete or partial response was recorded in two of 15 patients (13.3%; 95% CI {})."


@pytest.mark.parametrize(
    ("interval", "conclusion"),
    [
        ("1.7-15.0%", "The interval includes the rate in earlier trials."),
        ("13.0-40.5%", "It includes the rate in earlier trials but is too wide to show agreement."),
        ("1.7-40.5%", "Responses were more frequent than in earlier trials."),
        ("1.7-40.5%", "Responses were less frequent than in earlier trials."),
        ("1.7-40.5%", "No complete or partial response was seen. It includes the rate in earlier trials."),
        ("1.7-40.5%", "It includes the rate in earlier trials. Brain lesions resolved after treatment."),
        ("1.7-40.5%", "Treatment should be studied."),
    ],
)  # fmt: skip
def test_a_conclusion_that_does_not_follow_is_found(interval, conclusion):
    abstract = f"Results. {RATE.format(interval)}\n\nConclusion. {conclusion}"
    assert 1 == len(list(contradictions(abstract, PUBLISHED)))
