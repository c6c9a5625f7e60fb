"""Jamf Pro's inventory by its Pro API, read only, through the published client jamf-pro-sdk (the extra ``jamf``).

Privilege: Read Computers. The newest version of the inventory's address that a server knows is asked. Answers are read
as the plain JSON that they are, so that a word which the client does not know yet loses no computer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from simulator.inventory.coverage import Coverage
from simulator.inventory.jamf_export import Entry

SECTIONS: Final = "GENERAL,HARDWARE,OPERATING_SYSTEM,USER_AND_LOCATION,EXTENSION_ATTRIBUTES,CERTIFICATES"
_VERSIONS: Final = ("v3", "v1")
_PAGE: Final = 200
_MOST_PAGES: Final = 50_000
_CERTIFICATE: Final = "Okta MTLS"
_HINTS: Final = ("okta", "device trust", "mtls")
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
FROM_CERTIFICATES: Final = "certificate Okta MTLS of the inventory"

Ask = Callable[[str, Mapping[str, str]], tuple[int, Any]]
"""One GET below ``/api``, by path and query: the status and the JSON of the answer."""


class JamfRefused(Exception):
    """A server that cannot be read; the text says why, without any secret."""


@dataclass(frozen=True, slots=True)
class JamfLogin:
    """How to log in: an API client, or a user account."""

    name: str
    secret: str = field(repr=False)
    is_client: bool = True


def connected(url: str, login: JamfLogin) -> Ask:
    """A connection to a server. Raises JamfRefused where the client is missing or the address is none."""
    host, port, scheme = address_of(url)
    try:
        from jamf_pro_sdk import (
            ApiClientCredentialsProvider,
            JamfProClient,
            SessionConfig,
            UserCredentialsProvider,
        )
    except ImportError:
        raise JamfRefused("it needs the client jamf-pro-sdk: pip install 'trustlab[jamf]'") from None
    from requests import RequestException

    provider = ApiClientCredentialsProvider if login.is_client else UserCredentialsProvider
    config = SessionConfig(scheme=scheme, timeout=60)
    client = JamfProClient(host, provider(login.name, login.secret), port=port, session_config=config)

    def ask(path: str, query: Mapping[str, str]) -> tuple[int, Any]:
        try:
            answered = client.pro_api_request("get", path, query_params=dict(query))
            return answered.status_code, answered.json()
        except RequestException as error:
            status = None if error.response is None else error.response.status_code
            if status == 404:
                return status, None
            raise JamfRefused(_why(status, type(error).__name__)) from None
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ) as error:  # what the client makes of odd answers
            raise JamfRefused(f"its answer is none of Jamf Pro's ({type(error).__name__})") from None

    return ask


def address_of(url: str) -> tuple[str, int, str]:
    """Host, port and scheme of a server's URL. Raises JamfRefused for another one, or a secret sent in the clear."""
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise JamfRefused("is no address") from None
    if not host or parts.scheme not in ("https", "http") or parts.path.strip("/"):
        raise JamfRefused("is no address; write it as https://acme.jamfcloud.com")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise JamfRefused("passwords are sent over https alone")
    return host, port or (443 if parts.scheme == "https" else 80), parts.scheme


def _why(status: int | None, error: str) -> str:
    return {
        None: f"it cannot be reached ({error})",
        401: "it refuses the password or the client's secret",
        403: "the account lacks the privilege Read Computers",
    }.get(status, f"it answers {status}")


def entries(ask: Ask, coverage: Coverage, wanted: tuple[str, ...] = ()) -> Iterator[Entry]:
    """All computers, a page at a time. Raises JamfRefused."""
    version = _version(ask)
    for page in range(_MOST_PAGES):
        query = {"section": SECTIONS, "page": str(page), "page-size": str(_PAGE), "sort": "id:asc"}
        status, answered = ask(f"{version}/computers-inventory", query)
        results = answered.get("results") if isinstance(answered, dict) else None
        if status != 200 or not isinstance(results, list):
            raise JamfRefused(f"page {page} of the inventory is no list of computers")
        for record in results:
            coverage.read += 1
            if isinstance(record, dict):
                yield entry_of(record, coverage.read, wanted)
            else:
                coverage.leave_out(coverage.read, "no computer's record")
        total = answered.get("totalCount")
        if not results or not isinstance(total, int) or coverage.read >= total:
            return


def _version(ask: Ask) -> str:
    for version in _VERSIONS:
        query = {"section": "GENERAL", "page": "0", "page-size": "1"}
        if ask(f"{version}/computers-inventory", query)[0] == 200:
            return version
    raise JamfRefused("it has no inventory of a version that is known here")


# --- a record ---------------------------------------------------------------------------------------------


def entry_of(record: dict[str, Any], number: int, wanted: tuple[str, ...] = ()) -> Entry:
    """A computer's record as an inventory's entry."""
    managed = _at(record, "general", "remoteManagement", "managed")
    texts = {
        "name": _text(record, "general", "name"),
        "id": _text(record, "id"),
        "serial_number": _text(record, "hardware", "serialNumber"),
        "udid": _text(record, "udid"),
        "managed": ("Managed" if managed else "Unmanaged") if isinstance(managed, bool) else "",
        "platform": _text(record, "general", "platform"),
        "macos": _text(record, "operatingSystem", "version"),
        "username": _text(record, "userAndLocation", "username"),
        "email": _text(record, "userAndLocation", "email"),
        "last_check_in": _text(record, "general", "lastContactTime"),
        "last_inventory": _text(record, "general", "reportDate"),
    }
    return Entry(number, texts, dict(_attributes(record, {name.lower() for name in wanted})))


def _at(record: Any, *path: str) -> Any:
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _text(record: Any, *path: str) -> str:
    found = _at(record, *path)
    return found if isinstance(found, str) else ""


def _listed(record: Any, *path: str) -> Iterator[dict[str, Any]]:
    found = _at(record, *path)
    yield from (one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def _attributes(record: dict[str, Any], wanted: set[str]) -> Iterator[tuple[str, str]]:
    ends = [
        _text(one, "expirationDate")
        for one in _listed(record, "certificates")
        if _text(one, "commonName") == _CERTIFICATE
    ]
    if any(ends):
        yield FROM_CERTIFICATES, max(ends)
    for place in ((), ("general",), ("userAndLocation",), ("hardware",), ("operatingSystem",)):
        for one in _listed(record, *place, "extensionAttributes"):
            name, values = _text(one, "name"), one.get("values")
            words = values if isinstance(values, list) else []
            value = " ".join(word for word in words if isinstance(word, str))
            asked = name.lower() in wanted if wanted else any(hint in name.lower() for hint in _HINTS)
            if value and (asked or value.startswith("dt1 ")):
                yield name, value
