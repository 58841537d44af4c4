"""Labels as a sentence has them: the first letter small, but for names and abbreviations."""

PROPER_NAMES = frozenset(
    {
        *("African", "American", "Asian", "Barthel", "Binet", "Breslow", "Caucasian", "Charlson"),
        *(
            "Child",
            "Clark",
            "Cushing",
            "Down",
            "Durie",
            "Epstein",
            "European",
            "Fuhrman",
            "Gleason",
        ),
        *(
            "Hispanic",
            "Hodgkin",
            "Kaposi",
            "Karnofsky",
            "Ki",
            "Latino",
            "Likert",
            "Marfan",
            "Masaoka",
        ),
        *("Merkel", "Parkinson", "Philadelphia", "Rai", "Siewert", "Sjögren", "Wilms"),
    }
)
"""Words with which labels of clinical data begin and that keep their capital in running text."""


def in_running_text(label: str) -> str:
    """Lower the first letter of a label, and of what follows a slash, but not of abbreviations."""
    return "/".join(_lowered(part) for part in label.split("/"))


def raised(text: str) -> str:
    """Raise the first letter of a text."""
    return text[:1].upper() + text[1:]


def _lowered(part: str) -> str:
    first, _, more = part.partition(" ")
    if (len(first) == 1 and (first != "A" or not more)) or first.rstrip("'s,") in PROPER_NAMES:
        return part
    words = [word for word in part.split() if word[0].isalpha()]
    if all(word[0].isupper() for word in words) and sum(map(_is_capitalised, words)) > 1:
        return part  # a name of several words, such as that of a treatment arm
    return part if first[1:] != first[1:].lower() else part[:1].lower() + part[1:]


def _is_capitalised(word: str) -> bool:
    """Whether a word is written as a name is, unlike an abbreviation in capitals: "Elevated", not "ALT"."""
    return word[0].isupper() and not word.isupper()
