"""A table in memory, what reading it should give, and the forms of file in which it can be written."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, replace
from html import escape

import openpyxl
from openpyxl.styles import Alignment

from il2report.audit.sources.printed_table import PrintedPaper, PrintedRow, PrintedTable


@dataclass(frozen=True)
class WrittenTable:
    """Heads are rows of (text, columns that it covers), rows are (label, indent, cells)."""

    heading: str
    caption: str
    heads: tuple[tuple[tuple[str, int], ...], ...]
    rows: tuple[tuple[str, int, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()

    @property
    def width(self):
        return 1 + len(self.rows[0][2])

    @property
    def printed(self):
        return PrintedTable(
            place=f"T{self.heading.split()[-1]}",
            heading=self.heading,
            caption=self.caption,
            heads=tuple(
                tuple(text for text, span in head for _ in range(span)) for head in self.heads
            ),
            rows=tuple(PrintedRow(*row) for row in self.rows),
            notes=self.notes,
        )

    @property
    def lines(self):
        """Heads and rows as texts, what is covered as ""."""
        heads = [
            [part for text, span in head for part in (text, *[""] * (span - 1))]
            for head in self.heads
        ]
        return heads + [["  " * indent + label, *cells] for label, indent, cells in self.rows]

    @property
    def title(self):
        return f"{self.heading}. {self.caption}"


def without_lines(paper: PrintedPaper) -> list[PrintedTable]:
    """Give the tables of a paper without the places of rows in the file."""
    return [
        replace(
            table, rows=tuple(replace(row, line=None) for row in table.rows), is_uncertain=False
        )
        for table in paper.tables
    ]


def separated(table: WrittenTable, mark: str) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=mark, lineterminator="\r\n")
    writer.writerow([table.title])
    writer.writerows(table.lines)
    writer.writerows([note] for note in table.notes)
    return written.getvalue()


def pasted(table: WrittenTable) -> str:
    rows = ["\t".join(line) for line in table.lines]
    return "\n".join([table.title, *rows, *table.notes]) + "\n"


def aligned(table: WrittenTable) -> str:
    """Align as a typist does: a column is as wide as what is in it alone; a covering text begins at its left."""
    lines = table.lines
    widths = [max(len(line[n]) for line in lines) + 2 for n in range(table.width)]
    rows = [
        "".join(f"{text:<{w}}" for text, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    rule = "-" * sum(widths)
    return "\n".join([table.title, "", rows[0], rule, *rows[1:], rule, *table.notes]) + "\n"


def markdown(table: WrittenTable) -> str:
    rows = [
        "| " + " | ".join(text.replace("|", "\\|") for text in line) + " |" for line in table.lines
    ]
    rule = "|" + "---|" * table.width
    return "\n".join([table.title, "", rows[0], rule, *rows[1:], "", *table.notes]) + "\n"


BASELINE = WrittenTable(
    "Table 1",
    "Baseline characteristics, by group",
    (
        (("Characteristic", 1), ("Drug", 1), ("Placebo", 1), ("P value", 1)),
        (("", 1), ("(N = 403)", 1), ("(N = 400)", 1), ("", 1)),
    ),
    (
        ("Age, yr", 0, ("56.2 ± 10.1", "55.9 ± 9.8", "0.67*")),
        ("Sex, no. (%)", 0, ("", "", "0.41†")),
        ("Female", 1, ("201 (49.9)", "190 (47.5)", "")),
        ("Male", 1, ("202 (50.1)", "210 (52.5)", "")),
        ("Score", 0, ("", "", "")),
        ("Total", 1, ("1,234", "−0.50", "")),
        ("Pain", 2, ("46.70", "12\u202f345", "")),
        ("Duration, mo", 1, ("48 [21, 90]", "NR", "")),
    ),
    ("* Student's t-test.", "† Chi-square test; values are no. (%)."),
)
EVENTS = WrittenTable(
    "Table 2",
    "Adverse events by grade",
    (
        (("", 1), ("Drug (N = 45)", 3), ("Placebo (N = 44)", 3)),
        (("Event", 1), *((grade, 1) for grade in ("1–2", "3", "4", "1–2", "3", "4"))),
    ),
    (
        ("Any", 0, ("12 (26.7)", "3", "0", "10 (22.7)", "1", "0")),
        ("Hematologic", 0, ("", "", "", "", "", "")),
        ("Anemia", 1, ("5", "", "0", "4", "1", "0")),
        ("Neutropenia", 1, ("7 (15.6)", "3", "", "6", "0", "0")),
        ("Rash", 0, ("1", "0", "0", "2", "0", "0")),
    ),
    ("Data are numbers (percent) of patients.",),
)
SPANS = WrittenTable(
    "Table 3",
    "Outcomes",
    (
        (("", 1), ("All patients", 1), ("By stage", 4)),
        (("", 1), ("", 1), ("Stage III", 2), ("Stage IV", 2)),
        (("Outcome", 1), ("n", 1), ("n", 1), ("%", 1), ("n", 1), ("%", 1)),
    ),
    (
        ("Response", 0, ("13", "9", "40.9", "4", "21.1")),
        ("Complete", 1, ("3", "2", "9.1", "1", "5.3")),
        ("Survival, median (95% CI)", 0, ("12 (9 to 15)", "14 (10–NE)", "", "9", "")),
    ),
    (),
)
THREE = (BASELINE, EVENTS, SPANS)


def _marked(text: str) -> str:
    return escape(text).replace("\u202f", "&#8239;")


def _markup_rows(table: WrittenTable) -> tuple[str, str]:
    """Write heads and rows as HTML and JATS have them: a name of the labels over several rows is one cell."""
    heads = ""
    for head in table.heads:
        cells = []
        for text, span in head:
            cells.append(
                f'<th colspan="{span}">{_marked(text)}</th>'
                if span > 1
                else f"<th>{_marked(text)}</th>"
            )
        heads += f"<tr>{''.join(cells)}</tr>\n"
    rows = ""
    for label, indent, cells in table.rows:
        before = "&#160;" * 2 * indent
        if not any(cells):
            rows += f'<tr><td colspan="{table.width}">{before}{_marked(label)}</td></tr>\n'
        else:
            texts = "".join(f"<td>\n  {_marked(text)}\n</td>" for text in cells)
            rows += f"<tr>\n<td> {before}{_marked(label)} </td>{texts}</tr>\n"
    return heads, rows


def html(table: WrittenTable) -> str:
    heads, rows = _markup_rows(table)
    notes = "".join(f"<p>{_marked(note)}</p>" for note in table.notes)
    return (
        f"<div><table><caption><b>{table.heading}.</b> {_marked(table.caption)}</caption>"
        f"<thead>{heads}</thead><tbody>{rows}</tbody></table>{notes}</div>"
    )


def html_without_parts(table: WrittenTable) -> str:
    """Write a page as Word saves one: no heads, the caption a paragraph, an indent as a length."""
    heads, rows = _markup_rows(table)
    rows = re.sub(
        r"<td>\s*((?:&#160;)+)", lambda m: f'<td style="padding-left:{len(m[1]) // 6}em">', rows
    )
    rows = re.sub(
        r'<td colspan="(\d+)">((?:&#160;)+)',
        lambda m: f'<td colspan="{m[1]}" style="padding-left:{len(m[2]) // 6}em">',
        rows,
    )
    heads = heads.replace("<th", "<td").replace("</th", "</td")
    notes = "".join(f"<p>{_marked(note)}</p>" for note in table.notes)
    return f"<h3>{table.heading}</h3><p>{_marked(table.caption)}</p><table>{heads}{rows}</table>{notes}"


def jats_wrap(table: WrittenTable) -> str:
    heads, rows = _markup_rows(table)
    notes = "".join(f"<fn><p>{_marked(note)}</p></fn>" for note in table.notes)
    return (
        f"<table-wrap><label>{table.heading}.</label><caption><p>{_marked(table.caption)}</p></caption>"
        f"<table><thead>{heads}</thead><tbody>{rows}</tbody></table>"
        f"<table-wrap-foot>{notes}</table-wrap-foot></table-wrap>"
    )


def jats(*wraps: str) -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) v1.2" "JATS.dtd">'
        "<article><front><article-meta><title-group><article-title>A trial of <italic>two</italic> drugs"
        "</article-title></title-group><abstract><p>Of 45&nbsp;patients, 12 responded.</p></abstract></article-meta>"
        f"</front><body><sec><title>Results</title><p>See <xref>Table 1</xref>.{''.join(wraps)}</p><p>End.</p></sec></body>"
        "<sub-article><body><p>Reply.</p><table-wrap><table><tr><td>a</td><td>1</td></tr></table></table-wrap>"
        "</body></sub-article></article>"
    )


def workbook(*tables: WrittenTable) -> bytes:
    """Write a sheet per table: figures are numbers with a format, heads are merged, labels indented by their style."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.heading)
        sheet.append([table.title])
        for head in table.heads:
            sheet.append([part for text, span in head for part in (text, *[None] * (span - 1))])
            column = 1
            for _, span in head:
                if span > 1:
                    sheet.merge_cells(None, sheet.max_row, column, sheet.max_row, column + span - 1)
                column += span
        for label, indent, cells in table.rows:
            sheet.append([label])
            sheet.cell(sheet.max_row, 1).alignment = Alignment(indent=indent)
            for column, text in enumerate(cells, start=2):
                _write_cell(sheet.cell(sheet.max_row, column), text)
        for note in table.notes:
            sheet.append([note])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write_cell(cell, text: str) -> None:
    plain = text.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain) and text in {plain, f"{float(plain):,g}"}:
        whole = "#,##0" if "," in text else "0"
        cell.value = float(plain)
        cell.number_format = whole + "." * ("." in plain) + "0" * len(plain.partition(".")[2])
    elif text:
        cell.value = text
        cell.data_type = "s"


