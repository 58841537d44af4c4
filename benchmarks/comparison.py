"""Times the attribution of fifty corrections to the reference study, as `diff` does it.

    python benchmarks/comparison.py

Prints the seconds of comparing two states that differ in fifty corrections, each led back to its
effects, and the ratio to one computation of all results in the same run. Nothing here is a test.
"""

import copy
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "spec")]

from make_cohorts import Tables, write_study  # noqa: E402 (the folders are named one line above)
from situations import reference_tables  # noqa: E402

from il2report.results import compute_results  # noqa: E402
from il2report.workflow.comparing import compared  # noqa: E402
from il2report.workflow.editions import set_edition  # noqa: E402

CORRECTIONS, SEED, RUNS = 50, 2009, 5


def main() -> None:
    """Compare, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        before = reference_tables()
        old = set_edition(write_study(Path(folder) / "old", before), "old", "")
        new = set_edition(write_study(Path(folder) / "new", corrected(before)), "new", "")
    made = len(compared(old, new).difference.corrections or ())
    whole = seconds(lambda: compared(old, new))
    once = seconds(lambda: compute_results(new.study))
    print(
        f"{made} corrections: {whole:.2f} s, {whole / once:.0f} times one computation of all results"
    )
    print(f"one computation of all results: {1000 * once:.1f} ms")


def corrected(before: Tables) -> Tables:
    """Correct forty grades, five LDH values, four ages and a response."""
    tables, rng = copy.deepcopy(before), random.Random(SEED)  # noqa: S311 (nothing secret)
    for row in rng.sample(tables["adverse_events"], CORRECTIONS - 10):
        row["grade"] = str(int(row["grade"]) % 4 + 1)
    for row in rng.sample(tables["patients"], 5):
        row["ldh"] = str(int(row["ldh"]) + 37)
    for row in rng.sample(tables["patients"], 4):
        row["age"] = str(int(row["age"]) + 2)
    tables["patients"][1]["best_response"] = "PR"
    return tables


def seconds(run: Callable[[], object]) -> float:
    """Time a call, the median of some."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
