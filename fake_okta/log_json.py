"""A log event in the documented LogEvent shape: every top-level key is there, nulls are allowed.

Source: 'System Log API', Okta developer documentation. Made on demand, since few events are ever read so.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha1
from typing import Final

from fake_okta.messages import ClientSeen, Platform
from fake_okta.syslog import LogEvent, Target
from fake_okta.user_agent import read_user_agent

Json = dict[str, "Json"] | list["Json"] | str | int | bool | None

_SYSTEM: Final = "unknown"
_OS: Final[dict[Platform, str]] = {
    "ios": "iOS",
    "android": "Android",
    "mobile_other": "Unknown",
    "windows": "Windows",
    "osx": "Mac OS X",
    "desktop_other": "Unknown",
}
# Chrome also calls itself Safari, so it is looked for first.
_BROWSERS: Final = (("chrome", "CHROME"), ("firefox", "FIREFOX"), ("safari", "SAFARI"))


def as_json(event: LogEvent) -> dict[str, Json]:
    """The event as Okta's System Log API returns it."""
    return {
        "actor": _actor(event),
        "client": _client(event.client),
        "device": None,
        "authenticationContext": _authentication_context(event),
        "displayMessage": event.display_message,
        "eventType": event.event_type,
        "outcome": {"result": event.outcome, "reason": event.reason},
        "published": datetime.fromtimestamp(event.published, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "securityContext": {"asNumber": None, "asOrg": None, "isp": None, "domain": None, "isProxy": None},
        "severity": event.severity,
        "debugContext": {"debugData": dict(event.debug_data)},
        "legacyEventType": None,
        "transaction": {
            "type": "WEB",
            "id": event.transaction_id,
            "detail": {} if event.token_id is None else {"requestApiTokenId": event.token_id},
        },
        "uuid": _dashed(event.uuid),
        "version": "0",
        "request": {"ipChain": _ip_chain(event.client)},
        "target": [_target(target) for target in event.targets],
    }


def _actor(event: LogEvent) -> Json:
    known = event.actor_id is not None
    return {
        "id": event.actor_id or _SYSTEM,
        "type": "User" if known else "SystemPrincipal",
        "alternateId": event.actor_login or _SYSTEM,
        "displayName": event.actor_login if known else "Okta System",
        "detailEntry": None,
    }


def _client(client: ClientSeen | None) -> Json:
    if client is None:
        return {
            "userAgent": None,
            "zone": None,
            "device": None,
            "id": None,
            "ipAddress": None,
            "geographicalContext": None,
        }
    platform = read_user_agent(client.user_agent).platform
    lowered = client.user_agent.lower()
    browser = next((name for sign, name in _BROWSERS if sign in lowered), "UNKNOWN")
    mobile = platform in ("ios", "android", "mobile_other")
    return {
        "userAgent": {"rawUserAgent": client.user_agent, "os": _OS[platform], "browser": browser},
        "zone": None,
        "device": "Mobile" if mobile else "Computer",
        "id": None,
        "ipAddress": client.ip_address,
        "geographicalContext": None,
    }


def _authentication_context(event: LogEvent) -> Json:
    by_certificate = event.event_type == "user.authentication.authenticate"
    return {
        "authenticationProvider": None,
        "credentialProvider": None,
        "credentialType": "CERTIFICATE" if by_certificate else None,
        "issuer": None,
        "interface": None,
        "authenticationStep": 0,
        "rootSessionId": event.session_id,
        "externalSessionId": event.session_id,
    }


def _ip_chain(client: ClientSeen | None) -> list[Json]:
    if client is None:
        return []
    version = "V6" if ":" in client.ip_address else "V4"
    return [{"ip": client.ip_address, "geographicalContext": None, "version": version, "source": None}]


def _target(target: Target) -> Json:
    return {
        "id": target.id,
        "type": target.type,
        "alternateId": target.alternate_id,
        "displayName": target.display_name,
        "detailEntry": None if target.der is None else _fingerprint(bytes(target.der)),
    }


def _fingerprint(der: bytes) -> Json:
    # SHA-1 is what the documented schema carries; it names the certificate and protects nothing.
    fingerprint = sha1(der, usedforsecurity=False).hexdigest()
    return {"fingerprint": fingerprint, "fingerprintAlgorithm": "SHA1"}


def _dashed(uuid: str) -> str:
    return "-".join((uuid[:8], uuid[8:12], uuid[12:16], uuid[16:20], uuid[20:]))
