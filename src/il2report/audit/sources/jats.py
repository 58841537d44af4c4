"""The XML of a paper as PubMed Central and publishers give it (JATS)."""

from collections.abc import Iterator

from il2report.audit.sources.flow import printed_paper
from il2report.audit.sources.grid import Block, Text, one_line
from il2report.audit.sources.limits import MOST_TABLES, CellCount, too_large
from il2report.audit.sources.markup import inner_text, table_grid
from il2report.audit.sources.printed_table import PrintedPaper
from il2report.received.xml import XmlElement, local_name

OTHER_ARTICLES = frozenset({"sub-article", "response"})
NOT_TEXT = frozenset(
    {
        *("table-wrap", "table-wrap-group", "fig", "fig-group", "supplementary-material", "media"),
        *(
            "fn",
            "tex-math",
            "disp-formula",
            "graphic",
            "inline-graphic",
            "object-id",
            "trans-abstract",
        ),
    }
)
"""What is no running text; a note within a text is beside it."""


def paper_of_jats(root: XmlElement, name: str) -> PrintedPaper:
    """Read tables with caption and notes, and the paragraphs of abstract and body.

    What belongs to the paper and is not the paper (reviews, replies) is left out.
    """
    articles = [each for each in root.iter() if local_name(each) == "article"]
    article = articles[0] if articles else root
    blocks: list[Block] = []
    for part in _parts(article, frozenset({"abstract", "body"})):
        blocks.extend(Text(text) for text in _paragraphs(part))
    count = CellCount(name)
    wraps = list(_parts(article, frozenset({"table-wrap"})))
    if len(wraps) > MOST_TABLES:
        raise too_large(
            name, f"the paper has {len(wraps):,} tables; up to {MOST_TABLES:,} are read"
        )
    tables: list[Block] = [table for wrap in wraps for table in _tables(wrap, count)]
    titles = _parts(article, frozenset({"article-title"}))
    title = next((inner_text(each, _is_no_cell_text) for each in titles), "")
    paper = printed_paper(tables, title)
    return PrintedPaper(
        paper.title,
        paper.tables,
        tuple(one_line(each.text) for each in blocks if isinstance(each, Text)),
    )


def _parts(element: XmlElement, names: frozenset[str]) -> Iterator[XmlElement]:
    """Give the elements of these names that are not in another article, in their order."""
    for child in element:
        name = local_name(child)
        if name in names:
            yield child
        elif name and name not in OTHER_ARTICLES and name not in {"ref-list", "trans-abstract"}:
            yield from _parts(child, names)


def _paragraphs(element: XmlElement) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if not name or name in NOT_TEXT:
            continue
        if name == "p" and (text := one_line(inner_text(child, _is_no_text))):
            yield text
        yield from _paragraphs(child)


def _is_no_text(element: XmlElement) -> bool:
    return local_name(element) in NOT_TEXT or local_name(element) in {
        "p",
        "list",
        "def-list",
        "boxed-text",
    }


def _is_no_cell_text(element: XmlElement) -> bool:
    return local_name(element) in {"tex-math", "graphic", "inline-graphic", "object-id", "fn"}


def _is_raised(element: XmlElement) -> bool:
    """Whether a reference to a note of the table is raised, as it is in print."""
    return local_name(element) == "xref" and element.get("ref-type") in {"table-fn", "fn"}


def _tables(wrap: XmlElement, count: CellCount) -> Iterator[Block]:
    """Read every table of a frame, all with its caption and notes."""
    group = wrap.getparent()
    owners = (
        [wrap, group] if group is not None and local_name(group) == "table-wrap-group" else [wrap]
    )
    label = next(filter(None, (_own(owner, "label") for owner in owners)), "").rstrip(". :")
    caption = next(filter(None, (_own(owner, "caption") for owner in owners)), "")
    foots = _parts(wrap, frozenset({"table-wrap-foot"}))
    notes = [*(note for foot in foots for note in _notes(foot))]
    for table in _parts(wrap, frozenset({"table"})):
        notes.extend(
            one_line(inner_text(note, lambda _: False)) for note in _parts(table, frozenset({"fn"}))
        )
    for table in _parts(wrap, frozenset({"table"})):
        grid = table_grid(table, _is_no_cell_text, count, _is_raised)
        yield type(grid)(
            grid.rows,
            head_rows=grid.head_rows,
            has_spans=True,
            label=one_line(label),
            caption=one_line(caption),
            notes=tuple(filter(None, notes)),
        )


def _own(element: XmlElement, name: str) -> str:
    found = (child for child in element if local_name(child) == name)
    return next((one_line(inner_text(each, _is_no_cell_text)) for each in found), "")


def _notes(foot: XmlElement) -> Iterator[str]:
    """Give one text per note; a label and its paragraph are one."""
    if text := one_line(foot.text or ""):
        yield text
    for child in foot:
        name = local_name(child)
        if name == "fn-group":
            yield from _notes(child)
        elif name:
            yield one_line(inner_text(child, lambda _: False))
