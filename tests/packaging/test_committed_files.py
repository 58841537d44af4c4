"""What is committed works on anybody's machine."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

LOCK_FILES = ("runtime", "checks", "tox")
# A home folder, a temporary folder or a mounted one: where somebody's machine shows through.
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.~-])(?:file:/+|/(?:home|root|Users|work|opt(?!/homebrew/))/)[\w.]"
)
# The address of a registry, whichever it is, or an option that would bring one into a lock file.
INDEX = re.compile(
    r"https?://[^\s\"<>]*/(?:simple|packages)\b|--(?:extra-)?index.url|--find-links|--trusted-host"
)
LOCKED = re.compile(r"^([\w.-]+)==([\w.]+) \\$", re.MULTILINE)
BINARY = {".png", ".pdf", ".docx", ".xlsx", ".woff2"}
# These speak of such addresses in order to keep them out.
ABOUT_ADDRESSES = {"requirements/lock", "tests/packaging/test_committed_files.py"}


@pytest.fixture(scope="module")
def committed(project: Path) -> dict[str, str]:
    """Every text file that git keeps, by name."""
    git = shutil.which("git")
    if git is None or not (project / ".git").exists():
        pytest.skip("what is committed, only git knows")
    # A clone may belong to somebody else, as it does in a container.
    answer = subprocess.run(
        [git, "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    files = (project / name for name in answer.stdout.split("\0") if name)
    return {
        file.relative_to(project).as_posix(): file.read_text(encoding="utf-8")
        for file in files
        if file.is_file() and file.suffix not in BINARY
    }


def locked_versions(project: Path, name: str) -> dict[str, str]:
    text = (project / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(LOCKED.findall(text))


def hits(committed: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in committed.items()
        if name not in ABOUT_ADDRESSES
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_committed_file_names_a_folder_of_one_machine(committed: dict[str, str]) -> None:
    assert hits(committed, OF_ONE_MACHINE) == []


def test_no_committed_file_names_a_package_registry(committed: dict[str, str]) -> None:
    assert hits(committed, INDEX) == []


@pytest.mark.parametrize("line", ["see /root/.cache", "file:///srv/wheels", "'/home/ann/study'"])
def test_a_folder_of_one_machine_would_be_found(line: str) -> None:
    assert OF_ONE_MACHINE.search(line)


def test_the_files_that_a_build_cannot_repeat_to_the_byte_are_not_committed(
    committed: dict[str, str], project: Path
) -> None:
    ignored = (project / ".gitignore").read_text(encoding="utf-8").splitlines()

    assert {"report/*.pdf", "figures/*.pdf", "figures/*.png"} <= set(ignored)
    assert [name for name in committed if name.startswith("report/drafts/")] == []


@pytest.mark.parametrize("name", LOCK_FILES)
def test_every_locked_package_has_its_hashes(project: Path, name: str) -> None:
    text = (project / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[\w.-]+==)", text)[1:]

    assert [] == [entry for entry in entries if "--hash=sha256:" not in entry]
    assert len(entries) == len(locked_versions(project, name)) > 0


def test_a_package_is_locked_at_one_version_in_all_lock_files(project: Path) -> None:
    runtime, checks, tox = (locked_versions(project, name) for name in LOCK_FILES)

    assert runtime.items() <= checks.items()
    assert [name for name in tox.keys() & checks.keys() if tox[name] != checks[name]] == []


def test_every_declared_dependency_is_locked(project: Path) -> None:
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {
        lock: {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in lines}
        for lock, lines in (
            ("runtime", declared["dependencies"]),
            ("checks", declared["optional-dependencies"]["checks"]),
        )
    }

    assert {"runtime": set(), "checks": set()} == {
        lock: wanted - locked_versions(project, lock).keys() for lock, wanted in names.items()
    }
