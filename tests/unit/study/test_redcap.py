"""A REDCap project is read as the tables that it holds, and told by its own rows and fields."""

import csv
import re
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from redcap_project import EXAMPLE, read_tables, redcap_files
from reference_contract import RECORDS

from il2report.results import compute_results
from il2report.results.ledger import Ledger
from il2report.study import inspect_study, read_study

METASTASES = """\
[redcap.metastases]
site = { checkbox = "mets" }
"""
HERE = Path(__file__).parent
SLIPS = tomllib.loads((HERE / "redcap_slips.toml").read_text(encoding="utf-8"))["slip"]
MESSAGES = (HERE.parents[2] / "docs" / "messages.md").read_text(encoding="utf-8")


def as_redcap(folder):
    """Turn a study of CSV files into one of a REDCap project."""
    files = redcap_files(read_tables(folder / "data"))
    for table in RECORDS:
        (folder / "data" / f"{table}.csv").unlink()
    (folder / "data" / "redcap").mkdir()
    for name in ("export.csv", "dictionary.csv"):
        (folder / "data" / "redcap" / name).write_text(files[name], encoding="utf-8")
    with (folder / "study.toml").open("a", encoding="utf-8") as choices:
        choices.write(f"\n{files['mapping.toml']}")
    return folder


@pytest.fixture(scope="module")
def reference_project(project, tmp_path_factory):
    """The reference study as a REDCap project."""
    folder = tmp_path_factory.mktemp("redcap")
    shutil.copy(project / "study.toml", folder)
    shutil.copytree(project / "data", folder / "data")
    shutil.copytree(project / "templates", folder / "templates")
    return as_redcap(folder)


def test_a_project_holds_the_same_tables_as_csv_files(reference_project, reference_study):
    read = read_study(reference_project)
    for table in RECORDS:
        expected, actual = (getattr(s.tables, table) for s in (reference_study, read))
        pd.testing.assert_frame_equal(expected, actual)


def test_its_results_are_those_of_the_csv_files(reference_project, reference_study):
    expected = compute_results(reference_study).catalogue
    assert dict(expected) == dict(compute_results(read_study(reference_project)).catalogue)


@pytest.fixture
def example(small_study):
    """Write the example of the how-to as the small study's data, with a slip."""

    def write(slip=None):
        folder = small_study()
        shutil.rmtree(folder / "data" / "redcap", ignore_errors=True)
        for table in RECORDS:
            (folder / "data" / f"{table}.csv").unlink()
        (folder / "data" / "redcap").mkdir()
        for name in ("export.csv", "dictionary.csv", "mapping.toml"):
            text = (EXAMPLE / name).read_text(encoding="utf-8")
            if slip and slip["file"] == name:
                assert text.count(slip["old"]) == 1, slip
                text = text.replace(slip["old"], slip["new"])
            (folder / "data" / "redcap" / name).write_text(text, encoding="utf-8")
        mapping = folder / "data" / "redcap" / "mapping.toml"
        with (folder / "study.toml").open("a", encoding="utf-8") as choices:
            choices.write(f"\n{mapping.read_text(encoding='utf-8')}")
        return folder

    return write


def told(folder):
    return [f"{finding.severity.value}: {finding}" for finding in inspect_study(folder).findings]


def findings(folder):
    """List the findings but those on choices that were understood by their labels."""
    return [line for line in told(folder) if not line.endswith("[matched-choices]")]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip['file']}-{slip['new'][:30]}")
def test_each_slip_gives_exactly_its_findings(example, slip):
    assert slip["findings"] == findings(example(slip))


