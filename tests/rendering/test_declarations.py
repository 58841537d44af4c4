"""Authors and statements of study.toml in the page, the tree, the plain text and the Word file of each journal."""

import re
import tomllib
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from pydantic import ValidationError

from il2report.document.byline import Byline, with_points
from il2report.document.document_json import document_json, read_document
from il2report.document.results_json import results_json
from il2report.document.software import versions
from il2report.document.statements import day_in_words
from il2report.document.tree import Element, Fragment, words
from il2report.pages.manuscript import Typesetter
from il2report.study import Configuration
from il2report.study.checks.statements import missing_declarations
from il2report.study.declarations.authors import Author
from il2report.study.declarations.statements import Design, Ethics, Grant, Statements
from il2report.study.statement_places import EVERY_STATEMENT, StatementPlaces
from il2report.verification.audit import set_page_findings
from il2report.word.blinding import declared_names, names_left
from il2report.word.flow import Paragraph, Run
from il2report.word.manuscript import word_manuscript
from il2report.word.stationery import PLAIN, PageHead, Stationery
from il2report.word.submission import SubmissionWriter

STYLES = ("anticancer-research", "ama", "nejm", "lancet")
DECLARED = """
affiliations = { clinic = "Ward 4, A Clinic", institute = "Institute 7, A University" }
authors = [
    { given = "Jane A.", family = "Doe", degrees = ["MD", "PhD"], affiliations = ["clinic", "institute"], orcid = "0000-0002-1825-0097", email = "jane.doe@clinic4.example", corresponding = true, equal = true, roles = ["conceptualization", "writing - original draft"] },
    { given = "Jean-Paul", family = "Roe", affiliations = ["institute"], equal = true, roles = ["conceptualization", "software"] },
    { group = "The IL-2 Group" },
]
grant = [
    { funder = "A Fund", number = "R01-17", recipients = ["Jane A. Doe", "Jean-Paul Roe"] },
    { funder = "A Company Inc.", role = "The company gave the drug." },
]
[ethics]
body = "The Board of A Clinic"
number = "2009-17"
date = 2009-02-03
consent = "waived"
statement = "Helsinki 2008 was followed."
[statements]
role_of_funder = "The fund had no role."
conflicts = "J.A. Doe's group received 100 dollars in 2008-2010."
data_availability = "Data are at 10.5281/zenodo.1."
code_availability = "Templates are at example.org/2."
registration = "NCT01234567."
presentation = "Shown in 2010."
assistance = "Version 3 of a program helped."
acknowledgments = "We thank 12 nurses."
[design]
data_cutoff = 2009-07-02
sampling = "selected"
selection = "tissue from 3 clinics"
follow_up_schedule = "visits every 8 weeks"
"""
STATED = (
    "approved by the Board of A Clinic (number 2009-17, February 3, 2009).",
    "The requirement of informed consent was waived. Helsinki 2008 was followed.",
    "Patients were selected by tissue from 3 clinics. Follow-up consisted of visits every 8 weeks.",
    "Data were collected up to July 2, 2009.",
    "The company gave the drug. The fund had no role.",
    "group received 100 dollars in 2008",
    "Data are at 10.5281/zenodo.1.",
    "Templates are at example.org/2.",
    "NCT01234567.",
    "Shown in 2010.",
    "Version 3 of a program helped.",
    "We thank 12 nurses.",
    "Correspondence: Jane A. Doe, Ward 4, A Clinic, jane.doe@clinic4.example.",
    "ORCID: Jane A. Doe, 0000-0002-1825-0097.",
    "These authors contributed equally.",
    "Institute 7, A University",
    "pandas " + versions()["pandas"],
)
OF_A_JOURNAL = {
    "anticancer-research": (
        "Jane A. Doea,b,*, Jean-Paul Roeb,*, The IL-2 Group",
        "Conceptualization: J.A.D., J.P.R.; software: J.P.R.; writing – original draft: J.A.D.",
        "by A Fund (grant R01-17, to J.A.D. and J.P.R.) and A Company Inc.",
        "Authors’ Contributions",
    ),
    "ama": (
        "Jane A. Doe, MD, PhDa,b,*; Jean-Paul Roeb,*; The IL-2 Group",
        "Conceptualization: Doe, Roe; software: Roe; writing – original draft: Doe.",
        "to Doe and Roe",
        "Trial Registration: NCT01234567.",
        "Article Information",
    ),
    "nejm": ("Jane A. Doe, M.D., Ph.D.a,b,*, Jean-Paul Roe", "Funding: This work", "Disclosures"),
    "lancet": ("Contributors", "Declaration of interests", "Funding: This work was supported"),
}


