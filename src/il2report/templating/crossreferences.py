"""Mentions of tables and figures: each mentioned one is placed once, and no mention is typed."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import TemplateError, nodes

from il2report.document.calling import Call, FloatCalls
from il2report.document.tree import FloatPlace, Fragment, Mention, from_data
from il2report.errors import Finding, Place
from il2report.templating.environment import syntax_tree
from il2report.templating.template_files import template_texts
from il2report.templating.template_lint import AN_ID

LEGENDS = "sections/legends.md.j2"
WITHOUT_FLOATS = ("title", "abstract", "legends")
"""Texts of the page in which a table or figure cannot be placed."""

# --- placed and mentioned -------------------------------------------------------------------------


def float_findings(
    calls: FloatCalls, texts: Mapping[str, Fragment], labels: Mapping[str, str]
) -> Iterator[Finding]:
    """Find tables and figures that are mentioned and not placed, and the reverse.

    `calls` are those of `ref` and `place` while the texts were rendered, `texts` what they became, by the
    name of the template: a call whose print is not in it was dropped by the template. `labels` are the
    printed names of tables and figures, such as "Table II".
    """

    def in_text(calls: list[Call], kind: type[FloatPlace | Mention]) -> list[Call]:
        return [call for call in calls if call.key in _keys(kind, texts.get(call.text, Fragment()))]

    placements = in_text(calls.placements, FloatPlace)
    placed = {call.key for call in placements}
    mentions = [
        call
        for call in in_text(calls.mentions, Mention)
        # A caption is printed where its figure is placed.
        if not call.text.startswith("figures/") or _figure_of(call) in placed
    ]
    for key in dict.fromkeys(call.key for call in mentions if call.key not in placed):
        first = next(call for call in mentions if call.key == key)
        message = (
            f"{labels[key]} is mentioned here and placed nowhere; add"
            f' {{{{ place("{key}") }}}}, or take the mention out'
        )
        yield Finding("missing-float", first.place, message)
    body = {
        call.key for call in mentions if call.text.startswith("sections/") and call.text != LEGENDS
    }
    for key in dict.fromkeys(call.key for call in placements):
        of_key = [call for call in placements if call.key == key]
        yield from _placed_findings(of_key, texts, labels[key])
        if key not in body:
            message = (
                f"{labels[key]} is placed here and mentioned nowhere in the text; mention it with"
                f' {{{{ ref("{key}") }}}}'
            )
            yield Finding("unmentioned-float", of_key[0].place, message)


def _placed_findings(
    placements: list[Call], texts: Mapping[str, Fragment], label: str
) -> Iterator[Finding]:
    first = placements[0]
    for call in placements[1:]:
        if call.place != first.place:
            message = f"{label} is placed here and in {first.place} as well; place it once"
            yield Finding("float-placed-twice", call.place, message)
    printed = sum(_keys(FloatPlace, text).count(first.key) for text in texts.values())
    if printed > 1 and all(call.place == first.place for call in placements):
        message = f"{label} is placed here {printed} times, by a loop or an include; place it once"
        yield Finding("float-placed-twice", first.place, message)
    for call in placements:
        name = call.text.removeprefix("sections/").removesuffix(".md.j2")
        if name in WITHOUT_FLOATS or not call.text.startswith("sections/"):
            message = f"{label} cannot be placed in {name}; place it in a section of the body"
            yield Finding("misplaced-float", call.place, message)


def _keys(kind: type[FloatPlace | Mention], text: Fragment) -> list[str]:
    return [node.key for node in from_data(text) if isinstance(node, kind)]


def _figure_of(call: Call) -> str:
    return f"figure.{call.text.removeprefix('figures/').removesuffix('.md.j2')}"


# --- typed ----------------------------------------------------------------------------------------

GAP = r"(?>\s|&nbsp;|&\#(?:160|xa0);|[*~]|_{1,2}(?=[^\W_])|(?<!\s)_{1,2}(?!_)|</?[a-z][^<>]*>)"
"""What may stand between the words of a mention; every use is possessive, or long gaps took for ever."""
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
            found = {(line, words) for line, words in typed_in(source, terms)}
            for line, words in sorted(found):
                message = (
                    f"the mention {words!r} is typed; write {{{{ ref(...) }}}} with the id of the"
                    " table or figure, so that it has the right number and leads there"
                )
                yield Finding("typed-reference", Place(f"templates/{name}", line), message)


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
