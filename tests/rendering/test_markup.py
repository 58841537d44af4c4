"""What is not on the list of markup gets into no page, and what is dropped is never dropped in silence."""

import pytest

from il2report.document.html import html
from il2report.templating.markdown import inline_text, section_text
from il2report.templating.markup import MOST_NESTED, RefusedMarkup, cleaned, deepest

ALERT = "alert(1)"


def refused(html):
    with pytest.raises(RefusedMarkup) as caught:
        cleaned(html)
    return [refusal.said for refusal in caught.value.refusals]


@pytest.mark.parametrize(
    "html",
    [
        '<p class="a" id="b" lang="de" title="c">a <em>b</em> &amp; <sub>c</sub></p>\n',
        '<a href="#results">a</a> <a href="https://doi.org/10.1/x?a=b&amp;c=d">b</a>',
        '<a href="mailto:a@example.org">a</a>',
        '<img src="images/a b.png" alt="a" width="90">',
        '<p style="color: red; background: url(images/a.png)">a</p>',
        '<table><caption>a</caption><tbody><tr><th scope="row">a</th><td colspan="2">b</td></tr></tbody></table>',
        '<div role="region" aria-label="a" tabindex="0">a</div>',
        '<ol start="3"><li value="4">a</li></ol><details open=""><summary>a</summary>b</details>',
        "<p>12\N{NO-BREAK SPACE}months 'a' \"b\" \N{GREEK SMALL LETTER ALPHA}</p>",
    ],
)
def test_what_is_on_the_list_comes_through_to_the_letter(html):
    assert html == cleaned(html)


@pytest.mark.parametrize(
    ("html", "outcome"),
    [
        ("<table><tr><td>a</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<P CLASS=x>a<BR/>b</P>", '<p class="x">a<br>b</p>'),
        ("a<!-- a note, <script> or none -->b", "ab"),
        ('<img src="x.png" alt="a > b">', '<img src="x.png" alt="a &gt; b">'),
        ("&lt;script&gt; &#39;&quot;", "&lt;script&gt; '\""),
        ('<img src="x.png" alt="<script>">', '<img src="x.png" alt="&lt;script&gt;">'),
    ],
)
def test_html_is_read_as_a_browser_reads_it(html, outcome):
    assert outcome == cleaned(html)


@pytest.mark.parametrize(
    "element",
    [
        *(
            "bdo",
            "bdi",
            "applet",
            "area",
            "audio",
            "base",
            "bgsound",
            "button",
            "canvas",
            "dialog",
            "embed",
        ),
        *("fencedframe", "form", "frame", "frameset", "iframe", "input", "link", "map", "marquee"),
        *("math", "meta", "noembed", "noframes", "noscript", "object", "option", "output", "param"),
        *("picture", "plaintext", "portal", "script", "select", "slot", "source", "style", "svg"),
        *(
            "template",
            "textarea",
            "title",
            "track",
            "video",
            "xmp",
            "x-own",
            "html",
            "head",
            "body",
        ),
    ],
)
def test_an_element_that_runs_loads_or_asks_is_refused_by_name(element):
    assert f"the element <{element}> is not allowed" in refused(
        f"<p>a <{element}>b</{element}></p>"
    )


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (f"<p onclick={ALERT}>", "the attribute onclick of <p> is not allowed"),
        (f'<img src="x.png" OnError="{ALERT}">', "the attribute onerror of <img> is not allowed"),
        (f"<p/onclick={ALERT}>", "the attribute onclick of <p> is not allowed"),
        ('<img src="x" srcset="http://e/x 2x">', "the attribute srcset of <img> is not allowed"),
        ('<a href="#a" ping="http://e/">', "the attribute ping of <a> is not allowed"),
        ('<a href="#a" target="_blank">', "the attribute target of <a> is not allowed"),
        ('<a href="#a" download>', "the attribute download of <a> is not allowed"),
        (
            '<table background="http://e/"></table>',
            "the attribute background of <table> is not allowed",
        ),
        ('<p data-result="cohort.n">', "the attribute data-result of <p> is not allowed"),
        ('<q cite="http://e/">a</q>', "the attribute cite of <q> is not allowed"),
        ('<p xmlns="http://e/">', "the attribute xmlns of <p> is not allowed"),
        ('<p dir="rtl">', "the attribute dir of <p> is not allowed"),
        ('<p is="x-own">', "the attribute is of <p> is not allowed"),
    ],
)
def test_an_attribute_that_is_not_on_the_list_is_refused_by_name(html, said):
    assert said in refused(html)


@pytest.mark.parametrize(
    "address",
    [
        f"javascript:{ALERT}",
        f"JaVaScRiPt:{ALERT}",
        f"java&#10;script:{ALERT}",
        f"&#1;javascript:{ALERT}",
        f" &#9;javascript&colon;{ALERT}",
        f"vbscript:{ALERT}",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:text/html,<script>",
        "blob:null/x",
        "file:outside.html",
        "ftp://e/x",
        "//e/x",
        "\\\\e\\x",
        "other.html",
    ],
)
def test_a_link_leads_to_the_page_or_to_the_web(address):
    assert {"href="} == {said[:5] for said in refused(f'<a href="{address}">a</a>')}