CHOICES = tomllib.loads(DECLARED)


@pytest.fixture(scope="module")
def declaring(case):
    """Set the reference study with all that can be declared, in the style of a journal, once."""
    study, results, folder = case("reference")
    own = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))

    @cache
    def of(style="ama", given=lambda: CHOICES):
        choices = Configuration.model_validate(own | given())
        declared = replace(study, configuration=choices)
        setter = Typesetter(declared, results, folder, style)
        return setter, setter.manuscript()

    return of


def said(document):
    """All that the tree says, in reading order."""
    front = document.front
    lines = (words(each) for each in (front.people, *(line.nodes for line in front.lines)))
    texts = (front.abstract, *(each.nodes for each in document.sections))
    return "\n".join((*lines, *map(words, texts)))


def inside(content):
    with ZipFile(BytesIO(content)) as file:
        texts = (file.read(n).decode() for n in file.namelist() if n.endswith(".xml"))
        return unescape("".join(re.sub(r"</?w:[^>]*>", "", text) for text in texts))


def in_word(document, **choices):
    flow = word_manuscript(document, **choices).flow
    return "\n".join(each.text for each in flow if hasattr(each, "text"))


@pytest.mark.parametrize("style", STYLES)
def test_every_declared_field_is_where_the_journal_has_it(declaring, style):
    _, manuscript = declaring(style)
    tree, file = said(manuscript.document), in_word(manuscript.document)
    expected = (*STATED, *OF_A_JOURNAL[style])
    assert [] == [text for text in expected if text not in tree]
    assert [] == [text for text in expected if text not in file]
    assert all(
        mark in manuscript.page for mark in ("mailto:jane.doe@clinic4.example", "orcid.org/0000")
    )


# Each field of the declarations: what it prints, and what `check` says where it is removed; None where a manuscript may lack it.
FRONT, NOTED = "front", "without "
FIELDS = {
    "authors.given": (FRONT, "Jane A.", NOTED + "given name: Doe"),
    "authors.family": (FRONT, "Doe", "given has no family beside it"),
    "authors.degrees": ("degrees", "PhD", NOTED + "degree: Jane A. Doe"),
    "authors.affiliations": (FRONT, "Ward 4, A Clinic", NOTED + "affiliation: Jane A. Doe"),
    "authors.orcid": (FRONT, "0000-0002-1825-0097", NOTED + "ORCID iD: Jane A. Doe"),
    "authors.email": (FRONT, "jane.doe@clinic4.example", "is corresponding and has no email"),
    "authors.corresponding": (FRONT, "Correspondence: Jane A. Doe", "no author is corresponding"),
    "authors.equal": (FRONT, "contributed equally", "equal contribution of Jean-Paul Roe alone"),
    "authors.roles": ("contributions", "original draft", NOTED + "CRediT role: Jane A. Doe"),
    "grant.funder": ("funding", "A Fund", "funder"),
    "grant.number": ("funding", "R01-17", None),
    "grant.recipients": ("funding", "to J.A.D.", None),
    "grant.role": ("role_of_funder", "The fund had no role.", "the role of the funder"),
    "ethics.body": ("ethics", "the Board of A Clinic", "name its body"),
    "ethics.number": ("ethics", "number 2009-17", None),
    "ethics.date": ("ethics", "February 3, 2009", None),
    "ethics.exemption": ("ethics", "it is small", None),
    "ethics.consent": ("ethics", "informed consent was waived", "ethics.consent"),
    "ethics.statement": ("ethics", "Helsinki 2008 was followed.", None),
    "statements.funding": ("funding", "Paid in 1 part.", None),
    "statements.role_of_funder": ("role_of_funder", "It was kind to 2 of us.", None),
    "statements.conflicts": ("conflicts", "received 100 dollars", "statements.conflicts"),
    "statements.data_availability": ("data_availability", "zenodo.1.", "data_availability"),
    "statements.code_availability": ("code_availability", "example.org/2.", None),
    "statements.registration": ("registration", "NCT01234567.", "statements.registration"),
    "statements.presentation": ("presentation", "Shown in 2010.", None),
    "statements.assistance": ("assistance", "Version 3 of a program helped.", None),
    "statements.acknowledgments": ("acknowledgments", "We thank 12 nurses.", None),
    "design.data_cutoff": ("design", "July 2, 2009", "does not set data_cutoff"),
    "design.sampling": ("design", "Patients were selected", 'set sampling = "selected"'),
    "design.selection": ("design", "tissue from 3 clinics", "does not set selection"),
    "design.follow_up_schedule": ("design", "visits every 8 weeks", "follow_up_schedule"),
}
ELSEWHERE = {"authors.name", "authors.group", "design.primary"}
"""A name in one piece, that of a group, and the end point, which the methods name."""
MODELS = {
    "authors": Author,
    "grant": Grant,
    "ethics": Ethics,
    "statements": Statements,
    "design": Design,
}
ALL_DECLARED = """
affiliations = { clinic = "Ward 4, A Clinic", institute = "Institute 7, A University" }
grant = [{ funder = "A Fund", number = "R01-17", recipients = ["Jane A. Doe"], role = "The fund had no role." }]
"""


