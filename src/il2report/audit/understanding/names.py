"""Names of groups, features and measures: short, of plain letters, each given once in a paper."""

import re
import unicodedata
from dataclasses import dataclass, field

WORDS_KEPT = 8
LONGEST = 60
SIGNS = {
    "\u2265": " at least ",
    "\u2264": " at most ",
    ">": " over ",
    "<": " under ",
    "+": " plus ",
    "\u03b1": " alpha ",
    "\u03b2": " beta ",
}


def slug(label: str) -> str:
    """Write a label as a name."""
    text = label
    for sign, word in SIGNS.items():
        text = text.replace(sign, word)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=\d)\.(?=\d)", "_", plain))
    return "_".join(words[:WORDS_KEPT])[:LONGEST].strip("_")


@dataclass(slots=True)
class Names:
    """The names of a paper that have been given."""

    given: set[str] = field(default_factory=lambda: {"all"})

    def new(self, label: str, place: str = "", otherwise: str = "row") -> str:
        """Give a name that no other entry has."""
        first = slug(label) or otherwise
        name, number = first, 1
        if name in self.given and place:
            name = f"{first}_{place.lower()}"
        while name in self.given:
            number += 1
            name = f"{first}_{number}"
        self.given.add(name)
        return name


@dataclass(slots=True)
class GroupEntry:
    """A group of patients: its name, what it is called, its sizes as printed, by place."""

    name: str
    label: str
    sizes: dict[str, str] = field(default_factory=dict)
    proposed: bool = False

    @property
    def n(self) -> int | None:
        """Its size, where it is known."""
        return whole(next(iter(self.sizes.values()))) if self.sizes else None


def whole(text: str) -> int | None:
    """Read a number of patients."""
    if not re.fullmatch(r"\d{1,3}(?:[,\s]\d{3})+|\d+", text.strip()):
        return None
    return int(re.sub(r"[,\s]", "", text))


@dataclass(slots=True)
class Groups:
    """The groups of a paper, over all of its tables."""

    names: Names
    entries: dict[str, GroupEntry] = field(default_factory=dict)
    _by_label: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.entries["all"] = GroupEntry("all", "All patients")

    def enter(
        self, label: str, size: str, place: str, *, is_all: bool, is_own: bool = False
    ) -> GroupEntry:
        """Find the group of that label and size, or make one.

        `is_own` says that its table gives numbers of its own, so that sizes of other tables do not
        apply where it gives none of the group.
        """
        key = "" if is_all else re.sub(r"\W+", " ", label.lower()).strip()
        for name in self._by_label.get(key, ()):
            entry = self.entries[name]
            if (not size and not is_own) or entry.n is None or entry.n == whole(size):
                break
        else:
            entry = self._new(key, label, place)
        if size:
            entry.sizes.setdefault(place, size)
        return entry

    def _new(self, key: str, label: str, place: str) -> GroupEntry:
        if not key and "" not in self._by_label:
            name = "all"
            if label:
                self.entries["all"].label = label
        else:
            name = self.names.new(label or "all patients", place, "group")
            is_second = key in self._by_label
            shown = f"{label or 'All patients'} ({place})" if is_second else label
            self.entries[name] = GroupEntry(name, shown)
        self._by_label.setdefault(key, []).append(name)
        return self.entries[name]

    def part(
        self, of: GroupEntry, label: str, place: str, size: str, *, proposed: bool
    ) -> GroupEntry:
        """Make the group of some of another one, such as those in whom something is known."""
        name = self.names.new(f"{of.name} {slug(label)}", place)
        entry = GroupEntry(name, f"{of.label}, {label}", {place: size}, proposed)
        self.entries[name] = entry
        return entry