def word(body: str, **parts: str) -> bytes:
    """Pack a body as a Word file; further parts are footnotes or styles."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    related = "".join(
        f'<Relationship Id="r{name}" Type="{office}/{name}" Target="{name}.xml"/>' for name in parts
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        main = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", f"{package}{main}</Relationships>")
        archive.writestr(
            "word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("word/_rels/document.xml.rels", f"{package}{related}</Relationships>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {space}>{content}</w:{name}>")
    return written.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part in re.split(r"(?<= )", text)
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def word_cell(text: str, span: int = 1, indent: int = 0, properties: str = "") -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    left = f'<w:ind w:left="{180 * indent}"/>' if indent else ""
    return f"<w:tc><w:tcPr>{spans}{properties}</w:tcPr>{paragraph(text, left)}</w:tc>"


def word_row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def word_table(table: WrittenTable) -> str:
    heads = [word_row(*(word_cell(text, span) for text, span in head)) for head in table.heads]
    rows = [
        word_row(word_cell(label, indent=indent), *map(word_cell, cells))
        for label, indent, cells in table.rows
    ]
    notes = "".join(map(paragraph, table.notes))
    return f"{paragraph(table.title)}<w:tbl>{''.join(heads + rows)}</w:tbl>{notes}"


def pdf(*texts: str, turned: bool = False) -> bytes:
    """Print aligned texts in a font whose letters are equally wide, one page each."""
    pages = [text.split("\n") for text in texts]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
    ]
    for n, lines in enumerate(pages):
        drawn = ""
        for at, line in enumerate(lines):
            for each in re.finditer(r"\S+(?: \S+)*", line):
                x, y = 40 + 6 * each.start(), 800 - 12 * at
                place = f"0 1 -1 0 {840 - y} {x}" if turned else f"1 0 0 1 {x} {y}"
                text = each[0].replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
                drawn += f"BT /F 10 Tf {place} Tm ({text}) Tj ET\n"
        size = "0 0 842 842"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{size}]/Contents {5 + 2 * n} 0 R/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(drawn.encode('cp1252'))}>>\nstream\n{drawn}\nendstream")
    written, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{each}\nendobj\n".encode("cp1252")
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}trailer<</Size {len(objects) + 1}/Root 1 0 R>>"
    return written + f"{end}\nstartxref\n{len(written)}\n%%EOF".encode()
