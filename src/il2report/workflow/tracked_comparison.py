"""The redline as a Word file: tracked changes between two states, and a comment for each correction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from il2report.document.document import Document
from il2report.document.grammar import plural
from il2report.document.tree import words
from il2report.reports.changes.wording import Names
from il2report.revisions.comparison import DENOMINATOR
from il2report.revisions.corrections import Correction
from il2report.revisions.difference import Difference
from il2report.study import Study
from il2report.study.declarations.word import WordLayout
from il2report.word.draft import word_layout
from il2report.word.file import Imprint, Placed, arranged, word_file
from il2report.word.manuscript import WordManuscript, word_manuscript
from il2report.word.media import digest
from il2report.word.tracked_writing import CommentedCause, TrackedWriter
from il2report.word.tracking import tracked
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
        return TextEdition(self.manuscript.slots, digests)


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


def causes_of_results(difference: Difference) -> dict[str, list[int]]:
    """Give the causes of each number that changed, by what its slots show."""
    found: dict[str, list[int]] = defaultdict(list)
    for key, attribution in difference.attributions.items():
        found[_shown(key)] += attribution.corrections
    for key in difference.by_program:
        found[_shown(key)].append(PROGRAM)
    return dict(found)


def _shown(key: str) -> str:
    """Name a result, or the number of patients that it was computed over, as a slot does."""
    return f"{key.removesuffix(DENOMINATOR)}.n" if key.endswith(DENOMINATOR) else key


def commented_causes(difference: Difference, names: Names) -> dict[int, CommentedCause]:
    """Explain each cause in a comment, with the day of its entry in the correction log."""
    causes = {
        correction.number: CommentedCause(
            "\n".join(_explained(correction, difference, names)), _day(correction, difference)
        )
        for correction in difference.corrections or ()
    }
    if difference.by_program:
        causes[PROGRAM] = CommentedCause(
            f"Because this version of il2report gets another value from the data of {difference.old.title}."
        )
    return causes


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
