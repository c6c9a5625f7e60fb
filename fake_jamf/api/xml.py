"""XML as the Classic API writes and reads it, and how a client says that it wants JSON instead.

What is read has no document type: entities, external ones too, are refused before any is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import orjson
from lxml import etree

from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]

_CONTROLS: Final = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})

_ITEMS: Final = {
    "advanced_computer_searches": "advanced_computer_search",
    "audits": "audit",
    "certificates": "certificate",
    "completed": "command",
    "computer_extension_attributes": "computer_extension_attribute",
    "computer_group_memberships": "group",
    "computer_groups": "computer_group",
    "computers": "computer",
    "computer_usage_logs": "usage_log",
    "configuration_profiles": "configuration_profile",
    "criteria": "criterion",
    "extension_attributes": "extension_attribute",
    "failed": "command",
    "groups": "group",
    "jss_actions": "privilege",
    "jss_objects": "privilege",
    "jss_settings": "privilege",
    "local_accounts": "user",
    "os_x_configuration_profiles": "os_x_configuration_profile",
    "packages": "package",
    "pending": "command",
    "policies": "policy",
    "policy_logs": "policy_log",
    "scripts": "script",
    "user_groups": "user_group",
    "users": "user",
}
"""How XML names the items of a list; another list's are named as it is, without its last letter."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def body(tree: Tree, accept: str) -> tuple[str, bytes]:
    """The content type and the bytes, in the format that an Accept header prefers."""
    if prefers_json(accept):
        return "application/json", orjson.dumps(tree)
    return "text/xml;charset=UTF-8", as_xml(tree)


def prefers_json(accept: str) -> bool:
    """Whether a client asks for JSON before XML; one that names neither gets XML."""
    if accept == "application/json":
        return True
    lowered = accept.lower()
    if "json" not in lowered:
        return False
    named = []
    for item in lowered.split(","):
        media_type, *parameters = (part.strip() for part in item.split(";"))
        if media_type in ("application/json", "application/xml", "text/xml"):
            named.append((_weight(parameters), media_type))
    weight, media_type = max(named, key=lambda one: one[0], default=(0.0, ""))
    return weight > 0 and media_type == "application/json"


def as_xml(tree: Tree) -> bytes:
    """A tree with one root as XML; characters that XML cannot carry become U+FFFD."""
    ((name, value),) = tree.items()
    written = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{name}>"]
    if isinstance(value, list):
        written.append(f"<size>{len(value)}</size>")
    _fill(written, name, value)
    written.append(f"</{name}>")
    document = "".join(written)
    plain = document.encode() if document.isascii() else b""
    # Most documents are plain; a search through all of it takes as long as writing it.
    if plain and len(plain.translate(None, _CONTROLS)) == len(plain):
        return plain
    return _NOT_XML.sub("\ufffd", document).encode()


def parse(content: bytes, root: str) -> etree._Element:
    """The root element of a document, which has this name. Raises ``Unreadable``."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        element = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise Unreadable(f"XML is expected: {wrong}") from None
    if element.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs' doubt
        raise Unreadable("a document type is not accepted")
    if element.tag != root:
        raise Unreadable(f"<{root}> is expected")
    return element


def _fill(written: list[str], name: str, value: Any) -> None:
    """Write what is between an element's tags. Names are this server's own; values may be anybody's."""
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        item = _ITEMS.get(name) or name[:-1]
        parts = [(item, part) for part in value]  # type: ignore[assignment]  # pairs either way
    else:
        written.append(_text(value))
        return
    for tag, part in parts:
        if isinstance(part, dict | list):
            written.append(f"<{tag}>")
            _fill(written, tag, part)
            written.append(f"</{tag}>")
        else:
            written.append(f"<{tag}>{_text(part)}</{tag}>")


def _text(value: Any) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    said = value if isinstance(value, str) else str(value)
    if said.isalnum() or not said:
        return said
    escaped = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A carriage return that is not written as a reference is read as a line feed.
    return escaped.replace("\r", "&#13;") if "\r" in escaped else escaped


def _weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
