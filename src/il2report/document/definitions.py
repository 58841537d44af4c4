"""Says in a sentence what each result is, from the choices of study.toml where these decide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from il2report.document.grammar import listed
from il2report.results.catalogue import Result
from il2report.study import Study

INTERVAL_ENDS = (".ci_low", ".ci_high")
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
STATISTICS: Mapping[str, str] = MappingProxyType(
    {
        "n": "number of values",
        "mean": "mean",
        "sd": "standard deviation",
        "median": "median",
        "min": "smallest value",
        "max": "largest value",
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
        family, *parts = result.id.split(".")
        define = BY_FAMILY.get(family)
        sentence = define(self, result, parts) if define else f"{result.label}."
        if result.id.endswith(INTERVAL_ENDS):
            level = self.study.configuration.definitions.confidence_level
            end = "Lower" if result.id.endswith(".ci_low") else "Upper"
            sentence += (
                f" {end} limit of the {level}% confidence interval"
                f" {_setting('definitions.confidence_level')}."
            )
        return sentence

    def cohort(self, result: Result, parts: list[str]) -> str:
        """Say who is counted or measured in the cohort."""
        match parts:
            case ["n"]:
                return f"All patients of the study: the rows of {self._file('patients')}."
            case ["sex", sex, _]:
                return f"Patients recorded as {sex}."
            case ["ecog", grade, _]:
                return f"Patients with ECOG performance status {grade}."
            case ["site" | "prior" | "prior_any" | "prior_systemic", *_]:
                return self._of_rows(parts)
            case [measure, statistic] if measure in MEASURES and statistic in STATISTICS:
                return (
                    f"{MEASURES[measure]}: {STATISTICS[statistic]}, over all patients who have one."
                )
        return f"{result.label}."

    def _of_rows(self, parts: list[str]) -> str:
        """Define what a patient has by having a row in a table."""
        local = _either(self.study.configuration.definitions.non_systemic)
        match parts:
            case ["site", "other", _]:
                return "Patients with metastases at any site that the codebook groups as other."
            case ["site", code, _]:
                label = self.study.codebook.label("metastases", "site", code)
                return f"Patients with a row for {label} in {self._file('metastases')}."
            case ["prior", code, _]:
                label = self.study.codebook.label("prior_therapies", "modality", code)
                return f"Patients with a row for {label} in {self._file('prior_therapies')}."
            case ["prior_systemic", *_]:
                return (
                    f"Patients with any prior therapy but {local}"
                    f" {_setting('definitions.non_systemic')}."
                )
        return f"Patients with any row in {self._file('prior_therapies')}."

    def response(self, _result: Result, parts: list[str]) -> str:
        """Say which best responses count."""
        definitions = self.study.configuration.definitions
        rate = parts[0]
        if rate in RATES:
            name, key = RATES[rate]
            codes = _either(getattr(definitions, key))
            sentence = f"{name}: best response {codes} {_setting(f'definitions.{key}')}."
        elif rate == "orr_recist":
            sentence = "Overall response as RECIST counts it: best response CR or PR."
        else:
            label = self.study.codebook.label("patients", "best_response", rate.upper())
            sentence = f"{label}: best response {rate.upper()}."
        return f"{sentence} Patients who are not evaluable stay in the denominator."

    def progression(self, result: Result, parts: list[str]) -> str:
        """Say from when to when the time runs, and whose."""
        match parts:
            case ["events", *_]:
                return "Patients with a progression_date."
            case ["censored", *_]:
                return "Patients without a progression_date, censored at last_contact_date."
            case ["censored_dead", *_]:
                return (
                    "Patients without a progression_date whose status is DOD or DOC, of all patients"
                    " without a progression_date. They are censored at last_contact_date, their death."
                )
            case ["by_response", code, _]:
                return (
                    f"Median time to disease progression of patients with best response"
                    f" {code.upper()}: {TIME_TO_PROGRESSION}."
                )
            case ["follow_up", _]:
                return (
                    f"Median follow-up: {TIME_TO_PROGRESSION}; the last contact is the event, and"
                    " progression censors it."
                )
        name = (
            result.label.removesuffix(", percent").partition(", lower")[0].partition(", upper")[0]
        )
        return f"{name}. The time runs {TIME_TO_PROGRESSION}."

    def dosing(self, result: Result, parts: list[str]) -> str:
        """Say which cycles and doses are counted."""
        match parts:
            case [cycle, "n" | "percent"] if cycle.startswith("cycle_"):
                number = cycle.removeprefix("cycle_")
                return f"Patients with a row for cycle {number} in {self._file('cycles')}."
            case ["one_cycle_only", _]:
                return "Patients with exactly one row in the table of cycles."
            case ["by_response", code, *_]:
                return f"Doses per cycle, over all cycles of patients with best response {code.upper()}."
        return f"{result.label}, from {self._file('cycles')}."

    def correlates(self, _result: Result, parts: list[str]) -> str:
        """Say what is compared, and what clinical benefit is."""
        feature, *rest = parts
        measured = self._feature(feature) if feature in FEATURES else MEASURES.get(feature, feature)
        if len(rest) == 1:
            return f"{measured}: patients with clinical benefit against those without. {self._benefit()}"
        side = "with" if rest[0] == "benefit" else "without"
        statistic = "" if feature in FEATURES else f"{STATISTICS.get(rest[1], rest[1])}, "
        return f"{measured}: {statistic}patients {side} clinical benefit. {self._benefit()}"

    def _feature(self, feature: str) -> str:
        definitions = self.study.configuration.definitions
        if feature == "elevated_ldh":
            limit = f"{definitions.ldh_upper_limit:g}"
            return f"LDH above {limit} U/L {_setting('definitions.ldh_upper_limit')}"
        if feature == "prior_systemic":
            local = _either(definitions.non_systemic)
            return f"Any prior therapy but {local} {_setting('definitions.non_systemic')}"
        return FEATURES[feature].capitalize()

    def _benefit(self) -> str:
        codes = _either(self.study.configuration.definitions.clinical_benefit)
        return (
            f"Clinical benefit: best response {codes} {_setting('definitions.clinical_benefit')}."
        )

    def toxicity(self, _result: Result, parts: list[str]) -> str:
        """Say which event is counted, at which grade."""
        term, grade, _ = parts
        version = self.study.configuration.toxicity.criteria_version
        label = (
            "any adverse event"
            if term == "any"
            else self.study.codebook.label("adverse_events", "term", term)
        )
        counted = (
            f"at grade {grade.removeprefix('grade_')}" if grade != "all_grades" else "at any grade"
        )
        return (
            f"Patients with {label} {counted}. Each patient counts once, at the highest grade"
            f" reported, by version {version} of the CTCAE {_setting('toxicity.criteria_version')}."
        )

    def brain(self, result: Result, parts: list[str]) -> str:
        """Say who has brain metastases, or what is told of one patient."""
        match parts:
            case ["n"]:
                return f"Patients with a row for brain in {self._file('metastases')}."
            case ["resolved", _]:
                return "Patients in whom every brain lesion measured 0 mm at one assessment."
        return self.patient(result, parts)

    def patient(self, result: Result, parts: list[str]) -> str:
        """Say what is told of one patient."""
        return f"{PATIENT_FACTS.get(parts[-1], result.label)}."

    def _file(self, table: str) -> str:
        """Name the file of a table by that of its first row."""
        rows = getattr(self.study.tables, table).index[:1].tolist()
        places = self.study.layout.cells(table, "patient_id", rows)
        return next((file for file, _, _ in places), f"data/{table}.csv")


def _either(codes: Sequence[str]) -> str:
    return listed(codes, "or", serial_comma=False)


def _setting(key: str) -> str:
    return f"(study.toml, {key})"


BY_FAMILY: Mapping[str, Callable[[Definitions, Result, list[str]], str]] = MappingProxyType(
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
