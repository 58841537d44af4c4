"""Texts that look alike and are not the same: Unicode's forms, letters of other scripts, zeros."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from il2report.study.characters import named

ALIKE = """
2ƧꙄꝚ 3ƷȜЗӠꝪꞫ 4Ꮞ 5Ƽ 6бᏮ 8Ȣȣ 9Ꝯ AΑАᎪ BΒВᏴꞴ CϹСᏟ DᎠ EΕЕᎬ FϜꞘ
GԌᏀᏳ HΗНᎻ IƖΙІӀ JͿЈᎫꞲ KΚКᏦ LᏞ MΜϺМᎷ NΝ OΟОՕ PΡРᏢ RƦᎡᏒ SЅՏᏕᏚ TΤТᎢ
UՍ VѴᏙ WԜᎳᏔ XΧХꞳ YΥУҮᎩᎽ ZΖᏃ aɑαа bƄЬᏏ cϲсᴄꮯ dԁᏧ eеҽꬲ fքẝꞙꬵ gƍɡցᶃ
hһհᏂ iıɩɪιіӏᎥꙇꭵ jϳј kκк lǀ nոռ oοσоօᴏᴑꬽ pρр qԛգզ rгᴦꭇꭈꮁ sƽѕꜱꮪ uʋυսᴜꞟꭎꭒ vνѵᴠꮩ
wɯѡԝաᴡꮃ xх yɣʏγуүᶌỿꭚ zᴢꮓ
"""
"""A letter or digit, and the letters that look like it: those of Unicode's list of confusable
characters (UTS #39) that are Latin, Cyrillic, Greek, Armenian or Cherokee. Keyboards give these; the
whole list has thousands of signs, and no small library keeps it. Full-width and mathematical letters
need no list, because normalization (NFKC) makes them plain."""

PLAIN = str.maketrans({sign: group[0] for group in ALIKE.split() for sign in group[1:]})
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""What counts as a letter or its mark and shows nothing."""

LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
READ_ALIKE = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})

Key = Callable[[str], str]


def looks(text: str) -> str:
    """Give the text that a reader sees: two that look alike give the same."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", UNSEEN.sub("", text).translate(PLAIN)).translate(PLAIN)
    digits = (sign if sign.isascii() else unicodedata.decimal(sign, sign) for sign in apart)
    return unicodedata.normalize("NFC", "".join(map(str, digits)))


def without_zeros(text: str) -> str:
    """Leave out the zeros that a spreadsheet drops from 001, in every number of a text."""
    return LEADING_ZEROS.sub("", looks(text))


def in_small_letters(text: str) -> str:
    """Leave out zeros in front, and what capitals, hyphen and underscore say."""
    return without_zeros(text).casefold().replace("_", "-")


def mistaken(text: str) -> str:
    """Write one sign for O and 0, and one for l, I and 1."""
    return in_small_letters(looks(text).translate(READ_ALIKE))


def letters_and_numbers(text: str) -> str:
    """Give the letters of a text, and its numbers: those of P-01 are those of P01."""
    bare = in_small_letters(text)
    return f"{''.join(filter(str.isalpha, bare))} {_numbers(bare)}"


KEYS: tuple[Key, ...] = (
    looks,
    without_zeros,
    in_small_letters,
    mistaken,
    letters_and_numbers,
)
"""From what cannot be distinguished to what is easily confused."""


def counterparts(strangers: Iterable[str], known: Collection[str]) -> Mapping[str, str]:
    """Find for texts that are not known the one known text that each was probably meant to be.

    Parameters
    ----------
    strangers : texts that are not among the known
    known : such as the ids of all patients

    Returns
    -------
    mapping from stranger to known text
        Only where there is exactly one candidate.
    """
    left = list(dict.fromkeys(strangers))
    found: dict[str, str] = {}
    for key in KEYS:
        groups = _groups(known, key) if left else {}
        alone = {of: group[0] for of, group in groups.items() if len(group) == 1}
        found |= {one: alone[key(one)] for one in left if key(one) in alone}
        left = [one for one in left if one not in found]
    # Numbers are paired with texts of the same numbers, as 1 with P01, if that explains all of them.
    if left and all(one.isascii() and one.isdigit() for one in left):
        groups = {} if any(one.isdigit() for one in known) else _groups(known, _numbers)
        meant = {one: groups.get(_numbers(one), []) for one in left}
        if all(len(of) == 1 for of in meant.values()):
            found |= {one: of[0] for one, of in meant.items()}
    return found


def _numbers(text: str) -> str:
    return "-".join(re.findall("[0-9]+", without_zeros(text)))


def similar(texts: Iterable[str], key: Key) -> Iterator[tuple[str, ...]]:
    """Give the texts of which several have the same key, together."""
    return (tuple(group) for group in _groups(texts, key).values() if len(group) > 1)


def _groups(texts: Iterable[str], key: Key) -> Mapping[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for text in dict.fromkeys(texts):
        groups[key(text)].append(text)
    return groups


def distinguished(text: str, other: str) -> str:
    """Quote a text, and name the characters that it has and the other, which looks alike, has not."""
    strange = [sign for sign in dict.fromkeys(text) if sign not in other and not sign.isascii()]
    names = ", ".join(map(named, strange))
    return f"{text!r} (with {names})" if names else repr(text)


def look_alike_hint(text: str, known: Iterable[str]) -> str:
    """Say, with a blank before it, which known text a text looks like, or ""."""
    for one in known:
        if one != text and looks(one) == looks(text):
            return f" It looks like {one}: {distinguished(text, one)}."
    return ""


def nearest(wrong: object, known: tuple[str, ...], cutoff: float = 0.5) -> str:
    """Suggest the name that was probably meant, as a sentence with a blank before it, or "".

    A value that is not text, such as a number in the place of a code, resembles none.
    """
    if not isinstance(wrong, str):
        return ""
    by_lower = {code.lower(): code for code in reversed(known)}
    near = get_close_matches(wrong.lower(), by_lower, n=1, cutoff=cutoff)
    return f" Did you mean {by_lower[near[0]]}?" if near else ""


PLAUSIBLE = 0.7
"""Codes of three letters that differ in one, as DOC and DOD, have two thirds, and are different codes."""
MOST_LISTED = 12


def allowed_codes(wrong: str, known: tuple[str, ...]) -> str:
    """Suggest the code that was probably meant, if one is near, and list those that there are."""
    listed = ", ".join(known[:MOST_LISTED])
    more = len(known) - MOST_LISTED
    listed += f" and {more} more" if more > 0 else ""
    return f"{nearest(wrong, known, PLAUSIBLE)} It has {listed}." if known else " It has no codes."
