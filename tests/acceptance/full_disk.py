"""Builds onto a disk that is nearly full, and looks whether the outputs are the old ones or the new ones. Needs root.

    python tests/acceptance/full_disk.py [STEPS]

A small tmpfs holds the outputs of the reference study and a file that leaves a certain space free: none in the first step, as
much as the new outputs need in the last. After a build of a corrected study the outputs must be the old ones, with one line
that says why, or the new ones; and nothing else may be left. The temporary folder is on that disk too.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kills import CORRECTION, HIDDEN, PROGRAM, ROOT, outputs

SIZE = 48 * 2**20
STEPS = 12
REFUSALS = ("No space left on device", "there is no temporary folder to write to")


def main() -> None:
    """Build at each step, and print what was seen."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else STEPS
    with tempfile.TemporaryDirectory() as folder:
        disk, study = Path(folder, "disk"), Path(folder, "study")
        for part in ("data", "templates"):
            shutil.copytree(ROOT / part, study / part)
        shutil.copy(ROOT / "study.toml", study)
        patients = study / "data/patients.csv"
        patients.write_text(patients.read_text("utf-8").replace(*CORRECTION, 1), "utf-8")
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", disk], check=True)
        try:
            put_old_outputs(disk)
            assert build(study, disk).returncode == 0
            needed = 1.1 * sum(each.stat().st_size for each in disk.rglob("*") if each.is_file())
            wrong = [is_wrong(disk, study, needed * step / steps) for step in range(steps + 1)]
        finally:
            subprocess.run(["umount", disk], check=True)
    sys.exit(any(wrong))


def put_old_outputs(disk: Path) -> None:
    """Let the disk hold the outputs of the reference study, and nothing else."""
    for path in disk.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for part in ("report", "figures"):
        shutil.copytree(ROOT / part, disk / "out" / part)
    (disk / "temporary").mkdir()


def build(study: Path, disk: Path) -> subprocess.CompletedProcess[str]:
    """Build a study onto the disk."""
    return subprocess.run(
        [*PROGRAM, "build", "--format", "html", "--study", study, "--output", disk / "out"],
        capture_output=True,
        text=True,
        check=False,
        cwd=study,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(disk / "temporary")},
    )


def is_wrong(disk: Path, study: Path, free: float) -> bool:
    """Build with so much space; whether anything but the old or the new outputs is left."""
    put_old_outputs(disk)
    old = outputs(disk / "out")
    fill(disk / "ballast", int(free))
    ended = build(study, disk)
    is_old = outputs(disk / "out") == old
    left = [each.name for each in (disk / "out").iterdir() if each.name.startswith(HIDDEN)]
    left += [each.name for each in (disk / "temporary").iterdir()]
    says_why = ended.returncode == 1 and any(why in ended.stderr for why in REFUSALS)
    is_right = not left and (says_why if is_old else ended.returncode == 0)
    print(f"{free / 1000:5.0f} kB free: {'old' if is_old else 'new'}", ended.stderr.strip(), left)
    return not is_right


def fill(file: Path, free: int) -> None:
    """Write a file that leaves so many bytes free."""
    with file.open("wb") as ballast:
        while (space := shutil.disk_usage(file.parent).free - free) > 4096:
            ballast.write(b"x" * min(space, 2**20))
            ballast.flush()


if __name__ == "__main__":
    main()
