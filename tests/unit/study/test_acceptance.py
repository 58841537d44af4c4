"""Notices that study.toml accepts: each by its whole line, with a reason, and only while it occurs."""

import pytest

from il2report.errors import StudyRefused
from il2report.study import inspect_study, read_study
from il2report.templating.views import UnknownField, field, plain
from il2report.workflow.building import BuildRequest, Clock, read

UNKNOWN = ("chemotherapy,", "chemotherapy,unknown")
LINE = (
    "data/prior_therapies.csv, row 3, column agent, patient A3: 'unknown' names nothing, and is kept"
    " as it is [word-for-unknown]"
)
REASON = "The chart of 2001 names no drug."


@pytest.fixture
def accepting(small_study):
    """Write the small study with an unknown drug, and entries in study.toml."""

    def write(*lines, agent="unknown", reason=f'reason = "{REASON}"\n'):
        entries = "".join(f'\n[[accepted]]\nnotice = """{line}"""\n{reason}' for line in lines)
        folder = small_study(prior_therapies=("chemotherapy,", f"chemotherapy,{agent}"))
        with (folder / "study.toml").open("a", encoding="utf-8") as choices:
            choices.write(entries)
        return folder

    return write


def codes(folder):
    return [finding.code for finding in inspect_study(folder).findings]


@pytest.mark.parametrize("line", [LINE, f"notice: {LINE}"])
def test_an_accepted_notice_does_not_count(accepting, line):
    study = read_study(accepting(line))
    assert () == study.notices
    assert [(LINE, REASON)] == [(str(each.notice), each.reason) for each in study.accepted]


@pytest.mark.parametrize(
    "line",
    [
        "[word-for-unknown]",
        "word-for-unknown",
        LINE.replace("row 3", "row 5"),
        LINE.replace("A3", "A4"),
        LINE.replace("'unknown'", "'UNKNOWN'"),
        LINE.removesuffix(" [word-for-unknown]"),
        f"error: {LINE}",
    ],
)
def test_an_entry_that_is_not_the_whole_line_accepts_nothing(accepting, line):
    assert ["idle-acceptance", "word-for-unknown"] == codes(accepting(line))


def test_an_entry_is_itself_a_notice_when_its_notice_no_longer_occurs(accepting):
    (finding,) = inspect_study(accepting(LINE, agent="dacarbazine")).findings
    assert (
        "notice: study.toml: accepted, entry 1: no notice about data or study.toml reads "
        "'data/prior_therapies.csv, row 3, column ...'; delete the entry, or copy the whole line that "
        "check prints [idle-acceptance]"
    ) == finding.line


def test_an_entry_cannot_accept_that_it_is_idle(accepting):
    folder = accepting(LINE, agent="dacarbazine")
    (idle,) = inspect_study(folder).findings
    assert ["idle-acceptance"] * 2 == codes(accepting(LINE, str(idle), agent="dacarbazine"))


def test_an_error_cannot_be_accepted(accepting):
    (error,) = inspect_study(accepting(agent="n/a")).findings
    assert error.is_error
    with pytest.raises(StudyRefused):
        read_study(accepting(str(error), agent="n/a"))


@pytest.mark.parametrize("reason", ["", 'reason = ""\n', "reason = 1\n", 'reason = " "\n'])
def test_a_notice_is_accepted_with_a_reason(accepting, reason):
    found = [str(finding) for finding in inspect_study(accepting(LINE, reason=reason)).errors]
    assert 1 == len(found)
    assert "accepted.reason, entry 1" in found[0]


def test_a_new_doubt_of_the_same_kind_is_not_accepted(accepting, small_study):
    accepting(LINE)
    folder = small_study()
    patients = folder / "data" / "patients.csv"
    patients.write_text(patients.read_text().replace("A4,", "a3,"))
    for table in (folder / "data").glob("*.csv"):
        table.write_text(table.read_text().replace("A4,", "a3,"))
    (alike,) = inspect_study(folder).findings
    assert "similar-id" == alike.code
    with (folder / "study.toml").open("a") as choices:
        choices.write(f'\n[[accepted]]\nnotice = """{alike}"""\nreason = "Two persons."\n')
    assert [] == codes(folder)
    for table in (folder / "data").glob("*.csv"):
        table.write_text(table.read_text().replace("A2,", "a1,"))
    assert ["idle-acceptance", "similar-id"] == codes(folder)


def test_a_strict_build_passes_once_its_notices_are_accepted(accepting, tmp_path):
    def strict(folder):
        return BuildRequest(folder, tmp_path, strict=True), Clock(lambda _: None)

    with pytest.raises(StudyRefused):
        read(*strict(accepting()))
    assert () == read(*strict(accepting(LINE))).notices
    with pytest.raises(StudyRefused):
        read(*strict(accepting(LINE, agent="dacarbazine")))


@pytest.mark.parametrize("code", ["few-events", "unplaced-float", "unknown-id"])
def test_an_entry_on_what_is_found_later_waits_and_is_not_idle_yet(accepting, code):
    line = f"study.toml: something that is found later [{code}]"
    study = read_study(accepting(LINE, line))
    assert () == study.notices
    assert {2: line} == {number: entry.line for number, entry in study.waiting.items()}


def test_nothing_else_of_the_program_sees_the_entries(accepting):
    """They name patients, who would get into templates, comparisons and public files."""
    configuration = read_study(accepting(LINE)).configuration
    assert () == configuration.accepted
    assert "accepted" not in configuration.model_dump()
    with pytest.raises(UnknownField, match="there is no field 'accepted'"):
        field(plain(configuration), "accepted")
