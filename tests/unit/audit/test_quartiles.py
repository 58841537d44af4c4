"""A published quartile is tried by each definition in use before it is called wrong.

The ages are 40, 50, 60 and 70 years: the quartiles are 47.5 and 62.5 by type 7, 45 and 65 by type 2,
42.5 and 67.5 by type 6.
"""

import pandas as pd
import pytest

from il2report.audit import read_paper
from il2report.reproduction.comparison import reproduction
from il2report.reproduction.counterparts import Counterparts
from il2report.results.catalogue import Catalogue
from il2report.results.characteristics import characteristics_results
from il2report.results.declared import Declared
from il2report.study.codebook import Codebook
from il2report.study.declarations import Declarations

AGE = {"name": "age", "kind": "number", "label": "Age"}


@pytest.fixture
def outcomes(four_patients):
    patients = pd.DataFrame({"patient_id": list("ABCD"), "age": [40.0, 50.0, 60.0, 70.0]})
    declared = Declared(
        {"patients": patients}, Declarations.model_validate({"variable": [AGE]}), Codebook({})
    )
    known = Counterparts(
        four_patients,
        Catalogue.of(characteristics_results(declared, declared.declarations.variable[0])),
    )

    def run(iqr: str) -> list[tuple[str, str]]:
        typed = f'measures.age = {{ iqr.T1 = "{iqr}", result = "cohort.age" }}'
        content = f'paper.title = "A paper"\ngroups.all.n = "4"\n{typed}'
        found = reproduction(read_paper(content.encode(), "paper.toml"), known)
        return [(each.outcome.value, each.why) for each in found.figures[-2:]]

    return run


def test_quartiles_of_the_type_of_the_study_need_no_reason(outcomes):
    assert [("reproduced", "")] * 2 == outcomes("47.5-62.5")


@pytest.mark.parametrize(("iqr", "definition"), [("45-65", 2), ("42.5-67.5", 6)])
def test_quartiles_of_another_type_are_reproduced_and_said_to_be(outcomes, iqr, definition):
    why = f"by quartiles of type {definition}, not those of the study"
    assert [("reproduced", why)] * 2 == outcomes(iqr)


@pytest.mark.parametrize("iqr", ["44-66", "42.4-67.6"])
def test_quartiles_of_no_type_differ(outcomes, iqr):
    assert [("differs", "")] * 2 == outcomes(iqr)
