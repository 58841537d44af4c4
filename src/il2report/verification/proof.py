"""Renders every section of the text with a study's results, and says what would stop a build."""

import os
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from il2report.document.printer import Printer
from il2report.document.results_json import results_json
from il2report.errors import Finding, Il2ReportError, Place, Severity, StudyRefused
from il2report.figures.contents import drawables, figures_of
from il2report.figures.glyphs import figure_findings
from il2report.figures.glyphs import page_findings as page_glyph_findings
from il2report.figures.pictures import file_stem
from il2report.pages.floats import described_table
from il2report.pages.manuscript import Manuscript, Typesetter
from il2report.pages.own_pictures import own_pictures
from il2report.results import StudyResults
from il2report.study import Study
from il2report.study.characters import digits_for_numerals
from il2report.study.declarations.word import REFERENCE
from il2report.study.files import FileRefused
from il2report.study.reference_styles import UnfitReferenceStyle
from il2report.study.required_fields import incomplete_references
from il2report.tables.printing import Source
from il2report.templating.claims import Claim
from il2report.templating.crossreferences import typed_references
from il2report.templating.style_sheets import printing_findings
from il2report.templating.template_files import template_texts
from il2report.templating.template_lint import findings_in_template, typed_marks
from il2report.templating.terms import read_terms
from il2report.verification.audit import set_page_findings
from il2report.verification.lacking_files import lacking_files
from il2report.verification.length import over_limits
from il2report.verification.mentions import (
    BROKEN,
    hidden_characters,
    image_findings,
    sheet_findings,
    uncited_references,
    unread_templates,
)
from il2report.verification.truth import NUMBER

TEMPLATE_FAILURES = (
    TemplateError,
    Il2ReportError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What rendering a template may raise because of what its author wrote."""

FRAMES = ("page.html.j2", "tables/table.html.j2", "figures/figure.html.j2")
"""The templates around the text, which are read here, and filled with the page."""
IMAGE_FAULTS = frozenset({"missing-image", "bad-image"})
PYTHONS_OWN = re.compile(r"'\w+' object|\bargument|\boperand|\battribute\b|division")
"""How Python words what it cannot do."""
UNREADABLE = frozenset({"bad-template", "missing-template", "not-utf8"})


@dataclass(frozen=True, slots=True)
class Proof:
    """What rendering the templates with a study's results gave: findings, and each claim made."""

    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...]


def proof(study: Study, results: StudyResults, folder: Path) -> Proof:
    """Check the templates and set the whole page; where that fails, render each section and caption to say why."""
    findings = [*lint_findings(folder)]
    typesetter, manuscript = Typesetter(study, results, folder), None
    if not any(finding.is_error for finding in findings):
        with suppress(*TEMPLATE_FAILURES):
            manuscript = typesetter.manuscript()
    if manuscript is None:  # and some of its texts may have been rendered
        typesetter = Typesetter(study, results, folder)
    codes = {finding.code for finding in findings}
    section = typesetter.section if codes & IMAGE_FAULTS else typesetter.section_html
    texts = typesetter.sections if manuscript is None else ()
    set_figures = () if manuscript is None else manuscript.pictures
    renderings: dict[str, Callable[[], object]] = {
        **{f"sections/{name}.md.j2": partial(section, name) for name in texts},
        **{
            f"figures/{file_stem(key)}.md.j2": partial(typesetter.caption, key)
            for key in figures_of(study)
            if key not in set_figures
        },
        **{name: partial(typesetter.environment.get_template, name) for name in FRAMES},
    }
    unreadable = {finding.place.file for finding in findings if finding.code in UNREADABLE}
    raised: list[tuple[Exception, Place]] = []
    failures = [
        found
        for name, render in renderings.items()
        if f"templates/{name}" not in unreadable
        for found in _failures(render, name, raised)
    ]
    findings = [*lacking_files(study, folder, raised), *findings, *failures]
    findings += own_float_findings(study, results, typesetter.printer, folder)
    if not failures and not unreadable:
        findings += typesetter.float_findings()
    findings += typesetter.claims.findings()
    findings += typesetter.open_points()
    findings += unread_templates(study, folder)
    if not any(finding.is_error for finding in findings):
        findings += uncited_references(study, folder)
        cited = typesetter.citations.order
        findings += incomplete_references(study.references[key] for key in cited)
        findings += numbers_in_titles(study, read_terms(folder).names)
        boxes = figure_findings(study, typesetter.shown)
        findings += boxes
        findings += _page_findings(typesetter, manuscript, try_fonts=not boxes)
    return Proof(tuple(findings), typesetter.claims.made)


