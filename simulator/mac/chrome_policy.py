"""Chrome's policy AutoSelectCertificateForUrls, read as Chrome reads it.

Sources: Chrome Enterprise policy list; the value as 'Device Trust for Jamf Pro-managed macOS', Okta help,
prints it ends in a typographic quote, is no JSON, and does nothing.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NamedTuple


class AutoSelect(NamedTuple):
    """One entry: the host pattern, and the issuer's CN where it is asked for."""

    pattern: str
    issuer: str | None

    def covers(self, host: str) -> bool:
        """Whether the pattern matches an https host: itself, or any under ``[*.]``."""
        pattern = self.pattern.partition("://")[2].rstrip("/").removesuffix(":443")
        if pattern.startswith("[*.]"):
            bare = pattern[4:]
            return host == bare or host.endswith(f".{bare}")
        return pattern in {host, "*"}

    def accepts(self, issuer: str) -> bool:
        """Whether a certificate with this issuer (RFC 4514 text) passes the filter."""
        return self.issuer is None or self.issuer == common_name(issuer)


@lru_cache(maxsize=256)
def read_entry(entry: str) -> AutoSelect | None:
    """Read one entry; None where Chrome ignores it, being no JSON of the right form."""
    try:
        said = json.loads(entry)
        pattern, issuer = said["pattern"], said.get("filter", {}).get("ISSUER", {}).get("CN")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(pattern, str) or not pattern.startswith("https://"):
        return None
    return AutoSelect(pattern, issuer)


@lru_cache(maxsize=256)
def selects(entry: str, host: str, issuer: str) -> bool:
    """Whether an entry lets Chrome present a certificate of this issuer (RFC 4514 text) to an https host."""
    rule = read_entry(entry)
    return rule is not None and rule.covers(host) and rule.accepts(issuer)


@lru_cache(maxsize=64)
def entry_for(mtls_host: str) -> str:
    """Write an entry for the mutual TLS host and the issuer of Okta's certificates."""
    return f'{{"pattern":"https://{mtls_host}","filter":{{"ISSUER":{{"CN":"MTLS Certificate Authority"}}}}}}'


@lru_cache(maxsize=64)
def common_name(name: str) -> str:
    """Find the CN of a distinguished name.

    >>> common_name("CN=MTLS Certificate Authority, O=Okta")
    'MTLS Certificate Authority'
    """
    for part in name.split(","):
        kind, _, value = part.strip().partition("=")
        if kind == "CN":
            return value
    return ""
