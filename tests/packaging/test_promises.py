"""docs/safety.md names for each promise the tests that check it, and those tests exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT, _, TABLE = (
    (ROOT / "docs" / "safety.md")
    .read_text(encoding="utf-8")
    .partition("## What checks each promise\n")
)
ROWS = re.findall(r"^\| (?!promise )([^|-][^|]*?) \| ([^|]*?) \|$", TABLE, flags=re.MULTILINE)
GROUPS = re.split(r"^### ", TABLE, flags=re.MULTILINE)[1:]
CHECKS = ": checks"


def named_tests(named: str) -> list[str]:
    return [each.strip().strip("`") for each in named.split(",")]


@pytest.mark.parametrize(("promise", "named"), ROWS, ids=[promise for promise, _ in ROWS])
def test_the_tests_of_a_promise_exist(promise, named):
    assert named_tests(named)
    for each in named_tests(named):
        file, _, name = each.partition("::")
        assert re.fullmatch(r"tests/[\w/]+/test_\w+\.py", file), promise
        source = (ROOT / file).read_text(encoding="utf-8")
        functions = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef))
        tests = {function.name for function in functions if function.name.startswith("test_")}
        assert tests
        assert not name or name in tests, each


def test_every_section_of_the_text_has_its_promises_in_the_table():
    sections = re.findall(r"^## (.+)$", TEXT, flags=re.MULTILINE)
    headings = [group.partition("\n")[0] for group in GROUPS]
    assert [f"{section}{CHECKS}" for section in sections] == headings
    assert all(re.search(r"^\| (?!promise |-)", group, flags=re.MULTILINE) for group in GROUPS)


def test_no_promise_comes_twice():
    promised = [promise for promise, _ in ROWS]
    assert len(promised) == len(set(promised))


def test_every_line_of_the_table_is_a_row():
    lines = [line for line in TABLE.splitlines() if line.startswith("|")]
    assert len(ROWS) == len(lines) - 2 * len(GROUPS)
