"""A changed declaration is written as what it sets."""

import pytest

from il2report.revisions.choice_changes import _in_words
from il2report.study.declarations import Variable


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        (
            {"name": "old", "label": "Old", "cut": {"of": "age", "at": [65]}},
            "old (label Old, cut (of age, at 65))",
        ),
        (
            {"name": "ill", "label": "Ill", "count_true": ["a", "b"]},
            "ill (label Ill, count_true a and b)",
        ),
        (
            {"name": "score", "label": "Score", "sum_of": {"a": 1, "b": 2.5}},
            "score (label Score, sum_of (a 1, b 2.5))",
        ),
    ],
)
def test_a_derivation_is_written_in_words_and_not_as_python_has_it(declared, text):
    assert text == _in_words(Variable.model_validate(declared).model_dump(exclude_defaults=True))
