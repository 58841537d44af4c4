"""Derive the reference study's 15 invented patients from the published figures.

    python tools/derive_cohort.py            write data/*.csv
    python tools/derive_cohort.py --check    compare with data/*.csv, exit 1 on a difference
    python tools/derive_cohort.py --list     print every constraint with its place

Needs Python 3.11 and nothing else. See docs/reference-cohort.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cohort.derivation import CONSTRAINTS, ContradictionError, derive_cohort
from cohort.tables import tables

DATA = Path(__file__).resolve().parent.parent / "data"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, or 1 if the committed tables differ."""
    parser = argparse.ArgumentParser(description="Derive the reference cohort.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--list", action="store_true", help="print the constraints")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: data/")
    options = parser.parse_args(arguments)
    if options.list:
        print("\n".join(map(str, CONSTRAINTS)))
        return 0
    try:
        derived = tables(derive_cohort())
    except ContradictionError as contradiction:
        print(contradiction, file=sys.stderr)
        return 1
    if options.check:
        return report_differences(options.data, derived)
    return write(options.data, derived)


def write(folder: Path, derived: dict[str, bytes]) -> int:
    """Write the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in derived.items():
        (folder / name).write_bytes(content)
    print(f"{len(derived)} tables written; {len(CONSTRAINTS)} constraints hold")
    return 0


def report_differences(folder: Path, derived: dict[str, bytes]) -> int:
    """Name the tables that are not what the derivation gives."""
    different = [name for name, content in derived.items() if stored(folder / name) != content]
    for name in different:
        print(f"{name} is not what the constraints give; run without --check", file=sys.stderr)
    return 1 if different else 0


def stored(path: Path) -> bytes | None:
    """Read a stored table, if there is one."""
    return path.read_bytes() if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
