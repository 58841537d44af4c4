"""docs/messages.md explains every finding that the program can make, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "il2report").rglob("*.py"))
MESSAGES = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
MAKERS = {
    "Finding",
    "at_rows",
    "notice_rows",
    "at_texts",
    "order",
    "limit",
    "Untranslated",
    "CellRefused",
    "Codes",
}
"""What makes findings; the code comes first or as `code=`. All that `Codes` holds are codes."""
METHODS = {"report_cells", "refuse"}
"""The same for a REDCap project."""


def code_arguments() -> Iterator[tuple[str, ast.expr]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (
                getattr(node.func, "id", None) in MAKERS
                or getattr(node.func, "attr", None) in METHODS
            ):
                named = [word.value for word in node.keywords if word.arg == "code"]
                is_codes = getattr(node.func, "id", None) == "Codes"
                every = node.args if is_codes else node.args[:1]
                for code in named or every:
                    yield f"{path.name}:{node.lineno}", code


def codes_in_source() -> set[str]:
    arguments = [argument for _, argument in code_arguments()]
    return {argument.value for argument in arguments if isinstance(argument, ast.Constant)}


def entries() -> list[str]:
    return re.findall(r"^### (\S+)$", MESSAGES, flags=re.MULTILINE)


def test_every_code_in_the_source_has_an_entry_and_every_entry_a_code() -> None:
    assert sorted(codes_in_source()) == sorted(entries())


def test_only_the_makers_of_findings_pass_a_code_on() -> None:
    passed_on = [place for place, code in code_arguments() if not isinstance(code, ast.Constant)]
    makers = {"entries.py", "notation.py", "plan.py", "rows.py", "rules.py", "tables.py"}
    assert makers == {place.partition(":")[0] for place in passed_on}


def test_every_entry_says_how_grave_it_is_its_cause_and_its_cure() -> None:
    for section in re.split(r"^### ", MESSAGES, flags=re.MULTILINE)[1:]:
        code, _, body = section.partition("\n")
        assert body.startswith(("Error. ", "Notice. ")), code
        assert "**Cause:**" in body, code
        assert "**Cure:**" in body, code


def test_entries_call_notices_what_the_source_gives_as_notices() -> None:
    notices = {
        found.group(1) or found.group(2)
        for path in SOURCES
        for found in re.finditer(
            rf'(?:{"|".join(MAKERS | METHODS)})\(\s*"([a-z0-9-]+)"[^()]*(?:\([^()]*\)[^()]*)*Severity\.NOTICE'
            r'|notice_rows\(\s*"([a-z0-9-]+)"',
            path.read_text(encoding="utf-8"),
        )
    }
    entered = set(re.findall(r"^### (\S+)\nNotice\.", MESSAGES, flags=re.MULTILINE))
    assert notices == entered
