"""On figures printed from true cohorts nothing is ever proved, and planted errors are found."""

import random

import pytest
from invented_papers import LARGEST, SMALLEST, invented_paper

from il2report.audit import Certainty, audit, read_paper
from il2report.audit.neighborhood import Neighborhoods
from il2report.audit.trials import one_digit_away, with_figure
from il2report.audit.verdicts import Verdict, verdicts
from il2report.errors import StudyRefused

WRONG = {Verdict.IMPOSSIBLE, Verdict.CONTRADICTORY, Verdict.SUSPICIOUS}
SEEDS = range(10_000, 10_080)


@pytest.fixture(scope="module")
def papers():
    return [invented_paper(seed) for seed in SEEDS]


def test_nothing_is_proved_or_suspicious_of_a_true_paper(papers):
    certainties = {"truncated": set(), "half_up": set(), "half_even": set()}
    for paper in papers:
        certainties[paper.rule] |= {finding.certainty for finding in audit(paper.paper())}

    assert certainties["half_up"] | certainties["half_even"] <= {Certainty.IMPLIED}
    assert certainties["truncated"] <= {Certainty.IMPLIED, Certainty.UNLESS_TRUNCATED}


def test_the_papers_are_of_all_sizes(papers):
    sizes = [paper.size for paper in papers]

    assert min(sizes) < 2 * SMALLEST
    assert LARGEST / 2 < max(sizes)


def test_wrong_digits_in_counts_and_means_are_found(papers):
    rng = random.Random(1)
    sure = {"count, with its percentage", "mean of whole numbers", "p of counts"}
    planted = [(paper, slot) for paper in papers[:12] for slot in paper.slots if slot.kind in sure]
    chosen = rng.sample(planted, 24)
    missed = [
        slot
        for paper, slot in chosen
        if not any(finding.is_contradiction for finding in audit(paper.with_error(slot, rng)))
    ]

    assert len(missed) <= 2


ODD = ("0", "<5", ">5", "5+", "-5", "0.0", "100", "1e5", "<0.001", "9999999999", "0-0", "<1 to >9")


def test_whatever_is_typed_as_a_figure_no_check_breaks(papers):
    rng = random.Random(2)
    for paper in papers[:10]:
        for slot in rng.sample(paper.slots, 12):
            typed = paper.with_text(slot, rng.choice(ODD))
            assert all(finding.message for finding in audit(typed))


SPOILED = (
    "2000-01-01",
    "[]",
    "{}",
    "true",
    "1e400",
    "nan",
    '""',
    "[1, [2]]",
    "-0",
    '"{x}"',
    "0x10",
)


def test_whatever_a_file_holds_what_is_wrong_is_a_finding(project):
    lines = (project / "data" / "published.toml").read_text(encoding="utf-8").splitlines()
    rng = random.Random(3)
    refused = 0
    for _ in range(60):
        spoiled = list(lines)
        at = rng.choice([number for number, line in enumerate(lines) if "=" in line])
        spoiled[at] = f"{spoiled[at].partition('=')[0]}= {rng.choice(SPOILED)}"
        try:
            audit(read_paper("\n".join(spoiled).encode()))
        except StudyRefused:
            refused += 1

    assert refused > 30


def test_the_figures_of_a_true_paper_are_never_called_wrong(papers):
    for paper in papers[:3]:
        found = verdicts(paper.paper(), audit(paper.paper()))

        assert [] == [each for each in found if each.verdict in WRONG]


def test_the_part_of_a_paper_beside_a_figure_finds_what_the_whole_paper_does(papers):
    rng = random.Random(3)
    for paper in papers[:12]:
        whole = paper.paper()
        figure = rng.choice(whole.figures)
        part = Neighborhoods(whole).of(figure)
        for value in one_digit_away(figure.printed):
            found = [
                any(finding.is_contradiction for finding in audit(with_figure(each, figure, value)))
                for each in (whole, part)
            ]

            assert found[0] == found[1], (figure.name, value)
