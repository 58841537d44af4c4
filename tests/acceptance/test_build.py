"""The commands as a user calls them: what they write, say and answer, and what they leave alone."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from without_network import WITHOUT_NETWORK

from il2report.pages.pdf import HouseFetcher

DOCUMENTS = {
    "report/document.json",
    "report/manuscript.html",
    "report/manuscript.pdf",
    "report/results.json",
    *(
        f"report/tables/{name}.html"
        for name in ("brain", "characteristics", "s_correlates", "s_dosing", "s_listing", "toxicity")
    ),
    *(
        f"figures/{name}.{ending}"
        for name in ("adverse_events", "swimmer", "ttdp")
        for ending in ("pdf", "png", "svg")
    ),
}  # fmt: skip


@pytest.fixture
def own_study(project, tmp_path):
    """A copy of the reference study, to be changed."""
    study = tmp_path / "study"
    shutil.copytree(project / "data", study / "data")
    shutil.copytree(project / "templates", study / "templates")
    shutil.copy(project / "study.toml", study)
    return study


@pytest.fixture(scope="module")
def good_build(project, builds, tmp_path_factory):
    """A study with a finished build in it; tests copy it."""
    study = tmp_path_factory.mktemp("good") / "study"
    shutil.copytree(project / "data", study / "data")
    shutil.copytree(project / "templates", study / "templates")
    shutil.copy(project / "study.toml", study)
    for part in ("report", "figures"):
        shutil.copytree(builds("plain").folder / part, study / part)
    return study


@pytest.fixture
def built_study(good_build, tmp_path):
    """A study with a finished build in it, to be changed."""
    return Path(shutil.copytree(good_build, tmp_path / "study"))


def replace(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def state(study):
    """Content and time of every generated file."""
    return {
        file.relative_to(study).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
        for part in ("report", "figures")
        for file in (study / part).rglob("*")
        if file.is_file()
    }


# --- a build ------------------------------------------------------------------------------------


def test_no_temporary_files_are_left(built):
    assert [] == list(built.folder.with_name(f"{built.folder.name}-temporary").iterdir())


def test_a_build_writes_all_documents_without_a_word_of_complaint(built):
    assert ("", 0) == (built.ended.messages, built.ended.exit_code)
    assert set(built.files()) == DOCUMENTS


def test_a_build_leaves_nothing_else_behind(built):
    expected = {"report", "figures", "ended.json"}
    assert expected == {entry.name for entry in built.folder.iterdir()}


def test_a_build_says_as_json_what_it_wrote_and_how_long_it_took(built):
    report = json.loads(built.ended.output)
    assert {"files", "findings", "seconds", "steps"} == set(report)
    written = {Path(file).relative_to(built.folder).as_posix() for file in report["files"]}
    assert (DOCUMENTS, []) == (written, report["findings"])
    assert 0 < max(report["steps"].values()) <= report["seconds"]


def test_a_build_asks_for_no_address(built):
    assert "" == built.ended.asked_for


def test_asking_for_an_address_would_be_noticed(tmp_path):
    asking = "import urllib.request; urllib.request.urlopen('http://example.org')"
    program = WITHOUT_NETWORK.replace("from il2report.cli.main import main", asking)
    log = tmp_path / "asked-for"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"ASKED_FOR": str(log)},
        capture_output=True,
        check=False,
    )
    assert 0 != ended.returncode
    assert "asked for example.org" in log.read_text(encoding="utf-8")


def test_two_builds_of_one_day_are_alike_to_the_byte(dated, dated_again):
    assert DOCUMENTS == set(dated.files())
    different = [name for name, file in dated.files().items() if dated_again.files()[name] != file]
    assert [] == different


def test_without_a_day_all_but_the_pdf_is_the_same(built, dated):
    different = {name for name, file in dated.files().items() if built.files()[name] != file}
    assert different <= {"report/manuscript.pdf"}


@pytest.mark.parametrize("style", ["ama", "nejm", "lancet"])
def test_every_other_style_builds(builds, style):
    build = builds(style, "--format", "html,pdf", "--style", style)
    assert "" == build.ended.asked_for
    # The study is written for another journal, and others take less.
    notices = [line for line in build.ended.messages.splitlines() if line.startswith("notice:")]
    assert {"over-limit"} >= {line.rpartition("[")[2].removesuffix("]") for line in notices}
    results = json.loads((build.folder / "report/results.json").read_text(encoding="utf-8"))
    assert style == results["style"]
    orr = results["results"]["response.orr.percent"]["text"]
    page = (build.folder / "report/manuscript.html").read_text(encoding="utf-8")
    assert f">{orr}</data>" in page
    assert not (build.folder / "report/manuscript.docx").exists()


def test_a_build_elsewhere_leaves_the_study_alone_and_says_what_it_wrote(
    il2report, own_study, tmp_path
):
    before = sorted(own_study.rglob("*"))
    out = tmp_path / "else" / "where"
    ended = il2report("build", "--study", own_study, "--output", out, "--format", "html")
    assert (0, "") == (ended.exit_code, ended.messages)
    assert before == sorted(own_study.rglob("*"))
    assert (out / "report/manuscript.html").exists()
    *files, summary = ended.output.splitlines()
    assert re.fullmatch(r"18 files, 0 errors, 0 notices, \d+\.\d s", summary)
    assert f"  {out.as_posix()}/report/manuscript.html" in files


def test_a_table_that_is_no_longer_printed_is_removed(il2report, built_study):
    assert (built_study / "report/tables/brain.html").exists()
    for name in ("metastases", "brain_lesions"):
        file = built_study / f"data/{name}.csv"
        header, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [row for row in rows if name == "metastases" and ",brain" not in row]
        file.write_text("".join([header, *kept]), encoding="utf-8")
    (built_study / "report/tables/notes.txt").write_text("mine", encoding="utf-8")

    ended = il2report("build", "--study", built_study, "--format", "html")

    assert (0, "") == (ended.exit_code, ended.messages)
    assert not (built_study / "report/tables/brain.html").exists()
    assert (built_study / "report/tables/notes.txt").exists()


# --- a build that fails -------------------------------------------------------------------------


def test_wrong_data_leave_the_last_good_build_untouched(il2report, built_study):
    before = state(built_study)
    replace(built_study / "data/patients.csv", "female", "woman")

    ended = il2report("build", "--study", built_study)

    assert (1, "") == (ended.exit_code, ended.output)
    assert "data/patients.csv, row " in ended.messages
    assert "'woman'" in ended.messages
    assert "Traceback" not in ended.messages
    assert before == state(built_study)


def test_a_failure_of_the_last_step_leaves_the_last_good_build_untouched(
    il2report, built_study, project
):
    before = state(built_study)
    page = built_study / "templates/page.html.j2"
    shutil.copy(project / "src/il2report/templates/page.html.j2", page)
    replace(page, "<article>", '<article style="no-such-property: none">')

    ended = il2report("build", "--study", built_study)

    assert (1, "", "") == (ended.exit_code, ended.output, ended.asked_for)
    assert "WeasyPrint could not lay out: " in ended.messages
    assert "no-such-property" in ended.messages
    assert "Traceback" not in ended.messages
    assert before == state(built_study)


def test_a_notice_stops_a_strict_build_only(il2report, built_study):
    before = state(built_study)
    patients = built_study / "data/patients.csv"
    header, *rows = patients.read_text(encoding="utf-8").splitlines()
    lines = [f"{header},ward", *(f"{row},x" for row in rows)]
    patients.write_text("\n".join(lines) + "\n", encoding="utf-8")

    strict = il2report("build", "--study", built_study, "--format", "html", "--strict")
    assert (1, before) == (strict.exit_code, state(built_study))
    assert "ward" in strict.messages

    lenient = il2report("build", "--study", built_study, "--format", "html")
    assert 0 == lenient.exit_code
    assert lenient.messages.startswith("notice: data/patients.csv")
    assert ", 1 notice, " in lenient.output


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ('{{ num("response.orr.m") }}', "no result has the id 'response.orr.m'. Did you mean"),
        ("In 15 patients", "the number 15 is typed"),
    ],
)
def test_a_slip_in_a_template_is_told_with_file_and_line_by_check_and_build(
    il2report, built_study, project, line, finding
):
    before = state(built_study)
    own = built_study / "templates/sections/discussion.md.j2"
    shipped = (project / "templates/sections/discussion.md.j2").read_text(encoding="utf-8")
    own.write_text(f"{shipped.rstrip()}\n{line}\n", encoding="utf-8")
    place = f"templates/sections/discussion.md.j2, line {len(own.read_text().splitlines())}: "

    checked = il2report("check", "--study", built_study)
    built = il2report("build", "--study", built_study, "--format", "html")

    assert (1, 1) == (checked.exit_code, built.exit_code)
    assert f"error: {place}{finding}" in checked.output
    assert f"{place}{finding}" in built.messages
    assert "Traceback" not in checked.messages + built.messages
    assert before == state(built_study)


@pytest.mark.parametrize("name", ["study.toml", "data/patients.csv"])
def test_a_missing_file_is_a_finding(il2report, own_study, name):
    (own_study / name).unlink()
    for verb in ("check", "build"):
        ended = il2report(verb, "--study", own_study)
        assert 1 == ended.exit_code
        assert name in ended.output + ended.messages
        assert "Traceback" not in ended.messages


def test_a_build_names_first_the_file_that_templates_need(il2report, own_study):
    (own_study / "data/cycles.csv").unlink()
    ended = il2report("build", "--study", own_study)
    first, *others = (line for line in ended.messages.splitlines() if "error: " in line)
    needs = r"cycles\.csv: there is no such file; templates/sections/results\.md\.j2, line \d+ needs it \[missing-file\]"
    assert re.search(needs + "$", first)
    assert all(line.endswith("[template-fails]") for line in others)


def test_a_folder_that_is_none_is_told(il2report, tmp_path):
    ended = il2report("check", "--study", tmp_path / "nowhere")
    assert 0 != ended.exit_code
    assert "Traceback" not in ended.messages


MODEL = """
[[model]]
name = "risk"
kind = "cox"
endpoint = "progression"
variables = ["age", "ldh"]

