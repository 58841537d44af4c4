"""Ids, codes and words that look like something else are told, each kind in one finding."""

import re
import unicodedata

import pytest

from il2report.study import inspect_study, read_study
from il2report.study.lookalikes import (
    counterparts,
    in_small_letters,
    looks,
    mistaken,
    without_zeros,
)
from il2report.study.missing_words import is_word_for_missing, is_word_for_unknown

TABLES = ("patients", "metastases", "prior_therapies", "cycles", "adverse_events", "brain_lesions")


def codes(folder):
    return [finding.code for finding in inspect_study(folder).findings]


@pytest.fixture
def with_ids(small_study):
    """Write the small study with other ids: by table a pattern and what takes its place."""

    def write(**changes):
        folder = small_study()
        for table in TABLES:
            pattern, new = changes.get(table, changes.get("all", ("^$", "")))
            path = folder / "data" / f"{table}.csv"
            text = path.read_text(encoding="utf-8")
            text = re.sub(rf"^{pattern}(?=,)", new, text, flags=re.MULTILINE)
            path.write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.mark.parametrize(
    ("listed", "elsewhere"),
    [(r"00\1", r"\1"), (r"\1", r"0\1"), (r"P0\1", r"P\1"), (r"C02-0\1", r"C2-\1")],
)
def test_lost_zeros_are_one_finding_that_names_the_pairs(with_ids, listed, elsewhere):
    folder = with_ids(all=(r"A(\d)", elsewhere), patients=(r"A(\d)", listed))
    (error,) = inspect_study(folder).findings
    assert "ids-lost-zeros" == error.code
    pair = f"'{elsewhere.replace(chr(92) + '1', '1')}' is '{listed.replace(chr(92) + '1', '1')}'"
    assert pair in error.message
    assert "cycles.csv" in error.message


def test_zeros_that_one_table_lost_are_told_at_that_table(with_ids):
    folder = with_ids(all=(r"A(\d)", r"00\1"), cycles=(r"A(\d)", r"\1"))
    (error,) = inspect_study(folder).findings
    assert (
        "data/cycles.csv, row 2, column patient_id: ids differ from those of patients.csv in zeros at "
        "the front of a number, which spreadsheets drop: '1' is '001'; '2' is '002'; '3' is '003'; '4' "
        "is '004'. Write each id as patients.csv does [ids-lost-zeros]"
    ) == str(error)


@pytest.mark.parametrize(
    "written",
    [
        r"a\1",
        r"А\1",
        r"Α\1",
        r"Ａ\1",
        r"𝐀\1",
    ],
)
def test_ids_in_other_letters_are_one_finding(with_ids, written):
    folder = with_ids(cycles=(r"A(\d)", written), metastases=(r"A(\d)", written))
    (error,) = inspect_study(folder).findings
    assert ("look-alike-id", True) == (error.code, "So do ids of cycles.csv." in error.message)


