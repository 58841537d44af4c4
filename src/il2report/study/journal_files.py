"""Reads the profiles of journals: those of the program, and those of a study, in templates/journals/.

A study may have a profile of its own under the name of a shipped one. A profile can extend another, and
then gives only what differs; under the same name it extends the shipped one.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from il2report.errors import Finding, Place, Report, WrongUse
from il2report.parsing import toml_value
from il2report.study.files import MOST_OF_TEXT, FileRefused, file_names, read_file
from il2report.study.journals import JournalProfile
from il2report.study.lookalikes import nearest
from il2report.study.notation import (
    Codes,
    errors_of_one_form,
    read_toml,
    setting_finding,
)

FOLDER = "templates/journals"
SHIPPED = ("anticancer-research", "ama", "nejm", "lancet")
CODES = Codes("bad-journal", "bad-journal", "bad-journal")
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
WHOLE = ("limits", "submission")
"""Tables whose entries an extending profile replaces as a whole: a source is that of its own requirement."""


class UnknownJournal(WrongUse, LookupError):
    """A name of a journal of which there is no profile; the message names the nearest and all."""


def _shipped_content(name: str) -> bytes:
    return (Path(__file__).resolve().parent.parent / FOLDER / f"{name}.toml").read_bytes()


@cache
def _shipped_settings(name: str) -> Mapping[str, Any]:
    return MappingProxyType(toml_value(_shipped_content(name).decode("utf-8")))


@cache
def shipped_journal(name: str) -> JournalProfile:
    """Give a profile that comes with the program.

    Raises
    ------
    UnknownJournal
        When there is none of that name.
    """
    return journal_of(name, {})


def journal_of(name: str, own: Mapping[str, JournalProfile]) -> JournalProfile:
    """Find a profile by its name, a study's own before the shipped one.

    Raises
    ------
    UnknownJournal
        When there is none of that name.
    """
    if name in own:
        return own[name]
    if name not in SHIPPED:
        known = tuple(dict.fromkeys((*SHIPPED, *own)))
        raise UnknownJournal(
            f"there is no journal profile {name!r}.{nearest(name, known)} Profiles are"
            f" {', '.join(known)}; another one is a file {FOLDER}/NAME.toml of the study"
        )
    return JournalProfile.model_validate({**_shipped_settings(name), "name": name})


def read_journals(folder: Path, chosen: str | None, report: Report) -> Mapping[str, JournalProfile]:
    """Read the profiles of a study's own, reporting every key that is missing, unknown or impossible.

    Parameters
    ----------
    folder : the study
    chosen : the journal that study.toml names, of which there must be a profile
    report : called once per finding

    Returns
    -------
    mapping of JournalProfile by name
        Without those that have a finding.
    """
    settings: dict[str, dict[str, Any] | None] = {}
    for file in file_names(folder, FOLDER, lambda _: None, deep=False):
        name = file.rpartition("/")[2].removesuffix(".toml")
        if file.endswith(".toml"):
            settings[name] = _settings(folder, name, report)
    read = {name: given for name, given in settings.items() if given is not None}
    merged = {name: _extended(name, read, report, ()) for name in read}
    checked = {
        name: _checked(name, given, report) for name, given in merged.items() if given is not None
    }
    own = {name: profile for name, profile in checked.items() if profile}
    if chosen is not None and (chosen not in settings or chosen in own):
        try:
            journal_of(chosen, own)
        except UnknownJournal as error:
            report(Finding("bad-setting", Place("study.toml"), f"journal.style: {error}"))
    return MappingProxyType(own)


def _settings(folder: Path, name: str, report: Report) -> dict[str, Any] | None:
    if not NAME.fullmatch(name):
        message = "the name of a profile has small letters, digits and hyphens only"
        report(Finding("bad-journal", Place(_file(name)), message))
        return None
    try:
        return read_toml(_file(name), read_file(folder, _file(name), MOST_OF_TEXT), report)
    except FileRefused as error:
        report(error.finding)
        return None


def _file(name: str) -> str:
    return f"{FOLDER}/{name}.toml"


def _extended(
    name: str, own: Mapping[str, Mapping[str, Any]], report: Report, within: tuple[str, ...]
) -> Mapping[str, Any] | None:
    """Give the settings of a profile over those of the one that it extends; None once that is refused."""
    settings = dict(own[name])
    base = settings.pop("extends", None)
    if base is None:
        return settings
    known = tuple(dict.fromkeys((*SHIPPED, *(each for each in own if each != name))))

    wrong = ""
    if base not in known:
        wrong = f"of which there is no profile.{nearest(base, known)}"
    elif base in within:
        wrong = "which extends this profile"
    if wrong:
        report(Finding("bad-journal", Place(_file(name)), f"extends is {base!r}, {wrong}"))
        return None
    is_own = base in own and base != name
    found = _extended(base, own, report, (*within, name)) if is_own else _shipped_settings(base)
    return None if found is None else _merged(found, settings)


def _merged(
    base: Mapping[str, Any], over: Mapping[str, Any], *, is_deep: bool = True
) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        is_table = isinstance(value, dict) and isinstance(merged.get(key), Mapping)
        deep = key not in WHOLE
        merged[key] = _merged(merged[key], value, is_deep=deep) if is_deep and is_table else value
    return merged


def _checked(name: str, settings: Mapping[str, Any], report: Report) -> JournalProfile | None:
    if "name" in settings:
        message = "there is no key name; a profile has the name of its file"
        report(Finding("bad-journal", Place(_file(name)), message))
        return None
    try:
        return JournalProfile.model_validate({**settings, "name": name})
    except ValidationError as error:
        for details in errors_of_one_form(error.errors()):
            report(setting_finding(_file(name), details, JournalProfile, CODES))
    return None
