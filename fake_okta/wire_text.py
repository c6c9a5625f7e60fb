"""The plain values in requests and replies, checked as they arrive."""

from __future__ import annotations

import base64
from typing import Any, Final

_LARGEST: Final = 2**160
"""Serial numbers of certificates have up to 20 octets (RFC 5280); nothing else that is said is longer."""


class Unreadable(Exception):
    """What arrived is not a value of the type that is expected; the text says where and why."""


def text(raw: Any) -> str:
    """Text, all of it Unicode. Raises ``Unreadable``."""
    if not isinstance(raw, str):
        raise Unreadable("text is expected")
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise Unreadable("half a surrogate pair is not text") from None
    return raw


def whole_number(raw: Any) -> int:
    """A whole number of at most 160 bits. Raises ``Unreadable``."""
    if type(raw) is not int:
        raise Unreadable("a whole number is expected")
    if not -_LARGEST < raw < _LARGEST:
        raise Unreadable("the number is too large")
    return raw


def truth(raw: Any) -> bool:
    """True or false. Raises ``Unreadable``."""
    if not isinstance(raw, bool):
        raise Unreadable("true or false is expected")
    return raw


def octets(raw: Any) -> bytes:
    """Bytes in base64; lines may be broken, as the registration task breaks them. Raises ``Unreadable``."""
    try:
        return base64.b64decode("".join(text(raw).split()), validate=True)
    except ValueError:
        raise Unreadable("base64 is expected") from None


def one_of(choices: tuple[Any, ...], raw: Any) -> Any:
    """One of a few words. Raises ``Unreadable``."""
    if not isinstance(raw, str) or raw not in choices:
        raise Unreadable(f"one of {', '.join(map(str, choices))} is expected")
    return raw


def items(raw: Any) -> list[Any]:
    """A list. Raises ``Unreadable``."""
    if not isinstance(raw, list):
        raise Unreadable("a list is expected")
    return raw


def by_name(raw: Any) -> dict[str, Any]:
    """An object. Raises ``Unreadable``."""
    if not isinstance(raw, dict):
        raise Unreadable("an object is expected")
    return raw
