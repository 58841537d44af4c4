"""A figure is taken from the last build only where nothing about it has changed."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from il2report.analysis.endpoints import Times
from il2report.document.formats import number_style
from il2report.figures.drawn import Picture
from il2report.figures.shown import Bar, Bars
from il2report.workflow import drawing, remembering
from il2report.workflow.drawing import DrawingProcess
from il2report.workflow.remembering import LastBuild

STYLE, OTHER_STYLE = number_style("nejm"), number_style("ama")
TIMES = (Times(("P1", "P2"), (3.5, 6.0), (True, False)),)
FILES = {"rates.svg": b"<svg/>", "rates.pdf": b"%PDF", "rates.png": b"PNG"}
SECOND = {name.replace("rates", "doses"): content + b"2" for name, content in FILES.items()}


def bars(value):
    return Bars("Rates", (Bar("one", str(value), value),), "Percent")


def declared(times):
    return SimpleNamespace(times=dict(enumerate(times)), level=95)


SHOWN = {"figure.rates": bars(20.0), "figure.doses": bars(3.0)}


@pytest.fixture
def output(tmp_path, monkeypatch):
    """A folder with what a build has drawn, and the record of that."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    built(tmp_path / "out")
    return tmp_path / "out"


def built(folder):
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    for name, content in {**FILES, **SECOND}.items():
        (folder / "figures" / name).write_bytes(content)
    last = LastBuild.of(folder)
    last.drawn(SHOWN, STYLE)
    last.agreed(TIMES, 95)
    pictures = {"figure.rates": Picture(b"<svg/>", 0.5), "figure.doses": Picture(b"<svg/>2", 1.5)}
    files = {f"figures/{name}": content for name, content in {**FILES, **SECOND}.items()}
    last.keep(pictures, files)


def found(folder, shown=SHOWN, style=STYLE):
    return set(LastBuild.of(folder).drawn(shown, style))


def record(folder):
    (path,) = (folder.parent / "cache" / "il2report").iterdir()
    return path


def test_what_has_not_changed_is_taken_from_the_last_build(output):
    drawn = LastBuild.of(output).drawn(SHOWN, STYLE)
    assert Picture(b"<svg/>", 0.5) == drawn["figure.rates"].picture
    assert {"doses.pdf": b"%PDF2", "doses.png": b"PNG2"} == drawn["figure.doses"].files
    assert LastBuild.of(output).agreed(TIMES, 95)


def test_a_figure_that_shows_something_else_is_drawn(output):
    assert {"figure.doses"} == found(output, {**SHOWN, "figure.rates": bars(20.1)})
    assert set() == found(output, style=OTHER_STYLE)
    assert set() == found(output.parent / "elsewhere")


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("content", [None, b"edited"])
def test_a_figure_whose_file_is_not_as_it_was_written_is_drawn(output, name, content):
    (output / "figures" / name).unlink()
    if content:
        (output / "figures" / name).write_bytes(content)
    assert {"figure.doses"} == found(output)


def test_other_times_and_another_level_are_compared(output):
    last = LastBuild.of(output)
    assert not last.agreed((Times(("P1", "P2"), (3.5, 6.0), (True, True)),), 95)
    assert not last.agreed(TIMES, 90)


def test_another_version_of_the_program_draws_and_compares(output, monkeypatch):
    monkeypatch.setattr(remembering, "_program", lambda: b"another")
    assert set() == found(output)
    assert not LastBuild.of(output).agreed(TIMES, 95)


def test_the_program_is_known_by_its_libraries_and_each_of_its_files():
    assert b"matplotlib" in remembering._program()
    assert b"bars.py" in remembering._program()


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b'{"figures": 3}',
        b'{"figures": {"figure.rates": []}}',
        b'{"figures": {"figure.rates": {"source": 1}}}',
    ],
)
def test_a_damaged_record_is_none(output, damaged):
    record(output).write_bytes(damaged)
    assert set() == found(output)
    assert not LastBuild.of(output).agreed(TIMES, 95)


@pytest.mark.parametrize("key", ["aspect", "files"])
def test_a_record_that_lacks_something_is_not_used(output, key):
    kept = json.loads(record(output).read_bytes())
    del kept["figures"]["figure.rates"][key]
    record(output).write_text(json.dumps(kept))
    assert {"figure.doses"} == found(output)


def test_a_record_has_nothing_of_the_patients(output):
    content = record(output).read_text()
    assert "P1" not in content
    assert "one" not in content


def test_without_a_place_for_records_everything_is_drawn(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    built(tmp_path / "out")
    assert set() == found(tmp_path / "out")


def test_builds_at_the_same_time_leave_a_whole_record(output):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: built(output), range(40)))
    assert set(SHOWN) == found(output)
    assert 1 == len([*record(output).parent.iterdir()])


def test_the_oldest_record_is_forgotten(output, monkeypatch):
    monkeypatch.setattr(remembering, "MOST_KEPT", 2)
    os.utime(record(output), (0, 0))
    for name in ("b", "c"):
        built(output.parent / name)
    assert [set(), set(SHOWN), set(SHOWN)] == [
        found(output.parent / name) for name in ("out", "b", "c")
    ]


def test_a_figure_that_no_text_places_starts_no_process(output, monkeypatch):
    monkeypatch.setattr(drawing, "Worker", Started)
    monkeypatch.setattr(Started, "calls", ())
    with DrawingProcess(LastBuild.of(output)) as process:
        process.begin({**SHOWN, "figure.unplaced": bars(9.0)}, STYLE, declared(TIMES))
        process.draw(SHOWN)
        assert () == Started.calls
        process.draw({**SHOWN, "figure.placed_now": bars(9.0)})
    assert ("import_drawing", "draw ['figure.placed_now']") == Started.calls[:2]


class Started:
    """In place of a worker process."""

    calls: tuple[str, ...] = ()

    def __init__(self, prepare):
        Started.calls += (prepare.__name__,)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def submit(self, call, *arguments):
        first = sorted(arguments[0]) if isinstance(arguments[0], dict) else len(arguments[0])
        Started.calls += (f"{call.__name__} {first}",)
        return dict if call.__name__ != "second_opinion" else float


@pytest.mark.parametrize(
    ("remembers", "shown", "times", "calls"),
    [
        (True, SHOWN, TIMES, []),
        (True, SHOWN, TIMES * 2, ["nothing", "second_opinion 2"]),
        (
            True,
            {**SHOWN, "figure.rates": bars(1.0)},
            TIMES,
            ["import_drawing", "draw ['figure.rates']", "draw_for_submission ['figure.rates']"],
        ),
        (
            False,
            SHOWN,
            TIMES,
            [
                "import_drawing",
                "draw ['figure.doses', 'figure.rates']",
                "draw_for_submission ['figure.doses', 'figure.rates']",
                "second_opinion 1",
            ],
        ),
        (False, {}, (), []),
    ],
)
def test_a_process_draws_what_is_not_remembered(
    output, monkeypatch, remembers, shown, times, calls
):
    """A draft remembers nothing."""
    monkeypatch.setattr(drawing, "Worker", Started)
    monkeypatch.setattr(Started, "calls", ())
    with DrawingProcess(LastBuild.of(output) if remembers else None) as process:
        process.begin(shown, STYLE, declared(times))
        process.draw(shown)
        known = set(process.pictures())
        assert len(process.submission()) == 2 * len(known)
        process.require_agreement()
    assert calls == list(Started.calls)
    assert known == (set() if not remembers else {k for k in shown if shown[k] == SHOWN[k]})
