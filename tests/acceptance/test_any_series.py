"""Series of every shape build, read grammatically, and are read back without a finding."""

import random
from pathlib import Path

import pytest
from declared_series import Series
from printed import grammar_slips, printed_slips

from il2report import build, read_study
from il2report.results import compute_results
from il2report.workflow.auditing import audit_of_study


def series(n: int, variables: int, groups: int = 0, seed: int = 1) -> Series:
    """Give patients with numbers, survival and, if asked, groups that are compared."""
    draw = random.Random(seed)
    made = Series(n)
    made.tables["patients"] = [{"patient_id": f"P{row:04}"} for row in range(n)]
    for place in range(variables):
        for row in made.patients:
            row[f"factor_{place}"] = draw.choice(("", *(str(draw.randrange(10, 90)),) * 9))
        label = f"Serum factor {chr(65 + place)}"
        made.declare("variable", name=f"factor_{place}", kind="number", label=label, unit="U/L")
    if groups:
        levels = {name: (name.title(), "") for name in ("first", "second", "third")[:groups]}
        for place, row in enumerate(made.patients):
            row["arm"] = tuple(levels)[place % groups]
            row["months"], row["died"] = str(draw.randrange(1, 60)), draw.choice("01")
        made.encode("patients", "arm", levels)
        made.encode("patients", "died", {"0": ("No", ""), "1": ("Yes", "")})
        made.declare("variable", name="arm", kind="category", label="Treatment arm")
        how = {"time": "months", "unit": "months", "event_column": "died", "event_codes": ["1"]}
        made.declare("endpoint", name="os", label="Overall survival", **how, landmarks_months=[6])
        tests = {"category": "fisher", "number": "student", "time": "log_rank"}
        of = ["characteristics", "os"]
        made.declare("comparison", name="by_arm", by="arm", of=of, tests=tests)
        model = {"kind": "cox", "endpoint": "os", "variables": ["arm"]}
        made.declare("model", name="os_cox", **model)
    return made


SHAPES = {
    "one variable and nothing else": series(12, 1),
    "20 variables": series(40, 20),
    "two groups": series(30, 2, groups=2),
    "two groups of three patients": series(3, 2, groups=2),
    "three patients": series(3, 1),
    "a thousand patients": series(1000, 2, groups=2),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_series_of_any_shape_reads_grammatically_and_as_it_was_computed(
    shape: str, tmp_path: Path
) -> None:
    folder = SHAPES[shape].write(tmp_path)
    study = read_study(folder)
    results = compute_results(study)
    assert [] == printed_slips(study, results, folder)
    assert [] == grammar_slips(study, results, folder)


def test_a_series_of_three_patients_in_two_groups_is_printed_and_its_audit_finds_nothing(
    tmp_path: Path,
) -> None:
    folder = SHAPES["two groups of three patients"].write(tmp_path)
    build(folder, folder, formats=("html", "pdf"))
    manuscript = audit_of_study(folder).manuscript
    assert manuscript is not None
    assert [] == [*map(str, manuscript.findings)]
