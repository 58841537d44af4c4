"""The printed manuscript as a file: tagged, titled, navigable, with its fonts, on full pages."""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise

import pikepdf
import pytest
from pypdf import PdfReader

MILLIMETER = 72 / 25.4
A4 = (210, 297)
HEAD, FOOT = 21 * MILLIMETER, 20 * MILLIMETER
LEAST_USED = 1 / 3


@pytest.fixture(scope="module")
def file(built):
    return built.folder / "report/manuscript.pdf"


@pytest.fixture(scope="module")
def pdf(file):
    with pikepdf.open(file) as opened:
        yield opened


@pytest.fixture(scope="module")
def study(project):
    return tomllib.loads((project / "study.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def metadata(pdf):
    return pdf.Root.Metadata.read_bytes().decode()


def structure(element) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree."""
    if isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        children = element.get("/K", pikepdf.Array())
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            yield from structure(child)


@pytest.fixture(scope="module")
def elements(pdf):
    found = {}
    for element in structure(pdf.Root.StructTreeRoot):
        found.setdefault(str(element.S), []).append(element)
    return found


def test_it_calls_itself_accessible(metadata, pdf):
    assert 'pdfuaid:part="1"' in metadata
    assert bool(pdf.Root.MarkInfo.Marked)


def test_it_says_its_language_and_shows_its_title(pdf, study):
    assert study["language"] == str(pdf.Root.Lang)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_title_authors_and_key_words_are_those_of_the_study(pdf, study, metadata):
    assert study["title"] == str(pdf.docinfo.Title)
    assert ", ".join(study["authors"]) == str(pdf.docinfo.Author)
    assert ", ".join(study["keywords"]) == str(pdf.docinfo.Keywords)
    for text in (study["title"], *study["authors"]):
        assert f">{text}<" in metadata


def test_headings_paragraphs_lists_and_tables_are_tagged(elements):
    counts = {tag: len(found) for tag, found in elements.items()}
    assert 1 == counts["/H1"]
    assert {"/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD"} <= set(counts)


def test_every_cell_is_tied_to_the_cells_that_head_it(elements):
    heads = {bytes(cell.ID) for cell in elements["/TH"]}
    tied = [{bytes(head) for head in cell.A.get("/Headers", [])} for cell in elements["/TD"]]
    assert len(elements["/TH"]) == len(heads)
    assert [] == [heading for heading in tied if not heading or heading - heads]


def test_every_figure_has_words_in_its_place(elements, built):
    page = (built.folder / "report/manuscript.html").read_text(encoding="utf-8")
    assert re.findall(r'alt="([^"]+)"', page) == [str(found.Alt) for found in elements["/Figure"]]


def titles(items) -> list[str]:
    return [title for item in items for title in (item.title, *titles(item.children))]


def test_every_heading_has_a_bookmark(pdf, built):
    page = (built.folder / "report/manuscript.html").read_text(encoding="utf-8")
    article = page[page.index("<article>") : page.index("</article>")]
    headings = re.findall(r"<h[23][^>]*>([^<]+)</h[23]>", article)
    with pdf.open_outline() as outline:
        assert headings == titles(list(outline.root))
        assert len(outline.root) == article.count("<h2")


def fonts(pdf) -> dict[str, pikepdf.Dictionary]:
    """The descriptor of each font, on pages and in whatever they draw, by name."""
    found = {}
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
            descendants = thing.get("/DescendantFonts", [thing])
            found |= {str(font.BaseFont): font.get("/FontDescriptor", {}) for font in descendants}
    return found


def test_every_font_is_embedded(pdf):
    programs = {"/FontFile", "/FontFile2", "/FontFile3"}
    found = fonts(pdf)
    assert [] == [name for name, descriptor in found.items() if not programs & set(descriptor)]
    assert {"STIXGeneral"} == {name.partition("+")[2].partition("-")[0] for name in found}


def test_every_page_is_a4(pdf):
    for page in pdf.pages:
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        size = (round((right - left) / MILLIMETER), round((top - bottom) / MILLIMETER))
        assert A4 == size


def lines(page) -> list[float]:
    """The heights on the page at which text stands between head and foot, from above."""
    heights = []

    def visit(text, transformation, matrix, _font, _size):
        if text.strip():
            x, y = matrix[4], matrix[5]
            heights.append(transformation[1] * x + transformation[3] * y + transformation[5])

    page.extract_text(visitor_text=visit)
    top = float(page.mediabox.top)
    return sorted((y for y in heights if FOOT < y < top - HEAD), reverse=True)


def figures(pdf, elements) -> dict[int, list[tuple[float, float]]]:
    """The lower and the upper edge of every figure, by the number of its page."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found = {}
    for figure in elements["/Figure"]:
        _, low, _, high = (float(edge) for edge in figure.A.BBox)
        found.setdefault(numbers[figure.Pg.objgen], []).append((low, high))
    return found


def used_share(page, boxes) -> float:
    """Part of the height between head and foot that text and figures take.

    A gap up to the height of three lines counts as used: the space around a heading or a caption.
    """
    top = float(page.mediabox.top) - HEAD
    inked = [(y, y + 8) for y in lines(page)] + list(boxes)
    used, lowest = 0.0, None
    for low, high in sorted(inked, key=lambda edges: -edges[1]):
        if lowest is None:
            lowest = high
        start = lowest if lowest - high < 36 else high
        used += max(0.0, min(start, lowest) - low)
        lowest = min(lowest, low)
    return used / (top - FOOT)


def test_no_page_is_left_empty_but_for_the_last_ones(file, pdf, elements):
    pages = PdfReader(file).pages
    boxes = figures(pdf, elements)
    shares = [used_share(page, boxes.get(number, [])) for number, page in enumerate(pages)]
    starts = [number for number, page in enumerate(pages) if "Supplement\n" in page.extract_text()]
    may_be_short = {starts[0] - 1, len(pages) - 1}
    empty = {
        number + 1: round(share, 2) for number, share in enumerate(shares) if share < LEAST_USED
    }
    assert set() == set(empty) - {number + 1 for number in may_be_short}, empty


def test_an_empty_page_would_be_noticed(file):
    class Sparse:
        mediabox = PdfReader(file).pages[0].mediabox

        def extract_text(self, visitor_text):
            for y in (760, 740, 720):
                visitor_text("text", [1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 50, y], None, 9)

    assert used_share(Sparse(), []) < LEAST_USED
    assert used_share(Sparse(), [(200, 715)]) > LEAST_USED


def test_pages_count_up_and_none_is_blank(file):
    texts = [page.extract_text() for page in PdfReader(file).pages]
    numbers = [int(re.search(rf"(\d+) of {len(texts)}\b", text)[1]) for text in texts]
    assert all(later == earlier + 1 for earlier, later in pairwise(numbers))
    assert min(len(text) for text in texts) > 300
