"""Typed values <-> what JSON can carry, driven by the types that messages and replies declare.

Nothing is lost on the way: a tuple comes back as a tuple, a frozenset as a frozenset, None and "" stay apart, and
values of type ``object`` (settings of configuration profiles) keep their own types.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from fake_jamf.wire_settings import dump_setting, load_setting
from fake_jamf.wire_text import Unreadable, by_name, items, nothing, one_of, text, truth, whole_number


@dataclass(frozen=True, slots=True)
class Codec:
    """Both directions for one type: ``load`` raises ``Unreadable``, ``dump`` takes what is well typed."""

    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]


@cache
def codec(kind: Any) -> Codec:
    """The codec of a type. Raises TypeError for a type that no message uses so far."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if isinstance(kind, type) and is_dataclass(kind):
        return _of_dataclass(kind)
    return _of_generic(kind, get_origin(kind), get_args(kind))


@cache
def reply_codec(message: Any) -> Codec:
    """The codec of what a message, given by its type, is answered with."""
    (base,) = message.__orig_bases__
    return codec(get_args(base)[0])


@cache
def field_codecs(kind: Any) -> Mapping[str, tuple[Field[Any], Codec]]:
    """The fields of a dataclass, by name, each with its codec."""
    hints = get_type_hints(kind)
    return {field.name: (field, codec(hints[field.name])) for field in fields(kind)}


def load_field(field: Field[Any], one: Codec, raw: Mapping[str, Any]) -> Any:
    """A field's value; its default where the object has none. Raises ``Unreadable`` that names the field."""
    if field.name in raw:
        try:
            return one.load(raw[field.name])
        except Unreadable as wrong:
            raise Unreadable(f"{field.name}: {wrong}") from None
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    raise Unreadable(f"{field.name} is missing")


def _same(value: Any) -> Any:
    return value


_SIMPLE: dict[Any, Codec] = {
    str: Codec(_same, text),
    int: Codec(_same, whole_number),
    bool: Codec(_same, truth),
    types.NoneType: Codec(_same, nothing),
    object: Codec(dump_setting, load_setting),
}


def _of_generic(kind: Any, origin: Any, arguments: tuple[Any, ...]) -> Codec:
    if origin is Literal:
        return Codec(_same, lambda raw: one_of(arguments, raw))
    if origin in (Union, types.UnionType) and len(arguments) == 2 and arguments[1] is types.NoneType:
        return _optional(codec(arguments[0]))
    if origin is frozenset:
        return _of_many(codec(arguments[0]), sorted, frozenset)
    if origin is tuple and arguments[-1] is Ellipsis:
        return _of_many(codec(arguments[0]), list, tuple)
    if origin is tuple:
        return _of_few(tuple(codec(argument) for argument in arguments))
    raise TypeError(f"No JSON is known for {kind}")


def _optional(one: Codec) -> Codec:
    return Codec(
        lambda value: None if value is None else one.dump(value),
        lambda raw: None if raw is None else one.load(raw),
    )


def _of_many(one: Codec, order: Callable[[Any], list[Any]], build: Callable[[Any], Any]) -> Codec:
    return Codec(
        lambda value: [one.dump(item) for item in order(value)],
        lambda raw: build([one.load(item) for item in items(raw)]),
    )


def _of_few(codecs: tuple[Codec, ...]) -> Codec:
    def load(raw: Any) -> tuple[Any, ...]:
        if len(items(raw)) != len(codecs):
            raise Unreadable(f"{len(codecs)} items are expected")
        return tuple(one.load(item) for one, item in zip(codecs, raw, strict=True))

    return Codec(lambda value: [one.dump(item) for one, item in zip(codecs, value, strict=True)], load)


def _of_dataclass(kind: type) -> Codec:
    def dump(value: Any) -> dict[str, Any]:
        return {name: one.dump(getattr(value, name)) for name, (_, one) in field_codecs(kind).items()}

    def load(raw: Any) -> Any:
        given = by_name(raw)
        loaded = {name: load_field(field, one, given) for name, (field, one) in field_codecs(kind).items()}
        return kind(**loaded)

    return Codec(dump, load)
