"""Times whole builds of invented studies of 15, 1,000 and 100,000 patients.

    python benchmarks/sizes.py [PATIENTS ...]

Every table grows in proportion: some five adverse events and one and a half cycles for each
patient, two of fifteen patients with brain metastases. Prints for each size the seconds of the
whole process and their ratio to the first size, the most memory that the process and its helping
processes held at once, what was written, and the seconds of each step. The goals: 100,000 patients
within 6 times the time of 15, and under 2 GiB. Nothing here is a test.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (15, 1_000, 100_000)
SEED = 2009
SMALL, RUNS_WHEN_SMALL = 2_000, 3
WATCH_SECONDS = 0.02
MIB = 1024**2

sys.path.insert(0, str(ROOT / "tests" / "spec"))
from make_cohorts import cohort, write_study  # noqa: E402 (the folder is named one line above)


@dataclass(frozen=True)
class Run:
    """One build: wall-clock seconds, most memory in bytes, and the seconds of its steps."""

    seconds: float
    memory: int
    steps: dict[str, float]


def main() -> None:
    """Build each size and print what it took."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    first = None
    for patients in sizes:
        with tempfile.TemporaryDirectory() as folder:
            study = invented(Path(folder) / "study", patients)
            runs = [build(study) for _ in range(RUNS_WHEN_SMALL if patients <= SMALL else 1)]
            took = statistics.median(run.seconds for run in runs)
            first = first or took
            print(f"{patients:,} patients, {rows(study):,} adverse events")
            print(f"  {took:.2f} s, {took / first:.1f} times the first")
            print(f"  {max(run.memory for run in runs) / MIB:.0f} MiB at most")
            for name in ("report", "figures"):
                print(f"  {name}/ {written(study / name) / MIB:.1f} MiB")
            for name, seconds in runs[-1].steps.items():
                print(f"    {name:45} {seconds:.2f}")


def invented(folder: Path, patients: int) -> Path:
    """Write a study of so many patients; the same on every machine."""
    return write_study(
        folder,
        cohort(
            patients,
            SEED,
            events_per_cycle=7,
            brain_patients=2 * patients // 15,
            missing_ldh=patients // 10,
        ),
    )


def build(study: Path) -> Run:
    """Build as a process of its own, watching its memory."""
    command = [sys.executable, "-m", "il2report", "build", "--study", str(study), "--json"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    most = [0]
    watch = threading.Thread(target=_watch, args=(process, most), daemon=True)
    watch.start()
    printed, _ = process.communicate()
    took = time.perf_counter() - start
    if process.returncode:
        sys.exit(printed)
    return Run(took, most[0], json.loads(printed)["steps"])


def _watch(process: "subprocess.Popen[str]", most: list[int]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], sum(_memory(pid) for pid in _family(process.pid)))
        time.sleep(WATCH_SECONDS)


def _family(pid: int) -> list[int]:
    """List a process and all that came of it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(member for child in children for member in _family(int(child)))]


def _memory(pid: int) -> int:
    """Give the proportional set size in bytes, in which shared pages count once."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    lines = [line.split() for line in text.splitlines() if line.startswith("Pss:")]
    return 1024 * int(lines[0][1]) if lines else 0


def rows(study: Path) -> int:
    """Count the adverse events of a study."""
    return (study / "data" / "adverse_events.csv").read_text().count("\n") - 1


def written(folder: Path) -> int:
    """Add up the bytes of the files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
