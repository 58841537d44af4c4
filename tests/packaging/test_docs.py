"""What the documentation says is there, is there."""

import re
import shlex
import struct
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from il2report.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "templates/**/*.md", "tests/**/*.md")
    for page in ROOT.glob(pattern)
)
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\]\([^)]*\))*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
MODULE = re.compile(r"`((?:src/il2report/|tools/|tests/)?[\w/]+\.py)`")
BLOCK_LINE = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
COMMENT = re.compile(r"\s{4,}.*$")
"""What a command does, set apart from it by a gap."""
CODE = ("src", "tools", "tests")
SMALLEST_WIDTH = 600
"""Pixels, so that a picture can be read once it is opened."""
LARGEST_PICTURE = 200_000


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def targets(text: str) -> list[str]:
    """Every link and picture of a page that leads to a file of the repository."""
    found = (one or other for one, other in LINK.findall(text))
    pictures = re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", text)
    return [link for link in (*found, *pictures) if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    broken = []
    for link in targets(page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert [] == broken_links(page)


def test_a_broken_link_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n[gone](gone.md) [no such part](#b) [here](#a-page) [![x](x.png)](y)")

    assert ["gone.md", "#b", "y", "x.png"] == broken_links(page)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_module_that_a_page_names_exists(page: Path) -> None:
    places = (ROOT, ROOT / "src" / "il2report", page.parent)
    # A module without a folder is one of the folder that its page is about.
    missing = [
        module
        for module in MODULE.findall(page.read_text(encoding="utf-8"))
        if not any((place / module).is_file() for place in places)
        and not ("/" not in module and any(any(ROOT.glob(f"{top}/**/{module}")) for top in CODE))
    ]
    # The worked example of this page makes the module that it names.
    example = ["responses.py"] if page.name == "add-a-table.md" else []
    assert example == missing


def test_the_walk_through_the_pipeline_names_every_module_that_does_a_step() -> None:
    text = (ROOT / "docs/pipeline.md").read_text(encoding="utf-8")
    package = ROOT / "src" / "il2report"
    modules = (module.relative_to(package) for module in package.rglob("*.py"))
    # A folder that is named stands for what is in it.
    unnamed = [
        module.as_posix()
        for module in modules
        if module.name not in ("__init__.py", "__main__.py")
        and f"`{module.as_posix()}`" not in text
        and not any(f"`{folder.as_posix()}/`" in text for folder in module.parents)
    ]

    assert [] == unnamed


def commands(page: Path) -> list[list[str]]:
    """The commands of a page's code blocks that start with one of ours, as words."""
    lines = BLOCK_LINE.findall(page.read_text(encoding="utf-8"))
    called = (shlex.split(COMMENT.sub("", line)) for line in lines if is_a_command(line))
    return list(called)


def is_a_command(line: str) -> bool:
    return line.startswith(("./run", "python ", "il2report ", "requirements/"))


def fault(words: list[str]) -> str:
    """What is wrong with a command, or ""."""
    match words:
        case ["./run", "test", *arguments]:
            return fault_of_tox(arguments)
        case ["./run" | "il2report", *arguments] | ["python", "-m", "il2report", *arguments]:
            return fault_of_verb(arguments)
        case ["python", script, *_] | [script, *_]:
            return "" if (ROOT / script).is_file() else f"there is no {script}"
    return "no command"


def fault_of_tox(arguments: list[str]) -> str:
    environments = ConfigParser(interpolation=None)
    environments.read(ROOT / "tox.ini", encoding="utf-8")
    if not arguments:
        return ""
    if arguments[0] == "--quick":
        arguments = ["-e", "quick"]
    asked = arguments[arguments.index("-e") + 1].split(",")
    unknown = [name for name in asked if f"testenv:{name}" not in environments]
    return f"tox.ini has no {', '.join(unknown)}" if unknown else ""


def fault_of_verb(arguments: list[str]) -> str:
    """Let click read the arguments, without doing what they ask."""
    if arguments == ["--help"]:
        return ""
    verb = main.commands.get(arguments[0])
    if verb is None:
        return f"there is no verb {arguments[0]}"
    try:
        verb.make_context(arguments[0], arguments[1:])
    except click.UsageError as error:
        return error.format_message()
    return ""


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_of_a_code_block_exists(page: Path) -> None:
    assert [] == [(words, fault(words)) for words in commands(page) if fault(words)]


def test_every_line_of_a_code_block_in_the_readme_is_a_command_of_ours() -> None:
    lines = BLOCK_LINE.findall((ROOT / "README.md").read_text(encoding="utf-8"))

    assert lines
    assert [] == [line for line in lines if not is_a_command(line)]


@pytest.mark.parametrize(
    "line",
    [
        "./run bild",
        "./run build --stile ama",
        "python -m il2report explain",
        "python tools/gone.py",
        "./run test -e no",
    ],
)
def test_a_command_that_does_not_exist_would_be_found(line: str) -> None:
    assert fault(line.split())


def test_the_page_of_commands_has_every_verb_and_no_other() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    assert set(main.commands) == set(re.findall(r"^\| `\./run (\w+)", text, re.MULTILINE))


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        paths = (link.partition("#")[0] for link in targets(page.read_text(encoding="utf-8")))
        found = {(page.parent / path).resolve() for path in paths if path.endswith(".md")}
        waiting += found - reached - {*waiting}

    assert [] == [named(page) for page in PAGES if "docs" in page.parts and page not in reached]


def test_the_readme_is_read_in_a_minute_or_two() -> None:
    """A landing page: 700 words, pictures and commands included."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) < 900


def test_every_decision_is_in_the_index_under_its_title() -> None:
    folder = ROOT / "docs" / "adr"
    decisions = {}
    for file in sorted(folder.glob("[0-9]*.md")):
        heading = file.read_text(encoding="utf-8").partition("\n")[0]
        decisions[file.name] = re.sub(r"^# \d{4}:? ", "", heading)
    index = re.findall(
        r"^\| \[\d{4}\]\((.+?)\) \| (.+) \|$",
        (folder / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )

    assert list(decisions.items()) == index


def test_the_words_of_the_glossary_are_sorted_and_explained_once() -> None:
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    words = re.findall(r"^\| (?!word|-)([^|]+?) \| [^|]+ \|$", text, re.MULTILINE)

    assert len(words) > 50
    assert sorted(set(words), key=str.lower) == words


def test_the_changelog_speaks_of_this_version_and_of_changed_results() -> None:
    from il2report import __version__

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(rf"^## {re.escape(__version__)} - ", text, re.MULTILINE)
    assert "### Changed results" in text


def test_the_list_of_results_is_what_the_catalogue_gives() -> None:
    """When this fails: python tools/result_reference.py."""
    compared = subprocess.run(
        [sys.executable, ROOT / "tools" / "result_reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (compared.returncode, compared.stderr)


def test_the_page_of_declarations_is_what_the_models_give() -> None:
    """When this fails: python tools/declaration_reference.py."""
    compared = subprocess.run(
        [sys.executable, ROOT / "tools" / "declaration_reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (compared.returncode, compared.stderr)


def test_the_pictures_of_the_readme_are_small_and_have_words() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text)

    assert 4 == len(shown)
    for words, path in shown:
        picture = (ROOT / path).read_bytes()
        width, _ = struct.unpack(">II", picture[16:24])
        assert picture.startswith(b"\x89PNG")
        assert len(picture) < LARGEST_PICTURE
        assert width >= SMALLEST_WIDTH
        assert words
