"""The program runs on the oldest Python that pyproject.toml admits, which is that of Debian 12.

What came with 3.12 or later mypy finds by itself: it is asked about 3.11. It does not know what came with a patch
release of 3.11, so that is looked for here. CONTRIBUTING.md says how the whole run is made on that Python.
"""

import ast
import re
import tomllib
from pathlib import Path

import pytest

OLDEST = (3, 11, 2)

# What patch releases after that brought (docs.python.org, "Changed in version 3.11.x"): names, and arguments of calls.
NEWER_NAMES = {
    "data_filter": "tarfile, 3.11.4",
    "tar_filter": "tarfile, 3.11.4",
    "fully_trusted_filter": "tarfile, 3.11.4",
    "extraction_filter": "tarfile, 3.11.4",
    "FilterError": "tarfile, 3.11.4",
    "OutsideDestinationError": "tarfile, 3.11.4",
    "LinkOutsideDestinationError": "tarfile, 3.11.4",
    "AbsolutePathError": "tarfile, 3.11.4",
    "AbsoluteLinkError": "tarfile, 3.11.4",
    "SpecialFileError": "tarfile, 3.11.4",
    "SetReparseDeferralEnabled": "xml.parsers.expat, 3.11.9",
    "GetReparseDeferralEnabled": "xml.parsers.expat, 3.11.9",
    "supports_strict_parsing": "email.utils, 3.11.10",
    "verify_generated_headers": "email.policy, 3.11.10",
}
NEWER_ARGUMENTS = {
    ("extract", "filter"): "tarfile, 3.11.4",
    ("extractall", "filter"): "tarfile, 3.11.4",
    ("unpack_archive", "filter"): "shutil, 3.11.4",
    ("getaddresses", "strict"): "email.utils, 3.11.10",
    ("parseaddr", "strict"): "email.utils, 3.11.10",
}


def newer(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            found += [
                f"{called}({each.arg}=)"
                for each in node.keywords
                if (called, each.arg) in NEWER_ARGUMENTS
            ]
        name = getattr(node, "attr", getattr(node, "id", getattr(node, "name", None)))
        if name in NEWER_NAMES:
            found.append(name)
    return found


@pytest.mark.parametrize("folder", ["src", "tests", "tools", "benchmarks"])
def test_no_source_uses_what_a_later_patch_release_brought(project: Path, folder: str) -> None:
    uses = {
        path.relative_to(project).as_posix(): found
        for path in sorted((project / folder).rglob("*.py"))
        if (found := newer(path.read_text(encoding="utf-8")))
    }
    assert {} == uses


@pytest.mark.parametrize(
    "line",
    ["tar.extractall(folder, filter='data')", "tarfile.data_filter(a, b)", "from tarfile import tar_filter"],
)  # fmt: skip
def test_such_a_use_would_be_found(line: str) -> None:
    assert 1 == len(newer(line))


def test_the_oldest_python_is_the_same_wherever_it_is_named(project: Path) -> None:
    pyproject = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    oldest = ".".join(map(str, OLDEST))
    assert f">={oldest}" == pyproject["project"]["requires-python"]
    script = (project / "run").read_text(encoding="utf-8")
    assert [str(OLDEST)] == re.findall(r"sys\.version_info < (\([\d, ]+\))", script)
    for name in ("run", "README.md", "docs/set-up.md", "CONTRIBUTING.md"):
        named = (project / name).read_text(encoding="utf-8")
        assert [oldest] == re.findall(r"Python (\d[\d.]*\d) or later", named)
