"""A rule of eligibility has the name of a variable; a bare value is answered with how a rule is written."""

import pytest
from pydantic import ValidationError

from il2report.study.declarations.eligibility import EligibilityRule

HOW = "a rule has the name of a variable, and min, max or levels: age = { min = 18 }"


@pytest.mark.parametrize("bare", [18, "18", True, ["18"]])
def test_a_bare_value_is_answered_with_how_a_rule_is_written(bare):
    with pytest.raises(ValidationError) as refused:
        EligibilityRule.model_validate(bare)
    assert [f"Value error, {HOW}"] == [each["msg"] for each in refused.value.errors()]


def test_a_rule_with_a_limit_is_taken():
    assert 18 == EligibilityRule.model_validate({"min": 18}).min
