"""A described table becomes HTML through a template, which a study may shadow with its own."""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup

from il2report.document.seals import Seals
from il2report.document.tables import Column, Table, Text
from il2report.document.tree import Fragment
from il2report.errors import Finding, Place, StudyRefused
from il2report.templating.completeness import Parts, quoted_text, refuse_incomplete, shown_words
from il2report.templating.markup import cleaned
from il2report.templating.views import plain

TEMPLATE = "tables/table.html.j2"


def render_table(
    table: Table, label: str, environment: Environment, seals: Seals, *, floating: bool = True
) -> tuple[Markup, Fragment]:
    """Render a table as `<figure>` with `<table>` and notes, and say what else the frame prints.

    `label` is its number in the document ("Table I"). The template sees a plain view of the table in which
    every printed number is sealed. A `floating` table leaves the two columns of the printed text for
    the head of a page; the others stay where they are called.

    Raises
    ------
    RefusedMarkup
        When the template holds markup that no page may hold.
    StudyRefused
        When it leaves out a part of the table.
    """
    given: set[str] = set()

    def sealed(text: Fragment) -> Markup:
        seal = seals.seal(text)
        given.add(seal)
        return seal

    view = plain(table, sealed)
    filled = environment.get_template(TEMPLATE).render(table=view, label=label, floating=floating)
    body = cleaned(filled)
    figure = seals.opened(body, f"templates/{TEMPLATE}")
    refuse_incomplete_table(figure, table, label)
    return figure, seals.others(body, given)


def refuse_incomplete_table(html: Markup, table: Table, label: str) -> None:
    """Refuse a frame that leaves out a row, a cell, a heading or a note of a table.

    Raises
    ------
    StudyRefused
        With what is missing, and what is printed twice.
    """
    headings = [*table.stub, *(text for each in table.columns for text in _two_lines(each))]
    others = [*headings, *(panel.caption for panel in table.panels)]
    others += [note.text for note in table.notes]
    once = {"the number of the table": label, "its caption": table.caption}
    refuse_incomplete(TEMPLATE, html, Parts(once, tuple(others)))
    position, shown = 0, shown_words(html)
    for row in table.rows:
        for text in map(shown_words, row.texts()):
            found = shown.find(text, position)
            if found < 0:
                name = quoted_text(shown_words(row.header))
                message = f"the row {name} lacks a cell, or its place"
                raise StudyRefused(
                    [Finding("part-not-printed", Place(f"templates/{TEMPLATE}"), message)]
                )
            position = found + len(text)


def _two_lines(column: Column) -> tuple[Text, Text]:
    return column.heading, column.subheading
