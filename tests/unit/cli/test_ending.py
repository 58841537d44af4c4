"""The program ends with an exit code and a message, whatever goes wrong, and with no traceback."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from il2report.cli.ending import exit_code, settle_environment
from il2report.cli.main import main
from il2report.clock import build_date, build_time
from il2report.errors import BuildFailed, WrongUse
from il2report.workflow import checking
from il2report.workflow.worker import Fault

SECRET = "Smith, 1950"


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Where the details of a fault are written."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "il2report"


@pytest.fixture
def failing(monkeypatch):
    """Let `check` fail in a given way."""

    def fail(error):
        def raise_it(_study):
            raise error

        monkeypatch.setattr(checking, "check_study", raise_it)

    return fail


def check(*options):
    return CliRunner().invoke(main, ["check", *options])


def test_a_fault_of_the_program_is_one_sentence_and_a_file_with_the_details(state, failing):
    failing(KeyError(SECRET))
    ended = check()
    (details,) = state.iterdir()
    assert (3, "") == (ended.exit_code, ended.stdout)
    assert (
        f"error: il2report failed because of a mistake in the program itself (KeyError); the details are in {details}\n"
    ) == ended.stderr
    text = details.read_text(encoding="utf-8")
    assert f"KeyError: {SECRET!r}" in text
    assert re.search(r"(?m)^il2report \d", text)
    assert re.search(r"(?m)^pandas \d", text)
    assert 0o600 == details.stat().st_mode & 0o777


def test_a_program_gets_a_fault_as_json_too(state, failing):
    failing(RecursionError())
    ended = check("--json")
    (finding,) = json.loads(ended.stdout)["findings"]
    assert (3, "error") == (ended.exit_code, finding["severity"])
    assert "(RecursionError)" in finding["message"]


@pytest.mark.parametrize("arguments", [["check", "--debug"], ["--debug", "check"]])
def test_debug_shows_the_traceback(state, failing, arguments):
    failing(KeyError(SECRET))
    ended = CliRunner().invoke(main, arguments)
    assert 3 == ended.exit_code
    assert ended.stderr.startswith("Traceback (most recent call last):\n")
    assert f"KeyError: {SECRET!r}" in ended.stderr


def test_debug_shows_the_traceback_of_a_worker_process_too(state, failing):
    failing(Fault("ZeroDivisionError", "division by zero", "Traceback there").raised())
    assert "Traceback there" in check("--debug").stderr
    assert "a mistake in the program itself (ZeroDivisionError)" in check().stderr
    assert all("Traceback there" in path.read_text("utf-8") for path in state.iterdir())


def test_details_go_to_the_temporary_folder_where_there_is_no_other(tmp_path, monkeypatch, failing):
    (tmp_path / "file").touch()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    failing(KeyError())
    said = check().stderr
    (details,) = (tmp_path / "temporary").iterdir()
    assert said.endswith(f"the details are in {details}\n")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    assert check().stderr.endswith("could not be saved, run it again with --debug to see them\n")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (BuildFailed("it failed"), 1, "error: it failed\n"),
        (PermissionError(13, "Permission denied", "x.csv"), 1, "error: x.csv: Permission denied\n"),
        (
            OSError(5, "Input/output error"),
            1,
            "error: the output could not be written: Input/output error\n",
        ),
        (MemoryError(), 1, "error: there is not enough memory\n"),
        (KeyboardInterrupt(), 130, "il2report: interrupted\n"),
        (
            EOFError(),
            3,
            "error: il2report failed because of a mistake in the program itself (EOFError); ",
        ),
    ],
)
def test_each_way_to_fail_has_its_code_and_sentence(state, failing, error, code, said):
    failing(error)
    ended = check()
    assert code == ended.exit_code
    assert ended.stderr.startswith(said)
    assert 1 == ended.stderr.count("\n")


def test_what_click_refuses_keeps_its_code():
    assert 2 == CliRunner().invoke(main, ["no-such-verb"]).exit_code
    assert 2 == CliRunner().invoke(main, ["explain"]).exit_code
    assert 0 == CliRunner().invoke(main, ["explain", "--help"]).exit_code


def test_a_fault_outside_of_any_verb_is_caught_as_well(state, capsys):
    assert 3 == exit_code(lambda: 1 / 0)
    assert "(ZeroDivisionError)" in capsys.readouterr().err


# --- output that nobody takes ---------------------------------------------------------------------


def run(command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program from a shell, for what it does with its streams."""
    program = f"{sys.executable} -m il2report"
    return subprocess.run(
        ["sh", "-c", command.replace("IL2REPORT", program), "sh", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only Linux has a disk that is always full"
)
@pytest.mark.parametrize(
    "arguments", ["--help", "audit --help", "explain --json x --study /nowhere"]
)
def test_a_full_disk_is_said_in_one_line(arguments):
    ended = run(f"IL2REPORT {arguments} >/dev/full")
    assert "Traceback" not in ended.stderr
    if "--json" not in arguments:
        assert (1, "error: the output could not be written: No space left on device\n") == (
            ended.returncode,
            ended.stderr,
        )


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only Linux has a disk that is always full"
)
def test_with_no_place_for_messages_the_exit_code_remains():
    assert (2, "") == ((ended := run("IL2REPORT no-verb 2>/dev/full")).returncode, ended.stdout)
    assert 1 == run("IL2REPORT --help >/dev/full 2>/dev/full").returncode


