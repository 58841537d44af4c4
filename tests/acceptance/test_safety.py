"""A study that came from elsewhere can print, and do nothing else."""

import csv
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

HOSTILE = (
    "<script>alert(1)</script></style>*bold* [x](javascript:alert(2)) [y](http://example.org)"
    " {{ 7*7 }} &amp; {% raw %} `tick` \"quoted' $x$ _under_"
)


@pytest.fixture
def study(project, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(project / "data", folder / "data")
    shutil.copy(project / "study.toml", folder)
    return folder


def spoil_rows(file, columns):
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    for row in rows:
        row.update({name: f"{row[name]} {HOSTILE}".strip() for name in columns if row[name]})
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def spoil_references(file):
    references = json.loads(file.read_text(encoding="utf-8"))
    for reference in references:
        reference |= {"title": HOSTILE, "container-title": HOSTILE, "page": HOSTILE}
        for author in reference.get("author", []):
            author.update(dict.fromkeys(author, HOSTILE))
    file.write_text(json.dumps(references), encoding="utf-8")


@pytest.fixture
def hostile_study(study):
    """The reference study with hostile words wherever it has words."""
    quoted = json.dumps(HOSTILE)
    choices = (study / "study.toml").read_text(encoding="utf-8")
    for key in ("title", "short_title", "institution", "city", "criteria_version"):
        choices = re.sub(rf"(?m)^{key} = .*", lambda _, key=key: f"{key} = {quoted}", choices)
    for key in ("authors", "keywords"):
        choices = re.sub(rf"(?m)^{key} = .*", lambda _, key=key: f"{key} = [{quoted}]", choices)
    (study / "study.toml").write_text(choices, encoding="utf-8")
    spoil_rows(study / "data/codebook.csv", ("label",))
    spoil_rows(study / "data/prior_therapies.csv", ("agent",))
    spoil_references(study / "data/references.json")
    return study


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


def test_hostile_words_are_printed_as_they_stand(il2report, hostile_study, project):
    ended = il2report("build", "--study", hostile_study, "--format", "html")
    assert (0, "", "") == (ended.exit_code, ended.messages, ended.asked_for)
    page = (hostile_study / "report/manuscript.html").read_text(encoding="utf-8")
    found = elements(page)
    known = elements((project / "report/manuscript.html").read_text(encoding="utf-8"))
    assert set() == found.names - known.names
    assert set() == found.handlers
    assert {"#", "data:"} == {
        address[:1] if address[0] == "#" else address for address in found.addresses
    }
    assert 2 == page.count("</style>")  # that of the page and that of the panel
    assert 0 == len(re.findall(r"<em>(?:bold|under|7)|<code>|&amp;#", page))
    assert page.count("{{ 7*7 }}") > 20


OUTSIDE = Path("/", "etc", "hostname").as_uri()


@pytest.mark.parametrize(
    ("rule", "address"),
    [
        ("@import url(http://example.org/x.css);", "http://example.org/x.css"),
        (f"@import '{OUTSIDE}';", OUTSIDE),
        (f"body {{ background: url({OUTSIDE}) }}", OUTSIDE),
        ("body { background: url(//example.org/x.png) }", "example.org/x.png"),
    ],
)
def test_a_style_sheet_reads_nothing_outside_the_study(il2report, study, project, rule, address):
    own = study / "templates/styles/common.css"
    own.parent.mkdir(parents=True)
    shipped = (project / "templates/styles/common.css").read_text(encoding="utf-8")
    own.write_text(f"{rule}\n{shipped}", encoding="utf-8")
    ended = il2report("build", "--study", study)
    assert (1, "", "") == (ended.exit_code, ended.output, ended.asked_for)
    assert address in ended.messages
    assert "Traceback" not in ended.messages


def test_an_image_that_is_missing_ends_the_build_with_its_name(il2report, study, project):
    own = study / "templates/sections/introduction.md.j2"
    own.parent.mkdir(parents=True)
    shipped = (project / "templates/sections/introduction.md.j2").read_text(encoding="utf-8")
    own.write_text(shipped + "\n\n![A picture](missing-picture.png)\n", encoding="utf-8")
    ended = il2report("build", "--study", study)
    assert (1, "", "") == (ended.exit_code, ended.output, ended.asked_for)
    assert "missing-picture.png" in ended.messages
    assert "Traceback" not in ended.messages
