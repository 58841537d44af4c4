"""Profiles of journals: the shipped ones are whole, a study's own extends them, mistakes are named."""

import pytest

from il2report.document.length import NAMES
from il2report.study.journal_files import (
    SHIPPED,
    UnknownJournal,
    journal_of,
    read_journals,
    shipped_journal,
)

FIFTH = """
extends = "nejm"
title = "The Fifth Journal"

[numbers]
words_through = 10

[limits]
words = { at_most = 3000 }
"""


@pytest.fixture
def read(tmp_path):
    """Read the profiles of a study with these files."""

    def read(chosen=None, **files):
        folder = tmp_path / "templates/journals"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        found = []
        return read_journals(tmp_path, chosen, found.append), [str(each) for each in found]

    return read


@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_profile_is_whole_and_can_be_extended(name, read):
    profile = shipped_journal(name)
    own, findings = read(chosen="mine", mine=f'extends = "{name}"')
    assert [] == findings
    assert profile == own["mine"].model_copy(update={"name": name})


def test_an_own_profile_gives_only_what_differs(read):
    own, findings = read(chosen="fifth", fifth=FIFTH)
    fifth, base = own["fifth"], shipped_journal("nejm")
    assert [] == findings
    assert ("The Fifth Journal", 10) == (fifth.title, fifth.numbers.words_through)
    assert base.numbers.p == fifth.numbers.p
    assert base.limits.references == fifth.limits.references


def test_a_limit_that_is_given_does_not_keep_the_source_of_another(read):
    own, _ = read(fifth=FIFTH)
    assert "unverified limit: no source is given" == own["fifth"].limits.words.origin
    assert "read on 2026-11-29" in own["fifth"].limits.references.origin


def test_an_own_profile_may_have_the_name_of_a_shipped_one_and_extend_that(read):
    own, findings = read(nejm='extends = "nejm"\ntitle = "NEJM, as we print"')
    assert [] == findings
    assert "NEJM, as we print" == journal_of("nejm", own).title
    assert "The New England Journal of Medicine" == shipped_journal("nejm").title


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('extends = "njem"', "extends is 'njem', of which there is no profile. Did you mean nejm?"),
        ('extends = "mine"', "extends is 'mine', of which there is no profile."),
        (
            'extends = "nejm"\n[numbers]\nwords_throug = 3',
            "there is no key numbers.words_throug. Did you mean",
        ),
        (
            'extends = "nejm"\n[numbers.p]\nlabel = "q"',
            "numbers.p.label is 'q'; it should be 'p' or 'P'",
        ),
        (
            'extends = "nejm"\nname = "x"',
            "there is no key name; a profile has the name of its file",
        ),
        ('title = "x"', "the key references is missing"),
        (
            'extends = "nejm"\n[numbers]\npercent_digits = [{ least = 1, decimals = 1 }, { least = 100, decimals = 0 }]',
            "numbers: each entry must have a smaller `least` than the one before it",
        ),
        (
            'extends = "nejm"\n[numbers.p]\ndigits = [{ least = 0.01, decimals = 2 }]',
            "numbers.p: the last entry of digits must begin at the floor or below",
        ),
    ],
)
def test_a_mistake_in_a_profile_is_named_with_file_and_key(read, text, message):
    own, findings = read(chosen="mine", mine=text)
    assert {} == own
    assert any(
        each.startswith(f"templates/journals/mine.toml: {message}")
        and each.endswith("[bad-journal]")
        for each in findings
    ), findings
    assert not any(each.startswith("study.toml") for each in findings)


def test_profiles_that_extend_each_other_are_refused(read):
    own, findings = read(a='extends = "b"', b='extends = "a"')
    assert {} == own
    assert any("which extends this profile" in each for each in findings)


def test_an_unknown_journal_is_answered_with_the_nearest(read):
    own, findings = read(chosen="fift", fifth=FIFTH)
    assert ["Did you mean fifth?"] == [
        each[each.index("Did") : each.index("?") + 1] for each in findings
    ]
    with pytest.raises(UnknownJournal, match="Did you mean lancet"):
        journal_of("lancett", own)


def requirements(profile):
    """Give what a profile requires and where that is from, as a page or a report prints it."""
    wanted = profile.submission
    limits = [(NAMES[name], limit.at_most, limit) for name, limit in profile.limits.given()]
    kinds = ", ".join(each.replace("_", " ") for each in wanted.kinds.taken)
    form = "in one file" if wanted.tables.form == "together" else "one file each"
    figures = f"{wanted.figures.width_mm} mm wide, {wanted.figures.dpi} dpi"
    of_files = [("tables", form, wanted.tables), ("figures", figures, wanted.figures)]
    return [*limits, ("kinds of papers", kinds, wanted.kinds), *of_files]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_docs_say_where_each_requirement_is_from(name, project):
    profile = shipped_journal(name)
    page = (project / "docs/journals.md").read_text(encoding="utf-8").splitlines()
    rows = [
        f"| {profile.title} | {what} | {text} | {each.origin} |"
        for what, text, each in requirements(profile)
    ]
    assert rows == [row for row in page if row.startswith(f"| {profile.title} |")]


@pytest.mark.parametrize("name", SHIPPED)
def test_each_requirement_has_a_source_with_a_day_or_says_that_none_was_read(name):
    without = [
        what
        for what, _, each in requirements(shipped_journal(name))
        if each.is_verified == bool(each.unverified)
    ]
    assert [] == without


@pytest.mark.parametrize(
    "given", ["date = 2026-11-29", 'unverified = "x", date = 2026-11-29, source = "y"']
)
def test_a_day_of_reading_needs_a_source_that_was_read(read, given):
    own, findings = read(mine=f'extends = "nejm"\n[limits]\nwords = {{ at_most = 1, {given} }}')
    assert {} == own
    assert "date is the day on which source was read" in findings[0]
