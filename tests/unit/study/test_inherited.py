"""A study of real patients that still has the reference study's title is noticed."""

import pytest

from il2report.study import read_study
from il2report.study.checks.entries import REFERENCE, inherited_choices
from il2report.study.declarations.authors import Author


@pytest.fixture(scope="module")
def choices(project):
    return read_study(project).configuration


def noticed(configuration):
    return [finding.message.partition(":")[0] for finding in inherited_choices(configuration)]


def test_the_reference_study_itself_has_its_own_choices(choices):
    assert [] == noticed(choices)


def test_the_choices_that_were_not_changed_are_one_notice(choices):
    of_patients = choices.model_copy(update={"data_origin": "patients"})
    assert ["title, authors, site.institution"] == noticed(of_patients)


@pytest.mark.parametrize("key", REFERENCE)
def test_a_choice_that_was_changed_is_not_named(choices, key):
    site = choices.site.model_copy(update={"institution": "A hospital"})
    own = {"title": "Our patients", "authors": (Author(name="A. Author"),), "site": site}
    part = key.partition(".")[0]
    changed = choices.model_copy(update={"data_origin": "patients", part: own[part]})
    assert [", ".join(each for each in REFERENCE if each != key)] == noticed(changed)


def test_a_study_that_changed_them_all_has_no_notice(choices):
    site = choices.site.model_copy(update={"institution": "A hospital"})
    own = {"title": "Our patients", "authors": (Author(name="A. Author"),), "site": site}
    assert [] == noticed(choices.model_copy(update={"data_origin": "patients"} | own))