def own_float_findings(
    study: Study, results: StudyResults, printer: Printer, folder: Path
) -> Iterator[Finding]:
    """Find what the tables and figures that a study declares name and the study does not have."""
    source, choices = Source(results.catalogue, study.codebook, printer), study.configuration
    makes: list[Callable[[], object]] = [partial(own_pictures, study, folder)]
    if os.path.lexists(folder / REFERENCE):
        from il2report.word.reference_file import stationery_of  # noqa: PLC0415 (it imports lxml)

        makes.append(partial(stationery_of, folder))
    makes += [
        partial(described_table, f"table.{each.name}", source, study, results)
        for each in choices.table
    ]
    if any(each.kind == "bars" for each in choices.figure):
        makes.append(lambda: drawables(study, results, printer))
    for make in makes:
        try:
            make()
        except StudyRefused as refused:
            yield from refused.findings


def _failures(
    render: Callable[[], object],
    name: str = FRAMES[0],
    raised: list[tuple[Exception, Place]] | None = None,
) -> tuple[Finding, ...]:
    """Render a template, and give what its author wrote wrong; a fault of the program is raised.

    What was raised is added to a list, with the place of the finding.
    """
    try:
        render()
    except StudyRefused as refused:
        return refused.findings
    except TEMPLATE_FAILURES as error:
        if is_fault_of_the_program(error):
            raise
        found = failure(error, name)
        if raised is not None:
            raised.append((error, found.place))
        return (found,)
    return ()


def numbers_in_titles(study: Study, names: Iterable[str]) -> Iterator[Finding]:
    """Find numbers in the titles, captions and footnotes of study.toml that do not belong to one of the names."""
    choices = study.configuration
    titles = [("title", choices.title), ("short_title", choices.short_title)]
    for kind, own in (("table", choices.table), ("figure", choices.figure)):
        titles += [(f"the caption of {kind}.{each.name}", each.caption) for each in own]
    titles += [
        (f"a footnote of table.{e.name}", note) for e in choices.table for note in e.footnotes
    ]
    for key, title in titles:
        text = title
        for name in names:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", text)
        if number := NUMBER.search(digits_for_numerals(text)):
            message = (
                f"{key} has the number {text[slice(*number.span())]}, which no correction of the data changes; take it"
                " out, or list the name that it belongs to in templates/terms.toml"
            )
            yield Finding("number-in-title", Place("study.toml"), message, Severity.NOTICE)


def _page_findings(
    setter: Typesetter, manuscript: Manuscript | None, *, try_fonts: bool
) -> tuple[Finding, ...]:
    """Check the numbers that the whole page prints, and whether fonts have its letters; or say why it cannot be set."""
    study = setter.study
    if manuscript is None:  # although each of its parts can be rendered
        return _failures(Typesetter(study, setter.results, setter.folder).manuscript)
    written = results_json(setter.printer, study.fingerprint, public=study.is_public)
    found = set_page_findings(manuscript, setter, written)
    found += tuple(over_limits(manuscript.document, study, setter.journal))
    if not try_fonts:
        return found
    return found + page_glyph_findings(study, setter.texts, manuscript.page, _unprintable)


def _unprintable(characters: str) -> str:
    try:
        from il2report.pages.pdf import unprintable  # noqa: PLC0415 (WeasyPrint takes its time)
    except OSError:  # without Pango there is no PDF; a build of one says so
        return ""
    return unprintable(characters)


def lint_findings(folder: Path) -> tuple[Finding, ...]:
    """Lint each section and caption, without rendering any."""
    try:
        terms = read_terms(folder)
    except FileRefused as error:
        return (error.finding,)
    if terms.findings:
        return terms.findings  # without the terms every name with a digit would be a typed number
    findings: list[Finding] = []
    texts = dict(template_texts(folder))
    for name in (name for name in texts if name.endswith(".md.j2")):
        try:
            findings += findings_in_template(folder, name, terms.names)
        except (TemplateNotFound, UnicodeDecodeError) as error:
            findings.append(failure(error, name))
    for name, source in texts.items():
        if name.endswith(".html.j2"):
            findings += typed_marks(source, Place(f"templates/{name}", 1))
        if name.endswith(".css"):
            findings += printing_findings(source, f"templates/{name}")
        if BROKEN in source and not name.endswith(".md.j2"):
            line = source.count("\n", 0, source.index(BROKEN)) + 1
            message = "a byte of this line is not UTF-8 text; save the file as UTF-8"
            findings.append(Finding("not-utf8", Place(f"templates/{name}", line), message))
    return (
        *findings,
        *typed_references(folder, terms.names),
        *hidden_characters(folder),
        *image_findings(folder),
        *sheet_findings(folder),
    )