def test_a_reader_that_stops_reading_ends_the_program_quietly():
    ended = run("{ IL2REPORT --help; echo $? >&2; } | true")
    assert ended.stderr in ("1\n", "0\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_obstacle(closed):
    ended = run(f"IL2REPORT --version {closed}")
    assert (0, "") == (ended.returncode, ended.stderr)


# --- a date that cannot be ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        "abc",
        "-1",
        "1.5",
        " 1",
        "1e9",
        "1_0",
        "\u0661",
        "253402300800",
        "9" * 20,
        "0x10",
        "0001257000000",
    ],
)
def test_a_build_date_that_is_no_date_is_refused(monkeypatch, given):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(WrongUse, match="SOURCE_DATE_EPOCH must be a whole number of seconds"):
        build_time()


@pytest.mark.parametrize(
    ("given", "day"),
    [("0", "1970-01-01"), ("253402300799", "9999-12-31"), ("1257000000", "2009-10-31")],
)
def test_a_build_date_is_taken_from_the_first_to_the_last_day(monkeypatch, given, day):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert day == build_date()


def test_an_empty_build_date_is_none(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert abs(build_time() - time.time()) < 9


# --- interrupted ----------------------------------------------------------------------------------

INTERRUPTED = """
import os, signal, sys, time
from il2report.cli.signals import end_in_one_line
from il2report.workflow import interruption
end_in_one_line()
{}
"""


def ended_by(number: str, code: str, *arguments: str) -> tuple[int, str, str]:
    program = INTERRUPTED.format(code).replace("SIGNAL", f"os.kill(0, signal.{number})")
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        ("SIGINT", 130, "il2report: interrupted\n"),
        ("SIGTERM", 143, "il2report: terminated\n"),
        ("SIGHUP", 129, "il2report: terminated\n"),
    ],
)
def test_a_signal_ends_the_program_in_one_line(number, code, said):
    assert (code, "", said) == ended_by(number, "SIGNAL; time.sleep(9)")


def test_what_is_unfinished_is_undone_the_last_first_and_all_of_it():
    code = """
def fail(): raise KeyError
with interruption.undone_when_interrupted(lambda: print("first", flush=True)):
    with interruption.undone_when_interrupted(fail):
        with interruption.undone_when_interrupted(lambda: print("done before")): pass
        with interruption.undone_when_interrupted(lambda: print("last", flush=True)): SIGNAL
"""
    assert (130, "last\nfirst\n", "il2report: interrupted\n") == ended_by("SIGINT", code)


def test_what_must_be_finished_is_and_ctrl_c_no_longer_says_that_it_was_not():
    code = "with interruption.uninterrupted(): SIGNAL; print('finished', flush=True)\nSIGNAL; print('said')"
    assert (0, "finished\nsaid\n", "") == ended_by("SIGINT", code)
    assert (143, "finished\n", "il2report: terminated\n") == ended_by("SIGTERM", code)


def test_an_ignored_signal_stays_ignored():
    code = "signal.signal(signal.SIGINT, signal.SIG_IGN); end_in_one_line(); SIGNAL"
    assert (0, "", "") == ended_by("SIGINT", code)


def test_a_build_that_is_interrupted_leaves_nothing(tmp_path, project):
    temporary, output = tmp_path / "temporary", tmp_path / "output"
    temporary.mkdir()
    arguments = ["build", "--study", str(project), "--output", str(output)]
    program = [sys.executable, "-m", "il2report", *arguments]
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen(
        program, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as building:
        while len(list(temporary.iterdir())) < 2 and building.poll() is None:
            time.sleep(0.02)  # until both workers have a folder
        os.killpg(building.pid, signal.SIGINT)
        said = building.communicate(timeout=30)[1]
    assert (130, "il2report: interrupted\n") == (building.returncode, said)
    assert ([], False) == (list(temporary.iterdir()), output.exists())


@pytest.mark.parametrize("given", ["abc", "1.5", "-5", "99999999999999999"])
def test_every_verb_refuses_a_build_date_that_is_none(tmp_path, monkeypatch, given):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    ended = check("--study", str(tmp_path))
    assert (2, True) == (ended.exit_code, "SOURCE_DATE_EPOCH must be" in ended.stderr)


def test_a_blank_build_date_and_a_name_for_screens_do_not_reach_the_libraries(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    settle_environment()
    assert {"SOURCE_DATE_EPOCH", "MPLBACKEND"}.isdisjoint(os.environ)


def test_a_build_without_a_stream_for_messages_ends_as_with_one(tmp_path):
    ended = run(f"IL2REPORT build --study {tmp_path} 2>&-")
    assert 1 == ended.returncode


@pytest.mark.parametrize(
    "arguments", [["init", ""], ["check", "--study", " "], ["build", "--output", ""]]
)
def test_a_blank_path_is_refused(arguments):
    ended = CliRunner().invoke(main, arguments)
    assert (2, True) == (ended.exit_code, "the name is blank" in ended.output)
