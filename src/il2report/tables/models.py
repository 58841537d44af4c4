"""Regression models: one row per level, univariable and multivariable side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from il2report.analysis.variables import Column as Values
from il2report.analysis.variables import Level
from il2report.document.grammar import plural
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
from il2report.results.endpoints import months_name
from il2report.results.model_sample import reference_level
from il2report.study.declarations import Model
from il2report.tables.groups import level_label, variable_label
from il2report.tables.printing import NOTHING, Source, with_abbreviations

RATIOS = {"cox": ("HR", "Hazard ratio"), "logistic": ("OR", "Odds ratio")}
OF_ALL_LEVELS = {
    "overall_p": "All levels together, likelihood-ratio test",
    "trend_p": "Trend over the levels, Wald test",
}
KINDS = {"univariable": "Univariable", "multivariable": "Multivariable"}


def model_table(
    source: Source, model: Model, columns: Sequence[Values], of: str, among: str = ""
) -> Table:
    """Give the ratios of a model with their limits and p-values.

    Parameters
    ----------
    source : results, labels and style
    model : its declaration
    columns : its variables, in the order of the declaration
    of : the label of the end point or the outcome
    among : the label of the subset that it is fitted in
    """
    kinds = [kind for kind in KINDS if getattr(model, kind)]
    short = RATIOS[model.kind][0]
    heads = [Column("Patients/events", Align.NUMBER)] if model.univariable else []
    if model.survival:
        heads.append(Column("Median, months", Align.NUMBER, composed("({}% CI)", source.level())))
    if model.survival_months:
        months = Word(f"study.model.{model.name}.survival_months", f"{model.survival_months:g}")
        interval = composed("% ({}% CI)", source.level())
        heads.append(
            Column(composed("Free of the event at {} months", months), Align.NUMBER, interval)
        )
    for kind in kinds:
        interval = composed("{} ({}% CI)", short, source.level())
        heads.append(Column(KINDS[kind], Align.NUMBER, interval))
        heads.append(Column(source.printer.p_label(), Align.NUMBER))
    table = Table(
        id=f"table.{model.name}",
        caption=composed(
            "{} regression of {}{}.",
            "Cox" if model.kind == "cox" else "Logistic",
            _label(model, of),
            composed(", {}", Word(f"study.subset.{model.among}.label", among)) if among else "",
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
            if f"{model.name}.{kinds[0]}.{name}.{level.key}.n" in source
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
    if model.survival or model.survival_months:
        yield _survival(source, model, f"{model.name}.{kinds[0]}.{name}{suffix}")
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
            is_gone = kind == "multivariable" and _is_taken_out(source, model, name)
            yield Cell("Taken out" if is_gone else source.number(f"{prefix}.ratio"))
            yield Cell(NOTHING)


def _is_taken_out(source: Source, model: Model, name: str) -> bool:
    return f"{model.name}.selection.{name}.step" in source


def _label_alone(values: Values) -> Fragment:
    """The label of a variable without its unit."""
    variable = values.variable
    return Fragment.of(Word(f"study.variable.{variable.name}.label", variable.label))


def _survival(source: Source, model: Model, prefix: str) -> Cell:
    """The median of a level, or the percentage at a time; the dash for a number, which has no levels."""
    estimate = f"{prefix}.median"
    if model.survival_months:
        estimate = f"{prefix}.at_{months_name(model.survival_months)}_months"
    if estimate not in source:
        return Cell(NOTHING)
    number = source.printer.number(estimate)
    if not any(source.has(f"{estimate}.{end}") for end in ("ci_low", "ci_high")):
        return Cell(number)
    return Cell(composed("{} ({})", number, source.printer.interval(estimate)))


def _notes(source: Source, model: Model, columns: Sequence[Values]) -> Iterator[TableNote]:
    if model.multivariable:
        sizes = [
            composed("{} {}", source.number(size), plural(source.count(size), noun))
            for size, noun in ((f"{model.name}.n", "patient"), (f"{model.name}.events", "event"))
        ]
        note = composed("Multivariable model: {}, {}", *sizes)
        if source.has(concordance := f"{model.name}.concordance"):
            note = composed("{}, concordance {}", note, source.number(concordance))
        yield TableNote(note + ".")
    reasons = _reasons(source, model, columns)
    if reasons:
        yield TableNote(composed("Not estimable: {}.", joined("; ", reasons)))
    for kind in KINDS:
        for end, text in OF_ALL_LEVELS.items():
            tested = [
                composed("{}, {}", _label_alone(values), source.printer.p(p))
                for values in columns
                if source.has(p := f"{model.name}.{kind}.{values.variable.name}.{end}")
            ]
            if tested:
                yield TableNote(composed("{} ({}): {}.", text, kind, joined("; ", tested)))
    yield from _proportional_hazards(source, model, columns)
    yield from _selection(source, model, columns)


def _proportional_hazards(
    source: Source, model: Model, columns: Sequence[Values]
) -> Iterator[TableNote]:
    end = "proportional_hazards_p"
    tested = [
        composed("{}, {}", _label_alone(values), source.printer.p(p))
        for values in columns
        if source.has(p := f"{model.name}.{values.variable.name}.{end}")
    ]
    whole = f"{model.name}.{end}"
    if source.has(whole) and len(tested) > 1:
        tested.append(composed("all together, {}", source.printer.p(whole)))
    if tested:
        yield TableNote(composed("Score test of proportional hazards: {}.", joined("; ", tested)))


def _selection(source: Source, model: Model, columns: Sequence[Values]) -> Iterator[TableNote]:
    """Name the candidates that backward selection took out, in their order."""
    if not model.selection:
        return
    prefix = f"{model.name}.selection"
    labels = {values.variable.name: _label_alone(values) for values in columns}
    gone = [name for name in labels if _is_taken_out(source, model, name)]
    gone.sort(key=lambda name: source.count(f"{prefix}.{name}.step"))
    steps = [
        composed("{}, {}", labels[name], source.printer.p(f"{prefix}.{name}.p")) for name in gone
    ]
    limit = Word(f"study.model.{model.name}.selection.p", f"{model.selection.p:g}")
    text = "Backward selection by likelihood-ratio tests, limit {}; taken out in this order: {}."
    yield TableNote(composed(text, limit, joined("; ", steps) if steps else "none"))


def _reasons(source: Source, model: Model, columns: Sequence[Values]) -> list[Fragment]:
    """Say once of each level why it has no ratio."""
    found: dict[str, Fragment] = {}
    for values in columns:
        name = values.variable.name
        for kind in KINDS:
            if kind == "multivariable" and _is_taken_out(source, model, name):
                continue
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
