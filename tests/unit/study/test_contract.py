"""Tables and columns are those that study.toml declares; what it names wrongly is one clear finding."""

import pytest

from il2report.study import inspect_study, read_study
from il2report.study.declarations.variables import yes_and_no

CHOICES = """\
title = "A study of its own"
short_title = "Own study"
authors = ["A. Author"]
data_origin = "synthetic"
"""
SODIUM = '[[variable]]\nname = "sodium"\nkind = "number"\nlabel = "Sodium"\nunit = "mmol/L"\nleast = 100\nmost = 200\n'
SMOKER = '[[variable]]\nname = "smoker"\nkind = "yes_no"\nlabel = "Smoking"\n'
STAGE = '[[variable]]\nname = "stage"\nkind = "ordered"\nlabel = "Stage"\n'
ORGAN = '[[variable]]\nname = "organ"\nkind = "category"\nlabel = "Organ"\ntable = "organs"\n'
OS = '[[endpoint]]\nname = "os"\nlabel = "Overall survival"\nstart = "entry"\nevent = ["death"]\ncensor = "last"\n'


@pytest.fixture
def study(tmp_path):
    """Write a study of these declarations and files of data/."""

    def write(declarations, **tables):
        (tmp_path / "study.toml").write_text(CHOICES + declarations, encoding="utf-8")
        (tmp_path / "data").mkdir(exist_ok=True)
        for name, text in tables.items():
            (tmp_path / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def errors(folder):
    return [(error.code, error.message) for error in inspect_study(folder).errors]


def patients(column, *cells):
    rows = "".join(f"A{n},{cell}\n" for n, cell in enumerate(cells, start=1))
    return f"patient_id,{column}\n{rows}"


def test_a_study_may_have_patients_and_a_number_alone(study):
    read = read_study(study(SODIUM, patients=patients("sodium", 138, 141, 135)))
    assert (["patients"], ()) == (list(read.tables), read.notices)
    assert [138.0, 141.0, 135.0] == read.tables.patients["sodium"].tolist()


@pytest.mark.parametrize(("cell", "codes"), [("100", []), ("99.9", ["impossible-value"]), ("", [])])
def test_a_number_keeps_its_declared_limits(study, cell, codes):
    folder = study(SODIUM, patients=patients("sodium", cell, 141, 135))
    assert codes == [code for code, _ in errors(folder)]


def test_an_absent_column_names_the_declaration_and_the_column_that_may_be_meant(study):
    folder = study(SODIUM, patients=patients("Sodium", 138, 141, 135))
    ((code, message),) = errors(folder)
    assert "missing-column" == code
    assert "variable sodium of study.toml needs it. Is it the column 'Sodium'?" in message


def test_an_absent_table_names_the_declaration(study):
    folder = study(ORGAN, patients="patient_id\nA1\nA2\nA3\n")
    assert [
        ("missing-file", "there is no such file; variable organ of study.toml needs it")
    ] == errors(folder)


def test_a_declared_table_is_typed_and_refers_to_patients(study):
    book = "table,column,code,label,group,order\norgans,organ,liver,Liver,,1\n"
    tables = {"patients": "patient_id\nA1\nA2\nA3\n", "codebook": book}
    folder = study(ORGAN, **tables, organs="patient_id,organ\nA1,liver\n")
    assert ["liver"] == read_study(folder).tables["organs"]["organ"].tolist()
    folder = study(ORGAN, **tables, organs="patient_id,organ\nA9,liver\n")
    assert ["unknown-patient"] == [code for code, _ in errors(folder)]


def test_a_column_that_is_two_things_is_refused(study):
    twice = SODIUM + STAGE.replace('name = "stage"', 'name = "stage"\ncolumn = "sodium"')
    ((code, message),) = errors(study(twice, patients=patients("sodium", 138, 141, 135)))
    assert "bad-setting" == code
    assert (
        "cannot have numbers, as variable sodium declares, and codes, as variable stage" in message
    )


def test_what_the_program_reads_as_dates_cannot_be_declared_as_numbers(study):
    number = SODIUM.replace('name = "sodium"', 'name = "entry_date"')
    code, message = errors(study(number, patients=patients("entry_date", 138, 141, 135)))[0]
    assert ("bad-setting", True) == (code, "cannot have dates, as the program expects" in message)


def test_codes_without_labels_are_one_finding_with_the_rows_to_add(study):
    book = "table,column,code,label,group,order\n"
    folder = study(STAGE, patients=patients("stage", "10", "2", "ii"), codebook=book)
    ((code, message),) = errors(folder)
    assert "codes-without-labels" == code
    assert (
        "patients,stage,2,stage 2,,1 · patients,stage,10,stage 10,,2 · patients,stage,ii,ii,,3"
        in message
    )


@pytest.mark.parametrize(
    ("codes", "pair"),
    [
        (["no", "yes"], ("yes", "no")),
        (["1"], ("1", "0")),
        (["FALSE", "TRUE"], ("TRUE", "FALSE")),
        (["N"], ("Y", "N")),
        ([], ("yes", "no")),
        (["yes", "0"], None),
        (["Yes", "no"], None),
    ],
)
def test_yes_and_no_are_one_of_four_pairs(codes, pair):
    assert pair == yes_and_no(codes)


def test_a_yes_no_column_of_other_codes_is_one_finding(study):
    tables = {"codebook": "table,column,code,label,group,order\n"}
    assert [] == errors(study(SMOKER, patients=patients("smoker", "1", "0", ""), **tables))
    ((code, _),) = errors(study(SMOKER, patients=patients("smoker", "1", "yes", ""), **tables))
    assert "codes-without-labels" == code


@pytest.mark.parametrize(
    ("last", "codes"), [("2003-01-01", []), ("2002-12-31", ["dates-out-of-order"])]
)
def test_declared_dates_are_in_order(study, last, codes):
    rows = f"patient_id,entry,last,death_date\nA1,2003-01-01,{last},\n" + "".join(
        f"A{n},2003-01-01,2004-01-01,\n" for n in (2, 3)
    )
    assert codes == [code for code, _ in errors(study(OS, patients=rows))]


def test_deaths_by_status_ask_which_codes_mean_death(study):
    rows = "patient_id,entry,last,status\n" + "".join(
        f"A{n},2003-01-01,2004-01-01,{status}\n" for n, status in enumerate(("up", "up", "down"))
    )
    book = "table,column,code,label,group,order\npatients,status,up,Alive,,1\npatients,status,down,Dead,,2\n"
    ((code, message),) = errors(study(OS, patients=rows, codebook=book))
    assert ("missing-setting", True) == (code, 'dead_codes = ["down", "up"]' in message)
    named = OS + 'dead_codes = ["down"]\n'
    assert [] == errors(study(named, patients=rows, codebook=book))


@pytest.mark.parametrize(
    ("slip", "others", "found"),
    [("7200", 19, ["value-far-out"]), ("7200", 18, []), ("160", 19, []), ("", 20, [])],
)
def test_a_value_far_from_at_least_nineteen_others_is_a_notice(study, slip, others, found):
    number = SODIUM.replace("least = 100\nmost = 200\n", "")
    cells = [slip, *(135 + n % 10 for n in range(others))]
    notices = inspect_study(study(number, patients=patients("sodium", *cells))).notices
    assert found == [notice.code for notice in notices]


def test_columns_and_files_that_nothing_declares_are_kept_with_a_notice_each(study):
    rows = "patient_id,sodium,a,b\nA1,138,x,\nA2,141,,\nA3,135,,y\n"
    read = read_study(study(SODIUM, patients=rows, labs="patient_id,x\nA1,2\n"))
    assert ["extra-column", "unread-data"] == sorted(notice.code for notice in read.notices)
    assert ["x", "", ""] == read.tables.patients["a"].tolist()