@pytest.fixture
def altered(example):
    """Write the example with its export's records, its dictionary or its mapping altered."""

    def write(records=None, *, mapping=(), dictionary=()):
        folder = example()
        data = folder / "data" / "redcap"
        for path, changes in (
            (folder / "study.toml", mapping),
            (data / "dictionary.csv", dictionary),
        ):
            text = path.read_text(encoding="utf-8")
            for old, new in changes:
                assert text.count(old) == 1, old
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
        if records is not None:
            with (data / "export.csv").open(encoding="utf-8", newline="") as lines:
                rows = list(records(list(csv.DictReader(lines))))
            with (data / "export.csv").open("w", encoding="utf-8", newline="") as lines:
                names = dict.fromkeys(name for row in rows for name in row)
                writer = csv.DictWriter(lines, list(names), restval="")
                writer.writeheader()
                writer.writerows(rows)
        return folder

    return write


def in_events(records):
    """Make a longitudinal project: outcome at follow-up, all else at baseline."""
    outcome = ("bor", "progressed", "last_seen", "vital")
    for row in records:
        yield {
            "record_id": row["record_id"],
            "redcap_event_name": "baseline_arm_1",
            **row,
            **dict.fromkeys(outcome, ""),
        }
        if not row["redcap_repeat_instrument"]:
            yield {
                "record_id": row["record_id"],
                "redcap_event_name": "follow_up_arm_1",
                **{name: row[name] for name in outcome},
            }


AT_FOLLOW_UP = [
    ("[redcap]\n", '[redcap]\nevent = "baseline_arm_1"\n'),
    ('field = "bor",', 'field = "bor", event = "follow_up_arm_1",'),
    ('"progressed"', '{ field = "progressed", event = "follow_up_arm_1" }'),
    ('"last_seen"', '{ field = "last_seen", event = "follow_up_arm_1" }'),
    ('field = "vital",', 'field = "vital", event = "follow_up_arm_1",'),
]


@pytest.fixture
def csv_tables(small_study):
    """Read the small study from its CSV files."""
    return read_study(small_study()).tables


@pytest.fixture
def assert_same(csv_tables):
    def compare(folder):
        actual = read_study(folder).tables
        for table in RECORDS:
            pd.testing.assert_frame_equal(getattr(csv_tables, table), getattr(actual, table))

    return compare


def test_the_example_of_the_how_to_is_the_small_study(assert_same, example):
    assert_same(example())


def test_the_example_is_what_the_script_writes(small_study):
    written = redcap_files(read_tables(small_study() / "data"))
    assert written == {name: (EXAMPLE / name).read_text(encoding="utf-8") for name in written}


def test_choices_that_were_understood_by_their_labels_are_told(example):
    assert [
        (
            "sex: choices read by their labels for patients.sex: 1 Male = male, 2 Female = female; if a pair is "
            "wrong, write codes in study.toml [matched-choices]"
        ),
        (
            "ae_grade: choices read by their labels for adverse_events.grade: 1 Mild = 1, 2 Moderate = 2, "
            "3 Severe = 3, 4 Life = 4; if a pair is wrong, write codes in study.toml [matched-choices]"
        ),
    ] == [
        line.partition("Labels: ")[2]
        for line in told(example())
        if "sex:" in line or "grade" in line
    ]


def test_outcomes_may_stand_in_another_event(assert_same, altered):
    folder = altered(in_events, mapping=AT_FOLLOW_UP)
    assert [] == findings(folder)
    assert_same(folder)


def among_blank_rows(filled, state):
    """Put each follow-up row among two blank ones of the same event."""

    def records(rows):
        for row in in_events(rows):
            if not row["redcap_event_name"].startswith("follow"):
                yield row
                continue
            for n in range(3):
                blank = {name: row[name] for name in ("record_id", "redcap_event_name")}
                answers = {**row, "outcome_complete": state} if n == filled else {}
                yield {**blank, **answers, "redcap_repeat_instance": str(n + 1)}

    return records


@pytest.mark.parametrize("filled", [0, 1, 2], ids=["first", "between", "last"])
def test_a_blank_row_of_an_event_hides_no_filled_one(assert_same, altered, filled):
    folder = altered(among_blank_rows(filled, "2"), mapping=AT_FOLLOW_UP)
    assert [] == findings(folder)
    assert_same(folder)


