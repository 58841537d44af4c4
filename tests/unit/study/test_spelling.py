"""Tables as people save them are read where they can mean one thing, and refused where two."""

import pandas as pd
import pytest

from il2report.study import inspect_study, read_study


def resaved(folder, table, change):
    path = folder / "data" / f"{table}.csv"
    path.write_bytes(change(path.read_text(encoding="utf-8")))
    return path


def findings_of(folder):
    return [f"{f.code}: {f.message}" for f in inspect_study(folder).findings]


def day_first(text):
    return pd.Series([text]).str.replace(r"(\d{4})-(\d\d)-(\d\d)", r"\3.\2.\1", regex=True)[0]


def month_first(text):
    return pd.Series([text]).str.replace(r"(\d{4})-0?(\d+)-0?(\d+)", r"\2/\3/\1", regex=True)[0]


SAVED = {
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16 characters; tabs between columns": lambda text: text.replace(",", "\t").encode(
        "utf-16"
    ),
    "semicolons between columns": lambda text: text.replace(",", ";").encode(),
    "bars between columns": lambda text: text.replace(",", "|").encode(),
    "semicolons between columns; decimal commas": lambda text: (
        text.replace(",", ";").replace(".", ",").encode()
    ),
    "blanks around cells left out": lambda text: text.replace(",", " , ").encode(),
    "blank columns at the end left out": lambda text: text.replace("\n", ",,\n").encode(),
    "day-first dates": lambda text: day_first(text).encode(),
    "month-first dates": lambda text: month_first(text).encode(),
    "dates with a time of midnight": lambda text: text.replace(
        "2003-03-03", "2003-03-03 00:00:00"
    ).encode(),
    "dates with the year first or the month by name": lambda text: (
        text.replace("2003-03-03", "3-MAR-2003").replace("2003-05-05", "2003/5/5").encode()
    ),
    "a byte order mark; semicolons between columns; decimal commas; day-first dates": (
        lambda text: (
            (b"\xef\xbb\xbf" + day_first(text.replace(",", ";").replace("5;1;", "5,0;1;")).encode())
            .replace(b"210.5", b"210,5")
            .replace(b"62.5", b"62,5")
            .replace(b"\n", b"\r\n")
        )
    ),
}


@pytest.mark.parametrize("read_as", SAVED)
def test_a_table_saved_another_way_holds_the_same_patients_and_one_notice_says_how(
    small_study, read_as
):
    folder = small_study()
    before = read_study(folder).tables.patients
    resaved(folder, "patients", SAVED[read_as])
    assert [f"read-as: read as: {read_as}"] == findings_of(folder)
    pd.testing.assert_frame_equal(before, read_study(folder).tables.patients)


def test_windows_characters_are_read_and_named(small_study):
    folder = small_study()
    resaved(
        folder,
        "codebook",
        lambda text: text.replace(",Fever,", ",Fièvre – d’été,").encode("cp1252"),
    )
    assert ["read-as: read as: Windows-1252 characters (è é – ’)"] == findings_of(folder)
    assert "Fièvre – d’été" == read_study(folder).codebook.label("adverse_events", "term", "fever")


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_characters_of_other_machines_are_not_taken_for_windows(small_study, encoding):
    folder = small_study()
    resaved(
        folder, "codebook", lambda text: text.replace(",Fever,", ",Fièvre élevée,").encode(encoding)
    )
    assert ["not-utf8"] == [finding.code for finding in inspect_study(folder).findings]


def test_a_sign_within_a_word_is_not_taken_for_windows(small_study):
    folder = small_study()
    resaved(folder, "codebook", lambda text: text.replace(",Fever,", ",Stałe,").encode("iso8859-2"))
    assert ["not-utf8"] == [finding.code for finding in inspect_study(folder).findings]


def test_dates_that_fit_both_orders_are_settled_by_another_date_of_the_file(small_study):
    folder = small_study(patients=("PD,2003-08-01,2004-02-02", "PD,1/8/2003,23/2/2004"))
    assert "2003-08-01" == str(read_study(folder).tables.patients.loc[3, "progression_date"].date())


def test_dates_that_fit_both_orders_are_not_settled_by_dates_written_with_another_mark(small_study):
    folder = small_study(patients=("PD,2003-08-01,2004-02-02", "PD,1/8/2003,23.2.2004"))
    assert ["ambiguous-date"] == [f.code for f in inspect_study(folder).errors]


