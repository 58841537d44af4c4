"""Codes and labels of the values of ADaM variables, in the order in which tables print them."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from il2report.errors import Place
from il2report.study.adam.datasets import DataSet
from il2report.study.codebook import CodeEntry
from il2report.study.labelled_codes import (
    ColumnCodes,
    codes_of_texts,
    in_sentence_case,
    natural_order,
    with_letters,
)

FLAG, YES, NO = "FL", "Y", "N"
CONTROLLED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {YES: ("yes", "Yes"), NO: ("no", "No"), "U": ("unknown", "Unknown")}
)
"""Code and label of the controlled terms of flags and of answers."""
SEXES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "F": ("female", "Female"),
        "M": ("male", "Male"),
        "U": ("unknown", "Unknown"),
        "UNDIFFERENTIATED": ("undifferentiated", "Undifferentiated"),
    }
)
EVENT = "0"
"""CNSR of a time that ended in the event."""
MOST_NAMED = 3
"""Descriptions that make a label together."""
SEVERITIES = ("MILD", "MODERATE", "SEVERE", "LIFE THREATENING", "LIFE-THREATENING", "FATAL")
RESPONSES: Mapping[str, str] = MappingProxyType(
    {
        "CR": "Complete response",
        "PR": "Partial response",
        "MR": "Minor response",
        "SD": "Stable disease",
        "NON-CR/NON-PD": "Non-CR/non-PD",
        "PD": "Progressive disease",
        "NE": "Not evaluable",
        "NA": "Not applicable",
        "MISSING": "Missing",
    }
)
"""Labels of the controlled terms of response, best first."""


def coded(
    data_set: DataSet, variable: str, table: str, column: str, groups: str | None = None
) -> tuple[Sequence[str], ColumnCodes]:
    """Turn the values of a variable into codes of the study, and say how each is labeled.

    Parameters
    ----------
    data_set : its records
    variable : whose values are turned into codes
    table, column : where the codes are used
    groups : the variable with the group of each value, such as the organ system of a term

    Returns
    -------
    the cells, and the codes in their order
        A code is the value in small letters and underscores: `>64` is gt_64, Y is yes, F is female.
        Labels that are all in capitals are written as sentences.
    """
    cells = _with_blank_flags(variable, data_set.column(variable))
    texts = dict.fromkeys(cell for cell in cells if cell)
    known = SEXES if variable == "SEX" else CONTROLLED if {*texts} <= CONTROLLED.keys() else {}
    made = codes_of_texts(text for text in texts if text not in known)
    pairs = {
        text: known.get(text) or (made[text], with_letters(in_sentence_case(text)))
        for text in texts
        if text in known or text in made
    }
    ranked = sorted(pairs, key=_rank(data_set, variable))
    group_of = dict(zip(cells, data_set.column(groups), strict=True)) if groups else {}
    entries = {
        pairs[text][0]: CodeEntry(pairs[text][1], in_sentence_case(group_of.get(text, "")))
        for text in ranked
    }
    return (
        [pairs[cell][0] if cell in pairs else cell for cell in cells],
        ColumnCodes(
            table, column, Place(data_set.file, column=variable), MappingProxyType(entries)
        ),
    )


def responses(
    data_set: DataSet, codes: Mapping[str, str], column: str
) -> tuple[Sequence[str], ColumnCodes]:
    """Turn AVALC of a parameter of response into codes of the study.

    Parameters
    ----------
    data_set : the records of the parameter
    codes : the study's codes by values of AVALC, where they differ
    column : of patients, where the codes are used
    """
    values = data_set.column("AVALC")
    texts = [text for text in dict.fromkeys(values) if text]
    spelled = {text: text.replace("/", "_").replace(" ", "_") for text in texts} | dict(codes)
    order = tuple(RESPONSES)
    ranked = sorted(texts, key=lambda text: order.index(text) if text in order else len(order))
    entries: dict[str, CodeEntry] = {}
    for text in ranked:
        # A value that counts as another has the label of that one.
        label = RESPONSES.get(spelled[text], RESPONSES.get(text, in_sentence_case(text)))
        entries.setdefault(spelled[text], CodeEntry(label, ""))
    place = Place(data_set.file, column="AVALC")
    return (
        [spelled.get(text, "") for text in values],
        ColumnCodes("patients", column, place, MappingProxyType(entries)),
    )


def endings(data_set: DataSet, column: str) -> ColumnCodes:
    """Label the codes of CNSR by what the records of each say in EVNTDESC."""
    said: dict[str, set[str]] = {}
    pairs = zip(data_set.column("CNSR"), data_set.column("EVNTDESC"), strict=True)
    for code, description in pairs:
        said.setdefault(code, set()).add(description)
    entries = {}
    for code in sorted(code for code in said if code):
        descriptions = sorted(said[code])
        label = " or ".join(_lowered(in_sentence_case(one)) for one in descriptions)
        if not all(descriptions) or len(descriptions) > MOST_NAMED:
            label = "the event" if code == EVENT else "censored"
        entries[code] = CodeEntry(label[:1].upper() + label[1:], "")
    return ColumnCodes(
        "patients", column, Place(data_set.file, column="CNSR"), MappingProxyType(entries)
    )


def _lowered(text: str) -> str:
    """Write a text without capitals, but for words such as CT."""
    return " ".join(word if word[1:].upper() == word[1:] else word.lower() for word in text.split())


def _with_blank_flags(variable: str, cells: Sequence[str]) -> Sequence[str]:
    """Read a blank flag as no where the flag is Y or blank, as the standard defines it."""
    if variable.endswith(FLAG) and {*cells} <= {YES, ""} and YES in cells:
        return [cell or NO for cell in cells]
    return cells


def _rank(
    data_set: DataSet, variable: str
) -> Callable[[str], tuple[float, tuple[float, int, str]]]:
    """Give the order of values: by the numeric variable beside theirs, else by what they say.

    TRT01AN orders TRT01A, SEXN SEX, AESEVN or ASEVN AESEV.
    """
    ranks: dict[str, float] = {}
    for beside in (f"{variable}N", f"{variable.removeprefix('AE')}N", f"A{variable[2:]}N"):
        if beside in data_set.variables:
            pairs = zip(data_set.column(variable), data_set.column(beside), strict=True)
            for text, number in pairs:
                try:
                    ranks.setdefault(text, float(number))
                except ValueError:
                    continue
            break

    def rank(text: str) -> tuple[float, tuple[float, int, str]]:
        if text in ranks:
            return ranks[text], natural_order(text)
        if text in SEVERITIES:
            return SEVERITIES.index(text), natural_order(text)
        return float("inf"), natural_order(text)

    return rank
