"""Which statistics a cell has, from what names them and, where nothing does, from its shape."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from il2report.audit.cells import PAIRED_KEYS, PrintedCell
from il2report.audit.understanding.wording import OF_VALUES, statistics_in

Keys = tuple[str, ...]
ABOVE_100 = "a number above 100 is no percentage of a count"
COUNTED = frozenset({"count", "percent", "n"})
CENTRAL = frozenset({"mean", "median", "percent", "count"})
SHAPES: dict[str, Keys] = {
    "#/#(#)": ("count", "n", "percent"),
    "#/#(#%)": ("count", "n", "percent"),
    "#/#;#%": ("count", "n", "percent"),
    "#/#,#%": ("count", "n", "percent"),
    "#/# #%": ("count", "n", "percent"),
    "#(#%)": ("count", "percent"),
    "#,#%": ("count", "percent"),
    "#;#%": ("count", "percent"),
    "# #%": ("count", "percent"),
    "#%(#)": ("percent", "count"),
    "#%(#/#)": ("percent", "count", "n"),
    "#%": ("percent",),
}
"""Shapes that can only be read in one way."""
SPREAD = frozenset({"#\u00b1#", "#(\u00b1#)"})
PAIR_BEHIND = re.compile(
    r"#%?[(;,]?#[-,;/]#\)?|~\((?:#|~)[-,;/](?:#|~)\)|#%?\((?:#|~)[-,;/](?:#|~)\)|#%? #-#|#%?\((?:#|~)%?-(?:#|~)%?\)"
)
"""A number with a pair: a median with its range or quartiles, an estimate with its interval."""
NAMES_IN_CELLS = {
    "mean": "mean",
    "sd": "sd",
    "se": "se",
    "sem": "se",
    "median": "median",
    "iqr": "iqr",
    "range": "range",
    "ci": "ci",
    "n": "n",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The keys of the numbers of a cell, in their order, and what is doubtful about them.

    A key "?" is of numbers whose statistic is not known. `inferred` says that nothing names them.
    """

    keys: Keys
    doubt: str = ""
    inferred: bool = False


def width(keys: Iterable[str]) -> int:
    """Count the numbers that keys have."""
    return sum(2 if key in PAIRED_KEYS or key == "??" else 1 for key in keys)


ABBREVIATION = re.compile(
    r"\b[A-Z][A-Za-z]*\s*(?:[,:=]|indicates|denotes)\s*(?:standard|inter-?quartile|confidence|hazard|odds|number|not)[^,;.]*",
)
PARTED = re.compile(
    r"(?<!\b[Nn]o)(?<!\b[Nn]os)[.;]\s|,\s*(?:and |while |whereas )?(?=categorical|continuous|dichotomous)|\bor\b|\band\b(?!\s*(?:SD|standard|IQR|inter|range))|,\s*(?=(?:medians?|means?|n|No|numbers?)\b)"
    r"|\bunless\b|\bfor\b|\bby\b",
    re.IGNORECASE,
)


def statistics_named(texts: Iterable[str]) -> list[Keys]:
    """List the statistics that notes or a caption name, each as of one kind of cell."""
    named = list[Keys]()
    for text in texts:
        for part in PARTED.split(ABBREVIATION.sub(" ", text)):
            keys = _completed(statistics_in(part))
            if keys and keys not in {("count",), ("ci",)} and keys not in named:
                named.append(keys)
    return named


def _completed(keys: Keys) -> Keys:
    """Add what goes without saying: an SD is behind a mean, quartiles are behind a median."""
    if set(keys) & OF_VALUES:
        keys = tuple(key for key in keys if key not in COUNTED)
    if keys in {("sd",), ("se",)}:
        return ("mean", *keys)
    return ("median", *keys) if keys in {("iqr",), ("range",)} else keys


def decision(cell: PrintedCell, strong: Keys, weak: Sequence[Keys]) -> Decision | None:
    """Decide which statistics a cell has; None where nothing says.

    `strong` are those that row, section or column name, `weak` those that apply to a table as a
    whole: its caption, its notes, the head of its row labels.
    """
    if own := _named_within(cell, strong):
        return own
    if (keys := SHAPES.get(cell.shape)) and not set(strong) & OF_VALUES:
        return Decision(keys)
    if strong and (found := _by_names(cell, strong)):
        return found
    fitting = [found for keys in weak if (found := _by_names(cell, keys))]
    if cell.shape == "#" and above_100(cell.numbers[0]):
        fitting = [each for each in fitting if each.keys != ("percent",)]
    whole = [each for each in fitting if "?" not in each.keys and "??" not in each.keys]
    if whole:
        return _first_that_suits(cell, whole)
    return _by_shape(cell, strong, fitting)


