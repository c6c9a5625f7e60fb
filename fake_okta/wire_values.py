"""Typed values <-> what JSON can carry, driven by the types that messages and replies declare.

Nothing is lost on the way: tuples and frozensets come back as such, None and "" stay apart, bytes travel in base64, and
where a reply is one of several types its name tells which.
"""

from __future__ import annotations

import base64
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


class Unreadable(Exception):
    """What arrived is not a value of the type that is expected; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Codec:
    """Both directions for one type: ``load`` raises Unreadable, ``dump`` takes what is well typed."""

    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]


@cache
def codec(kind: Any) -> Codec:
    """The codec of a type. Raises TypeError for a type that no message uses so far."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if isinstance(kind, type) and is_dataclass(kind):
        return _of_dataclass(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return Codec(_same, lambda raw: _one_of(arguments, raw))
    if origin in (Union, types.UnionType):
        return _of_union(arguments)
    if origin is frozenset:
        return _of_many(codec(arguments[0]), sorted, frozenset)
    if origin is tuple and arguments[-1] is Ellipsis:
        return _of_many(codec(arguments[0]), list, tuple)
    raise TypeError(f"No JSON is known for {kind}")


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


def load_fields(kind: Any, raw: Any) -> dict[str, Any]:
    """The fields of a dataclass out of an object; those that are missing have their defaults. Raises Unreadable."""
    given = by_name(raw)
    return {name: _load_field(field, one, given) for name, (field, one) in field_codecs(kind).items()}


def by_name(raw: Any) -> dict[str, Any]:
    """An object. Raises Unreadable."""
    if not isinstance(raw, dict):
        raise Unreadable("an object is expected")
    return raw


def text(raw: Any) -> str:
    """Text, all of it Unicode. Raises Unreadable."""
    if not isinstance(raw, str):
        raise Unreadable("text is expected")
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise Unreadable("half a surrogate pair is not text") from None
    return raw


def octets(raw: Any) -> bytes:
    """Bytes in base64, wherever lines are broken. Raises Unreadable."""
    try:
        return base64.b64decode("".join(text(raw).split()), validate=True)
    except ValueError:
        raise Unreadable("base64 is expected") from None


def in_base64(value: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(value).decode()


def _load_field(field: Field[Any], one: Codec, given: Mapping[str, Any]) -> Any:
    if field.name in given:
        try:
            return one.load(given[field.name])
        except Unreadable as wrong:
            raise Unreadable(f"{field.name}: {wrong}") from None
    if field.default is MISSING:
        raise Unreadable(f"{field.name} is missing")
    return field.default


def _same(value: Any) -> Any:
    return value


def _whole_number(raw: Any) -> int:
    if type(raw) is not int:
        raise Unreadable("a whole number is expected")
    return raw


def _truth(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise Unreadable("true or false is expected")
    return raw


def _nothing(raw: Any) -> None:
    if raw is not None:
        raise Unreadable("null is expected")


def _one_of(choices: tuple[Any, ...], raw: Any) -> Any:
    if not isinstance(raw, str) or raw not in choices:
        raise Unreadable(f"one of {', '.join(map(str, choices))} is expected")
    return raw


_SIMPLE: dict[Any, Codec] = {
    str: Codec(_same, text),
    int: Codec(_same, _whole_number),
    bool: Codec(_same, _truth),
    bytes: Codec(in_base64, octets),
    types.NoneType: Codec(_same, _nothing),
}


def _of_many(one: Codec, order: Callable[[Any], list[Any]], build: Callable[[Any], Any]) -> Codec:
    def load(raw: Any) -> Any:
        if not isinstance(raw, list):
            raise Unreadable("a list is expected")
        return build([one.load(item) for item in raw])

    return Codec(lambda value: [one.dump(item) for item in order(value)], load)


def _of_union(kinds: tuple[Any, ...]) -> Codec:
    if len(kinds) == 2 and kinds[1] is types.NoneType:
        one = codec(kinds[0])
        return Codec(
            lambda value: None if value is None else one.dump(value),
            lambda raw: None if raw is None else one.load(raw),
        )
    named = {kind.__name__: kind for kind in kinds}

    def load(raw: Any) -> Any:
        given = by_name(raw)
        return codec(named[_one_of(tuple(named), given.get("is"))]).load(given)

    return Codec(
        lambda value: {"is": type(value).__name__, **codec(named[type(value).__name__]).dump(value)}, load
    )


def _of_dataclass(kind: type) -> Codec:
    def dump(value: Any) -> dict[str, Any]:
        return {name: one.dump(getattr(value, name)) for name, (_, one) in field_codecs(kind).items()}

    return Codec(dump, lambda raw: kind(**load_fields(kind, raw)))
