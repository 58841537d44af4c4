"""The sandbox that templates run in: no way out of it, and no work without end."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_STEPS = 1_000_000
"""Calls that one manuscript may make; the reference study needs a few thousand."""

MOST_TURNS = 100_000
"""Turns that all loops over `range` in one manuscript may make together."""

LONGEST_REPEAT = 10_000
"""Characters or entries that a product may give."""

PADDING = frozenset({"center", "expandtabs", "format", "format_map", "ljust", "rjust", "zfill"})
"""What makes a text of any length out of a number."""


class BoundedSandbox(ImmutableSandboxedEnvironment):
    """A sandbox that counts: a template that goes on and on, or grows and grows, is refused.

    What it does not count are the turns of loops within loops over lists, which end by themselves.
    """

    intercepted_binops: ClassVar[frozenset[str]] = frozenset({"*", "**", "%"})  # type: ignore[misc]

    def __init__(self, *arguments: Any, **choices: Any) -> None:
        super().__init__(*arguments, **choices)
        self._steps = self._turns = 0
        self.globals["range"] = self._range
        for name in ("center", "format", "indent", "lipsum", "pprint"):
            self.filters.pop(name, None)
            self.globals.pop(name, None)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Refuse what the sandbox refuses, and what pads a text."""
        if isinstance(obj, str) and attr in PADDING:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Refuse `format`, which the sandbox would otherwise let pass on texts."""
        if super().wrap_str_format(value) is not None:
            raise SecurityError("a template pads no text")
        return None

    def call(
        self, context: Context, called: Callable[..., Any], /, *args: Any, **named: Any
    ) -> Any:
        """Call for a template, and count."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise SecurityError(f"the templates make more than {MOST_STEPS} calls")
        return super().call(context, called, *args, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute for a template, within what a text can need."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("a template pads no text")
        sizes = [len(side) for side in (left, right) if isinstance(side, (str, list, tuple))]
        factors = [side for side in (left, right) if isinstance(side, int)]
        if operator == "*" and sizes and factors and sizes[0] * factors[0] > LONGEST_REPEAT:
            raise SecurityError(f"a template repeats a text beyond {LONGEST_REPEAT} characters")
        if operator == "**" and max(map(abs, factors), default=0) > LONGEST_REPEAT:
            raise SecurityError(f"a template raises to a power beyond {LONGEST_REPEAT}")
        return super().call_binop(context, operator, left, right)

    def _range(self, *bounds: int) -> Iterable[int]:
        turns = range(*bounds)
        self._turns += len(turns)
        if self._turns > MOST_TURNS:
            raise SecurityError(f"the loops of the templates turn more than {MOST_TURNS} times")
        return turns
