"""What is written beside the data: works that are cited, copied choices, the correction log."""

from collections.abc import Iterator
from hashlib import sha256

from il2report.errors import Finding, Place, Severity
from il2report.study.bibliography import FILE as REFERENCES
from il2report.study.checks.rules import Material, reads
from il2report.study.configuration import FILE as CHOICES
from il2report.study.configuration import Configuration
from il2report.study.correction_log import ADDED, FACTS, FILE, REMOVED, TABLE, bare_table
from il2report.study.lookalikes import nearest
from il2report.study.tables import Frames

REFERENCE = {
    "title": "b0a18aaf2edb",
    "authors": "12cceed177a7",
    "site.institution": "f7d4f3b12286",
}
"""Digests of the letters in the reference study's own study.toml, of which the program has no words."""


def inherited_choices(configuration: Configuration) -> Iterator[Finding]:
    """A study of real patients, begun by `init` as a copy, has its own title, authors and hospital."""
    if configuration.data_origin != "patients":
        return
    site = configuration.site
    own = {
        "title": configuration.title,
        "authors": ", ".join(configuration.author_names),
        "site.institution": site.institution if site else "",
    }
    kept = [key for key, text in own.items() if _digest(text) == REFERENCE[key]]
    if kept:
        message = f"{', '.join(kept)}: still as in the reference study, and would be printed; write your own"
        yield Finding("inherited-choice", Place(CHOICES), message, Severity.NOTICE)


def _digest(text: str) -> str:
    return sha256(_letters(text).encode()).hexdigest()[:12]


def cited_works(material: Material) -> Iterator[Finding]:
    """What literature.toml and study.toml cite is in references.json, and is not the study itself."""
    references, choices = material.references, material.configuration
    if references is None:
        return
    facts = Place("data/literature.toml")
    own = {_letters(choices.title), _letters(choices.short_title)} if choices else set()
    source = choices.source if choices else None
    cited = dict.fromkeys(fact.reference for fact in (material.literature or {}).values())
    if not references:
        named = ", ".join(dict.fromkeys((*filter(None, [source]), *cited)))
        if named:
            message = f"there is no such file, or no work in it; the study cites {named}"
            yield Finding("unknown-reference", Place(REFERENCES), message)
        return
    for key in cited:
        if key not in references:
            message = f"references.json has no {key!r}.{nearest(key, tuple(references))}"
            yield Finding("unknown-reference", facts, message)
        elif _letters(references[key].title) in own:
            message = (
                f"{key} has the title of this study; its results come from the data, not from"
                " literature.toml. Delete the tables of this reference"
            )
            yield Finding("own-figure", facts, message)
    if source is not None and source not in references:
        message = f"source: references.json has no {source!r}.{nearest(source, tuple(references))}"
        yield Finding("unknown-reference", Place(CHOICES), message)


def _letters(title: str) -> str:
    """Reduce a title to its letters and digits, so that case and punctuation make no difference."""
    return "".join(sign for sign in title.casefold() if sign.isalnum())


@reads("corrections.table")
def log_of_unknown_table(frames: Frames) -> Iterator[Finding]:
    """An entry of the log names a table of the study, as a file or without its ending."""
    for row, name in frames["corrections"]["table"].dropna().items():
        table = bare_table(name)
        known = (*(each for each in frames.records if each != TABLE), CHOICES, FACTS)
        if table not in known:
            hint = nearest(table, known) or f" Choose from {', '.join(known)}."
            message = f"there is no table {name!r} to correct.{hint}"
            yield Finding("unknown-log-table", Place(FILE, int(str(row)), "table"), message)


@reads("corrections.table", "corrections.column")
def log_of_unknown_column(frames: Frames) -> Iterator[Finding]:
    """An entry about a table names one of its columns, be it used or not."""
    rows = frames["corrections"][["table", "column"]].dropna()
    for row, name, column in zip(rows.index, rows["table"], rows["column"], strict=True):
        record = frames.records.get(bare_table(name))
        has = frames.by_table.get(bare_table(name))
        if record is None or (has is not None and column in has.columns):
            continue
        if column.lower() not in record.columns:
            known = tuple(record.columns)
            hint = nearest(column, known) or f" It has {', '.join(known)}."
            message = f"{bare_table(name)} has no column {column!r}.{hint}"
            yield Finding("unknown-log-column", Place(FILE, int(row), "column"), message)


@reads("corrections.column", "corrections.new")
def log_without_column(frames: Frames) -> Iterator[Finding]:
    """An entry without a column says that a row or patient was added or removed."""
    rows = frames["corrections"]
    for row, new in rows.loc[rows["column"].isna(), "new"].items():
        if str(new).lower() not in (ADDED, REMOVED):
            message = f"without a column the entry is about a whole row; new must then be {ADDED} or {REMOVED}"
            yield Finding("log-without-column", Place(FILE, int(str(row)), "new"), message)
