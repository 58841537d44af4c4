"""What a redline strikes, adds, flags and lists, on pages that one can read."""

import json
import re
from base64 import b64encode

import pytest
from redline_pages import cited, manuscript, number, picture, references, table
from redline_reading import accepted, read, rejected

from il2report.pages.page import policy
from il2report.redline import ChangeKind, NoManuscript, redline

SCRIPTED = "data:image/svg+xml;base64," + b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
).decode("ascii")
CLOSING = "<p>The last paragraph says nothing else and stays as it was.</p>"


def lined(old: str, new: str, **choices):
    """The redline of two pages with some blocks, which must hold both."""
    pages = manuscript(old, CLOSING), manuscript(new, CLOSING, identity="Working draft")
    made = redline(*pages, **choices)
    assert (read(pages[0]).blocks, read(pages[1]).blocks) == (
        rejected(made.html).blocks,
        accepted(made.html).blocks,
    )
    return made


def told(old: str, new: str) -> list[tuple[str, str, str]]:
    """The changes as kind, old text and new text."""
    return [(str(c.kind), c.old, c.new) for c in lined(old, new).changes]


def struck(made) -> str:
    """The body of a redline as a reader sees it: [-struck-] and {+added+}."""
    body = made.html.partition('<div class="body">')[2].partition(CLOSING[:12])[0]
    body = re.sub(r'<(span|a|p)[^>]*data-redline="note"[^>]*>.*?</\1>', "", body)
    body = re.sub(r"<del[^>]*>(.*?)</del>", r"[-\1-]", body)
    body = re.sub(r"<ins[^>]*>(.*?)</ins>", r"{+\1+}", body)
    return re.sub(r"<[^>]+>", "", body).strip()


def paragraph(*parts: str) -> str:
    return f"<p>{''.join(parts)}</p>"


def test_a_number_is_compared_by_its_result():
    old = paragraph("Of ", number("cohort.n", "15"), " patients, all were treated.")
    new = paragraph("Of ", number("cohort.n", "14"), " patients, all were treated.")
    [change] = lined(old, new).changes
    expected = (ChangeKind.VALUE, "15", "14", "cohort.n", "Title")
    assert expected == (change.kind, change.old, change.new, change.result, change.place)


def test_a_number_that_merely_stands_in_a_rewritten_sentence_is_no_change_of_value():
    three = number("response.orr.n", "three")
    old = paragraph("An overall response was recorded in ", three, " patients of the series.")
    new = paragraph("In the series ", three, " patients had what was called a response.")
    assert {"words"} == {kind for kind, _, _ in told(old, new)}


def test_a_number_that_changed_while_its_sentence_was_rewritten_is_told_as_a_value():
    old = paragraph(
        "A response was seen in ", number("response.orr.n", "three"), " patients. Done."
    )
    new = paragraph("Now ", number("response.orr.n", "four"), " people did respond. Done.")
    assert ("value", "three", "four") in told(old, new)


def test_a_number_is_told_when_its_paragraph_gave_way_to_another():
    old = paragraph("Of these ", number("response.orr.n", "three"), " got better within weeks.")
    new = paragraph("We counted responses: ", number("response.orr.n", "four"), ".")
    assert ("value", "three", "four") in told(old, new)


def test_the_same_number_in_another_spelling_is_a_change_of_words():
    old = paragraph(number("cohort.n", "Three", "3"), " patients were seen.")
    new = paragraph("In all, ", number("cohort.n", "three", "3"), " patients were seen.")
    assert {"words"} == {kind for kind, _, _ in told(old, new)}


def test_a_number_that_another_result_prints_alike_stays_standing():
    old = paragraph("Fever struck ", number("toxicity.fever.n", "two"), " patients each day.")
    new = paragraph("Fever struck ", number("toxicity.rigor.n", "two"), " patients each day.")
    assert [] == told(old, new)


def test_a_result_that_lasts_is_not_taken_for_another_that_reads_alike():
    old = paragraph("Low ", number("a.low", "4.3"), ", high ", number("a.high", "9.9"), ".")
    new = paragraph("High ", number("a.high", "4.3"), ".")
    assert ("value", "9.9", "4.3") in told(old, new)


def test_a_rewritten_sentence_is_no_salad_of_single_words():
    old = paragraph("The drug was given in the ward by day and by night to all who came.")
    new = paragraph("The drug, as an infusion over the hours of one morning, went to all who came.")
    shown = struck(lined(old, new))
    assert "The drug[- was given in the ward by day and by night-]" in shown
    assert shown.endswith("to all who came.")
    assert 1 == shown.count("[-")


