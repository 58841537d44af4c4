"""Puts the manuscript together: sections, tables, figures and references in one HTML document."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from il2report.document.captions import key_of_figure
from il2report.document.citations import Citations, FloatNumbers, citations_placed
from il2report.document.csl import printed_reference
from il2report.document.document import (
    Document,
    DocumentSection,
    ListedReference,
    NumberedFigure,
    NumberedTable,
)
from il2report.document.formats import number_style
from il2report.document.html import html
from il2report.document.memory import Memory
from il2report.document.printer import Printer
from il2report.document.seals import Seals, seals_in
from il2report.document.tables import Table, TableNote
from il2report.document.tree import (
    EMPTY,
    FloatPlace,
    Fragment,
    Part,
    element_id,
    from_data,
    is_figure,
    is_supplementary,
    words,
)
from il2report.document.typography import typeset
from il2report.errors import Finding, Il2ReportError
from il2report.figures.contents import drawables, words_for_figures
from il2report.figures.drawn import BLANK, Picture, data_url
from il2report.figures.pictures import Drawables, file_stem
from il2report.pages.floats import described_table, floats_of
from il2report.pages.identity import working_draft
from il2report.pages.images import with_images
from il2report.pages.page import GENERATOR, Head, framed, style_sheets
from il2report.pages.title_page import repeated_in_abstract, running_notice, title_page
from il2report.results import StudyResults
from il2report.revisions import Identity
from il2report.study import Study
from il2report.tables.markup import TEMPLATE as TABLE_FRAME
from il2report.tables.markup import render_table
from il2report.tables.printing import Source
from il2report.templating.claims import Claims
from il2report.templating.completeness import Parts, refuse_incomplete
from il2report.templating.crossreferences import float_findings, unplaced_findings
from il2report.templating.environment import template_environment
from il2report.templating.markdown import SectionText, inline_text, section_text
from il2report.templating.markdown_tables import captioned_tables, without_tables
from il2report.templating.markup import PICTURE_MARK, cleaned, naming
from il2report.templating.open_points import open_choices
from il2report.templating.template_files import template_contents
from il2report.templating.views import View, field, plain
from il2report.templating.vocabulary import Vocabulary

DECLARATIONS = "declarations"
"""The section of what journals ask for beside the results; where it would be empty there is none."""
BESIDE_THE_BODY = frozenset({"title", "abstract", "supplement"})
TABLES_ONLY = ("title", "tables", "supplement")
"""The sections of a study with too few patients for a text on them."""
MOST_OF_SECTION = 400_000
"""Characters that one section may print; the time for unclosed Markdown grows faster than its length."""
FRAME, FIGURE_FRAME = "page.html.j2", "figures/figure.html.j2"
STYLE_SHEETS = ("common", "screen", "print")


def sections_of(study: Study) -> tuple[str, ...]:
    """Name the sections of a study in the order of the manuscript; study.toml orders those of the body."""
    if not study.has_text:
        return TABLES_ONLY
    body = dict.fromkeys((*study.configuration.sections.order, DECLARATIONS))
    return ("title", "abstract", *body, "supplement")


class UnfitSection(Il2ReportError, ValueError):
    """A section that cannot become a part of the page."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A manuscript whose text is set: its tree, the page, and each of its tables alone by name.

    The page has marks in place of its `pictures`, which are in reading order.
    """

    page: str
    tables: Mapping[str, str]
    pictures: tuple[str, ...]
    document: Document

    @property
    def marks(self) -> tuple[str, ...]:
        """What the page has in place of each of its pictures."""
        return tuple(PICTURE_MARK + key for key in self.pictures)

    def blank(self) -> str:
        """Give the page with pictures of no height."""
        nothing = Picture(BLANK, 0.0)
        return self.with_pictures(dict.fromkeys(self.pictures, nothing))

    def with_pictures(self, drawn: Mapping[str, Picture]) -> str:
        """Give the finished page."""
        addresses = {PICTURE_MARK + key: data_url(drawn[key].svg) for key in self.pictures}
        if not addresses:
            return self.page
        # The longest first: one key may begin with another, as "figure.os_by_stage" does.
        marks = "|".join(map(re.escape, sorted(addresses, key=len, reverse=True)))
        return re.sub(marks, lambda mark: addresses[mark[0]], self.page)

    def drawn(self, drawn: Mapping[str, Picture]) -> Document:
        """Give the tree with the digest of each picture."""
        figures = (
            replace(figure, svg_sha256=sha256(drawn[figure.key].svg).hexdigest())
            for figure in self.document.figures
        )
        return replace(self.document, figures=tuple(figures))


class Typesetter:
    """Renders one study with its results; sections must be set in reading order."""

    def __init__(
        self,
        study: Study,
        results: StudyResults,
        folder: Path,
        style: str | None = None,
        identity: Identity | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.checked, self._memory, self.journal = Memory(), memory, study.journal(style)
        self.style = self.journal.name
        self.study, self.results, self.folder = study, results, folder
        self._issued = identity
        self.sections = sections_of(study)
        alpha = study.configuration.definitions.alpha
        few = study.configuration.limits.percentages_from
        self.printer = Printer(results.catalogue, number_style(self.journal, alpha), few)
        self._typeset = partial(typeset, has_italic_symbols=self.printer.style.p.italic)
        self.citations = Citations(study.references, self.journal.citation)
        floats = floats_of(study)
        self._captioned = captioned_tables(folder, floats)
        self.floats = FloatNumbers(floats | self._captioned.keys(), self.journal.table_numerals)
        self._written: dict[str, Table] = {}
        self.seals = Seals()
        self.claims = Claims(self.seals)
        self.vocabulary = Vocabulary(
            study, results, self.printer, self.citations, self.floats, self.claims, self.seals
        )
        calls = self.vocabulary.calls()
        self.environment = template_environment(folder, calls, self.seals, self.claims)
        self.texts: dict[str, Fragment] = {}
        self._floats: dict[str, tuple[Markup, NumberedTable | NumberedFigure]] = {}

    @cached_property
    def identity(self) -> Identity:
        """Which draft this is."""
        return self._issued or working_draft(self.study, self.folder)

    def manuscript(self) -> Manuscript:
        """Set the whole manuscript, with marks in place of the pictures."""
        title = self._inline("sections/title.md.j2", self.sealed("title"))
        abstract = self._nodes("abstract")
        texts = {name: self.section(name) for name in self.sections if name not in BESIDE_THE_BODY}
        if DECLARATIONS in texts and not words(texts[DECLARATIONS].nodes):
            del texts[DECLARATIONS]
        if "abstract" in self.sections:
            abstract += repeated_in_abstract(self.vocabulary.texts.statements)
        for name, text in texts.items():
            if not text.headings:
                message = f"templates/sections/{name}.md.j2 prints no heading; begin it with a line such as ## Results"
                raise UnfitSection(message)
        supplement = self._nodes("supplement")
        # Tables and figures in the order of their places in the text.
        for node in from_data(Fragment.of(*(text.nodes for text in texts.values()), supplement)):
            if isinstance(node, FloatPlace) and node.key not in self._floats:
                make = self._figure if is_figure(node.key) else self._table
                self._floats[node.key] = make(node.key)
        sections = tuple(
            DocumentSection(
                name,
                text.headings[0].id,
                words(self._typeset(self.seals.unsealed(text.headings[0].title))),
                text.nodes,
            )
            for name, text in texts.items()
        )
        style = self.study.reference_style(self.journal.references)
        references = tuple(
            ListedReference(key, printed_reference(self.study.references[key], style))
            for key in self.citations.order
        )
        document = Document(
            title_page(self.study, self.identity, title, abstract, self.journal),
            sections,
            references,
            supplement=supplement,
            tables=tuple(t for _, t in self._floats.values() if isinstance(t, NumberedTable)),
            figures=tuple(f for _, f in self._floats.values() if isinstance(f, NumberedFigure)),
        )
        return self._framed(document, tuple(texts.values()))

    def _framed(self, document: Document, texts: Sequence[SectionText]) -> Manuscript:
        """Fill the frame of the page, in which every part is sealed."""
        front, given = document.front, set[str]()

        def sealed(text: Part) -> Markup:
            seal = self.seals.own_seal(Fragment.of(text))
            given.add(seal)
            return seal

        bodies = tuple(sealed(text.nodes) for text in texts)
        sections = []
        for text, body in zip(texts, bodies, strict=True):
            first, *below = text.headings
            names = {"id": first.id, "title": first.title, "subsections": plain(below)}
            sections.append(View({**names, "html": body}))
            # The table of contents repeats what is in a heading.
            given.update(*(seals_in(each.title) for each in text.headings))
        context: dict[str, Any] = {
            "title": sealed(front.title),
            "title_text": sealed(words(front.title)),
            "authors": tuple(map(sealed, front.printed_authors)),
            "author_separator": front.separator,
            "title_lines": tuple(
                View({"kind": line.kind, "html": sealed(line.nodes)}) for line in front.lines
            ),
            "identity": sealed(front.identity),
            "notice": front.notice and sealed(front.notice),
            "source_reference": front.source_reference and sealed(front.source_reference),
            "abstract": sealed(front.abstract),
            "sections": tuple(sections),
            "references": tuple(sealed(each.nodes) for each in document.references),
            "supplement": sealed(document.supplement),
            "references_title": "References",
            "running_notice": running_notice(self.study),
            **{name: getattr(front, name) for name in ("short_title", "keywords", "fingerprint")},
        }
        titles = (f"the section {each.title}" for each in document.sections)
        once = {
            "the abstract": context["abstract"],
            **dict(zip(titles, bodies, strict=True)),
            "the supplement": context["supplement"],
        }
        title = context["title"] + context["title_text"]  # either will do
        others = [title, *context["references"], *context["authors"], context["identity"]]
        others += filter(None, (context["notice"], context["source_reference"]))
        others += (field(line, "html") for line in context["title_lines"])
        own: list[Fragment] = []

        def opened(body: str, what: str) -> Markup:
            own.append(self.seals.others(body, given))
            floats = {key: str(figure) for key, (figure, _) in self._floats.items()}
            return self.seals.opened(body, what, floats)

        head = self._head(words(front.title))
        page = framed(
            *(self.environment, self.folder, FRAME, head, context),
            opened,
            Parts(once, others),
        )
        tables = {
            file_stem(each.key): with_images(self._floats[each.key][0], self.folder)
            for each in document.tables
        }
        pictures = tuple(each.key for each in document.figures)
        return Manuscript(page, tables, pictures, replace(document, added=own[0]))

    def section_html(self, section: str) -> str:
        """Render one section alone to HTML, with the images that it names."""
        return with_images(html(self.section(section).nodes), self.folder)

    def section(self, section: str) -> SectionText:
        """Render one section alone."""
        name = f"sections/{section}.md.j2"
        with naming(self.folder, name):
            text = section_text(self.sealed(section), self.seals.unsealed)
        nodes, tables = without_tables(self._typeset(text.nodes), self._captioned)
        for key in tables:
            self.floats.label(key)
        self._written |= tables
        text = replace(text, nodes=nodes)
        self.texts[name] = text.nodes
        return text

    def _nodes(self, section: str) -> Fragment:
        """Render a section beside the body, where the manuscript has it."""
        return self.section(section).nodes if section in self.sections else EMPTY

    def _inline(self, template: str, sealed: str) -> Fragment:
        with naming(self.folder, template):
            text = self._typeset(inline_text(sealed, self.seals.unsealed))
        self.texts[template] = text
        return text

    def sealed(self, section: str) -> str:
        """Render one section to Markdown in which everything printed from data is still sealed."""
        name = f"sections/{section}.md.j2"
        source = self.environment.get_template(name).render()
        if len(source) > MOST_OF_SECTION:
            raise UnfitSection(f"templates/{name} prints more than {MOST_OF_SECTION} characters")
        self.seals.refuse_altered(source, f"templates/{name}")
        return citations_placed(source, self.journal.citation)

    def _table(self, key: str) -> tuple[Markup, NumberedTable]:
        source = Source(self.results.catalogue, self.study.codebook, self.printer)
        table = self._written.get(key) or described_table(key, source, self.study, self.results)
        notes = (TableNote(note.text, note.marker) for note in table.notes)
        table = replace(table, notes=tuple(notes))  # an explanation of abbreviations is a note
        label = self.floats.label(key)
        with naming(self.folder, TABLE_FRAME):
            figure, table, added = render_table(
                *(table, label, self.environment, self._typeset, self._memory),
                floating=not is_supplementary(key),
            )
        return figure, NumberedTable(label, table, added)

    def _figure(self, key: str) -> tuple[Markup, NumberedFigure]:
        label, caption = self.floats.label(key), self._caption(key)
        words_for_it = self._words[key]
        sealed, number = map(self.seals.own_seal, (caption, Fragment.of(label)))
        own = self.study.configuration.figure
        figure = self.environment.get_template(FIGURE_FRAME).render(
            element_id=element_id(key),
            label=number,
            source=PICTURE_MARK + key,
            alternative=words_for_it,
            caption=sealed,
            floating=not is_supplementary(key),
            drawn=key not in {key_of_figure(each) for each in own if each.kind == "file"},
        )
        with naming(self.folder, FIGURE_FRAME):
            figure = cleaned(figure)
        parts = Parts({"the number of the figure": number, "its caption": sealed})
        refuse_incomplete(FIGURE_FRAME, figure, parts, self.seals)
        added = self.seals.others(figure, {sealed, number})
        opened = self.seals.opened(figure, f"templates/{FIGURE_FRAME}")
        return opened, NumberedFigure(key, label, caption, words_for_it, added=added)

    @cached_property
    def _words(self) -> Mapping[str, str]:
        """The words in place of each figure."""
        return words_for_figures(self.study, self.shown, self.printer.style)

    @cached_property
    def shown(self) -> Drawables:
        """What the figures show."""
        return drawables(self.study, self.results, self.printer)

    def caption(self, key: str) -> Markup:
        """Render the legend of a figure."""
        return html(self._caption(key))

    def _caption(self, key: str) -> Fragment:
        """Take the caption of the study's template, or else what the declarations give."""
        name = f"figures/{file_stem(key)}.md.j2"
        shown = self.vocabulary.texts.declared_float(key)
        if shown and name not in template_contents(self.folder):
            return self._typeset(self.vocabulary.texts.captions.of(shown))
        source = self.environment.get_template(name).render()
        self.seals.refuse_altered(source, f"templates/{name}")
        return self._inline(name, source)

    def open_points(self) -> tuple[Finding, ...]:
        """Give a notice for each place where a text is still to be written."""
        in_templates = (point.finding for point in self.environment.open_points)
        return (*open_choices(self.study.configuration), *in_templates)

    def float_findings(self) -> tuple[Finding, ...]:
        """Find tables and figures that the sections set so far mention and do not place, or the reverse."""
        declared = (
            key for kind in ("table", "figure") for key in self.vocabulary.texts.floats_of(kind)
        )
        unplaced = unplaced_findings(declared, self.floats.order)
        return (*float_findings(self.texts, self.floats.order), *unplaced)

    def _head(self, title: str) -> Head:
        choices, styles = self.study.configuration, style_sheets(self.folder, *STYLE_SHEETS)
        metadata = (
            ("description", choices.title),
            *(("author", author) for author in choices.author_names),
            ("keywords", ", ".join(choices.keywords)),
            GENERATOR,
            *self.identity.metadata().items(),
        )
        return Head(choices.language, title, styles, metadata)
