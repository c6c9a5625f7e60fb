"""What a place of a scenario may hold, read from the models: the known keys there, and what a value is to be."""

from __future__ import annotations

import types
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from simulator.scenario.values import Part


@cache
def parts_by_name() -> dict[str, type[Part]]:
    """Every model of a scenario by the name of its class."""
    found: dict[str, type[Part]] = {}
    waiting = list(Part.__subclasses__())
    while waiting:
        part = waiting.pop()
        found[part.__name__] = part
        waiting.extend(part.__subclasses__())
    return found


@cache
def keys_of(part: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a model as people write them (``from``, not ``from_``)."""
    return tuple(field.alias or name for name, field in part.model_fields.items())


@cache
def required_of(part: type[BaseModel]) -> tuple[str, ...]:
    """The keys that a model cannot do without."""
    return tuple(field.alias or name for name, field in part.model_fields.items() if field.is_required())


def models_at(top: type[BaseModel], loc: Iterable[str | int]) -> list[type[BaseModel]]:
    """The models that may stand at one of pydantic's error locations.

    A location mixes keys, positions in lists and the tags of union branches; a tag narrows the models down.
    """
    kinds: list[Any] = [top]
    for step in loc:
        models = _models(kinds)
        if isinstance(step, int):
            kinds = [item for kind in kinds for item in _items(kind)]
        elif by_key := [found for model in models for found in _field(model, step)]:
            kinds = by_key
        elif entries := [item for kind in kinds for item in _values(kind)]:
            kinds = entries
        else:
            kinds = [model for model in models if _is_tagged(model, step)] or kinds
    return _models(kinds)


def _flat(kind: Any) -> list[Any]:
    """The branches of a union, annotations taken off."""
    if get_origin(kind) is Annotated:
        return _flat(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [branch for member in get_args(kind) for branch in _flat(member)]
    return [kind]


def _models(kinds: Iterable[Any]) -> list[type[BaseModel]]:
    flat = [branch for kind in kinds for branch in _flat(kind)]
    return [
        *dict.fromkeys(
            branch for branch in flat if isinstance(branch, type) and issubclass(branch, BaseModel)
        )
    ]


def _items(kind: Any) -> list[Any]:
    return [arg for branch in _flat(kind) if get_origin(branch) in (list, tuple) for arg in get_args(branch)]


def _values(kind: Any) -> list[Any]:
    return [get_args(branch)[1] for branch in _flat(kind) if get_origin(branch) is dict]


def _field(model: type[BaseModel], key: str) -> list[Any]:
    return [field.annotation for name, field in model.model_fields.items() if key == (field.alias or name)]


def _is_tagged(model: type[BaseModel], tag: str) -> bool:
    if model.__name__ == tag:
        return True
    literals = [
        field.annotation for field in model.model_fields.values() if get_origin(field.annotation) is Literal
    ]
    return any(tag in get_args(literal) for literal in literals)


def default_at(top: type[BaseModel], loc: Iterable[str | int], key: str) -> Any:
    """What a key that is left out stands for, as plain data: the default list or word, an empty mapping for a part.

    A part's own defaults stay unsaid, so that what is left out of it stays left out. None where the key has no
    default, and an empty mapping where there is no such key: the model will say so.
    """
    for model in models_at(top, loc):
        for name, field in model.model_fields.items():
            if key == (field.alias or name):
                default = field.get_default()
                return {} if isinstance(default, BaseModel) else _plain(default)
    return {}


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    return [_plain(item) for item in value] if isinstance(value, list) else value