@pytest.mark.parametrize("filled", [0, 1, 2], ids=["first", "between", "last"])
def test_nor_one_whose_form_was_saved_as_incomplete(assert_same, altered, filled):
    folder = altered(among_blank_rows(filled, "0"), mapping=AT_FOLLOW_UP)
    assert_same(folder)
    assert all(line.endswith("[form-not-filled]") for line in findings(folder))


def test_a_finding_names_the_row_of_the_event(altered):
    def mistyped(records):
        for row in in_events(records):
            yield {**row, "progressed": row["progressed"].replace("2003-08-01", "soon")}

    assert [
        (
            "error: data/redcap/export.csv, row 14, column progressed, patient A2: 'soon' is not a date; "
            "progression_date is a date written as 2003-07-21, between 1900 and 2199, or blank [bad-date]"
        )
    ] == findings(altered(mistyped, mapping=AT_FOLLOW_UP))


def test_with_several_events_the_mapping_says_which(altered):
    tables = [line.partition(".event")[0] for line in findings(altered(in_events))]
    assert [f"error: study.toml: redcap.{table}" for table in sorted(RECORDS)] == sorted(tables)
    assert (
        "error: study.toml: redcap.patients.event: the export has several events; write event = one "
        "of baseline_arm_1, follow_up_arm_1 [wrong-event]"
    ) in findings(altered(in_events))


def test_rows_in_an_event_that_is_not_read_are_told(altered):
    def late(records):
        for row in in_events(records):
            is_late = row.get("bl_date") == "2003-05-02"
            yield row | ({"redcap_event_name": "follow_up_arm_1"} if is_late else {})

    assert [
        (
            "notice: data/redcap/export.csv, row 10, column redcap_event_name, patient A1: the row has "
            "fields of redcap.brain_lesions in the event follow_up_arm_1, which is not read; it is left out, as in 1 "
            "more row [left-out]"
        )
    ] == findings(altered(late, mapping=AT_FOLLOW_UP))


def test_a_field_in_several_rows_of_its_event_is_refused(altered):
    def repeated(records):
        for row in in_events(records):
            yield row
            if row["redcap_event_name"].startswith("follow") and row["record_id"] == "A3":
                yield row | {"redcap_repeat_instance": "2", "vital": "", "progressed": ""}

    assert [
        f"error: data/redcap/export.csv, row 18, column {field}, patient A3: the record has several "
        "rows of the event follow_up_arm_1 with this field [wrong-event]"
        for field in ("bor", "last_seen")
    ] == findings(altered(repeated, mapping=AT_FOLLOW_UP))


def test_a_record_outside_the_events_of_patients_is_told(altered):
    def screened(records):
        yield from in_events(records)
        yield {"record_id": "A9", "redcap_event_name": "follow_up_arm_1", "bor": "9"}

    assert [
        (
            "error: data/redcap/export.csv, row 24, column record_id, patient A9: the record has no row "
            "of its own in the events of redcap.patients, and would be left out [record-without-row]"
        )
    ] == findings(altered(screened, mapping=AT_FOLLOW_UP))


def wide(records):
    """Move the cycles into the row of the record: cycle1_start, cycle2_start, ..."""
    rows = {row["record_id"]: dict(row) for row in records if not row["redcap_repeat_instrument"]}
    names = {"cycle_start": "start", "cycle_last": "last", "cycle_doses": "doses"}
    for row in records:
        if row["redcap_repeat_instrument"] == "il2_cycle":
            for name, short in names.items():
                number = row["redcap_repeat_instance"]
                rows[row["record_id"]][f"cycle{number}_{short}"] = row[name]
        elif row["redcap_repeat_instrument"]:
            rows[f"{row['record_id']} {len(rows)}"] = row
    return sorted(rows.values(), key=lambda row: row["record_id"])


