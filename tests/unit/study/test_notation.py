"""TOML and JSON that a parser could not take, or would take for ever, are refused with their place."""

import time

import pytest
from pydantic import ValidationError

from il2report.parsing import BeyondBounds, json_value, toml_value
from il2report.study import inspect_study
from il2report.study.declarations import Comparison
from il2report.study.notation import Codes, errors_of_one_form, setting_finding

ENDLESS = {
    "a long dotted key": ".".join("a" * 60_000) + "=1",
    "with blanks": " . ".join("a" * 60_000) + "=1",
    "in quotation marks": ".".join(['"a"'] * 60_000) + "=1",
    "in the name of a section": f"[{'.'.join('a' * 60_000)}]",
    "within braces": f"a={{{'.'.join('a' * 60_000)}=1}}",
    "nested lists": "a=" + "[" * 400_000,
    "nested braces": "a=" + "{a=" * 200_000,
    "nested by keys within braces": "a=" + "{a.b.c.d.e=" * 60 + "1" + "}" * 60,
    "after a text that ends in four marks": 'a=["""x"""", ' + "[" * 70 + '"a"' + "]" * 70 + "]",
    "a whole number of 10,000 digits": "a=" + "9" * 10_000,
    "a hexadecimal one": "a=0x" + "f" * 10_000,
    "a key of 1,000 letters": "k" * 1_000 + "=1",
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS.keys())
def test_toml_beyond_bounds_is_refused_at_once(text):
    start = time.perf_counter()
    with pytest.raises(BeyondBounds):
        toml_value(text)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "9" * 10_000,
        "-" + "9" * 10_000,
        "1e400",
        '{"' + "k" * 1_000 + '":1}',
    ],
)
def test_json_beyond_bounds_is_refused_at_once(text):
    with pytest.raises(BeyondBounds):
        json_value(text.encode())


@pytest.mark.parametrize(("deep", "is_read"), [(63, True), (64, True), (65, False)])
def test_brackets_may_stand_64_deep(deep, is_read):
    brackets = "[" * deep + "]" * deep
    for parse, text in ((toml_value, f"a={brackets}"), (json_value, brackets.encode())):
        if is_read:
            parse(text)
        else:
            with pytest.raises(BeyondBounds):
                parse(text)


@pytest.mark.parametrize(("parts", "is_read"), [(15, True), (16, True), (17, False)])
def test_a_key_may_have_16_parts(parts, is_read):
    for text in (".".join("a" * parts) + "=1", f"[{' . '.join('a' * parts)}]"):
        if is_read:
            toml_value(text)
        else:
            with pytest.raises(BeyondBounds):
                toml_value(text)


@pytest.mark.parametrize(("digits", "is_read"), [(17, True), (18, True), (19, False)])
def test_a_whole_number_may_have_18_digits(digits, is_read):
    number = "9" * digits
    for parse, text in (
        (toml_value, f"a=-{number}"),
        (json_value, number.encode()),
        (json_value, f"-{number}".encode()),
    ):
        if is_read:
            parse(text)
        else:
            with pytest.raises(BeyondBounds):
                parse(text)


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + ".[{" * 100 + '"',
        'a = "\\"' + ".[{" * 100 + '"',
        "a = '" + ".[{" * 100 + "'",
        'a = """' + '.[{"\n' * 100 + '"""',
        "a = '''" + ".[{'\n" * 100 + "'''",
        'a = """x"""""\nb = "' + "[" * 100 + '"',
        "# " + ".[{" * 100 + "\na = 1",
        '"' + "a.b" * 30 + '" = 1',
        "a = [" + "1.5, " * 100 + "]",
        "a = [" + "[1.5], " * 100 + "]",
        "\n".join(f"a{n}.b.c = 2001-01-31T10:00:00.5" for n in range(100)),
        "\r\n".join(f"[a{n}.b]" for n in range(100)),
    ],
)
def test_points_and_brackets_that_do_not_nest_are_not_counted(text):
    assert toml_value(text)


def test_the_line_is_told(small_study):
    text = "title = 1\n\nx = " + "[" * 100
    folder = small_study()
    (folder / "study.toml").write_text(text)
    (finding,) = inspect_study(folder).findings
    assert ("beyond-bounds", 3) == (finding.code, finding.place.row)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("study.toml", ENDLESS["a long dotted key"]),
        ("data/literature.toml", ENDLESS["nested by keys within braces"]),
        ("data/references.json", "[" * 100_000),
        ("data/references.json", '[{"id": ' + "9" * 5_000 + "}]"),
    ],
)
def test_a_study_with_such_a_file_has_a_finding(small_study, file, text):
    folder = small_study()
    (folder / file).write_text(text)
    found = inspect_study(folder).findings
    assert [file] == [f.place.file for f in found if f.code == "beyond-bounds"]


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ('"fischer"', "is 'fischer'; it should be 'fisher', "),
        ('["fischer"]', "entry 1 is 'fischer'; it should be 'fisher', "),
        ("[]", "it should be a list with at least one entry"),
    ],
)
def test_a_key_of_a_name_or_a_list_of_names_has_one_error_of_the_form_that_it_has(tests, said):
    settings = toml_value(
        f'[[comparison]]\nname = "c"\nby = "sex"\ntests = {{ number = {tests} }}\n'
    )
    with pytest.raises(ValidationError) as refused:
        Comparison.model_validate(settings["comparison"][0])
    codes = Codes("missing", "unknown", "bad")
    (finding,) = (
        setting_finding("study.toml", each, Comparison, codes)
        for each in errors_of_one_form(refused.value.errors())
    )
    assert said in finding.message
    assert finding.message.startswith("tests.number")
    assert "literal" not in finding.message
