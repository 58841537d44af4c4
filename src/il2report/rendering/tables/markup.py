"""A described table becomes HTML through a template, which a study may shadow with its own."""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup

from il2report.rendering.completeness import refuse_incomplete_table
from il2report.rendering.markup import cleaned
from il2report.rendering.seals import Seals
from il2report.rendering.tables.description import Table
from il2report.rendering.views import plain

TEMPLATE = "tables/table.html.j2"


def render_table(
    table: Table, label: str, environment: Environment, seals: Seals, *, floating: bool = True
) -> Markup:
    """Render a table as `<figure>` with `<table>` and notes.

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
    view = plain(table, seals.seal)
    html = environment.get_template(TEMPLATE).render(table=view, label=label, floating=floating)
    figure = seals.opened(cleaned(html), f"templates/{TEMPLATE}")
    refuse_incomplete_table(TEMPLATE, figure, table, label)
    return figure
