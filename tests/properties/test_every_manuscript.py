"""What holds of the whole manuscript of every valid cohort: no slip, no gap, no broken claim."""

import pytest
from drawn_studies import DrawnStudy, half_as_many_studies, manuscripts
from hypothesis import given
from printed import GRAMMAR, grammar_slips, printed_slips


@half_as_many_studies
@given(drawn=manuscripts())
def test_every_number_of_a_drawn_manuscript_is_true_and_no_text_has_a_gap(
    drawn: DrawnStudy,
) -> None:
    assert [] == printed_slips(drawn.study, drawn.results)


@half_as_many_studies
@given(drawn=manuscripts())
def test_no_sentence_of_a_drawn_manuscript_has_a_slip_of_grammar(drawn: DrawnStudy) -> None:
    assert [] == grammar_slips(drawn.study, drawn.results)


@pytest.mark.parametrize(
    "sentence",
    [
        "The the rate was low.",
        "In one patients it resolved.",
        "It resolved in three patient.",
        "Three was censored.",
        "It was so.. It is.",
        "It was so. it is.",
        "Best response was  mixed.",
        "All two were women.",
        "None had it.",
    ],
)
def test_a_slip_of_grammar_would_be_seen(sentence: str) -> None:
    assert GRAMMAR.search(sentence)