def test_a_sentence_put_in_is_added_whole():
    old = paragraph("The first is short. The last is short.")
    new = paragraph("The first is short. The second is long. The last is short.")
    assert "The first is short.{+ The second is long.+} The last is short." == struck(
        lined(old, new)
    )


def test_a_sentence_taken_out_at_the_start_is_struck_whole():
    old = paragraph("The first is short. The last is short.")
    new = paragraph("The last is short.")
    assert "[-The first is short. -]The last is short." == struck(lined(old, new))


def test_a_changed_value_is_struck_by_itself():
    interval = "95% CI {}-{}"
    old = paragraph(interval.format(number("a.low", "4.3"), number("a.high", "48.1")))
    new = paragraph(interval.format(number("a.low", "7.8"), number("a.high", "55.1")))
    assert "95% CI [-4.3-]{+7.8+}-[-48.1-]{+55.1+}" == struck(lined(old, new))


SENTENCE = "Nobody had expected that the fever would end so soon after the last dose."
FIRST, SECOND = (
    "Treatment was given on a general ward under close watch of all vital signs.",
    "The tumors were measured by tomography before and after each pair of cycles.",
)


def test_a_sentence_that_moved_is_marked_as_moved_at_both_ends():
    made = lined(
        paragraph(FIRST, " ", SENTENCE) + paragraph(SECOND),
        paragraph(FIRST) + paragraph(SECOND, " ", SENTENCE),
    )
    assert [(ChangeKind.MOVED, SENTENCE, SENTENCE)] == [
        (c.kind, c.old, c.new) for c in made.changes
    ]
    assert '<del class="moved" id="change-1-from">' in made.html
    assert '<ins class="moved" id="change-1">' in made.html
    assert 'href="#change-1-from"' in made.html


def test_what_stood_before_and_behind_a_sentence_that_moved_is_struck():
    middle = paragraph("Something else came first. ", SENTENCE, " And another thing came last.")
    made = lined(middle + paragraph(FIRST), paragraph(FIRST, " ", SENTENCE))
    assert ["words", "moved"] == [str(change.kind) for change in made.changes]
    assert "came last." in made.changes[0].old


def test_what_was_struck_is_no_link():
    old = paragraph('It is told in <a class="mention" href="#a">Table I</a> of the work.')
    new = paragraph('It is told in <a class="mention" href="#b">Table II</a> of the work.')
    html = lined(old, new).html
    assert '<del><a class="mention">Table I</a></del>' in html
    assert '<a class="mention" href="#b">' in html


def test_a_struck_number_does_not_open_the_panel_of_the_number_of_today():
    old = paragraph("Of ", number("cohort.n", "15"), " patients.")
    html = lined(old, old.replace("15", "14")).html
    assert '<del><data value="15" data-was-result="cohort.n">15</data></del>' in html
    assert 1 == html.count('data-result="cohort.n"')


def test_two_paragraphs_that_changed_places_are_one_that_moved():
    made = told(paragraph(FIRST) + paragraph(SECOND), paragraph(SECOND) + paragraph(FIRST))
    assert ["moved"] == [kind for kind, _, _ in made]


def test_few_words_that_stand_elsewhere_too_have_not_moved():
    old = paragraph(FIRST, " This was so.") + paragraph(SECOND)
    new = paragraph(FIRST) + paragraph(SECOND, " This was so.")
    assert {"words"} == {kind for kind, _, _ in told(old, new)}


def test_a_citation_is_known_by_its_work_and_a_new_number_is_mere_numbering():
    old = paragraph("It lasted ", cited(1), ".") + references("Barth A, 1995.")
    new = paragraph("It lasted ", cited(2), ".") + references("Dudek AZ, 2009.", "Barth A, 1995.")
    assert [("numbering", "1", "2"), ("words", "", "Dudek AZ, 2009.")] == told(old, new)


def test_another_work_under_the_same_number_is_told_in_the_list_of_references():
    old = paragraph("It lasted ", cited(1), ".") + references("Barth A, 1995.")
    new = paragraph("It lasted ", cited(1), ".") + references("Dudek AZ, 2009.")
    assert [("words", "Barth A, 1995.", ""), ("words", "", "Dudek AZ, 2009.")] == told(old, new)


def test_struck_references_do_not_move_the_numbers_of_the_others():
    old, new = references("Barth A, 1995.", "Dudek AZ, 2009."), references("Dudek AZ, 2009.")
    html = lined(old, new).html
    assert ["1", "1"] == re.findall(r'<li [^>]*value="(\d)"', html)


