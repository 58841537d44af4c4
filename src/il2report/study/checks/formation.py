"""Groups that form after the start, compared by the time to an event or by adverse events."""

from collections.abc import Iterator

from il2report.errors import Finding, Place, Severity
from il2report.study.configuration import FILE as CHOICES
from il2report.study.declarations import Declarations


def groups_formed_later(choices: Declarations) -> Iterator[Finding]:
    """Find comparisons of times and adverse events by groups that form after the start, and what they need.

    Adverse events are not tested between such groups. For times, without a landmark such groups are not tested. With one, the day on which a patient's group formed
    must be known, or it is taken as it was recorded in the end.
    """
    formation = choices.formation
    for comparison in choices.comparison:
        names = [name for name in comparison.of if name in choices.endpoints]
        if not formation.is_after_start(comparison.by):
            continue
        where, by = f"comparison {comparison.name}", comparison.by
        tested = [name for name in names if comparison.tests_time(name)]
        if comparison.from_months is None and tested:
            message = (
                f"{where}: the groups of {by} form after the start, so {', '.join(tested)} is not tested by"
                ' them; declare from_months for a landmark analysis, tests = { time = "none" } to'
                f' describe the groups without a test, or formed = "baseline" in the variable {by} if'
                " they are known at the start"
            )
            yield Finding("immortal-time", Place(CHOICES), message, Severity.NOTICE)
        if "toxicity" in comparison.of and comparison.tests_toxicity:
            message = (
                f"{where}: the groups of {by} form after the start, so adverse events are not tested by them: a"
                ' group that took longer to form had more time for them; declare tests = { toxicity = "none" } to'
                f' describe the groups without a test, or formed = "baseline" in the variable {by} if they are'
                " known at the start"
            )
            yield Finding("immortal-time", Place(CHOICES), message, Severity.NOTICE)
        if names and comparison.from_months is not None and not formation.is_dated(by):
            message = (
                f"{where}: a patient's group at the landmark is taken as {by} has it in the end;"
                f" declare formed_on in the variable {by}, the column with the day on which it formed"
            )
            yield Finding("undated-groups", Place(CHOICES), message, Severity.NOTICE)
