"""From the tree of a manuscript to Word files: slots, links, lists, blinding, and where tables and figures are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from il2report.document.document import (
    Document,
    DocumentSection,
    Front,
    ListedReference,
    NumberedTable,
)
from il2report.document.tables import Row, Table, one_panel
from il2report.document.tree import (
    Citation,
    ClaimMark,
    Element,
    FloatPlace,
    Fragment,
    Mention,
    Node,
    Number,
    Origin,
    Word,
)
from il2report.word.file import arranged
from il2report.word.flow import Grid, Look, Paragraph, Run, Slot
from il2report.word.manuscript import word_manuscript

ORIGIN = Origin("sections/results.md.j2", 12)
HEADING = Element("h2", ("Results",), (("id", "results"),))
NOTHING = Fragment()


def p(*nodes: Node) -> Element:
    return Element("p", nodes)


def document(*nodes: Node, tables: tuple[NumberedTable, ...] = (), **front: Any) -> Document:
    given: Mapping[str, Any] = {
        "title": Fragment.of("A title"),
        "short_title": "Short",
        "authors": ("A. Author",),
        "keywords": (),
        "identity": "Working draft",
        "fingerprint": "data",
        "notice": None,
        "source_reference": None,
        "abstract": NOTHING,
        **front,
    }
    sections = (DocumentSection("results", "results", "Results", Fragment.of(HEADING, *nodes)),)
    listed = (ListedReference("one", Fragment.of("One. 2001.")),)
    return Document(Front(**given), sections, listed, tables=tables)


def paragraphs(of: Document) -> list[Paragraph]:
    return [each for each in word_manuscript(of).flow if isinstance(each, Paragraph)]


def body(of: Document) -> list[Paragraph]:
    """The paragraphs between the first heading and the references."""
    texts = paragraphs(of)
    styles = [each.target for each in texts]
    return texts[styles.index("results") + 1 : styles.index("references")]


def test_a_number_fills_a_slot_that_knows_where_it_comes_from() -> None:
    number = Number("response.orr.percent", "20.0", 20.0, origin=ORIGIN)
    of = document(
        p("The rate was ", number, ClaimMark("rate", "holds", "The rate was 20.0%."), "%.")
    )
    text = document(
        p("The rate was ", number, "%.", ClaimMark("rate", "holds", "The rate was 20.0%."))
    )

    [line] = body(of)
    [slot] = word_manuscript(text).slots

    assert (Run("The rate was "), Run("20.0", slot=1), Run("%.")) == line.inlines
    assert slot == Slot(
        *(1, "number", "response.orr.percent", "20.0", line.name, "Results"),
        *("sections/results.md.j2", 12, "rate"),
    )


def test_no_line_ends_within_a_number() -> None:
    text = "P\N{NO-BREAK SPACE}<\N{NO-BREAK SPACE}.001"
    of = document(p("It was ", Number("os.logrank_p", "P < .001", 0.0001, italic="P"), "."))
    [line] = body(of)

    assert f"It was {text}." == line.text
    assert ["P < .001"] == [slot.text for slot in word_manuscript(of).slots]


def test_citations_and_mentions_lead_to_bookmarks_of_the_file() -> None:
    cited, mentioned = Citation(("one",), "1", 1, is_raised=True), Mention("table.ages", "Table I")
    [line] = body(document(p("Seen", cited, " in ", mentioned, ".")))

    assert [
        Run("Seen"),
        Run("1", frozenset({Look.RAISED}), 1, "#reference-1"),
        Run(" in "),
        Run("Table I", slot=2, link="#table-ages"),
        Run("."),
    ] == list(line.inlines)


def test_the_id_of_a_long_heading_is_a_bookmark_that_word_takes() -> None:
    name = "a-heading-that-goes-on-and-on-" + "and-on-" * 5
    heading = Element("h3", ("Long",), (("id", name),))
    to, long = body(document(p(Element("a", ("see",), (("href", f"#{name}"),))), heading))

    assert 40 == len(long.target)
    assert f"#{long.target}" == to.inlines[0].link  # type: ignore[union-attr]


def test_each_numbered_list_is_a_series_of_its_own() -> None:
    def entries(tag: str, *texts: str) -> Element:
        return Element(tag, tuple(Element("li", (each,)) for each in texts))

    lines = body(document(entries("ol", "a", "b"), entries("ul", "c"), entries("ol", "d")))

    assert ["List Number", "List Number", "List Bullet", "List Number"] == [
        each.style for each in lines
    ]
    one, two, bullet, other = (each.series for each in lines)
    assert one == two != 0
    assert 0 == bullet
    assert other not in {0, one}


def test_a_blinded_manuscript_names_neither_authors_nor_place_and_keeps_its_numbers() -> None:
    text = document(p("Treated at ", Word("study.site.institution", "The Hospital"), "."))
    open_one, blinded = word_manuscript(text), word_manuscript(text, is_blinded=True)
    printed = [each.text for each in blinded.flow if isinstance(each, Paragraph)]

    assert "Treated at [blinded]." in printed
    assert "A. Author" not in printed
    assert [replace(each, text="") for each in open_one.slots] == [
        replace(each, text="") for each in blinded.slots
    ]


def ages() -> NumberedTable:
    return NumberedTable(
        "Table I", Table("table.ages", "Ages", ("Sex",), (), one_panel([Row("Male", ())]))
    )


@pytest.mark.parametrize("floats", ["inline", "end", "separate"])
def test_slots_and_paragraphs_have_the_same_numbers_wherever_tables_are(floats: str) -> None:
    of = document(p("Before."), FloatPlace("table.ages"), p("After."), tables=(ages(),))
    text, apart = arranged(word_manuscript(of), floats)
    kinds = ["table" if isinstance(each.block, Grid) else each.block.text for each in text]
    named = {each.block.name for each in (*text, *apart) if isinstance(each.block, Paragraph)}

    expected = {
        "inline": ["Before.", "Table I. Ages", "table", "After.", "References", "One. 2001."],
        "end": ["Before.", "After.", "References", "One. 2001.", "Table I. Ages", "table"],
        "separate": ["Before.", "After.", "References", "One. 2001."],
    }
    assert expected[floats] == kinds[kinds.index("Before.") :]
    assert (2 if floats == "separate" else 0) == len(apart)
    assert {each.name for each in paragraphs(of)} == named


def test_a_mention_of_a_table_in_another_file_is_no_link() -> None:
    of = document(p(Mention("table.ages", "Table I")), FloatPlace("table.ages"), tables=(ages(),))
    inline, separate = (
        arranged(word_manuscript(of), floats)[0] for floats in ("inline", "separate")
    )
    links = [
        {
            run.link
            for each in blocks
            if isinstance(each.block, Paragraph)
            for run in each.block.runs
        }
        - {""}
        for blocks in (inline, separate)
    ]

    assert [{"#table-ages"}, set()] == links
