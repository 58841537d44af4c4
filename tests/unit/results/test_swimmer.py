"""The swimmer plot of a study: there with cycles and an end point from dates, whatever else is there."""

import pytest

from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.errors import StudyRefused
from il2report.figures.alternative_texts import alternative_text_swimmer
from il2report.figures.contents import drawables, figures_of
from il2report.results import compute_results

WORDS = 'event = "Progression"\nwithout = "Not progressed at last contact"'


@pytest.fixture
def swimmer(study_from):
    """Give what the swimmer plot of a study shows."""

    def read(rows, changes=None):
        study = study_from(rows, changes=changes)
        results = compute_results(study)
        printer = Printer(results.catalogue, number_style("ama"))
        return drawables(study, results, printer)["figure.swimmer"]

    return read


def test_without_cycles_there_is_none(study_from, tables):
    del tables["cycles"]
    study = study_from(tables)
    assert "figure.swimmer" not in figures_of(study)
    assert () == compute_results(study).lanes


def test_a_lane_runs_to_the_event_of_the_end_point(swimmer, tables):
    lanes = {lane.patient_id: lane for lane in swimmer(tables).lanes}
    assert ["Q1", "Q2", "Q3", "Q4"] == list(lanes)
    assert (61 / 30.4375, None) == (lanes["Q2"].progression, lanes["Q4"].progression)
    assert [2, 1, 2, 1] == [len(lane.periods) for lane in lanes.values()]


def test_words_are_those_of_the_study(swimmer, tables):
    shown = swimmer(tables, {WORDS: 'event = "Relapse"\nwithout = "No relapse"'})
    assert ("Relapse", "No relapse") == (shown.words.event, shown.words.without)
    style = number_style("ama")
    text = alternative_text_swimmer(shown.lanes, shown.responses, style, shown.words)
    assert text.endswith("2 progressed and 2 had no relapse (Q1 and Q4).")


def test_beyond_the_limit_follow_up_is_summed_up_by_response(swimmer, tables):
    shown = swimmer(tables, {"[swimmer]": "[limits]\nswimmer_lanes = 1\n\n[swimmer]"})
    assert () == shown.lanes
    assert ["CR", "SD", "PD", "NE"] == [spread.response for spread in shown.spreads]
    assert 150 / 30.4375 == shown.spreads[1].progression


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            f'endpoint = "os"\n{WORDS}',
            "swimmer: there is no os. It may be overall_survival, progression",
        ),
    ],
)
def test_an_end_point_that_is_not_there_is_refused(study_from, tables, changed, message):
    with pytest.raises(StudyRefused) as refused:
        study_from(tables, changes={WORDS: changed})
    assert [message] == [finding.message for finding in refused.value.findings]
