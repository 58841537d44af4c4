"""Mentions of tables and figures: each mentioned one is placed once, and no mention is typed."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import TemplateError, nodes

from il2report.document.tree import FloatPlace, Fragment, Mention, from_data
from il2report.errors import Finding, Place, Severity
from il2report.templating.environment import syntax_tree
from il2report.templating.template_files import template_texts
from il2report.templating.template_lint import AN_ID

WITHOUT_FLOATS = ("title", "abstract")
"""Texts of the page in which a table or figure cannot be placed."""

# --- placed and mentioned -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Use:
    """A table or figure that a text mentions or places: its key, the text, the line that called for it."""

    key: str
    text: str
    place: Place


def float_findings(texts: Mapping[str, Fragment], labels: Mapping[str, str]) -> Iterator[Finding]:
    """Find tables and figures that are mentioned and not placed, and the reverse.

    `texts` are those of the manuscript by the name of their template, `labels` the printed names of
    tables and figures, such as "Table II".
    """
    placements = [*_uses(FloatPlace, texts)]
    placed = {use.key for use in placements}
    mentions = [
        use
        for use in _uses(Mention, texts)
        # A caption is printed where its figure is placed.
        if not use.text.startswith("figures/") or _figure(use.text) in placed
    ]
    for key in dict.fromkeys(use.key for use in mentions if use.key not in placed):
        first = next(use for use in mentions if use.key == key)
        message = (
            f"{labels[key]} is mentioned here and placed nowhere; add"
            f' {{{{ place("{key}") }}}}, or take the mention out'
        )
        yield Finding("missing-float", first.place, message)
    in_text = {use.key for use in mentions if use.text.startswith("sections/")}
    for key in dict.fromkeys(use.key for use in placements):
        of_key = [use for use in placements if use.key == key]
        yield from _placed_findings(of_key, labels[key])
        if key not in in_text:
            message = (
                f"{labels[key]} is placed here and mentioned nowhere in the text; mention it with"
                f' {{{{ ref("{key}") }}}}'
            )
            yield Finding("unmentioned-float", of_key[0].place, message)


def unplaced_findings(declared: Iterable[str], known: Collection[str]) -> Iterator[Finding]:
    """Find tables and figures of the study's own that no section mentions or places."""
    for key in declared:
        if key not in known:
            kind, _, name = key.partition(".")
            message = f'[[{kind}]] {name} is placed nowhere; add {{{{ place("{key}") }}}}'
            yield Finding("unplaced-float", Place("study.toml"), message, Severity.NOTICE)


def _uses(kind: type[FloatPlace | Mention], texts: Mapping[str, Fragment]) -> Iterator[_Use]:
    for name, text in texts.items():
        for node in from_data(text):
            if isinstance(node, kind) and node.origin:
                place = Place(f"templates/{node.origin.template}", node.origin.line)
                yield _Use(node.key, name, place)


def _figure(caption: str) -> str:
    return f"figure.{caption.removeprefix('figures/').removesuffix('.md.j2')}"


def _placed_findings(placements: list[_Use], label: str) -> Iterator[Finding]:
    first, *others = dict.fromkeys(use.place for use in placements)
    for place in others:
        message = f"{label} is placed here and in {first} as well; place it once"
        yield Finding("float-placed-twice", place, message)
    if len(placements) > 1 and not others:
        message = f"{label} is placed here {len(placements)} times, by a loop or an include; place it once"
        yield Finding("float-placed-twice", first, message)
    for use in placements:
        name = use.text.removeprefix("sections/").removesuffix(".md.j2")
        if name in WITHOUT_FLOATS or not use.text.startswith("sections/"):
            message = f"{label} cannot be placed in {name}; place it in a section of the body"
            yield Finding("misplaced-float", use.place, message)


# --- typed ----------------------------------------------------------------------------------------

