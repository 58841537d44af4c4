"""The program writes the head of every page; a template gives what stands in the body, and nothing else."""

import re

import pytest
from markupsafe import Markup

from il2report.errors import StudyRefused
from il2report.pages.manuscript import Typesetter
from il2report.pages.page import GENERATOR, Head, framed, policy, style_sheets, written
from il2report.templating.environment import template_environment
from il2report.verification.proof import lint_findings, proof

OLD_HEAD = """\
<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<title>{{ title_text }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{{ description }}">
{% for author in authors %}
<meta name="author" content="{{ author }}">
{% endfor %}
<meta name="keywords" content="{{ keywords|join(', ') }}">
<meta name="generator" content="il2report">
{% for name, content in metadata %}
<meta name="{{ name }}" content="{{ content }}">
{% endfor %}
<style>
{{ styles }}
</style>
</head>
<body>
"""
OLD_END = "</body>\n</html>\n"
SCRIPT = "<script>document.title = 'RAN'</script>"


@pytest.fixture
def page_with(tmp_path):
    """A small page in another frame."""

    def page(frame):
        own = tmp_path / "templates" / "page.html.j2"
        own.parent.mkdir(exist_ok=True)
        own.write_text(frame, encoding="utf-8")
        head = Head("en", "A title", "p { margin: 0 }", (("description", "a"), GENERATOR))
        context = {
            "abstract": Markup('<p class="a">b onclick=alert(1) </p>'),
            "authors": (),
            "keywords": (),
            "title_text": "A title",
        }
        return framed(template_environment(tmp_path, {}), tmp_path, "page.html.j2", head, context)

    return page


def test_the_policy_is_the_first_thing_in_the_head(set_page):
    _, page = set_page()
    start = f'<!DOCTYPE html>\n<html lang="en-US">\n<head>\n{policy()}\n<meta charset="utf-8">\n'
    assert start == page[: len(start)]
    assert 1 == page.count("http-equiv")


@pytest.mark.parametrize(
    "directive", ["default-src 'none'", "base-uri 'none'", "form-action 'none'"]
)
def test_the_policy_lets_nothing_load(directive):
    assert directive in policy()
    assert {"data:", "'none'", "'unsafe-inline'"} == {
        source
        for rule in re.search('content="(.*)"', policy())[1].split("; ")
        for source in rule.split()[1:]
    }


def test_texts_of_the_head_are_no_markup():
    text = '"><script>&'
    page = written(Head(text, text, "", [("author", text)]), Markup("<p>a</p>\n"))
    assert "<script>" not in page
    assert 3 == page.count("&gt;&lt;script&gt;&amp;")


@pytest.mark.usefixtures("own_templates")
def test_a_frame_that_writes_the_whole_document_gives_the_same_page(
    case, set_page, project, tmp_path
):
    study, results, _ = case("reference")
    shipped = (project / "src/il2report/templates/page.html.j2").read_text(encoding="utf-8")
    comment, macro_end, body = shipped.partition("{% endmacro %}\n")
    own = tmp_path / "templates" / "page.html.j2"
    own.parent.mkdir(exist_ok=True)
    own.write_text(comment + macro_end + OLD_HEAD + body + OLD_END, encoding="utf-8")
    page = Typesetter(study, results, tmp_path).manuscript().blank()
    fingerprint = re.compile(r'"il2report-templates" content="\w+"|templates \w{12}')
    assert fingerprint.sub("", set_page()[1]) == fingerprint.sub("", page)


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: OLD_HEAD.replace("<head>", f"<head>{SCRIPT}") + frame + OLD_END,
        lambda frame: SCRIPT + OLD_HEAD + frame + OLD_END,
        lambda frame: "<html>" + frame + SCRIPT + "</html>",
        lambda frame: frame + "<head>" + SCRIPT + "</head>",
        lambda frame: "<p title='</head>'>" + SCRIPT + "</p>" + frame,
        lambda frame: frame.replace("</h1>", f"</h1>{SCRIPT}", 1),
        lambda frame: frame + "</body></html>" + SCRIPT,
        lambda frame: "<!--" + frame + "--><!-->" + SCRIPT + "-->" + frame,
        lambda frame: OLD_HEAD.replace("</style>", f"</style>{SCRIPT}<style>") + frame,
        lambda frame: OLD_HEAD.replace("{{ styles }}", "{{ styles }} p { color: red }") + frame,
        lambda frame: OLD_HEAD.replace("{{ title_text }}", "Another title") + frame,
        lambda frame: OLD_HEAD.replace("<body>", "<body onload='alert(1)'>") + frame,
        lambda frame: OLD_HEAD.replace("<head>", '<head><base href="http://e/">') + frame,
        lambda frame: (
            OLD_HEAD.replace("<head>", '<head><link rel="prefetch" href="http://e/">') + frame
        ),
        lambda frame: (
            OLD_HEAD.replace("<head>", '<head><link rel="modulepreload" href="http://e/">') + frame
        ),
        lambda frame: (
            OLD_HEAD.replace("<head>", '<head><link rel="dns-prefetch" href="//e">') + frame
        ),
        lambda frame: '<meta http-equiv="refresh" content="0;url=http://e/">' + frame,
        lambda frame: (
            '<meta http-equiv="Content-Security-Policy" content="script-src *">' + OLD_HEAD + frame
        ),
        lambda frame: '<meta http-equiv="Content-Security-Policy">' * 3 + frame,
        lambda frame: '<meta name="referrer" content="unsafe-url">' + frame,
        lambda frame: '<object data="http://e/"></object><embed src="http://e/">' + frame,
        lambda frame: (
            '<form action="http://e/"><button formaction="http://e/">a</button></form>' + frame
        ),
        lambda frame: '<svg><use href="http://e/#a"/><image href="http://e/"/></svg>' + frame,
        lambda frame: (
            '<svg><a><animate attributeName="href" values="javascript:alert(1)"/></a></svg>' + frame
        ),
        lambda frame: (
            '<svg><foreignObject><img src="x" onerror="alert(1)"></foreignObject></svg>' + frame
        ),
        lambda frame: "<style>p { background: url(http://e/) }</style>" + frame,
        lambda frame: '<p title="{{ abstract }}">a</p><img src="x" onerror="alert(1)">' + frame,
        lambda frame: '<data value="15" data-result="cohort.n">51</data>' + frame,
        lambda frame: '<a href="javascript:alert(1)">' + frame,
        lambda frame: (
            "{% set a %}<scr{% endset %}{% set b %}ipt>{% endset %}{{ a }}{{ b }}" + frame
        ),
    ],
)
def test_a_frame_gets_nothing_past_the_list(page_with, change):
    with pytest.raises(StudyRefused) as refused:
        page_with(change("<main>\n<h1>A title</h1>\n{{ abstract }}\n</main>\n"))
    assert {"refused-markup"} == {finding.code for finding in refused.value.findings}
    assert {"templates/page.html.j2"} == {finding.place.file for finding in refused.value.findings}


