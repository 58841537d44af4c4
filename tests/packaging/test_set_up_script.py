"""`./run` sets up what is missing, once, and then hands over at once."""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call of `./run` ended, and how Python was called meanwhile."""

    exit_code: int
    output: str
    messages: str
    calls: list[str]


Run = Callable[..., Ended]

# Stands for Python in the tests: notes how it was called and, asked for an environment, makes one of itself.
PRETENDED_PYTHON = """#!/bin/sh
printf '%s\\n' "$*" >>"$CALLS"
case "$*" in
  '-m venv '*) for folder in "$@"; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python" ;;
  '-m pip install '*) exit "${PIP_ENDS_WITH:-0}" ;;
esac
"""


@pytest.fixture
def clone(project: Path, tmp_path: Path) -> Path:
    """A clone's script and lock files, in a folder whose name has a space."""
    clone = tmp_path / "my study"
    (clone / "requirements").mkdir(parents=True)
    shutil.copy(project / "run", clone)
    for lock in (project / "requirements").glob("*.txt"):
        shutil.copy(lock, clone / "requirements")
    return clone


@pytest.fixture
def run(clone: Path, tmp_path: Path) -> Run:
    """Call the clone's `./run` with a pretended Python; what it was asked is in `calls`."""
    python = tmp_path / "python3"
    python.write_text(PRETENDED_PYTHON, encoding="utf-8")
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    calls = tmp_path / "calls"

    def run(*arguments: str, **settings: str) -> Ended:
        calls.write_text("", encoding="utf-8")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHON": str(python),
            "CALLS": str(calls),
        }
        ended = subprocess.run(
            [clone / "run", *arguments],
            cwd=tmp_path,
            env=environment | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        noted = calls.read_text(encoding="utf-8").splitlines()
        return Ended(ended.returncode, ended.stdout, ended.stderr, noted)

    return run


def test_the_first_build_installs_the_locked_libraries_and_then_builds(
    run: Run, clone: Path
) -> None:
    ended = run("build", "--style", "ama")

    assert 0 == ended.exit_code
    assert any(f"-r {clone}/requirements/runtime.txt" in call for call in ended.calls)
    assert "-P -m il2report build --style ama" == ended.calls[-1]
    assert "" == ended.output, "standard output belongs to the program"


def test_the_second_build_skips_the_set_up(run: Run) -> None:
    run("build")

    ended = run("build")

    assert ["-P -m il2report build"] == ended.calls
    assert "" == ended.messages


def test_a_changed_lock_file_is_installed_again(run: Run, clone: Path) -> None:
    run("build")
    with (clone / "requirements" / "runtime.txt").open("a", encoding="utf-8") as lock:
        lock.write("# a newer version\n")

    assert any("pip install" in call for call in run("build").calls)


def test_an_installation_that_failed_says_so_and_is_tried_again(run: Run) -> None:
    failed = run("build", PIP_ENDS_WITH="1")
    again = run("build")

    assert 1 == failed.exit_code
    assert "could not be installed" in failed.messages
    assert any("pip install" in call for call in again.calls)


def test_test_installs_tox_and_passes_its_arguments_on(run: Run, clone: Path) -> None:
    ended = run("test", "-e", "lint")

    assert any(f"-r {clone}/requirements/tox.txt" in call for call in ended.calls)
    assert f"-m tox run -c {clone}/tox.ini -e lint" == ended.calls[-1]


def test_an_active_environment_is_used_instead_of_a_new_one(
    run: Run, clone: Path, tmp_path: Path
) -> None:
    active = tmp_path / "active"
    (active / "bin").mkdir(parents=True)
    shutil.copy(tmp_path / "python3", active / "bin" / "python")

    ended = run("build", VIRTUAL_ENV=str(active))

    assert 0 == ended.exit_code
    assert not (clone / ".venv").exists()
    assert not any(call.startswith("-m venv") for call in ended.calls)


def test_no_verb_at_all_is_wrong_use(run: Run) -> None:
    ended = run()

    assert (2, []) == (ended.exit_code, ended.calls)
    assert "./run build" in ended.messages


TOOLS = "sh dirname cksum mktemp rm tail env cp mkdir cat"
ROOT_ID = "#!/bin/sh\nprintf '0\\n'\n"
NOTING_APT = '#!/bin/sh\nprintf \'apt-get %s\\n\' "$*" >>"$CALLS"\nexit "${APT_ENDS_WITH:-0}"\n'


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A folder of programs without any browser, on a machine whose apt notes what it is asked."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for tool in TOOLS.split():
        (programs / tool).symlink_to(shutil.which(tool) or tool)
    for name, script in (("id", ROOT_ID), ("apt-get", NOTING_APT)):
        (programs / name).write_text(script, encoding="utf-8")
        (programs / name).chmod(0o755)
    return programs


def test_the_tests_get_a_browser_from_apt(run: Run, bare_machine: Path) -> None:
    ended = run("test", PATH=str(bare_machine))

    assert 0 == ended.exit_code, ended.messages
    for package in ("chromium", "libreoffice-writer-nogui fonts-liberation"):
        assert f"apt-get -q -y install --no-install-recommends {package}" in ended.calls


def test_without_a_browser_the_other_tests_run_all_the_same(
    run: Run, bare_machine: Path, clone: Path
) -> None:
    ended = run("test", PATH=str(bare_machine), APT_ENDS_WITH="1")

    assert f"-m tox run -c {clone}/tox.ini" == ended.calls[-1]
    for what in ("the page in a browser", "Word files in LibreOffice"):
        assert f"the tests of {what} are skipped" in ended.messages


@pytest.mark.parametrize("arguments", [("test", "-e", "lint,types"), ("build",)])
def test_what_needs_no_browser_installs_none(
    run: Run, bare_machine: Path, arguments: tuple[str, ...]
) -> None:
    ended = run(*arguments, PATH=str(bare_machine))

    named = ("chromium", "libreoffice")
    assert [] == [call for call in ended.calls if any(name in call for name in named)]


def test_the_tests_alone_need_it_too(run: Run, bare_machine: Path) -> None:
    ended = run("test", "-e", "lint,tests", PATH=str(bare_machine))

    assert any("install --no-install-recommends chromium" in call for call in ended.calls)
