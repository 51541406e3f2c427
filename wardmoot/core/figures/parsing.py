"""A figure again from its JSON, so that what was computed once can be shown again without computing."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from wardmoot.core.figures.figure import Figure


def figure_from_json(plain: Mapping[str, Any]) -> Figure:
    """The figure that `figure_to_json` wrote. Lists stand where a trace had tuples or sets; a number that was nan is None.

    Raises ValueError, naming the field, where a field is missing or does not hold what it should.

    >>> figure_from_json({})
    Traceback (most recent call last):
    ValueError: the figure has no id: it was not written by figure_to_json, or not whole
    """
    held = dict(plain)
    test = held.pop("test", None)
    if test is not None:
        held["verdict"] = {**test, "test": test.get("name", ""), "word": test.get("verdict")}
    made: Figure = value_built(Figure, held, "figure")
    return made


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def value_built(kind: type, plain: Mapping[str, Any], where: str) -> Any:
    """A dataclass from a mapping that has its fields; entries it has no field for are passed over."""
    hints = _hints(kind)
    names = [field.name for field in fields(kind)]
    missing = next((field.name for field in fields(kind) if field.name not in plain and not _has_default(field)), None)
    if missing:
        raise ValueError(f"the {where} has no {missing}: it was not written by figure_to_json, or not whole")
    return kind(**{name: _value(hints[name], plain[name], f"{where}'s {name}") for name in names if name in plain})


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _value(hint: Any, plain: Any, where: str) -> Any:
    """What a field of this type holds, from JSON."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return None if plain is None else _value(next(a for a in arguments if a is not types.NoneType), plain, where)
    try:
        if origin is tuple:
            return tuple(_value(arguments[0], item, where) for item in plain)
        if not isinstance(hint, type):
            return plain
        return _plain_value(hint, plain, where)
    except (TypeError, KeyError) as error:
        raise ValueError(f"the {where} cannot be read: {error}") from None


def _plain_value(hint: type, plain: Any, where: str) -> Any:
    if is_dataclass(hint):
        return value_built(hint, plain, where)
    if issubclass(hint, Enum):
        return hint(plain)
    if issubclass(hint, (datetime, date)):
        return hint.fromisoformat(plain)
    return plain
