"""A process beside the main one answers in order, and its failures arrive as errors."""

import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
from threading import Thread

import pytest
from worker_calls import double, fail, no_pango, nothing, refuse, say, sleep, unsendable

from il2report.errors import BuildFailed
from il2report.workflow.worker import Worker, WorkerFault


@pytest.fixture
def worker():
    with Worker(nothing) as started:
        yield started


def test_answers_come_in_the_order_of_asking(worker):
    answers = [worker.submit(double, number) for number in (1, 2, 3)]
    assert [2, 4, 6] == [answer() for answer in answers]


def test_an_answer_can_be_fetched_before_earlier_ones(worker):
    first, second, third = (worker.submit(double, number) for number in (1, 2, 3))
    assert [6, 2] == [third(), first()]
    fourth = worker.submit(double, 4)
    assert [8, 4] == [fourth(), second()]


def test_the_work_is_done_in_another_process(worker):
    assert os.getpid() != worker.submit(os.getpid)()


def test_large_calls_and_large_answers_do_not_wait_for_each_other(worker):
    more_than_a_pipe_holds = b"x" * 2**20

    def ask():
        answers.extend(worker.submit(bytes, more_than_a_pipe_holds) for _ in range(3))

    answers = []
    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(10)
    assert [2**20] * 3 == [len(answer()) for answer in answers]


def test_an_error_of_ours_arrives_as_it_was(worker):
    answer = worker.submit(refuse, "no picture")
    with pytest.raises(BuildFailed) as error:
        answer()
    assert "no picture" == str(error.value)


def test_any_other_error_arrives_with_the_traceback_from_there(worker):
    answer = worker.submit(fail, "too small")
    with pytest.raises(WorkerFault) as error:
        answer()
    assert ("ValueError", "ValueError: too small") == (error.value.kind, str(error.value))
    shown = "".join(traceback.format_exception(error.value))
    assert "raise ValueError(message)\nValueError: too small" in shown


def test_what_the_system_refuses_there_is_refused_here(worker, tmp_path):
    answer = worker.submit((tmp_path / "gone").read_bytes)
    with pytest.raises(FileNotFoundError) as error:
        answer()
    assert str(tmp_path / "gone") == error.value.filename


def test_a_worker_goes_on_after_an_error(worker):
    failing, working = worker.submit(fail, "x"), worker.submit(double, 4)
    with pytest.raises(WorkerFault):
        failing()
    assert 8 == working()


def test_an_answer_that_cannot_be_sent_is_an_error(worker):
    answer = worker.submit(unsendable)
    with pytest.raises(WorkerFault):
        answer()


def test_a_preparation_that_fails_is_the_answer_to_every_call():
    with Worker(no_pango) as unprepared:
        answers = [unprepared.submit(double, number) for number in (1, 2)]
        for answer in answers:
            with pytest.raises(BuildFailed, match="Pango is not installed"):
                answer()


def test_a_worker_that_nobody_listens_to_any_more_says_nothing(capfd):
    with Worker(nothing) as unheard:
        unheard.submit(double, 2)
        time.sleep(0.2)
        unheard._answers.close()
        unheard._calls.close()
        assert 0 == unheard._process.wait(5)
    assert "" == capfd.readouterr().err


def test_a_process_that_dies_is_told(worker):
    answer = worker.submit(os._exit, 3)
    with pytest.raises(BuildFailed) as error:
        answer()
    assert "a worker process ended unexpectedly (exit code 3)" == str(error.value)


def test_a_process_that_is_killed_is_told_and_so_is_each_later_call(worker):
    answer = worker.submit(sleep)
    worker._process.kill()
    with pytest.raises(BuildFailed) as error:
        answer()
    assert str(error.value) == (
        "a worker process ended unexpectedly (ended by SIGKILL; perhaps there was not enough memory)"
    )
    with pytest.raises(BuildFailed):
        [worker.submit(double, 1) for _ in range(3)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_all_processes_is_left_to_the_main_one(worker, number):
    os.kill(worker._process.pid, number)
    assert 4 == worker.submit(double, 2)()


def test_a_worker_leaves_no_temporary_files(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Worker(nothing) as finished:
        finished.submit(tempfile.mkdtemp)()
    with Worker(nothing) as busy:
        busy.submit(tempfile.mkdtemp)()
        busy.submit(sleep)
    abandoned = Worker(nothing)
    abandoned.submit(tempfile.mkdtemp)()
    assert [] != list(tmp_path.iterdir())
    abandoned.__exit__()
    assert [] == list(tmp_path.iterdir())


def test_a_worker_whose_main_process_was_killed_leaves_no_temporary_files(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fork = multiprocessing.get_context("fork")
    main = fork.Process(target=start_and_be_killed)
    main.start()
    main.join()
    deadline = time.monotonic() + 10
    while list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (-signal.SIGKILL, []) == (main.exitcode, list(tmp_path.iterdir()))


def start_and_be_killed():
    worker = Worker(nothing)
    worker.submit(tempfile.mkdtemp)()
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_without_a_temporary_folder_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(BuildFailed, match="there is no temporary folder to write to"):
        Worker(nothing)


def test_what_a_library_prints_is_no_answer(capfd):
    with Worker(nothing) as talking:
        assert [4, 5] == [talking.submit(say, "a warning")(), talking.submit(len, "abcde")()]
    assert ("", "a warning\n") == capfd.readouterr()


def test_no_module_of_the_present_folder_is_run(tmp_path, monkeypatch):
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Worker(nothing) as elsewhere:
        assert 6 == elsewhere.submit(double, 3)()


def test_a_process_that_cannot_be_started_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    with pytest.raises(OSError, match="gone"):
        Worker(nothing)
    assert [] == list(tmp_path.iterdir())


def test_leaving_does_not_wait_for_what_nobody_wants_any_more():
    start = time.perf_counter()
    with Worker(nothing) as busy:
        busy.submit(sleep)
    assert time.perf_counter() - start < 30


def test_two_workers_do_not_keep_each_other_alive():
    with Worker(nothing) as first, Worker(nothing) as second:
        assert (2, 4) == (first.submit(double, 1)(), second.submit(double, 2)())
    assert (0, 0) == (first._process.returncode, second._process.returncode)


def test_what_is_prepared_is_there_before_the_first_answer(tmp_path):
    with Worker((tmp_path / "ready").mkdir) as prepared:
        assert prepared.submit((tmp_path / "ready").exists)()