def _named_within(cell: PrintedCell, strong: Keys) -> Decision | None:
    """Read a cell that names its own statistics, such as "mean 5.3 (SD 1.2)"."""
    named = {at: NAMES_IN_CELLS[name] for at, name in cell.named if name in NAMES_IN_CELLS}
    if not named:
        return None
    keys, at = list[str](), 0
    for number in range(len(cell.numbers)):
        if number < at:
            continue
        before = strong[len(keys)] if len(keys) < len(strong) else ""
        key = named.get(number) or (before if before not in named.values() else "")
        if not key:
            key = "count" if "n" in named.values() else "?"
        keys.append(key)
        at = number + (2 if key in PAIRED_KEYS else 1)
    if at != len(cell.numbers):
        return None
    if keys[0] == "?" and "ci" in keys and "%" in cell.shape:
        keys[0] = "percent"
    return Decision(tuple(keys)) if "?" not in keys[1:] else None


def _by_names(cell: PrintedCell, keys: Keys) -> Decision | None:
    """Give the named statistics to the numbers of a cell, where they fit its shape."""
    count, shape = len(cell.numbers), cell.shape
    if shape in SPREAD:
        return Decision(keys) if width(keys) == 2 and keys[0] == "mean" else None
    if set(keys) <= COUNTED and (found := _counted(shape)):
        return Decision(found) if found != ("count", "percent") else _of_same_width(cell, found)
    if width(keys) == count:
        return _of_same_width(cell, keys)
    if count == 1 and not PAIRED_KEYS & {keys[0]}:
        return Decision(keys[:1])
    return _with_unnamed_pair(cell, keys)


def _counted(shape: str) -> Keys:
    """Give the statistics that a shape has where counts are named."""
    more: dict[str, Keys] = {"#(#)": ("count", "percent"), "#/#": ("count", "n")}
    return SHAPES.get(shape) or more.get(shape, ())


def _with_unnamed_pair(cell: PrintedCell, keys: Keys) -> Decision | None:
    """Read more numbers than are named."""
    if keys == ("ci",) and "%" in cell.shape:
        before: Keys = ("percent",) if len(cell.numbers) == 3 else ("count", "percent")
        return Decision((*before, "ci")) if width((*before, "ci")) == len(cell.numbers) else None
    if PAIR_BEHIND.fullmatch(cell.shape) and len(keys) == 1 and keys[0] in CENTRAL:
        message = f"the pair behind the {keys[0]} may be a range, quartiles or an interval"
        return Decision((keys[0], "??"), message)
    if keys == ("mean",) and cell.shape == "#(#)":
        return Decision(("mean", "sd"), "the second number is taken for the SD", inferred=True)
    return None


def _of_same_width(cell: PrintedCell, keys: Keys) -> Decision | None:
    is_pair = [key in PAIRED_KEYS for key in keys]
    if any(is_pair) and len(keys) == 2 and not PAIR_BEHIND.fullmatch(cell.shape):
        return None
    if keys == ("count", "percent") and not _is_whole(cell.numbers[0]):
        if _is_whole(cell.numbers[1]):
            return Decision(("percent", "count"), "the percentage is taken to stand first")
        return None
    if "%" in cell.shape and set(keys) & {"sd", "se"}:
        return None
    return Decision(keys)


def above_100(number: str) -> bool:
    """Whether a number is above 100, so that it is no percentage of a count."""
    bare = re.sub(r"[^\d.]", "", number.replace("\u00b7", "."))
    return bool(re.fullmatch(r"\d*\.?\d+", bare)) and float(bare) > 100


def _is_whole(number: str) -> bool:
    return bool(number) and not re.search(r"[.\u00b7]", number)


def _first_that_suits(cell: PrintedCell, fitting: Sequence[Decision]) -> Decision:
    """Choose among the statistics that the notes name: a mean has decimals or an SD, a count has none."""
    if len(fitting) > 1 and cell.shape == "#(#)" and _is_whole(cell.numbers[0]):
        kinds = {bool(set(each.keys) & OF_VALUES) for each in fitting}
        if len(kinds) > 1:
            return Decision(("count|mean",), inferred=True)
    if cell.shape == "#":
        wanted = _is_whole(cell.numbers[0])
        if wanted and all(each.keys[0] not in COUNTED for each in fitting):
            message = f"taken for the {fitting[0].keys[0]} that the notes name"
            return Decision(fitting[0].keys, message, inferred=True)
        return next((each for each in fitting if (each.keys[0] in COUNTED) is wanted), fitting[0])
    return fitting[0]


def _by_shape(cell: PrintedCell, strong: Keys, fitting: Sequence[Decision]) -> Decision | None:
    """Decide without a name; what figures must decide is left as "count|mean"."""
    if cell.shape in SPREAD:
        return Decision(
            ("mean", "sd"),
            "the number behind \u00b1 is taken for the SD; it may be the standard error",
            inferred=True,
        )
    if (keys := SHAPES.get(cell.shape)) and not set(strong) & OF_VALUES:
        return Decision(keys)
    if cell.shape == "#(#)" and not strong:
        return Decision(("count|mean",), inferred=True)
    if cell.shape == "#/#" and not strong:
        return Decision(("count", "n"), inferred=True)
    if cell.shape == "#" and not strong and _is_whole(cell.numbers[0]):
        return Decision(("count|",), inferred=True)
    return fitting[0] if fitting else None
