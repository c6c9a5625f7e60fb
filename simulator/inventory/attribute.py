"""What an extension attribute says of the certificate: the one that trustlab ships, and simpler ones.

The shipped one (``scenarios/extension_attribute/okta_device_trust.sh``) says one part an account, divided by ``|``:

    dt1 python2=no python3=ready | ada certificate=there expires=2026-01-07T09:00:00Z issued=... | bob certificate=none

What its script could not look at is not in it. Simpler attributes hold an expiry date, ``none``, or a word. One that says
No is not believed: such scripts say so too where nobody is logged in.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from simulator.inventory.dates import Order, UnreadableDate, parse_date

MARK: Final = "dt1"
_PYTHON3: Final = frozenset({"absent", "without_modules", "ready"})
_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_VERSION: Final = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}")
_FINGERPRINT: Final = re.compile(r"[0-9A-F]{40}")
_YES: Final = frozenset({"yes", "device trust active", "active", "enrolled", "installed", "true", "present"})
_NO: Final = frozenset({"no", "not configured", "inactive", "not enrolled", "not installed", "false"})
_LONGEST: Final = 100_000


class NotUnderstood(Exception):
    """A value that an attribute of that kind does not have; ``why`` in a few words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def is_detailed(value: str) -> bool:
    """Whether a value is one of the shipped attribute."""
    return value.split(None, 1)[:1] == [MARK]


def read_detailed(value: str, account: str) -> dict[str, Any]:
    """The fields of a known Mac that the shipped attribute tells, for an account, or the only one with a certificate.

    Raises NotUnderstood.
    """
    if len(value) > _LONGEST:
        raise NotUnderstood("a value too long to be one")
    whole, *parts = [part.split() for part in value.split("|")]
    found = _of_mac(dict(_pairs(whole[1:])))
    accounts = {part[0]: dict(_pairs(part[1:])) for part in parts if part}
    name = _account(accounts, account)
    if name is not None:
        found |= _of_account(accounts[name])
        found["account"] = name
    return found


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    pairs = [word.split("=", 1) for word in words]
    if any(len(pair) != 2 for pair in pairs):
        raise NotUnderstood("a word without an equals sign")
    return [(pair[0], pair[1]) for pair in pairs]


def _account(accounts: dict[str, dict[str, str]], wanted: str) -> str | None:
    """The account that is meant: the person's own, else the only one that has a certificate, else the only one."""
    by_lower = {name.lower(): name for name in accounts}
    for candidate in (wanted, wanted.partition("@")[0]):
        if candidate and candidate.lower() in by_lower:
            return by_lower[candidate.lower()]
    holding = [name for name, said in accounts.items() if said.get("certificate") == "there"]
    if len(holding) == 1:
        return holding[0]
    if len(accounts) == 1:
        return next(iter(accounts))
    if accounts:
        raise NotUnderstood("several accounts, and none of them the person's")
    return None


def _of_mac(said: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if said.get("python2") in ("yes", "no"):
        found["python2"] = said["python2"] == "yes"
    if said.get("python3") in _PYTHON3:
        found["python3"] = said["python3"]
    return found


def _of_account(said: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if said.get("certificate") in ("none", "there"):
        found["certificate"] = said["certificate"]
    for key, column in (("issued", "certificate_issued"), ("expires", "certificate_expires")):
        if key in said:
            found[column] = _second(said[key])
    if _FINGERPRINT.fullmatch(said.get("sha1", "")):
        found["fingerprint"] = said["sha1"]
    if said.get("password") in ("yes", "no"):
        found["keychain_password"] = said["password"] == "yes"  # noqa: S105  # whether there is one
    task = said.get("task", "")
    if task == "none" or _VERSION.fullmatch(task):
        found["task"] = task
    chrome = said.get("chrome")
    if chrome is not None:
        found["chrome_started"] = 0 if chrome == "not_running" else _second(chrome)
    return found


def _second(text: str) -> int:
    if not _TIME.fullmatch(text):
        raise NotUnderstood("a time that is none")
    try:
        return int(datetime.fromisoformat(text).astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        raise NotUnderstood("a time that is none") from None


def read_simple(value: str, order: Order) -> dict[str, Any]:
    """The fields that a simple attribute tells: an expiry date, ``none`` or a word; nothing where it is blank.

    Raises NotUnderstood.
    """
    word = value.strip().lower()
    if not word:
        return {}
    if word == "none":
        return {"certificate": "none"}
    if word in _YES:
        return {"certificate": "there"}
    if word in _NO:
        raise NotUnderstood("it says No, as such scripts also do where nobody is logged in")
    try:
        expires = parse_date(value, order)
    except UnreadableDate as error:
        raise NotUnderstood(error.why) from None
    return {} if expires is None else {"certificate": "there", "certificate_expires": expires}