def test_a_file_with_both_orders_settles_nothing(small_study):
    folder = small_study(
        cycles=b"patient_id,cycle,start_date,last_dose_date,doses\n"
        b"A1,1,3/3/2003,3/25/2003,12\nA2,1,5/5/2003,15/5/2003,14\n"
        b"A3,1,12/1/2004,2004-01-14,8\nA4,1,10/10/2005,2005-10-10,2\n"
    )
    codes = [f"{f.code} {f.place.column}" for f in inspect_study(folder).findings]
    assert ["ambiguous-date start_date"] == [code for code in codes if code.startswith("amb")]


def test_a_column_of_doubtful_dates_is_one_finding_and_nothing_is_concluded_from_it(small_study):
    folder = small_study(
        cycles=b"patient_id,cycle,start_date,last_dose_date,doses\n"
        b"A1,1,3/4/2003,2003-04-07,12\nA2,1,5/6/2003,2003-06-09,14\n"
        b"A3,1,1/2/2004,2004-02-14,8\nA4,1,10/11/2005,2005-11-10,2\n"
    )
    errors = [f for f in inspect_study(folder).findings if f.is_error and "cycles" in f.place.file]
    assert [
        (
            "data/cycles.csv, row 2, column start_date, patient A1: '3/4/2003' may mean 2003-04-03 or "
            "2003-03-04, and no date of the file with '/' shows which. The same applies to 3 more cells of this column. "
            "Write dates as 2003-04-03 [ambiguous-date]"
        )
    ] == [str(finding) for finding in errors]


def test_a_point_among_decimal_commas_may_mark_thousands(small_study):
    folder = small_study(patients=("A1,female,41,0,210.5", 'A1,female,"41,5",0,1.210'))
    (error,) = (f for f in inspect_study(folder).findings if f.is_error)
    assert "'1.210' may mean 1210 or 1.210. Write numbers without thousands marks" == error.message


def test_a_mark_in_a_name_does_not_separate_where_the_records_tell(small_study):
    folder = small_study(
        metastases=b"patient_id,site,side; left?\nA1,lung,x\nA1,brain,\nA2,liver,\nA3,lung,\nA4,lung,\n"
    )
    assert ["extra-column"] == [finding.code for finding in inspect_study(folder).findings]


def test_a_column_without_a_name_keeps_its_finding_while_it_holds_anything(small_study):
    folder = small_study(metastases=b"patient_id,site,\nA1,lung,left\nA1,brain,\n")
    assert "unnamed-column" in {finding.code for finding in inspect_study(folder).findings}


def test_cells_of_blanks_alone_are_blank(small_study):
    folder = small_study(metastases=("A2,liver\n", "A2,liver\n  , \n"))
    assert [] == findings_of(folder)


@pytest.mark.parametrize(
    "text", ["07-Decline-2001", "7 Marc 2001", "7 Mayo 2001", "7 Julian 2001", "7-Sepp-2001"]
)
def test_a_month_has_its_own_name_or_abbreviation(small_study, text):
    folder = small_study(patients=("PD,2003-08-01", f"PD,{text}"))
    assert ["bad-date"] == [f.code for f in inspect_study(folder).findings]


@pytest.mark.parametrize("text", ["1-Aug-2003", "1 august 2003", "01AUG2003", "1 AUGUST, 2003"])
def test_months_may_be_written_out_or_abbreviated(small_study, text):
    folder = small_study(patients=("PD,2003-08-01", f'PD,"{text}"'))
    assert "2003-08-01" == str(read_study(folder).tables.patients.loc[3, "progression_date"].date())


@pytest.mark.parametrize(
    "text",
    [
        *("31-Apr-2003", "2003-04-31", "29.02.2003", "2003/13/01", "0/4/2003", "13/13/2003"),
        *("1-Aug-03", "01/08/03", "03-08-01", "Aug 1, 03", "Decline 7, 2001", "2001-Decline-07"),
    ],
)
def test_days_that_are_none_and_years_of_two_digits_are_refused(small_study, text):
    folder = small_study(patients=("PD,2003-08-01", f'PD,"{text}"'))
    assert ["bad-date"] == [f.code for f in inspect_study(folder).findings]


PROGRESSIONS = b"""\
patient_id,sex,age,ecog,ldh,entry_date,best_response,progression_date,last_contact_date,status
A1,female,41,0,210.5,2003-03-03,CR,,2006-01-10,NED
A2,male,55,1,,2003-05-05,PD,{},2004-02-02,DOD
A3,male,62.5,2,480,2004-01-12,SD,{},2004-09-01,AWD
A4,female,33,0,655,2005-10-10,NE,,2005-11-20,
"""


def with_progressions(small_study, *dates):
    return small_study(patients=PROGRESSIONS.decode().format(*dates).encode())


