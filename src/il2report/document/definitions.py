"""Says in a sentence what each result is, from the choices of study.toml where these decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from il2report.analysis.adverse_events import ENDED
from il2report.analysis.toxicity import ANY_TERM
from il2report.document.declared_definitions import DeclaredDefinitions
from il2report.document.grammar import listed
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.study import Study
from il2report.study.declarations import MeasuredLesions
from il2report.study.declarations.lesions import LAST_DOSE
from il2report.study.declarations.toxicity import NOT_RECORDED
from il2report.study.grades import ALL_GRADES

RATES = {
    "orr": ("Overall response", "overall_response"),
    "benefit": ("Clinical benefit", "clinical_benefit"),
}
PATIENT_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "cycles": "Cycles of one patient: the rows of the table of cycles",
        "doses": "Doses of one patient in one cycle",
    }
)
FAMILIES = ("response", "dosing", "exposure", "toxicity", "patient")
"""The families of results, each defined by the method of its name."""


@dataclass(frozen=True, slots=True)
class ResultDefinitions:
    """The definitions of one study's results."""

    study: Study

    @property
    def declared(self) -> DeclaredDefinitions:
        """The definitions of what the study declares."""
        return DeclaredDefinitions(self.study.configuration, self.study.codebook, self._file)

    def of(self, result: Result) -> str:
        """Say what a result is; a confidence limit says so behind what it limits."""
        sentence = self.declared.of(result) or f"{result.label}."
        lesions = self.study.configuration.measured_lesions
        if lesions and result.topic.family == lesions.name:
            sentence = self.lesions(result, lesions)
        elif result.id == "cohort.n":
            sentence = f"All patients of the study: the rows of {self._file('patients')}."
        elif result.topic.family in FAMILIES:
            sentence = getattr(self, result.topic.family)(result, result.topic)
        if result.statistic.is_limit:
            level = self.study.configuration.definitions.confidence_level
            end = "Lower" if result.statistic is Statistic.CI_LOW else "Upper"
            sentence += (
                f" {end} limit of the {level}% confidence interval"
                f" {_setting('definitions.confidence_level')}."
            )
        return sentence

    def _chosen(self, key: str) -> str:
        """List the codes that a choice of study.toml names, with the choice."""
        codes = getattr(self.study.configuration.definitions, key)
        either = listed(codes, "or")
        return f"{either} {_setting(f'definitions.{key}')}"

    def response(self, result: Result, topic: Topic) -> str:
        """Say which best responses count."""
        if topic.variable in RATES:
            name, key = RATES[topic.variable]
            sentence = f"{name}: best response {self._chosen(key)}."
        elif topic.variable == "orr_recist":
            sentence = "Overall response as RECIST counts it: best response CR or PR."
        elif topic.variable == "best_response":
            label = self.study.codebook.label("patients", "best_response", topic.level)
            sentence = f"{label}: best response {topic.level}."
        else:
            sentence = f"{result.label}."
        return f"{sentence} Patients who are not evaluable stay in the denominator."

    def dosing(self, result: Result, topic: Topic) -> str:
        """Say which cycles and doses are counted."""
        match topic:
            case Topic(variable="cycle"):
                return f"Patients with a row for cycle {topic.level} in {self._file('cycles')}."
            case Topic(variable="cycles", level="1"):
                return "Patients with exactly one row in the table of cycles."
            case Topic(by="best_response"):
                return f"Doses per cycle, over all cycles of patients with best response {topic.group}."
        return f"{result.label}, from {self._file('cycles')}."

    def exposure(self, result: Result, topic: Topic) -> str:
        """Say what was given, to whom, and who stopped."""
        of = {
            "treated": f"Patients with a row in {self._file('cycles')}",
            "cycles": f"{result.label}: rows of the patient in {self._file('cycles')}",
            "doses": f"{result.label}: sum of doses over the patient's cycles",
            "duration": f"{result.label}: from start_date of the first cycle to last_dose_date of"
            " the last, 0 if all doses were given on one day",
        }
        if said := of.get(topic.variable):
            return f"{said}. Patients without a cycle are left out."
        treatment = self.study.configuration.treatment
        asked = treatment.discontinuation if treatment else None
        among = ""
        if asked and topic.level not in ("stopped", "ongoing", "missing"):
            among = f" Of {'patients who stopped' if asked.of == 'stopped' else 'all patients treated'}."
        return f"{result.label}.{among}"

    def toxicity(self, result: Result, topic: Topic) -> str:
        """Say which event is counted, at which grade, by which scale."""
        choices = self.study.configuration.toxicity
        if topic.variable in ("patients", "not_counted"):
            return f"{result.label} {_setting('toxicity.among')}."
        label = topic.heading or "any adverse event"
        if not topic.heading and topic.variable != ANY_TERM:
            label = self.study.codebook.label("adverse_events", "term", topic.variable)
        related = " related to the treatment" if choices.related_only else ""
        counted = {
            ALL_GRADES: "at any grade",
            ENDED: "that ended the treatment",
            NOT_RECORDED: "of which no grade is recorded",
        }.get(topic.level, f"at grade {topic.level}")
        by = ""
        if choices.scale:
            version = f", version {choices.scale.version}" if choices.scale.version else ""
            by = f", by {choices.scale.name}{version} {_setting('toxicity.scale')}"
        elif choices.criteria_version:
            key = _setting("toxicity.criteria_version")
            by = f", by version {choices.criteria_version} of the CTCAE {key}"
        return (
            f"Patients with {label}{related} {counted}. Each patient counts once, at the highest grade"
            f" reported{by}."
        )

    def lesions(self, result: Result, of: MeasuredLesions) -> str:
        """Say who has the measured lesions, or what is said of one patient."""
        free, variable = of.disease_free, result.topic.variable
        said = PATIENT_FACTS.get(variable, result.label)
        if result.id == f"{of.name}.n":
            said = self._with_lesions(of)
        elif variable == "resolved":
            said = f"Patients in whom every {of.lesion} measured 0 mm at one assessment"
        elif variable == "diameter":
            said = f"Diameter in mm at the first assessment of one {of.lesion}"
        elif variable == "duration":
            said = (
                f"From the first assessment with every {of.lesion} at 0 mm to the last one without"
                " recurrence, in completed calendar months"
            )
        elif variable == "ongoing":
            said = f"Whether every {of.lesion} resolved and no later assessment found one again"
        elif variable == "disease_free" and free:
            start = "the last dose" if free.start == LAST_DOSE else free.start
            said = (
                f"For a patient with {_codes(free.among)}: from {start} to {free.event}, or to"
                f" {free.censor} without it, in completed calendar months"
            )
        return f"{said}."

    def _with_lesions(self, lesions: MeasuredLesions) -> str:
        if lesions.among is None:
            return f"Patients with any row in {self._file(lesions.table)}"
        return f"Patients with {_codes(lesions.among)} (study.toml, measured_lesions.among)"

    def patient(self, result: Result, topic: Topic) -> str:
        """Say what is said of one patient."""
        endpoints, variables = (
            self.study.configuration.endpoints,
            self.study.configuration.variables,
        )
        if topic.variable in endpoints:
            endpoint = endpoints[topic.variable]
            return f"{endpoint.label} of one patient: {self.declared.time(endpoint)}."
        if topic.variable in variables:
            variable = variables[topic.variable]
            return f"{variable.label} of one patient: {self.declared.source(variable)}."
        return f"{PATIENT_FACTS.get(topic.variable, result.label)}."

    def _file(self, table: str) -> str:
        """Name the file of a table by that of its first row."""
        rows = getattr(self.study.tables, table).index[:1].tolist()
        places = self.study.layout.cells(table, "patient_id", rows)
        return next((file for file, _, _ in places), f"data/{table}.csv")


def _codes(among: Mapping[str, tuple[str, ...]]) -> str:
    """Name codes by their variables: "site liver and stage III or IV"."""
    return " and ".join(f"{name} {listed(codes, 'or')}" for name, codes in among.items())


def _setting(key: str) -> str:
    return f"(study.toml, {key})"
