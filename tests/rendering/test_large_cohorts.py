"""Beyond the limits of study.toml a manuscript sums patients up and lists them beside itself."""

import csv
import io
from pathlib import Path

import pytest
from make_cohorts import cohort, write_study
from plain_text import rendered

from il2report.document.results_json import results_json
from il2report.figures.drawing import draw_swimmer_summary
from il2report.pages.manuscript import Typesetter
from il2report.results import StudyResults, compute_results
from il2report.study import Study, read_study
from il2report.tables.listing_file import inert, is_listing_printed, listing_csv

PATIENTS = 1200
COLUMNS = (
    "patient_id sex age ecog ldh site prior doses_by_cycle best_response ttdp_months ttdp_event"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables = cohort(PATIENTS, 3, brain_patients=50, missing_ldh=9)
    return write_study(tmp_path_factory.mktemp("large"), tables)


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return read_study(folder)


@pytest.fixture(scope="module")
def results(study: Study) -> StudyResults:
    return compute_results(study)


@pytest.fixture(scope="module")
def typesetter(study: Study, results: StudyResults, folder: Path) -> Typesetter:
    return Typesetter(study, results, folder)


def test_the_listing_has_a_row_for_every_patient(results: StudyResults) -> None:
    rows = list(csv.reader(io.StringIO(listing_csv(results))))
    assert COLUMNS == " ".join(rows[0])
    times = results.declared.times["progression"]
    assert list(times.patients) == [row[0] for row in rows[1:]]
    assert [str(months) for months in times.months] == [row[9] for row in rows[1:]]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\tx"])
def test_a_cell_that_starts_like_a_formula_is_inert(cell: str) -> None:
    assert f"'{cell}" == inert(cell)


def test_any_other_cell_stays_as_it_is() -> None:
    assert "P01" == inert("P01")


def test_nothing_is_kept_of_each_patient(study: Study, results: StudyResults) -> None:
    singles = [key for key in results.catalogue if key.startswith(("patient.", "brain.P"))]
    assert ([], (), False) == (singles, results.lanes, is_listing_printed(study))


def test_the_supplement_names_the_file_instead_of_the_table(typesetter: Typesetter) -> None:
    text = rendered(typesetter, "supplement")
    assert (True, False) == ("listing.csv" in text, "float:table.s_listing" in text)


def test_the_legend_tells_of_boxes_instead_of_lanes(typesetter: Typesetter) -> None:
    text = typesetter.caption("figure.swimmer")
    assert (True, False) == ("Each box holds" in text, "Each lane" in text)


def test_every_patient_is_in_one_box(results: StudyResults) -> None:
    assert PATIENTS == sum(spread.patients for spread in results.spreads)


def test_a_box_stands_for_each_response(study: Study, results: StudyResults) -> None:
    labels = dict.fromkeys(study.codebook.codes("patients", "best_response"), "Response")
    axes = draw_swimmer_summary(results.spreads, labels).axes[0]
    ticks = [text.get_text() for text in axes.get_yticklabels()]
    expected = [f"Response ({each.response}), n = {each.patients}" for each in results.spreads]
    assert expected == ticks


def test_many_patients_of_one_result_are_counted(typesetter: Typesetter) -> None:
    text = results_json(typesetter.printer, "")
    assert f'"patients_n": {PATIENTS}' in text
