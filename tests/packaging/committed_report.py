"""Build the reference study anew and compare it with what is committed, byte by byte.

python tests/packaging/committed_report.py PROJECT FOLDER_FOR_THE_NEW_BUILD
"""

import shutil
import subprocess
import sys
from pathlib import Path

REPEATABLE = {".html", ".json", ".svg"}
OF_OTHER_VERBS = ("audit", "changes", "redline", "review")
"""Files in report/ that `audit`, `diff` and `review` write, and no build."""


def generated(folder: Path) -> dict[str, bytes]:
    """The files of a build that are the same every time, by name; drafts are none of them."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for part in ("report", "figures")
        for file in sorted((folder / part).rglob("*"))
        if file.suffix in REPEATABLE and "drafts" not in file.parts
        if not file.stem.startswith(OF_OTHER_VERBS)
    }


def difference(committed: bytes | None, built: bytes | None) -> str:
    """What is wrong with a file whose two versions are not the same."""
    if committed is None:
        return "not committed"
    return "differs" if built is not None else "not built any more"


def differences(committed: dict[str, bytes], built: dict[str, bytes]) -> list[str]:
    """One line per file that a build would add, drop or change."""
    return [
        f"{name}: {difference(committed.get(name), built.get(name))}"
        for name in sorted(committed.keys() | built.keys())
        if committed.get(name) != built.get(name)
    ]


def copy_study(project: Path, study: Path) -> None:
    """Copy what a build reads, and nothing that a build wrote."""
    shutil.rmtree(study, ignore_errors=True)
    for part in ("data", "templates"):
        shutil.copytree(project / part, study / part)
    shutil.copy(project / "study.toml", study)


def main(project: Path, folder: Path) -> int:
    """Compare, say what differs, and return the exit code."""
    study = folder / "study"
    copy_study(project, study)
    build = [sys.executable, "-m", "il2report", "build", "--study", str(study)]
    if subprocess.run(build, check=False).returncode:
        return 1
    found = differences(generated(project), generated(study))
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("Run `./run build`, look at the changes, and commit them.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
