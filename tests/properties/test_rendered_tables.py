"""Tables of random true papers are read as they were printed, and accused of nothing."""

from dataclasses import replace

import pytest
from rendered_tables import Rendered, rendered_paper

from il2report.audit import Certainty, PublishedPaper, audit, read_paper
from il2report.audit.understanding import as_toml, understand

SEEDS = range(100)


def printed(paper: PublishedPaper) -> set[tuple[str, str, str, str]]:
    """List what was read: what is measured, of whom, which statistic, its text."""
    labels = {**paper.groups, "": ""}
    figures = set()
    for figure in paper.figures:
        group = labels[figure.group]
        label = figure.label.removesuffix(f" ({group})")
        figures.add((label, group, str(figure.statistic), figure.printed.text))
    return figures


@pytest.mark.parametrize("seed", SEEDS)
def test_a_true_paper_is_read_as_it_was_printed_and_accused_of_nothing(seed: int) -> None:
    of: Rendered = rendered_paper(seed)
    understood = understand(of.paper)
    paper = understood.paper()
    assert printed(paper) == of.expected
    assert understood.unread == ()
    assert [f for f in audit(paper) if f.certainty is Certainty.PROVED] == []


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_the_file_that_is_written_reads_back_to_the_same_paper(seed: int) -> None:
    understood = understand(rendered_paper(seed).paper)
    read_back = read_paper(as_toml(understood).encode())
    assert without_lines(read_back) == without_lines(understood.paper())


def without_lines(paper: PublishedPaper) -> PublishedPaper:
    """Leave out where in its file each figure is."""
    return replace(paper, figures=tuple(replace(figure, line=None) for figure in paper.figures))
