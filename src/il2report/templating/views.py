"""What templates see of the program: read-only views that hold nothing but plain values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from enum import Enum
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel

from il2report.document.html import html
from il2report.document.tree import Fragment
from il2report.errors import Il2ReportError

Seal = Callable[[Fragment], Markup]


class UnknownField(Il2ReportError, LookupError):
    """A template asks for a field that a view does not have."""


class View:
    """Named fields of plain values.

    The class has no public attribute: the sandbox reads the fields through `field`, so a template can
    neither call a method of a view nor reach the object that it was made from.
    """

    __slots__ = ("_fields",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._fields = dict(values)


def field(view: View, name: object) -> Any:
    """Read one field of a view; an unknown one is refused with the names of the fields."""
    known = view._fields
    if name in known:
        return known[name]
    if near := get_close_matches(str(name), known, n=1):
        raise UnknownField(f"there is no field {name!r}. Did you mean {near[0]}?")
    raise UnknownField(f"there is no field {name!r}; the fields are {', '.join(known)}.")


def replaced(value: Any, change: Callable[[Any], Any]) -> Any:
    """Put something else in place of each plain value in views and lists."""
    if isinstance(value, View):
        return View({name: replaced(of, change) for name, of in value._fields.items()})
    if isinstance(value, tuple):
        return tuple(replaced(each, change) for each in value)
    return change(value)


def plain(value: object, seal: Seal = html) -> Any:  # noqa: PLR0911 (one kind of value a line)
    """Turn a value of the program into what a template may hold; `seal` takes what was printed.

    A mapping becomes a tuple of pairs; a dataclass a view of its fields and properties; a pydantic model a
    view of its fields, but for those that it keeps to itself. No subclass gets through. Any other kind of
    object is a TypeError, so that a new kind is a decision and no accident.
    """
    match value:
        case Enum():
            return plain(value.value)
        case Fragment():
            return seal(value)
        case None | bool():
            return value
        case int() | float() | str():
            return next(kind(value) for kind in (int, float, str) if isinstance(value, kind))
        case date():
            return date(value.year, value.month, value.day)
        case Mapping():
            return tuple((plain(key, seal), plain(of, seal)) for key, of in value.items())
        case list() | tuple() | set() | frozenset() | Iterator():
            return tuple(plain(each, seal) for each in value)
        case BaseModel():
            known = type(value).model_fields
            names: tuple[str, ...] = tuple(name for name, of in known.items() if not of.exclude)
        case _ if is_dataclass(value) and not isinstance(value, type):
            owned = (vars(base) for base in type(value).__mro__)
            properties = (n for of in owned for n, each in of.items() if isinstance(each, property))
            names = (*(each.name for each in fields(value)), *properties)
        case _:
            raise TypeError(f"templates cannot hold a {type(value).__name__}")
    return View({name: plain(getattr(value, name), seal) for name in names if name[0] != "_"})
