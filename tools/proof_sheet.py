"""Write docs/wording.md: how the manuscript's sentences change with what is so in the data.

    python tools/proof_sheet.py            write docs/wording.md
    python tools/proof_sheet.py --check    compare with docs/wording.md, exit 1 on a difference

Each situation of tests/spec/situations.py is read and set; the page shows, section by section, the
sentences that the reference study does not have. It is there to be read aloud.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from re import sub
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests/spec"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests/rendering"))

from plain_text import plain_section, rendered
from situations import CHOSEN, CORRECTED, write_situation

from il2report.pages.manuscript import Typesetter
from il2report.results import compute_results
from il2report.study import read_study

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "wording.md"
SIZES = ("40 patients", "one complete response among many", "200 patients", "1,000 patients")
HEAD = """\
# Wording

What the sentences of the manuscript become when the data change, to be read as a proof sheet. Each
situation is the reference study with one thing corrected or chosen otherwise, as its name says; the
last are invented cohorts of other sizes. Shown are, section by section, the sentences that the reference study does
not have; those that fall away or stay are left out. Numbers of references and tables follow the
first mention and are not counted as a difference.

This page is written by `python tools/proof_sheet.py`, and a check compares it with what the
templates give; do not edit it. The situations stand in `tests/spec/situations.py`.
"""

Texts = Mapping[str, list[str]]


def sentences(folder: Path) -> Texts:
    """Set a study and give its sentences by section; captions and notes count as one."""
    study = read_study(folder)
    setter = Typesetter(study, compute_results(study), folder)
    texts = {name: _lines(plain_section(name, rendered(setter, name))) for name in setter.sections}
    made = setter.manuscript()
    captions = [*made.tables.values(), *map(setter.caption, made.pictures)]
    texts["captions and footnotes"] = [line for each in captions for line in _around(each)]
    return texts


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line and line[0] not in "#["]


def _around(table: str) -> Iterator[str]:
    """Give caption and notes of a table, without its cells."""
    outside = sub(r"(?s)<table.*?</table>", "\n", table)
    blocks = sub(r"</?data[^>]*>", "", sub(r"</(?:p|figcaption|li|div)>|<br */?>", "\n", outside))
    text = unescape(sub(r"<[^>]+>", " ", blocks)).replace("\N{NO-BREAK SPACE}", " ")
    yield from (line for part in text.split("\n") if (line := " ".join(part.split())))


def page() -> str:
    """Write the whole page."""
    reference = sentences(ROOT)
    known = {_unnumbered(line) for lines in reference.values() for line in lines}
    parts = [HEAD]
    for name in (*CORRECTED, *CHOSEN, *SIZES):
        parts += _situation(name, known)
    return "\n".join(parts)


def _situation(name: str, known: set[str]) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        texts = sentences(write_situation(Path(folder), name))
    yield f"## {name[0].upper()}{name[1:]}\n"
    for section, lines in texts.items():
        changed = [line for line in lines if _unnumbered(line) not in known]
        if changed:
            yield f"**{section.capitalize()}**\n"
            yield from (f"- {line.replace('*', chr(92) + '*')}" for line in changed)
            yield ""


def _unnumbered(line: str) -> str:
    """Leave out the numbers of citations and of tables and figures."""
    bare = sub(r" \(\d+(?:[,-] ?\d+)*\)", "", line)
    return sub(r"\b(Table|Figure) (?:[IVX]+|S?\d+)", r"\1", bare)


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; return 0, or 1 if the page is not what the templates give."""
    parser = argparse.ArgumentParser(description="Write docs/wording.md from the templates.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    written = page()
    if not parser.parse_args(arguments).check:
        PAGE.write_text(written, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == written:
        return 0
    print("docs/wording.md is not what the templates give; run without --check", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
