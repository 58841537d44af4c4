"""Write docs/declarations.md: every block and key of study.toml, from the models that check them.

    python tools/declaration_reference.py            write docs/declarations.md
    python tools/declaration_reference.py --check    compare with docs/declarations.md, exit 1 on a difference

What a key means is the text below its field in the model; a field without one ends the run.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
import textwrap
import types
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from il2report.study.configuration import Configuration
from il2report.study.notation import Section

PAGE = Path(__file__).resolve().parents[1] / "docs" / "declarations.md"
WORDS: Mapping[object, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    type(None): "",
}
HEAD = """\
# What a study declares

Everything that is particular to a study is in its study.toml; labels and the order of codes are in
data/codebook.csv. A heading in double brackets, such as `[[variable]]`, may come as often as there are
variables, one in single brackets once. Names are written in snake_case and become part of the ids of
results ([results.md](results.md)); labels are what is printed. An unknown key is an error that names
the nearest one. What a study of your own needs at least, step by step:
[a study of your own](how-to/a-study-of-your-own.md).

This page is written by `python tools/declaration_reference.py` from the models that check study.toml;
do not edit it.
"""


def page() -> str:
    """Write the whole page."""
    parts = [HEAD, *_block("", Configuration, {Configuration})]
    return "\n".join(parts).rstrip() + "\n"


def _block(path: str, model: type[Section], seen: set[type]) -> Iterator[str]:
    """Write a block: what it is, its keys, and then the blocks in it."""
    inner: list[tuple[str, type[Section], bool]] = []
    rows: list[str] = []
    meanings = _meanings(model)
    for key, field in model.model_fields.items():
        of, repeats = _section_of(field.annotation)
        is_table = of is not None and not path
        if of is not None and of not in seen:
            inner.append((f"{path}.{key}" if path else key, of, repeats))
            seen.add(of)
        if is_table:
            continue
        if key not in meanings:
            raise ValueError(f"{model.__name__}.{key} has no text that says what it means")
        allowed = _allowed(field.annotation)
        rows.append(f"| `{key}` | {allowed} | {_default(field)} | {meanings[key]} |")
    if rows:
        yield "| key | value | without it | meaning |\n|---|---|---|---|"
        yield from rows
        yield ""
    for name, of, repeats in inner:
        heading = f"[[{name}]]" if repeats else f"[{name}]" if not path else f"{name} = {{ ... }}"
        yield f"{'###' if path else '##'} `{heading}`\n"
        yield f"{inspect.cleandoc(of.__doc__ or '')}\n"
        yield from _block(name, of, seen)


def _meanings(model: type[Section]) -> dict[str, str]:
    """Read the text below each field of a model, and of the models that it extends."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if not (isinstance(each, type) and issubclass(each, Section)) or each is Section:
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(each))).body[0].body  # type: ignore[attr-defined]
        for field, text in pairwise(body):
            match field, text:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                    value=ast.Constant(value=str(said))
                ):
                    found[name] = " ".join(said.split())
    return found


def _section_of(annotation: Any) -> tuple[type[Section] | None, bool]:
    """Give the model of a key that is a block, and whether it may come repeatedly."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation, False
    repeats = get_origin(annotation) is tuple
    for each in get_args(annotation):
        found, _ = _section_of(each)
        if found is not None:
            return found, repeats
    return None, False


def _allowed(annotation: Any) -> str:  # noqa: PLR0911 (one kind of value a line)
    """Say in words what a key may be."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _allowed(parts[0])
    if origin is Literal:
        return ", ".join(f"`{part.value if isinstance(part, Enum) else part}`" for part in parts)
    if origin in (Union, types.UnionType):
        return " or ".join(filter(None, map(_allowed, parts)))
    if origin is tuple:
        of = [_allowed(part) for part in parts if part is not Ellipsis]
        return f"list of {of[0]}" if Ellipsis in parts else f"list of {len(of)}: {of[0]}"
    if origin is not None and issubclass(origin, Mapping):
        return f"table of {_allowed(parts[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return "table"
    return WORDS.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _default(field: Any) -> str:
    """Say what holds without a key."""
    if field.is_required():
        return "required"
    default = field.default
    if default is PydanticUndefined or default is None or default == ():
        return ""
    if isinstance(default, Section):
        return ""
    if isinstance(default, tuple):
        return ", ".join(f"`{each}`" for each in default)
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; return 0, or 1 if the page is not what the models give."""
    parser = argparse.ArgumentParser(description="Write docs/declarations.md from the models.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    written = page()
    if not parser.parse_args(arguments).check:
        PAGE.write_text(written, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == written:
        return 0
    print("docs/declarations.md is not what the models give; run without --check", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
