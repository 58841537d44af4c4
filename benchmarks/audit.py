"""Times the audit of the reference study, and of a pasted table, as whole processes.

    python benchmarks/audit.py [TIMES]

Each should take less than three seconds, from the start of Python to the last line on the terminal;
page and PDF come after that. Prints the median and the best of wall-clock and processor time, and how many
times as long as `import pandas` they take in the same run. Nothing here is a test.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from il2report.analysis.contingency import chi_square_test

ROOT = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = str(ROOT / "src")  # for the programs that are timed
TIMES = 10


SECTIONS = {
    "Sex": ("Female", "Male"),
    "ECOG performance status": ("0", "1", "2"),
    "Stage": ("I", "II", "III", "IV"),
    "Race": ("White", "Black", "Asian", "Other"),
    "Region": ("Europe", "North America", "Asia", "South America", "Africa"),
    "Smoking": ("Never", "Former", "Current"),
    "Histology": ("Squamous", "Adenocarcinoma", "Large cell", "Mixed", "Other"),
    "Previous therapy": ("None", "Surgery", "Radiation"),
}
ARMS = (212, 207)


def pasted_table() -> str:
    """Write a table of 137 figures as it is copied from a paper; its counts are drawn."""
    rng = random.Random(1)  # noqa: S311 - the same table in every run
    lines = [
        "Table 1. Baseline characteristics",
        "Characteristic\tActive (N = 212)\tPlacebo (N = 207)\tP",
    ]
    lines += ["Age, mean (SD), years\t61.3 (9.8)\t60.9 (10.1)\t0.68"]
    lines += ["Time since diagnosis, median (range), mo\t14 (1-92)\t13 (1-101)\t"]
    for section, levels in SECTIONS.items():
        arms = [Counter(rng.choices(levels, k=n)) for n in ARMS]
        p = chi_square_test([[arm[level] for level in levels] for arm in arms]).value
        lines.append(f"{section}, n (%)\t\t\t{p:.2f}")
        for level in levels:
            shares = [
                f"{arm[level]} ({100 * arm[level] / n:.1f})"
                for arm, n in zip(arms, ARMS, strict=True)
            ]
            lines.append("\t".join([f"  {level}", *shares, ""]))
    return "\n".join([*lines, "P values from the chi-square test or Student's t test.", ""])


def main() -> None:
    """Run the audits some times and print what they took."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    audit = [sys.executable, "-P", "-m", "il2report", "audit"]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.txt"
        table.write_text(pasted_table(), encoding="utf-8")
        study = [*audit, "--study", str(ROOT)]
        unit = measure("import pandas", [sys.executable, "-c", "import pandas; print()"], times)
        measure("a pasted table", [*audit, str(table)], times, unit)
        measure("a study", [*study, "--no-report"], times, unit)
        measure("with page and PDF", [*study, "--output", folder], max(1, times // 3), unit)


def measure(
    what: str, command: list[str], times: int, unit: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Run a command some times, print what it took, and give the medians of both clocks, in seconds."""
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
    medians = statistics.median(walls), statistics.median(processors)
    for number, (name, seconds) in enumerate((("wall clock", walls), ("processor", processors))):
        ratio = f", {medians[number] / unit[number]:.1f} times" if unit else ""
        print(
            f"{what:18} {name:10}  median {medians[number]:.2f} s, best {min(seconds):.2f} s{ratio}"
        )
    return medians


if __name__ == "__main__":
    main()
