"""Times whole builds of invented studies of 15, 1,000 and 100,000 patients.

    python benchmarks/sizes.py [PATIENTS ...]

Every table grows in proportion: some five adverse events and one and a half cycles for each
patient, two of fifteen patients with brain metastases. One study declares what the reference study does, the other
more than twenty variables, three end points, five comparisons, four models and two repeated measurements. Sizes are
built in turn, so that all meet the same machine. Prints for each the seconds of the whole process, those that the processor worked
for it and its helping processes, and their ratios to the first size; what was written; and the
seconds of each step. One more build of each size tells the most memory that all its processes held
at once: looking slows a build, so it is not among those that are timed. The goals: 100,000 patients
within 6 times the time of 15, and under 2 GiB. Nothing here is a test.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = str(ROOT / "src")  # for the programs that are timed
SIZES = (15, 1_000, 100_000)
SEED = 2009
ROUNDS = 3
WATCH_SECONDS = 0.05
MIB = 1024**2

sys.path.insert(0, str(ROOT / "tests" / "spec"))
from declared_study import write_declared_study  # noqa: E402 (the folder is named one line above)
from make_cohorts import Tables, cohort, write_study  # noqa: E402


@dataclass(frozen=True)
class Run:
    """One build: wall-clock seconds, seconds of processor time, and the seconds of its steps."""

    seconds: float
    processor: float
    steps: dict[str, float]


def main() -> None:
    """Build each size and print what it took."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as folder:
        for kind, write in KINDS.items():
            print(kind)
            studies = [write(Path(folder, kind, str(size)), size) for size in sizes]
            rounds = [[build(study) for study in studies] for _ in range(ROUNDS)]
            for position, (size, study) in enumerate(zip(sizes, studies, strict=True)):
                print(f"  {size:,} patients, {rows(study):,} adverse events")
                print_times(position, rounds)
                print(f"    {most_memory(study) / MIB:.0f} MiB at most")
                for name in ("report", "figures"):
                    print(f"    {name}/ {written(study / name) / MIB:.1f} MiB")
                for name, seconds in rounds[-1][position].steps.items():
                    print(f"      {name:45} {seconds:.2f}")


def print_times(position: int, rounds: list[list[Run]]) -> None:
    """Print the times of one size and their ratios to those of the first size, round by round."""
    for name, field in (("from start to end", "seconds"), ("of processor time", "processor")):
        took = [getattr(runs[position], field) for runs in rounds]
        ratios = [getattr(runs[position], field) / getattr(runs[0], field) for runs in rounds]
        print(
            f"    {statistics.median(took):.2f} s {name},"
            f" {statistics.median(ratios):.1f} times the first"
            f" ({' '.join(f'{ratio:.1f}' for ratio in ratios)})"
        )


def invented(patients: int) -> Tables:
    """Invent the tables of so many patients; the same on every machine."""
    return cohort(
        patients,
        SEED,
        events_per_cycle=7,
        brain_patients=2 * patients // 15,
        missing_ldh=patients // 10,
    )


def plain(folder: Path, patients: int) -> Path:
    """Write a study that declares what the reference study does."""
    return write_study(folder, invented(patients))


def declared(folder: Path, patients: int) -> Path:
    """Write a study that declares every kind of result."""
    return write_declared_study(folder, patients, SEED, invented(patients))


KINDS = {"declared as in the reference study": plain, "every kind of result declared": declared}


def build(study: Path) -> Run:
    """Build as a process of its own."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = started(study)
    printed, _ = process.communicate()
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(printed)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(took, processor, json.loads(printed)["steps"])


def started(study: Path) -> "subprocess.Popen[str]":
    """Start a build."""
    command = [sys.executable, "-m", "il2report", "build", "--study", str(study), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def most_memory(study: Path) -> int:
    """Build and watch: the most bytes that the process and its helping processes held at once."""
    process, most = started(study), [0]
    watch = threading.Thread(target=_watch, args=(process, most), daemon=True)
    watch.start()
    process.communicate()
    watch.join()
    return most[0]


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
