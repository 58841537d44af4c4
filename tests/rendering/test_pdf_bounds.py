"""A PDF from anywhere is read or refused within seconds, whatever it holds."""

import os
import time
import zlib

import pytest

from il2report.received.pdf import LARGEST_REPAIRED, MOST_UNPACKED, UnreadablePdf, open_pdf
from il2report.verification.pdf_text import read_pdf

SECONDS = 10
A_TEXT = b"BT 1 0 0 1 5 5 Tm /F 9 Tf <0001> Tj ET"


def stream(data):
    packed = zlib.compress(data)
    head = b"<</Filter/FlateDecode/Length %d>>" % len(packed)
    return head + b"\nstream\n" + packed + b"\nendstream"


def pdf(*objects, padding=b"", table_at=None):
    """Write a PDF of numbered objects, the first of which is the catalog."""
    written, places = b"%PDF-1.7\n" + padding, []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = len(written) if table_at is None else table_at
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    return written + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, table)


def document(content, *, pages=1, resources=b"<<>>", more=(), contents=b"4 0 R", **where):
    """Write a PDF of one page, shown once or more often."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b"3 0 R " * pages),
        b"<</Type/Page/MediaBox[0 0 9 9]/Contents %s/Resources %s>>" % (contents, resources),
        stream(content),
        *more,
        **where,
    )


@pytest.fixture(autouse=True)
def _in_time():
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < SECONDS


@pytest.mark.parametrize(("beyond", "is_read"), [(-1, True), (0, True), (1, False)])
def test_pages_unpack_to_so_much_and_no_more(beyond, is_read):
    content = document(b" " * (MOST_UNPACKED + beyond))
    if is_read:
        assert 1 == len(read_pdf(content).pages)
    else:
        with pytest.raises(UnreadablePdf, match="unpack to more than 16 MB"):
            read_pdf(content)


FONTS = b"<</Font<<" + b"".join(b"/F%d 5 0 R" % n for n in range(5000)) + b">>>>"


FORM = b"<</XObject<</X 5 0 R>>>>"


def form(resources, content):
    """Write a drawing that a page or another form shows."""
    kind = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources %s" % (resources or b"<<>>")
    return stream(content).replace(b"<<", kind, 1)


@pytest.mark.parametrize(
    "content",
    [
        document(A_TEXT * 100_000, pages=2_000),
        document(A_TEXT * 100_000, contents=b"[" + b"4 0 R " * 9_000 + b"]"),
        document(b"", pages=20_000),
        document(b"", pages=5_000, resources=FONTS, more=[b"<<>>"]),
        document(b"", pages=5_000, resources=FONTS, more=[b"<</ToUnicode 4 0 R>>"]),
        document(b"", resources=FONTS, more=[b"<</ToUnicode 6 0 R>>", stream(b" " * 15_000_000)]),
        document(b"/X Do " * 200, resources=FORM, more=[form(b"", A_TEXT * 10_000)]),
        document(b"/X Do " * 20_000, resources=FORM, more=[form(b"", A_TEXT)]),
        document(b"/X Do", resources=FORM, more=[form(FORM, b"/X Do")]),
    ],
    ids=[
        *("pages", "parts", "blank pages", "fonts", "letters of fonts", "large fonts"),
        *("large forms", "forms", "a form within itself"),
    ],
)
def test_what_is_used_again_counts_again(content):
    with pytest.raises(UnreadablePdf, match=r"unpack to more than 16 MB|recursion"):
        read_pdf(content)


@pytest.mark.parametrize(
    "drawing",
    [b"BT " * 1_000_000, *(b"BT " + sign * 1_000_000 + b" ET" for sign in (b"1", b"/", b"-1 "))],
    ids=["texts without end", "digits", "slashes", "numbers"],
)
def test_a_page_that_is_no_text_is_searched_once(drawing):
    assert "" == read_pdf(document(drawing)).pages[0].text


@pytest.mark.parametrize(("beyond", "is_read"), [(-1, True), (0, True), (1, False)])
def test_a_damaged_pdf_is_repaired_up_to_a_size(beyond, is_read):
    size = LARGEST_REPAIRED + beyond
    short = document(b"", table_at=5, padding=b"%\n")
    content = document(b"", table_at=5, padding=b"%" * (size - len(short) + 1) + b"\n")
    content += b" " * (size - len(content))
    assert size == len(content)
    if is_read:
        assert 1 == len(open_pdf(content).pages)
    else:
        with pytest.raises(UnreadablePdf):
            read_pdf(content)


@pytest.mark.parametrize(
    ("junk", "times"),
    [
        (os.urandom(1_000), 64_000),
        (b"\n", 16_000_000),
        (b"1 0 obj <<>> endobj\ntrailer <</Root 1 0 R>>\n", 1_400_000),
    ],
    ids=["random", "lines", "objects"],
)
@pytest.mark.parametrize("end", [b"", b"\nstartxref\n5\n%%EOF"], ids=["no end", "an end"])
def test_junk_is_refused(junk, times, end):
    with pytest.raises(UnreadablePdf):
        read_pdf(b"%PDF-1.7\n" + junk * times + end)


def test_a_whole_pdf_may_be_larger_than_one_that_is_repaired():
    filled = stream(os.urandom(LARGEST_REPAIRED))
    content = document(A_TEXT, more=[filled])
    assert len(content) > LARGEST_REPAIRED
    assert 1 == len(read_pdf(content).pages)
