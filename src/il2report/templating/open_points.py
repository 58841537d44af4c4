"""Open points: places where a text is still to be written.

    {% todo "State the approval of the ethics committee." %}

The draft shows each, `check` lists them, and a draft with one is not issued unless that is asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from il2report.errors import Finding, Place, Severity
from il2report.study.configuration import FILE as CHOICES
from il2report.study.configuration import Configuration
from il2report.templating.markdown import literal

LABEL = "[to be written]"
CLASS = "open-point"
MARKED = Markup('<mark class="{}"><strong>{}</strong> {}</mark>')
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One open point that a section printed: its place in the templates, and what is to be written."""

    place: Place
    text: str

    @property
    def finding(self) -> Finding:
        """A notice that it is open."""
        message = f"to be written: {self.text}"
        return Finding("open-point", self.place, message, Severity.NOTICE)


def open_choices(choices: Configuration) -> Iterator[Finding]:
    """Find the texts of study.toml that begin with the mark of an open point."""
    texts = {
        "title": (choices.title,),
        "short_title": (choices.short_title,),
        "authors": choices.author_names,
        "keywords": choices.keywords,
    }
    for key, given in texts.items():
        for text in given:
            if text.startswith(LABEL):
                said = text.removeprefix(LABEL).strip()
                message = f"to be written: {key} ({said})" if said else f"to be written: {key}"
                yield Finding("open-point", Place(CHOICES), message, Severity.NOTICE)


def open_points_in(name: str, tree: nodes.Template) -> Iterator[Finding]:
    """Find the open points of a template that was read and not rendered."""
    for call in tree.find_all(nodes.Call):
        of = call.node
        if isinstance(of, nodes.ExtensionAttribute) and of.identifier == OpenPointTag.identifier:
            text, _, line = (each.as_const() for each in call.args)
            yield OpenPoint(Place(f"templates/{name}", line), text).finding


class OpenPointTag(Extension):
    """The tag: reads an open point from a template and notes it in `environment.open_points`."""

    tags = {"todo"}  # noqa: RUF012

    def parse(self, parser: Parser) -> nodes.Node:
        """Read one open point: the tag and a text in quotation marks."""
        line = next(parser.stream).lineno
        text = " ".join(str(parser.stream.expect("string").value).split())
        if not text or len(text) > LONGEST:
            parser.fail(f"a todo needs a text of 1 to {LONGEST} characters", line)
        call = self.call_method(
            "_printed", [nodes.Const(f) for f in (text, parser.name or "", line)]
        )
        return nodes.Output([call]).set_lineno(line)

    def _printed(self, text: str, template: str, line: int) -> Markup:
        point = OpenPoint(Place(f"templates/{template}", line), text)
        self.environment.open_points.setdefault(point)  # type: ignore[attr-defined]
        return MARKED.format(CLASS, LABEL, literal(text))
