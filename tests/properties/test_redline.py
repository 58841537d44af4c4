"""Whatever changed between two manuscripts: a redline has both in it, and tells every change."""

import re

from hypothesis import given, settings
from redline_pages import pairs_of_pages
from redline_reading import accepted, read, rejected

from il2report.redline import redline


@given(pairs_of_pages())
def test_it_is_the_new_manuscript_without_what_was_struck_and_the_old_without_what_was_added(pages):
    old, new = pages
    html = redline(old, new).html
    assert read(new).blocks == accepted(html).blocks
    assert read(old).blocks == rejected(html).blocks


@given(pairs_of_pages())
@settings(max_examples=20)
def test_a_manuscript_has_no_changes_against_itself(pages):
    page, _ = pages
    lined = redline(page, page)
    assert ((), read(page).blocks) == (lined.changes, accepted(lined.html).blocks)


@given(pairs_of_pages())
@settings(max_examples=30)
def test_every_change_has_a_place_of_its_own_to_link_to(pages):
    lined = redline(*pages)
    ids = re.findall(r' id="([^"]*)"', lined.html)
    assert len(ids) == len(set(ids))
    assert {change.anchor for change in lined.changes} <= set(ids)
    assert set(re.findall(r'href="#(change-[^"]*)"', lined.html)) <= set(ids)
