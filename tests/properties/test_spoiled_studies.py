"""A spoiled file ends in findings or in a true manuscript: no traceback, no silent blank.

A normal run spoils each file once. To spoil each in 200 ways:

    SPOILED_EACH=200 ./run test -e tests -- tests/properties/test_spoiled_studies.py
"""

import os
import random
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from jinja2 import Environment
from printed import foreign_numbers, printed_slips, texts_of, truth_of
from spoiled import spoiled
from spoiled_inputs import INPUTS, Input, study_of

from il2report.cli.main import main
from il2report.pages.manuscript import Typesetter
from il2report.results import compute_results
from il2report.study import inspect_study, read_study
from il2report.verification import audit_manuscript

EACH = int(os.environ.get("SPOILED_EACH", "1"))
FIRST = int(os.environ.get("SPOILED_FIRST", "0"))
"""The first way in which each file is spoiled: to repeat one, or to try others."""
FILES = (".toml", ".xlsx", ".html", ".pdf")
SECONDS = 20
"""How long a verb may be busy with a file of this size, on any machine."""


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    made: dict[str, Path] = {}

    def study(kind: str) -> Path:
        if kind not in made:
            made[kind] = study_of(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return study


@pytest.fixture(scope="module", autouse=True)
def _quickly_and_apart(tmp_path_factory) -> Iterator[None]:
    """Keep what Jinja makes of each source, as most are the same every time, and faults apart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("faults")))
        for step in ("compile", "parse"):
            patch.setattr(Environment, step, _once(getattr(Environment, step)))
        yield


def _once(step):
    kept = {}

    def run(environment, *given, **named):
        key = (*given, *named.items())
        if key not in kept:
            kept[key] = step(environment, *given, **named)
        return kept[key]

    return run


@pytest.mark.parametrize("spoiling", INPUTS, ids=str)
def test_a_spoiled_file_ends_in_findings_or_in_a_true_manuscript(spoiling: Input, studies) -> None:
    study = studies(spoiling.study)
    file = study / spoiling.file
    content = file.read_bytes()
    wrong = []
    try:
        for way in range(FIRST, FIRST + EACH):
            file.write_bytes(spoiled(spoiling.file, content, random.Random(f"{spoiling} {way}")))
            for verb in spoiling.verbs:
                slips = _slips(verb, study, builds=way % 10 == 9, ours=spoiling.is_ours)
                wrong += [f"way {way}, {' '.join(verb)}: {slip}" for slip in slips]
    finally:
        file.write_bytes(content)
    assert "" == "\n".join(wrong)


def test_a_number_that_the_study_does_not_print_is_known_by_its_digits(project: Path) -> None:
    study = read_study(project)
    typesetter = Typesetter(study, compute_results(study), project)
    html = typesetter.manuscript().blank()
    truth = truth_of(study, compute_results(study), typesetter)
    assert [] == foreign_numbers(texts_of(html), truth)
    assert ["20.7 is printed, but known from nowhere"] == foreign_numbers(
        texts_of(html.replace(">20.0<", ">20.7<", 1)), truth
    )


def _slips(verb: tuple[str, ...], study: Path, *, builds: bool, ours: bool) -> list[str]:
    """Call a verb, and list what it should not do: be slow, fail, or let an untrue page through."""
    name, *arguments = verb
    given = [str(study / each) if each.endswith(FILES) else each for each in arguments]
    start = time.process_time()
    ended = CliRunner().invoke(main, [name, *given, "--study", str(study), "--debug"])
    took = time.process_time() - start
    (study / "new.xlsx").unlink(missing_ok=True)
    slips = [f"{took:.0f} s"] if took > SECONDS else []
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        return [*slips, _traced(ended.exception)]
    if ended.exit_code not in {0, 1, 2} or not ended.output + ended.stderr:
        slips.append(f"exit code {ended.exit_code}: {ended.stderr[-900:]}")
    if name == "check" and ended.exit_code == 0:
        slips += _untrue(study, ours=ours)
        slips += _untrue_when_built(study) if builds else []
    return slips


def _untrue(folder: Path, *, ours: bool) -> list[str]:
    """Set the page of a study that has no error, and list what on it is untrue."""
    study = inspect_study(folder).study
    assert study is not None
    try:
        return printed_slips(study, compute_results(study), folder, ours=ours)
    except Exception as error:  # noqa: BLE001 (whatever it is, check passed what cannot be built)
        return [f"check passed, then {_traced(error)}"]


def _untrue_when_built(folder: Path) -> list[str]:
    """Build a study that has no error, with its figures, and read the build back from the disk."""
    with tempfile.TemporaryDirectory() as output:
        call = ["build", "--study", str(folder), "--output", output, "--format", "html"]
        ended = CliRunner().invoke(main, call)
        if ended.exit_code != 0:
            return [f"check passed, but build ended with {ended.exit_code}: {ended.stderr[-400:]}"]
        findings = audit_manuscript(Path(output), folder).findings
        return [finding.line for finding in findings if finding.is_error]


def _traced(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    of_program = [frame for frame in frames if "il2report" in frame.filename] or frames
    place = f"{Path(of_program[-1].filename).name}:{of_program[-1].lineno}"
    return f"{type(error).__name__} at {place}: {str(error)[:300]}"
