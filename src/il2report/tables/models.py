"""Regression models: one row per level, univariable and multivariable side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from il2report.analysis.variables import Column as Values
from il2report.analysis.variables import Level
from il2report.document.tables import (
    Align,
    Cell,
    Column,
    Panel,
    Row,
    RowGroup,
    Table,
    TableNote,
)
from il2report.document.tree import Fragment, Word, composed, joined
from il2report.results.model_sample import reference_level
from il2report.study.declarations import Model
from il2report.tables.groups import level_label, variable_label
from il2report.tables.printing import NOTHING, Source, with_abbreviations

RATIOS = {"cox": ("HR", "Hazard ratio"), "logistic": ("OR", "Odds ratio")}
KINDS = {"univariable": "Univariable", "multivariable": "Multivariable"}


def model_table(source: Source, model: Model, columns: Sequence[Values], of: str) -> Table:
    """Give the ratios of a model with their limits and p-values.

    Parameters
    ----------
    source : results, labels and style
    model : its declaration
    columns : its variables, in the order of the declaration
    of : the label of the end point or the outcome
    """
    kinds = [kind for kind in KINDS if getattr(model, kind)]
    short = RATIOS[model.kind][0]
    heads = [Column("Patients/events", Align.TEXT)] if model.univariable else []
    for kind in kinds:
        interval = composed("{} ({}% CI)", short, source.level())
        heads.append(Column(KINDS[kind], Align.TEXT, interval))
        heads.append(Column(source.printer.p_label(), Align.NUMBER))
    table = Table(
        id=f"table.{model.name}",
        caption=composed(
            "{} regression of {}.", "Cox" if model.kind == "cox" else "Logistic", _label(model, of)
        ),
        stub=("Variable", "Level"),
        columns=tuple(heads),
        panels=(Panel(tuple(_rows(source, model, values, kinds) for values in columns)),),
        notes=tuple(_notes(source, model, columns)),
    )
    return with_abbreviations(table, {"HR": "hazard ratio", "OR": "odds ratio"})


def _label(model: Model, of: str) -> Fragment:
    about = model.endpoint or model.outcome
    kind = "endpoint" if model.endpoint else "variable"
    return Fragment.of(Word(f"study.{kind}.{about}.label", of[0].lower() + of[1:]))


def _rows(source: Source, model: Model, values: Values, kinds: Sequence[str]) -> RowGroup:
    name = values.variable.name
    if values.variable.is_number:
        rows = [
            Row("Per unit", tuple(_cells(source, model, name, None, kinds, is_reference=False)))
        ]
    else:
        reference = reference_level(values)
        rows = [
            Row(
                level_label(values, level),
                tuple(_cells(source, model, name, level, kinds, is_reference=level == reference)),
            )
            for level in values.levels
            if source.count(f"{model.name}.{kinds[0]}.{name}.{level.key}.n")
        ]
    return RowGroup(tuple(rows), variable_label(values))


def _cells(
    source: Source,
    model: Model,
    name: str,
    level: Level | None,
    kinds: Sequence[str],
    *,
    is_reference: bool,
) -> Iterator[Cell]:
    suffix = f".{level.key}" if level else ""
    if model.univariable:
        sizes = f"{model.name}.univariable.{name}{suffix}"
        yield Cell(composed("{}/{}", source.number(f"{sizes}.n"), source.number(f"{sizes}.events")))
    for kind in kinds:
        prefix = f"{model.name}.{kind}.{name}{suffix}"
        if is_reference:
            yield Cell("Reference")
            yield Cell(NOTHING)
        elif source.has(f"{prefix}.ratio"):
            ratio = source.printer.number(f"{prefix}.ratio")
            yield Cell(composed("{} ({})", ratio, source.printer.interval(prefix)))
            yield Cell(source.number(f"{prefix}.p"))
        else:
            yield Cell(source.number(f"{prefix}.ratio"))
            yield Cell(NOTHING)


def _notes(source: Source, model: Model, columns: Sequence[Values]) -> Iterator[TableNote]:
    if model.multivariable:
        sizes = (source.number(f"{model.name}.{name}") for name in ("n", "events"))
        concordance = source.number(f"{model.name}.concordance")
        text = "Multivariable model: {} patients, {} events, concordance {}."
        yield TableNote(composed(text, *sizes, concordance))
    reasons = _reasons(source, model, columns)
    if reasons:
        yield TableNote(composed("Not estimable: {}.", joined("; ", reasons)))
    overall = [
        composed(
            "{}, {}",
            variable_label(values),
            source.printer.p(f"{model.name}.multivariable.{values.variable.name}.overall_p"),
        )
        for values in columns
        if f"{model.name}.multivariable.{values.variable.name}.overall_p" in source
    ]
    if overall:
        yield TableNote(
            composed("All levels together, likelihood-ratio test: {}.", joined("; ", overall))
        )
    whole = f"{model.name}.proportional_hazards_p"
    if source.has(whole):
        text = "Proportional hazards, score test of all variables together: {}."
        yield TableNote(composed(text, source.printer.p(whole)))


def _reasons(source: Source, model: Model, columns: Sequence[Values]) -> list[Fragment]:
    """Say once of each level why it has no ratio."""
    found: dict[str, Fragment] = {}
    for values in columns:
        name = values.variable.name
        for kind in KINDS:
            for level in values.levels or (None,):
                suffix = f".{level.key}" if level else ""
                ratio = f"{model.name}.{kind}.{name}{suffix}.ratio"
                if ratio in source and not source.has(ratio):
                    label = variable_label(values)
                    if level:
                        label = label + ", " + level_label(values, level)
                    reason = source.catalogue[ratio].value.reason  # type: ignore[union-attr]
                    found[f"{name}{suffix}"] = composed("{} ({})", label, Word(ratio, reason))
    return list(found.values())
