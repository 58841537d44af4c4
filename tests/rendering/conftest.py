"""Studies to print: the reference study, and invented ones in which its sentences must change."""

import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "spec"))
sys.path.insert(0, str(Path(__file__).parent))

from situations import write_situation

from il2report.document.formats import number_style
from il2report.document.printer import Printer
from il2report.pages.manuscript import Manuscript, Typesetter
from il2report.results import StudyResults, compute_results
from il2report.study import Study, read_study

Case = tuple[Study, StudyResults, Path]


@pytest.fixture(scope="session")
def case(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Case]:
    """Read and compute a study by the name of its situation, once."""

    @cache
    def computed(name: str) -> Case:
        folder = project
        if name != "reference":
            folder = write_situation(tmp_path_factory.mktemp("study"), name)
        study = read_study(folder)
        return study, compute_results(study), folder

    return computed


@pytest.fixture
def own_templates(project: Path, tmp_path: Path) -> Path:
    """Copy the templates of the reference study, of which a test may alter some."""
    return Path(shutil.copytree(project / "templates", tmp_path / "templates"))


@pytest.fixture(scope="session")
def typesetter(case: Callable[[str], Case]) -> Callable[..., Typesetter]:
    """Make a typesetter for a situation, with nothing cited or mentioned yet."""

    def make(name: str = "reference", **choices: Any) -> Typesetter:
        return Typesetter(*case(name), **choices)

    return make


@pytest.fixture(scope="session")
def set_manuscript(
    typesetter: Callable[..., Typesetter],
) -> Callable[..., tuple[Typesetter, Manuscript]]:
    """Set the whole manuscript of a situation once, and give its typesetter with it."""

    @cache
    def made(name: str = "reference", **choices: Any) -> tuple[Typesetter, Manuscript]:
        setter = typesetter(name, **choices)
        return setter, setter.manuscript()

    return made


@pytest.fixture(scope="session")
def set_page(
    set_manuscript: Callable[..., tuple[Typesetter, Manuscript]],
) -> Callable[..., tuple[Typesetter, str]]:
    """Give the whole page of a situation, its pictures blank, and its typesetter."""

    @cache
    def made(name: str = "reference", **choices: Any) -> tuple[Typesetter, str]:
        setter, manuscript = set_manuscript(name, **choices)
        return setter, manuscript.blank()

    return made


@pytest.fixture(scope="session")
def printer(case: Callable[[str], Case]) -> Callable[..., Printer]:
    """Make the printer of a situation in one of the number styles."""

    def make(style: str = "anticancer-research", name: str = "reference") -> Printer:
        return Printer(case(name)[1].catalogue, number_style(style))

    return make
