"""What a variable may declare of its place in tables."""

import pytest
from pydantic import ValidationError

from il2report.study.declarations import Declarations

SITE = {"name": "site", "label": "Site", "kind": "category", "table": "metastases"}
AGE = {"name": "age", "label": "Age", "kind": "number"}
ANY = {"name": "any", "label": "Any", "any_of": {"table": "metastases"}}


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ([{**AGE, "counted": "old"}], "age is a number, so it has no level that is counted"),
        ([SITE, {**AGE, "row_of": "site"}], "age: row_of is for a yes-no variable"),
        ([AGE, {**ANY, "row_of": "age"}], "variable any: row_of age, which has no levels as rows"),
        ([{**ANY, "row_of": "any"}], "variable any: row_of any, which has no levels as rows"),
        ([{**ANY, "row_of": "sites"}], "variable any: row_of: there is no sites"),
    ],
)
def test_a_place_that_cannot_be_is_refused(variables: list[object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Declarations.model_validate({"variable": variables})


def test_a_yes_no_variable_may_be_a_row_of_another() -> None:
    declared = Declarations.model_validate({"variable": [SITE, {**ANY, "row_of": "site"}]})
    assert "site" == declared.variables["any"].row_of
