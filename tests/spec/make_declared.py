"""Invents the data on which groups and models are compared with R: ties, gaps, an empty level.

    python tests/spec/make_declared.py

Each file of `declared/` has one row per patient: an age, a marker of three levels, a sex, a group
of three or four, a time in months with many ties, whether it is an event, and a yes-no outcome.
"""

import csv
import random
from pathlib import Path

FOLDER = Path(__file__).parent / "declared"
HEADER = ("age", "marker", "sex", "group", "months", "event", "outcome")
SIZES = {"thirty": 30, "eighty": 80, "two_hundred": 200, "six_hundred": 600}


def rows(seed: int, n: int) -> list[tuple[object, ...]]:
    """Invent the patients of one file; of a third of the files, nobody is in the last group."""
    draw = random.Random(seed)
    groups = ("a", "b", "c") if seed % 3 else ("a", "b")
    found: list[tuple[object, ...]] = []
    for _ in range(n):
        age = round(draw.gauss(62, 9), draw.choice((0, 0, 1)))
        marker = draw.choices(("low", "middle", "high"), (5, 3, 2))[0]
        sex, group = draw.choice(("female", "male")), draw.choice(groups)
        rate = 0.06 * (1.03 ** (age - 62)) * {"low": 1, "middle": 1.4, "high": 2.1}[marker]
        months = min(1 + round(draw.expovariate(rate)), 48)
        outcome = draw.random() < (0.55 if sex == "female" else 0.35) - 0.005 * (age - 62)
        blank = draw.random() < 0.05
        found.append(
            (
                "" if blank else age,
                marker,
                sex,
                group,
                months,
                int(draw.random() < 0.7),
                int(outcome),
            )
        )
    return found


def write_all() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for seed, (name, n) in enumerate(SIZES.items(), start=1):
        with (FOLDER / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADER, *rows(seed, n)])


if __name__ == "__main__":
    write_all()
