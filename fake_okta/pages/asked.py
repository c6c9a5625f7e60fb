"""What an app asks the org for when a person comes from there: a SAML 2.0 authentication request.

Sources: OASIS 'Bindings for SAML 2.0', 3.4 (redirect: deflated, in base64) and 3.5 (POST); 'Assertions and Protocols', 3.4.1.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from fake_okta.errors import request_not_valid
from fake_okta.pages.assertion import PROTOCOL

MAX_REQUEST: Final = 64 * 1024
MAX_RELAY_STATE: Final = 2048
_ID: Final = re.compile(r"[A-Za-z_][\w.-]{0,255}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """The request's ID, which the response names, and what the app wants back with it; both "" where nobody asked."""

    request_id: str = ""
    relay_state: str = ""


def read_request(fields: Mapping[str, str], *, deflated: bool) -> Asked:
    """What came with a visit. Raises E0000002 for a request that is none."""
    relay_state = fields.get("RelayState", "")
    if len(relay_state) > MAX_RELAY_STATE:
        raise request_not_valid("the RelayState is too long")
    written = fields.get("SAMLRequest", "")
    if not written:
        return Asked("", relay_state)
    try:
        document = b64decode(written, validate=True)
        request = _parsed(_inflated(document) if deflated else document)
    except (ValueError, zlib.error, etree.LxmlError) as wrong:
        raise request_not_valid("the SAMLRequest cannot be read") from wrong
    request_id = request.get("ID", "")
    if request.tag != f"{{{PROTOCOL}}}AuthnRequest" or not _ID.fullmatch(request_id):
        raise request_not_valid("the SAMLRequest is no authentication request")
    return Asked(request_id, relay_state)


def by_redirect(fields: Mapping[str, str]) -> dict[str, str]:
    """The same request, posted and readable, as a redirect carries it."""
    told = {name: fields[name] for name in ("SAMLRequest", "RelayState") if name in fields}
    if told.get("SAMLRequest"):
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed = packer.compress(b64decode(told["SAMLRequest"])) + packer.flush()
        told["SAMLRequest"] = b64encode(packed).decode()
    return told


def _inflated(document: bytes) -> bytes:
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = reader.decompress(document, MAX_REQUEST)
    if reader.unconsumed_tail:
        raise ValueError("too long")
    return inflated


def _parsed(document: bytes) -> etree._Element:
    """Entities and outside documents are not read."""
    return etree.fromstring(
        document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    )