def test_what_a_frame_may_not_hold_is_found_at_its_line(page_with):
    with pytest.raises(StudyRefused) as refused:
        page_with("{# <script> is\n\nonly named here #}\n<p>a</p>\n" + SCRIPT)
    [finding] = refused.value.findings
    assert ("templates/page.html.j2", 5) == (finding.place.file, finding.place.row)
    assert finding.message.startswith("the element <script> is not allowed. A page holds only")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("sections/title.md.j2", "\n\n\n\na <iframe></iframe>"),
        ("sections/results.md.j2", "## Results\n\na\n\n<iframe></iframe>\n"),
        ("figures/ttdp.md.j2", "\n\n\n\na <iframe></iframe>"),
        ("tables/table.html.j2", "\n\n<p>\n</p>\n<iframe></iframe>"),
        ("figures/figure.html.j2", "\n\n<p>\n</p>\n<iframe></iframe>"),
    ],
)
@pytest.mark.usefixtures("own_templates")
def test_what_a_template_may_not_hold_is_found_in_its_file(case, tmp_path, name, source):
    study, results, _ = case("reference")
    own = tmp_path / "templates" / name
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(source, encoding="utf-8")
    setter = Typesetter(study, results, tmp_path)
    use = {
        "sections/title.md.j2": lambda: setter.section_html("title"),
        "sections/results.md.j2": lambda: setter.section_html("results"),
        "figures/ttdp.md.j2": lambda: setter.caption("figure.ttdp"),
        "tables/table.html.j2": lambda: setter._table("table.toxicity"),
        "figures/figure.html.j2": lambda: setter._figure("figure.ttdp"),
    }
    with pytest.raises(StudyRefused) as refused:
        use[name]()
    [finding] = refused.value.findings
    assert ("refused-markup", f"templates/{name}, line 5") == (finding.code, str(finding.place))


@pytest.mark.usefixtures("own_templates")
def test_check_tries_the_frame_of_the_page(case, tmp_path):
    study, results, _ = case("reference")
    own = tmp_path / "templates" / "page.html.j2"
    own.parent.mkdir(exist_ok=True)
    own.write_text("\n\n<iframe></iframe>", encoding="utf-8")
    [finding] = [found for found in proof(study, results, tmp_path).findings if found.is_error]
    assert ("refused-markup", "templates/page.html.j2, line 3") == (
        finding.code,
        str(finding.place),
    )


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("@import 'x.css';", "imports another style sheet"),
        ("p { background: url(http://e/x) }", "refers to 'http://e/x'"),
        ("p { color: red } </style><script>", "holds </, which could end the style sheet"),
        (r"@font-face { font-family: a; src: u\72l('//e/x') }", "refers to '//e/x'"),
        ("p { background: url(a b) }", "cannot be read as a style"),
    ],
)
def test_a_style_sheet_of_the_study_loads_nothing(tmp_path, rule, said):
    own = tmp_path / "templates" / "styles" / "screen.css"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(f"p {{ margin: 0 }}\n{rule}\n", encoding="utf-8")
    with pytest.raises(StudyRefused) as refused:
        style_sheets(tmp_path, "common", "screen")
    found = [(finding.code, str(finding.place)) for finding in refused.value.findings]
    assert [("refused-style", "templates/styles/screen.css, line 2")] == found
    assert said in refused.value.findings[0].message
    assert {*refused.value.findings} <= {*lint_findings(tmp_path)}


def test_a_call_takes_no_markup_that_a_template_made(typesetter):
    environment = typesetter().environment
    source = (
        '{% set noun %}<img src="x" onerror="alert(1)">{% endset %}{{ counted("cohort.n", noun) }}'
    )
    with pytest.raises(Exception, match="a call takes words"):
        environment.from_string(source).render()
