"""Let the tests here import the modules beside them, and build the reference study once for all."""

import fcntl
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from browser import Chromium, find_chromium
from issuing import CORRECTION, Issued, correct, issued, issued_in
from without_network import Ended, run_without_network

SOME_DAY = "1257000000"


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build: the folder written to, and how the command ended."""

    folder: Path
    ended: Ended

    def files(self) -> dict[str, bytes]:
        """Every file written, by its path within the folder."""
        return {
            file.relative_to(self.folder).as_posix(): file.read_bytes()
            for part in ("report", "figures")
            for file in sorted((self.folder / part).rglob("*"))
            if file.is_file()
        }


@dataclass(frozen=True, slots=True)
class Reported:
    """A study with an audit and a comparison in its folder report, and how both commands ended."""

    study: Path
    audit: Ended
    diff: Ended


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Start the browser once; where there is none the tests are skipped, but on the CI server they fail."""
    program = find_chromium()
    if program is None:
        message = "no Chromium on the path; on Debian: apt install chromium"
        assert not os.environ.get("CI"), message
        pytest.skip(message)
    browser = Chromium(program, tmp_path_factory.mktemp("browser") / "chromium")
    yield browser
    browser.end()


@pytest.fixture(scope="session")
def axe() -> str:
    """The checks of axe-core, as one script."""
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None, "requirements/axe.txt is not installed"
    (folder,) = package.submodule_search_locations or ()
    return (Path(folder) / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Save files as another kind by LibreOffice; where there is none the tests are skipped, but on the CI server they fail."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        message = "no LibreOffice on the path; on Debian: apt install libreoffice-writer-nogui"
        assert not os.environ.get("CI"), message
        pytest.skip(message)
    profile = tmp_path_factory.mktemp("libreoffice")

    def save(file: Path, kind: str, folder: Path, **environment: str) -> Path:
        subprocess.run(
            [
                *(program, "--headless", f"-env:UserInstallation={profile.as_uri()}"),
                *("--convert-to", kind, "--outdir", folder, file),
            ],
            check=True,
            capture_output=True,
            timeout=60,
            env=os.environ | environment,
        )
        return folder / file.with_suffix(f".{kind}").name

    return save


@pytest.fixture(scope="session")
def as_pdf(libreoffice: Callable[..., Path]) -> Callable[[Path], Path]:
    """Print Word files."""
    return lambda file: libreoffice(file, "pdf", file.parent)


@pytest.fixture
def il2report(tmp_path: Path) -> Callable[..., Ended]:
    """The command line, as a user calls it."""

    def run(*arguments: object, **environment: str) -> Ended:
        return run_without_network(
            tmp_path / "asked-for", *(str(argument) for argument in arguments), **environment
        )

    return run


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Folders by name; each is filled once, whatever number of processes test."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder(name: str, fill: Callable[[Path], object]) -> Path:
        made, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(made, ignore_errors=True)
                made.mkdir()
                fill(made)
                done.touch()
        return made

    return folder


@pytest.fixture(scope="session")
def builds(project: Path, once: Callable[..., Path]) -> Callable[..., Build]:
    """Builds of the reference study by name."""

    def build(name: str, *options: str, **environment: str) -> Build:
        folder = once(f"build-{name}", lambda folder: _make(folder, project, options, environment))
        ended = json.loads((folder / "ended.json").read_text(encoding="utf-8"))
        assert ended["exit_code"] == 0, ended["messages"]
        return Build(folder, Ended(**ended))

    return build


@pytest.fixture(scope="session")
def first(project: Path, once: Callable[..., Path]) -> Issued:
    """The reference study issued as a draft, to be read and never changed."""
    return issued_in(once("issued", lambda folder: issued(project, folder)))


@pytest.fixture(scope="session")
def public_draft(project: Path, once: Callable[..., Path]) -> Issued:
    """The same for readers outside the group."""
    return issued_in(once("issued-public", lambda folder: issued(project, folder, "--public")))


@pytest.fixture(scope="session")
def reported(first: Issued, once: Callable[..., Path]) -> Reported:
    """The draft and its audit, then a correction and what `diff` writes about it."""

    def report(folder: Path) -> None:
        study = shutil.copytree(first.study, folder / "study")
        audited = run_without_network(folder / "asked-for", "audit", "--study", str(study))
        correct(study, *CORRECTION)
        compared = run_without_network(folder / "asked-for", "diff", "--study", str(study))
        records = {"audit": audited.record(), "diff": compared.record()}
        (folder / "ended.json").write_text(json.dumps(records), encoding="utf-8")

    folder = once("reported", report)
    ended = json.loads((folder / "ended.json").read_text(encoding="utf-8"))
    return Reported(folder / "study", *(Ended(**ended[verb]) for verb in ("audit", "diff")))


def _make(
    folder: Path, project: Path, options: tuple[str, ...], environment: dict[str, str]
) -> None:
    temporary = folder.with_name(f"{folder.name}-temporary")
    temporary.mkdir()
    environment = environment | {"TMPDIR": str(temporary)}
    arguments = ("build", "--study", str(project), "--output", str(folder), "--json", *options)
    ended = run_without_network(folder / "asked-for", *arguments, **environment)
    (folder / "ended.json").write_text(json.dumps(ended.record()), encoding="utf-8")


@pytest.fixture(scope="session")
def built(builds: Callable[..., Build]) -> Build:
    """The reference study, built as a user builds it."""
    return builds("plain")


@pytest.fixture(scope="session")
def dated(builds: Callable[..., Build]) -> Build:
    """The same, with the date that a reproducible build is given."""
    return builds("dated", SOURCE_DATE_EPOCH=SOME_DAY)


@pytest.fixture(scope="session")
def dated_again(builds: Callable[..., Build]) -> Build:
    """And once more."""
    return builds("dated-again", SOURCE_DATE_EPOCH=SOME_DAY)