def test_a_row_that_came_in_is_one_change_of_a_flagged_table():
    fever, rigor = ("Fever", [number("f.n", "7")]), ("Rigor", [number("r.n", "3")])
    made = lined(table([fever]), table([fever, rigor]))
    assert [("table", "", ""), ("words", "", "Rigor · 3")] == [
        (str(c.kind), c.old, c.new) for c in made.changes
    ]
    assert {"Table one"} == {c.place for c in made.changes}
    assert "Table changed</span>" in made.html


def test_a_cell_is_compared_with_that_of_its_row_and_column():
    old = table([("Fever", ["7", "46.7"]), ("Rigor", ["3", "20.0"])], ("n", "percent"))
    new = table([("Chill", ["1", "6.7"]), ("Rigor", ["4", "20.0"])], ("n", "percent"))
    changes = told(old, new)
    assert ("words", "3", "4") in changes
    assert ("words", "Fever · 7 · 46.7", "") in changes


def test_a_column_that_came_in_is_added_in_every_row():
    old = table([("Fever", ["7"]), ("Rigor", ["3"])], ("n",))
    new = table([("Fever", ["7", "1"]), ("Rigor", ["3", "2"])], ("n", "grade 5"))
    html = lined(old, new).html
    assert 3 == len(re.findall(r"<t[hd][^>]*data-redline=\"inserted\"", html))


def test_tables_that_cannot_be_laid_over_each_other_are_struck_and_added_whole():
    plain = table([("Fever", ["7"])])
    headless = re.sub(r"<thead>.*?</thead>\n", "", plain)
    html = lined(headless, plain).html
    assert 2 == html.count("<table")


def test_a_picture_that_changed_is_flagged_and_the_old_one_kept_at_hand():
    made = lined(picture("a", "Median 2.9 months."), picture("b", "Median 2.7 months."))
    [change] = made.changes
    assert (ChangeKind.FIGURE, "Median 2.9 months.", "Median 2.7 months.", "Figure one") == (
        change.kind,
        change.old,
        change.new,
        change.place,
    )
    assert "<summary>As it was in Draft 1</summary>" in made.html
    assert 2 == made.html.count("<img")


def test_of_two_figures_that_changed_places_one_is_flagged_as_moved():
    one, other = picture("a", "A."), picture("b", "B.", name="two")
    made = lined(one + other, other + one)
    remarks = re.findall(r'redline-flag"[^>]*>([^<]*)<', made.html)
    assert ["Figure moved away", "Figure moved here"] == remarks


def test_markup_is_kept_on_both_sides():
    made = lined(paragraph("It was <em>in vitro</em> work."), paragraph("It was <em>in vivo</em>."))
    assert "<em>in </em>" in made.html
    assert "<del><em>vitro</em> work</del>" in made.html


def test_words_set_in_italics_have_changed():
    assert [("words", "vitro", "vitro")] == told(
        paragraph("It was seen in vitro alone."), paragraph("It was seen in <em>vitro</em> alone.")
    )


def test_two_manuscripts_alike_say_that_nothing_has_changed():
    page = manuscript(paragraph(FIRST))
    made = redline(page, page)
    assert () == made.changes
    assert "Nothing printed has changed." in made.html


def test_which_draft_it_is_is_marked_but_not_listed():
    made = lined(CLOSING, CLOSING)
    assert () == made.changes
    assert "Changes since Draft 1" in made.html
    assert 'data-running="Working draft, changes since Draft 1 marked"' in made.html


def test_the_older_manuscript_can_be_named():
    assert "Changes since the draft of May" in lined("", "", since="the draft of May").html


def test_an_issued_draft_is_named_with_its_day():
    page = manuscript(CLOSING, identity="Draft 3 · 2026-11-20")
    assert "Changes since Draft 3 of 2026-11-20" in redline(page, page).html


def test_a_redline_does_not_pose_as_a_draft():
    page = manuscript(CLOSING).replace(
        "<title>", '<meta name="il2report-draft" content="3"><title>'
    )
    assert "il2report-draft" in page
    assert "il2report-draft" not in redline(page, page).html


def test_text_is_never_taken_for_markup():
    made = lined(paragraph("It is &lt;b&gt; and &amp;."), paragraph("It is &lt;i&gt; and &amp;."))
    assert "<b>" not in made.html
    assert "<i>" not in made.html


