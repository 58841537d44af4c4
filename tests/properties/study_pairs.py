"""Draws pairs of studies, an older and a newer state: data corrected, patients come and gone, declarations changed.

A pair is drawn from one seed. Every tenth is two situations of the reference study, whose claims change with
them; the others are declared series.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping
from pathlib import Path

from declared_series import STYLES, Series, corrected, draw_series
from situations import CHOSEN, CORRECTED, INVENTED, write_situation

from il2report.reports.changes.wording import Names
from il2report.revisions.attribution import Attribution
from il2report.revisions.comparison import value_changes
from il2report.revisions.difference import Difference, claim_changes
from il2report.revisions.study_comparison import study_change
from il2report.study import inspect_study
from il2report.word.writing import WordPicture
from il2report.workflow.comparing import compared
from il2report.workflow.editions import Edition, set_edition
from il2report.workflow.tracked_comparison import TrackedSide, tracked_word_file

SITUATIONS = sorted({*CORRECTED, *CHOSEN, *(name for name, (n, _) in INVENTED.items() if n <= 20)})
SIZES = (1, 2, 3, 4, 6, 9, 14, 14, 30)
MOST_EDITS, MOST_TRIES, MOST_COMPUTED = 4, 20, 2
RASTER = b"\x89PNG"
Change = Callable[[Series, random.Random], None]


def draw_pair(seed: int, folder: Path) -> tuple[Edition, Edition]:
    """Draw two states, and set their manuscripts."""
    draw = random.Random(seed)
    sides = [folder / "old", folder / "new"]
    if seed % 10 == 0:
        for side, name in zip(sides, draw.sample(SITUATIONS, 2), strict=True):
            write_situation(side, name)
    else:
        _write_series(seed, draw, sides)
    old, new = (set_edition(side, side.name, "") for side in sides)
    return old, new


def _write_series(seed: int, draw: random.Random, sides: list[Path]) -> None:
    one = draw_series(seed, draw.choice(SIZES))
    draw.shuffle(sides)  # what goes in one order comes in the other
    one.write(sides[0])
    for number in range(MOST_TRIES):
        other = changed(one, draw)
        other.write(sides[1])
        if inspect_study(sides[1]).study is not None:
            break
        sides[1].rename(sides[1].with_name(f"refused-{number}"))
    else:
        one.write(sides[1])
    sides.sort(reverse=True)


def changed(series: Series, draw: random.Random) -> Series:
    """Change a series as data are corrected and declarations edited; some of it may no longer be a study."""
    other = copy.deepcopy(series)
    if draw.random() < 0.05:
        return draw_series(draw.randrange(10**6), draw.choice(SIZES))
    for kind in draw.choices(list(CHANGES), list(CHANGES.values()), k=draw.randint(1, MOST_EDITS)):
        kind(other, draw)
    return other


def without_patient(series: Series, draw: random.Random) -> None:
    """Exclude a patient."""
    gone = draw.choice(series.patients)["patient_id"]
    kept = {
        name: [row for row in rows if row["patient_id"] != gone]
        for name, rows in series.tables.items()
    }
    if all(kept.values()):
        series.tables = kept


def with_patient(series: Series, draw: random.Random) -> None:
    """Include a patient who resembles another."""
    known = draw.choice(series.patients)["patient_id"]
    name = f"P{len(series.patients) + 5000}"
    for rows in series.tables.values():
        rows += [row | {"patient_id": name} for row in rows if row["patient_id"] == known]


def without_declaration(series: Series, draw: random.Random) -> None:
    """Declare one thing less: a variable, an end point, a comparison, a table, a figure."""
    if series.blocks:
        series.blocks.pop(draw.randrange(len(series.blocks)))


def without_table(series: Series, draw: random.Random) -> None:
    """Lose a table, and the declarations that name it."""
    name = draw.choice(list(series.tables))
    if name != "patients":
        del series.tables[name]
        of = {"adverse_events": "toxicity", "cycles": "treatment"}.get(name, name)
        series.blocks[:] = [
            block
            for block in series.blocks
            if block[0] != of and f"'{name}'" not in str(block[1].items())
        ]
        series.codes[:] = [code for code in series.codes if code[0] != name]


def in_other_order(series: Series, draw: random.Random) -> None:
    """Declare the same in another order."""
    draw.shuffle(series.blocks)


def in_other_words(series: Series, draw: random.Random) -> None:
    """Rename a variable or an end point, or print the numbers in another style."""
    places = [place for place, (_, keys) in enumerate(series.blocks) if "label" in keys]
    if not places or draw.random() < 0.2:
        series.style = draw.choice(STYLES)
        return
    place = draw.choice(places)
    kind, keys = series.blocks[place]
    series.blocks[place] = kind, {**keys, "label": f"Renamed {keys['label']}"}


def with_other_cells(series: Series, draw: random.Random) -> None:
    """Correct some cells."""
    corrected(series, draw)


CHANGES: Mapping[Change, int] = {
    with_other_cells: 6,
    without_patient: 2,
    with_patient: 2,
    without_declaration: 4,
    without_table: 1,
    in_other_order: 1,
    in_other_words: 1,
}


def in_word(side: Edition) -> TrackedSide:
    """Take a state with a picture for each figure, which says the words in place of it."""
    assert side.tree is not None
    drawn = {
        each.key: WordPicture(RASTER + each.alternative.encode(), 0.5) for each in side.tree.figures
    }
    return TrackedSide.of(side.tree, drawn, side.study)


def word_redline(old: Edition, new: Edition) -> bytes:
    """Write the redline of two states as a Word file."""
    found = difference_of(old, new)
    return tracked_word_file(in_word(old), in_word(new), found, Names(), new.study)


def difference_of(old: Edition, new: Edition) -> Difference:
    """Compare two states; of more corrections than a few, which cause what is drawn, for to compute it takes a minute."""
    assert old.study is not None
    assert new.study is not None
    corrections = study_change(old.study, new.study).corrections
    if len(corrections) <= MOST_COMPUTED:
        return compared(old, new).difference
    known = {**old.known, **new.known}
    before, after = old.side(known), new.side(known)
    changes = (
        *value_changes(before.values, after.values),
        *value_changes(before.facts, after.facts),
    )
    draw = random.Random(len(changes))
    causes = {
        each.id: Attribution.sole(draw.choice(corrections).number, None, None) for each in changes
    }
    claims = claim_changes(before.claims, after.claims)
    return Difference(before, after, changes, (), claims, corrections, causes)