WIDE = [
    (
        """\
[redcap.cycles]
cycle = "redcap_repeat_instance"
start_date = "cycle_start"
last_dose_date = "cycle_last"
doses = "cycle_doses"
""",
        "".join(
            f"""\
[[redcap.cycles]]
cycle = {{ value = {number} }}
start_date = "cycle{number}_start"
last_dose_date = "cycle{number}_last"
doses = "cycle{number}_doses"
"""
            for number in (1, 2)
        ),
    )
]
WIDE_FIELDS = [
    (
        "cycle_start,il2_cycle,,text,First dose,,,date_ymd,,,,,,,,,,\n",
        "".join(
            f"cycle{number}_{name},il2_cycles,,text,,,,,,,,,,,,,,\n"
            for number in (1, 2)
            for name in ("start", "last", "doses")
        ),
    )
]


def test_repeated_fields_of_one_instrument_are_put_together(assert_same, altered):
    folder = altered(wide, mapping=WIDE, dictionary=WIDE_FIELDS)
    assert [] == findings(folder)
    assert_same(folder)


def test_a_block_of_several_is_told_by_its_number(altered):
    mapping = [(WIDE[0][0], WIDE[0][1].replace("cycle2_doses", "cycle3_doses"))]
    assert [
        (
            "error: study.toml: redcap.cycles.doses, entry 2: the dictionary has no field "
            "'cycle3_doses'. Did you mean cycle_doses? [unknown-field]"
        )
    ] == findings(altered(wide, mapping=mapping, dictionary=WIDE_FIELDS))


def test_records_are_selected_with_all_that_belongs_to_them(altered):
    mapping = [("[redcap.patients]\n", "[redcap.patients]\nwhere = { sex = 2 }\n")]
    folder = altered(mapping=mapping)
    assert [
        (
            "notice: data/redcap/export.csv, row 12, column record_id, patient A2: redcap.patients.where "
            "leaves this record out, as in 1 more record [left-out]"
        ),
        (
            "notice: data/redcap/export.csv: the study has 2 patients; with fewer than 3 the report has"
            " tables and figures only, and no text [tables-only]"
        ),
    ] == findings(folder)
    tables = read_study(folder).tables
    assert ["A1", "A4"] == tables.patients["patient_id"].to_list()
    assert {"A1", "A4"} == set(tables.cycles["patient_id"])


def test_a_row_is_made_where_a_field_says_yes(altered):
    before = (
        'modality = { checkbox = "prior" }\n'
        'agent = { by_code = { radiation = "prior_radiation", chemotherapy = "prior_chemotherapy" } }'
    )
    after = (
        'where = { sex = 2, ecog = [0, 1] }\nmodality = { value = "radiation" }\n'
        'agent = "prior_radiation"'
    )
    therapies = read_study(altered(mapping=[(before, after)])).tables.prior_therapies
    assert [("A1", "radiation", "whole-brain, 30 Gy"), ("A4", "radiation", None)] == list(
        therapies.itertuples(index=False, name=None)
    )


def test_a_code_beside_a_box_needs_its_counterpart_too(altered):
    def coded(records):
        for row in records:
            yield row | ({"prior_chemotherapy": "1"} if row["prior___2"] == "1" else {})

    field = "prior_chemotherapy,enrollment,,"
    dictionary = [
        (f"{field}text,Chemotherapy: which,", f'{field}radio,Chemotherapy: which,"1, Dacarbazine"')
    ]
    assert [
        (
            "error: data/redcap/export.csv, row 14, column prior_chemotherapy, patient A3: the choice 1 "
            "(Dacarbazine) has no counterpart in prior_therapies.agent; give it one in study.toml, codes "
            "of redcap.prior_therapies.agent. [unmapped-choice]"
        )
    ] == findings(altered(coded, dictionary=dictionary))


