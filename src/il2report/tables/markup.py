"""A described table becomes HTML through a template, which a study may shadow with its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup

from il2report.document.alignment import rooms_behind
from il2report.document.memory import Memory
from il2report.document.tables import Table, Text
from il2report.document.tree import Fragment
from il2report.templating.completeness import Parts, refuse_incomplete
from il2report.templating.markup import cleaned
from il2report.templating.sandbox import BoundedSandbox
from il2report.templating.template_files import shipped_templates
from il2report.templating.views import plain

TEMPLATE = "tables/table.html.j2"


def render_table(
    table: Table,
    label: str,
    environment: BoundedSandbox,
    typeset: Callable[[Fragment], Fragment],
    memory: Memory | None = None,
    *,
    floating: bool = True,
) -> tuple[Markup, Table, Fragment]:
    """Render a table as `<figure>` with `<table>` and notes.

    `label` is its number in the document ("Table I"). The template sees a plain view of the table in
    which every text is sealed, as `typeset` sets it. A `floating` table leaves the two columns of the printed text for the
    head of a page; the others stay where they are called. One too wide for the page is divided into blocks of columns.
    What a `memory` has of the same table, typeset in the same way, is taken from there.

    Returns
    -------
    The HTML, the table whose nodes know the lines of the template that print them, and what else the
    template prints from data.

    Raises
    ------
    RefusedMarkup
        When the template holds markup that no page may hold.
    StudyRefused
        When it leaves out a row, a cell, a heading or a note, or prints a part twice.
    """
    loader = environment.loader
    if loader is None:
        raise AssertionError
    frame, path, _ = loader.get_source(environment, TEMPLATE)

    def rendered() -> tuple[Markup, Table, Fragment]:
        return _rendered(table, label, environment, typeset, floating=floating)

    # A frame of the study's own may call for anything.
    if memory is None or not Path(path or "").is_relative_to(shipped_templates()):
        return rendered()
    return memory.made(f"{TEMPLATE} {table.id}", (table, label, frame, floating), rendered)


def _rendered(
    table: Table,
    label: str,
    environment: BoundedSandbox,
    typeset: Callable[[Fragment], Fragment],
    *,
    floating: bool,
) -> tuple[Markup, Table, Fragment]:
    seals = environment.seals

    def sealed(text: Text) -> Text:
        return seals.own_seal(typeset(Fragment.of(text)))

    def opened(text: Text) -> Text:
        nodes = seals.printed(str(text))
        return nodes if any(not isinstance(node, str) for node in nodes) else nodes.text

    table = table.divided()
    given, number = table.changed(sealed), seals.own_seal(Fragment.of(label))
    filled = environment.get_template(TEMPLATE).render(
        table=plain(given),
        label=number,
        floating=floating,
        crowding=table.crowding,
        rooms=tuple(map(rooms_behind, table.parts)),
    )
    body = cleaned(filled)
    headings = (text for each in given.columns for text in (each.heading, each.subheading))
    others = [
        *given.stub,
        *(over for over, _ in given.spans),
        *headings,
        *(panel.caption for panel in given.panels),
    ]
    others += [note.text for note in given.notes]
    parts = Parts(
        {"the number of the table": number, "its caption": str(given.caption)},
        [str(text) for text in others],
        [[str(text) for text in row.texts()] for part in given.parts for row in part.rows],
    )
    refuse_incomplete(TEMPLATE, body, parts, seals)
    known = {number, *map(str, given.texts())}
    figure = seals.opened(body, f"templates/{TEMPLATE}")
    return figure, given.changed(opened), seals.others(body, known)
