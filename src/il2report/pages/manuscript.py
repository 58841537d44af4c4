"""Puts the manuscript together: sections, tables, figures and references in one HTML document."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from il2report.document.citations import (
    SUPERSCRIPT_STYLES,
    Citations,
    FloatNumbers,
    element_id,
    is_supplementary,
    superscripts_behind,
)
from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.document.references import printed_reference
from il2report.document.seals import A_PLACE, Seals
from il2report.errors import Finding, Il2ReportError
from il2report.figures.pictures import FIGURES, Picture, data_url, file_stem
from il2report.pages.floats import FLOATS, LISTINGS, TABLES
from il2report.pages.identity import printed_identity, working_draft
from il2report.pages.images import with_images
from il2report.pages.page import GENERATOR, Head, framed, style_sheets
from il2report.results import StudyResults
from il2report.revisions import Identity
from il2report.study import Study
from il2report.tables.markup import TEMPLATE as TABLE_FRAME
from il2report.tables.markup import render_table
from il2report.tables.printing import Source
from il2report.templating.claims import Claims
from il2report.templating.completeness import Parts, refuse_incomplete
from il2report.templating.crossreferences import FLOAT_MARK, float_findings
from il2report.templating.environment import template_environment
from il2report.templating.markdown import SectionText, inline_text, section_text
from il2report.templating.markup import PICTURE_MARK, cleaned
from il2report.templating.refusals import naming
from il2report.templating.views import plain
from il2report.templating.vocabulary import Vocabulary

SECTIONS = (
    "title",
    "abstract",
    "introduction",
    "methods",
    "results",
    "discussion",
    "supplement",
    "legends",
)
MOST_OF_SECTION = 400_000
"""Characters that one section may print; Markdown that is never closed takes longer than in proportion."""
BODY_SECTIONS = ("introduction", "methods", "results", "discussion")
FRAME, FIGURE_FRAME = "page.html.j2", "figures/figure.html.j2"
STYLE_SHEETS = ("common", "screen", "print")
WORDS_MARK = "words-for:"
BLANK = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1"/>'
EMPTY_PARAGRAPH = re.compile(r"<p>\s*</p>")
RECONSTRUCTED = (
    "Reconstructed data: every patient record behind this draft is invented so that it reproduces"
    " published aggregates. No record describes a real person."
)


class UnfitSection(Il2ReportError, ValueError):
    """A section that cannot become a part of the page."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A manuscript whose text is set: the page, and each of its tables alone by name.

    The page has marks where its `pictures`, in reading order, and their words will stand.
    """

    page: str
    tables: Mapping[str, str]
    pictures: tuple[str, ...]

    def blank(self) -> str:
        """Give the page with pictures that take no height, for measuring."""
        nothing = Picture(BLANK, "", 0.0)
        return self.with_pictures(dict.fromkeys(self.pictures, nothing))

    def with_pictures(self, drawn: Mapping[str, Picture]) -> str:
        """Give the finished page."""
        page = self.page
        for key in self.pictures:
            page = page.replace(PICTURE_MARK + key, data_url(drawn[key].svg))
            page = page.replace(WORDS_MARK + key, str(escape(drawn[key].alternative)))
        return page


@dataclass(frozen=True, slots=True)
class Subsection:
    """A heading below a section, for the table of contents."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the body as the page frame takes it."""

    id: str
    title: str
    html: Markup
    subsections: tuple[Subsection, ...]

    @classmethod
    def of(cls, text: SectionText, html: Markup) -> "Section":
        """Take id and title from the first heading."""
        first, *others = text.headings
        return cls(first.id, first.title, html, tuple(Subsection(h.id, h.title) for h in others))


