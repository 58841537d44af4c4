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
        """Refuse what the call does not take, in words for its author."""
        try:
            bound = self.signature.bind(*arguments, **named)
        except TypeError:
            raise WrongArguments(f"{self.name}() takes {self._described()}") from None
        for name, parameter in self.signature.parameters.items():
            if name in bound.arguments:
                value = bound.arguments[name]
                is_several = parameter.kind is Parameter.VAR_POSITIONAL
                for each in value if is_several else (value,):
                    self._refuse(parameter, each)

    def _refuse(self, parameter: Parameter, value: Any) -> None:
        if isinstance(value, Undefined):
            str(value)  # which says what is undefined
        said, wanted = _said(parameter), parameter.annotation
        if wanted is str and not isinstance(value, str):
            message = f"takes a text in quotation marks as its {said}, such as {EXAMPLE}"
        elif wanted is int and not isinstance(value, int):
            message = f"takes a whole number as its {said}"
        elif get_origin(wanted) is Sequence and not isinstance(value, (list, tuple)):
            message = f"takes a list as its {said}"
        else:
            return
        kinds = (((bool, int, float), "a number"), (str, "a text"), ((list, tuple), "a list"))
        kind = next((name for of, name in kinds if isinstance(value, of)), "a view or a call")
        given = "none" if value is None else kind
        raise WrongArguments(f"{self.name}() {message}, and was given {given}")

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