def test_the_letters_of_a_look_alike_are_named(with_ids):
    (error,) = inspect_study(with_ids(cycles=("A2", "А2"))).findings
    assert "'А2' (with U+0410 CYRILLIC CAPITAL LETTER A) is 'A2'" in error.message


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (r"A\1.", "bad-text"),
        (r"A \1", "bad-text"),
        (r"\1.0", "bad-text"),
        ("A\\1\u200b", "hidden-character"),
        (r"A-\1", "look-alike-id"),
    ],
)
def test_ids_that_one_table_spoils_are_one_finding(with_ids, written, code):
    folder = with_ids(cycles=(r"A(\d)", written))
    path = folder / "data" / "patients.csv"
    more = "\nA5,male,55,1,,2003-05-05,PD,2003-08-01,2004-02-02,DOD\n"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + more, encoding="utf-8")
    for table, row in {"cycles": "1,2003-05-05,2003-05-09,14", "metastases": "lung"}.items():
        id_ = written.replace("\\1", "5") if table == "cycles" else "A5"
        with (folder / "data" / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{id_},{row}\n")
    assert [code] == codes(folder)


def test_ids_that_are_numbers_in_one_table_are_one_finding(with_ids):
    folder = with_ids(
        all=(r"A(\d)", r"P0\1"), cycles=(r"A(\d)", r"\1"), metastases=(r"A(\d)", r"0\1")
    )
    (error,) = inspect_study(folder).findings
    assert "'01' is 'P01'; '02' is 'P02'; '03' is 'P03'; '04' is 'P04'." in error.message


def test_a_number_that_is_nobodys_leaves_the_others_unknown(with_ids):
    found = codes(with_ids(cycles=(r"A(\d)", r"5\1")))
    assert {"unknown-patient", "patient-without-cycles"} <= {*found}


def test_an_id_that_may_be_two_patients_is_unknown(with_ids):
    folder = with_ids(patients=("A1", "01"), all=("A1", "1"))
    path = folder / "data" / "patients.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\nA2", "\n001"), encoding="utf-8")
    assert "unknown-patient" in codes(folder)


def test_an_unknown_id_that_resembles_none_keeps_its_finding(with_ids):
    assert "unknown-patient" in codes(with_ids(cycles=("A2", "B77")))


PAIRS = [
    ("Zoé1", unicodedata.normalize("NFD", "Zoé1")),
    ("PA1", "РA1"),
    ("PA1", "PΑ1"),
    ("P1", "Ｐ1"),
    ("P1", "P１"),
    ("P1", "P\u0661"),  # an Arabic digit
    ("P1", "P1\ufe0f"),  # a variation selector
    ("co1", "ϲо1"),
    ("ë1", "ё1"),
    ("H1", "Ꮋ1"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_ids_that_no_reader_could_tell_apart_look_the_same(one, other):
    assert one != other
    assert looks(one) == looks(other)


@pytest.mark.parametrize(
    ("one", "other"), [("P1", "P2"), ("Zoé1", "Zoe1"), ("P10", "P1"), ("Ж1", "K1")]
)
def test_ids_that_differ_to_the_eye_do_not(one, other):
    assert looks(one) != looks(other)
    assert mistaken(one) != mistaken(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("p1", "P1"), ("P01", "P1"), ("PO1", "P01"), ("Pl", "P1"), ("PI", "P1"), ("P_1", "P-1")],
)
def test_ids_that_are_easily_confused_nearly_look_the_same(one, other):
    assert looks(one) != looks(other)
    assert in_small_letters(one) == in_small_letters(other) or mistaken(one) == mistaken(other)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("001", "1"),
        ("P007", "P7"),
        ("P10", "P10"),
        ("100", "100"),
        ("0", "0"),
        ("000", "0"),
        ("1-02", "1-2"),
    ],
)
def test_only_zeros_at_the_front_of_a_number_are_dropped(text, bare):
    assert bare == without_zeros(text)


