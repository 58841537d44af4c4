"""The states of a study that can be compared: what is here now, a draft, a folder, a git revision."""

import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from il2report.errors import StudyRefused, WrongUse
from il2report.rendering.claims import Claim
from il2report.rendering.manuscript import Typesetter
from il2report.rendering.places import figure_labels, figures_drawing, places
from il2report.rendering.results_json import results_json
from il2report.results import StudyResults, compute_results
from il2report.revisions.comparison import DENOMINATOR, Value, denominators_of, values_of
from il2report.revisions.difference import ClaimState, Side
from il2report.study import Study, inspect_study, read_study

DENOMINATOR_PART = "n"
WORKING = "the working study"


@dataclass(frozen=True, slots=True)
class Edition:
    """A state of a study, with its results as they are printed in it.

    `document` is its results.json, `page` its manuscript. `study` and `results` are computed from
    its data by today's program; None where the data are not at hand or no longer pass the checks.
    `folder` has the data and templates, where there are any.
    """

    title: str
    detail: str
    document: Mapping[str, object]
    page: str
    claims: tuple[ClaimState, ...]
    study: Study | None
    results: StudyResults | None
    folder: Path | None
    is_frozen: bool = False

    @property
    def style(self) -> str:
        """The style of its numbers."""
        return str(self.document["style"])

    def side(self) -> Side:
        """Give what a comparison looks at."""
        values = values_of(self.document)
        printed = places(self.page)
        labels = figure_labels(self.page)
        where = {
            f"{key}{DENOMINATOR if part else ''}": tuple(
                dict.fromkeys(place.section for place in standing if place.part == part)
            )
            for key, standing in printed.items()
            for part in {place.part for place in standing}
        }
        for key in values:
            if drawn := figures_drawing(key, labels):
                where[key] = tuple(dict.fromkeys((*where.get(key, ()), *drawn)))
        denominators = {
            key: place.text
            for key, standing in printed.items()
            for place in standing
            if place.part == DENOMINATOR_PART
        }
        return Side(
            title=self.title,
            detail=self.detail,
            values=values | denominators_of(self.document, denominators),
            facts={
                key: Value(
                    key,
                    None,
                    " / ".join(dict.fromkeys(p.text for p in standing)),
                    "",
                    fact_label(key),
                )
                for key, standing in printed.items()
                if key not in values
            },
            places=where,
            claims={claim.name: claim for claim in self.claims},
            templates=template_digests(self.folder) if self.folder else {},
        )


def fact_label(key: str) -> str:
    """Say what a printed number that is no result is."""
    kind, _, name = key.partition(".")
    if kind == "literature":
        return f"Figure of the literature, {name}"
    return f"Choice of study.toml, {name}" if kind == "constant" else key


def template_digests(folder: Path) -> dict[str, str]:
    """Digest the texts that a team edits, by their name within the study."""
    own = folder / "templates"
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(own.rglob("*"))
        if path.is_file()
    }


def claim_state(claim: Claim) -> ClaimState:
    """Take what a comparison needs of a claim."""
    return ClaimState(
        claim.name,
        str(claim.place),
        claim.outcome.value,
        claim.sentence,
        tuple(reading.id for reading in claim.readings),
    )


def set_edition(folder: Path, title: str, detail: str, style: str | None = None) -> Edition:
    """Read, compute and set the study of a folder, without its pictures.

    Raises
    ------
    StudyRefused
        When the study has errors.
    """
    study = read_study(folder)
    results = compute_results(study)
    typesetter = Typesetter(study, results, folder, style)
    page = typesetter.manuscript().blank()
    document = json.loads(results_json(typesetter.printer, study.fingerprint))
    claims = tuple(map(claim_state, typesetter.claims.made))
    return Edition(title, detail, document, page, claims, study, results, folder)


@contextmanager
def revision_folder(study: Path, revision: str) -> Iterator[Path]:
    """Take a study out of an earlier revision of its git repository.

    Raises
    ------
    WrongUse
        When the folder is in no repository, or the revision is not one of it or lacks the study.
    """
    prefix = _git(study, "rev-parse", "--show-prefix").decode().strip()
    archive = _git(study, "archive", "--format=tar", f"{revision}:{prefix}")
    with tempfile.TemporaryDirectory(prefix="il2report-") as folder:
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            wanted = [
                member
                for member in tar.getmembers()
                if member.name.split("/", 1)[0] in {"study.toml", "data", "templates"}
            ]
            tar.extractall(folder, wanted, filter="data")
        yield Path(folder)


def is_revision(study: Path, name: str) -> bool:
    """Whether the study's repository knows a revision of this name."""
    try:
        _git(study, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except WrongUse:
        return False
    return True


def _git(study: Path, *arguments: str) -> bytes:
    try:
        ran = subprocess.run(  # noqa: S603 (a fixed program, no shell)
            ["git", "-C", str(study), *arguments],  # noqa: S607 (wherever the user has git)
            capture_output=True,
            check=True,
        )
    except FileNotFoundError:
        raise WrongUse("git is not installed, so no revision can be compared") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise WrongUse(f"git says of {study}: {said}") from None
    return ran.stdout


def study_or_none(folder: Path) -> Study | None:
    """Read frozen inputs with today's program; None when they no longer pass its checks."""
    try:
        return inspect_study(folder).study
    except StudyRefused:
        return None