def everything():
    """Give a value of every field."""
    choices = deepcopy(CHOICES) | tomllib.loads(ALL_DECLARED)
    choices["ethics"]["exemption"] = "it is small"
    choices["statements"] |= {
        "funding": "Paid in 1 part.",
        "role_of_funder": "It was kind to 2 of us.",
    }
    choices["authors"][1]["degrees"] = ["MSc"]
    return choices


def test_every_field_of_the_declarations_is_in_the_list():
    declared = {f"{key}.{name}" for key, model in MODELS.items() for name in model.model_fields}
    assert declared == FIELDS.keys() | ELSEWHERE


@pytest.mark.parametrize("style", STYLES)
def test_every_field_is_in_the_part_of_the_manuscript_where_the_journal_has_it(declaring, style):
    setter, manuscript = declaring(style, everything)
    document, places = manuscript.document, setter.journal.statements
    front = document.front
    parts = {each.name: words(each.nodes) for each in document.sections}
    parts["abstract"] = words(front.abstract)
    parts[FRONT] = "\n".join(map(words, (front.people, *(line.nodes for line in front.lines))))
    written = of_methods_and_rest(setter, places)
    missed = []
    for field, (statement, declared, _) in FIELDS.items():
        is_pointed = statement == "degrees" and places.degree_points
        text = "Ph.D." if is_pointed else declared
        if field == "grant.recipients" and places.people == "family_names":
            text = "to Doe"
        if statement == "degrees":
            expected = {FRONT} if places.degrees else set()
        elif statement == FRONT:
            expected = {FRONT}
        else:
            repeated = {"abstract"} if statement in places.abstract else set()
            expected = {written[statement]} | repeated
        missed += [(field, part) for part in expected if text not in parts[part]]
    assert [] == missed
    assert ("Ph" in parts[FRONT]) is places.degrees
    title_page = SubmissionWriter(setter.study, document, setter.journal, {}, PLAIN).title_page(())
    shown = inside(title_page)
    by_way = {"to J.A.D."}  # of naming authors; the parts of the tree have shown it
    on_title_page = [
        text
        for _, (part, text, _) in FIELDS.items()
        if part == FRONT or written.get(part) == "declarations"
    ]
    assert [] == [text for text in on_title_page if text not in shown and text not in by_way]


def of_methods_and_rest(setter, places):
    """Say of each statement whether the methods print it or the section at the end."""
    in_methods = set(places.methods)
    return {each: "methods" if each in in_methods else "declarations" for each in EVERY_STATEMENT}


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_a_field_that_is_removed_is_named_by_check(case, field):
    *_, folder = case("reference")
    choices = everything() | {"data_origin": "patients"}
    own = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    whole = Configuration.model_validate(own | choices)
    assert [] == list(missing_declarations(whole))
    block, name = field.split(".")
    del (choices[block] if isinstance(choices[block], dict) else choices[block][0])[name]
    if block == "authors":
        del choices["grant"][0]["recipients"]  # which names an author by the whole name
    if field == "grant.role":  # either will do
        choices["statements"].pop("role_of_funder", None)
    try:
        found = [
            each.message
            for each in missing_declarations(Configuration.model_validate(own | choices))
        ]
    except ValidationError as error:
        found = [str(error)]
    said = FIELDS[field][2]
    assert said is None or any(said in each for each in found), found
    assert (said is None) is (found == [])


@pytest.mark.parametrize("style", STYLES)
def test_declared_texts_with_numbers_pass_the_check_of_printed_numbers(declaring, style):
    setter, manuscript = declaring(style)
    written = results_json(setter.printer, setter.study.fingerprint, public=False)
    found = set_page_findings(manuscript, setter, written)
    assert [] == [str(each) for each in found if each.is_error]