def test_a_counterpart_is_the_closest_one():
    assert {"p01": "P01"} == counterparts(["p01"], ["P01", "P02"])
    assert {"P1": "P01"} == counterparts(["P1"], ["P01", "p01"])
    assert {} == counterparts(["1"], ["01", "001"])


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ("А1", "look-alike-id"),
        ("a1", "similar-id"),
        ("A01", "similar-id"),
        ("Al", "similar-id"),
        ("A5", None),
    ],
)
def test_two_patients_whose_ids_look_alike_are_told(small_study, other, code):
    folder = small_study()
    for table, row in {
        "patients": "male,55,1,,2003-05-05,PD,2003-08-01,2004-02-02,DOD",
        "metastases": "lung",
        "cycles": "1,2003-05-05,2003-05-09,14",
    }.items():
        with (folder / "data" / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{other},{row}\n")
    assert [code] * (code is not None) == codes(folder)


def test_many_pairs_are_one_finding(small_study):
    folder = small_study()
    path = folder / "data" / "patients.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    twins = [row.replace("A", "А", 1) for row in rows[1:]]
    path.write_text("\n".join([*rows, *twins, ""]), encoding="utf-8")
    found = [f for f in inspect_study(folder).findings if f.code == "look-alike-id"]
    assert [4] == [finding.message.count("CYRILLIC") for finding in found]


@pytest.mark.parametrize(
    ("name", "code"), [("Ｌ2", "look-alike-id"), ("l2", "similar-id"), ("L02", "similar-id")]
)
def test_one_lesion_under_two_names_is_told(small_study, name, code):
    folder = small_study(
        brain_lesions=("A1,L2,left_parietal,2003-05-02,0", f"A1,{name},left_parietal,2003-05-02,0")
    )
    assert [code] == codes(folder)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("patients", "CR,,2006", "СR,,2006"),
        ("metastases", "A2,liver", "A2,livеr"),
        ("adverse_events", "A3,1,fever", "A3,1,ｆever"),
    ],
)
def test_a_code_in_other_letters_is_told_by_them(small_study, table, old, new):
    (error,) = inspect_study(small_study(**{table: (old, new)})).errors
    assert ("unknown-code", True) == (error.code, "It looks like" in error.message)
    assert "(with U+" in error.message


def test_a_column_in_other_letters_is_told_by_them(small_study):
    found = inspect_study(small_study(metastases=("site\n", "sitе\n"))).findings
    assert (
        "there is no such column; variable site of study.toml needs it. The column 'sitе' (with U+0435 CYRILLIC SMALL LETTER IE) looks like it."
    ) in [finding.message for finding in found]


@pytest.mark.parametrize("code", ["livеr", "Liver", "ｌiver"])
def test_two_codes_that_look_alike_are_refused(small_study, code):
    row = "metastases,site,liver,Liver,listed,3\n"
    folder = small_study(codebook=(row, row + row.replace("liver", code)))
    (error,) = inspect_study(folder).findings
    assert ("look-alike-code", 17) == (error.code, error.place.row)


WORDS = [
    *(
        "#N/A",
        "#N/A N/A",
        "#NA",
        "#NULL!",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#SPILL!",
    ),
    *("#NV", "#WERT!", "#BEZUG!", "#¡VALOR!", "#¿NOMBRE?", "####", "Err:502", "#GETTING_DATA"),
    *(
        "NA",
        "N/A",
        "n/a",
        "n.a.",
        "N.A",
        "<NA>",
        "(NA)",
        "nan",
        "NaN",
        "-nan",
        "-1.#IND",
        "1.#QNAN",
    ),
    *(
        "NULL",
        "null",
        "(null)",
        "[null]",
        "None",
        "none",
        "nil",
        "NaT",
        "\\N",
        "undefined",
        "NA_character_",
    ),
    *("-", "--", "–", "—", ".", "..", "...", "…", "?", "??", "*", "/", "_", ".A"),
    *("ＮＡ", "not applicable", "Not available", "Loading...", "n / a", "#n/a", "void", "(blank)"),
]


@pytest.mark.parametrize("word", WORDS)
def test_words_for_a_missing_value_are_known(word):
    assert is_word_for_missing(word)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "temozolomide",
            "NAB-paclitaxel",
            "nanoparticle",
            "none of these but IL-2",
            "Na-131",
            "5-FU",
        ),
        *(
            "",
            "0",
            "3",
            "CR",
            "NE",
            "NED",
            "#1 vaccine",
            "P01",
            "nivolumab (none after)",
            "Nilotinib",
        ),
    ],
)
def test_other_texts_are_no_such_words(text):
    assert not is_word_for_missing(text)


