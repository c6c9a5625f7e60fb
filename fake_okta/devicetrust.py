"""The org's macOS Device Trust setting: Security > Device Trust in the Admin Console.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help: a feature of the subscription, enabled once for
the org, with the Jamf Pro tenant, an optional Learn more URL, and a secret key that is shown once and can be
reset.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from hmac import compare_digest
from typing import Final
from urllib.parse import urlsplit

from fake_okta.errors import request_not_valid, validation_failed
from fake_okta.messages import JamfConnection

NOT_ENABLED: Final = "macOS Device Trust is not enabled for this org"


class DeviceTrust:
    """The setting. Of the secret key only a hash is kept, since it is shown once and never again."""

    def __init__(self) -> None:
        self.feature = True
        self.enabled = False
        self.learn_more_url: str | None = None
        self._connection: JamfConnection | None = None
        self._secret_hash: bytes | None = None

    @property
    def in_force(self) -> bool:
        """Whether devices are challenged and may enroll: the feature is there and the setting is on."""
        return self.feature and self.enabled

    @property
    def has_secret(self) -> bool:
        """Whether a secret key was ever made."""
        return self._secret_hash is not None

    @property
    def connection(self) -> JamfConnection:
        """The Jamf Pro tenant; raises E0000002 where none was entered."""
        if self._connection is None:
            raise request_not_valid(NOT_ENABLED)
        return self._connection

    @property
    def tenant_url(self) -> str | None:
        """The tenant's URL, without the credentials."""
        return None if self._connection is None else self._connection.tenant_url

    def configure(self, connection: JamfConnection, learn_more_url: str | None) -> None:
        """Enable, or save other values; raises E0000001 with every mistake and then changes nothing."""
        causes = [*tenant_url_mistakes(connection.tenant_url), *_learn_more_mistakes(learn_more_url)]
        if causes:
            raise validation_failed("deviceTrust", *causes)
        self._connection = connection
        self.learn_more_url = learn_more_url
        self.enabled = True

    def keep_secret(self, secret_key: str) -> None:
        """From now on this key enrolls, and no other."""
        self._secret_hash = _hash(secret_key)

    def accepts(self, org_token: str) -> bool:
        """Whether this is the secret key, compared in constant time."""
        return self._secret_hash is not None and compare_digest(_hash(org_token), self._secret_hash)


def tenant_url_mistakes(url: str) -> Iterator[str]:
    """What is wrong with a Jamf Pro tenant URL; nothing where it is good."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        yield "The Jamf Pro tenant URL cannot be read"
        return
    if parts.scheme != "https" or not host or parts.username is not None:
        yield "The Jamf Pro tenant URL must look like https://example.jamfcloud.com"
    if parts.path.strip("/") or parts.query or parts.fragment:
        first = parts.path.strip("/").split("/")[0].lower()
        if first in ("api", "jssresource", "uapi"):
            yield f"/{parts.path.strip('/')} belongs to the API URL; enter the tenant URL, without it"
        else:
            yield "The Jamf Pro tenant URL ends after the host"


def _learn_more_mistakes(url: str | None) -> Iterator[str]:
    if url is None:
        return
    try:
        parts = urlsplit(url)
    except ValueError:
        yield "The Learn more URL cannot be read"
        return
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield "The Learn more URL must begin with https:// or http:// and a host"


def _hash(secret: str) -> bytes:
    return blake2b(secret.encode(), digest_size=32, person=b"okta secret").digest()
