"""The methods that follow from declarations read as sentences of a paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from il2report.document.comparisons import Comparisons
from il2report.document.declared_phrases import DeclaredPhrases
from il2report.document.design_phrases import DesignPhrases, column_words
from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.results import compute_results
from il2report.study import read_study
from il2report.study.running_text import in_running_text
from il2report.workflow.starting import start_study

ROWS = "P1,61,female,2019-01-10,2019-12-01,2019-12-01\nP2,54,male,2019-03-02,,2021-02-02\n"


@pytest.fixture
def design(tmp_path: Path):
    """Phrases of a starter study with two patients and further declarations."""

    def made(declarations: str = "", old: str = "", new: str = "") -> DesignPhrases:
        start_study(tmp_path)
        with (tmp_path / "data/patients.csv").open("a", encoding="utf-8") as file:
            file.write(ROWS)
        choices = (tmp_path / "study.toml").read_text(encoding="utf-8").replace(old, new)
        (tmp_path / "study.toml").write_text(choices + declarations, encoding="utf-8")
        study = read_study(tmp_path)
        results = compute_results(study)
        printer = Printer(results.catalogue, number_style("ama"))
        phrases = Comparisons(printer, study.codebook, 0.05)
        columns = results.declared.columns
        return DesignPhrases(DeclaredPhrases(phrases, columns), study.configuration)

    return made


def test_patients_and_what_was_recorded(design):
    expected = (
        "This retrospective study includes 2\N{NO-BREAK SPACE}patients. Age and sex were recorded."
    )
    assert expected == design().patients().text


def test_site_period_and_subset(design):
    declared = """
[site]
institution = "City Hospital"
city = "Springfield"

[period]
start = 2019-01-01
end = 2020-12-31

[[subset]]
name = "women"
label = "Women"
where = { sex = ["female"] }
"""
    assert (
        "This retrospective study includes 2\N{NO-BREAK SPACE}patients of City Hospital, Springfield, who"
        " entered the study between"
        " January 2019 and December 2020. Age and sex were recorded. The subset “women” consists"
        " of the patients with sex: female."
    ) == design(declared).patients().text


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ('["death_date"]', "from entry to death; patients"),
        ('["death_date", "last_contact_date"]', "from entry to death or last contact, whichever came first; patients"),
    ],
)  # fmt: skip
def test_an_end_point_from_dates(design, event, said):
    text = design("", 'event = ["death_date"]', f"event = {event}").endpoints().text
    assert (
        f"Overall survival was measured {said} without an event were censored at last contact."
        == text
    )


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Karnofsky score", "Karnofsky score"),
        ("T cell count", "T cell count"),
        ("A second tumor", "a second tumor"),
        ("I", "I"),
        ("PD-L1", "PD-L1"),
        ("Sex", "sex"),
    ],
)
def test_names_and_letters_keep_their_capital(label, expected):
    assert expected == in_running_text(label)


def test_a_column_of_days_is_named_by_its_words():
    assert ["last contact", "assessed", "surgery"] == [
        column_words(c) for c in ("last_contact_date", "assessed_on", "surgery")
    ]
