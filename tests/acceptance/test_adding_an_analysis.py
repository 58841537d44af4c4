"""A variable, an end point and a comparison, each added to a copy of the reference study as the how-to writes them."""

import re
from pathlib import Path

import pytest
from make_cohorts import write_study
from situations import reference_tables

from il2report.document.definitions import ResultDefinitions
from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.pages.floats import described_table, floats_of
from il2report.results import StudyResults, compute_results
from il2report.study import Study, read_study
from il2report.tables.printing import Source

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to" / "add-an-analysis.md"
BLOCK = re.compile(r"(?:^    .*\n|^\n(?=\n*    ))+", re.MULTILINE)


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, StudyResults]:
    """Give the study with every block of the how-to that is a declaration."""
    folder = write_study(tmp_path_factory.mktemp("added") / "study", reference_tables())
    blocks = (re.sub(r"(?m)^    ", "", block) for block in BLOCK.findall(HOW_TO.read_text("utf-8")))
    with (folder / "study.toml").open("a", encoding="utf-8") as choices:
        choices.writelines(block for block in blocks if block.strip().startswith("[["))
    study = read_study(folder)
    return study, compute_results(study)


def test_a_variable_is_a_row_of_the_table_of_characteristics(
    added: tuple[Study, StudyResults],
) -> None:
    study, results = added
    printer = Printer(results.catalogue, number_style("anticancer-research"))
    source = Source(results.catalogue, study.codebook, printer)
    table = described_table("table.characteristics", source, study, results)
    groups = {str(group.heading): group for panel in table.panels for group in panel.groups}
    rows = {str(row.header): str(row.cells[0].content) for row in groups["Age class"].rows}
    assert {"<50": "6", "≥50": "9"} == rows


@pytest.mark.parametrize(
    ("result", "definition"),
    [
        (
            "cohort.age_class.from_50.n",
            "Patients in the class from 50 (classes of age, divided at 50).",
        ),
        (
            "os.events",
            (
                "Patients with the event of Overall survival: death (death_date, or the last"
                " contact of a patient whose status is DOD or DOC)."
            ),
        ),
        (
            "by_age.sex.p",
            (
                "Sex (sex of data/patients.csv), compared between the groups by Age class."
                " Age class: classes of age, divided at 50."
            ),
        ),
    ],
)
def test_what_is_declared_has_results_that_say_where_they_come_from(
    added: tuple[Study, StudyResults], result: str, definition: str
) -> None:
    study, results = added
    assert definition == ResultDefinitions(study).of(results.catalogue[result])


def test_a_comparison_and_an_end_point_have_their_table_and_figures(
    added: tuple[Study, StudyResults],
) -> None:
    assert {"table.by_age", "figure.os", "figure.os_by_age"} <= floats_of(added[0])
