"""What a template gives a call: the right number of values, and text where an id or words are due."""

from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, Signature, signature
from typing import Any, get_origin

from jinja2 import Undefined

from il2report.errors import Il2ReportError

EXAMPLE = 'num("cohort.n")'


class WrongArguments(Il2ReportError, TypeError):
    """A template gives a call what it does not take."""


class Taken:
    """What a call of the vocabulary takes, by its name in templates."""

    def __init__(self, name: str, called: Callable[..., Any]) -> None:
        self.name = name
        self.signature: Signature = signature(called)

    def refuse_others(self, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> None:
        """Refuse what the call does not take, in words for its author.

        Raises
        ------
        WrongArguments
            With what the call takes.
        """
        try:
            bound = self.signature.bind(*arguments, **named)
        except TypeError:
            raise WrongArguments(f"{self.name}() takes {self._described()}") from None
        for name, parameter in self.signature.parameters.items():
            if parameter.kind is Parameter.VAR_POSITIONAL:
                values = bound.arguments.get(name, ())
            else:
                values = (bound.arguments[name],) if name in bound.arguments else ()
            for value in values:
                self._refuse(parameter, value)

    def _refuse(self, parameter: Parameter, value: Any) -> None:
        if isinstance(value, Undefined):
            str(value)  # which says what is undefined
        if parameter.annotation is str and not isinstance(value, str):
            message = (
                f"takes a text in quotation marks as its {_said(parameter)}, such as {EXAMPLE}"
            )
        elif parameter.annotation is int and not isinstance(value, int):
            message = f"takes a whole number as its {_said(parameter)}"
        elif get_origin(parameter.annotation) is Sequence and not isinstance(value, (list, tuple)):
            message = f"takes a list as its {_said(parameter)}"
        else:
            return
        raise WrongArguments(f"{self.name}() {message}, and was given {_kind(value)}")

    def _described(self) -> str:
        parts = [
            _said(each) + ("" if each.default is Parameter.empty else " (may be left out)")
            for each in self.signature.parameters.values()
        ]
        return ", ".join(parts) or "nothing between its parentheses"


def _said(parameter: Parameter) -> str:
    name = parameter.name.replace("_", " ")
    if parameter.kind is Parameter.VAR_POSITIONAL:
        return f"any number of {name}"
    return f"{name}=..." if parameter.kind is Parameter.KEYWORD_ONLY else name


def _kind(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, (bool, int, float)):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, (list, tuple)) else "a view or a call"
