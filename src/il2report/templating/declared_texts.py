"""What a section template can call on what study.toml declares: texts, lists of tables and figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from il2report.document.captions import Captions, DeclaredFloat, declared_floats
from il2report.document.citations import FloatNumbers, UnknownFloat
from il2report.document.comparisons import Comparisons
from il2report.document.course_phrases import CoursePhrases
from il2report.document.declared_phrases import DeclaredPhrases
from il2report.document.design_phrases import DesignPhrases, label_of
from il2report.document.endpoint_phrases import EndpointPhrases
from il2report.document.flow_phrases import Cause, DeathPhrases, FlowPhrases
from il2report.document.method_sentences import MethodSentences
from il2report.document.model_phrases import ModelPhrases
from il2report.document.statements import StatementTexts
from il2report.document.statistics_phrases import StatisticsPhrases
from il2report.document.toxicity_phrases import ToxicityPhrases
from il2report.document.tree import Fragment, composed, is_supplementary, joined
from il2report.errors import Il2ReportError
from il2report.results import StudyResults
from il2report.study import Study
from il2report.study.declarations import Comparison, Deaths, Measurement, Model, Variable
from il2report.study.grades import grade_scale
from il2report.study.lookalikes import nearest
from il2report.study.statement_places import EVERY_STATEMENT, Statement

TEXTS = (
    *("text_of_characteristics", "text_of_endpoint", "text_of_comparison", "text_of_model"),
    *("text_of_exposure", "text_of_toxicity", "text_of_flow", "text_of_deaths", "text_of_lesions"),
    *("text_of_follow_up", "text_of_measurement", "text_of_statistics", "text_of_response"),
    *("text_of_patients", "text_of_endpoints", "text_of_grades", "text_of_statement", "variable"),
)
"""The names of the calls that print, each that of its function."""
KINDS_WITH_FLOATS = ("endpoint", "comparison", "model", "measurement", "table", "figure")

Declaration = TypeVar("Declaration")
Block = TypeVar("Block", Comparison, Measurement, Model)


class UnknownDeclaration(Il2ReportError, LookupError):
    """A name that study.toml does not declare."""


@dataclass(frozen=True, slots=True)
class DeclaredTexts:
    """The calls on the declarations of one study, and the phrases that they print."""

    study: Study
    results: StudyResults
    phrases: Comparisons
    floats: FloatNumbers
    statements: StatementTexts

    @property
    def declared(self) -> DeclaredPhrases:
        """Phrases on what the study declares."""
        return DeclaredPhrases(self.phrases, self.results.declared.columns)

    @property
    def course(self) -> CoursePhrases:
        """Phrases on treatment and response, which study.toml need not declare as a variable."""
        response = self.results.response
        own = {response.variable.name: response} if response else {}
        return CoursePhrases(DeclaredPhrases(self.phrases, own | dict(self.declared.columns)))

    @property
    def adverse_events(self) -> ToxicityPhrases:
        """Phrases on adverse events."""
        choices = self.study.configuration
        scale = grade_scale(choices.toxicity, self.study.codebook)
        among = choices.subsets[choices.toxicity.among] if choices.toxicity.among else None
        return ToxicityPhrases(self.phrases, scale, among)

    @property
    def statistics(self) -> StatisticsPhrases:
        """Phrases on follow-up, repeated values and what comparisons and models need said."""
        return StatisticsPhrases(self.declared)

    @property
    def captions(self) -> Captions:
        """Captions of what the study declares."""
        return Captions(self.declared, self.study.configuration)

    def text_of_characteristics(self) -> Fragment:
        """Summarise the patients by the declared variables."""
        return self.declared.characteristics(self._described())

    def _described(self) -> list[str]:
        """Name the variables of the text on patients: what describes them, then what is known later and has no section."""
        choices = self.study.configuration
        own = {self.results.response.variable.name} if self.results.response else set()
        if choices.treatment and choices.treatment.discontinuation:
            own.add(choices.treatment.discontinuation.variable)
        if choices.deaths and choices.deaths.cause:
            own.add(choices.deaths.cause)
        at_start, later = [], []
        for name, values in self.results.declared.columns.items():
            if choices.formation.is_characteristic(name):
                at_start.append(name)
            elif not own & {name, *_rests_on(values.variable)}:
                later.append(name)
        return [*at_start, *later]

    def text_of_endpoint(self, name: str) -> Fragment:
        """Print events, follow-up, median and landmarks of a declared end point."""
        endpoints = self.study.configuration.endpoints
        return EndpointPhrases(self.declared).events(_declared("end point", name, endpoints))

    def text_of_comparison(self, name: str) -> Fragment:
        """Print what the tests of a declared comparison gave, and each end point by group."""
        choices = self.study.configuration
        comparison = _declared("comparison", name, _by_name(choices.comparison))
        endpoints = (choices.endpoints[each] for each in comparison.of if each in choices.endpoints)
        declared, times = self.declared, EndpointPhrases(self.declared)
        by_group = (
            part
            for endpoint in endpoints
            for part in (
                self.statistics.landmark(endpoint, comparison),
                times.groups(endpoint, comparison),
                self.statistics.trend(endpoint, comparison),
            )
        )
        subset = choices.subsets[comparison.among] if comparison.among else None
        parts = (
            subset and composed("The subset “{}” is compared here.", label_of(subset)),
            declared.tested(comparison, self._compared_before(comparison)),
            *by_group,
            self._responses_by_group(comparison),
            self._toxicity_by_group(comparison),
            declared.tests_made(comparison),
        )
        return joined(" ", [part for part in parts if part])

    def _compared_before(self, comparison: Comparison) -> dict[str, Comparison]:
        """Find the variables whose groups were compared before, by the one that now makes the groups.

        Fisher's test of clinical benefit by sex is that of sex by clinical benefit.
        """
        found, catalogue = dict[str, Comparison](), self.results.catalogue
        for earlier in self.study.configuration.comparison:
            if earlier.name == comparison.name:
                break
            one, other = f"{earlier.name}.{comparison.by}.p", f"{comparison.name}.{earlier.by}.p"
            if one in catalogue and other in catalogue:
                before, now = catalogue[one], catalogue[other]
                if (before.value, before.method) == (now.value, now.method):
                    found[earlier.by] = earlier
        return found

    def text_of_toxicity(self) -> Fragment:
        """Print the paragraph on adverse events; nothing where the study has no table of them."""
        if "adverse_events" not in self.study.tables:
            return Fragment()
        return self.adverse_events.paragraph()

    def text_of_flow(self) -> Fragment:
        """Print the flow of patients from those screened to those analyzed; nothing where none is declared."""
        return FlowPhrases(self.phrases, self.study.configuration.flow).paragraph()

    def text_of_deaths(self) -> Fragment:
        """Print how many patients died, and of what; nothing where it is not declared."""
        deaths = self.study.configuration.deaths
        if deaths is None:
            return Fragment()
        return DeathPhrases(self.phrases, deaths, tuple(self._causes(deaths))).paragraph()

    def text_of_exposure(self) -> Fragment:
        """Print how much treatment the patients received, for how long, and why it ended."""
        results, treatment = self.results, self.study.configuration.treatment
        return self.course.exposure(treatment, results.exposure, results.reason_for_end)

    def text_of_lesions(self) -> Fragment:
        """Print who has the measured lesions, and how many resolved; nothing where none are declared."""
        lesions = self.study.configuration.measured_lesions
        if lesions is None:
            return Fragment()
        return self.course.lesions(lesions, self.results.lesion_patients)

    def text_of_response(self) -> Fragment:
        """Print how often each best response was found, and the rates; nothing without responses."""
        if self.results.response is None:
            return Fragment()
        return self.course.responses(self.results.response, self.results.rates)

    def text_of_model(self, name: str) -> Fragment:
        """Print which ratios of a declared model are significant."""
        choices = self.study.configuration
        model = _declared("model", name, _by_name(choices.model))
        declared = self.declared
        of = (
            declared.endpoint(choices.endpoints[model.endpoint])
            if model.endpoint
            else declared.variable(str(model.outcome))
        )
        if model.among:
            of = composed("{} in the subset “{}”", of, label_of(choices.subsets[model.among]))
        parts = ModelPhrases(declared).paragraph(model, of), self.statistics.doubts(model)
        return joined(" ", filter(None, parts))

    def text_of_follow_up(self) -> Fragment:
        """Print the declared measures of follow-up."""
        follow_up = self.study.configuration.follow_up
        return self.statistics.follow_up(follow_up) if follow_up else Fragment()

    def text_of_measurement(self, name: str) -> Fragment:
        """Print a measurement at each time, and what the tests of pairs of times gave."""
        measurements = _by_name(self.study.configuration.measurement)
        measurement = _declared("measurement", name, measurements)
        values = self.results.declared.repeated[name]
        first = next(iter(values.columns.values()), None)
        yes = first.yes if first and not measurement.is_number else None
        return self.statistics.measurement(measurement, values.times, yes)

    def text_of_statistics(self) -> Fragment:
        """State the statistical methods that results of the study rest on, and the programs."""
        choices = self.study.configuration
        definitions = choices.definitions
        sentences = MethodSentences(
            self.declared, choices, definitions.quantile_type, definitions.alpha
        )
        return joined(" ", (sentences.paragraph(), self.statements.text("software")))

    def text_of_patients(self) -> Fragment:
        """Say who was studied, where and when, what was recorded, and how patients were followed."""
        patients = DesignPhrases(self.declared, self.study.configuration).patients()
        return joined(" ", (patients, self.statements.text("design")))

    def text_of_statement(self, name: str) -> Fragment:
        """Print a statement that study.toml declares; nothing where it declares none of the name."""
        return self.statements.text(self._statement(name))

    def statements_left(self, part: str = "") -> tuple[str, ...]:
        """Name the statements that no section has printed; with `part` "methods" those that belong there."""
        places = self.statements.places
        if part not in {"", "methods"}:
            raise UnknownDeclaration(f"{part!r} is no place of statements; choose methods")
        return tuple(e for e in self.statements.left() if not part or e in places.methods)

    def statement_heading(self, name: str) -> str:
        """Give the heading that the journal has for a statement."""
        return self.statements.places.heading(self._statement(name))

    def statements_title(self) -> str:
        """Give the heading that the journal has for the statements at the end."""
        return self.statements.places.title

    def _statement(self, name: str) -> Statement:
        return _declared("statement", name, {each: each for each in EVERY_STATEMENT})

    def text_of_endpoints(self) -> Fragment:
        """Define each end point: its start, its events, and what is censored."""
        return DesignPhrases(self.declared, self.study.configuration).endpoints()

    def text_of_grades(self) -> Fragment:
        """Say how adverse events were graded and counted; nothing where the study has no table of them."""
        if "adverse_events" not in self.study.tables:
            return Fragment()
        return self.adverse_events.grading()

    def variable(self, name: str) -> Fragment:
        """Print the label of a declared variable in running text."""
        _declared("variable", name, self.results.declared.columns)
        return self.declared.variable(name)

    def has_float(self, key: str) -> bool:
        """Say whether the study has a table or figure."""
        return key in self.floats.known

    def declared_float(self, key: str) -> DeclaredFloat | None:
        """Give the declared table or figure with a key, if one has it."""
        of = declared_floats(self.study.configuration)
        return next((each for each in of if each.key == key), None)

    def floats_of(self, kind: str = "", name: str = "", part: str = "") -> tuple[str, ...]:
        """List the tables and figures of a declaration, or without arguments those mentioned so far.

        `part` takes those of the "text" alone, or of the "supplement".
        """
        if part not in {"", "text", "supplement"}:
            raise UnknownFloat(f"{part!r} is no part of a manuscript; choose from text, supplement")
        if not kind:
            return tuple(self.floats.order)
        if kind not in KINDS_WITH_FLOATS:
            known = ", ".join(KINDS_WITH_FLOATS)
            raise UnknownFloat(f"no {kind!r} has tables or figures; choose from {known}")
        of = declared_floats(self.study.configuration)
        found = (e.key for e in of if e.kind == kind and name in ("", e.name))
        wanted = {"": (False, True), "text": (False,), "supplement": (True,)}[part]
        keys = (key for key in dict.fromkeys(found) if is_supplementary(key) in wanted)
        return tuple(key for key in keys if key in self.floats.known)

    def _responses_by_group(self, comparison: Comparison) -> Fragment:
        if "response" not in comparison.of:
            return Fragment()
        return self.course.responses_by_group(comparison, self.results.rates)

    def _toxicity_by_group(self, comparison: Comparison) -> Fragment:
        if "toxicity" not in comparison.of or "adverse_events" not in self.study.tables:
            return Fragment()
        declared = self.declared
        by, groups = declared.variable(comparison.by), declared.groups_of(comparison.by)
        return self.adverse_events.by_group(comparison, by, groups)

    def _causes(self, deaths: Deaths) -> Iterator[Cause]:
        cause, declared = deaths.cause or "", self.declared
        if cause in declared.columns:
            for level in declared.columns[cause].levels:
                yield Cause(level.key, declared.level(cause, level))
        else:
            for code in deaths.status_codes or ():
                yield Cause(code.lower(), self.phrases.running("patients", "status", code))


def _rests_on(variable: Variable) -> tuple[str, ...]:
    """Name the variables and the column of codes that a variable is derived from."""
    column = variable.any_of.column if variable.any_of else None
    return (*variable.rests_on, column) if column else variable.rests_on


def _by_name(blocks: Sequence[Block]) -> Mapping[str, Block]:
    return {block.name: block for block in blocks}


def _declared(kind: str, name: str, known: Mapping[str, Declaration]) -> Declaration:
    """Give a declaration by its name; a template may name one that is not there."""
    if name not in known:
        hint = nearest(name, tuple(known))
        raise UnknownDeclaration(f"study.toml declares no {kind} {name!r}.{hint}")
    return known[name]
