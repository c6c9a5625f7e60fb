"""Settings of configuration profiles <-> the property list that the Classic API carries as text."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers.expat import ExpatError

from fake_jamf.wire_text import Unreadable, text, whole_number

Setting = tuple[str, str, object]

_CUSTOM: Final = "com.apple.ManagedClient.preferences"
"""Under this type a payload has settings of other domains (Application & Custom Settings)."""

_DEEPEST: Final = 20


def written(name: str, uuid: str, settings: tuple[Setting, ...]) -> str:
    """A profile as a property list; what one has no word for (None) is left out."""
    domains: dict[str, dict[str, Any]] = {}
    for domain, key, value in settings:
        if value is not None:
            domains.setdefault(domain, {})[key] = value
    content = [
        {
            "PayloadType": domain,
            "PayloadIdentifier": f"{uuid}.{number}",
            "PayloadUUID": f"{uuid}-{number}",
            "PayloadVersion": 1,
            **values,
        }
        for number, (domain, values) in enumerate(domains.items(), 1)
    ]
    profile = {
        "PayloadContent": content,
        "PayloadDisplayName": name,
        "PayloadIdentifier": uuid,
        "PayloadScope": "System",
        "PayloadType": "Configuration",
        "PayloadUUID": uuid,
        "PayloadVersion": 1,
    }
    try:
        return plistlib.dumps(profile).decode()
    except (TypeError, OverflowError, ValueError):
        # A setting that a console here accepted and no property list can hold.
        return plistlib.dumps({**profile, "PayloadContent": []}).decode()


def settings_in(payloads: str) -> tuple[Setting, ...]:
    """The settings of a profile that a client wrote. Raises ``Unreadable``; entities are refused."""
    try:
        profile = plistlib.loads(payloads.encode(), fmt=plistlib.FMT_XML)
    except (
        ValueError,
        ExpatError,
        plistlib.InvalidFileException,
        OverflowError,
        RecursionError,
        AttributeError,
    ) as wrong:
        raise Unreadable(f"general/payloads: a property list is expected: {wrong}") from None
    if not isinstance(profile, dict) or not isinstance(profile.get("PayloadContent", []), list):
        raise Unreadable("general/payloads: a profile is expected")
    found = []
    for payload in profile.get("PayloadContent", []):
        if not isinstance(payload, dict) or not isinstance(payload.get("PayloadType"), str):
            raise Unreadable("general/payloads: each payload has a PayloadType")
        found += [*_settings(payload)]
    return tuple(found)


def _settings(payload: dict[str, Any]) -> Iterator[Setting]:
    domain = payload["PayloadType"]
    if domain != _CUSTOM:
        for key, value in payload.items():
            if not key.startswith("Payload"):
                yield text(domain), text(key), _checked(value)
        return
    content = payload.get("PayloadContent", {})
    for other, said in content.items() if isinstance(content, dict) else ():
        for forced in said.get("Forced", []) if isinstance(said, dict) else ():
            values = forced.get("mcx_preference_settings", {}) if isinstance(forced, dict) else {}
            for key, value in values.items() if isinstance(values, dict) else ():
                yield text(other), text(key), _checked(value)


def _checked(value: Any, depth: int = 0) -> object:
    """A value that settings have. Raises ``Unreadable`` for a date, and for what is nested too deep."""
    if depth > _DEEPEST:
        raise Unreadable("general/payloads: a setting is nested too deep")
    match value:
        case bool() | float() | bytes():
            return value
        case str():
            return text(value)
        case int():
            return whole_number(value)
        case list():
            return [_checked(item, depth + 1) for item in value]
        case dict():
            return {text(key): _checked(item, depth + 1) for key, item in value.items()}
    raise Unreadable("general/payloads: dates are not known here")
