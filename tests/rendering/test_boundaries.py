"""Thresholds of redline, placement and read-back just inside, exactly on, and just outside."""

import copy
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.document.results_json import results_json
from il2report.pages.placement import Float, TextFlow, float_plan
from il2report.redline.blocks import _likenesses
from il2report.redline.changes import mark_moves
from il2report.redline.document import _excerpt
from il2report.redline.edits import Edit, EditedPassage, Fate
from il2report.redline.merging import _is_renamed
from il2report.redline.units import Works
from il2report.redline.wording import _is_too_short
from il2report.revisions.alignment import _is_one_row
from il2report.verification.in_print import (
    MOST_PAIRS,
    PrintComparison,
    PrintedBlock,
    difference_findings,
    nearest,
    repeated_heads,
)
from il2report.verification.passages import quoted
from il2report.verification.results_file import entry_findings
from il2report.verification.truth import Truth

GAP = 18.0

# --- redline --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stayed", "before", "behind", "is_short"),
    [
        (1, 1, 1, True),
        (2, 1, 1, False),
        (2, 2, 2, False),
        (3, 4, 5, True),
        (4, 4, 5, False),
        (4, 5, 4, False),
        (5, 4, 5, False),
    ],
)
def test_words_between_two_changes_stay_when_they_are_as_many_as_the_fewer_beside(
    stayed, before, behind, is_short
):
    stretches = [SimpleNamespace(words=n, has_new_values=False) for n in (before, stayed, behind)]
    assert is_short is _is_too_short(*stretches)
    stretches[1].has_new_values = True
    assert not _is_too_short(*stretches)


@pytest.mark.parametrize(
    ("shared", "old", "new", "likeness"), [(1, 4, 3, 2 / 7), (1, 4, 4, 0.25), (1, 4, 5, 0.0)]
)
def test_blocks_are_versions_of_one_from_a_quarter_of_their_pairs_on(shared, old, new, likeness):
    def block(side, size):
        pairs = frozenset([*range(shared), *((side, n) for n in range(size - shared))])
        return SimpleNamespace(tag="p", is_leaf=True, name="", shingles=lambda: pairs)

    assert likeness == _likenesses([block("old", old)], [block("new", new)])(0, 0)


@pytest.mark.parametrize(
    ("old", "new", "is_renamed"),
    [("ab", "bc", False), ("abc", "bcd", True), ("a", "a", True), ("abcd", "cdef", False)],
)
def test_a_row_is_renamed_when_more_than_half_of_the_shorter_is_in_both(old, new, is_renamed):
    assert is_renamed is _is_renamed(frozenset(old), frozenset(new))


@pytest.mark.parametrize(("length", "is_whole"), [(89, True), (90, True), (91, False)])
def test_a_passage_is_listed_whole_up_to_90_signs(length, is_whole):
    text = ("word " * 20)[: length - 1] + "d"
    assert is_whole is (text == _excerpt(text))


@pytest.mark.parametrize(
    ("columns", "differing", "is_one"),
    [(2, 1, True), (2, 2, False), (4, 1, True), (4, 2, False), (5, 2, True), (5, 3, False)],
)
def test_a_row_is_corrected_when_fewer_than_half_of_its_other_cells_differ(
    columns, differing, is_one
):
    new = tuple(range(differing)) + ("same",) * (columns - differing)
    assert is_one is _is_one_row(("old",) * differing + ("same",) * (columns - differing), new)


def moved(old, new):
    """Strike one text, add another elsewhere, and give the words that moved."""
    passages = [EditedPassage(Works({}).units([text])) for text in (old, new)]
    edits = [
        Edit(Fate.REWRITTEN, removed=[passages[0]]),
        Edit(Fate.REWRITTEN, added=[passages[1]]),
    ]
    mark_moves(edits)
    return [
        [passage.words for passage in found if passage.elsewhere]
        for found in (edits[0].removed, edits[1].added)
    ]


