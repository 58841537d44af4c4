"""A described table becomes HTML through a template, which a study may shadow with its own."""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup

from il2report.rendering.tables.description import Table

TEMPLATE = "tables/table.html.j2"


def render_table(
    table: Table, label: str, environment: Environment, *, floating: bool = True
) -> Markup:
    """Render a table as `<figure>` with `<table>` and notes.

    `label` is its number in the document ("Table I"). A `floating` table leaves the two columns of
    the printed text for the head of a page; the others stay where they are called.
    """
    template = environment.get_template(TEMPLATE)
    return Markup(template.render(table=table, label=label, floating=floating))