GAP = r"(?>\s|&nbsp;|&\#(?:160|xa0);|[*~]|_{1,2}(?=[^\W_])|(?<!\s)_{1,2}(?!_)|</?[a-z][^<>]*>)"
"""What may be between the words of a mention; every use is possessive, or long gaps would take too long."""
ONE_OF_THEM = r"""(?:[Tt]ables?|TABLES?|[Tt]abs?\.|[Ff]igures?|FIGURES?|[Ff]igs?\b\.?|FIGS?\b\.?
    |eTables?|eFigures?|[Cc]harts?|[Ss]chemes?|Tabellen?|Abbildung(?:en)?|Abb\.
    |[Tt]ableaux?|[Tt]ablas?|[Ff]iguras?|[Tt]abell[ae]|[Ff]igur[er]?)"""
NUMBER = r"""(?:S?\d+\w?|S?[IVXLC]+[a-z]?|\?+|\#+|[A-Z]\d*|_{2,}|[ivxl]{2,}|one|two|three|four|five|six|seven|eight
    |nine|ten)(?!\w)"""
TYPED = re.compile(
    rf"""\b{ONE_OF_THEM}{GAP}*+\(?(?:[Nn]o\.?{GAP}*+|[Nn]umber{GAP}*+|[Nn]r\.?{GAP}*+|\#)?
        (?:(?<=\s|;|[*_~.>(\#\N{{NO-BREAK SPACE}}]){NUMBER}|(?<=\w)(?:\d+|\?+)(?!\w))
    | (?:\b\w++{GAP}++)?\?\?+
    | \b(?:[Tt]ables?|[Ff]igures?){GAP}++(?:above|below|opposite|overleaf)\b
    | \b(?:[Aa]bove|[Bb]elow|[Ff]ollowing|[Pp]receding|[Pp]revious|[Nn]ext){GAP}++(?:[Tt]ables?|[Ff]igures?)\b
    | \b(?:Tables?|Figures?|Figs?\.|Tabs?\.){GAP}*+(?:\N{{OBJECT REPLACEMENT CHARACTER}}|\Z)
    """,
    re.VERBOSE,
)
TEMPLATE_CODE = re.compile(r"(\{#.*?#\})|(\{\{.*?\}\})|(\{%.*?%\})", re.DOTALL)
PRINTED_HERE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""In place of a call that prints something."""

NOT_A_TABLE = re.compile(r"\b(?:table|figure|chart|panel|scheme)\s+I\Z")
""""The table I made"."""


def typed_references(folder: Path, terms: tuple[str, ...]) -> Iterator[Finding]:
    """Find each mention of a table or figure that is typed instead of called.

    `terms` may be typed, such as the name of another paper's table.
    """
    for name, source in template_texts(folder):
        if name.endswith(".md.j2"):
            for line, words in _typed_in(source, terms):
                message = (
                    f"the mention {words!r} is typed; write {{{{ ref(...) }}}} with the id of the"
                    " table or figure, so that it has the right number and links to it"
                )
                yield Finding("typed-reference", Place(f"templates/{name}", line), message)


@lru_cache(maxsize=256)  # a preview lints all templates after each edit of one
def _typed_in(source: str, terms: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted({*typed_in(source, terms)}))


def typed_in(source: str, terms: tuple[str, ...] = ()) -> Iterator[tuple[int, str]]:
    """Give each typed mention in a template with its line."""

    def blanked(code: re.Match[str]) -> str:
        return (PRINTED_HERE if code[2] else "") + "\n" * code[0].count("\n")

    for line, text in (*_texts_in_code(source), (1, TEMPLATE_CODE.sub(blanked, source))):
        prose = text
        for term in terms:
            prose = re.sub(rf"(?<!\w){re.escape(term)}(?!\w)", " " * len(term), prose)
        for match in TYPED.finditer(prose):
            if not NOT_A_TABLE.search(match[0]):
                words = " ".join(match[0].replace(PRINTED_HERE, "{{ ... }}").split())
                yield line + prose.count("\n", 0, match.start()), words


def _texts_in_code(source: str) -> Iterator[tuple[int, str]]:
    try:
        tree = syntax_tree(source)
    except (TemplateError, ValueError, RecursionError):
        return  # reported where the template is read
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and not AN_ID.fullmatch(constant.value):
            yield constant.lineno, constant.value