@pytest.mark.parametrize(("words", "found"), [(7, []), (8, [8]), (9, [9])])
def test_a_part_of_a_sentence_has_moved_from_eight_words_on(words, found):
    same = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"][:words]
    assert [found, found] == moved(f"old {' '.join(same)} ends", f"new {' '.join(same)} stops")
    # A comma is no word, so it does not help seven words to be eight.
    same[2] += ","
    assert [found, found] == moved(f"old {' '.join(same)} ends", f"new {' '.join(same)} stops")


@pytest.mark.parametrize(("words", "found"), [(4, []), (5, [5]), (6, [6])])
def test_a_whole_sentence_has_moved_from_five_words_on(words, found):
    same = " ".join(["One", "two", "three", "four", "five", "six"][:words])
    assert [found, found] == moved(f"Old ends. {same}. Gone", f"New ends! {same}. Came")
    assert [[], []] == moved(f"Old ends. {same}; gone", f"New ends! {same}; came")
    assert [[], []] == moved(f"Old ends. {same}. Gone", f"New ends, {same}. Came")


# --- placement ------------------------------------------------------------------------------------


def pages(floats, **flow):
    starts = tuple(150.0 * n for n in range(61))
    flow = {
        "starts": starts,
        "end": 9000,
        "first_page": 1200.0,
        "page_height": 1000.0,
        "columns": 1,
    } | flow
    plan = float_plan(TextFlow(**flow), floats, GAP)
    return [placement.page for placement in plan.placements], list(plan.following)


@pytest.mark.parametrize(("height", "placed"), [(851, [2]), (852, [2]), (853, [])])
def test_a_float_leaves_at_least_13_percent_of_its_page_to_the_text(height, placed):
    starts = tuple(10.0 * n for n in range(900))
    assert placed == pages([Float(height, 1300)], starts=starts)[0]


@pytest.mark.parametrize(("height", "placed"), [(416, [2, 2]), (417, [2, 2]), (418, [2, 3])])
def test_floats_share_at_most_87_percent_of_a_page(height, placed):
    starts = tuple(10.0 * n for n in range(900))
    assert placed == pages([Float(height, 1190), Float(height, 1190)], starts=starts)[0]


@pytest.mark.parametrize(("height", "placed"), [(382, [2, 2]), (383, [2, 3])])
def test_floats_that_the_page_cites_leave_it_more_than_a_strip_of_text(height, placed):
    assert placed == pages([Float(height, 1201), Float(height, 1201)])[0]


@pytest.mark.parametrize(("cited_at", "placed"), [(1899, [2]), (1900, [2]), (1901, [3])])
def test_a_float_stands_on_the_page_of_its_citation(cited_at, placed):
    assert placed == pages([Float(282, cited_at)])[0]


@pytest.mark.parametrize(
    ("start", "placed"), [(1200.0, []), (1200.1, [2]), (1899.9, [2]), (1900.0, [])]
)
def test_a_float_is_anchored_strictly_within_its_page(start, placed):
    assert placed == pages([Float(282, 1300)], starts=(start,))[0]


@pytest.mark.parametrize(("end", "following"), [(1201, []), (1200, [0]), (1199, [0])])
def test_no_float_heads_a_page_that_has_no_text(end, following):
    assert following == pages([Float(300, 100)], starts=(1200.5,), end=end)[1]


# --- read-back ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def contradictions(case):
    """Change values of results.json, and give the codes of what contradicts another value."""
    study, results, folder = case("reference")
    printer = Printer(results.catalogue, number_style("anticancer-research"))
    document = json.loads(results_json(printer, study.fingerprint))

    def found(**values):
        changed = copy.deepcopy(document)
        for key, value in values.items():
            changed["results"][key.replace("__", ".")]["value"] = value
        truth = Truth.of(study, results, changed, folder, None)
        return {each.code for each in entry_findings(truth)} - {"differing-results"}

    return found


