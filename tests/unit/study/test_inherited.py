"""A study of real patients that still has the reference study's title is noticed."""

import pytest

from il2report.study import read_study
from il2report.study.checks.inherited import REFERENCE, inherited_choices


@pytest.fixture(scope="module")
def choices(project):
    return read_study(project).configuration


def noticed(configuration):
    return [finding.message.partition(" ")[0] for finding in inherited_choices(configuration)]


def test_the_reference_study_itself_has_its_own_choices(choices):
    assert [] == noticed(choices)


def test_each_choice_that_was_not_changed_is_noticed(choices):
    assert list(REFERENCE) == noticed(choices.model_copy(update={"data_origin": "patients"}))


@pytest.mark.parametrize("key", REFERENCE)
def test_a_choice_that_was_changed_is_not(choices, key):
    site = choices.site.model_copy(update={"institution": "A hospital"})
    own = {"title": "Our patients", "authors": ("A. Author",), "site": site}
    part = key.partition(".")[0]
    changed = choices.model_copy(update={"data_origin": "patients", part: own[part]})
    assert [each for each in REFERENCE if each != key] == noticed(changed)
