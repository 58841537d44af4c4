"""Put small faults into study, revisions and audit, and see which of them the tests find.

    python tools/mutation.py FOLDER --sample 150     a random sample of each package
    python tools/mutation.py FOLDER                  every one, which takes many hours

FOLDER is made new each time. The Python that runs this needs mutmut 3 beside what the tests need.
docs/mutation.md has what was found.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import libcst as cst

ROOT = Path(__file__).parents[1]
PACKAGES = ("study", "revisions", "audit")
TESTS = (
    "tests/unit/study",
    "tests/unit/revisions",
    "tests/unit/audit",
    "tests/unit/cli/test_checking.py",
    "tests/unit/workflow/test_issuing.py",
    "tests/rendering/test_changes.py",
)
COPIED = (
    "src",
    "tests",
    "data",
    "templates",
    "docs",
    "tools",
    "study.toml",
    "README.md",
    "pyproject.toml",
)
SEED = "10"
LAUNCHER = """\
# mutmut chooses tests case by case, and the names of cases do not survive its command line.
from mutmut.runners.harness import PytestRunner

chosen = PytestRunner._pytest_args_regular_run
PytestRunner._pytest_args_regular_run = lambda self, tests: chosen(
    self, list(dict.fromkeys(each.partition("[")[0] for each in tests))
)

from mutmut.__main__ import cli

cli()
"""
OUTCOMES = {0: "survived", 1: "killed", 3: "killed", 5: "no test", 33: "no test"}
"""What the exit codes of mutmut mean; any other is a mutant that ended no test in time: killed."""

CONFIG = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = [{mutated}]
also_copy = ["data", "templates", "docs", "tools", "study.toml", "README.md"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist", "--snapshot-warn-unused"]
pytest_add_cli_args_test_selection = [{tests}]
"""


class Undecorated(cst.CSTTransformer):
    """Writes `@d def f` as `def f` and `f = d(f)`: mutmut leaves decorated functions out."""

    def leave_FunctionDef(  # noqa: N802 (the name that libcst calls)
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.FlattenSentinel[cst.BaseStatement]:
        """Take the decorators off and apply them in a statement behind the function."""
        names = [
            name
            for each in original_node.decorators
            if (name := cst.Module([]).code_for_node(each.decorator)) != "cache"
        ]  # what is cached when the tests are counted would be found again by each mutant
        if not names and original_node.decorators:
            return updated_node.with_changes(decorators=[])
        if not names or any("overload" in each or ".setter" in each for each in names):
            return updated_node
        value = original_node.name.value
        for name in reversed(names):
            value = f"{name}({value})"
        applied = cst.parse_statement(f"{original_node.name.value} = {value}")
        return cst.FlattenSentinel([updated_node.with_changes(decorators=[]), applied])


def prepare(folder: Path) -> None:
    """Copy what the tests need, without decorators in the code that is to be changed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    for package in PACKAGES:
        for file in sorted((folder / "src/il2report" / package).rglob("*.py")):
            module = cst.parse_module(file.read_text(encoding="utf-8"))
            file.write_text(module.visit(Undecorated()).code, encoding="utf-8")
    mutated = ", ".join(f'"src/il2report/{package}/*"' for package in PACKAGES)
    tests = ", ".join(f'"{each}"' for each in TESTS)
    (folder / "launcher.py").write_text(LAUNCHER, encoding="utf-8")
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(CONFIG.format(mutated=mutated, tests=tests))


def mutmut(folder: Path, names: Iterable[str]) -> None:
    """Test some mutants, one after another."""
    command = (sys.executable, "launcher.py", "run", "--max-children", "1", *names)
    environment = os.environ | {"PYTHONPATH": str(folder / "src")}
    with (folder / "mutmut.log").open("w", encoding="utf-8") as log:
        subprocess.run(command, cwd=folder, env=environment, check=False, stdout=log, stderr=log)


def outcomes(folder: Path) -> dict[str, int | None]:
    """Read the exit code of each mutant; None where it was not tested."""
    found: dict[str, int | None] = {}
    for file in (folder / "mutants").rglob("*.py.meta"):
        found |= json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def drawn(names: Iterable[str], size: int | None) -> list[str]:
    """Draw the same names from each package every time."""
    found = []
    for package in PACKAGES:
        of = sorted(name for name in names if name.split(".")[1] == package)
        chosen = random.Random(f"{SEED}-{package}")  # noqa: S311 (a sample, no secret)
        found += of if size is None else chosen.sample(of, min(size, len(of)))
    return found


def main() -> None:
    """Prepare, draw the sample, test it, and print the counts by package and what survived."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int)
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    prepare(folder)
    mutmut(folder, ["none*"])  # makes the mutants, and finds out which tests reach which function
    names = drawn(outcomes(folder), arguments.sample)
    mutmut(folder, names)
    found = outcomes(folder)
    for package in PACKAGES:
        of = [name for name in names if name.split(".")[1] == package]
        print(package, dict(Counter(OUTCOMES.get(found[name] or 0, "killed") for name in of)))
    for name in names:
        if OUTCOMES.get(found[name] or 0) in {"survived", "no test"}:
            print(name)


if __name__ == "__main__":
    main()
