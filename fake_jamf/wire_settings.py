"""Settings of configuration profiles <-> JSON: values that keep types which JSON alone would lose.

JSON's own values stand for themselves. ``{"tuple": [...]}``, ``{"dict": [[key, value], ...]}`` and ``{"data": base64}``
stand for what JSON has no word for; a property list would have them as array, dict and data.
"""

from __future__ import annotations

import base64
from typing import Any

from fake_jamf.wire_text import Unreadable, text, whole_number


def dump_setting(value: object) -> Any:
    """A setting as JSON can carry it. Raises TypeError for what no property list could hold."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case list():
            return [dump_setting(item) for item in value]
        case tuple():
            return {"tuple": [dump_setting(item) for item in value]}
        case dict():
            return {"dict": [[key, dump_setting(item)] for key, item in value.items()]}
        case bytes():
            return {"data": base64.b64encode(value).decode()}
    raise TypeError(f"A setting cannot be a {type(value).__name__}")


def load_setting(raw: Any) -> object:
    """The setting that ``dump_setting`` wrote. Raises ``Unreadable``."""
    match raw:
        case None | bool() | float():
            return raw
        case int():
            return whole_number(raw)
        case str():
            return text(raw)
        case list():
            return [load_setting(item) for item in raw]
    return _load_tagged(raw)


def _load_tagged(raw: Any) -> object:
    match raw:
        case {"tuple": list(items)}:
            return tuple(load_setting(item) for item in items)
        case {"dict": list(pairs)}:
            return dict(_pair(pair) for pair in pairs)
        case {"data": str(encoded)}:
            try:
                return base64.b64decode(encoded, validate=True)
            except ValueError:
                raise Unreadable("base64 is expected") from None
    raise Unreadable("a setting is expected")


def _pair(raw: Any) -> tuple[str, object]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise Unreadable("a pair is expected")
    return text(raw[0]), load_setting(raw[1])
