"""Small manuscripts to compare: written by hand, or drawn by hypothesis."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from hypothesis import strategies as st

WORDS = ("one", "two", "patients", "responded", "Interleukin-2", "and", "of", "the", "a", "no")
ENDS = (". ", ", ", "; ", " (", ") ", " ", "\N{NO-BREAK SPACE}", "\n", "-")
RESULTS = ("cohort.n", "response.orr.percent", "progression.median", "toxicity.fever.n")
TEXTS = ("1", "2", "2.9", "Three", "not reached")


def number(result: str, text: str, value: str | None = None, part: str = "") -> str:
    """A printed number, as document/printer.py marks it."""
    attribute = f' data-part="{part}"' if part else ""
    shown = text if value is None else value
    return f'<data value="{shown}" data-result="{result}"{attribute}>{text}</data>'


def manuscript(*blocks: str, identity: str = "Draft 1") -> str:
    """A page with what a redline needs to know of templates/page.html.j2."""
    body = "\n".join(blocks)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><title>T</title><style>p > a { color: red }</style>'
        '</head><body><div class="layout"><main id="main"><article><header class="title-block">'
        f'<h1 data-running="T">T</h1><p class="provenance"><span class="identity">{identity}</span>'
        ' · <span class="fingerprint">data 12ab</span></p></header><div class="body">'
        f"{body}</div></article></main></div></body></html>"
    )


def table(
    rows: Sequence[tuple[str, Sequence[str]]], columns: Sequence[str] = ("n",), name: str = "one"
) -> str:
    """A table of one group of rows, each with its header and its cells."""
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in ("Term", *columns))
    lines = "".join(
        f'<tr><th scope="row">{escape(header)}</th>'
        + "".join(f'<td class="number">{cell}</td>' for cell in cells)
        + "</tr>\n"
        for header, cells in rows
    )
    return (
        f'<figure class="float table-figure" id="table-{name}"><div class="scroll"><table>\n'
        f'<caption><span class="label">Table {name}.</span> Of all.</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{lines}</tbody>\n</table></div></figure>"
    )


def picture(source: str, words: str, name: str = "one") -> str:
    """A figure with its picture."""
    return (
        f'<figure class="float picture-figure" id="figure-{name}"><div class="card">'
        f'<img src="data:image/png;base64,{b64encode(source.encode()).decode()}" alt="{words}"></div><figcaption>'
        f'<span class="label">Figure {name}.</span> A curve.</figcaption></figure>'
    )


def references(*works: str) -> str:
    """A list of references."""
    entries = "\n".join(
        f'<li id="reference-{n}">{work}</li>' for n, work in enumerate(works, start=1)
    )
    heading = '<h2 id="references">References</h2>'
    return f'<section class="references">{heading}<ol>\n{entries}\n</ol></section>'


def cited(number: int) -> str:
    """A citation of one work."""
    return f'(<a class="citation" href="#reference-{number}">{number}</a>)'


NUMBERS = st.builds(number, st.sampled_from(RESULTS), st.sampled_from(TEXTS))
PIECES = st.one_of(st.sampled_from(WORDS), NUMBERS, st.builds(cited, st.integers(1, 3)))
TAGS = st.sampled_from(("", "", "", "em", "strong", "sup"))
PARTS = st.tuples(PIECES, TAGS, st.sampled_from(ENDS))
Pair = tuple[str, str]


def _joined(parts: Sequence[tuple[str, str, str]]) -> str:
    return "".join((f"<{tag}>{piece}</{tag}>" if tag else piece) + end for piece, tag, end in parts)


@st.composite
def texts(draw: st.DrawFn) -> Pair:
    """Two versions of a text: most parts stay, some go, come, or change in one respect."""
    old = draw(st.lists(PARTS, min_size=4, max_size=16))
    new: list[tuple[str, str, str]] = []
    for part in old:
        fate = draw(st.sampled_from(("stays",) * 9 + ("goes", "comes", "word", "look", "space")))
        piece, tag, end = draw(PARTS) if fate in {"comes", "word", "look", "space"} else part
        new += [(piece, tag, end)] if fate == "comes" else []
        changed = {
            "word": (piece, part[1], part[2]),
            "look": (part[0], tag, part[2]),
            "space": (part[0], part[1], end),
        }
        new += [] if fate == "goes" else [changed.get(fate, part)]
    return _joined(old), _joined(new)


@st.composite
def tables(draw: st.DrawFn) -> Pair:
    """Two versions of a table, in which rows and columns may come and go."""
    cells = {
        (row, column): draw(texts() | st.just(("", "")))
        for row in WORDS[:4]
        for column in ("n", "percent", "range")
    }
    sides = []
    for side in range(2):
        columns = draw(st.permutations(["n", "percent", "range"]))[: draw(st.integers(2, 3))]
        columns = sorted(columns) if draw(st.booleans()) else columns
        rows = draw(st.permutations(WORDS[:4]))[: draw(st.integers(2, 4))]
        filled = [(row, [cells[row, column][side] for column in columns]) for row in rows]
        sides.append(table(filled, columns))
    return sides[0], sides[1]


def _both(template: str) -> st.SearchStrategy[Pair]:
    return texts().map(lambda pair: (template.format(pair[0]), template.format(pair[1])))


PARAGRAPHS = _both("<p>{}</p>")
LISTS = _both("<ul><li>{}</li><li>The end.</li></ul>")
MIXED = _both("<blockquote>{}<p>Said the author.</p></blockquote>")
PICTURES = st.builds(
    lambda a, b: (picture(a, f"Curve {a}."), picture(b, f"Curve {b}.")),
    st.sampled_from("ab"),
    st.sampled_from("ab"),
)
HEADINGS = st.sampled_from(("patients", "results", "discussion")).map(
    lambda name: (f'<h2 id="{name}">{name.title()}</h2>', f'<h2 id="{name}">The {name}</h2>')
)
BLOCKS = st.one_of(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS, LISTS, MIXED, tables(), PICTURES, HEADINGS)


def _id_of(pair: Pair) -> str:
    """Tell blocks apart that may stand on a page once only."""
    tag, has_id, behind = pair[0].partition(' id="')
    return behind.partition('"')[0] if has_id and ">" not in tag else pair[0]


@st.composite
def pairs_of_pages(draw: st.DrawFn) -> Pair:
    """Draw a page, and one in which blocks went, came, moved or were written anew."""
    pool = draw(st.lists(BLOCKS, min_size=3, max_size=6, unique_by=_id_of))
    stays = draw(st.lists(st.sampled_from((True, True, True, False)), min_size=12, max_size=12))
    order = draw(st.permutations(pool)) if draw(st.booleans()) else pool
    works = ["Barth A, 1995.", "Rosenberg SA, 2001.", "Dudek AZ, 2009."]
    old = [pair[0] for pair, kept in zip(pool, stays[:6], strict=False) if kept]
    new = [pair[1] for pair, kept in zip(order, stays[6:], strict=False) if kept]
    return manuscript(*old, references(*works)), manuscript(
        *new, references(*draw(st.permutations(works)))
    )
