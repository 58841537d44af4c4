"""Make and build a study with the installed package alone, far from the repository.

python -I tests/packaging/wheel_builds_the_study.py PROJECT, in an empty folder
"""

import shutil
import subprocess
import sys
from pathlib import Path

import il2report

WRITTEN = ("manuscript.pdf", "manuscript.html", "results.json", "document.json")


def call(*arguments: str) -> None:
    """Run a command of the installed package, without the repository or this folder on the path."""
    command = [sys.executable, "-I", "-W", "error", "-m", "il2report", *arguments]
    if exit_code := subprocess.run(command, check=False).returncode:
        sys.exit(f"il2report {' '.join(arguments)}: exit code {exit_code}")


def make_and_build(study: Path) -> None:
    """Do what a new user does."""
    shutil.rmtree(study, ignore_errors=True)
    call("init", str(study), "--example", "il2")
    call("check", "--study", str(study))
    call("build", "--study", str(study))


def complaints(project: Path, study: Path) -> list[str]:
    """What is wrong with the package or with what it built."""
    report = study / "report"
    found = [f"{name} is missing" for name in WRITTEN if not (report / name).is_file()]
    if Path(il2report.__file__).is_relative_to(project / "src"):
        found.append(f"{il2report.__file__} is not the installed package")
    committed = (project / "report/results.json").read_bytes()
    if not found and (report / "results.json").read_bytes() != committed:
        found.append("results.json is not what the repository has")
    return found


def main(project: Path) -> int:
    """Build, say what is wrong, and return the exit code."""
    study = Path.cwd() / "study"
    make_and_build(study)
    found = complaints(project, study)
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