def test_an_abbreviation_and_its_meaning_are_names_that_may_have_a_digit(case):
    study, results, folder = case("reference")
    explained = {"PD-L1": "programmed death ligand 1"}
    choices = study.configuration.model_copy(update={"abbreviations": explained})
    printer = Printer(results.catalogue, number_style("anticancer-research"))
    document = json.loads(results_json(printer, study.fingerprint))
    truth = Truth.of(replace(study, configuration=choices), results, document, folder, None)
    assert "     ,                          ; 1" == truth.without_names(
        "PD-L1, programmed death ligand 1; 1"
    )


@pytest.mark.parametrize(
    ("percent", "differs"), [(20, False), (20 + 1e-9, False), (20 + 1e-7, True), (19.9, True)]
)
def test_a_percentage_is_that_of_its_count_but_for_rounding(contradictions, percent, differs):
    assert ({"differing-share"} if differs else set()) == contradictions(
        response__orr__percent=percent
    )


@pytest.mark.parametrize(
    ("median", "is_outside"), [(0.9, True), (1, False), (2, False), (3, False), (3.1, True)]
)
def test_an_estimate_is_within_its_limits(contradictions, median, is_outside):
    limits = {"progression__median__ci_low": 1, "progression__median__ci_high": 3}
    found = contradictions(progression__median=median, **limits)
    assert ({"disordered-range"} if is_outside else set()) == found


@pytest.mark.parametrize(("least", "is_found"), [(61, True), (20, False)])
def test_a_mean_is_within_least_and_greatest(contradictions, least, is_found):
    found = contradictions(cohort__age__min=least)
    assert ({"disordered-range"} if is_found else set()) == found


@pytest.mark.parametrize(("high", "is_found"), [(2, False), (1, False), (0.9, True)])
def test_the_lower_limit_is_not_above_the_upper(contradictions, high, is_found):
    values = {"progression__median": 1, "progression__median__ci_low": 1}
    found = contradictions(**values, progression__median__ci_high=high)
    assert is_found is ("disordered-range" in found)


@pytest.mark.parametrize(("low", "high"), [(5, None), (None, -1), (None, None)])
def test_a_limit_that_is_no_number_is_in_no_order(contradictions, low, high):
    values = {"progression__median__ci_low": low, "progression__median__ci_high": high}
    assert set() == contradictions(**values)


@pytest.mark.parametrize(
    ("other", "is_near"),
    [
        ("abc", True),
        ("abxy", True),
        ("axyz", False),
        ("abcd" + 8 * "x", True),
        ("abcd" + 9 * "x", False),
    ],
)
def test_a_passage_is_like_another_from_half_of_its_letters_on(other, is_near):
    assert is_near is (nearest("abcd", [(1, other)]) is not None)


@pytest.mark.parametrize(("beyond", "is_compared"), [(99, True), (100, True), (101, False)])
def test_of_too_many_differences_none_is_compared(beyond, is_compared):
    spot = SimpleNamespace(section="Results")
    lacking = (PrintedBlock("abcd", "abcd", spot),) * (MOST_PAIRS // 100)
    found = PrintComparison(lacking, ((1, "abcx"),) * beyond)
    messages = [finding.message for finding in difference_findings(found)]
    assert is_compared is ("the print has 'abcx' where the page has" in messages[0])
    assert len(messages) == len(lacking) + (0 if is_compared else beyond)


@pytest.mark.parametrize(("letters", "is_head"), [(11, False), (12, True), (13, True)])
def test_the_head_of_a_table_is_unmistakable_from_twelve_letters_on(letters, is_head):
    spot = SimpleNamespace(within=lambda _: True, element=SimpleNamespace(tag="th"))
    block = SimpleNamespace(letters="x" * letters, spot=spot)
    assert is_head is bool(repeated_heads([block]))


@pytest.mark.parametrize(("length", "is_whole"), [(44, True), (45, True), (46, False)])
def test_up_to_45_signs_on_either_side_are_quoted(length, is_whole):
    side = ("word " * 10)[: length - 1] + "d"
    assert (is_whole, is_whole) == ("..." not in quoted(side, " x", ""), "..." not in quoted("", "x ", side))  # fmt: skip
