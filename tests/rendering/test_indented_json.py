"""Files of JSON are written as Python's own writer indents them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from il2report.document.indented_json import indented

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_it_is_as_python_writes_it(value, sort_keys):
    expected = json.dumps(value, indent=1, ensure_ascii=False, sort_keys=sort_keys)
    assert expected == indented(value, sort_keys=sort_keys)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_does_not_have_is_refused(number):
    with pytest.raises(ValueError, match="cannot be written as JSON"):
        indented({"value": [number]})


@pytest.mark.parametrize("value", [object(), {1, 2}, {"key": b"bytes"}])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        indented(value)
