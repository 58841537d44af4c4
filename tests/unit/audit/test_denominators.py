"""Percentages are of the patients of the column, or of those whose number a row near them gives."""

from pipes import read, table

import pytest

from il2report.audit import Certainty, audit

OF_SOME = {}
OF_SOME["a total below rows without a section"] = """
 | Lung (n = 500) | Colon (n = 300)
Stage I | 100 20% | 90 30%
Unknown stage | 100 20% | 60 20%
Early | 250 62.5% | 180 75.0%
Advanced | 150 37.5% | 60 25.0%
All known stage | 400 | 240
Men | 300 60% | 150 50%
"""
OF_SOME["a total above rows without a section"] = """
 | Lung (n = 500) | Colon (n = 300)
Men | 300 60% | 150 50%
Known stage | 400 | 240
Early | 250 62.5% | 180 75.0%
Advanced | 150 37.5% | 60 25.0%
"""
OF_SOME["a row of the number of patients that is not that of the column"] = """
 | Lung (n = 500) | Colon (n = 300)
Men | 300 60% | 150 50%
Total | 400 | 240
Early | 250 62.5% | 180 75.0%
Advanced | 150 37.5% | 60 25.0%
"""
OF_SOME["a total in a section of which some rows are of the column"] = """
 | Lung (n = 500) | Colon (n = 300)
Stage | |
  I | 150 30.0% | 120 40.0%
  II | 100 20.0% | 60 20.0%
  III | 150 30.0% | 60 20.0%
  Unknown | 100 20.0% | 60 20.0%
  Early | 250 62.5% | 180 75.0%
  Advanced | 150 37.5% | 60 25.0%
  All known | 400 | 240
"""
OF_SOME["a total with its own percentage"] = """
 | Lung (n = 500) | Colon (n = 300)
PD-L1 | |
  Tested | 400 80.0% | 240 80.0%
  Early | 250 62.5% | 180 75.0%
  Advanced | 150 37.5% | 60 25.0%
"""
OF_SOME["a total behind a section"] = """
 | Lung (n = 500) | Colon (n = 300)
Sex | |
  Men | 300 60% | 150 50%
Stage | |
  Early | 250 62.5% | 180 75.0%
  Advanced | 150 37.5% | 60 25.0%
Stage known | 400 | 240
"""
OF_SOME["a total before a section"] = """
 | Lung (n = 500) | Colon (n = 300)
Stage known | 400 | 240
Stage | |
  Early | 250 62.5% | 180 75.0%
  Advanced | 150 37.5% | 60 25.0%
"""


@pytest.mark.parametrize("name", OF_SOME)
def test_percentages_of_a_total_near_them_are_accepted_and_listed_as_a_doubt(name):
    understood = read(table(OF_SOME[name]))
    contradicted = [f for f in audit(understood.paper()) if f.is_contradiction]
    sizes = {cell.row: cell.n for cell in understood.cells if cell.column.startswith("Lung")}

    assert contradicted == []
    assert [f for f in audit(understood.paper()) if f.certainty is Certainty.SUSPICIOUS] == []
    assert (sizes["Early"], sizes["Advanced"]) == ("400", "400")
    assert {doubt.row for doubt in understood.doubts if "in the row" in doubt.message} == {
        "Early",
        "Advanced",
    }


def test_a_wrong_percentage_of_a_total_is_suspicious_and_not_proved():
    columns = ["Lung", "Skin", "Bone", "Liver", "Brain", "Colon"]
    text = "\n".join(
        [
            "|" + "|".join(f"{name} (n = 500)" for name in columns),
            "Early|" + "|".join(["250 62.5%"] * 5 + ["250 66.5%"]),
            "Advanced|" + "|".join(["150 37.5%"] * 6),
            "All known stage|" + "|".join(["400"] * 6),
        ]
    )
    found = [f for f in audit(read(table(text)).paper()) if f.check == "differing-figures"]

    assert [f.certainty for f in found] == [Certainty.SUSPICIOUS]
    assert "66.5% in Table 1 is 266 of 400" in found[0].arithmetic


def test_one_wrong_percentage_is_not_explained_by_a_total_that_it_fits():
    """40 of 80 is 50.0%: the row of the total is another one, and the column explains the others."""
    text = """
 | A (n = 100) | B (n = 50)
Diabetes | 40 50.0% | 20 40.0%
Smokers | 30 30.0% | 10 20.0%
Known stage | 80 | 50
"""
    found = [f for f in audit(read(table(text)).paper()) if f.certainty is Certainty.SUSPICIOUS]

    assert [f.check for f in found] == ["differing-figures"]
    assert "of 100" in found[0].arithmetic


def test_rows_that_fit_their_column_remain_of_it_beside_a_total():
    text = """
 | A (n = 100) | B (n = 50)
Diabetes | 40 40.0% | 20 40.0%
Smokers | 30 30.0% | 10 20.0%
All tumors | 80 | 40
"""
    understood = read(table(text))

    assert {cell.n for cell in understood.cells} == {"100", "50"}
    assert not any("in the row" in doubt.message for doubt in understood.doubts)


def test_a_size_in_a_section_is_no_denominator_where_all_percentages_are_of_the_column():
    text = """
 | A (n = 100) | B (n = 50)
Sites of metastases | |
  Lung | 80 80.0% | 20 40.0%
  Liver | 60 60.0% | 10 20.0%
  Total | 140 | 30
"""
    found = [f for f in audit(read(table(text)).paper()) if f.is_contradiction]

    assert found == []


def test_a_row_of_the_missing_alone_is_of_its_column_without_a_doubt():
    understood = read(table("| A (n = 100)\nSmokers | 40 40.0%\nUnknown | 5 5.0%"))

    assert understood.doubts == ()