def numbered(records):
    """Number the records, and keep the study's id in a field of its own."""
    records = list(records)
    numbers = {
        record: str(n) for n, record in enumerate(dict.fromkeys(r["record_id"] for r in records), 1)
    }
    for row in records:
        is_own = not row["redcap_repeat_instrument"]
        own = {"study_no": row["record_id"] if is_own else ""}
        yield {**row, "record_id": numbers[row["record_id"]], **own}


STUDY_NO = {
    "mapping": [("[redcap]\n", '[redcap]\npatient_id = "study_no"\n')],
    "dictionary": [
        ("sex,enrollment", "study_no,enrollment,,text,Study no.,,,,,,,,,,,,,\nsex,enrollment")
    ],
}


def test_the_id_of_a_patient_may_be_a_field(assert_same, altered):
    folder = altered(numbered, **STUDY_NO)
    assert [] == findings(folder)
    assert_same(folder)


def test_a_record_without_the_field_of_its_id_is_told_once(altered):
    def forgotten(records):
        for row in numbered(records):
            yield row | ({"study_no": ""} if row["study_no"] == "A3" else {})

    assert [
        (
            "error: data/redcap/export.csv, row 14, column study_no: the cell is blank; patient_id is "
            "letters, digits, hyphens and underscores [missing-value]"
        )
    ] == findings(altered(forgotten, **STUDY_NO))


def test_times_of_day_are_left_out_of_dates(assert_same, altered):
    def timed(records):
        for row in records:
            start = row["cycle_start"]
            yield {**row, "cycle_start": f"{start} 08:30" if start else ""}

    field = "cycle_start,il2_cycle,,text,First dose,,,"
    folder = altered(timed, dictionary=[(f"{field}date_ymd", f"{field}datetime_ymd")])
    assert ["notice: data/redcap/export.csv: read as: times of day left out [read-as]"] == findings(
        folder
    )
    assert_same(folder)


def test_an_export_with_labels_is_told_once(altered):
    labels = {"sex": {"1": "Male", "2": "Female"}, "bor": {"1": "Complete", "5": "Progression"}}

    def labelled(records):
        for row in records:
            told_by = {name: labels[name].get(row[name], row[name]) for name in labels}
            boxes = {name: "Checked" for name in row if "___" in name and row[name] == "1"}
            yield {**row, **told_by, **boxes}

    assert [
        (
            "error: data/redcap/export.csv, row 2, column sex, patient A1: 'Female' is a label where its "
            "code is expected, as in 1 more row; export the project as CSV with raw data. So in 7 more columns"
            " [label-export]"
        )
    ] == findings(altered(labelled))


def test_a_field_marked_as_identifier_may_be_allowed(assert_same, altered):
    field = "entered,enrollment,,text,First day of therapy,,,date_ymd,,,"
    marked = {"dictionary": [(field, f"{field}y")]}
    told_of = findings(altered(**marked))
    assert ["column entered" in line for line in told_of] == [True]
    mapping = [("[redcap]\n", '[privacy]\nallowed_columns = ["entered"]\n\n[redcap]\n')]
    assert_same(altered(mapping=mapping, **marked))


def test_who_answered_a_survey_is_an_identifier(altered):
    def surveyed(records):
        return ({**row, "redcap_survey_identifier": "someone"} for row in records)

    assert [
        (
            "error: data/redcap/export.csv, row 1, column redcap_survey_identifier: the column names who "
            "answered a survey, which a study must not hold; export without it, or, if it may stay, list "
            "it in study.toml: [privacy] allowed_columns [identifier-column]"
        )
    ] == findings(altered(surveyed))


def test_the_state_of_a_form_is_no_identifier(assert_same, altered):
    def followed(records):
        return ({**row, "phone_call_complete": "2"} for row in records)

    call = "caller,phone_call,,text,,,,,,,,,,,,,,\n"
    outcome = "bor,outcome,,radio,"
    assert_same(altered(followed, dictionary=[(outcome, f"{call}{outcome}")]))