# --- what an error means --------------------------------------------------------------------------


def failure(error: Exception, name: str = FRAMES[0]) -> Finding:
    """Say what went wrong in a template, in which file and on which line.

    `name` is the template that was rendered, for an error that does not show where it happened.
    """
    template, frame = Place(f"templates/{name}"), _template_frame(error)
    place = _place_of(frame) if frame else template
    match error:
        case FileRefused() | TemplateNotFound() if frame:
            message = (
                f"{error.finding.place.file}: {error.finding.message}"
                if isinstance(error, FileRefused)
                else f"there is no template {error.name!r}; an include names a file of templates/ by its path in that"
                " folder"
            )
            return Finding("missing-template", place, message)
        case FileRefused() | UnfitReferenceStyle():
            return error.finding
        case TemplateNotFound():
            return Finding("missing-template", Place(f"templates/{error.name}"), str(error))
        case UnicodeDecodeError():
            line = error.object[: error.start].count(b"\n") + 1
            message = f"byte {error.start} is not UTF-8 text"
            return Finding("not-utf8", Place(f"templates/{name}", line), message)
        case TemplateSyntaxError():
            _, _, within = (error.name or name).rpartition("/templates/")
            message = f"the template cannot be read: {error.message}"
            return Finding("bad-template", Place(f"templates/{within}", error.lineno), message)
    return Finding("template-fails", place, _said(error))


def _said(error: Exception) -> str:
    """Say what went wrong, in words for the author of a template where Python's own words came of it."""
    if isinstance(error, (TemplateError, Il2ReportError)):
        return str(error)
    if isinstance(error, RecursionError):
        return "a macro calls itself, or a file includes itself, without end"
    if isinstance(error, TypeError) and "not supported between" in str(error):
        return (
            "two values of different kinds cannot be compared; value() is none where a result cannot be estimated:"
            " ask is_estimable() first"
        )
    if isinstance(error, UnicodeEncodeError):
        return "a text holds half of a surrogate pair, which no file can hold"
    return f"this cannot be evaluated: {error}" if PYTHONS_OWN.search(str(error)) else str(error)


def manuscript_of(
    typesetter: Typesetter, study: Study, results: StudyResults, folder: Path
) -> Manuscript:
    """Set the text; where a template makes that fail, refuse the study with all such findings."""
    try:
        return typesetter.manuscript()
    except TEMPLATE_FAILURES as error:
        refuse_templates(error, study, results, folder)
        raise


def refuse_templates(error: Exception, study: Study, results: StudyResults, folder: Path) -> None:
    """Refuse a study whose text could not be set, with all findings on its templates, if these are the cause."""
    if not isinstance(error, TEMPLATE_FAILURES):
        return
    found = [each for each in proof(study, results, folder).findings if each.is_error]
    if found or is_of_a_template(error):
        raise StudyRefused(found or [failure(error)]) from error


@contextmanager
def refusing_failures(name: str) -> Iterator[None]:
    """Refuse a study, with file and line, for an error that comes from its template of this name."""
    try:
        yield
    except TEMPLATE_FAILURES as error:
        if is_of_a_template(error):
            raise StudyRefused([failure(error, name)]) from error
        raise


def is_of_a_template(error: Exception) -> bool:
    """Whether an error came through a line of a template, and not from a fault of the program."""
    return isinstance(error, TemplateError) or _template_frame(error) is not None


def is_fault_of_the_program(error: Exception) -> bool:
    """Whether no text of a template can have caused an error; its bytes and its nesting can."""
    causes = (Il2ReportError, UnicodeError, RecursionError)
    return not (isinstance(error, causes) or is_of_a_template(error))


def _template_frame(error: Exception) -> traceback.FrameSummary | None:
    """Find the innermost line of a template that an error came through."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return next((frame for frame in frames if frame.filename.endswith(".j2")), None)


def _place_of(frame: traceback.FrameSummary) -> Place:
    _, _, within = Path(frame.filename).as_posix().rpartition("/templates/")
    return Place(f"templates/{within}", frame.lineno)