class Typesetter:
    """Renders one study with its results; sections must be set in reading order."""

    def __init__(
        self,
        study: Study,
        results: StudyResults,
        folder: Path,
        style: str | None = None,
        identity: Identity | None = None,
    ) -> None:
        self.style = style or study.configuration.journal.style
        self.study, self.results, self.folder = study, results, folder
        self._issued = identity
        alpha = study.configuration.definitions.alpha
        self.printer = Printer(results.catalogue, number_style(self.style, alpha))
        self.citations = Citations(study.references, self.style)
        self.floats = FloatNumbers(FLOATS - LISTINGS if study.is_public else FLOATS)
        self.seals = Seals()
        self.claims = Claims(self.seals.words)
        vocabulary = Vocabulary(
            study, results, self.printer, self.citations, self.floats, self.claims, self.seals
        )
        self.environment: Environment = template_environment(
            folder, vocabulary.calls(), self.claims
        )
        self.texts: dict[str, str] = {}
        self.tables: dict[str, str] = {}
        self.pictures: list[str] = []

    @cached_property
    def identity(self) -> Identity:
        """Which draft this is."""
        return self._issued or working_draft(self.study, self.folder)

    def manuscript(self) -> Manuscript:
        """Set the whole manuscript, with marks where the pictures will stand."""
        title = self._inline("sections/title.md.j2", self._sealed("title"))
        abstract = self._text("abstract")
        texts = [self._body(name) for name in BODY_SECTIONS]
        supplement, legends = self._text("supplement"), self._text("legends")
        sections = [Section.of(text, self._with_floats(text.html)) for text in texts]
        context: dict[str, Any] = {
            "title": title,
            "title_text": self.seals.words(title),
            "abstract": abstract.html,
            "sections": plain(sections),
            "references_title": "References",
            "references": self._references(),
            "legends": legends.html,
            "supplement": self._with_floats(supplement.html),
        }
        head = self._head(self.seals.words(title))
        identity = self._identity()
        once = {
            "the abstract": abstract.html,
            **{f"the section {section.title}": section.html for section in sections},
            "the legends": legends.html,
            "the supplement": context["supplement"],
        }
        others = [title, *context["references"], *identity["authors"], identity["identity"]]
        others += filter(None, (identity["notice"], identity["source_reference"]))
        context |= identity
        html = framed(
            *(self.environment, self.folder, FRAME, head, context, self.seals.opened),
            parts=Parts(once, tuple(others)),
        )
        return Manuscript(html, self.tables, tuple(self.pictures))

    def rendered(self, section: str) -> str:
        """Render one section of the text to Markdown, each printed number with its mark."""
        return self.seals.opened(self._sealed(section))

    def section_html(self, section: str) -> str:
        """Render one section alone to HTML, with the images that it names."""
        return with_images(self.seals.opened(self._text(section).html), self.folder)

    def _text(self, section: str) -> SectionText:
        with naming(self.folder, f"sections/{section}.md.j2"):
            return section_text(self._sealed(section))

    def _inline(self, template: str, sealed: str) -> Markup:
        with naming(self.folder, template):
            return inline_text(sealed)

    def _body(self, section: str) -> SectionText:
        """Set a section of the body, whose heading names it in the contents."""
        text = self._text(section)
        if not text.headings:
            name = f"templates/sections/{section}.md.j2"
            raise UnfitSection(f"{name} prints no heading; begin it with a line such as ## Results")
        return text

    def _sealed(self, section: str) -> str:
        """Render one section to Markdown in which every print is sealed still."""
        name = f"sections/{section}.md.j2"
        source = self.environment.get_template(name).render()
        if len(source) > MOST_OF_SECTION:
            raise UnfitSection(f"templates/{name} prints more than {MOST_OF_SECTION} characters")
        self.texts[name] = self.seals.opened(source, f"templates/{name}")
        return superscripts_behind(source) if self.style in SUPERSCRIPT_STYLES else source

    def _references(self) -> list[Markup]:
        cited = (self.study.references[key] for key in self.citations.order)
        return [printed_reference(reference, self.style) for reference in cited]

    def _with_floats(self, html: Markup) -> Markup:
        return Markup(EMPTY_PARAGRAPH.sub("", A_PLACE.sub(self._placed, html)))

    def _placed(self, place: re.Match[str]) -> str:
        mark = FLOAT_MARK.fullmatch(self.seals.opened(place[1]))
        return self.seals.seal(self._float(mark[1])) if mark else place[0]

    def _float(self, key: str) -> Markup:
        if key in FIGURES:
            return self._figure(key)
        source = Source(self.results.catalogue, self.study.codebook, self.printer)
        with naming(self.folder, TABLE_FRAME):
            table = render_table(
                TABLES[key](source, self.study, self.results),
                self.floats.label(key),
                self.environment,
                self.seals,
                floating=not is_supplementary(key),
            )
        self.tables[file_stem(key)] = with_images(table, self.folder)
        return table

    def _figure(self, key: str) -> Markup:
        self.pictures.append(key)
        label, caption = self.floats.label(key), self._caption(key)
        figure = self.environment.get_template(FIGURE_FRAME).render(
            element_id=element_id(key),
            label=label,
            source=PICTURE_MARK + key,
            alternative=WORDS_MARK + key,
            caption=caption,
            floating=not is_supplementary(key),
        )
        once = {"the number of the figure": label, "its caption": caption}
        with naming(self.folder, FIGURE_FRAME):
            figure = cleaned(figure)
        refuse_incomplete(FIGURE_FRAME, figure, Parts(once))
        return self.seals.opened(figure, f"templates/{FIGURE_FRAME}")

    def caption(self, key: str) -> Markup:
        """Render the short caption of a figure."""
        return self.seals.opened(self._caption(key))

    def _caption(self, key: str) -> Markup:
        name = f"figures/{file_stem(key)}.md.j2"
        source = self.environment.get_template(name).render()
        self.texts[name] = self.seals.opened(source, f"templates/{name}")
        return self._inline(name, source)

    def float_findings(self) -> tuple[Finding, ...]:
        """Find tables and figures that the texts set so far mention and do not place, or the reverse."""
        return tuple(float_findings(self.floats.calls, self.texts, self.floats.order))

    def _identity(self) -> dict[str, Any]:
        choices = self.study.configuration
        reconstructed = choices.data_origin == "reconstructed"
        source = self.study.references[choices.source] if reconstructed and choices.source else None
        return {
            "short_title": choices.short_title,
            "authors": tuple(choices.authors),
            "keywords": tuple(choices.keywords),
            "identity": printed_identity(self.identity),
            "fingerprint": self.identity.fingerprint,
            "notice": RECONSTRUCTED if reconstructed else None,
            "source_reference": printed_reference(source, self.style) if source else None,
        }

    def _head(self, title: str) -> Head:
        choices = self.study.configuration
        metadata = (
            ("description", choices.title),
            *(("author", author) for author in choices.authors),
            ("keywords", ", ".join(choices.keywords)),
            GENERATOR,
            *self.identity.metadata().items(),
        )
        styles = style_sheets(self.folder, *STYLE_SHEETS)
        return Head(choices.language, title, styles, metadata)
