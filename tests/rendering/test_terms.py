"""templates/terms.toml lists names with a digit, and no number under another heading."""

import pytest

from il2report.templating.terms import is_a_number, read_terms

NAMES = [
    "IL-2",
    "interleukin-2",
    "interferon alfa-2b",
    "CD8",
    "PD-L1",
    "Ki-67",
    "5-FU",
    "5-fluorouracil",
    "13-cis-retinoic acid",
    "H2O",
    "m²",
    "18F-FDG",
    "HER2/neu",
    "COVID-19",
    "gp100",
    "grade 3",
    "grade 3 or 4",
    "grades 3-4",
    "Grade 3–4",
    "stage IIIB2",
    "phase 2",
    "phase 1/2 trial",
    "type 2 diabetes",
    "arm 1",
    "day 1",
    "week 12",
    "version 3.0",
    "CTCAE 3.0",
    "RECIST 1.1",
    "SPSS 25",
    "R 4.2",
    "NCT01234567",
    "one case report",
]
NUMBERS = [
    "12",
    "12.4",
    "12·4",
    "1,234",
    "12.4 months",
    "12.4-month",
    "12-month",
    "12 months",
    "twelve months",
    "fifteen patients",
    "15 patients",
    "15-patient series",
    "20%",
    "20 %",
    "20 percent",
    "n = 15",
    "n=15",
    "p=0.03",
    "p 0.03",
    "P < 0.001",
    "HR 0.5",
    "OR 2",
    "95% CI 4.3-48.1",
    "SD 8.6",
    "about 15",
    "median 12",
    "of 15",
    "3 of 15",
    "3/15",
    "15",
    "⑮",
    "½",
    "10²",
    "2x",
    "600,000 IU/kg",
    "5 mg",
    "5mg",
    "grade 3 events",
    "grade 3 in 12 months",
    "grade 3.5",
    "stage 12 patients",
    "phase 2 and 15 patients",
    "IL-2 in 15 patients",
    "interleukin-2 for 12 months",
    "IL-2 12.4",
    "3rd",
    "1999",
    "the 1990s",
    "two of three patients",
]


@pytest.mark.parametrize("term", NAMES)
def test_a_name_with_a_digit_can_be_listed(term):
    assert not is_a_number(term)


@pytest.mark.parametrize("term", NUMBERS)
def test_a_number_cannot_be_listed_as_a_term(term):
    assert is_a_number(term)


def own_terms(tmp_path, source):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/terms.toml").write_text(source, encoding="utf-8")
    return read_terms(tmp_path)


def test_a_number_in_the_file_is_named_with_its_line_and_lets_nothing_through(tmp_path):
    terms = own_terms(tmp_path, '[[term]]\ntext = "12.4 months"\nreason = "the median"\n')
    (found,) = terms.findings
    assert ("number-as-term", "templates/terms.toml, line 2") == (found.code, str(found.place))
    assert () == terms.names


@pytest.mark.parametrize(
    "source",
    [
        "term = 5\n",
        "[term]\ntext = 'IL-2'\n",
        "[[term]]\n",
        "[[term]]\ntext = 'IL-2'\n",
        "[[term]]\ntext = 'IL-2'\nreason = ' '\n",
        "[[term]]\ntext = 2\nreason = 'x'\n",
        "[[term]]\ntext = 'IL-2'\nreason = 'x'\nnote = 'y'\n",
        "[[terms]]\ntext = 'IL-2'\nreason = 'x'\n",
        "[[uncited]]\nreference = ['x']\nreason = 'x'\n",
        "term = [",
        "term = [1, 2]\n",
    ],
)
def test_what_is_no_entry_is_a_finding(tmp_path, source):
    assert "bad-term" in {finding.code for finding in own_terms(tmp_path, source).findings}
