"""Says in a sentence what each result is, from the choices of study.toml where these decide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from il2report.analysis.toxicity import ANY_TERM
from il2report.document.grammar import listed
from il2report.results.catalogue import Result, Statistic, Topic
from il2report.results.cohort import OTHER_SITES
from il2report.results.toxicity import ALL_GRADES
from il2report.study import Study

MONTHS = "in months of 30.4375 days"
TIME_TO_PROGRESSION = (
    "from entry_date to progression_date, or to last_contact_date for a patient who had not"
    f" progressed, {MONTHS}"
)
RATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "orr": ("Overall response", "overall_response"),
        "benefit": ("Clinical benefit", "clinical_benefit"),
    }
)
FEATURES: Mapping[str, str] = MappingProxyType(
    {
        "sex": "female sex",
        "prior_systemic": "prior systemic therapy",
        "elevated_ldh": "elevated LDH",
    }
)
PATIENT_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "age": "Age at diagnosis in years",
        "ecog": "ECOG performance status",
        "ldh": "LDH at the start of therapy in U/L",
        "ttdp": f"Time to disease progression of one patient: {TIME_TO_PROGRESSION}",
        "cycles": "Cycles of one patient: the rows of the table of cycles",
        "doses": "Doses of one patient in one cycle",
        "diameter": "Diameter in mm at the first assessment of one brain lesion",
        "duration": "From the first assessment with every brain lesion at 0 mm to the last one"
        " without recurrence, in completed calendar months",
        "ongoing": "Whether every brain lesion resolved and no later assessment found one again",
        "disease_free": "For a patient with complete response: from the last dose to"
        " progression_date, or to last_contact_date without progression, in completed"
        " calendar months",
    }
)
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
MEASURES: Mapping[str, str] = MappingProxyType(
    {"age": "Age at diagnosis in years", "ldh": "LDH at the start of therapy in U/L"}
)


@dataclass(frozen=True, slots=True)
class Definitions:
    """The definitions of one study's results."""

    study: Study

    def of(self, result: Result) -> str:
        """Say what a result is; a confidence limit says so behind what it limits."""
        define = BY_FAMILY.get(result.topic.family)
        sentence = define(self, result, result.topic) if define else f"{result.label}."
        if result.statistic.is_limit:
            level = self.study.configuration.definitions.confidence_level
            end = "Lower" if result.statistic is Statistic.CI_LOW else "Upper"
            sentence += (
                f" {end} limit of the {level}% confidence interval"
                f" {_setting('definitions.confidence_level')}."
            )
        return sentence

    def cohort(self, result: Result, topic: Topic) -> str:
        """Say who is counted or measured in the cohort."""
        match topic.variable:
            case "patients":
                return f"All patients of the study: the rows of {self._file('patients')}."
            case "sex":
                return f"Patients recorded as {topic.level}."
            case "ecog":
                return f"Patients with ECOG performance status {topic.level}."
            case measure if measure in MEASURES:
                return (
                    f"{MEASURES[measure]}: {STATISTICS[result.statistic]},"
                    " over all patients who have one."
                )
        return self._of_rows(result, topic)

    def _of_rows(self, result: Result, topic: Topic) -> str:
        """Define what a patient has by having a row in a table."""
        match topic.variable:
            case "site" if topic.level == OTHER_SITES:
                return "Patients with metastases at any site that the codebook groups as other."
            case "site":
                label = self.study.codebook.label("metastases", "site", topic.level)
                return f"Patients with a row for {label} in {self._file('metastases')}."
            case "prior":
                label = self.study.codebook.label("prior_therapies", "modality", topic.level)
                return f"Patients with a row for {label} in {self._file('prior_therapies')}."
            case "prior_systemic":
                return (
                    f"Patients with any prior therapy but"
                    f" {_either(self.study.configuration.definitions.non_systemic)}"
                    f" {_setting('definitions.non_systemic')}."
                )
            case "prior_any":
                return f"Patients with any row in {self._file('prior_therapies')}."
        return f"{result.label}."

    def response(self, result: Result, topic: Topic) -> str:
        """Say which best responses count."""
        definitions = self.study.configuration.definitions
        if topic.variable in RATES:
            name, key = RATES[topic.variable]
            codes = _either(getattr(definitions, key))
            sentence = f"{name}: best response {codes} {_setting(f'definitions.{key}')}."
        elif topic.variable == "orr_recist":
            sentence = "Overall response as RECIST counts it: best response CR or PR."
        elif topic.variable == "best_response":
            label = self.study.codebook.label("patients", "best_response", topic.level)
            sentence = f"{label}: best response {topic.level}."
        else:
            sentence = f"{result.label}."
        return f"{sentence} Patients who are not evaluable stay in the denominator."

    def progression(self, result: Result, topic: Topic) -> str:
        """Say from when to when the time runs, and whose."""
        match topic:
            case Topic(level="events"):
                return "Patients with a progression_date."
            case Topic(level="censored"):
                return "Patients without a progression_date, censored at last_contact_date."
            case Topic(level="censored_dead"):
                return (
                    "Patients without a progression_date whose status is DOD or DOC, of all patients"
                    " without a progression_date. They are censored at last_contact_date, their death."
                )
            case Topic(by="best_response"):
                return (
                    f"Median time to disease progression of patients with best response"
                    f" {topic.group}: {TIME_TO_PROGRESSION}."
                )
            case Topic(variable="follow_up"):
                return (
                    f"Median follow-up: {TIME_TO_PROGRESSION}; the last contact is the event, and"
                    " progression censors it."
                )
        name = (
            result.label.removesuffix(", percent").partition(", lower")[0].partition(", upper")[0]
        )
        return f"{name}. The time runs {TIME_TO_PROGRESSION}."

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

    def correlates(self, result: Result, topic: Topic) -> str:
        """Say what is compared, and what clinical benefit is."""
        is_feature = topic.variable in FEATURES
        measured = (
            self._feature(topic.variable)
            if is_feature
            else MEASURES.get(topic.variable, topic.variable)
        )
        codes = _either(self.study.configuration.definitions.clinical_benefit)
        benefit = (
            f"Clinical benefit: best response {codes} {_setting('definitions.clinical_benefit')}."
        )
        if not topic.group:
            return f"{measured}: patients with clinical benefit against those without. {benefit}"
        side = "with" if topic.group == "benefit" else "without"
        statistic = "" if is_feature else f"{STATISTICS.get(result.statistic, result.statistic)}, "
        return f"{measured}: {statistic}patients {side} clinical benefit. {benefit}"

    def _feature(self, feature: str) -> str:
        definitions = self.study.configuration.definitions
        if feature == "elevated_ldh":
            limit = f"{definitions.ldh_upper_limit:g}"
            return f"LDH above {limit} U/L {_setting('definitions.ldh_upper_limit')}"
        if feature == "prior_systemic":
            local = _either(definitions.non_systemic)
            return f"Any prior therapy but {local} {_setting('definitions.non_systemic')}"
        return FEATURES[feature].capitalize()

    def toxicity(self, _result: Result, topic: Topic) -> str:
        """Say which event is counted, at which grade."""
        version = self.study.configuration.toxicity.criteria_version
        label = (
            "any adverse event"
            if topic.variable == ANY_TERM
            else self.study.codebook.label("adverse_events", "term", topic.variable)
        )
        counted = "at any grade" if topic.level == ALL_GRADES else f"at grade {topic.level}"
        return (
            f"Patients with {label} {counted}. Each patient counts once, at the highest grade"
            f" reported, by version {version} of the CTCAE {_setting('toxicity.criteria_version')}."
        )

    def brain(self, result: Result, topic: Topic) -> str:
        """Say who has brain metastases, or what is told of one patient."""
        match topic.variable:
            case "site":
                return f"Patients with a row for brain in {self._file('metastases')}."
            case "resolved":
                return "Patients in whom every brain lesion measured 0 mm at one assessment."
        return self.patient(result, topic)

    def patient(self, result: Result, topic: Topic) -> str:
        """Say what is told of one patient."""
        return f"{PATIENT_FACTS.get(topic.variable, result.label)}."

    def _file(self, table: str) -> str:
        """Name the file of a table by that of its first row."""
        rows = getattr(self.study.tables, table).index[:1].tolist()
        places = self.study.layout.cells(table, "patient_id", rows)
        return next((file for file, _, _ in places), f"data/{table}.csv")


def _either(codes: Sequence[str]) -> str:
    return listed(codes, "or", serial_comma=False)


def _setting(key: str) -> str:
    return f"(study.toml, {key})"


BY_FAMILY: Mapping[str, Callable[[Definitions, Result, Topic], str]] = MappingProxyType(
    {
        "cohort": Definitions.cohort,
        "response": Definitions.response,
        "progression": Definitions.progression,
        "dosing": Definitions.dosing,
        "correlates": Definitions.correlates,
        "toxicity": Definitions.toxicity,
        "brain": Definitions.brain,
        "patient": Definitions.patient,
    }
)
