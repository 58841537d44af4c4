"""What holds of the whole manuscript of every series that may be declared, and of its corrections."""

import random
import tempfile
from pathlib import Path

import pytest
from declared_series import corrected, draw_series
from drawn_studies import few_studies, some_studies
from hypothesis import given
from hypothesis import strategies as st
from printed import grammar_slips, printed_slips

from il2report.results import compute_results
from il2report.study import inspect_study
from il2report.workflow.comparing import compared
from il2report.workflow.editions import set_edition


@some_studies
@given(seed=st.integers(0, 10**6))
def test_a_declared_series_is_printed_as_it_was_computed_and_without_a_slip(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = draw_series(seed).write(Path(folder))
        inspected = inspect_study(written)
        assert inspected.study is not None, [*map(str, inspected.findings)]
        results = compute_results(inspected.study)
        assert [] == printed_slips(inspected.study, results, written)
        assert [] == grammar_slips(inspected.study, results, written)


@few_studies
@given(seed=st.integers(0, 10**6))
def test_each_change_in_a_declared_series_is_attributed_to_a_correction(seed: int) -> None:
    series, draw = draw_series(seed), random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        old = set_edition(series.write(Path(folder) / "old"), "old", "")
        changed = corrected(series, draw)
        new = set_edition(series.write(Path(folder) / "new"), "new", "")
        difference = compared(old, new).difference
    assert changed.total() == len(difference.corrections)
    caused = {each.number for each in difference.corrections}
    unexplained = [
        change.id
        for change in difference.changes
        if not {*difference.attributions[change.id].corrections} & caused
    ]
    assert [] == unexplained
    assert not difference.changes or changed


@pytest.mark.parametrize("n", [1000])
def test_a_declared_series_of_a_thousand_patients_is_printed_as_it_was_computed(n: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = draw_series(12, n).write(Path(folder))
        study = inspect_study(written).study
        assert study is not None
        assert [] == printed_slips(study, compute_results(study), written)
