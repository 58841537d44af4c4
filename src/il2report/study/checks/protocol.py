"""The tables against study.toml: eligibility, study period, doses and rest.

A limit of study.toml that does not fit would be a finding for each row; where the limit is all
that a cell is compared with, one finding names the first row and the others.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd

from il2report.errors import Finding
from il2report.study.checks.rules import Rule, at_rows, limit, notice_rows, reads
from il2report.study.configuration import Configuration
from il2report.study.declarations import EligibilityRule, Response, required
from il2report.study.declarations.eligibility import code_of
from il2report.study.records import ColumnKind
from il2report.study.tables import Frames

HOURS_PER_DAY = 24

LIMIT_RULES = (
    limit(
        "doses-above-maximum",
        "cycles.doses",
        "above",
        "protocol.doses_per_cycle_max",
        "{cell} doses are",
    ),
)


def rules_of_eligibility(choices: Configuration) -> Iterator[Rule]:
    """Make the rules that each patient fulfils what study.toml says of a variable."""
    for name, rule in choices.eligibility.items():
        variable = choices.variables[name]
        if not variable.derivation:
            yield _eligible(name, f"{variable.table}.{variable.from_column}", rule)


def _eligible(name: str, cell: str, rule: EligibilityRule) -> Rule:
    """Refuse the values of a variable that its rule does not allow."""
    table, _, column = cell.partition(".")

    @reads(cell, f"{table}.patient_id")
    def find(frames: Frames) -> Iterator[Finding]:
        values, ranks = frames[table][column], frames.codebook.codes(table, column)
        if rule.levels:
            wrong = values.notna() & ~values.isin(rule.levels)
            allowed = ", ".join(rule.levels)
            message = f"{column} {{cell}} is not allowed by eligibility.{name}.levels in study.toml: {allowed}"
            yield from at_rows("not-eligible", frames, cell, wrong, message, also="not allowed")
        for key, bound in rule.bounds.items():
            relation, limit = ("below" if key == "min" else "above"), bound
            if frames.records[table].columns[column].kind is ColumnKind.CODE:
                if code_of(bound) not in ranks:
                    continue  # a finding of study.toml
                values = frames[table][column].map({code: n for n, code in enumerate(ranks)})
                limit = ranks.index(code_of(bound))
            elif isinstance(bound, date):
                limit = pd.Timestamp(bound)
            wrong = values < limit if key == "min" else values > limit
            message = f"{column} {{cell}} is {relation} eligibility.{name}.{key} in study.toml, {code_of(bound)}"
            yield from at_rows("not-eligible", frames, cell, wrong, message, also=f"{relation} it")

    return find


@reads("patients.entry_date", needs=("period",))
def entry_outside_period(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Patients entered between the first and the last day of the study period."""
    period = required(study.period)
    start, end = period.start, period.end
    entry = frames["patients"]["entry_date"]
    outside = (entry < pd.Timestamp(start)) | (entry > pd.Timestamp(end))
    message = f"entry on {{cell}} is outside the study period, {start} to {end} in study.toml"
    return at_rows(
        "entry-outside-period", frames, "patients.entry_date", outside, message, also="outside it"
    )


def rules_of_remission(choices: Configuration) -> Iterator[Rule]:
    """Make the rule that a complete response had time for the remission that it needs."""
    variable, criteria = choices.response_variable, choices.response_criteria
    if variable and criteria and not variable.derivation and variable.table == "patients":
        complete = (choices.response or Response()).complete
        yield _remission_too_short(variable.from_column, complete, criteria.remission_months_min)


def _remission_too_short(column: str, complete: Sequence[str], months: int) -> Rule:
    """Complete response needs a remission, for which the time since entry must suffice."""
    cell = f"patients.{column}"

    @reads(cell, "patients.entry_date", "patients.progression_date", "patients.last_contact_date")
    def find(frames: Frames) -> Iterator[Finding]:
        patients = frames["patients"]
        observed = patients[["progression_date", "last_contact_date"]].min(axis=1)
        earliest = patients["entry_date"] + pd.DateOffset(months=months)
        hasty = patients[column].isin(complete) & (observed < earliest)
        message = (
            "{cell} needs a remission of response_criteria.remission_months_min in study.toml,"
            f" {months}, but entry and progression or last contact are closer together"
        )
        return at_rows("remission-too-short", frames, cell, hasty, message)

    return find


@reads("cycles.doses", "cycles.start_date", "cycles.last_dose_date", needs=("protocol",))
def doses_exceed_days(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Days from first to last dose, counted full, must hold the doses at the interval."""
    cycles = frames["cycles"]
    days = (cycles["last_dose_date"] - cycles["start_date"]).dt.days + 1
    hours = required(study.protocol).interval_hours
    if hours is None:
        return iter(())
    possible = np.ceil(days * HOURS_PER_DAY / hours)
    impossible = (days > 0) & (cycles["doses"] > possible)
    message = (
        "{cell} doses do not fit between start_date and last_dose_date"
        f" at one every {hours} hours"
    )
    return at_rows("doses-exceed-days", frames, "cycles.doses", impossible, message)


@reads(
    "cycles.patient_id",
    "cycles.cycle",
    "cycles.start_date",
    "cycles.last_dose_date",
    needs=("protocol",),
)
def rest_outside_protocol(frames: Frames, study: Configuration) -> Iterator[Finding]:
    """Rest between cycles is planned; what happened may differ, and the team should know."""
    protocol = required(study.protocol)
    least, most = protocol.rest_days_min, protocol.rest_days_max
    if least is None or most is None:
        return iter(())
    previous = frames.previous_cycles["last_dose_date"]
    rest = (frames["cycles"]["start_date"] - previous).dt.days
    outside = (rest > 0) & ((rest < least) | (rest > most))
    message = (
        "the cycle starts on {cell}, and the rest since the patient's previous one"
        f" is not the protocol's {least} to {most} days"
    )
    return notice_rows("rest-outside-protocol", frames, "cycles.start_date", outside, message)
