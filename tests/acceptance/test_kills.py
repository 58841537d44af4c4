"""A whole run that is killed while it writes leaves the old outputs or the new ones, and no mixture."""

from kills import VERBS, kills


def test_a_build_that_is_killed_leaves_old_or_new_outputs(tmp_path):
    assert [] == kills(tmp_path, VERBS["build-html"], 1, first=1).wrong
