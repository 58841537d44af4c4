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
    assert ["ambiguous-date", "read-as"] == sorted(f.code for f in inspect_study(folder).findings)


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
            "2003-03-04, and no date of the file with '/' settles which. So may 3 more in this column. "
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
