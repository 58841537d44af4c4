"""Which line of which template a number or a text of the page comes from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from il2report.document.document import Document, placed_nodes
from il2report.document.tree import Number
from il2report.preview.board import Record
from il2report.preview.records import file_record
from il2report.study.configuration import FILE as CHOICES
from il2report.study.files import MOST_OF_TEXT, FileRefused, read_file
from il2report.templating.template_files import OWN, shipped_templates, template_contents

BETWEEN = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What a text that is looked for has in the place of what comes from data."""
CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
WORD = re.compile(r"[^\W_]+|\n|" + BETWEEN)
FEWEST_WORDS, MOST_WORDS = 3, 12
MOST_PARTS = 40

Words = Sequence[tuple[str, int]]
"""Words in small letters, each with its line; "" where a call is between."""


class Origins:
    """The lines of one page; `folder` is the study."""

    def __init__(self, folder: Path, document: Document) -> None:
        self._folder, self._document = folder, document
        self._read: Mapping[str, Words] | None = None

    def line_of(self, result: str, place: int, text: str) -> Record | None:
        """Give the line that calls for a number, or else that of a text, where it is found.

        Parameters
        ----------
        result : the id of a number, or ""
        place : which of the numbers of that id, from 0 in the order of the page
        text : words of the page, with BETWEEN in the place of what comes from data
        """
        return (self._line_of_number(result, place) if result else None) or self._line_of(text)

    def _line_of_number(self, result: str, place: int) -> Record | None:
        origins = [
            each.node.origin
            for each in placed_nodes(self._document)
            if isinstance(each.node, Number) and each.node.result == result
        ]
        origin = origins[min(place, len(origins) - 1)] if origins else None
        return self._record(f"{OWN}/{origin.template}", origin.line) if origin else None

    def _line_of(self, text: str) -> Record | None:
        parts = [_words(part) for part in text.split(BETWEEN)[:MOST_PARTS]]
        fewest = min(FEWEST_WORDS, max(map(len, parts)))  # a heading may be one word
        for part in parts:
            wanted = [word for word, _ in part][:MOST_WORDS]
            if len(wanted) < fewest:
                continue
            for name, words in self._texts().items():
                if line := _found(wanted, words):
                    return self._record(name, line)
        return None

    def _texts(self) -> Mapping[str, Words]:
        """Read the templates of the text, the study's own first, and study.toml."""
        if self._read is None:
            contents = {
                f"{OWN}/{name}": content
                for name, content in template_contents(self._folder).items()
                if name.endswith(".j2")
            }
            with suppress(FileRefused):
                contents[CHOICES] = read_file(self._folder, CHOICES, MOST_OF_TEXT)
            own = [name for name in contents if (self._folder / name).is_file()]
            order = dict.fromkeys((*own, *contents))
            self._read = {
                name: _words(CODE.sub(_gap, contents[name].decode("utf-8", "replace")))
                for name in order
            }
        return self._read

    def _record(self, name: str, line: int) -> Record:
        path = self._folder / name
        if path.is_file():
            return file_record(path, name, line)
        shipped = shipped_templates() / name.removeprefix(f"{OWN}/")
        return file_record(shipped, f"{name} of the program", line)


def _gap(code: re.Match[str]) -> str:
    return BETWEEN + "\n" * code[0].count("\n")


def _words(text: str) -> Words:
    return tuple(_numbered(text))


def _numbered(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for word in WORD.findall(text):
        if word == "\n":
            line += 1
        else:
            yield "" if word == BETWEEN else word.casefold(), line


def _found(wanted: Sequence[str], words: Words) -> int:
    """Give the line of the first of some words where they follow each other; 0 where they do not."""
    n = len(wanted)
    for at, (word, line) in enumerate(words):
        if n and word == wanted[0] and [each for each, _ in words[at : at + n]] == [*wanted]:
            return line
    return 0
