"""Times the audit of the reference study as a whole process.

    python benchmarks/audit.py [TIMES]

The audit should take less than three seconds, from the start of Python to the last line on the terminal;
page and PDF come after that. Prints the median and the best of wall-clock and processor time of both.
Nothing here is a test.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = str(ROOT / "src")  # for the programs that are timed
TIMES = 10


def main() -> None:
    """Run the audit some times and print what it took."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    measure("to the terminal", ["--no-report"], times)
    with tempfile.TemporaryDirectory() as folder:
        measure("with page and PDF", ["--output", folder], max(1, times // 3))


def measure(what: str, options: list[str], times: int) -> None:
    """Run the audit some times and print what it took."""
    command = [sys.executable, "-P", "-m", "il2report", "audit", "--study", str(ROOT), *options]
    walls, processors = [], []
    for _ in range(times):
        start, before = time.perf_counter(), os.times()
        ended = subprocess.run(command, check=False, capture_output=True, text=True)
        after = os.times()
        walls.append(time.perf_counter() - start)
        if not ended.stdout:  # an error in the manuscript ends in 1 as well, and is an audit
            sys.exit(ended.stderr)
        used = after.children_user - before.children_user
        processors.append(used + after.children_system - before.children_system)
    for name, seconds in (("wall clock", walls), ("processor", processors)):
        print(
            f"{what:18} {name:10}  median {statistics.median(seconds):.2f} s, best {min(seconds):.2f} s"
        )


if __name__ == "__main__":
    main()
