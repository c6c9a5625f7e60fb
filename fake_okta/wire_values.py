"""Typed values <-> what JSON can carry, driven by the types that messages and replies declare.

Names are written as Okta writes them (``orgToken``), bytes in base64. Nothing is lost on the way.
"""

from __future__ import annotations

import base64
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from fake_okta.certificate_reading import read_certificate
from fake_okta.messages import Certificate, Octets, RenewalProof, Session
from fake_okta.renewal_token import proof_in, token_of
from fake_okta.wire_text import Unreadable, by_name, items, octets, one_of, text, truth, whole_number

_OKTA_S_NAMES: Final = {
    "udid": "uuid",
    "local_user": "user",
    "proof": "deviceRenewalToken",
    "login": "username",
    "der": "issuedCertificate",
    "from_home_page": "fromHome",
}
"""Where Okta's word for a field is not the field's own name."""

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_SECOND: Final = datetime.resolution * 1_000_000


@dataclass(frozen=True, slots=True)
class Codec:
    """Both directions for one type: ``load`` raises ``Unreadable``, ``dump`` takes what is well typed."""

    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]


@cache
def codec(kind: Any) -> Codec:
    """The codec of a type. Raises TypeError for a type that no message uses so far."""
    if kind in _SPECIAL:
        return _SPECIAL[kind]
    if isinstance(kind, type) and is_dataclass(kind):
        return _of_dataclass(kind)
    return _of_generic(kind, get_origin(kind), get_args(kind))


@cache
def reply_codec(message: Any) -> Codec:
    """The codec of what a message, given by its type, is answered with."""
    (base,) = message.__orig_bases__
    return codec(get_args(base)[0])


@cache
def field_types(kind: Any) -> Mapping[str, tuple[Field[Any], Any]]:
    """The fields of a dataclass, by name, each with its type."""
    hints = get_type_hints(kind)
    return {field.name: (field, hints[field.name]) for field in fields(kind)}


@cache
def okta_s_name(field_name: str) -> str:
    """A field's name on the wire."""
    first, *others = field_name.split("_")
    return _OKTA_S_NAMES.get(field_name, first + "".join(word.capitalize() for word in others))


def load_field(field: Field[Any], one: Codec, raw: Mapping[str, Any]) -> Any:
    """A field's value; its default where the object has none. Raises ``Unreadable`` that names the field."""
    name = okta_s_name(field.name)
    if name in raw:
        try:
            return one.load(raw[name])
        except Unreadable as wrong:
            raise Unreadable(f"{name}: {wrong}") from None
    if field.default is not MISSING:
        return field.default
    raise Unreadable(f"{name} is missing")


def _same(value: Any) -> Any:
    return value


def _in_base64(value: Octets) -> str:
    return base64.b64encode(bytes(value)).decode()


def _certificate(value: Certificate) -> dict[str, Any]:
    """The DER, and of the other fields those that do not follow from it."""
    der = bytes(value.der)
    read = read_certificate(der)
    different = {
        okta_s_name(name): getattr(value, name)
        for name in field_types(Certificate)
        if name != "der" and getattr(value, name) != getattr(read, name)
    }
    return {"issuedCertificate": base64.b64encode(der).decode(), **different}


def _certificate_from(raw: Any) -> Certificate:
    given = by_name(raw)
    if "issuedCertificate" not in given:
        raise Unreadable("issuedCertificate is missing")
    certificate = read_certificate(octets(given["issuedCertificate"]))
    different = {
        name: load_field(field, codec(kind), given)
        for name, (field, kind) in field_types(Certificate).items()
        if name != "der" and okta_s_name(name) in given
    }
    return replace(certificate, **different)


def _session(value: Session) -> dict[str, str]:
    expires = datetime.fromtimestamp(value.expires_at, UTC).isoformat(timespec="milliseconds")
    return {
        "id": value.session_id,
        "userId": value.user_id,
        "status": "ACTIVE",
        "expiresAt": expires.replace("+00:00", "Z"),
    }


def _session_from(raw: Any) -> Session:
    given = by_name(raw)
    expires = datetime.fromisoformat(text(given["expiresAt"]))
    return Session(text(given["id"]), text(given["userId"]), (expires - _EPOCH) // _SECOND)


_SPECIAL: dict[Any, Codec] = {
    str: Codec(_same, text),
    int: Codec(_same, whole_number),
    bool: Codec(_same, truth),
    bytes: Codec(_in_base64, octets),
    Octets: Codec(_in_base64, octets),
    Certificate: Codec(_certificate, _certificate_from),
    RenewalProof: Codec(token_of, lambda raw: proof_in(text(raw))),
    Session: Codec(_session, _session_from),
}


def _of_generic(kind: Any, origin: Any, arguments: tuple[Any, ...]) -> Codec:
    if origin is Literal:
        return Codec(_same, lambda raw: one_of(arguments, raw))
    if origin in (Union, types.UnionType) and arguments[1:] == (types.NoneType,):
        return _optional(codec(arguments[0]))
    if origin in (Union, types.UnionType):
        return _one_of_several({one.__name__: one for one in arguments})
    if origin is frozenset:
        return _of_many(codec(arguments[0]), sorted, frozenset)
    if origin is tuple and arguments[-1] is Ellipsis:
        return _of_many(codec(arguments[0]), list, tuple)
    raise TypeError(f"No JSON is known for {kind}")


def _optional(one: Codec) -> Codec:
    return Codec(
        lambda value: None if value is None else one.dump(value),
        lambda raw: None if raw is None else one.load(raw),
    )


def _one_of_several(kinds: Mapping[str, Any]) -> Codec:
    """``{"Challenged": {...}}``: the object says which it is."""

    def load(raw: Any) -> Any:
        given = by_name(raw)
        if len(given) != 1 or not given.keys() <= kinds.keys():
            raise Unreadable(f"one of {', '.join(kinds)} is expected")
        ((name, value),) = given.items()
        return codec(kinds[name]).load(value)

    def dump(value: Any) -> dict[str, Any]:
        name = type(value).__name__
        return {name: codec(kinds[name]).dump(value)}

    return Codec(dump, load)


def _of_many(one: Codec, order: Callable[[Any], list[Any]], build: Callable[[Any], Any]) -> Codec:
    return Codec(
        lambda value: [one.dump(item) for item in order(value)],
        lambda raw: build([one.load(item) for item in items(raw)]),
    )


def _of_dataclass(kind: type) -> Codec:
    def dump(value: Any) -> dict[str, Any]:
        return {
            okta_s_name(name): codec(hint).dump(getattr(value, name))
            for name, (_, hint) in field_types(kind).items()
        }

    def load(raw: Any) -> Any:
        given = by_name(raw)
        loaded = {
            name: load_field(field, codec(hint), given) for name, (field, hint) in field_types(kind).items()
        }
        return kind(**loaded)

    return Codec(dump, load)
