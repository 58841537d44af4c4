"""The sandbox that templates run in: plain values in, text out, and no work without end.

Nothing here relies on what a library leaves unreachable. A template may read the fields of views,
the entries of lists and the counters of a loop; call what the vocabulary gives and its own macros; and
use the filters and tests named below. Everything else is refused.
"""

import operator
import time
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from types import CodeType
from typing import Any, ClassVar

from jinja2 import Undefined, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from il2report.document.calling import calling_line
from il2report.document.seals import Seals, has_seal
from il2report.document.tree import Fragment, Word
from il2report.templating.call_arguments import Taken
from il2report.templating.views import View, field

MOST_STEPS = 1_000_000
"""Calls, concatenations and turns of loops in one manuscript; the reference study needs 20,000."""
MOST_CHARACTERS = 50_000_000
"""Characters that all templates of one manuscript may print, also into variables."""
MOST_SECONDS = 120
"""Time for all templates of one manuscript; the reference study needs a tenth of a second."""
LONGEST = 1_000_000
"""Characters or entries of one text or list that a template makes."""
LARGEST = 10**15
"""Size of a number that a template makes."""
DEEPEST = 60
"""Depth to which tags and expressions may be nested; the shipped templates need 20."""
DEEPEST_LOOPS = 6
TOO_DEEP = "tags or expressions are nested too deeply"
SECTION = ".md.j2"
"""How the names of the templates of a text end; any other is the frame of a page, table or figure."""

LIST_FILTERS = frozenset(
    {
        *("count", "first", "join", "last", "length", "list", "map", "reject", "rejectattr"),
        *("reverse", "select", "selectattr", "sort", "unique"),
    }
)
TEXT_FILTERS = frozenset({"lower", "upper"})
ANY_FILTERS = frozenset({"default", "trim"})
TESTS = frozenset(
    {
        *("==", "!=", "<", "<=", ">", ">=", "defined", "eq", "equalto", "false", "ge"),
        *("greaterthan", "gt", "in", "le", "lessthan", "lt", "ne", "none", "true", "undefined"),
    }
)
LOOP = frozenset({"first", "index", "index0", "last", "length", "revindex", "revindex0"})
"""What a template may ask of the loop that it is in."""
LOOP_VARIABLES = frozenset({"_loop_vars", "_block_vars"})
"""What Jinja adds to a call within a loop or a block."""
OPERATORS = frozenset({"+", "-", "*", "/", "//", "%", "**"})


MOST_COMPILED = 256
"""So many compiled templates are kept; a study has about 30, and a preview reads each edit of one."""
COMPILED: dict[tuple[str, str | None, bool], CodeType] = {}
"""Compiled templates by source and name, the last used at the end."""


