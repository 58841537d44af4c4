"""A table reads back as it was written, whatever the form of file, and damage never breaks the reader."""

import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written_tables import (
    THREE,
    WrittenTable,
    aligned,
    html,
    html_without_parts,
    jats,
    jats_wrap,
    markdown,
    pasted,
    pdf,
    separated,
    without_lines,
    word,
    word_table,
    workbook,
)

from il2report.audit.sources.reading import read_printed
from il2report.errors import StudyRefused

FORMS = {
    "pasted.txt": lambda table: pasted(table).encode(),
    "comma.csv": lambda table: separated(table, ",").encode("utf-8-sig"),
    "semicolon.csv": lambda table: separated(table, ";").encode("utf-16"),
    "aligned.txt": lambda table: aligned(table).encode(),
    "markdown.md": lambda table: markdown(table).encode(),
    "page.html": lambda table: html(table).encode(),
    "plain.html": lambda table: html_without_parts(table).encode(),
    "paper.xml": lambda table: jats(jats_wrap(table)).encode(),
    "book.xlsx": workbook,
    "paper.docx": lambda table: word(word_table(table)),
}
COUNTS = st.integers(0, 2000)
CELLS = st.one_of(
    COUNTS.map(str),
    st.integers(1000, 999_999).map("{:,}".format),
    st.tuples(COUNTS, st.integers(0, 1000)).map(lambda n: f"{n[0]} ({n[1] / 10:.1f})"),
    st.tuples(COUNTS, COUNTS, st.integers(0, 100)).map(lambda n: f"{n[0]}/{n[1]} ({n[2]}%)"),
    st.tuples(st.integers(-999, 999), st.integers(0, 99)).map(
        lambda n: f"{n[0] / 10:.1f} ± {n[1] / 10:.1f}"
    ),
    st.tuples(COUNTS, COUNTS).map(lambda n: f"{n[0]} [{n[0]}, {n[0] + n[1]}]"),
    st.tuples(COUNTS, COUNTS).map(lambda n: f"{n[0]},{n[1]} ({n[0]}–{n[1]})"),
    st.sampled_from(
        ["NR", "—", "<0.001", "0.05*", "12†", "1·5", "−3.20", "≥90", "12\u202f345", "46.70", "0.30"]
    ),
)
NAMES = [
    "Age, yr",
    "Female sex",
    "Stage IV",
    "Weight (kg)",
    "ECOG ≥1",
    "Naïve; untreated",
    "Hb <10 g/dl",
    'The "rest"',
    "A|B",
]
GROUPS = ["Drug", "Placebo", "All patients", "5 mg arm", "Naïve"]


@st.composite
def tables(draw):
    """Draw a table with a size below each group, or with two columns below each."""
    groups = draw(st.lists(st.sampled_from(GROUPS), min_size=2, max_size=4, unique=True))
    sizes = [f"(N = {draw(st.integers(10, 999))})" for _ in groups]
    if draw(st.booleans()):
        parts = draw(
            st.sampled_from([("n", "%"), ("Before", "After"), ("Grade 1–2", "Grade ≥3", "Any")])
        )
        heads = (
            (
                ("", 1),
                *((f"{g} {size}", len(parts)) for g, size in zip(groups, sizes, strict=True)),
            ),
            (("Characteristic", 1), *((part, 1) for _ in groups for part in parts)),
        )
        width = len(parts) * len(groups)
    else:
        heads = (
            (("Variable", 1), *((group, 1) for group in groups), ("P value", 1)),
            (("", 1), *((size, 1) for size in sizes), ("", 1)),
        )
        width = len(groups) + 1
    rows = []
    for _ in range(draw(st.integers(2, 6))):
        row = tuple(draw(st.lists(CELLS, min_size=width, max_size=width)))
        if draw(st.booleans()):
            rows.append((draw(st.sampled_from(NAMES)), 0, ("",) * width))
            rows.append((draw(st.sampled_from(NAMES)), 1, row))
            if draw(st.booleans()):
                gap = draw(st.integers(0, width - 1))
                last = tuple("" if at == gap else text for at, text in enumerate(row))
                rows.append((draw(st.sampled_from(NAMES)), 1, last))
        else:
            rows.append((draw(st.sampled_from(NAMES)), 0, row))
    rows.append(("Last", 0, tuple(draw(st.lists(CELLS, min_size=width, max_size=width)))))
    notes = draw(
        st.sampled_from(
            [
                (),
                ("* Student's t-test.",),
                ("Data are n (%); CI, interval.", "† Of those with a value."),
            ]
        )
    )
    return WrittenTable("Table 4", "Findings, by group", heads, tuple(rows), notes)


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=40)
@given(table=tables())
def test_a_random_table_reads_back_the_same_from_every_form(name, table):
    assert [table.printed] == without_lines(read_printed(FORMS[name](table), name))


DAMAGED = {
    **FORMS,
    "paper.pdf": lambda table: pdf(aligned(table).replace("\u202f", " ").replace("−", "-")),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_read_or_refused(name):
    chance = random.Random(name)
    content = DAMAGED[name](THREE[0])
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 3, 30])):
            at = chance.randrange(len(damaged))
            match chance.randrange(4):
                case 0:
                    damaged[at] = chance.randrange(256)
                case 1:
                    del damaged[at : at + chance.randrange(1, 60)]
                case 2:
                    damaged[at:at] = damaged[: chance.randrange(60)]
                case _:
                    damaged[at:at] = bytes(chance.randrange(256) for _ in range(8))
            damaged = damaged or bytearray(b"x")
        with suppress(StudyRefused):
            read_printed(bytes(damaged), name)


CRAFTED = {
    "rule": "-" * 50_000 + "x",
    "comments": "<!-- -->" * 2_000 + "x",
    "quotes": '"\t' * 20_000,
    "words": "baseline " * 5_000,
    "sizes": "n = " + "1 " * 20_000,
    "staggered": "\n".join(" " * (3 * n % 900) + "a  " * 30 for n in range(1_000)),
    "elements": "<div>" * 200 + "<span>" * 2_000,
    "padding": '<table><tr><td style="padding: ' + "1 " * 10_000 + '">a<td>1<tr><td>b<td>2</table>',
}


@pytest.mark.parametrize("text", CRAFTED.values(), ids=CRAFTED)
def test_a_text_that_was_made_to_take_long_is_read_or_refused(text):
    with suppress(StudyRefused):
        read_printed(text.encode(), "crafted")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"<",
        b"\t",
        b"|",
        b"a|b",
        b"PK",
        b"%PDF-",
        "\ufeff".encode(),
        b"Table 1",
        b"Table 1\n\n\tA\n",
    ],
)
def test_next_to_nothing_is_no_table(content):
    try:
        paper = read_printed(content, "x.txt")
    except StudyRefused:
        return
    assert () == paper.tables