[[accepted]]
notice = "study.toml: model risk has {events} events per parameter, fewer than 10: its ratios are unstable [few-events]"
reason = "The model explores."
"""


def test_a_notice_on_a_model_is_accepted_by_check_and_by_a_strict_build(il2report, own_study):
    with (own_study / "study.toml").open("a") as choices:
        choices.write(MODEL.format(events="7.0"))
    checked = il2report("check", "--study", own_study)
    built = il2report("build", "--study", own_study, "--strict", "--format", "html")

    assert [
        "1 notice accepted in study.toml",
        "0 errors, 0 notices",
    ] == checked.output.splitlines()[-2:]
    assert (0, 0) == (checked.exit_code, built.exit_code)


def test_a_notice_on_a_model_that_reads_otherwise_is_back_and_its_entry_is_idle(
    il2report, own_study
):
    with (own_study / "study.toml").open("a") as choices:
        choices.write(MODEL.format(events="6.0"))
    codes = re.findall(
        r"\[([a-z-]+)\]$", il2report("check", "--study", own_study).output, re.MULTILINE
    )
    assert ["idle-acceptance", "few-events"] == codes


def test_an_entry_on_a_model_that_is_gone_stops_a_strict_build(il2report, own_study):
    with (own_study / "study.toml").open("a") as choices:
        choices.write("\n[[accepted]]" + MODEL.format(events="7.0").partition("[[accepted]]")[2])
    built = il2report("build", "--study", own_study, "--strict", "--format", "html")
    assert (1, True) == (built.exit_code, "[idle-acceptance]" in built.messages)


# --- other verbs --------------------------------------------------------------------------------


def test_check_of_a_sound_study_says_so(il2report, project):
    ended = il2report("check", "--study", project)
    claim, count, findings = ended.output.splitlines()
    assert (0, "0 errors, 0 notices", "") == (ended.exit_code, findings, ended.messages)
    assert claim.endswith("only-brain-patient-cleared is printed in another wording (brain.n = 2)")
    assert re.fullmatch(r"(\d+) claims: \d+ hold as written, 1 in another wording, 0 broken", count)


def test_check_lists_every_claim_when_asked(il2report, project):
    *claims, count, _ = il2report("check", "--study", project, "--all").output.splitlines()
    assert count.startswith(f"{len(claims)} claims: ")
    assert len(claims) - 1 == sum(" holds as written (" in claim for claim in claims) > 10


CLAIM = """
{% claim "everybody-responded" when value("response.orr.n") == value("cohort.n") %}
Every patient responded.
{%- endclaim %}
"""


def with_a_broken_claim(folder, project):
    own = folder / "templates/sections/discussion.md.j2"
    own.parent.mkdir(parents=True, exist_ok=True)
    shipped = (project / "templates/sections/discussion.md.j2").read_text(encoding="utf-8")
    own.write_text(f"{shipped.rstrip()}\n{CLAIM}", encoding="utf-8")
    return f"templates/sections/discussion.md.j2, line {len(shipped.rstrip().splitlines()) + 2}: "


BROKEN = "the claim everybody-responded no longer holds (response.orr.n = 3; cohort.n = 15)"


def test_a_broken_claim_is_marked_in_the_draft_and_told(il2report, own_study, project):
    place = with_a_broken_claim(own_study, project)
    built = il2report("build", "--study", own_study)
    page = (own_study / "report/manuscript.html").read_text(encoding="utf-8")
    pdf = pypdf.PdfReader(own_study / "report/manuscript.pdf")
    text = " ".join(" ".join(leaf.extract_text() for leaf in pdf.pages).split())

    assert 0 == built.exit_code
    assert f"notice: {place}{BROKEN}" in built.messages
    assert "1 notice," in built.output
    assert "[claim no longer holds]</strong> Every patient responded.</mark>" in page
    assert "[claim no longer holds] Every patient responded." in text


def test_a_broken_claim_is_told_by_check_too(il2report, own_study, project):
    place = with_a_broken_claim(own_study, project)
    plain = il2report("check", "--study", own_study)
    told = json.loads(il2report("check", "--study", own_study, "--json").output)

    assert 0 == plain.exit_code
    assert f"notice: {place}{BROKEN}" in plain.output
    assert 1 == plain.output.count("everybody-responded")
    claims = {claim["name"]: claim["outcome"] for claim in told["claims"]}
    assert "broken" == claims["everybody-responded"]


def test_a_strict_build_refuses_a_broken_claim_and_writes_nothing(il2report, built_study, project):
    place = with_a_broken_claim(built_study, project)
    before = state(built_study)
    ended = il2report("build", "--study", built_study, "--format", "html", "--strict")
    assert 1 == ended.exit_code
    assert f"{place}{BROKEN}" in ended.messages
    assert before == state(built_study)


def test_every_verb_gives_the_same_findings_as_text_and_as_json(il2report, own_study):
    replace(own_study / "data/patients.csv", "female", "woman")
    verbs = (
        ("check",),
        ("build",),
        ("issue", "x"),
        ("diff", own_study, own_study),
        ("explain", "cohort.n"),
    )
    plain = [il2report(*verb, "--study", own_study) for verb in verbs]
    told = [il2report(*verb, "--study", own_study, "--json") for verb in verbs]
    lines = {(ended.messages or ended.output).rstrip("\n") for ended in plain}
    findings = [json.loads(ended.output)["findings"] for ended in told]

    assert {1} == {ended.exit_code for ended in plain + told}
    assert 1 == len(lines)
    assert lines.pop().startswith("error: data/patients.csv, row ")
    assert findings == [findings[0]] * len(verbs)
    assert ("error", "unknown-code", "data/patients.csv", "sex") == tuple(
        findings[0][0][key] for key in ("severity", "code", "file", "column")
    )


def test_a_failure_without_a_place_is_an_error_in_text_and_as_json(il2report, own_study):
    ended = il2report("diff", "9", "--study", own_study, "--json")
    (record,) = json.loads(ended.output)["findings"]
    assert (2, f"error: {record['message']}\n") == (ended.exit_code, ended.messages)
    assert {"message", "severity"} == {key for key, part in record.items() if part is not None}


def test_explain_leads_from_a_number_to_its_cells(il2report, project):
    ended = il2report("explain", "response.orr.percent", "--study", project)
    assert (0, "") == (ended.exit_code, ended.messages)
    for part in (
        "20.0",
        "3 patients: P01, P05, P08",
        "data/patients.csv, row ",
        "best_response = MR",
    ):
        assert part in ended.output  # fmt: skip


def test_explain_as_json_has_the_same(il2report, project):
    ended = il2report("explain", "response.orr.percent", "--study", project, "--json")
    document = json.loads(ended.output)
    assert (20.0, "20.0", 15) == (document["value"], document["text"], document["n"])
    assert ["P01", "P05", "P08"] == document["patients"]
    cells = {(cell["patient_id"], cell["content"]) for cell in document["cells"]}
    assert {("P01", "MR"), ("P05", "CR"), ("P08", "PR")} == cells


def test_explain_says_why_there_is_no_value(il2report, project):
    result_id = "progression.by_response.cr.median"
    ended = il2report("explain", result_id, "--study", project)
    assert 0 == ended.exit_code
    assert "cannot be estimated: " in ended.output


def test_explain_of_an_unknown_id_names_the_nearest(il2report, project):
    ended = il2report("explain", "response.orr.percnt", "--study", project)
    assert (2, "") == (ended.exit_code, ended.output)
    assert "no result has the id 'response.orr.percnt'. Did you mean" in ended.messages
    assert "response.orr.percent" in ended.messages


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("biuld",), "No such command 'biuld'"),
        (("build", "--format", "odt"), "odt: choose from html, pdf and docx"),
        (("explain",), "Missing argument 'ID'"),
        (("init",), "Missing argument 'FOLDER'"),
        (("template", "study.xls"), "its name must end in .xlsx"),
        (("check", "--no-such-option"), "No such option"),
    ],
)
def test_wrong_use_has_an_exit_code_of_its_own(il2report, arguments, message):
    ended = il2report(*arguments)
    assert (2, "") == (ended.exit_code, ended.output)
    assert message in ended.messages


@pytest.mark.parametrize("verb", ["", "init", "template", "check", "build", "explain"])
def test_every_verb_has_help(il2report, verb):
    ended = il2report(*filter(None, [verb]), "--help")
    assert (0, "") == (ended.exit_code, ended.messages)
    assert f"Usage: il2report {verb}".strip() in ended.output


def test_the_verbs_are_listed_in_the_order_of_their_use(il2report):
    listed = re.findall(r"^  (\w+)  ", il2report("--help").output, flags=re.MULTILINE)
    first = ["init", "template", "check", "build", "preview", "explain", "results", "issue"]
    assert [*first, "diff", "status", "review", "refresh", "submit", "audit"] == listed


def test_a_new_study_builds_to_the_same_results(il2report, built, tmp_path):
    folder = tmp_path / "new study"
    made = il2report("init", folder, "--example", "il2")
    assert (0, "") == (made.exit_code, made.messages)
    assert f"il2report check --study {folder}" in made.output

    ended = il2report("build", "--study", folder, "--format", "html")

    assert (0, "") == (ended.exit_code, ended.messages)
    for name in ("report/results.json", "report/manuscript.html", "figures/ttdp.svg"):
        assert built.files()[name] == (folder / name).read_bytes()


def test_a_study_is_never_made_over_another(il2report, tmp_path):
    folder = tmp_path / "study"
    il2report("init", folder, "--example", "il2")
    replace(folder / "study.toml", "Minneapolis", "Elsewhere")
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    again = il2report("init", folder, "--example", "il2")

    assert (2, "") == (again.exit_code, again.output)
    assert "exists already, and init overwrites nothing" in again.messages
    assert before == {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# --- what the printed page may read -------------------------------------------------------------


@pytest.fixture
def fetcher(tmp_path):
    study = tmp_path / "study"
    study.mkdir()
    (study / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "secret.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "study-of-others").mkdir()
    (tmp_path / "study-of-others" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    spaced = tmp_path / "a study"
    spaced.mkdir()
    shutil.copy(study / "logo.svg", spaced)
    return HouseFetcher((study, spaced))


ANOTHER_MACHINE = "example.org"


@pytest.mark.parametrize(
    "address",
    [
        "data:image/svg+xml,<svg/>",
        "file://{}/study/logo.svg",
        "file://{}/a%20study/logo.svg",
    ],
)
def test_the_page_may_read_what_it_carries_and_what_is_of_the_study(fetcher, tmp_path, address):
    assert b"<svg/>" == fetcher.fetch(address.format(tmp_path)).read()


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x.svg",
        "https://example.org/x.svg",
        "ftp://example.org/x.svg",
        "file://{}/secret.svg",
        "file://{}/study/../secret.svg",
        "file://{}/study/%2e%2e/secret.svg",
        "file://{}/study-of-others/logo.svg",
        "file://" + ANOTHER_MACHINE + "{}/study/logo.svg",
        "FILE://{}/secret.svg",
        "logo.svg",
    ],
)
def test_the_page_may_read_nothing_else(fetcher, tmp_path, address):
    url = address.format(tmp_path)
    with pytest.raises(BaseException, match="the manuscript may not read"):
        fetcher.fetch(url)


def test_a_pipe_of_the_study_is_not_waited_for(fetcher, tmp_path):
    os.mkfifo(tmp_path / "study" / "pipe.svg")
    with pytest.raises(BaseException, match="this is a named pipe"):
        fetcher.fetch(f"file://{tmp_path}/study/pipe.svg")


def test_a_link_out_of_the_study_is_followed_to_where_it_leads(fetcher, tmp_path):
    (tmp_path / "study" / "link.svg").symlink_to(tmp_path / "secret.svg")
    with pytest.raises(BaseException, match="may not read"):
        fetcher.fetch(f"file://{tmp_path}/study/link.svg")