def test_every_change_leads_to_the_one_before_and_the_one_behind():
    old = paragraph(number("a.n", "1"), " of ", number("b.n", "2"), " and ", number("c.n", "3"))
    new = old.replace(">1<", ">4<").replace(">2<", ">5<").replace(">3<", ">6<")
    html = lined(old, new).html
    steps = re.findall(r'<span class="redline-step".*?</span>', html)
    assert [1, 2, 1] == [step.count('href="#change-') for step in steps]


def test_a_study_may_have_a_style_sheet_of_its_own(tmp_path):
    (tmp_path / "templates/styles").mkdir(parents=True)
    (tmp_path / "templates/styles/redline.css").write_text("ins { color: teal }")
    page = manuscript(CLOSING)
    assert "ins { color: teal }" in redline(page, page, folder=tmp_path).html


@pytest.mark.parametrize("which", ["older", "newer"])
def test_a_page_that_is_no_manuscript_is_refused(which):
    pages = {"older": manuscript(), "newer": manuscript(), which: "<p>Hello"}
    with pytest.raises(NoManuscript) as refused:
        redline(pages["older"], pages["newer"])
    assert str(refused.value).startswith(f"the {which} page has no <article>")


def test_the_list_names_a_result_as_a_reader_knows_it():
    old, new = (paragraph(f'<data data-result="a.n" value="{n}">{n}</data> did.') for n in "34")
    assert "<code>a.n</code>" in lined(old, new).html
    made = lined(old, new, labels={"a.n": "Overall <response>, patients"})
    assert '<span class="result">Overall &lt;response&gt;, patients</span>' in made.html
    assert "<code>a.n</code>" not in made.html


def test_a_changed_figure_says_in_words_what_moved_in_it():
    old, new = picture("before", "A curve."), picture("now", "A curve.")
    made = lined(old, new, figures={"Figure one": "Deaths 3 → 4"})
    assert "What moved:</span> Deaths 3 → 4.</p>" in made.html
    assert ">Figure changed: Deaths 3 → 4</a>" in made.html


def test_the_list_of_changes_comes_before_the_title_and_so_has_no_headings():
    old, new = (paragraph("Of ", number("cohort.n", n), " patients.") for n in ("15", "14"))
    listed = (
        lined(old, new).html.partition('<aside class="redline-list"')[2].partition("</aside>")[0]
    )
    assert ('aria-labelledby="redline-heading"' in listed, "<h" in listed) == (True, False)


def test_a_number_in_several_places_is_counted_as_one_result():
    old, new = (
        paragraph("Of ", number("cohort.n", n), " patients.")
        + paragraph("In ", number("cohort.n", n), ".")
        for n in ("15", "14")
    )
    said = "Changed: 2 numbers. The 2 numbers print 1 result, some in several places."
    assert said in lined(old, new).html


OVER = (
    '<tr><th scope="col" rowspan="2">Term</th>{}</tr>',
    "<tr>{}</tr>",
)


def grouped(*groups: tuple[str, tuple[str, ...]], rows: tuple[tuple[str, ...], ...]) -> str:
    """A table whose columns are under headings that reach over several."""
    over = "".join(
        f'<th scope="colgroup" colspan="{len(cols)}">{name}</th>' for name, cols in groups
    )
    below = "".join(f'<th scope="col">{each}</th>' for _, cols in groups for each in cols)
    lines = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for first, *cells in rows
    )
    return (
        '<figure class="float table-figure" id="table-two"><div class="scroll"><table>'
        '<caption><span class="label">Table two.</span> Of all.</caption><thead>'
        f"{OVER[0].format(over)}{OVER[1].format(below)}</thead><tbody>{lines}</tbody></table></div></figure>"
    )


def shape(html: str) -> list[int]:
    """How many columns each row of the redline's table has, with those that reach into it."""
    rows = re.findall(
        r"<tr>(.*?)</tr>", html.partition("<table>")[2].partition("</table>")[0], re.DOTALL
    )
    widths = [0] * (len(rows) + 9)
    for at, row in enumerate(rows):
        for cell in re.findall(r"<t[hd][^>]*>", row):
            found = {name: re.search(rf'{name}="(\d+)"', cell) for name in ("colspan", "rowspan")}
            wide, high = (int(each[1]) if each else 1 for each in found.values())
            for below in range(at, at + high):
                widths[below] += wide
    return widths[: len(rows)]


WOMEN = ("Women", ("n", "%"))
TWO_ROWS = (("Fever", "1", "2", "3", "4"), ("Rash", "5", "6", "7", "8"))


