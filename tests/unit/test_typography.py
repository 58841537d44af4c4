"""Apostrophes and no-break spaces, set in a text whose nodes stay."""

import pytest

from il2report.document.tree import Element, Fragment, Number, Word, plain_text
from il2report.document.typography import as_typed, typeset

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("over 15 minutes", "over 15~minutes"),
        ("600,000 IU/kg", "600,000~IU/kg"),
        ("621 U/L of LDH", "621~U/L of LDH"),
        ("7.1 mm", "7.1~mm"),
        ("15 monthly visits", "15 monthly visits"),
        ("15 patients", "15 patients"),
        ("2 g-force", "2 g-force"),
        ("stage IV disease", "stage~IV disease"),
        ("stage I", "stage~I"),
        ("a stage Ivan", "a stage Ivan"),
        ("grade 3", "grade~3"),
        ("upgrade 3", "upgrade 3"),
        ("95% CI 4.3-48.1%", "95%~CI 4.3-48.1%"),
        ("95% CI, 4.3-48.1", "95%~CI, 4.3-48.1"),
        ("5.1 (SD 2.1) years", "5.1 (SD~2.1)~years"),
        ("p = 0.03", "p~=~0.03"),
        ("p < -0.03", "p~<~-0.03"),
        ("P = .03, P < ·03", "P~=~.03, P~<~·03"),
        ("a = b", "a = b"),
        ("Lang et al. say", "Lang et~al. say"),
        ("Student's and the patients' own", "Student’s and the patients’ own"),
        ("a 'quote", "a 'quote"),
    ],
)
def test_what_belongs_together_is_not_parted(typed, printed):
    assert printed.replace("~", NBSP) == plain_text(typeset([typed]))
    assert len(typed) == len(printed)


def test_a_number_from_data_keeps_its_node_and_holds_what_is_beside_it():
    number = Number("a.median", "2.9", 2.9)
    text = typeset([Element("p", ("a median of ", number, " months; grade ", number))])
    [paragraph] = text
    assert f"a median of 2.9{NBSP}months; grade{NBSP}2.9" == plain_text(paragraph.children)
    assert [number, number] == [each for each in paragraph.children if isinstance(each, Number)]


def test_signs_are_seen_across_the_elements_of_a_line_and_not_across_blocks():
    inline = typeset([Element("strong", ("grade",)), " 3"])
    assert f"grade{NBSP}3" == plain_text(inline)
    blocks = typeset([Element("p", ("It was of grade ",)), Element("p", ("3 of them",))])
    assert NBSP not in plain_text(blocks)


def test_what_comes_from_data_and_what_is_code_stays_as_it_is():
    nodes = Fragment.of(Word("patients.patient_id", "O'N 3 mg"), Element("code", ("it's 3 mg",)))
    assert nodes == typeset(nodes)
    block = Fragment.of(Element("pre", ("it's 3 mg",)))
    assert block == typeset(block)


def test_texts_are_compared_as_typed():
    assert "Student's" == as_typed(plain_text(typeset(["Student's"])))


def test_the_symbol_of_a_test_is_italic_where_a_style_has_it():
    text = "Student's t-test, a t test, Welch's t, a T-test, not-t tests"
    italic = typeset([text], has_italic_symbols=True)
    assert ["t", "t", "t"] == [
        plain_text(each.children) for each in italic if isinstance(each, Element)
    ]
    assert plain_text(typeset([text])) == plain_text(italic)
