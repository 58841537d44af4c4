"""Tracked changes and comments of a file are listed with author, date and place."""

from __future__ import annotations

import pytest
from word_files import BY, gone, ins, p, part, r, slot, tbl, tr, word_bytes

from il2report.word.opening import word_file_of
from il2report.word.remarks import NOWHERE, Comment, Revision, RevisionKind, WordText, word_text

ANN, BEN = ("Ann", "2026-03-01T10:00:00Z"), ("Ben", "")
BY_BEN = 'w:id="2" w:author="Ben"'


def text_of(body: str, **parts: str) -> WordText:
    """Read all of a file."""
    return word_text(word_file_of(word_bytes(body, **parts), "back.docx"))


def test_each_change_has_its_author_and_place() -> None:
    body = (
        p(r("Title"))
        + p(slot(4, gone("20.0"), ins(r("2")), ins(r("6.7"))), r("% and "), gone("so", by=BY_BEN))
        + p(gone("away"), mark="del")
        + tbl(tr("x", "y", mark="ins"))
    )

    assert text_of(body).revisions == (
        Revision(RevisionKind.DELETED, *ANN, "20.0", 1, (4,)),
        Revision(RevisionKind.INSERTED, *ANN, "26.7", 1, (4,)),
        Revision(RevisionKind.DELETED, *BEN, "so", 1),
        Revision(RevisionKind.JOINED, *ANN, "", 2),
        Revision(RevisionKind.DELETED, *ANN, "away", 2),
        Revision(RevisionKind.ROW_INSERTED, *ANN, "x · y", 2),
    )


def test_a_comment_says_what_it_is_about_and_what_it_answers() -> None:
    def comment(number: int, author: str, text: str) -> str:
        return f'<w:comment w:id="{number}" w:author="{author}"><w:p w14:paraId="0{number}">{r(text)}</w:p></w:comment>'

    about = f'<w:commentRangeStart w:id="0"/>{r("about ")}{slot(4, r("20.0"))}<w:commentRangeEnd w:id="0"/>'
    reference = '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:commentReference w:id="1"/></w:r>'
    text = text_of(
        p(r("Title")) + p(about, reference),
        comments=part("comments", comment(0, "Ann", "Sure?") + comment(1, "Ben", "Yes")),
        commentsExtended=f"<w15:commentsEx {part('x', '').partition(' ')[2].partition('>')[0]}>"
        '<w15:commentEx w15:paraId="00" w15:done="1"/><w15:commentEx w15:paraId="01" w15:paraIdParent="00"/>'
        "</w15:commentsEx>",
    )

    assert text.comments == (
        Comment("0", "Ann", "", "Sure?", "about 20.0", 1, (4,), is_resolved=True),
        Comment("1", "Ben", "", "Yes", "", 1, (), answers="0"),
    )


def comments(*ids: str, settled: str = "") -> dict[str, str]:
    """Write comments 0, 1, 2, each with the id of its paragraph, if it has one, and what says which answers which."""
    inside = "".join(
        f'<w:comment w:id="{number}" w:author="Ann"><w:p{id_}>{r(f"No. {number}")}</w:p></w:comment>'
        for number, id_ in enumerate(f' w14:paraId="{each}"' if each else "" for each in ids)
    )
    spaces = part("x", "").partition(" ")[2].partition(">")[0]
    extended = f"<w15:commentsEx {spaces}>{settled}</w15:commentsEx>"
    return {"comments": part("comments", inside), "commentsExtended": extended}


def bound(kind: str, number: int) -> str:
    return f'<w:commentRange{kind} w:id="{number}"/>'


def test_comments_that_libreoffice_saved_without_ids_answer_none() -> None:
    found = text_of(p(r("a")), **comments("", "", "")).comments

    assert [""] * 3 == [each.answers for each in found]


@pytest.mark.parametrize(
    ("answered", "expected"),
    [((1, 0, 0), ["", "", "0"]), ((0, 0, 0), ["", "0", "0"])],
    ids=["each other", "itself"],
)
def test_comments_that_answer_themselves_are_first_ones(
    answered: tuple[int, ...], expected: list[str]
) -> None:
    settled = "".join(
        f'<w15:commentEx w15:paraId="0{number}" w15:paraIdParent="0{of}"/>'
        for number, of in enumerate(answered)
    )
    found = text_of(p(r("a")), **comments("00", "01", "02", settled=settled)).comments

    assert expected == [each.answers for each in found]


def test_comments_are_about_what_is_between_their_bounds_in_any_part() -> None:
    body = (
        p(r("Title"))
        + bound("Start", 0)
        + p(r("over"))
        + p(r("two"), bound("End", 0))
        + p(r("one"), bound("Start", 1), r(" never ended"))
        + p(r("note"), '<w:r><w:footnoteReference w:id="7"/></w:r>')
    )
    inside = p(bound("Start", 2), r("below"), bound("End", 2))
    notes = part("footnotes", f'<w:footnote w:id="7">{inside}</w:footnote>')
    found = text_of(body, footnotes=notes, **comments("", "", "", "")).comments

    assert [
        ("over two", 1),
        ("", 3),
        ("below", NOWHERE),
        ("", NOWHERE),
    ] == [(each.about, each.paragraph) for each in found]


@pytest.mark.parametrize(
    "body",
    [
        f"<w:tbl><w:tr><w:trPr><w:moveFrom {BY}/></w:trPr><w:tc>{p(r('a'))}</w:tc></w:tr></w:tbl>",
        f"<w:tbl><w:tr><w:tc><w:tcPr><w:ins {BY}/></w:tcPr>{p(r('a'))}</w:tc></w:tr></w:tbl>",
        f"<w:p><w:pPr><w:rPr><w:cellDel {BY}/></w:rPr></w:pPr>{r('a')}</w:p>",
        p(f"<w:cellIns {BY}>{r('a')}</w:cellIns>"),
    ],
    ids=["row moved", "cell inserted as text", "end of a paragraph as a cell", "text as a cell"],
)
def test_a_mark_where_word_has_none_is_no_change(body: str) -> None:
    assert text_of(body).revisions == ()


def test_a_file_without_changes_reads_the_same_both_ways() -> None:
    text = text_of(p(r("a")) + tbl(tr("b")))

    assert (text.accepted, text.revisions, text.comments) == (text.rejected, (), ())