@pytest.mark.parametrize(
    ("groups", "rows", "marked"),
    [
        ((WOMEN, ("Men", ("n", "%"))), (("Fever", "1", "2", "3", "9"), TWO_ROWS[1]), ["4", "9"]),
        ((WOMEN, ("Boys", ("n", "%"))), TWO_ROWS, ["Men", "Boys"]),
        (
            (WOMEN, ("Men", ("n",))),
            (("Fever", "1", "2", "3"), ("Rash", "5", "6", "7")),
            ["%", "4", "8"],
        ),
        (
            (WOMEN,),
            (("Fever", "1", "2"), ("Rash", "5", "6")),
            ["Men", "n", "%", "3", "4", "7", "8"],
        ),
        (
            (WOMEN, ("Men", ("n", "%", "P"))),
            tuple((*row, "0.5") for row in TWO_ROWS),
            ["P", "0.5", "0.5"],
        ),
    ],
)
def test_a_table_whose_head_of_two_rows_changed_keeps_its_shape(groups, rows, marked):
    old = grouped(WOMEN, ("Men", ("n", "%")), rows=TWO_ROWS)
    for before, after in ((old, grouped(*groups, rows=rows)), (grouped(*groups, rows=rows), old)):
        html = lined(before, after).html
        assert (1, 1) == (html.count("<table>"), len(set(shape(html))))
        body = html.partition("<table>")[2].partition("</table>")[0]
        assert sorted(marked) == sorted(re.findall(r"<(?:del|ins)[^>]*>(.*?)</(?:del|ins)>", body))


PANEL_DATA = {"numbers": {"cohort.n": {"label": 0}}, "texts": ["Patients"]}


def with_its_panel(page: str) -> str:
    """A page as a build wrote it, with the panel of an earlier version."""
    look = '<dialog id="number-panel"><h2 id="number-panel-title"></h2></dialog>'
    data = (
        f'<script type="application/json" id="number-panel-data">{json.dumps(PANEL_DATA)}</script>'
    )
    return page.replace("</body>", f"{look}{data}\n<script>earlier()</script>\n</body>")


def test_a_redline_has_the_panel_of_the_newer_page_and_the_script_of_today():
    old, new = manuscript(CLOSING), with_its_panel(manuscript(CLOSING))
    html = redline(old, new).html
    assert "earlier()" not in html
    assert [1, 2, 1] == [html.count(part) for part in ("<dialog", "<script", "Content-Security-")]
    assert '"label":0' in html


@pytest.mark.parametrize("side", ["older", "newer"])
@pytest.mark.parametrize(
    "markup",
    [
        "<p>a<script>alert(1)</script></p>",
        '<p onclick="alert(1)">a</p>',
        '<img src="http://example.org/x.png" alt="">',
        '<p style="background: url(http://example.org/x)">a</p>',
        "<svg onload='alert(1)'></svg>",
        f'<img src="{SCRIPTED}" alt="">',
        "<iframe src='http://example.org'></iframe>",
        "<div>" * 600 + "</div>" * 600,
    ],
)
def test_markup_that_no_page_may_hold_gets_into_no_redline(markup, side):
    pages = {"older": manuscript(CLOSING), "newer": manuscript(CLOSING)}
    pages[side] = manuscript(markup, CLOSING)
    with pytest.raises(NoManuscript, match="was not written by il2report, or was altered since"):
        redline(pages["older"], pages["newer"])


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.replace("<head>", "<head><script>alert(1)</script>"),
        lambda page: page.replace("<head>", '<head><base href="http://example.org">'),
        lambda page: page.replace("<html", '<html onclick="alert(1)"'),
    ],
)
def test_the_head_of_a_redline_is_written_anew(change):
    html = redline(manuscript(CLOSING), change(manuscript(CLOSING))).html
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{policy()}\n')
    assert [] == re.findall("<script|<base|onclick", html)


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.replace("</body>", "<script src='http://example.org'></script></body>"),
        lambda page: with_its_panel(page).replace("<dialog", "<script>alert(1)</script><dialog"),
        lambda page: page.replace("</article>", '<a href="javascript:alert(1)">a</a></article>'),
        lambda page: page.replace("color: red", "background: url(http://example.org)"),
    ],
)
def test_a_page_with_a_script_or_a_style_of_its_own_is_not_compared(change):
    with pytest.raises(NoManuscript, match="was not written by il2report, or was altered since"):
        redline(manuscript(CLOSING), change(manuscript(CLOSING)))