@pytest.mark.parametrize("word", ["#N/A", "NA", "NULL", "n/a", "nan", "none", "None", "nil"])
def test_a_word_for_a_missing_value_is_refused_as_a_drug(small_study, word):
    (error,) = inspect_study(
        small_study(prior_therapies=("chemotherapy,", f"chemotherapy,{word}"))
    ).findings
    assert ("word-for-missing", 3, "agent") == (error.code, error.place.row, error.place.column)
    assert f"{word!r} means a missing value; leave the cell blank" in error.message


@pytest.mark.parametrize("word", ["NA", "null", "-", "?"])
@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("patients", "A1,female", "{},female"),
        ("patients", "A1,female,41,", "A1,female,{},"),
        ("patients", "female,41,0,210.5", "female,41,0,{}"),
        ("patients", "CR,,2006", "CR,{},2006"),
        ("patients", "2006-01-10,NED", "2006-01-10,{}"),
        ("metastases", "A2,liver", "A2,{}"),
        ("cycles", "A2,1,2003", "A2,{},2003"),
        ("brain_lesions", "A1,L1,left_frontal,2003-02-20", "A1,{},left_frontal,2003-02-20"),
        ("codebook", "Fever,General", "Fever,{}"),
        ("codebook", "Fever,General", "{},General"),
        ("codebook", "chemotherapy,Chemotherapy", "{},Chemotherapy"),
    ],
)
def test_it_is_refused_in_every_column(small_study, table, old, new, word):
    assert [] != list(inspect_study(small_study(**{table: (old, new.format(word))})).errors)


def test_the_correction_log_may_quote_such_a_word(small_study):
    folder = small_study()
    log = "date,who,patient_id,table,column,old,new,reason\n2009-01-01,AB,A3,prior_therapies,agent,#N/A,,chart\n"
    (folder / "data" / "corrections.csv").write_text(log, encoding="utf-8")
    assert [] == codes(folder)
    assert "#N/A" == read_study(folder).log[0].old


def test_what_is_unknown_is_kept_with_a_notice(small_study):
    row = "prior_therapies,modality,chemotherapy,Chemotherapy,,2\n"
    folder = small_study(
        prior_therapies=("chemotherapy,", "chemotherapy,unknown"),
        codebook=(row, row + row.replace("chemotherapy,Ch", "unknown,Ch")),
    )
    assert ["word-for-unknown"] * 2 == codes(folder)
    assert [] == list(inspect_study(folder).errors)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("unk", True), ("T.B.D.", True), ("Ditto", True), ("unknown primary", False)],
)
def test_words_for_unknown(text, is_one):
    assert is_one == is_word_for_unknown(text)


@pytest.mark.parametrize("agent", ["no", "x", "Yes", "nk", "n.d."])
def test_what_is_no_drug_is_noticed(small_study, agent):
    folder = small_study(prior_therapies=("chemotherapy,", f"chemotherapy,{agent}"))
    assert ["word-for-unknown"] == codes(folder)


@pytest.mark.parametrize(
    ("agent", "noticed"), [("1-Mar", True), ("Sep-02", True), ("MAR-1", False), ("1-MT", False)]
)
def test_a_drug_that_a_spreadsheet_made_a_date_is_noticed(small_study, agent, noticed):
    folder = small_study(prior_therapies=("chemotherapy,", f"chemotherapy,{agent}"))
    assert ["text-as-date"] * noticed == codes(folder)


@pytest.mark.parametrize(("patients", "findings"), [(5, 5), (6, 1), (40, 1)])
def test_many_unknown_patients_of_a_table_are_one_finding(small_study, patients, findings):
    folder = small_study()
    rows = "".join(f"Center-{chr(65 + n % 26)}{n},lung\n" for n in range(patients))
    path = folder / "data/metastases.csv"
    path.write_text(f"{path.read_text(encoding='utf-8')}{rows}", encoding="utf-8")
    found = [f for f in inspect_study(folder).findings if f.code == "unknown-patient"]
    assert findings == len(found)
    assert (findings == patients) or f"and {patients - 5} more of the" in found[0].message