class BoundedSandbox(ImmutableSandboxedEnvironment):
    """An environment that lets through only what is listed, and counts what is done."""

    seals: Seals
    claims: Any
    open_points: dict[Any, None]
    intercepted_binops: ClassVar[frozenset[str]] = OPERATORS  # type: ignore[misc]

    def __init__(self, *arguments: Any, **choices: Any) -> None:
        super().__init__(*arguments, **choices)
        self.filters = {
            **{name: _given(_is_list, self.filters[name]) for name in LIST_FILTERS},
            **{name: _given(_is_text, self.filters[name]) for name in TEXT_FILTERS},
            **{name: self.filters[name] for name in ANY_FILTERS},
        }
        self.tests = {name: self.tests[name] for name in TESTS}
        self.globals = {"namespace": Namespace}
        self._offered: dict[int, Taken] = {}
        self._steps = self._characters = 0
        self._deadline = time.monotonic() + MOST_SECONDS

    def offer(self, vocabulary: Mapping[str, Any]) -> None:
        """Let templates use these values and call these functions."""
        self.globals.update(vocabulary)
        self._offered |= {
            id(called): Taken(name, called)
            for name, called in vocabulary.items()
            if callable(called)
        }

    # --- what can be read and called ------------------------------------------------------------

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read a field of a view, a counter of a loop or a name of a namespace."""
        if isinstance(obj, View):
            return field(obj, attribute)
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        if isinstance(obj, Namespace) and not attribute.startswith("_"):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, Undefined):
            return getattr(obj, attribute)  # which says what is undefined
        raise SecurityError(f"a template cannot ask for {attribute!r} here")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read an entry of a list by its place, or of a mapping that the template made by its name."""
        if isinstance(obj, (list, tuple)) and isinstance(argument, (int, slice)):
            return obj[argument]
        if isinstance(obj, dict) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        raise SecurityError("templates can take entries of lists only")

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call something: the vocabulary, its own macros, our own tags."""
        if obj is Namespace or isinstance(obj, (BlockReference, Macro)):
            return True
        owner = getattr(obj, "__self__", None)
        return owner is self or isinstance(owner, Extension) or id(obj) in self._offered

    # --- how much may be done ---------------------------------------------------------------------

    def call(
        self, context: Context, called: Callable[..., Any], /, *args: Any, **named: Any
    ) -> Any:
        """Call for a template, and count."""
        if getattr(called, "__self__", None) is not self:  # what is ours counts by itself
            self.spend()
        if isinstance(called, Undefined):
            return called()  # which says what is undefined
        if (taken := self._offered.get(id(called))) is not None:
            given = {name: value for name, value in named.items() if name not in LOOP_VARIABLES}
            taken.refuse_others(args, given)
        return super().call(context, called, *args, **named)

    def spend(self, characters: int = 0) -> None:
        """Count a step, and the characters that it prints."""
        self._steps += 1
        self._characters += characters
        if self._steps > MOST_STEPS:
            raise SecurityError(f"the templates take more than {MOST_STEPS} steps")
        if self._characters > MOST_CHARACTERS:
            raise SecurityError(f"the templates print more than {MOST_CHARACTERS} characters")
        if time.monotonic() > self._deadline:
            raise SecurityError(f"the templates take more than {MOST_SECONDS} seconds")

    def joined(self, *parts: Any) -> Any:
        """Join texts for the operator ~, within bounds."""
        text = markup_join(parts)
        self.spend(len(text))
        _refuse_large(text)
        return text

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002
        """Compute for a template, within what a text can need."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("templates cannot format text")
        for one, other in ((left, right), (right, left)):
            if operator == "*" and isinstance(one, (str, list, tuple)) and isinstance(other, int):
                _refuse_size(len(one) * other)
        if operator == "**" and not (-LARGEST < right < 64 and abs(left) < 64):
            raise SecurityError("the exponent or base is too large for a template")
        made = BINARY[operator](left, right)
        _refuse_large(made)
        return made

    # --- how a template is read -------------------------------------------------------------------

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Read a template, refuse what is nested too deeply, and let every turn and call count."""
        tree = super()._parse(source, name, filename)
        refuse_nesting(tree, name, filename)
        if str(name).endswith(SECTION):
            for output in tree.find_all(nodes.Output):
                output.nodes = [*map(_as_word, output.nodes)]
        return counted(tree)

    def word(self, source: str, value: Any) -> Any:
        """Print a text that a template asks for by its name, with where it comes from."""
        if not _is_text(value) or isinstance(value, Markup) or not value:
            return value
        return self.seals.seal(Fragment.of(Word(source, value, calling_line())))

    def compile(
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,  # noqa: FBT001, FBT002 (as Jinja calls it)
        defer_init: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        """Compile a template, once in a process: all sandboxes read a template alike.

        A study may be a copy of another, so the file is not what decides; errors name it all the same.
        """
        if raw:
            return super().compile(source, name, filename, raw=True, defer_init=defer_init)
        if filename is None or not isinstance(source, str):
            return super().compile(source, name, filename, defer_init=defer_init)
        key = (source, name, defer_init)
        code = COMPILED.pop(key, None)
        if code is None:
            code = super().compile(source, name, filename, defer_init=defer_init)
            while len(COMPILED) >= MOST_COMPILED:
                COMPILED.pop(next(iter(COMPILED)), None)
        COMPILED[key] = code
        return _in_file(code, filename)

    def _compile(self, source: str, filename: str) -> Any:
        """Compile what was generated; what Python itself cannot nest is a fault of the template."""
        try:
            return super()._compile(source, filename)
        except (MemoryError, RecursionError, SyntaxError):
            raise TemplateSyntaxError(TOO_DEEP, 1) from None


BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}


def _in_file(code: CodeType, filename: str) -> CodeType:
    """Give the code of a template as compiled from another file."""
    if code.co_filename == filename:
        return code
    inner = (
        _in_file(each, filename) if isinstance(each, CodeType) else each for each in code.co_consts
    )
    return code.replace(co_filename=filename, co_consts=tuple(inner))


def _given(is_fit: Callable[[Any], bool], filtering: Callable[..., Any]) -> Callable[..., Any]:
    """Let a filter take only what it is meant for: a list, or a text that no call has printed."""
    position = 1 if hasattr(filtering, "jinja_pass_arg") else 0  # behind what Jinja passes itself

    @wraps(filtering)
    def checked(*arguments: Any, **named: Any) -> Any:
        if not is_fit(arguments[position]):
            kind = "a list" if is_fit is _is_list else "a text that no call has printed"
            raise SecurityError(f"the filter {filtering.__name__.removeprefix('do_')} takes {kind}")
        return filtering(*arguments, **named)

    return checked


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple, Iterator)) and not isinstance(value, Undefined)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not has_seal(value)


def _refuse_size(size: int) -> None:
    if size > LONGEST:
        raise SecurityError(f"a template makes a text or list of more than {LONGEST} entries")


def _refuse_large(made: Any) -> None:
    if isinstance(made, (str, list, tuple)):
        _refuse_size(len(made))
    elif isinstance(made, (int, float)) and abs(made) > LARGEST:
        raise SecurityError(f"a template makes a number above {LARGEST}")


def refuse_nesting(tree: nodes.Template, name: str | None, filename: str | None) -> None:
    """Refuse a template whose tags or expressions are nested more deeply than any text needs."""
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, depth, loops = waiting.pop()
        is_loop = isinstance(node, nodes.For)
        loops += is_loop
        message = TOO_DEEP if depth > DEEPEST or loops > DEEPEST_LOOPS else ""
        if not message and is_loop and node.recursive:  # type: ignore[attr-defined]
            message = "a loop cannot be recursive"
        if message:
            raise TemplateSyntaxError(message, node.lineno or 1, name, filename)
        waiting += ((child, depth + 1, loops) for child in node.iter_child_nodes())


def counted(tree: nodes.Template) -> nodes.Template:
    """Let each turn of a loop and each run of a macro or file count, with the text that it prints.

    The operator ~ becomes a call, since Jinja gives no way to bound it.
    """
    bodies: list[Any] = [
        tree,
        *tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)),
    ]
    for part in bodies:
        printed = sum(len(text.data) for text in part.find_all(nodes.TemplateData))
        part.body.insert(0, nodes.ExprStmt(_own("spend", [nodes.Const(printed)])))
    return ConcatenationAsCall().visit(tree)  # type: ignore[no-any-return]


def _as_word(printed: nodes.Expr) -> nodes.Expr:
    """Let a value that is printed by its name be a word of the tree, not only its text."""
    if isinstance(printed, nodes.CondExpr):
        printed.expr1 = _as_word(printed.expr1)
        printed.expr2 = printed.expr2 and _as_word(printed.expr2)
    elif isinstance(printed, nodes.Concat):
        printed.nodes = [*map(_as_word, printed.nodes)]
    elif isinstance(printed, (nodes.Name, nodes.Getattr)):
        names: list[str] = []
        at: nodes.Expr = printed
        while isinstance(at, nodes.Getattr):
            names, at = [at.attr, *names], at.node
        if isinstance(at, nodes.Name):
            word = _own("word", [nodes.Const(".".join((at.name, *names))), printed])
            word.set_lineno(printed.lineno)
            return word
    return printed


def _own(name: str, arguments: list[nodes.Expr]) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(name), arguments, [], None, None)


class ConcatenationAsCall(NodeTransformer):
    """Replaces `a ~ b` by a call of `BoundedSandbox.joined`."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 (Jinja's name)
        """Replace one."""
        parts = [self.visit(part) for part in node.nodes]
        return _own("joined", parts).set_lineno(node.lineno)
