"""Words for a missing value, where the contract leaves a cell blank."""

import re
import unicodedata

BESIDE_LETTERS = re.compile(r"[\W_]+")
SIGN_OF_AN_ERROR = re.compile(
    r"#+|#[¡¿]?[^\W\d][\w/]*(?: N/A)?[!?]?|err:\d+|[\\]n|\.[a-z_]?", re.IGNORECASE
)
"""#N/A, #NAME? and #DIV/0! in any language of a spreadsheet, Err:502, #### of a narrow column, the
\\N of a database, . and .A of SAS."""

FOR_NOTHING = """
na nan nat null nil none void undefined blank empty novalue noentry notavailable notapplicable
1qnan 1ind nacharacter loading gettingdata
"""
FOR_UNKNOWN = """
unknown unk unkn nk nd notknown missing notrecorded notreported notdone notspecified unspecified nodata
noinformation tbd tba tobedetermined tobedone pending todo ditto idem same asabove seeabove
xx xxx xxxx test dummy
"""
ANSWERS = frozenset(("yes", "no", "true", "false", "ka", "entfällt"))
NOTHING = frozenset(FOR_NOTHING.split())
"""Letters and digits of what programs and people write for no value: NA, <NA>, n/a, (null), NaN."""
UNKNOWN = frozenset(FOR_UNKNOWN.split())
"""The same for words that say that the value was not known, or is to be entered later."""


SAYING_UNKNOWN = re.compile(
    r"\b(?:unknown|unkn?|missing|unsure|uncertain|unclear|n/?a|no (?:data|information)|"
    r"(?:not|un|never) ?(?:known|recorded|reported|available|applicable|assessed|asked|stated|"
    r"answered|specified|documented)|(?:do not|does not|don'?t|doesn'?t) know)\b",
    re.IGNORECASE,
)
"""In the label of a choice: the answer is not known."""


def says_unknown(label: str) -> bool:
    """Whether the label of a choice says that the answer is not known."""
    return SAYING_UNKNOWN.search(label) is not None


def is_word_for_missing(text: str) -> bool:
    """Whether a text is a program's word, or a sign alone, for a missing value."""
    if not text:
        return False
    letters, bare = _letters(text), text.strip()
    if letters in NOTHING or letters == text.lower():
        return letters in NOTHING
    return not letters or SIGN_OF_AN_ERROR.fullmatch(bare) is not None


def is_word_for_unknown(text: str) -> bool:
    """Whether a text says that the value is not known, or not yet."""
    return _letters(text) in UNKNOWN


def names_nothing(text: str) -> bool:
    """Whether a text cannot be a name: a word for unknown, an answer, or a single letter."""
    return is_word_for_unknown(text) or len(_letters(text)) < 2 or _letters(text) in ANSWERS


def _letters(text: str) -> str:
    if text.isascii() and text.isalnum():  # most of them: nothing to leave out
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold()
    return BESIDE_LETTERS.sub("", plain)
