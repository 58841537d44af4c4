"""What a study declares of its authors, of ethics, funding and design, and what `check` misses of it."""

import pytest

from il2report.study import read_study
from il2report.study.checks.statements import missing_declarations
from il2report.study.configuration import read_configuration

HEAD = 'title = "A"\nshort_title = "B"\ndata_origin = "patients"\n'
WHOLE = """
[[authors]]
given = "Jane A."
family = "Doe"
degrees = ["MD", "PhD"]
affiliations = ["clinic"]
orcid = "https://orcid.org/0000-0002-1694-233X"
email = "jane.doe@example.org"
corresponding = true
roles = ["conceptualization", "writing - original draft"]

[[authors]]
group = "The Study Group"

[affiliations]
clinic = "Department of Oncology, A Hospital, A City"

[ethics]
body = "The ethics committee of A Hospital"
number = "2009-17"
date = 2009-02-03
consent = "waived"

[[grant]]
funder = "A Foundation"
number = "R01-CA1"
recipients = ["Jane A. Doe"]
role = "The funder had no role."

[statements]
conflicts = "None."
data_availability = "On request."
registration = "Not registered."

[design]
data_cutoff = 2009-07-02
sampling = "consecutive"
follow_up_schedule = "visits every three months"
"""


def read(text):
    findings = []
    return read_configuration((HEAD + text).encode(), findings.append), findings


def changed(old, new=""):
    assert WHOLE.count(old) == 1
    return read(WHOLE.replace(old, new))


def test_a_study_that_declares_all_has_no_notice():
    choices, findings = read(WHOLE)
    assert [] == findings
    assert [] == list(missing_declarations(choices))
    first, group = choices.authors
    assert ("Jane A. Doe", "J.A.D.") == (first.full_name, first.initials)
    assert "0000-0002-1694-233X" == first.orcid
    assert "The Study Group" == group.initials


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        (
            'body = "The ethics committee of A Hospital"\nnumber = "2009-17"\ndate = 2009-02-03\n',
            "ethics approval or exemption",
        ),
        ('consent = "waived"\n', "the consent of patients"),
        ('conflicts = "None."\n', "conflicts of interest"),
        ('data_availability = "On request."\n', "the availability of data"),
        ('registration = "Not registered."\n', "registration"),
        ('role = "The funder had no role."\n', "the role of the funder"),
        (WHOLE[WHOLE.index("[[grant]]") : WHOLE.index("[statements]")], "funding"),
        ("corresponding = true\n", "no author is corresponding"),
        (
            'affiliations = ["clinic"]\n',
            "without affiliation: Jane A. Doe; affiliations of no author: clinic",
        ),
        (
            'roles = ["conceptualization", "writing - original draft"]\n',
            "without CRediT role: Jane A. Doe",
        ),
        ("data_cutoff = 2009-07-02\n", "does not set data_cutoff"),
        ('sampling = "consecutive"\n', "does not set sampling"),
        ('follow_up_schedule = "visits every three months"\n', "does not set follow_up_schedule"),
    ],
)
def test_each_declaration_that_is_missing_is_named(lost, said):
    choices, _ = changed(lost)
    [notice] = missing_declarations(choices)
    assert said in notice.message
    assert not notice.is_error


def test_data_that_are_not_of_patients_need_no_statements():
    choices, _ = read('authors = ["A. Author"]\n')
    synthetic = choices.model_copy(update={"data_origin": "synthetic"})
    assert 8 == len(list(missing_declarations(choices)))
    assert [] == list(missing_declarations(synthetic))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("233X", "2330", "authors.orcid, entry 1: 0000-0002-1694-2330 is no ORCID iD: its last character would be X"),
        ("233X", "233", "is no ORCID iD; write it as 0000-0002-1825-0097"),
        ('email = "jane.doe@example.org"\n', "", "authors, entry 1: Jane A. Doe is corresponding and has no email"),
        ('"clinic"]', '"clinics"]', "Jane A. Doe has the affiliation 'clinics', which [affiliations] lacks. Did you mean clinic?"),
        ('["Jane A. Doe"]', '["Jane Doe"]', "the recipient 'Jane Doe' is no author. Did you mean Jane A. Doe?"),
        ('family = "Doe"\n', "", "authors, entry 1: given has no family beside it"),
        ('group = "The Study Group"', 'group = "The Study Group"\nname = "X"', "an author has given and family, or name, or group"),
        ('"conceptualization"', '"conceptualisation"', "Did you mean conceptualization?"),
        ('body = "The ethics committee of A Hospital"\n', "", "ethics: number and date are those of a decision; name its body"),
        ('sampling = "consecutive"', 'sampling = "consecutive"\nselection = "age"', 'set sampling = "selected"'),
    ],
)  # fmt: skip
def test_a_declaration_that_cannot_be_is_an_error(old, new, said):
    choices, [finding] = changed(old, new)
    assert choices is None
    assert said in finding.message


@pytest.mark.parametrize(
    ("number", "is_right"),
    [("0000-0002-1825-0097", True), ("0000-0002-1825-0098", False), ("0000-0001-5109-3700", True)],
)
def test_the_check_digit_of_an_orcid(number, is_right):
    choices, _ = changed("https://orcid.org/0000-0002-1694-233X", number)
    assert is_right == (choices is not None)


def test_a_list_of_names_is_authors_of_names_alone(small_study):
    [author] = read_study(small_study()).configuration.authors
    assert ("A. Author", True) == (author.full_name, author.is_name_alone)
