"""Times the audit of the reference study as a whole process.

    python benchmarks/audit.py [TIMES]

The audit should take less than three seconds, from the start of Python to the last line. Prints the
median and the best of wall-clock and processor time. Nothing here is a test.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TIMES = 10


def main() -> None:
    """Run the audit some times and print what it took."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    command = [sys.executable, "-P", "-m", "il2report", "audit", "--study", str(ROOT)]
    walls, processors = [], []
    for _ in range(times):
        start, before = time.perf_counter(), os.times()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        walls.append(time.perf_counter() - start)
        used = after.children_user - before.children_user
        processors.append(used + after.children_system - before.children_system)
    for name, seconds in (("wall clock", walls), ("processor", processors)):
        print(f"{name:10}  median {statistics.median(seconds):.2f} s, best {min(seconds):.2f} s")


if __name__ == "__main__":
    main()