def test_a_box_of_a_missing_code_is_no_row(assert_same, altered):
    def unknown(records):
        return (
            {**row, "mets____99": row["ldh"] and str(int(row["ldh"] == "-99"))} for row in records
        )

    assert_same(altered(unknown))


def test_a_code_may_be_mapped_to_blank(altered):
    status = '4 = "DOC" }'
    folder = altered(mapping=[(status, '4 = "DOC", 3 = "" }'), ('3 = "DOD", ', "")])
    assert [] == findings(folder)
    assert ["NED", None, "AWD", None] == read_study(folder).tables.patients["status"].to_list()


def test_a_table_must_not_be_mapped_and_in_a_file(example):
    folder = example()
    (folder / "data" / "metastases.csv").write_text("patient_id,site\nA1,lung\n", encoding="utf-8")
    assert [
        (
            "error: study.toml: redcap.metastases: data/metastases.csv has this table too; keep one of "
            "them [table-twice]"
        )
    ] == findings(folder)


def test_a_table_that_is_not_mapped_may_be_a_file(assert_same, example):
    folder = example({"file": "mapping.toml", "old": METASTASES, "new": ""})
    rows = "A1,lung\nA1,brain\nA2,liver\nA3,lung\nA4,lymph_node\n"
    (folder / "data" / "metastases.csv").write_text(f"patient_id,site\n{rows}", encoding="utf-8")
    assert [] == findings(folder)
    assert_same(folder)


def test_an_export_saved_by_a_spreadsheet_is_read_with_a_notice(assert_same, example):
    folder = example()
    path = folder / "data" / "redcap" / "export.csv"
    rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    quoted = "\r\n".join(";".join(row) for row in rows)
    path.write_text(quoted, encoding="utf-8-sig", newline="")
    assert [
        (
            "notice: data/redcap/export.csv: read as: a byte order mark; semicolons between columns "
            "[read-as]"
        )
    ] == findings(folder)
    assert_same(folder)


def test_export_and_dictionary_are_part_of_the_fingerprint(altered):
    def renamed(records):
        return ({**row, "outcome_complete": "1"} for row in records)

    prints = {read_study(altered(change)).fingerprint for change in (None, renamed)}
    prints.add(read_study(altered(dictionary=[("Record ID", "Record")])).fingerprint)
    assert 3 == len(prints)


def test_an_explanation_names_row_and_field_of_the_export(example):
    study = read_study(example())
    results = compute_results(study)

    def cells(result_id):
        found = Ledger(study).cells(results.catalogue[result_id])
        return [(c.file, c.row, c.column, c.read_as, c.content) for c in found]

    file = "data/redcap/export.csv"
    assert [(file, 2, "bor", "best_response", "CR")] == cells("response.cr.n")
    assert [(file, 2, "mets___4", "site", "brain")] == cells("brain.n")
    assert (file, 4, "redcap_repeat_instance", "cycle", "2") in cells("dosing.cycle_2.n")


def test_a_section_that_is_wrong_misses_no_table(example):
    folder = example({"file": "mapping.toml", "old": "[redcap.cycles]", "new": "[redcap.cycle]"})
    assert [
        "error: study.toml: redcap.cycle: there is no such table. Did you mean cycles? [unknown-setting]",
    ] == [line for line in findings(folder) if line.startswith("error")]


def test_a_table_that_the_study_needs_is_mapped(example):
    old = '[redcap.metastases]\nsite = { checkbox = "mets" }'
    folder = example({"file": "mapping.toml", "old": old, "new": ""})
    assert [
        (
            "error: study.toml: there is no section redcap.metastases, and no data/metastases.csv; variable site of"
            " study.toml needs it [missing-mapping]"
        )
    ] == findings(folder)