@pytest.mark.parametrize(
    ("dates", "noticed"),
    [
        (("2003-08-01", "30/06/2004"), True),
        (("2003/08/01", "06/30/2004"), True),
        (("2003-08-12", "30/06/2004"), True),
        (("2003-08-13", "30/06/2004"), False),
        (("2003-08-08", "30/06/2004"), False),
        (("2003-08-01", "30-JUN-2004"), False),
        (("2003-08-01", "06/06/2004"), False),
        (("01/08/2003", "30/06/2004"), False),
    ],
)
def test_a_column_of_a_file_in_two_forms_is_read_with_a_notice(small_study, dates, noticed):
    folder = with_progressions(small_study, *dates)
    codes = [finding.code for finding in inspect_study(folder).findings]
    assert noticed == ("dates-in-two-forms" in codes)
    assert [] == list(inspect_study(folder).errors)


def test_the_notice_shows_both_readings(small_study):
    folder = with_progressions(small_study, "2003-08-01", "30/06/2004")
    (notice,) = (f for f in inspect_study(folder).notices if f.code == "dates-in-two-forms")
    assert (
        "other dates of this column are text such as '30/06/2004'. If all were typed alike, a "
        "spreadsheet may have exchanged day and month here: 2003-08-01 may mean 2003-01-08; compare "
        "the column with the charts"
    ) == notice.message


@pytest.mark.parametrize(
    ("age", "ldh", "codes"),
    [
        ("62", "1.480", ["ambiguous-number"]),  # semicolons: a point may mark thousands
        ("62.5", "1.480", []),  # a number proves that it marks decimals
        ("62", "1480", []),
        ("62", "0.480", []),
    ],
)
def test_a_point_among_semicolons_may_mark_thousands(small_study, age, ldh, codes):
    folder = small_study()
    resaved(
        folder,
        "patients",
        lambda text: (
            text.replace("210.5", "210").replace("62.5,2,480", f"{age},2,{ldh}").replace(",", ";")
        ).encode(),
    )
    assert codes == [f.code for f in inspect_study(folder).errors]


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("sep=;", ";"),
        ("SEP=;", ";"),
        ('"sep=;"', ";"),
        ("sep=,", ","),
        ("sep=\t", "\t"),
        ("sep=;;;", ";"),
    ],
)
def test_a_first_line_that_names_the_separator_is_no_row(small_study, line, mark):
    folder = small_study()
    before = read_study(folder).tables.metastases
    resaved(folder, "metastases", lambda text: f"{line}\r\n{text.replace(',', mark)}".encode())
    (notice,) = inspect_study(folder).findings
    assert notice.message.startswith("read as: a first line that names the separator")
    pd.testing.assert_frame_equal(before, read_study(folder).tables.metastases)


@pytest.mark.parametrize("line", ["sep=;", "sep=:", "sep=|"])
def test_a_separator_that_is_none_is_refused(small_study, line):
    folder = small_study()
    resaved(folder, "metastases", lambda text: f"{line}\n{text}".encode())
    (error,) = inspect_study(folder).findings
    assert ("wrong-separator", True) == (error.code, line[-1] in error.message)


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ("Metastases\n", 2),
        ("Metastases, as of May 2009; final\n", 2),
        ("\n", 2),
        ("\n\n", 3),
        (",,\n", 2),
        ("Study of IL-2\n\n# exported 2009-05-01,by AB\n", 4),
        ('"Two lines\nof title"\n', 2),
    ],
)
@pytest.mark.parametrize("mark", [",", ";"])
def test_titles_and_blank_rows_above_the_header_are_refused_by_its_row(
    small_study, above, row, mark
):
    folder = small_study()
    resaved(folder, "metastases", lambda text: (above + text.replace(",", mark)).encode())
    (error,) = inspect_study(folder).findings
    assert ("header-below", row) == (error.code, error.place.row)
    assert f"row {row} names the columns; delete the " in error.message


def test_columns_that_nothing_declares_are_one_notice_for_each_table(small_study):
    folder = small_study(
        metastases=b"patient_id,site,side,note\nA1,lung,l,\nA1,brain,,x\nA2,liver,,\nA3,lung,,\nA4,lung,,\n"
    )
    (notice,) = inspect_study(folder).findings
    assert (
        "nothing in study.toml declares these columns: side, note. They are kept, and no result uses them"
        == notice.message
    )


def test_a_header_that_is_repeated_is_told_once(small_study):
    folder = small_study(
        metastases=b"patient_id,site\nA1,lung\nA1,brain\npatient_id,site\nA2,liver\npatient_id, site\nA3,lung\nA4,lung\n"
    )
    (error,) = inspect_study(folder).errors
    assert ("repeated-header", 4) == (error.code, error.place.row)
    assert (
        "the row has the names of the columns again; delete it. Row 6 has it too" == error.message
    )
