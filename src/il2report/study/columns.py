"""The columns of the tables as whoever fills them in must know them, within the study's limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from il2report.study.checks.course import BASELINE
from il2report.study.configuration import Configuration
from il2report.study.records import EARLIEST_DATE, READ_TABLES, plain_type

Bound = Any
"""A number where the column has numbers, a date where it has dates, or None."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What study.toml allows in a column, in numbers and in words.

    Without `high` a date may be today. A limit that is not firm may be passed on purpose.
    """

    words: str
    low: Bound = None
    high: Bound = None
    is_firm: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: what its cells hold, and what is allowed in them.

    `kind` is str, int, float or date. Bounds are allowed themselves, but for `low` if `excludes_low`.
    A date without `high` may be as late as the day on which it is typed. `longest` counts the
    characters of a name, and is None for free text.
    """

    table: str
    name: str
    holds: str
    allowed: str
    kind: type
    may_be_blank: bool
    choices: tuple[str, ...] = ()
    low: Bound = None
    high: Bound = None
    excludes_low: bool = False
    longest: int | None = None
    is_firm: bool = True


def table_columns(table: str, choices: Configuration) -> tuple[Column, ...]:
    """Describe the columns of a table, in the order of its record.

    Parameters
    ----------
    table : a key of READ_TABLES
    choices : study.toml, whose period, eligibility and protocol narrow what the records allow

    Returns
    -------
    tuple of Column
        What a column refuses, `check` refuses too; a limit that is not firm it notices. Only a
        date after today is refused here alone.
    """
    return tuple(_columns(table, _limits(choices)))


def _columns(table: str, limits: Mapping[tuple[str, str], Limit]) -> Iterator[Column]:
    record = READ_TABLES[table]
    schema: Mapping[str, Any] = record.model_json_schema()["properties"]
    for name, field in record.model_fields.items():
        part = schema[name].get("anyOf", [schema[name]])[0]
        plain = Column(
            table=table,
            name=name,
            holds=field.title or name,
            allowed=field.description or "",
            kind=plain_type(field),
            may_be_blank=not field.is_required(),
            choices=tuple(part.get("enum", ())),
            longest=part.get("maxLength"),
        )
        yield _within(_bounded(plain, part), limits.get((table, name)))


def _bounded(column: Column, part: Mapping[str, Any]) -> Column:
    """Take the bounds of a column from the schema of its field, which spells them in two ways."""
    if column.kind is date:
        return replace(column, low=EARLIEST_DATE)
    above = part.get("exclusiveMinimum", part.get("gt"))
    low = part.get("minimum", part.get("ge", above))
    high = part.get("maximum", part.get("le"))
    return replace(column, low=low, high=high, excludes_low=above is not None)


def _within(column: Column, limit: Limit | None) -> Column:
    """Narrow a column to what study.toml allows, and say so."""
    if limit is None:
        return column
    if column.kind is date:
        low = max(EARLIEST_DATE, limit.low or EARLIEST_DATE)
        words = f"{limit.words}, or blank" if column.may_be_blank else limit.words
        return replace(column, low=low, high=limit.high, allowed=words, is_firm=limit.is_firm)
    low = column.low if limit.low is None else max(column.low, limit.low)
    high = column.high if limit.high is None else min(column.high, limit.high)
    if (low, high) == (column.low, column.high):
        return column
    return replace(column, low=low, high=high, allowed=f"{column.allowed}, and {limit.words}")


def _limits(choices: Configuration) -> Mapping[tuple[str, str], Limit]:
    """What the checks against study.toml refuse or notice, by table and column."""
    start, end = (max(day, EARLIEST_DATE) for day in (choices.period.start, choices.period.end))
    baseline = start - timedelta(days=BASELINE.days)
    age, ecog = choices.eligibility.age_min, choices.eligibility.ecog_max
    doses = choices.protocol.doses_per_cycle_max
    later = Limit(f"a date from {start}, when the study period begins, to today", start)
    return {
        ("patients", "age"): Limit(f"at least {age} (eligibility.age_min in study.toml)", age),
        ("patients", "ecog"): Limit(
            f"at most {ecog} (eligibility.ecog_max in study.toml)", high=ecog
        ),
        ("patients", "entry_date"): Limit(
            f"a date from {start} to {end}, the study period in study.toml", start, end
        ),
        ("patients", "progression_date"): later,
        ("patients", "last_contact_date"): later,
        ("cycles", "start_date"): later,
        ("cycles", "last_dose_date"): later,
        ("cycles", "doses"): Limit(
            f"at most {doses} (protocol.doses_per_cycle_max in study.toml)", high=doses
        ),
        ("brain_lesions", "assessed_on"): Limit(
            f"a date up to today, as a rule from {baseline}, {BASELINE.days} days before the study"
            " period",
            baseline,
            is_firm=False,
        ),
    }
