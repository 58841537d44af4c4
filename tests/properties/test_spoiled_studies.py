"""A spoiled study ends in findings or in a true manuscript: no traceback, no silent blank."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from make_cohorts import REFERENCE_STUDY
from printed import printed_slips
from spoiled import slips, spoiled

from il2report.cli.checking import check_study, printed_proof, study_proof
from il2report.cli.findings import printed_findings
from il2report.results import compute_results
from il2report.study import inspect_study

PROFILE = settings().max_examples
DATA = (
    "study.toml",
    *sorted(f"data/{f.name}" for f in (REFERENCE_STUDY / "data").glob("[!p]*.*")),
    "data/patients.csv",
    "data/prior_therapies.csv",
)
TEMPLATES = tuple(
    sorted(
        file.relative_to(REFERENCE_STUDY).as_posix()
        for file in (REFERENCE_STUDY / "templates").rglob("*")
        if file.suffix in {".j2", ".toml"}
    )
)


@contextmanager
def spoiled_study(changes: list[tuple[str, int]]) -> Iterator[Path]:
    """Copy the reference study and spoil it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for part in ("data", "templates"):
            shutil.copytree(REFERENCE_STUDY / part, folder / part)
        shutil.copy(REFERENCE_STUDY / "study.toml", folder)
        for name, seed in changes:
            file = folder / name
            file.write_bytes(spoiled(name, file.read_bytes(), random.Random(seed)))
        yield folder


@settings(max_examples=PROFILE)
@given(changes=slips(DATA))
def test_spoiled_data_end_in_findings_or_in_a_true_manuscript(
    changes: list[tuple[str, int]],
) -> None:
    with spoiled_study(changes) as folder:
        findings = check_study(folder)
        assert printed_findings(findings).encode()
        if not any(finding.is_error for finding in findings):
            study = inspect_study(folder).study
            assert study is not None
            assert [] == printed_slips(study, compute_results(study), folder)


@settings(max_examples=PROFILE // 3)
@given(changes=slips(TEMPLATES))
def test_spoiled_templates_end_in_findings_or_in_a_page_whose_numbers_are_true(
    changes: list[tuple[str, int]],
) -> None:
    with spoiled_study(changes) as folder:
        read = study_proof(folder)
        assert printed_proof(read, as_json=True).encode()
        assert all(finding.place.file for finding in read.findings)
