"""Says in a sentence what the results of declared variables, end points and comparisons are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from il2report.analysis.months import DAYS_PER_MONTH
from il2report.document.grammar import listed
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.study.codebook import Codebook
from il2report.study.declarations import Comparison, Declarations, Endpoint, Variable

STATISTICS: Mapping[Statistic, str] = MappingProxyType(
    {
        Statistic.N: "number of values",
        Statistic.MEAN: "mean",
        Statistic.SD: "standard deviation",
        Statistic.MEDIAN: "median",
        Statistic.Q1: "first quartile",
        Statistic.Q3: "third quartile",
        Statistic.MIN: "smallest value",
        Statistic.MAX: "largest value",
    }
)
MONTHS = f"in months of {DAYS_PER_MONTH} days"


@dataclass(frozen=True, slots=True)
class DeclaredDefinitions:
    """The definitions of what a study declares; `file` names the file of a table."""

    choices: Declarations
    codebook: Codebook
    file: Callable[[str], str]

    def of(self, result: Result) -> str | None:
        """Say what a result is; None where no variable, end point or comparison gives it."""
        topic = result.topic
        if topic.family in self.choices.endpoints:
            return self._of_endpoint(result, self.choices.endpoints[topic.family])
        comparisons = {each.name: each for each in self.choices.comparison}
        if topic.variable not in self.choices.variables:
            return None
        variable = self.choices.variables[topic.variable]
        if topic.family in comparisons:
            return self._of_comparison(result, comparisons[topic.family], variable)
        return self._of_variable(result, variable) if topic.family == "cohort" else None

    # --- variables ----------------------------------------------------------------------------------

    def _of_variable(self, result: Result, variable: Variable) -> str:
        if result.topic.level == "missing":
            return f"Patients without a value of {variable.label}."
        if variable.is_number:
            statistic = STATISTICS[result.statistic]
            return f"{self._measure(variable)}: {statistic}, over all patients who have a value."
        return f"Patients {self._having(variable, result.topic.level)}."

    def _measure(self, variable: Variable) -> str:
        unit = f" in {variable.unit}" if variable.unit else ""
        return f"{variable.label}{unit} ({self.source(variable)})"

    def source(self, variable: Variable) -> str:
        """Say where the values of a variable come from."""
        match variable.derivation:
            case "":
                return f"{variable.from_column} of {self.file(variable.table)}"
            case "cut":
                points = listed([f"{point:g}" for point in variable.cut.at]) if variable.cut else ""
                return f"classes of {variable.rests_on[0]}, divided at {points}"
            case "any_of":
                return self._rows(variable)
            case "count":
                return (
                    f"number of rows in {self.file(variable.count.table if variable.count else '')}"
                )
            case "months_between":
                start, end = variable.months_between or ("", "")
                return f"from {start} to {end}, {MONTHS}"
        return self._combined(variable)

    def _combined(self, variable: Variable) -> str:
        names = variable.rests_on
        match variable.derivation:
            case "ratio":
                return f"{names[0]} divided by {names[1]}"
            case "difference":
                return f"{names[0]} minus {names[1]}"
            case "mean_of":
                return f"mean of {listed(names)}"
            case "count_true":
                return f"how many of {listed(names)} are yes"
        weights = (variable.sum_of or {}).items()
        return f"weighted sum: {' + '.join(f'{weight:g} × {name}' for name, weight in weights)}"

    def _rows(self, variable: Variable) -> str:
        asked = variable.any_of
        if asked is None:
            return ""
        rows = f"any row in {self.file(asked.table)}"
        if asked.column is None:
            return rows
        codes = self.choices.codes_counted(asked)
        if codes:
            chosen = f" (study.toml, definitions.{asked.definition})" if asked.definition else ""
            among = f"{asked.column} {listed(codes, 'or')}{chosen}"
        else:
            among = f"{asked.column} other than {listed(asked.but or (), 'or')}"
        return among if asked.table == "patients" else f"{rows} with {among}"

    def _having(self, variable: Variable, level: str) -> str:
        """Say who has a level: "with a row for Lung in data/metastases.csv"."""
        of_codes = (variable.table, variable.from_column)
        codes = self.codebook.codes(*of_codes)
        code = next((each for each in codes if each.lower() == level), level)
        if variable.derivation == "any_of":
            is_yes = level in ("", "yes") or code == next(iter(codes), "")
            return f"{'with' if is_yes else 'without'} {self._rows(variable)}"
        if variable.derivation:
            return f"in the class {level.replace('_', ' ')} ({self.source(variable)})"
        is_one = code in codes
        if variable.table != "patients":
            file = self.file(variable.table)
            if is_one:
                return f"with a row for {self.codebook.label(*of_codes, code)} in {file}"
            return f"with a row in {file} for a code of the group {level.replace('_', ' ')}"
        if is_one or level in ("yes", "no"):
            return f"whose {variable.from_column} is {code}"
        return f"whose {variable.from_column} is a code of the group {level.replace('_', ' ')}"

    # --- comparisons --------------------------------------------------------------------------------

    def _of_comparison(self, result: Result, comparison: Comparison, variable: Variable) -> str:
        topic, by = result.topic, self.choices.variables[comparison.by]
        of = f"{by.label}: {self.source(by)}."
        if topic.variable == comparison.by:
            if topic.group:
                return f"Patients {self._having(by, topic.group.lower())}."
            return f"{result.label}. {of}"
        if not topic.group:
            return f"{self._measure(variable)}, compared between the groups by {by.label}. {of}"
        label = self._label(by, topic.group)
        if topic.level == "missing":
            return f"Patients of the group {label} without a value of {variable.label}. {of}"
        if variable.is_number:
            statistic = STATISTICS[result.statistic]
            return f"{self._measure(variable)}: {statistic}, patients of the group {label}. {of}"
        return f"Patients of the group {label} {self._having(variable, topic.level)}. {of}"

    def _label(self, variable: Variable, code: str) -> str:
        codes = self.codebook.codes(variable.table, variable.from_column)
        return (
            self.codebook.label(variable.table, variable.from_column, code)
            if code in codes
            else code.replace("_", " ")
        )

    # --- end points ---------------------------------------------------------------------------------

    def _of_endpoint(self, result: Result, endpoint: Endpoint) -> str:
        topic, time = result.topic, self.time(endpoint)
        whose = self._whose(topic)
        match topic.level:
            case "events":
                return (
                    f"Patients{whose} with the event of {endpoint.label}: {self._event(endpoint)}."
                )
            case "censored":
                end = f", censored at {endpoint.censor}" if endpoint.censor else ""
                return f"Patients{whose} without the event of {endpoint.label}{end}."
            case "censored_dead":
                dead = " or ".join(endpoint.dead_codes or ())
                return (
                    f"Patients without the event whose status is {dead}, of all patients without the"
                    f" event. They are censored at {endpoint.censor}, their death."
                )
        if topic.variable == "follow_up":
            return f"{result.label}. The time runs {time}; the end of follow-up is the event, and the event censors it."
        label = result.label.partition(", lower limit")[0].partition(", upper limit")[0]
        return f"{label}. The time runs {time}."

    def time(self, endpoint: Endpoint) -> str:
        """Say from when to when a time runs."""
        if endpoint.is_measured:
            return f"as {endpoint.time} has it in {endpoint.unit}, {MONTHS}"
        return (
            f"from {endpoint.start} to {self._event(endpoint)}, or to {endpoint.censor} for a patient"
            f" without the event, {MONTHS}"
        )

    def _event(self, endpoint: Endpoint) -> str:
        if endpoint.is_measured:
            codes = listed(endpoint.event_codes or (), "or")
            return f"{endpoint.event_column} is {codes}"
        dead = " or ".join(endpoint.dead_codes or ())
        events = [
            f"death (death_date, or the last contact of a patient whose status is {dead})"
            if name == "death" and dead
            else name
            for name in endpoint.event or ()
        ]
        return events[0] if len(events) == 1 else f"the first of {listed(events)}"

    def _whose(self, topic: Topic) -> str:
        if not topic.group or topic.by not in self.choices.variables:
            return ""
        by = self.choices.variables[topic.by]
        return f" of the group {self._label(by, topic.group)} by {by.label}"