@pytest.mark.parametrize(
    "address",
    [
        "http://e/x.png",
        " https://e/x.png",
        "h&#10;ttp://e/x.png",
        "//e/x.png",
        "/etc/passwd",
        "\\\\e\\x.png",
        "#a",
        f"javascript:{ALERT}",
        "data:text/html,x",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "blob:null/x",
        "C:/x.png",
    ],
)
def test_an_image_is_of_the_study(address):
    [said] = refused(f'<img src="{address}">')
    assert said.startswith("src=")


@pytest.mark.parametrize(
    "style",
    [
        "background: url(http://e/x)",
        "background: url('//e/x')",
        r"background: u\72l(http://e/x)",
        "background: url(/**/http://e/x)",
        "background: image-set('http://e/x' 1x)",
        "background: -webkit-image-set(url(http://e/x) 1x)",
        "background: image('http://e/x')",
        "background: src('http://e/x')",
        "--own: url(http://e/x)",
        "background: url(data:text/html,x)",
        "background: url(data:image/svg+xml,x)",
        "width: expression(alert(1))",
        "-moz-binding: url(http://e/x#y)",
        "@import 'http://e/x'",
        "background: url(http://e/x",
        "direction: rtl; unicode-bidi: bidi-override",
        r"\64irection: rtl",
        "transform: scaleX(-1)",
    ],
)
def test_a_style_loads_nothing(style):
    [said] = refused(f'<p style="{style}">a</p>')
    assert said.startswith("style=")


@pytest.mark.parametrize(
    "html",
    [
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<!-- a --!><img src=x onerror=alert(1)>-->",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<?xml ><img src=x onerror=alert(1)>?>",
        "<template><img src=x onerror=alert(1)></template>",
        "<title><img src=x onerror=alert(1)></title>",
        "<textarea></textarea><img src=x onerror=alert(1)>",
        "<select><template shadowrootmode=open><img src=x onerror=alert(1)></template></select>",
        "<a href='x' x='</a><img src=x onerror=alert(1)>'>",
        "<p title='`<img src=x onerror=alert(1)>`' x>",
        "<image src=x onerror=alert(1)>",
        "<img src=x\x00 onerror=alert(1)>",
        "<plaintext><img src=x onerror=alert(1)>",
        "</p><body onload=alert(1)>",
        "<html onclick=alert(1)><head></head>",
        "<isindex type=image src=1 onerror=alert(1)>",
        "<td>a cell without a table</td>",
        "<frameset><frame src=x></frameset>",
    ],
)
def test_what_hides_in_markup_is_never_dropped_in_silence(html):
    with pytest.raises(RefusedMarkup):
        cleaned(f"<p>a</p>{html}<p>b</p>")


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<div>a", ["the element <div> is not closed"]),
        ("<div><b>a</div>", ["the element <b> is not closed"]),
        ("<div/>a", ["the element <div> is not closed"]),
        ("a<!-- b", ["a comment is not closed"]),
        ("<!-- a --><!-- b\n\nthe rest of the section", ["a comment is not closed"]),
        ("a</div>", ["</div> closes no element"]),
        (
            "</main></body></html>a",
            ["</body> closes no element", "</html> closes no element", "</main> closes no element"],
        ),
        ("<b><p>a</b></p>", ["</p> closes no element"]),
        ("<table><tr><td>a</table></table>", ["</table> closes no element"]),
    ],
)
def test_what_is_not_closed_or_closes_nothing_is_named(html, said):
    assert said == refused(html)


@pytest.mark.parametrize("part", ["number-panel", "number-panel-data", "number-panel-hint"])
def test_the_parts_of_the_panel_cannot_be_replaced(part):
    [said] = refused(f'<p id="{part}">{{}}</p>')
    assert said == f"id={part!r} of <p> is not allowed"


@pytest.mark.parametrize(("depth", "passes"), [(99, True), (100, True), (101, False)])
def test_elements_are_nested_as_deep_as_a_text_needs(depth, passes):
    html = "<div>" * depth + "a" + "</div>" * depth
    assert depth == deepest(html)
    if passes:
        assert html == cleaned(html)
    else:
        [said] = refused(html)
        assert f"more than {MOST_NESTED} deep" in said


def test_a_section_and_a_title_pass_the_list():
    for text in (section_text, inline_text):
        with pytest.raises(RefusedMarkup, match="the element <script> is not allowed"):
            text(f"a <script>{ALERT}</script>")


def test_a_link_of_markdown_that_runs_stays_a_text():
    assert "<p>[a](javascript:alert(1))</p>\n" == html(
        section_text("[a](javascript:alert(1))").nodes
    )
