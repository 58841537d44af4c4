"""What Word, LibreOffice and others write is read as a reader sees it; slots by tags, or else by bookmarks."""

from __future__ import annotations

import pytest
from word_files import bookmarked, p, part, r, slot, tbl, tc, tr, word_bytes

from il2report.word.flow import Grid, Look, Paragraph, Picture, Run
from il2report.word.opening import word_file_of
from il2report.word.reading import flow_of

STYLES = part(
    "styles",
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="character" w:styleId="Emphase"><w:name w:val="Emphasis"/></w:style>',
)


def read(body: str, *links: tuple[str, str, str], **parts: str) -> tuple[Paragraph | Grid, ...]:
    """Read a body."""
    return flow_of(word_file_of(word_bytes(body, links, **parts), "back.docx"))


def runs(inside: str, *links: tuple[str, str, str], **parts: str) -> list[Run]:
    """Read one paragraph."""
    [paragraph] = read(p(inside), *links, **parts)
    assert isinstance(paragraph, Paragraph)
    return list(paragraph.runs)


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK </w:instrText></w:r>'
    '<w:r><w:instrText>"https://a.org"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    f'{r("site")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
NESTED_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>IF </w:instrText><w:fldChar w:fldCharType="begin"/>'
    '<w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>9</w:t>'
    '<w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="separate"/></w:r>'
    f'{r("shown")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
FOREIGN = f'<w:sdt><w:sdtPr><w:tag w:val="goog_rdk_3"/></w:sdtPr><w:sdtContent>{r("x")}</w:sdtContent></w:sdt>'
WAITING = slot(7, r("Click")).replace("</w:sdtPr>", "<w:showingPlcHdr/></w:sdtPr>")
TWO_FORMS = (
    f'<mc:AlternateContent><mc:Choice Requires="x">{r("new")}</mc:Choice>'
    f"<mc:Fallback>{r('old')}</mc:Fallback></mc:AlternateContent>"
)
BOLD, ITALIC, RAISED = (frozenset({look}) for look in (Look.BOLD, Look.ITALIC, Look.RAISED))
READ = {
    "runs that Word split": (r("2", '<w:lang w:val="de"/>') + r("0.0"), [Run("20.0")]),
    "a slot in runs": (
        r("a ") + slot(7, r("2"), r("0.0", "<w:noProof/>")) + r(" b"),
        [Run("a "), Run("20.0", slot=7), Run(" b")],
    ),
    "a slot in a smart tag": (f"<w:smartTag>{slot(7, r('2'))}</w:smartTag>", [Run("2", slot=7)]),
    "a slot in a slot": (
        slot(7, r("P "), slot(8, r("0.04"))),
        [Run("P ", slot=7), Run("0.04", slot=8)],
    ),
    "a control of somebody else": (
        FOREIGN,
        [Run("x")],
    ),
    "a control that waits for text": (
        WAITING + r("b"),
        [Run("b")],
    ),
    "a bookmark without a control": (
        bookmarked("_s7", r("20.0")) + r("%"),
        [Run("20.0", slot=7), Run("%")],
    ),
    "a bookmark around more than the control": (
        bookmarked("_s7", slot(7, r("20.0")), r(" typed")),
        [Run("20.0", slot=7), Run(" typed")],
    ),
    "looks": (
        r("a", "<w:i/>")
        + r("b", '<w:b w:val="0"/>')
        + r("2", '<w:vertAlign w:val="superscript"/>'),
        [Run("a", ITALIC), Run("b"), Run("2", RAISED)],
    ),
    "a style of letters": (r("a", '<w:rStyle w:val="Emphase"/>'), [Run("a", ITALIC)]),
    "no look of another style": (
        r("a", '<w:rStyle w:val="Hyperlink"/><w:color w:val="1"/>'),
        [Run("a")],
    ),
    "signs": (
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:softHyphen/><w:cr/></w:r>",
        [Run("a\tb\nc\N{NON-BREAKING HYPHEN}\N{SOFT HYPHEN}\n")],
    ),
    "a code that is no sign": (
        r("a") + '<w:r><w:sym w:font="Symbol" w:char="D800"/></w:r>',
        [Run("a")],
    ),
    "signs of a symbol font as letters of it": (
        r("\uf0b3b 5", '<w:rFonts w:ascii="Symbol"/>') + r("b"),
        [Run("≥β 5b")],
    ),
    "a sign of a symbol font": (
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>5 </w:t><w:sym w:font="Symbol" w:char="F062"/></w:r>',
        [Run("≥5 β")],
    ),
    "a page break": ('<w:r><w:br w:type="page"/><w:t>a</w:t></w:r>', [Run("a")]),
    "a link": (
        f'<w:hyperlink r:id="rId8">{r("a")}</w:hyperlink><w:hyperlink w:anchor="table-i">{r("I")}</w:hyperlink>',
        [Run("a", link="https://a.org"), Run("I", link="#table-i")],
    ),
    "a link as a field": (FIELD, [Run("site", link="https://a.org")]),
    "a link within the file as a field": (
        f'<w:fldSimple w:instr=" HYPERLINK \\l &quot;table-i&quot; ">{r("I")}</w:fldSimple>',
        [Run("I", link="#table-i")],
    ),
    "a reference as a field": (
        f'<w:fldSimple w:instr=" REF table-i \\h ">{r("I")}</w:fldSimple>',
        [Run("I", link="#table-i")],
    ),
    "a field in a field": (NESTED_FIELD, [Run("shown")]),
    "two forms of one thing": (
        TWO_FORMS,
        [Run("new")],
    ),
    "a formula": ("<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>", [Run("x=2")]),
    "marks of spelling": (
        f'<w:proofErr w:type="spellStart"/>{r("a")}<w:proofErr w:type="spellEnd"/>',
        [Run("a")],
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_line_is_read(name: str) -> None:
    inside, expected = READ[name]

    assert runs(inside, ("rId8", "hyperlink", "https://a.org"), styles=STYLES) == expected


def test_a_paragraph_has_its_style_by_name_and_its_bookmarks() -> None:
    inside = bookmarked("_p3", bookmarked("results", r("Results"), number=2), number=1)
    hidden = bookmarked("_GoBack", r("!"), number=3)

    assert read(p(inside, hidden, style="berschrift1") + p(), styles=STYLES) == (
        Paragraph("Heading 1", (Run("Results!"),), "_p3", "results"),
    )


def test_controls_around_paragraphs_rows_and_cells_are_opened() -> None:
    body = slot(1, p(r("a")), tbl(slot(2, tr(slot(3, tc("x")), "y"))))

    [paragraph, grid] = read(body)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(grid, Grid)
    cells = [[list(each.runs) for each in cell.paragraphs] for cell in grid.rows[0].cells]
    assert (list(paragraph.runs), cells) == (
        [Run("a", slot=1)],
        [[[Run("x", slot=3)]], [[Run("y", slot=2)]]],
    )


def test_cells_over_several_columns_and_rows_are_one() -> None:
    span, first, rest = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    [grid] = read(
        tbl(
            tr(tc("head", span), "c", head=True),
            tr(tc("a", first), "1", "2"),
            tr(tc("", rest), "3", "4"),
            tr(tc("", rest), tc("5", span)),
            tr(tc("b", first), "6", "7"),
        )
    )
    assert isinstance(grid, Grid)
    shape = [
        [(cell.paragraphs[0].text, cell.columns, cell.rows) for cell in row.cells]
        for row in grid.rows
    ]

    assert shape == [
        [("head", 2, 1), ("c", 1, 1)],
        [("a", 1, 3), ("1", 1, 1), ("2", 1, 1)],
        [("3", 1, 1), ("4", 1, 1)],
        [("5", 2, 1)],
        [("b", 1, 1), ("6", 1, 1), ("7", 1, 1)],
    ]
    assert [row.is_head for row in grid.rows] == [True, False, False, False, False]


def test_the_table_behind_a_caption_has_its_name() -> None:
    caption = p(bookmarked("table-s_dosing", r("Table S1.")))
    [_, grid] = read(caption + tbl(tr("a")))

    assert isinstance(grid, Grid)
    assert grid.key == "table.s_dosing"


def test_a_table_in_a_cell_is_read_as_paragraphs_of_the_cell() -> None:
    [grid] = read(tbl(tr(tc(p(r("a")) + tbl(tr("b", "c")) + p()))))

    assert isinstance(grid, Grid)
    assert [each.text for each in grid.rows[0].cells[0].paragraphs] == ["a", "b", "c"]


def test_pictures_boxes_of_text_and_notes_are_read() -> None:
    picture = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="figure.ttdp" descr="Curve"/></wp:inline></w:drawing></w:r>'
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(r('boxed'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = part(
        "footnotes",
        f'<w:footnote w:id="2">{p(r("at the foot"), style="FootnoteText")}</w:footnote>',
    )

    flow = read(p(picture) + p(r("a"), box, note) + p(r("b")), footnotes=notes)
    assert flow == (
        Paragraph("Normal", (Picture("figure.ttdp", "Curve"),)),
        Paragraph("Normal", (Run("a"),)),
        Paragraph("Normal", (Run("boxed"),)),
        Paragraph("FootnoteText", (Run("at the foot"),)),
        Paragraph("Normal", (Run("b"),)),
    )


def test_lists_are_counted_by_their_beginnings() -> None:
    numbering = part(
        "numbering",
        '<w:num w:numId="6"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="4"/></w:num>'
        '<w:num w:numId="7"><w:abstractNumId w:val="4"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>',
    )

    def entry(number: int) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="List Number"/><w:numPr><w:numId w:val="{number}"/></w:numPr></w:pPr>{r("a")}</w:p>'

    flow = read("".join(map(entry, (6, 4, 4, 7, 4))), numbering=numbering)
    assert [each.series for each in flow if isinstance(each, Paragraph)] == [1, 1, 1, 2, 2]
