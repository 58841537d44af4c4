"""What changed beside the tables: choices of study.toml, codes of the codebook, figures of the literature."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from il2report.errors import Place
from il2report.results.ledger import as_written
from il2report.revisions.corrections import (
    CODEBOOK,
    LITERATURE,
    CellChange,
    CorrectionKind,
    RowChange,
)
from il2report.study import Codebook, Configuration, Study
from il2report.study.configuration import FILE as CHOICES
from il2report.study.literature import FILE as FACTS


def changes_beside_the_tables(old: Study, new: Study) -> Iterator[RowChange]:
    """Give what changed in study.toml, in the codebook and in the literature, in this order."""
    for each in _cells(
        flat(old.configuration, new.configuration), flat(new.configuration, old.configuration)
    ):
        cell = _of_declarations(each, old, new)
        yield RowChange(CHOICES, CorrectionKind.CHANGED, (cell,), new_place=Place(CHOICES))
    codebook = next(new.layout.cells(CODEBOOK, "code", [0]))[0]
    yield from _keyed(CODEBOOK, "code", _codes(old.codebook), _codes(new.codebook), codebook)
    yield from _keyed(LITERATURE, "fact", _facts(old), _facts(new), FACTS)


def _of_declarations(cell: CellChange, old: Study, new: Study) -> CellChange:
    """Write of a list of declarations those alone that differ, with what they set."""
    before, after = (getattr(state.configuration, cell.column, ()) for state in (old, new))
    if not isinstance(before, tuple) or not any(
        hasattr(x, "model_dump") for x in (*before, *after)
    ):
        return cell
    ours, theirs = (
        "; ".join(
            _in_words(one.model_dump(exclude_defaults=True)) for one in some if one not in others
        )
        for some, others in ((before, after), (after, before))
    )
    return replace(cell, old=ours, new=theirs) if ours or theirs else cell


def _in_words(declaration: Mapping[str, object]) -> str:
    """Write what a declaration sets: "age (kind number, unit years)"."""
    settings = ", ".join(
        f"{key} {_setting(value)}" for key, value in declaration.items() if key != "name"
    )
    name = declaration.get("name")
    return f"{name} ({settings})" if name and settings else str(name or settings)


def _setting(value: object) -> str:
    """Write the value of a key, of a derivation what it has: "of age, at 65"."""
    if isinstance(value, dict):
        given = ((key, each) for key, each in value.items() if each not in (None, ()))
        return f"({', '.join(f'{key} {_setting(each)}' for key, each in given)})"
    if isinstance(value, tuple):
        return " and ".join(map(_setting, value))
    return as_written(value)


def flat(configuration: Configuration, beside: Configuration) -> dict[str, str]:
    """Write every choice of study.toml as text, by its key; a list as one choice.

    A section that `beside` does not have is one choice too: it was added or removed as a whole. Which
    field of an export feeds which column is no choice: what it changes are cells.
    """
    found: dict[str, str] = {}

    def collect(prefix: str, value: object, other: object) -> None:
        if isinstance(value, dict) and isinstance(other, dict):
            for name, inner in value.items():
                collect(f"{prefix}.{name}" if prefix else name, inner, other.get(name))
        elif isinstance(value, dict):
            found[prefix] = _in_words({key: each for key, each in value.items() if each})
        elif isinstance(value, tuple):
            found[prefix] = ", ".join(str(item) for item in value)
        else:
            found[prefix] = "" if value is None else as_written(value)

    one, other = (each.model_dump(exclude={"redcap"}) for each in (configuration, beside))
    collect("", one, other)
    return found


def _facts(study: Study) -> dict[str, dict[str, str]]:
    return {
        fact_id: {name: as_written(value) for name, value in fact.model_dump().items()}
        for fact_id, fact in study.literature.items()
    }


def _codes(codebook: Codebook) -> dict[str, dict[str, str]]:
    return {
        f"{table}.{column}.{code}": {"label": entry.label, "group": entry.group}
        for (table, column), codes in codebook.entries.items()
        for code, entry in codes.items()
    }


def _keyed(
    table: str,
    name: str,
    before: Mapping[str, Mapping[str, str]],
    after: Mapping[str, Mapping[str, str]],
    file: str,
) -> Iterator[RowChange]:
    """Compare entries by their name: one change for each that was added, removed or changed."""
    for key in dict.fromkeys((*before, *after)):
        if cells := tuple(_cells(before.get(key, {}), after.get(key, {}))):
            kind = CorrectionKind.between(was_there=key in before, is_there=key in after)
            yield RowChange(table, kind, cells, key=((name, key),), new_place=Place(file))


def _cells(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[CellChange]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            yield CellChange(name, old, new)
