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
PROMISES = [" ".join(bold.split()) for bold in re.findall(r"\*\*(.+?)\*\*", TEXT, flags=re.DOTALL)]


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


def test_every_promise_of_the_text_has_a_row_and_no_row_comes_twice():
    promised = [promise for promise, _ in ROWS]
    assert [] == [promise for promise in PROMISES if promise not in promised]
    assert len(promised) == len(set(promised))


def test_every_line_of_the_table_is_a_row():
    lines = [line for line in TABLE.splitlines() if line.startswith("|")]
    assert len(ROWS) == len(lines) - 2
