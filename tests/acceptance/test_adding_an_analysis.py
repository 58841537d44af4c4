"""Median (IQR) in Table I, added to a copy of the program exactly as the how-to walks it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to" / "add-an-analysis.md"
BLOCK = re.compile(r"(?:^    .*\n|^\n(?=\n*    ))+", re.MULTILINE)

ASKED = """
import sys
from pathlib import Path
from il2report.cli.explaining import printed_explanation
from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.document.tree import words
from il2report.pages.accounts import Accounts
from il2report.results import compute_results
from il2report.study import read_study
from il2report.tables.characteristics import characteristics_table
from il2report.tables.printing import Source

study = read_study(Path(sys.argv[1]))
results = compute_results(study)
printer = Printer(results.catalogue, number_style("anticancer-research"))
accounts = Accounts(study, results, printer)
for asked in sys.argv[2:]:
    print(printed_explanation(accounts.of(asked), as_json=False))
table = characteristics_table(Source(results.catalogue, study.codebook, printer))
for group in table.panels[0].groups:
    for row in group.rows:
        print("ROW", *map(words, (group.heading, row.header, row.cells[0].content)))
"""


def block_with(start: str) -> str:
    """Give the code of the how-to that starts with these words, without its indent."""
    blocks = BLOCK.findall(HOW_TO.read_text(encoding="utf-8"))
    found = [block for block in blocks if block.strip().startswith(start)]
    assert 1 == len(found), start
    return "\n".join(line[4:] for line in found[0].splitlines()).strip("\n") + "\n"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Give a copy of the program with the three changes of the how-to."""
    package = Path(shutil.copytree(ROOT / "src", tmp_path / "src")) / "il2report"

    def change(module: str, *replacements: tuple[str, str]) -> None:
        text = (package / module).read_text(encoding="utf-8")
        for old, new in replacements:
            assert 1 == text.count(old), (module, old)
            text = text.replace(old, new)
        (package / module).write_text(text, encoding="utf-8")

    description = package / "analysis" / "description.py"
    with description.open("a", encoding="utf-8") as appended:
        appended.write("\n\n" + block_with("FIRST_QUARTILE"))
    median = '            Statistic.MEDIAN: (median, "median"),\n'
    change(
        "results/entries.py",
        (median, median + indent(block_with("Statistic.Q1"), " " * 12)),
        ("    Measured,\n", "    Measured,\n    first_quartile,\n    third_quartile,\n"),
    )
    rows = "    return RowGroup((mean, median), heading)\n"
    change(
        "tables/characteristics.py",
        (
            rows,
            indent(block_with("ends = "), " " * 4) + rows.replace("median)", "median, quartiles)"),
        ),
    )
    return package.parent


def test_the_quartiles_are_printed_and_explained_without_any_other_change(program: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ASKED, str(ROOT), "cohort.age.q1", "correlates.ldh.benefit.q3"],
        env=os.environ | {"PYTHONPATH": str(program)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert "" == ended.stderr
    printed = ended.stdout

    ages = sorted([51, 48, 43, 45, 54, 48, 23, 50, 50, 62, 52, 50, 57, 54, 45])
    assert f"the fourth of {', '.join(map(str, ages))} = 45.0" in printed
    assert "First quartile" in printed
    assert "value of rank n/4 (type 2 of R)" in printed
    assert "Age at diagnosis in years: first quartile, over all patients who have one." in printed
    assert (
        "LDH at the start of therapy in U/L: third quartile, patients with clinical benefit"
        in printed
    )
    assert "ROW Age at diagnosis, years Median (IQR) 50.0 (45.0 to 54.0)" in printed