def test_a_column_that_the_study_needs_is_mapped(example):
    folder = example({"file": "mapping.toml", "old": 'ldh = "ldh"', "new": ""})
    assert [
        (
            'error: study.toml: redcap.patients.ldh: no field is mapped; name one, or write { value = "" } where'
            " nothing is known [missing-mapping]"
        )
    ] == findings(folder)


def of(record, **cells):
    """Alter the row of one record itself."""

    def alter(records):
        for row in records:
            is_own = row["record_id"] == record and not row["redcap_repeat_instrument"]
            yield row | (cells if is_own else {})

    return alter


UNKNOWN_BOX = {"prior____99": "1"}
CHOICES = "1, Radiation | 2, Chemotherapy"


@pytest.mark.parametrize(
    ("box", "dictionary", "mapping"),
    [
        ("prior____99", (), ()),
        ("prior____99", [(CHOICES, f"{CHOICES} | -99, Unknown")], ()),
        ("prior____99", [(CHOICES, f"{CHOICES} | -99, Not recorded")], ()),
        (
            "prior___9",
            [(CHOICES, f"{CHOICES} | 9, Not known")],
            [('{ checkbox = "prior" }', '{ checkbox = "prior", codes = { 9 = "" } }')],
        ),
        ("prior___unk", (), [('["-99"]', '["-99", "UNK"]')]),
    ],
)
@pytest.mark.parametrize("record", ["A2", "A3"])  # with no other box, and with one
def test_a_ticked_unknown_is_not_a_no(altered, record, box, dictionary, mapping):
    def ticked(records):
        for row in of(record, **{box: "1"})(records):
            yield {**row, box: row.get(box, "0")}

    (notice,) = findings(altered(ticked, dictionary=dictionary, mapping=mapping))
    assert f"column {box}, patient {record}: the box is ticked" in notice
    assert notice.endswith(
        "it makes no row of prior_therapies, and in every percentage the patient counts as one "
        "whose answer is no [unknown-answer]"
    )


def test_a_ticked_none_is_an_answer(altered):
    def ticked(records):
        for row in of("A2", prior___9="1", enrollment_complete="0")(records):
            yield {**row, "prior___9": row.get("prior___9", "0")}

    folder = altered(
        ticked,
        dictionary=[(CHOICES, f"{CHOICES} | 9, None of these")],
        mapping=[('{ checkbox = "prior" }', '{ checkbox = "prior", codes = { 9 = "" } }')],
    )
    assert [] == findings(folder)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"enrollment_complete": "0"}, True),
        ({"enrollment_complete": ""}, True),
        ({"enrollment_complete": "1"}, False),
        ({"enrollment_complete": "2"}, False),
        ({"enrollment_complete": "2", "prior___1": "", "prior___2": ""}, True),
        ({"enrollment_complete": "0", "prior___1": "1"}, False),
    ],
)
def test_boxes_of_a_form_that_nobody_filled_in_are_told(altered, cells, told):
    found = findings(altered(of("A2", **cells)))
    assert told == any("prior has no answer" in line for line in found)
    assert all(line.endswith("[form-not-filled]") for line in found)


def test_many_forms_that_nobody_filled_in_are_one_notice(altered):
    def unsaved(records):
        for row in records:
            yield row | ({} if row["redcap_repeat_instrument"] else {"enrollment_complete": "0"})

    (notice,) = findings(altered(unsaved))
    assert notice.endswith(
        "prior has no answer, and the form enrollment was not saved as complete: it makes no "
        "row of prior_therapies, and in every percentage the patient counts as one whose answer "
        "is no, as in 1 more row [form-not-filled]"
    )


def test_without_the_state_of_a_form_what_it_holds_counts(altered):
    def stateless(records):
        for row in records:
            yield {name: cell for name, cell in row.items() if not name.endswith("_complete")}

    assert [] == findings(altered(stateless))