def test_the_tree_keeps_byline_and_lines_in_its_file(declaring):
    _, manuscript = declaring()
    assert manuscript.document == read_document(document_json(manuscript.document))


@pytest.mark.parametrize("style", STYLES)
def test_a_blinded_file_names_nobody(declaring, style):
    setter, manuscript = declaring(style)
    choices = setter.study.configuration
    document = manuscript.document
    blinded = word_manuscript(document, is_blinded=True)
    left = [(name, each.text) for name, each in names_left(blinded.flow, choices)]
    # The reference study has typed its place nowhere; its citations are of other authors.
    assert [] == left
    assert set(declared_names(choices)) > {
        "Jane A. Doe",
        "R01-17",
        "A Fund",
        "2009-17",
        "Ward 4, A Clinic",
    }
    text = in_word(document, is_blinded=True)
    assert [] == [
        each
        for each in ("J.A.D.", "Doe", "nurses", "A Company", "dollars", "0000-0002")
        if each in text
    ]
    assert "visits every 8 weeks" in text
    assert [each.number for each in word_manuscript(document).slots] == [
        each.number for each in blinded.slots
    ]


def test_a_name_that_a_template_types_is_found_in_a_blinded_file(declaring):
    setter, manuscript = declaring()
    open_file = word_manuscript(manuscript.document).flow
    found = {name for name, _ in names_left(open_file, setter.study.configuration)}
    assert {"Jane A. Doe", "A Fund", "the Board of A Clinic"} <= found


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Seen in Springfield only.", ["Springfield"]),
        ("Seen at the Department of Oncology.", []),  # any hospital has one
        ("Seen in springs of Springfields.", []),  # other words
        ("A Baker cyst, as a baker has it.", []),  # a word with a small letter is no name here
    ],
)
def test_a_place_of_an_affiliation_is_found_in_a_blinded_file(declaring, typed, left):
    setter, _ = declaring()
    places = {"clinic": "Department of Oncology, Baker Hospital, Springfield"}
    choices = setter.study.configuration.model_copy(update={"affiliations": places, "site": None})
    flow = [Paragraph("Body Text", (Run(typed),))]
    assert left == [name for name, _ in names_left(flow, choices)]


def test_statements_without_a_declaration_make_no_section(case):
    study, results, folder = case("reference")
    bare = study.configuration.model_copy(update={"ethics": None, "statements": Statements()})
    document = Typesetter(replace(study, configuration=bare), results, folder).manuscript().document
    assert "declarations" not in [each.name for each in document.sections]
    assert ((), ()) == (document.front.byline, document.front.lines)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en-US", "July 2, 2009"), ("en-GB", "2 July 2009"), ("en", "2 July 2009")],
)
def test_a_day_is_written_as_its_language_does(language, text):
    assert text == day_in_words(date(2009, 7, 2), language)


def test_one_affiliation_of_all_authors_needs_no_mark(declaring):
    setter, _ = declaring()
    choices = setter.study.configuration
    jane = choices.authors[0].model_copy(update={"affiliations": ("clinic",), "equal": False})
    byline = Byline(choices.model_copy(update={"authors": (jane,)}), StatementPlaces())
    assert ["Jane A. Doe, MD, PhD"] == [words(each) for each in byline.authors()]
    assert "Ward 4, A Clinic" == words(next(byline.lines()).nodes)


@pytest.mark.parametrize(
    ("degree", "text"), [("MD", "M.D."), ("PhD", "Ph.D."), ("M.Sc.", "M.Sc."), ("Dr med", "Dr med")]
)
def test_degrees_with_points(degree, text):
    assert text == with_points(degree)


def test_the_blinded_manuscript_of_a_submission_has_no_letterhead_and_tells_what_a_template_typed(
    declaring,
):
    setter, manuscript = declaring("lancet")
    head = PageHead("<w:hdr>Letterhead of A Clinic</w:hdr>", {})
    document, study = manuscript.document, setter.study
    typed = Element("p", ("Seen at Ward 4, A Clinic.",))
    first = replace(document.sections[0], nodes=document.sections[0].nodes + Fragment.of(typed))
    document = replace(document, sections=(first, *document.sections[1:]))
    writer = SubmissionWriter(study, document, setter.journal, {}, Stationery(head=head))

    assert "Letterhead" in inside(writer.title_page(()))
    blinded = inside(writer.blinded())
    assert [] == [each for each in ("Letterhead", "Doe", "A Fund", "0000-0002") if each in blinded]
    assert ["Ward 4, A Clinic"] == list(writer.names_left())
