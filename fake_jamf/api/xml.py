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
    document = _written(tree, escape=False)
    if document is None:
        document = _written(tree, escape=True)
        assert document is not None
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


def _written(tree: Tree, *, escape: bool) -> str | None:
    """The document; None where it was not to escape anything, and there was something to escape.

    There hardly ever is, and to look at the whole document takes a tenth of the time of looking at each value: every
    bracket in it is one of its tags, or else there are more of them.
    """
    ((name, value),) = tree.items()
    written = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{name}>"]
    tags = 3
    if isinstance(value, list):
        written.append(f"<size>{len(value)}</size>")
        tags += 2
    tags += 2 * _fill(written, name, value, escape=escape)
    written.append(f"</{name}>")
    document = "".join(written)
    plain = (
        document.count("<") == tags == document.count(">") and "&" not in document and "\r" not in document
    )
    return document if plain or escape else None


def _fill(written: list[str], name: str, value: Any, *, escape: bool) -> int:
    """Write what is between an element's tags; how many elements that is.

    Names are this server's own; values may be anybody's. The kinds are told apart by their type alone, which takes half
    as long: a tree has no subclasses in it.
    """
    write = written.append
    kind = type(value)
    if kind is dict:
        parts = value.items()
    elif kind is list:
        item = _ITEMS.get(name) or name[:-1]
        parts = [(item, part) for part in value]
    else:
        write(_text(value, escape=escape))
        return 0
    elements = len(parts)
    for tag, part in parts:
        kind = type(part)
        if kind is dict or kind is list:
            write(f"<{tag}>")
            elements += _fill(written, tag, part, escape=escape)
            write(f"</{tag}>")
        elif escape or kind is bool:
            write(f"<{tag}>{_text(part, escape=escape)}</{tag}>")
        else:
            write(f"<{tag}>{part}</{tag}>")
    return elements


def _text(value: Any, *, escape: bool) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    return _escaped(str(value)) if escape else str(value)


def _escaped(said: str) -> str:
    # A carriage return that is not written as a reference is read as a line feed.
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