YES_NO = [
    (
        """\
[redcap.prior_therapies]
modality = { checkbox = "prior" }
agent = { by_code = { radiation = "prior_radiation", chemotherapy = "prior_chemotherapy" } }
""",
        """\
[redcap.prior_therapies]
where = { treated = 1 }
modality = { value = "radiation" }
agent = { value = "" }
""",
    )
]
TREATED = [
    (
        "prior_radiation,enrollment",
        'treated,enrollment,,radio,Before,"1, Yes | 0, No | 9, Unknown",,,,,,,,,,,,\nprior_radiation,enrollment',
    )
]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"treated": "9"}, "unknown-answer"),
        ({"treated": "-99"}, "unknown-answer"),
        ({"treated": "", "enrollment_complete": "0"}, "form-not-filled"),
        ({"treated": ""}, None),
        ({"treated": "0"}, None),
        ({"treated": "0", "enrollment_complete": "0"}, None),
    ],
)
def test_an_answer_that_selects_rows_may_be_unknown(altered, cells, code):
    def answered(records):
        for row in records:
            is_own = not row["redcap_repeat_instrument"]
            given = cells if row["record_id"] == "A2" else {"treated": "1"}
            yield {**row, "treated": "", **(given if is_own else {})}

    found = findings(altered(answered, mapping=YES_NO, dictionary=TREATED))
    of_prior = [line for line in found if "prior_therapies" in line]
    assert [code] * (code is not None) == [line.rpartition("[")[2][:-1] for line in of_prior]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"progressed": "-99"}, "unknown-answer"),
        ({"outcome_complete": "0"}, "form-not-filled"),
        ({"outcome_complete": ""}, None),  # the form holds other answers
        ({"outcome_complete": "1"}, None),
    ],
)
def test_a_progression_that_is_not_known_is_not_none(altered, cells, code):
    found = findings(altered(of("A1", **cells)))
    assert [code] * (code is not None) == [line.rpartition("[")[2][:-1] for line in found]
    assert all("the patient is counted as one who has not progressed" in line for line in found)


@pytest.mark.parametrize(
    ("codes", "column", "what"),
    [
        ('["-99", "4"]', "mets___4", "the choice 'Brain'"),
        ('["-99", "2"]', "sex", "the choice 'Female'"),
        ('["-99", "480"]', "ldh", "a possible value"),
    ],
)
def test_a_code_for_a_missing_value_may_be_an_answer(altered, codes, column, what):
    found = findings(altered(mapping=[('["-99"]', codes)]))
    doubts = (line for line in found if line.endswith("[missing-code-is-choice]"))
    (notice,) = (line for line in doubts if f"column {column}, " in line)
    assert f"is one of missing_codes, and {what} of the field; it is read as blank" in notice


def test_a_record_without_the_event_of_a_question_is_told(altered):
    def apart(records):
        for row in in_events(records):
            yield row
            is_baseline = row["redcap_event_name"].startswith("base")
            is_own = is_baseline and not row["redcap_repeat_instrument"]
            if is_own and row["record_id"] != "A2":
                boxes = {name: row[name] for name in ("prior___1", "prior___2")}
                record = {"record_id": row["record_id"], "enrollment_complete": "2"}
                yield record | boxes | {"redcap_event_name": "history_arm_1"}

    old = "[redcap.prior_therapies]\n"
    mapping = [*AT_FOLLOW_UP, (old, f'{old}event = "history_arm_1"\n')]
    found = [line for line in findings(altered(apart, mapping=mapping)) if "left-out" not in line]
    (notice,) = found
    assert "patient A2: the record has no row in the event of prior" in notice


def test_every_finding_of_a_project_is_among_the_slips_or_tests():
    section = MESSAGES.partition("## REDCap\n")[2].partition("\n## ")[0]
    known = Path(__file__).read_text(encoding="utf-8") + str(SLIPS)
    for code in re.findall(r"^### (\S+)$", section, flags=re.MULTILINE):
        assert f"[{code}]" in known, code
