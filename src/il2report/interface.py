"""What a notebook or another program calls: read a study, compute it, build and compare it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path

import pandas as pd

from il2report.document.printer import Printer
from il2report.errors import WrongUse
from il2report.reports.markdown import markdown_text
from il2report.revisions.comparison import ValueChange
from il2report.revisions.corrections import Correction
from il2report.study import Study
from il2report.study import read_study as read_study_folder
from il2report.tables.results_table import COLUMNS, ResultRow
from il2report.workflow.building import FORMATS, BuildReport, BuildRequest
from il2report.workflow.building import build as build_manuscript
from il2report.workflow.comparing import CompareRequest, StudyComparison
from il2report.workflow.comparing import compare as compare_states
from il2report.workflow.computing import study_printer

StudyOrPath = Study | str | PathLike[str]
"""A study that was read, or the path of its folder."""


class Results(Mapping[str, ResultRow]):
    """The results of a study by id, as its number style prints them; `style` names that.

    An unknown id raises `UnknownResult`, a KeyError that names the nearest id.

    >>> results = il2report.compute("my-study")
    >>> results["response.orr.percent"].text
    '20.0'
    """

    def __init__(self, printer: Printer) -> None:
        self.style = printer.style.name
        self._printer = printer

    def __getitem__(self, result_id: str) -> ResultRow:
        return ResultRow.of(self._printer.catalogue[result_id], self._printer)

    def __iter__(self) -> Iterator[str]:
        return iter(self._printer.catalogue)

    def __len__(self) -> int:
        return len(self._printer.catalogue)

    def __repr__(self) -> str:
        return f"<{len(self)} results in the style {self.style}>"

    def to_frame(self) -> pd.DataFrame:
        """Give all results as a table, in the shape of an analysis results data set.

        There is one row per statistic, sorted by id. The columns are the attributes of
        `ResultRow`: id, variable, level, group, statistic, value (Float64), text, method, n, and
        further ones that distinguish the rows. Where the data give no value, `value` is <NA>, never
        NaN, and `reason` says why.

        >>> table = results.to_frame()
        >>> table.loc[table["id"] == "cohort.age.mean", ["variable", "statistic", "text"]].values
        array([['age', 'mean', '48.8']], dtype=object)
        """
        columns = {name: [getattr(row, name) for row in self.values()] for name in COLUMNS}
        return pd.DataFrame(columns).astype({"value": "Float64", "months": "Int64"})


class Changes:
    """What differs between two states of a study. A notebook shows it as the report of `diff`.

    `printed` are the numbers that print differently somewhere in the manuscript, in its order;
    `corrections` is what was corrected in the data, None where the data of a side are not at hand;
    `has_findings` says whether a claim of the text has become false, or the correction log and the
    data disagree.
    """

    def __init__(self, comparison: StudyComparison) -> None:
        self._comparison = comparison
        difference = comparison.compared.difference
        self.printed: tuple[ValueChange, ...] = difference.printed
        self.corrections: tuple[Correction, ...] | None = difference.corrections
        self.has_findings: bool = comparison.has_findings

    def to_frame(self) -> pd.DataFrame:
        """Give the printed numbers that changed, one row per number, in the order of the manuscript.

        The columns are id, label, old and new (as printed; None on a side that has no such number),
        and places (the sections, tables and figures that print it).
        """
        difference = self._comparison.compared.difference
        rows = [
            (
                change.id,
                change.label,
                change.old.text if change.old else None,
                change.new.text if change.new else None,
                difference.places(change.id),
            )
            for change in self.printed
        ]
        return pd.DataFrame(rows, columns=["id", "label", "old", "new", "places"])

    def to_markdown(self) -> str:
        """Give the whole report: changes, their causes, claims, and what could not be compared."""
        return markdown_text(self._comparison.report)

    _repr_markdown_ = to_markdown

    def __repr__(self) -> str:
        return f"<{len(self.printed)} printed numbers changed>"


def read_study(path: str | PathLike[str]) -> Study:
    """Read and check the folder of a study, which holds study.toml and data/.

    A Study has typed tables (`study.tables.patients`, ...), choices, codes, and `study.notices`, which
    do not stop a build. If there are errors, `StudyRefused` is raised: its `findings` are all of them,
    with file, row, column and patient.

    >>> study = il2report.read_study("my-study")
    >>> len(study.tables.patients)
    15
    """
    return read_study_folder(Path(path))


def compute(study: StudyOrPath, style: str | None = None) -> Results:
    """Compute all results of a study; nothing is written.

    `style` is the number style of the texts, by default the one of study.toml; an unknown one raises
    `UnknownJournal`.

    >>> il2report.compute(study, style="lancet")["progression.median"].text
    '2·9'
    """
    read = study if isinstance(study, Study) else read_study(study)
    return Results(study_printer(read, style))


def build(
    study: StudyOrPath,
    out: str | PathLike[str],
    *,
    formats: Sequence[str] | None = None,
    style: str | None = None,
    strict: bool = False,
    public: bool = False,
    progress: Callable[[str], None] | None = None,
) -> BuildReport:
    """Build the manuscript with its tables, figures and results.json.

    The report that it returns has the files written, the notices, and the seconds of each step.

    Parameters
    ----------
    study : Study or path
        A build reads the folder of a Study again, and refuses it where it was edited since.
    out : str or path
        Where report/ and figures/ are written; the folder of the study is the usual place.
    formats : sequence of str, optional
        Of "html", "pdf" and "docx"; by default the first two, and docx if study.toml has [word].
    style : str, optional
        The style of numbers and references; by default the one of study.toml.
    strict : bool
        Refuse to build while there are notices or broken claims.
    public : bool
        Leave the patients out, as `build --public` does.
    progress : callable, optional
        Called with the name of each step when it begins.

    Raises
    ------
    StudyRefused
        When the study has errors; under `strict` also for notices.
    BuildFailed
        When something could not be drawn, printed or written, or the study was edited since it was
        read. In each case the last good output stays.

    Examples
    --------
    >>> report = il2report.build(study, "built", formats=("html",))
    >>> report.files[0].as_posix()
    'built/report/results.json'
    """
    if formats is not None and (isinstance(formats, str) or not formats):
        raise WrongUse(f"formats is {formats!r}; give a tuple of one or more of html, pdf and docx")
    if unknown := set(formats or ()) - set(FORMATS):
        raise WrongUse(f"{', '.join(sorted(unknown))}: choose from html, pdf and docx")
    request = BuildRequest(
        folder_of(study),
        Path(out),
        formats=tuple(formats) if formats else None,
        style=style,
        strict=strict,
        public=public,
        fingerprint=study.fingerprint if isinstance(study, Study) else None,
    )
    return build_manuscript(request, progress or (lambda _step: None))


def compare(old: StudyOrPath, new: StudyOrPath) -> Changes:
    """Compare two states of a study, and find which correction changed which number.

    Each is the folder of a study or of an issued draft (report/drafts/001-...); nothing is written. A
    folder that holds neither raises `WrongUse`.

    >>> il2report.compare("my-study", "corrected").to_frame()[["id", "old", "new"]].head(1).values
    array([['response.orr_recist.n', '2', '3']], dtype=object)
    """
    before, after = (folder_of(state).absolute() for state in (old, new))
    request = CompareRequest(after, str(before), str(after), writes=False)
    return Changes(compare_states(request))


def folder_of(study: StudyOrPath) -> Path:
    """Give the folder of a study; one that was put together in memory has none."""
    if not isinstance(study, Study):
        return Path(fspath(study))
    if study.folder is None:
        raise WrongUse("this study was not read from a folder; give the path of its folder")
    return study.folder
