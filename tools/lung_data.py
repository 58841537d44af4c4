"""Write examples/lung/data/patients.csv from the data set that lifelines ships.

    python tools/lung_data.py            write the table
    python tools/lung_data.py --check    compare with the table, exit 1 on a difference

The data are those of the `lung` data set of R's survival package, which the North Central Cancer
Treatment Group gave and Loprinzi et al. described (J Clin Oncol 1994;12:601-607). Codes become words,
patients get a number in the order of the rows, and missing values become blank cells.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Callable, Mapping
from math import isnan
from pathlib import Path
from typing import Any

from lifelines.datasets import load_lung

TABLE = Path(__file__).resolve().parents[1] / "examples" / "lung" / "data" / "patients.csv"


def whole(value: float) -> str:
    """Write a number that the data set has as a float and that is whole."""
    if value != int(value):
        raise ValueError(f"{value} is not whole")
    return str(int(value))


def coded(codes: Mapping[int, str]) -> Callable[[float], str]:
    """Replace the numbers of the data set by codes that a reader understands."""
    return lambda value: codes[int(value)]


COLUMNS: Mapping[str, tuple[str, Callable[[float], str]]] = {
    "age": ("age", whole),
    "sex": ("sex", coded({1: "male", 2: "female"})),
    "ecog": ("ph.ecog", whole),
    "karnofsky_physician": ("ph.karno", whole),
    "karnofsky_patient": ("pat.karno", whole),
    "calories": ("meal.cal", whole),
    "weight_loss": ("wt.loss", whole),
    "survival_days": ("time", whole),
    "vital_status": ("status", coded({0: "alive", 1: "dead"})),
}
"""Each column of the table: the column of the data set, and how its values are written."""


def table() -> str:
    """Write the whole table as CSV."""
    rows: Any = load_lung()
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["patient_id", *COLUMNS])
    for number, (_, row) in enumerate(rows.iterrows(), start=1):
        cells = ((row[name], write) for name, write in COLUMNS.values())
        writer.writerow(
            [f"L{number:03}", *("" if isnan(value) else write(value) for value, write in cells)]
        )
    return written.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; return 0, or 1 if the table is not what the data set gives."""
    parser = argparse.ArgumentParser(description="Write examples/lung/data/patients.csv.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    if not parser.parse_args(arguments).check:
        TABLE.write_text(table(), encoding="utf-8", newline="\n")
        return 0
    if TABLE.is_file() and TABLE.read_text(encoding="utf-8") == table():
        return 0
    print(f"{TABLE.name} is not what the data set gives; run without --check", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
