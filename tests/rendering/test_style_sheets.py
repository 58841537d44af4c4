"""Brackets in a style sheet are bounded, so that reading it ends."""

import pytest

from il2report.templating.style_sheets import DEEPEST, printing_findings, style_faults


@pytest.mark.parametrize(
    ("depth", "expected"), [(DEEPEST - 1, []), (DEEPEST, []), (DEEPEST + 1, [2])]
)
def test_brackets_stand_as_deep_as_the_bound_and_no_deeper(depth, expected):
    style = "\n" + "(" * depth + "x"
    assert expected == [fault.line for fault in style_faults(style) if "deep" in fault.said]


@pytest.mark.parametrize("bracket", ["(", "{", "[", "f(", "p {", "@media {"])
def test_a_style_of_brackets_alone_is_one_fault(bracket):
    style = bracket * 20_000
    assert [f"has brackets more than {DEEPEST} deep"] == [f.said for f in style_faults(style)]
    assert [] == list(printing_findings(style, "templates/styles/own.css"))
