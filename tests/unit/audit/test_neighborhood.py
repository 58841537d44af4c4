"""The part of a paper beside a figure contradicts a wrong digit of it where the whole paper does."""

import pytest

from il2report.audit import read_paper
from il2report.audit.neighborhood import Neighborhoods
from il2report.audit.trials import contradictions, one_digit_away, with_figure

HEAD = '[paper]\ntitle = "A trial"\n'
ALL = "groups.all.n.A = 15\n"
ELSEWHERE = "features.far = { count = { A = 6 }, percent = { A = 40.0 } }\n"
PAPERS = {
    "a group that is counted in percent of another": (
        (
            "features.brain.percent.A = 13.3\n"
            'features.resolved = { of = "brain", count = { A = 2 } }\n'
            '[[relations]]\nkind = "within"\nwhole = "brain"\nmembers = ["resolved"]\n'
        ),
        "resolved count A",
        7,
    ),
    "a group that is counted within one that is counted": (
        (
            "features.treated.count.A = 12\n"
            'features.brain = { of = "treated", percent = { A = 16.7 } }\n'
            'features.resolved = { of = "brain", count = { A = 2 } }\n'
        ),
        "resolved count A",
        7,
    ),
    "a whole of which the members cover a part": (
        (
            "features.prior.percent.A = 40.0\n"
            "features.radiation.count.A = 4\nfeatures.vaccine.count.A = 3\n"
            '[[relations]]\nkind = "cover"\nwhole = "prior"\nmembers = ["radiation", "vaccine"]\n'
        ),
        "radiation count A",
        None,
    ),
    "parts of a group whose size other groups give": (
        (
            "groups.a.n.A = 7\ngroups.b.n.A = 8\n"
            'features.old = { of = "both", percent = { A = 40.0 } }\n'
            'groups.both.label = "Both"\n'
            '[[relations]]\nkind = "parts"\nwhole = "both"\nmembers = ["a", "b"]\n'
        ),
        "old percent A",
        None,
    ),
}


def found_in(paper, figure, value):
    known = set(contradictions(paper))
    return any(each not in known for each in contradictions(with_figure(paper, figure, value)))


@pytest.mark.parametrize("name", PAPERS)
def test_a_wrong_digit_is_found_in_the_part_as_in_the_whole(name):
    text, figure_name, expected = PAPERS[name]
    paper = read_paper(f"{ALL}{ELSEWHERE}{text}{HEAD}".encode())
    figure = next(each for each in paper.figures if each.name == figure_name)
    part = Neighborhoods(paper).of(figure)
    values = list(one_digit_away(figure.printed))
    in_whole = [found_in(paper, figure, value) for value in values]

    assert [found_in(part, figure, value) for value in values] == in_whole
    assert any(in_whole)
    assert expected is None or sum(in_whole) == expected
    assert "far" not in {each.quantity for each in part.figures}
