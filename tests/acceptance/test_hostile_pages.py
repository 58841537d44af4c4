"""In a real browser no page runs, loads or asks for anything, whatever words it was made of."""

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hostile import HOSTILE, RAN, filled, make_hostile
from markupsafe import Markup
from without_network import run_without_network

from il2report.pages.page import Head, written
from il2report.pages.panel.page import with_panel
from il2report.redline import redline
from il2report.reports.blocks import Form, ItemList, ReportTree
from il2report.reports.page import report_page

SIZE = (1200, 800)
A_MEAN = re.compile(r'(data-result="cohort\.age\.mean">)48\.8')
ELSEWHERE = "http://example.org/"
PAST_THE_LIST = f"""
<script>document.title = '{RAN}'</script><script src="{ELSEWHERE}a.js"></script>
<script type="module">import "{ELSEWHERE}m.js"</script>
<img src="{ELSEWHERE}b.png" srcset="{ELSEWHERE}c.png 2x" onerror="document.title='{RAN}'">
<picture><source srcset="{ELSEWHERE}d.png"><img src="data:,"></picture>
<iframe src="{ELSEWHERE}e"></iframe><iframe srcdoc="<script>top.document.title='{RAN}'</script>"></iframe>
<object data="{ELSEWHERE}f"></object><embed src="{ELSEWHERE}g">
<video src="{ELSEWHERE}h" poster="{ELSEWHERE}i"></video><audio src="{ELSEWHERE}j" autoplay></audio>
<link rel="stylesheet" href="{ELSEWHERE}k.css"><link rel="preload" as="image" href="{ELSEWHERE}l.png">
<link rel="prefetch" href="{ELSEWHERE}n"><link rel="modulepreload" href="{ELSEWHERE}o.js">
<link rel="icon" href="{ELSEWHERE}p.ico"><link rel="manifest" href="{ELSEWHERE}q.json">
<table background="{ELSEWHERE}r.png"><tr><td>a</td></tr></table>
<p style="background: url({ELSEWHERE}s.png)">a</p>
<style>@import "{ELSEWHERE}t.css"; @font-face {{ font-family: x; src: url({ELSEWHERE}u.woff2) }}
p {{ font-family: x; background: image-set("{ELSEWHERE}v.png" 1x) }}</style>
<svg width="9" height="9"><image href="{ELSEWHERE}w.png" width="9" height="9"/><use href="{ELSEWHERE}x.svg#a"/>
<foreignObject><img src="{ELSEWHERE}y.png"></foreignObject></svg>
<svg onload="document.title='{RAN}'"><animate onbegin="document.title='{RAN}'" attributeName="x" dur="1s"/></svg>
<details open ontoggle="document.title='{RAN}'">a</details><body onload="document.title='{RAN}'">
<form id="f" action="{ELSEWHERE}z"><input name="a"></form>
<base href="{ELSEWHERE}"><meta http-equiv="Content-Security-Policy" content="default-src *">
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory, project):
    """The reference study with hostile words wherever it has words, and how its build ended."""
    study = tmp_path_factory.mktemp("hostile") / "study"
    shutil.copytree(project / "data", study / "data")
    shutil.copytree(project / "templates", study / "templates")
    shutil.copy(project / "study.toml", study)
    make_hostile(study)
    arguments = ("build", "--study", str(study), "--format", "html")
    return study, run_without_network(study.parent / "asked-for", *arguments)


@pytest.fixture(scope="module")
def pages(built, project):
    """Every kind of page, made of hostile words alone where it has words."""
    study, _ = built
    page = (study / "report/manuscript.html").read_text(encoding="utf-8")
    older = A_MEAN.sub(r"\g<1>47.9", page)
    labels = {"cohort.age.mean": HOSTILE}
    marked = redline(older, page, since=HOSTILE, labels=labels).html
    assert older != page
    assert "Changes since &lt;script&gt;" in marked
    made = {
        "changes": report_page(hostile_report(), "changes", project, HOSTILE),
        "redline": marked,
        "audit": report_page(hostile_report(), "audit", project),
    }
    for name, html in made.items():
        (study / "report" / f"{name}.html").write_text(html, encoding="utf-8")
    return study


def hostile_report():
    """A report with each kind of block, and each form of list."""
    report = filled(ReportTree)
    (part,) = report.parts
    lists = (replace(filled(ItemList), form=form) for form in Form)
    return replace(report, parts=(replace(part, blocks=(*part.blocks, *lists)),))


class Elements(HTMLParser):
    """What a browser would make of a page: elements, addresses and handlers."""

    def __init__(self):
        super().__init__()
        self.names, self.addresses, self.handlers = set(), set(), set()

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        self.names.add(tag)
        self.addresses |= {value[:5] for name, value in attrs if name in {"href", "src"}}
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}


def elements(page):
    parser = Elements()
    parser.feed(page)
    return parser


def test_hostile_words_are_printed_as_they_stand(built, project):
    study, ended = built
    assert (0, "") == (ended.exit_code, ended.asked_for)
    assert {"bad-doi", "over-limit"} == set(
        re.findall(r"\[([a-z-]+)\]$", ended.messages, re.MULTILINE)
    )
    page = (study / "report/manuscript.html").read_text(encoding="utf-8")
    found = elements(page)
    known = elements((project / "report/manuscript.html").read_text(encoding="utf-8"))
    assert set() == found.names - known.names
    assert set() == found.handlers
    assert {"#", "data:"} == {
        address[:1] if address[0] == "#" else address for address in found.addresses
    }
    assert 2 == page.count("</style>")  # that of the page and that of the panel
    assert 0 == len(re.findall(r"<em>(?:bold|under|7)|<code>|&amp;#", page))
    assert page.count("{{ x*x }}") > 20


def shown(chromium, file):
    """Open a page: its title, what it asked for besides itself and what is in it, and the links that run."""
    page = chromium.open(file, *SIZE)
    page.run(
        "document.querySelectorAll('[onclick], a, summary').forEach((each) => each.click?.call)"
    )
    asked = [url for url in page.asked_for() if not url.startswith(("data:", page.address))]
    links = page.run("[...document.links].map((link) => link.protocol)")
    return page, asked, set(links)


@pytest.mark.parametrize("name", ["manuscript", "changes", "redline", "audit"])
def test_hostile_words_run_and_load_nothing(chromium, pages, name):
    page, asked, links = shown(chromium, pages / f"report/{name}.html")
    assert ([], []) == (asked, page.complained())
    assert RAN != page.run("document.title")
    assert links <= {"file:"}
    assert page.run("document.body.textContent").count(HOSTILE.partition("[y]")[0]) > 3


def test_neither_tables_nor_figures_run_or_load_anything(chromium, pages):
    files = [*(pages / "report/tables").iterdir(), *(pages / "figures").glob("*.svg")]
    assert 9 == len(files)
    for file in files:
        page, asked, _ = shown(chromium, file)
        assert (RAN, [], []) != (page.run("document.title"), asked, page.complained())
        assert ([], []) == (asked, page.complained())
        assert RAN != page.run("document.title")


def test_the_policy_alone_stops_what_would_run_or_load(chromium, tmp_path):
    file = tmp_path / "page.html"
    page = written(Head("en", "A title", ""), Markup(f"<p>a</p>{PAST_THE_LIST}"))
    file.write_text(with_panel(page, {"numbers": {}}), encoding="utf-8")
    opened, asked, _ = shown(chromium, file)
    opened.run("document.getElementById('f').submit()")
    opened.run("new Promise((done) => setTimeout(done, 200))")
    assert (set(), "A title") == ({*asked} - {*opened.blocked()}, opened.run("document.title"))
    assert file.resolve().as_uri() == opened.run("document.baseURI")
    assert len(opened.complained()) > 20
