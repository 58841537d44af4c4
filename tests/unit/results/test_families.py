"""A family of results reads the tables that it names, and no other."""

from dataclasses import replace

import pandas as pd
import pytest
from make_cohorts import REFERENCE_STUDY

from il2report.results import StudyResults
from il2report.results.families import Basis, Family, families_of
from il2report.study import Study, Tables, read_study


class Forbidden(pd.DataFrame):
    """A table that must not be looked at."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(f"a table was read that the family does not name ({name})")


def only(study: Study, names: frozenset[str]) -> Study:
    """Give a study all but these tables of which must not be read."""
    tables = {
        name: frame if name in names else object.__new__(Forbidden)
        for name, frame in study.tables.items()
    }
    return replace(study, tables=Tables(tables))


FAMILIES = families_of(read_study(REFERENCE_STUDY).configuration)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_reads_no_table_that_it_does_not_name(
    family: Family, reference_study: Study
) -> None:
    expected = list(family.results(Basis(reference_study)))
    assert expected == list(family.results(Basis(only(reference_study, family.tables))))


@pytest.mark.parametrize(
    "family",
    [family for family in FAMILIES if family.name != "flow"],  # the reference study declares none
    ids=lambda family: family.name,
)
def test_a_family_reads_every_table_that_it_names(family: Family, reference_study: Study) -> None:
    for name in family.tables:
        with pytest.raises(AssertionError, match="does not name"):
            list(family.results(Basis(only(reference_study, family.tables - {name}))))


def test_the_families_together_are_the_catalogue(
    reference_study: Study, reference_results: StudyResults
) -> None:
    basis = Basis(reference_study)
    ids = [result.id for family in FAMILIES for result in family.results(basis)]
    assert sorted(ids) == list(reference_results.catalogue)
