"""The redline as a Word file: tracked changes between two states, and a comment for each correction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from il2report.document.document import Document
from il2report.document.grammar import plural
from il2report.document.tree import words
from il2report.reports.changes.families import printed
from il2report.reports.changes.wording import TURNS, Names, arrow, numbers_words
from il2report.revisions.comparison import DENOMINATOR
from il2report.revisions.corrections import Correction
from il2report.revisions.difference import ClaimChange, Difference
from il2report.study import Study
from il2report.study.declarations.word import WordLayout
from il2report.word.draft import word_layout
from il2report.word.file import Imprint, Placed, arranged, word_file
from il2report.word.manuscript import WordManuscript, word_manuscript
from il2report.word.media import digest
from il2report.word.tracked_writing import Cause, CommentedCause, TrackedWriter
from il2report.word.tracking import claim_key, tracked
from il2report.word.units import Edition as TextEdition
from il2report.word.writing import WordPicture

PROGRAM = 0
"""The number of the cause that is no correction: another version of the program."""


@dataclass(frozen=True, slots=True)
class TrackedSide:
    """One of two states as a Word file has it: its manuscript and its pictures by key."""

    document: Document
    manuscript: WordManuscript
    pictures: Mapping[str, WordPicture]

    @classmethod
    def of(
        cls, document: Document, pictures: Mapping[str, WordPicture], study: Study | None
    ) -> "TrackedSide":
        """Take a manuscript, with names unless study.toml wants it blinded."""
        is_blinded = study is not None and word_layout(study).blinded
        return cls(document, word_manuscript(document, is_blinded=is_blinded), pictures)

    @property
    def blocks(self) -> tuple[Placed, ...]:
        """Its blocks, with tables and figures where the text places them."""
        return arranged(self.manuscript, "inline")[0]

    @property
    def edition(self) -> TextEdition:
        """What it says beyond its text."""
        digests = {key: digest(picture) for key, picture in self.pictures.items()}
        return TextEdition(self.manuscript.slots, digests, self.manuscript.claims)


def tracked_word_file(
    old: TrackedSide,
    new: TrackedSide,
    difference: Difference,
    names: Names,
    study: Study | None,
) -> bytes:
    """Write the newer state with every change since the older one tracked."""
    front = new.document.front
    layout = word_layout(study) if study else WordLayout()
    writer = TrackedWriter(
        new.manuscript.slots,
        new.pictures,
        causes=commented_causes(difference, names),
        of_result=causes_of_results(difference),
        former=old.pictures,
    )
    imprint = Imprint(
        title=words(front.title),
        authors=() if layout.blinded else front.authors,
        keywords=front.keywords,
        language=study.configuration.language if study else "en",
        head=front.short_title,
        foot=f"{front.identity} · {front.fingerprint}, changes since {difference.old.title} tracked",
    )
    blocks = tracked(old.blocks, new.blocks, old.edition, new.edition)
    writer.read_ahead(each.block for each in blocks)
    return word_file(blocks, new.manuscript, new.pictures, imprint, layout, writer=writer)


def causes_of_results(difference: Difference) -> dict[str, list[Cause]]:
    """Give the causes of each number that changed, by what its slots show, and of each claim whose words may have."""
    found: dict[str, list[Cause]] = defaultdict(list)
    for key, attribution in difference.attributions.items():
        found[_shown(key)] += attribution.corrections
    for key in difference.by_program:
        found[_shown(key)].append(PROGRAM)
    turned = {change.name for change in difference.claims}
    for name, numbers in _causes_of_claims(difference).items():
        key = claim_key(name)
        found[key] = [*numbers, *([key] if name in turned else [])]
    return dict(found)


def _causes_of_claims(difference: Difference) -> dict[str, list[int]]:
    """Give the causes of each claim that reads a result which changed; another version of the program is PROGRAM."""
    found = {}
    for name in dict.fromkeys((*difference.new.claims, *difference.old.claims)):
        reads = _read_by(name, difference)
        attributed = (
            difference.attributions[key] for key in reads if key in difference.attributions
        )
        numbers = {number for each in attributed for number in each.corrections}
        numbers |= {PROGRAM} if reads & difference.by_program else set()
        if numbers:
            found[name] = sorted(numbers)
    return found


def _read_by(name: str, difference: Difference) -> set[str]:
    states = (side.claims.get(name) for side in (difference.old, difference.new))
    return {key for state in states if state for key in state.reads}


def _shown(key: str) -> str:
    """Name a result, or the number of patients that it was computed over, as a slot does."""
    return f"{key.removesuffix(DENOMINATOR)}.n" if key.endswith(DENOMINATOR) else key


def commented_causes(difference: Difference, names: Names) -> dict[Cause, CommentedCause]:
    """Explain each cause in a comment, with the day of its entry in the correction log."""
    causes: dict[Cause, CommentedCause] = {
        correction.number: CommentedCause(
            "\n".join(_explained(correction, difference, names)), _day(correction, difference)
        )
        for correction in difference.corrections or ()
    }
    if difference.by_program:
        causes[PROGRAM] = CommentedCause(
            f"Because this version of il2report gets another value from the data of {difference.old.title}."
        )
    numbers = _causes_of_claims(difference)
    for change in difference.claims:
        if made := numbers.get(change.name):
            days = (causes[each].date for each in made if each in causes)
            comment = "\n".join(_turned(change, made, difference, names))
            causes[claim_key(change.name)] = CommentedCause(comment, max(days, default=""))
    return causes


def _turned(
    change: ClaimChange, made: Sequence[int], difference: Difference, names: Names
) -> Iterator[str]:
    """Say what became of a claim, which corrections caused that, and which numbers it rests on have changed."""
    corrections = [each for each in difference.corrections or () if each.number in made]
    because = [numbers_words([each.number for each in corrections])] if corrections else []
    because += ["another version of il2report"] if PROGRAM in made else []
    yield f"{TURNS[change.turn]}, because of {' and '.join(because)} (claim {change.name})."
    if len(corrections) == 1:
        yield f"{because[0].capitalize()}: {names.correction(corrections[0])}."
    reads = _read_by(change.name, difference)
    for each in difference.changes:
        if each.id in reads and each.prints_differently:
            yield f"{each.label}: {arrow(printed(each.old), printed(each.new))}."


def _explained(correction: Correction, difference: Difference, names: Names) -> Iterator[str]:
    """Say what was corrected, how many printed numbers that changed, and which other corrections took part."""
    yield f"Because of correction {correction.number}: {names.correction(correction)}."
    of_it = [
        difference.attributions[each.id].corrections
        for each in difference.printed
        if each.id in difference.attributions
        and correction.number in difference.attributions[each.id].corrections
    ]
    if not of_it:
        return
    count, shared = len(of_it), sum(len(each) > 1 for each in of_it)
    together = f", {shared} of them together with other corrections" if shared else ""
    yield f"It changes {count} printed {plural(count, 'number', 'numbers')}{together}; this is the first."


def _day(correction: Correction, difference: Difference) -> str:
    entries = difference.review.entries.get(correction.number, ())
    return max((each.date.isoformat() for each in entries), default="")
